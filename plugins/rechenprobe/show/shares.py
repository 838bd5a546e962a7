"""Which layers hold the parameters, do the work and take the memory: a chart that is a table."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import prod

from markupsafe import Markup, escape
from msgspec import Struct

from rechenprobe.facts import Layer, Model
from rechenprobe.notation import Grouping, number
from rechenprobe.show.bars import bar, percentage
from rechenprobe.show.grid import cell, grid, head, row
from rechenprobe.show.html import fill

_ROWS = 14
"""Layers that get a row; the smaller ones share the last."""

_TITLES = ("Parameter", "MACs", "Aktivierungen")


class Share(Struct, frozen=True):
    """One row: what a layer has of each quantity."""

    name: str
    kind: str
    counts: tuple[int, ...]
    """Parameters, MACs, kept activations, as in `_TITLES`."""


def shares(model: Model) -> tuple[Share, ...]:
    """A share per layer that has any, in the model's order; what they sum to is the model's.

    Weights count where they are used first, the work of each use is added.
    """
    seen: set[int] = set()
    found: dict[str, Share] = {}
    for layer in model.layers:
        counts: tuple[int, ...] = (_own_params(layer, seen), layer.macs, layer.activations)
        before = found.get(layer.name)
        if before is not None:
            counts = _sum((before.counts, counts))
        found[layer.name] = Share(layer.name, layer.kind, counts)
    return tuple(share for share in found.values() if any(share.counts))


def shares_block(model: Model, grouping: Grouping) -> Markup:
    """The chart as a table: in each cell a bar and its percentage."""
    every = shares(model)
    totals = _sum(share.counts for share in every)
    shown, rest = _largest(every, totals)
    body = fill(
        "<tbody>{}</tbody>",
        Markup().join(_row(_name(share), share.counts, totals, grouping) for share in shown),
    )
    if rest:
        label = f"{number(len(rest), grouping)} weitere Schichten"
        last = _row(escape(label), _sum(s.counts for s in rest), totals, grouping)
        body += fill('<tbody class="rp-rest">{}</tbody>', last)
    titles = row(*(head(title, sortable=True) for title in ("Schicht", *_TITLES)))
    note = (
        "Anteil der Schicht an der Summe über das Modell, auf eine Nachkommastelle gerundet;"
        " Aktivierungen sind die Zahlen, die das Training für den Rückwärtsschritt behält,"
        " geschätzt."
    )
    caption = f"Anteile der Schichten von „{model.name}“"
    return grid("rp-shares", caption, titles, body, note, moves="tr")


def _own_params(layer: Layer, seen: set[int]) -> int:
    """Parameters that no layer before has; `seen` takes up the identities of the weights."""
    if not layer.weights:
        return layer.params if layer.first_use else 0
    fresh = [weight for weight in layer.weights if weight.identity not in seen]
    seen.update(weight.identity for weight in fresh)
    return sum(prod(weight.shape) for weight in fresh)


def _sum(counts: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*counts, strict=True))) or (0,) * len(_TITLES)


def _largest(
    every: Sequence[Share], totals: tuple[int, ...]
) -> tuple[Sequence[Share], Sequence[Share]]:
    """The layers with the largest share of anything, in order, and the others."""
    if len(every) <= _ROWS + 1:
        return every, ()

    def weight(index: int) -> Fraction:
        return max(_parts(every[index].counts, totals))

    # Sorting keeps the model's order among equals, so that the choice is always the same.
    chosen = set(sorted(range(len(every)), key=weight, reverse=True)[:_ROWS])
    shown = [share for index, share in enumerate(every) if index in chosen]
    return shown, [share for index, share in enumerate(every) if index not in chosen]


def _parts(counts: tuple[int, ...], totals: tuple[int, ...]) -> tuple[Fraction, ...]:
    return tuple(
        Fraction(count, total) if total else Fraction(0)
        for count, total in zip(counts, totals, strict=True)
    )


def _name(share: Share) -> Markup:
    return fill('<span class="rp-kind">{}</span> <code>{}</code>', share.kind, share.name)


def _row(
    name: Markup, counts: tuple[int, ...], totals: tuple[int, ...], grouping: Grouping
) -> Markup:
    parts = _parts(counts, totals)
    return row(
        head(name, "row"),
        *(
            cell(bar(part) + percentage(part, grouping), "rp-share", value=count)
            for part, count in zip(parts, counts, strict=True)
        ),
    )
