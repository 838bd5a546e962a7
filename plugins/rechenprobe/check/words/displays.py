"""A displayed formula inside a sentence: „Die erste Schicht hat“ above it, „Parameter“ below."""

import re
from collections.abc import Iterable, Iterator

from msgspec import structs

from rechenprobe.check.words.vocabulary import counted
from rechenprobe.claims import Item
from rechenprobe.late import late
from rechenprobe.lecture import Span

_ENDS = late(r"[.!?][)”“»*_`]*\s*$")
_FORMULA = late(r"\s*\$\$.*\$\$\s*(?:\{#[\w-]+\})?\s*", re.DOTALL)
_FINISHED = late(r"[.]\s*(?:\\\\)?\s*\$\$\s*(?:\{#[\w-]+\})?\s*$")
_ROW = late(
    r"\\\\(?:\[[^\]]*\])?\s*(?!\\end|&?\s*(?:=|\\approx|\\(?:le|ge)q?\b|[<>+*·-]|\\cdot|\\times|\$\$))"
)
"""A row that begins anew: such a formula is a list, each of its rows about something of its own."""
_MOST = 8


def joined(items: Iterable[Item], source: str) -> Iterator[Item]:
    """The items, those that a formula only divides as one; its places stay what they are."""
    held: list[Item] = []
    for item in items:
        if held and _goes_on(held[-1], item, len(held)):
            held.append(item)
            continue
        yield from _as_one(held, source)
        held = [item]
    yield from _as_one(held, source)


def _goes_on(old: Item, new: Item, count: int) -> bool:
    if old.kind != "paragraph" or new.kind != "paragraph" or old.items or count > _MOST:
        return False
    if _FORMULA.fullmatch(new.text):
        inside = not _ENDS.search(old.text) and not _FORMULA.fullmatch(old.text)
        return inside and not _ROW.search(new.text)
    if not _FORMULA.fullmatch(old.text) or _FINISHED.search(old.text) or count < 2:
        return False
    first = new.text.lstrip("*_ ")
    return first[:1].islower() or bool(counted(first))


def _as_one(held: list[Item], source: str) -> Iterator[Item]:
    if not held:
        return
    first, last = held[0], held[-1]
    if first is last:
        yield first
        return
    span = Span(first.span.start, last.span.end)
    yield structs.replace(
        first,
        span=span,
        text=source[span.start : span.end],
        statements=tuple(index for one in held for index in one.statements),
        numbers=tuple(index for one in held for index in one.numbers),
        items=last.items,
    )
