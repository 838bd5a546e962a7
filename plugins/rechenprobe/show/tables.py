"""The layers of a model as a table, each with its calculations to unfold."""

from collections.abc import Callable, Mapping
from math import prod

from markupsafe import Markup
from msgspec import Struct

from rechenprobe.columns import COLUMNS, USUAL
from rechenprobe.expression import Call, Expr
from rechenprobe.facts import Layer, Model, Quantity, Shape
from rechenprobe.notation import Grouping, number, shape
from rechenprobe.show.derivations import AT_LEAST, derivation_steps
from rechenprobe.show.formulas import BadFormula, calculation
from rechenprobe.show.grid import cell, grid, head, row
from rechenprobe.show.html import fill
from rechenprobe.show.values import show_bytes

_FLOAT32 = 4
"""Bytes of one number in the layer table."""

_TEXT = "rp-shape"
"""The class of cells that are no numbers."""

KEPT = "Aktivierungen: was das Training je Beispiel für den Rückwärtsschritt behält, geschätzt."

LOWER_BOUND = (
    "≥: mindestens; gerechnet ist für offene Achsen mit der Länge 1, und nicht jede Schicht lässt"
    " sich ganz verfolgen."
)


class _Column(Struct, frozen=True):
    """One column, a cell for each layer and one for the whole model."""

    of_layer: Callable[[int, Layer, Grouping], Markup]
    of_model: Callable[[Model, Grouping], Markup]
    title: Markup | None = None
    """Where it is more than the plain text of `COLUMNS`."""
    kind: str = ""
    """The header's class."""
    sortable: bool = True


def layer_table(
    model: Model, grouping: Grouping, columns: tuple[str, ...] = USUAL, *, steps: bool = True
) -> Markup:
    """A group of rows a layer: its numbers, then its calculations, folded; rows with totals.

    `columns` are names of `COLUMNS`. Without `steps` there is one row a layer.
    """
    shown = [_COLUMNS[name] for name in columns]
    rows = Markup().join(
        fill(
            "<tbody>{}{}</tbody>",
            row(*(column.of_layer(position, layer, grouping) for column in shown)),
            _steps_row(layer, grouping, len(columns)) if steps else Markup(),
        )
        for position, layer in enumerate(model.layers, 1)
    )
    totals = row(*(column.of_model(model, grouping) for column in shown))
    titles = row(
        *(
            head(
                _COLUMNS[name].title or COLUMNS[name],
                kind=_COLUMNS[name].kind,
                sortable=_COLUMNS[name].sortable,
            )
            for name in columns
        )
    )
    body = fill("{}<tfoot>{}{}</tfoot>", rows, totals, _split(model, grouping, columns))
    caption, note = f"Die Schichten von „{model.name}“", _note(model, columns)
    return grid("rp-layers", caption, titles, body, note, moves="tbody")


def _note(model: Model, columns: tuple[str, ...]) -> str:
    said = []
    if "weights" in columns or "activations" in columns:
        said.append("Gewichte und Aktivierungen in float32 (4 Byte je Zahl).")
    if "activations" in columns:
        said.append(KEPT)
    if "weights" in columns or "activations" in columns:
        said.append("1\u00a0kB = 1000\u00a0Byte.")
    if "flops" in columns:
        said.append("FLOPs: Gleitkommaoperationen, zwei je MAC.")
    if {"macs", "flops", "activations"} & set(columns) and model.incomplete:
        said.append(LOWER_BOUND)
    return " ".join(said)


def _split(model: Model, grouping: Grouping, columns: tuple[str, ...]) -> Markup:
    """How much of the parameters is trained, where not all of them are."""
    if "params" not in columns or not model.non_trainable_params or "layer" not in columns:
        return Markup()
    parts = (
        ("davon trainierbar", model.trainable_params),
        ("davon nicht trainierbar", model.non_trainable_params),
    )
    return Markup().join(
        row(
            *(
                head(title, "row")
                if name == "layer"
                else cell(
                    number(count, grouping) if name == "params" else "",
                    _COLUMNS[name].kind or "rp-number",
                )
                for name in columns
            )
        )
        for title, count in parts
    )


def _steps_row(layer: Layer, grouping: Grouping, columns: int) -> Markup:
    steps = derivation_steps(layer, grouping)
    if not steps:
        return Markup()
    return fill(
        '<tr class="rp-more"><td colspan="{}"><details><summary>Rechnung zu {}</summary>{}'
        "</details></td></tr>",
        columns,
        layer.name,
        steps,
    )


def _counted(
    of_layer: Callable[[Layer], int],
    of_model: Callable[[Model], int],
    show: Callable[[int, Grouping], str] = number,
    quantity: Quantity = "params",
    title: Markup | None = None,
) -> _Column:
    """A column of numbers; what is only a lower bound is marked."""

    def one(_: int, layer: Layer, grouping: Grouping) -> Markup:
        count = of_layer(layer)
        mark = AT_LEAST * (quantity in layer.incomplete)
        return cell(mark + show(count, grouping) if count or mark else "–", value=count)

    def all_(model: Model, grouping: Grouping) -> Markup:
        mark = AT_LEAST * (quantity in model.incomplete)
        return cell(mark + show(of_model(model), grouping))

    return _Column(one, all_, title)


def _shapes(of_layer: Callable[[Layer], tuple[Shape, ...]], *, total: bool) -> _Column:
    def one(_: int, layer: Layer, grouping: Grouping) -> Markup:
        shapes = of_layer(layer)
        text = " und ".join(shape(axes, grouping) for axes in shapes)
        return cell(text, _TEXT, value=sum(prod(a or 1 for a in axes) for axes in shapes))

    def all_(model: Model, _: Grouping) -> Markup:
        used_once = sum(layer.first_use for layer in model.layers)
        text = f"{used_once} {'Schicht' if used_once == 1 else 'Schichten'}"
        return cell(text if total else "", _TEXT)

    return _Column(one, all_, kind=_TEXT)


def _layer(_: int, layer: Layer, grouping: Grouping) -> Markup:
    del grouping
    name = fill('<span class="rp-kind">{}</span> <code>{}</code>', layer.kind, layer.name)
    shared = Markup() if layer.first_use else Markup(" <small>(gemeinsam benutzt)</small>")
    return head(name + shared, "row")


def _params(_: int, layer: Layer, grouping: Grouping) -> Markup:
    return cell(_calculated(layer, grouping), value=layer.params)


def _calculated(layer: Layer, grouping: Grouping) -> str | Markup:
    count = number(layer.params, grouping)
    derivation = layer.derivations.get("params")
    if not layer.params:
        return "–"
    if derivation is None:
        return count
    try:
        terms = [term for part in derivation.parts for term in _terms(part.expr)]
        formulas = [calculation(term, grouping) for term in terms]
    except BadFormula:
        return count
    shown = Markup(" + ").join(formulas)  # a line breaks between terms
    note = fill(" <small>{}</small>", derivation.note) if derivation.note else Markup()
    return fill('<strong>{}</strong><span class="rp-calculation">= {}{}</span>', count, shown, note)


def _terms(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Call) and expr.op == "+" else (expr,)


def _text(of_layer: Callable[[Layer], str]) -> _Column:
    return _Column(
        lambda _, layer, __: cell(of_layer(layer), _TEXT),
        lambda _, __: cell("", _TEXT),
        kind=_TEXT,
        sortable=False,
    )


_COLUMNS: Mapping[str, _Column] = {
    "number": _Column(
        lambda position, _, __: cell(str(position), "rp-index", value=position),
        lambda _, __: cell("", "rp-index"),
        Markup('<abbr title="Nummer">Nr.</abbr>'),
        "rp-index",
    ),
    "layer": _Column(_layer, lambda _, __: head("Summe", "row"), kind=_TEXT),
    "input": _shapes(lambda layer: layer.input_shapes, total=False),
    "output": _shapes(lambda layer: layer.output_shapes, total=True),
    "params": _Column(
        _params,
        lambda model, grouping: cell(fill("<strong>{}</strong>", number(model.params, grouping))),
    ),
    "trainable": _counted(
        lambda layer: layer.trainable_params, lambda model: model.trainable_params
    ),
    "non_trainable": _counted(
        lambda layer: layer.non_trainable_params, lambda model: model.non_trainable_params
    ),
    "macs": _counted(
        lambda layer: layer.macs,
        lambda model: model.macs,
        quantity="macs",
        title=Markup('<abbr title="Multiplikationen mit Addition, je Beispiel">MACs</abbr>'),
    ),
    "flops": _counted(
        lambda layer: 2 * layer.macs,
        lambda model: 2 * model.macs,
        quantity="macs",
        title=Markup('<abbr title="Gleitkommaoperationen, je Beispiel">FLOPs</abbr>'),
    ),
    "weights": _counted(
        lambda layer: layer.params * _FLOAT32, lambda model: model.params * _FLOAT32, show_bytes
    ),
    "activations": _counted(
        lambda layer: layer.activations * _FLOAT32,
        lambda model: sum(layer.activations for layer in model.layers) * _FLOAT32,
        show_bytes,
        "activations",
    ),
    "dtype": _text(lambda layer: layer.dtype),
    "inbound": _text(lambda layer: ", ".join(layer.inbound)),
}
