"""Items and rows that say between what a layer lies: „Dense 784 → 128: 100.480 Parameter“.

With or without biases, one of them for all: the others tell which.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.tables.grids import Grid, grids
from rechenprobe.check.words.vocabulary import attribute, counted
from rechenprobe.claims import Item, Reading, Statement
from rechenprobe.late import late

_NUMBER = r"\d{1,3}(?:[.\u202f\u00a0]\d{3})+|\d{1,6}"
_ARROW = late(rf"(?<![\d.,×x])({_NUMBER})\s*(?:→|->|–>|\\to)\s*({_NUMBER})(?![\d.,]*\s*[×x])")
_KERNEL = late(r"(?<![\d.,])(\d{1,2})\s?[×x]\s?(\d{1,2})(?!\s?[×x]?\d)")
_DENSE = late(r"dense|linear|\bfc|vollverbunden|vollständig verbunden|\bmlp\b", re.IGNORECASE)
_OTHER = late(
    r"depth|transp|pool|norm|gru|lstm|rnn|embed|bottleneck|block|grupp|group|sep|blöcke",
    re.IGNORECASE,
)
_FEWEST = 2


class _Said(Struct, frozen=True):
    """A number of parameters with what is said to be the layer's."""

    statement: Statement
    reading: Reading
    weights: int
    biases: int


def check_arrows(ledger: Ledger) -> None:
    """Tables, and the list items of the page."""
    for grid in grids(ledger.page):
        _check(ledger, list(_rows(ledger, grid)))
    items = (item for item in ledger.page.items if item.kind == "item")
    _check(ledger, list(_items(ledger, items)))


def _rows(ledger: Ledger, grid: Grid) -> Iterator[_Said]:
    columns = [one for one in grid.columns[1:] if attribute(grid.head(one)) == "params"]
    for row in grid.rows if columns else ():
        item = grid.cell(row, columns[0])
        if item is not None and len(item.statements) == 1:
            one = ledger.lecture.statements[item.statements[0]]
            yield from _said(ledger, grid.label(row), one)


def _items(ledger: Ledger, items: Iterable[Item]) -> Iterator[_Said]:
    for item in items:
        counts = [
            one
            for index in item.statements
            if "params" in counted((one := ledger.lecture.statements[index]).noun)
        ]
        if len(counts) == 1:
            label = ledger.lecture.source[item.span.start : counts[0].span.start]
            yield from _said(ledger, label, counts[0])


def _said(ledger: Ledger, label: str, one: Statement) -> Iterator[_Said]:
    arrows = _ARROW.findall(label)
    number = plain_number(one.sides[0].expr) if len(one.sides) == 1 else None
    reading = None if number is None else ledger.lecture.numbers[number].german
    if len(arrows) != 1 or reading is None or one.approximate or _OTHER.search(label):
        return
    taken, given = (int(re.sub(r"\D", "", text)) for text in arrows[0])
    kernel = _KERNEL.search(label)
    if kernel is not None:
        yield _Said(one, reading, int(kernel[1]) * int(kernel[2]) * taken * given, given)
    elif _DENSE.search(label) or not re.search(r"[^\W\d_]{2,}", label):
        yield _Said(one, reading, taken * given, given)


def _check(ledger: Ledger, found: Sequence[_Said]) -> None:
    """One way for all of them; a single one that is not so is wrong."""
    for biased in (True, False):
        values = [Fraction(one.weights + one.biases * biased) for one in found]
        right = [one for one, true in zip(found, values, strict=True) if one.reading.value == true]
        wrong = [pair for pair in zip(found, values, strict=True) if pair[0] not in right]
        if not right or len(wrong) > max(1, len(right) // _FEWEST):
            continue
        for one in right:
            text = ledger.lecture.text(one.statement.span)
            ledger.verified(one.statement.span, one.statement.numbers, Truth("", text, _how(one)))
        for one, true in wrong:
            sure = len(right) >= _FEWEST and len(wrong) == 1
            if (sure or is_typo(true, one.reading)) and not ledger.settled(one.statement.numbers):
                _refute(ledger, one, true)
        return


def _how(one: _Said) -> str:
    return f"{one.weights} Gewichte, {one.biases} Biaswerte"


def _refute(ledger: Ledger, one: _Said, true: Fraction) -> None:
    statement = one.statement
    if true in (one.weights, one.weights + one.biases) and one.reading.value in (
        one.weights,
        one.weights + one.biases,
    ):
        return  # the one with biases, the others without
    repairs = repair_result(statement, statement.sides[0], ledger.lecture, "german", true)
    shown = repairs[0].text if repairs else notation.brief(true, ledger.grouping)
    ledger.wrong(statement.span, statement.numbers, Truth("", shown, _how(one)), repairs=repairs)
