"""A model as tables: its layers, and the memory that training takes."""

from collections.abc import Mapping

from markupsafe import Markup

from rechenprobe.facts import OPTIMIZERS, Layer, Model, Optimizer
from rechenprobe.notation import Grouping, number, shape
from rechenprobe.show.architecture import architecture_block
from rechenprobe.show.derivations import derivation_block
from rechenprobe.show.formulas import BadFormula, calculation
from rechenprobe.show.shares import shares_block
from rechenprobe.show.values import show_bytes

BATCHES = (1, 16, 64)
PRECISIONS = (
    ("float32", "float32: 32 Bit je Zahl"),
    ("mixed_float16", "mixed_float16: Aktivierungen 16 Bit, alles andere 32 Bit"),
    ("float16", "float16: 16 Bit je Zahl"),
)

NO_OPTIONS: Mapping[str, object] = {}
"""A view as it is without the author's options."""

_FLOAT32 = 4
"""Bytes of one number in the layer table."""


def model_block(
    model: Model, view: str, grouping: Grouping, options: Mapping[str, object] = NO_OPTIONS
) -> Markup:
    """A view of a model, as `Shown` names it; `summary` is all that regards the whole model."""
    tables = []
    if view == "derivation":
        tables.append(derivation_block(model.layer(str(options["layer"])), grouping))
    elif view not in ("memory_table", "architecture", "shares"):
        tables.append(layer_table(model, grouping))
    if view in ("summary", "memory_table"):
        tables.append(memory_table(model, grouping, options))
    if view in ("summary", "architecture"):
        tables.append(architecture_block(model, grouping))
    if view in ("summary", "shares"):
        tables.append(shares_block(model, grouping))
    return Markup('<div class="rp-model">{}</div>').format(Markup().join(tables))


def layer_table(model: Model, grouping: Grouping) -> Markup:
    """A row a layer: output, parameters with their calculation, MACs, memory; a totals row."""
    rows = Markup().join(
        _layer_row(position, layer, grouping) for position, layer in enumerate(model.layers, 1)
    )
    used_once = [layer for layer in model.layers if layer.first_use]
    activations = sum(layer.activations for layer in model.layers)
    totals = _row(
        _cell("", "rp-index"),
        _head("Summe", "row"),
        _cell(_count(len(used_once), "Schicht", "Schichten"), "rp-shape"),
        _cell(Markup("<strong>{}</strong>").format(number(model.params, grouping))),
        _cell(number(model.macs, grouping)),
        _cell(show_bytes(model.params * _FLOAT32, grouping)),
        _cell(show_bytes(activations * _FLOAT32, grouping)),
    )
    head = _row(
        _head(Markup('<abbr title="Nummer">Nr.</abbr>'), "col"),
        _head("Schicht", "col"),
        _head("Ausgabe", "col"),
        _head("Parameter", "col"),
        _head(
            Markup('<abbr title="Multiplikationen mit Addition, je Beispiel">MACs</abbr>'), "col"
        ),
        _head("Gewichte", "col"),
        _head("Aktivierungen", "col"),
    )
    note = (
        "Gewichte und Aktivierungen in float32 (4 Byte je Zahl). Aktivierungen: was das Training je"
        " Beispiel für den Rückwärtsschritt behält, geschätzt. 1 kB = 1000 Byte."
    )
    body = Markup("<tbody>{}</tbody><tfoot>{}</tfoot>").format(rows, totals)
    return _table("rp-layers", f"Die Schichten von „{model.name}“", note, head, body)


def memory_table(
    model: Model, grouping: Grouping, options: Mapping[str, object] = NO_OPTIONS
) -> Markup:
    """Weights, gradients, optimizer state and activations, by precision and batch size.

    `batch_size`, `precision` and `optimizer` among the options narrow it down.
    """
    named = options.get("optimizer")
    own = model.optimizer or OPTIMIZERS["sgd"]
    optimizer = OPTIMIZERS[named.lower()] if isinstance(named, str) else own
    batch = options.get("batch_size")
    batches = (batch,) if isinstance(batch, int) else BATCHES
    chosen = options.get("precision")
    titles = dict(PRECISIONS)
    precisions = ((chosen, titles.get(chosen, chosen)),) if isinstance(chosen, str) else PRECISIONS
    body = Markup().join(
        Markup("<tbody>{}{}</tbody>").format(
            Markup('<tr class="rp-group"><th scope="rowgroup" colspan="6">{}</th></tr>').format(
                title
            ),
            Markup().join(
                _memory_row(model, precision, size, optimizer, grouping) for size in batches
            ),
        )
        for precision, title in precisions
    )
    head = _row(
        _head("Batch-Größe", "col"),
        _head("Gewichte", "col"),
        _head("Gradienten", "col"),
        _head("Optimierer\u00adzustand", "col"),
        _head("Aktivierungen", "col"),
        _head("Summe", "col"),
    )
    slots = {0: "nichts", 1: "eine Zahl", 2: "zwei Zahlen", 3: "drei Zahlen"}.get(
        optimizer.slots, f"{optimizer.slots} Zahlen"
    )
    note = (
        f"Gezählt sind alle Gewichte, je trainierbarem Gewicht ein Gradient und als Zustand des"
        f" Optimierers ({optimizer.name}) {slots}. Nur die Aktivierungen wachsen mit der"
        " Batch-Größe; sie sind eine Schätzung, der Arbeitsspeicher der"
        " Rechenkerne kommt hinzu. 1 kB = 1000 Byte."
    )
    caption = f"Speicherbedarf von „{model.name}“ im Training"
    return _table("rp-memory", caption, note, head, body)


def _layer_row(position: int, layer: Layer, grouping: Grouping) -> Markup:
    name = Markup('<span class="rp-kind">{}</span> <code>{}</code>').format(layer.kind, layer.name)
    shared = Markup() if layer.first_use else Markup(" <small>(gemeinsam benutzt)</small>")
    outputs = " und ".join(shape(one, grouping) for one in layer.output_shapes)
    return _row(
        _cell(str(position), "rp-index"),
        _head(name + shared, "row"),
        _cell(outputs, "rp-shape"),
        _cell(_params(layer, grouping)),
        _cell(_or_dash(layer.macs, number(layer.macs, grouping))),
        _cell(_or_dash(layer.params, show_bytes(layer.params * _FLOAT32, grouping))),
        _cell(_or_dash(layer.activations, show_bytes(layer.activations * _FLOAT32, grouping))),
    )


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


def _memory_row(
    model: Model, precision: str, batch: int, optimizer: Optimizer, grouping: Grouping
) -> Markup:
    memory = model.memory(batch_size=batch, precision=precision, optimizer=optimizer)
    parts = (memory.weights, memory.gradients, memory.optimizer_state, memory.activations)
    return _row(
        _head(number(batch, grouping), "row"),
        *(_cell(show_bytes(part, grouping)) for part in parts),
        _cell(Markup("<strong>{}</strong>").format(show_bytes(memory.total, grouping))),
    )


def _table(kind: str, caption: str, note: str, head: Markup, body: Markup) -> Markup:
    """A captioned table in a box that scrolls by itself; the note stands below it."""
    return Markup(
        '<div class="rp-table {}" role="region" aria-label="{}" tabindex="0">'
        '<table class="rp-grid"><caption>{}</caption><thead>{}</thead>{}</table></div>'
        '<p class="rp-note">{}</p>'
    ).format(kind, caption, caption, head, body, note)


def _row(*cells: Markup) -> Markup:
    return Markup("<tr>{}</tr>").format(Markup().join(cells))


def _head(text: str | Markup, scope: str) -> Markup:
    return Markup('<th scope="{}">{}</th>').format(scope, text)


def _cell(text: str | Markup, kind: str = "rp-number") -> Markup:
    return Markup('<td class="{}">{}</td>').format(kind, text)


def _or_dash(count: int, shown: str) -> str:
    return shown if count else "–"


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
