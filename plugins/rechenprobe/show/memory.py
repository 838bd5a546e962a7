"""The memory that training takes: a table of the usual cases, and one in which readers choose.

What they can choose is calculated here, by the facts: each amount for a batch of one. The page's
script multiplies the activations by the batch size and adds up; it knows nothing else.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import msgspec
from markupsafe import Markup
from msgspec import Struct

from rechenprobe.facts import OPTIMIZERS, Memory, Model, Optimizer
from rechenprobe.memory import NOTES
from rechenprobe.notation import Grouping, number
from rechenprobe.show.bars import bar, percentage
from rechenprobe.show.grid import cell, grid, head, row
from rechenprobe.show.html import fill
from rechenprobe.show.values import show_bytes

BATCHES = (1, 16, 64)
PRECISIONS = (
    ("float32", "float32: 32 Bit je Zahl"),
    ("mixed_float16", "mixed_float16: Aktivierungen 16 Bit, alles andere 32 Bit"),
    ("float16", "float16: 16 Bit je Zahl"),
)
OFFERED = (
    *PRECISIONS[:2],
    ("mixed_bfloat16", "mixed_bfloat16: Aktivierungen 16 Bit, alles andere 32 Bit"),
    *PRECISIONS[2:],
    ("bfloat16", "bfloat16: 16 Bit je Zahl"),
    ("float64", "float64: 64 Bit je Zahl"),
    ("stored", "so, wie das Modell sie führt"),
)
"""Precisions to choose from; all of them whole bytes, so that a batch takes n times a sample's."""

_OPEN = (
    " Das Modell lässt Achsen offen; gerechnet ist mit der Länge 1, die Aktivierungen und die Summe"
    " sind also Untergrenzen."
)

_SAID = " ".join(NOTES[part] for part in ("weights", "optimizer_state", "activations", "total"))
_WITHOUT = f" {NOTES['inference']}"

NO_TRAINING = "none"
OWN = "own"

LARGEST_BATCH = 65_536

NO_OPTIONS: Mapping[str, object] = {}
"""A view as it is without the author's options."""

Amounts: TypeAlias = tuple[int, int, int, int]
"""Bytes of weights, gradients, optimizer state, and of the activations of one sample."""

_PARTS = (
    ("Gewichte", "weights"),
    ("Gradienten", "gradients"),
    ("Optimierer\u00adzustand", "optimizer_state"),
    ("Aktivierungen", "activations"),
)


class _Choice(Struct, frozen=True):
    """What the table begins with."""

    batch: int
    precision: str
    optimizer: str
    """A key of `optimizers`."""


def memory_table(
    model: Model,
    grouping: Grouping,
    options: Mapping[str, object] = NO_OPTIONS,
    *,
    choose: bool = True,
) -> Markup:
    """Weights, gradients, optimizer state and activations, by precision and batch size.

    `batch_size`, `precision` and `optimizer` among the options narrow it down. With `choose`
    readers get a second table, in which they choose these; it shows itself where scripts run.
    """
    optimizer = _optimizer(model, options.get("optimizer"))
    batch = options.get("batch_size")
    batches = (batch,) if isinstance(batch, int) else BATCHES
    chosen = options.get("precision")
    titles = dict(PRECISIONS)
    precisions = ((chosen, titles.get(chosen, chosen)),) if isinstance(chosen, str) else PRECISIONS
    body = Markup().join(
        fill(
            "<tbody>{}{}</tbody>",
            fill('<tr class="rp-group"><th scope="rowgroup" colspan="6">{}</th></tr>', title),
            Markup().join(
                _memory_row(model, precision, size, optimizer, grouping) for size in batches
            ),
        )
        for precision, title in precisions
    )
    titles_row = row(
        head("Batch-Größe"),
        head("Gewichte"),
        head("Gradienten"),
        head("Optimierer\u00adzustand"),
        head("Aktivierungen"),
        head("Summe"),
    )
    slots = {0: "nichts", 1: "eine Zahl", 2: "zwei Zahlen", 3: "drei Zahlen"}.get(
        optimizer.slots, f"{optimizer.slots} Zahlen"
    )
    note = (
        f"Gezählt sind alle Gewichte, je trainierbarem Gewicht ein Gradient und als Zustand des"
        f" Optimierers ({optimizer.name}) {slots}; nur die Aktivierungen wachsen mit der"
        f" Batch-Größe. {_SAID}{_OPEN * ('activations' in model.incomplete)}"
        f"{_WITHOUT * choose} 1\u00a0kB = 1000\u00a0Byte."
    )
    caption = f"Speicherbedarf von „{model.name}“ im Training"
    table = grid("rp-memory", caption, titles_row, body, note)
    return _picker(model, grouping, options) + table if choose else table


def amounts(model: Model) -> Mapping[str, Mapping[str, Amounts]]:
    """Precision → optimizer → bytes, for all that readers can choose."""
    return {
        precision: {
            key: _sample(model, precision, optimizer)
            for key, (_, optimizer) in optimizers(model).items()
        }
        for precision, _ in OFFERED
    }


def optimizers(model: Model) -> Mapping[str, tuple[str, Optimizer | None]]:
    """What readers choose from: key → name and optimizer; None for no training at all."""
    known: dict[str, tuple[str, Optimizer | None]] = {
        key: (optimizer.name, optimizer) for key, optimizer in OPTIMIZERS.items()
    }
    own = model.optimizer
    if own is not None and own not in OPTIMIZERS.values():
        known = {OWN: (f"{own.name}, wie im Modell", own), **known}
    return {**known, NO_TRAINING: ("keiner: nur Vorhersagen", None)}


def _sample(model: Model, precision: str, optimizer: Optimizer | None) -> Amounts:
    memory = model.memory(precision=precision, optimizer=optimizer, training=optimizer is not None)
    return memory.weights, memory.gradients, memory.optimizer_state, memory.activations


def _optimizer(model: Model, named: object) -> Optimizer:
    if isinstance(named, str):
        return OPTIMIZERS[named.lower()]
    return model.optimizer or OPTIMIZERS["sgd"]


def _memory_row(
    model: Model, precision: str, batch: int, optimizer: Optimizer, grouping: Grouping
) -> Markup:
    memory = model.memory(batch_size=batch, precision=precision, optimizer=optimizer)
    return row(
        head(number(batch, grouping), "row"),
        *(cell(show_bytes(part, grouping)) for part in memory_parts(memory)),
        cell(fill("<strong>{}</strong>", show_bytes(memory.total, grouping))),
    )


def memory_parts(memory: Memory) -> tuple[int, ...]:
    """The four amounts, in the order of the table's columns."""
    return memory.weights, memory.gradients, memory.optimizer_state, memory.activations


def _picker(model: Model, grouping: Grouping, options: Mapping[str, object]) -> Markup:
    """Three fields and a table that begins with one choice; the script does the others."""
    start = _start(model, options)
    known = optimizers(model)
    fields = Markup().join(
        (
            fill(
                '<label>Batch-Größe<input name="batch" type="text" inputmode="numeric" data-low="1"'
                ' data-high="{}" maxlength="20" value="{}" autocomplete="off"></label>',
                LARGEST_BATCH,
                start.batch,
            ),
            _select("Genauigkeit", "precision", OFFERED, start.precision),
            _select(
                "Optimierer",
                "optimizer",
                [(key, name) for key, (name, _) in known.items()],
                start.optimizer,
            ),
        )
    )
    optimizer = known[start.optimizer][1]
    memory = model.memory(
        batch_size=start.batch,
        precision=start.precision,
        optimizer=optimizer,
        training=optimizer is not None,
    )
    rows = Markup().join(
        row(
            head(title, "row"),
            fill('<td class="rp-number" data-part="{}">{}</td>', key, show_bytes(count, grouping)),
            fill(
                '<td class="rp-share" data-share="{}">{}</td>',
                key,
                _share(count, memory.total, grouping),
            ),
        )
        for (title, key), count in zip(_PARTS, memory_parts(memory), strict=True)
    )
    total = fill(
        '<tfoot><tr><th scope="row">Summe</th><td class="rp-number" data-part="total">{}</td>'
        "<td></td></tr></tfoot>",
        show_bytes(memory.total, grouping),
    )
    caption = "Speicherbedarf nach Wahl"
    table = grid(
        "rp-choice",
        caption,
        row(head("Teil"), head("Speicher"), head("Anteil")),
        fill("<tbody>{}</tbody>{}", rows, total),
    )
    return fill(
        '<div class="rp-picker" data-grouping="{}" data-amounts="{}"><form>{}</form>{}'
        '<p class="rp-picker__said" role="status"></p></div>',
        grouping,
        msgspec.json.encode(amounts(model)).decode(),
        fields,
        table,
    )


def _start(model: Model, options: Mapping[str, object]) -> _Choice:
    batch, precision, named = (
        options.get(name) for name in ("batch_size", "precision", "optimizer")
    )
    optimizer = _optimizer(model, named)
    keys = [key for key, (_, one) in optimizers(model).items() if one == optimizer]
    offered = [key for key, _ in OFFERED]
    return _Choice(
        batch if isinstance(batch, int) else 16,
        precision if isinstance(precision, str) and precision in offered else "float32",
        keys[0],
    )


def _select(label: str, name: str, choices: Sequence[tuple[str, str]], chosen: str) -> Markup:
    options = Markup().join(
        fill(
            '<option value="{}"{}>{}</option>',
            value,
            Markup(" selected") if value == chosen else Markup(),
            title,
        )
        for value, title in choices
    )
    return fill(
        '<label>{}<select name="{}" autocomplete="off">{}</select></label>', label, name, options
    )


def _share(count: int, total: int, grouping: Grouping) -> Markup:
    part = Fraction(count, total) if total else Fraction(0)
    return bar(part) + percentage(part, grouping)
