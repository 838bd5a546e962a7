"""The layers of a model as a table, each with its calculations to unfold."""

from markupsafe import Markup

from rechenprobe.facts import Layer, Model, Shape
from rechenprobe.notation import Grouping, number, shape
from rechenprobe.show.derivations import derivation_steps
from rechenprobe.show.formulas import BadFormula, calculation
from rechenprobe.show.grid import cell, grid, head, row
from rechenprobe.show.values import show_bytes

_FLOAT32 = 4
"""Bytes of one number in the layer table."""

_COLUMNS = 7


def layer_table(model: Model, grouping: Grouping, *, steps: bool = True) -> Markup:
    """A group of rows a layer: its numbers, then its calculations, folded; a totals row.

    Without `steps` there is one row a layer.
    """
    rows = Markup().join(
        Markup("<tbody>{}{}</tbody>").format(
            _layer_row(position, layer, grouping),
            _steps_row(layer, grouping) if steps else Markup(),
        )
        for position, layer in enumerate(model.layers, 1)
    )
    used_once = [layer for layer in model.layers if layer.first_use]
    activations = sum(layer.activations for layer in model.layers)
    totals = row(
        cell("", "rp-index"),
        head("Summe", "row"),
        cell(_count(len(used_once), "Schicht", "Schichten"), "rp-shape"),
        cell(Markup("<strong>{}</strong>").format(number(model.params, grouping))),
        cell(number(model.macs, grouping)),
        cell(show_bytes(model.params * _FLOAT32, grouping)),
        cell(show_bytes(activations * _FLOAT32, grouping)),
    )
    titles = row(
        head(Markup('<abbr title="Nummer">Nr.</abbr>'), sortable=True),
        head("Schicht", sortable=True),
        head("Ausgabe", sortable=True),
        head("Parameter", sortable=True),
        head(
            Markup('<abbr title="Multiplikationen mit Addition, je Beispiel">MACs</abbr>'),
            sortable=True,
        ),
        head("Gewichte", sortable=True),
        head("Aktivierungen", sortable=True),
    )
    note = (
        "Gewichte und Aktivierungen in float32 (4 Byte je Zahl). Aktivierungen: was das Training je"
        " Beispiel für den Rückwärtsschritt behält, geschätzt. 1 kB = 1000 Byte."
    )
    body = Markup("{}<tfoot>{}</tfoot>").format(rows, totals)
    return grid("rp-layers", f"Die Schichten von „{model.name}“", titles, body, note, moves="tbody")


def _layer_row(position: int, layer: Layer, grouping: Grouping) -> Markup:
    name = Markup('<span class="rp-kind">{}</span> <code>{}</code>').format(layer.kind, layer.name)
    shared = Markup() if layer.first_use else Markup(" <small>(gemeinsam benutzt)</small>")
    outputs = " und ".join(shape(one, grouping) for one in layer.output_shapes)
    weights, kept = layer.params * _FLOAT32, layer.activations * _FLOAT32
    return row(
        cell(str(position), "rp-index", value=position),
        head(name + shared, "row"),
        cell(outputs, "rp-shape", value=sum(map(_size, layer.output_shapes))),
        cell(_params(layer, grouping), value=layer.params),
        cell(_or_dash(layer.macs, number(layer.macs, grouping)), value=layer.macs),
        cell(_or_dash(weights, show_bytes(weights, grouping)), value=weights),
        cell(_or_dash(kept, show_bytes(kept, grouping)), value=kept),
    )


def _steps_row(layer: Layer, grouping: Grouping) -> Markup:
    steps = derivation_steps(layer, grouping)
    if not steps:
        return Markup()
    return Markup(
        '<tr class="rp-more"><td colspan="{}"><details><summary>Rechnung zu {}</summary>{}'
        "</details></td></tr>"
    ).format(_COLUMNS, layer.name, steps)


def _params(layer: Layer, grouping: Grouping) -> str | Markup:
    count = number(layer.params, grouping)
    derivation = layer.derivations.get("params")
    if not layer.params or derivation is None:
        return _or_dash(layer.params, count)
    try:
        formulas = [calculation(part.expr, grouping) for part in derivation.parts]
    except BadFormula:
        return count
    shown = Markup(" + ").join(formulas)
    note = Markup(" <small>{}</small>").format(derivation.note) if derivation.note else Markup()
    return Markup('<strong>{}</strong><span class="rp-calculation">= {}{}</span>').format(
        count, shown, note
    )


def _size(axes: Shape) -> int:
    product = 1
    for axis in axes:
        product *= axis or 1
    return product


def _or_dash(count: int, shown: str) -> str:
    return shown if count else "–"


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
