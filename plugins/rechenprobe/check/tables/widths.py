"""Tables of what the same numbers take in several precisions: a column or a row for each.

    | Modell    | Parameter | FP32     | FP16    | INT8    |
    |-----------|-----------|----------|---------|---------|
    | ResNet-50 | 25,6 Mio. | 102,4 MB | 51,2 MB | 25,6 MB |

All cells of such a line are so many values, each as wide as the head says. One that is not is wrong
if the count is said somewhere, or if it is a slip of the pen: what is measured is never so exact.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import prod

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.footprint import bits_said
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.tables.grids import Grid, grids, start_of
from rechenprobe.claims import Item, Notation, Reading, Statement
from rechenprobe.expression import Call, Written
from rechenprobe.late import late

_WORD = late(r"[A-Za-z]+")
_BEFORE = 300
"""Characters before a table in which it may be said how many values there are."""
_MORE = late(r"[+*†‡¹²³]|\b(?:mit|und|with|and)\b")
"""„int4 + Skalen*“ is more than four bits."""
_FEWEST, _SURE = 2, 3
_THOUSANDS = (1, 10**3, 10**6, 10**9)


class _Cell(Struct, frozen=True):
    """So many bits, and how many values these are."""

    statement: Statement
    reading: Reading
    factor: Fraction
    """Bits in its unit."""
    bits: int

    @property
    def count(self) -> Fraction:
        """How many values that would be."""
        return self.reading.value * self.factor / self.bits

    @property
    def room(self) -> Fraction:
        """By how much the count may be off."""
        by = tolerance(self.reading, approximate=self.statement.approximate)
        return by * self.factor / self.bits

    def agrees(self, count: Fraction, room: Fraction) -> bool:
        """Whether it is so many values, give or take `room`."""
        return abs(self.count - count) <= self.room + room


def check_widths(ledger: Ledger) -> None:
    """All tables; the notation is that in which more of them is right."""
    for grid in grids(ledger.page):
        labels = {row: grid.label(row) for row in grid.rows if row not in grid.closings}
        heads = {column: grid.head(column) for column in grid.columns}
        for columns, told in ((True, _widths(heads)), (False, _widths(labels))):
            if len(told) < _FEWEST:
                continue
            for line in grid.rows if columns else grid.columns[1:]:
                places = {(line, at) if columns else (at, line): bits for at, bits in told.items()}
                items = [
                    it
                    for (row, column), it in grid.places()
                    if line == (row if columns else column)
                ]
                for how in ("german", "english"):
                    cells = list(_cells(ledger, grid, places, how))
                    if len(cells) == len(told) and _judge(ledger, grid, cells, items, how):
                        break


def _widths(said: Mapping[int, str]) -> dict[int, int]:
    """Rows or columns that name a precision, each another one."""
    named = {at: bits_said(text.lower()) for at, text in said.items() if not _MORE.search(text)}
    found = {at: min(bits) for at, bits in named.items() if len(bits) == 1}
    of = {said[at].lower().partition("(")[0].strip() for at in found}
    if len(of) > 1 and not any(map(bits_said, of)):
        return {}  # „Gewichte (FP16)“, „Adam-Zustände (FP32)“ are other values
    return found if len(set(found.values())) > 1 else {}


def _cells(
    ledger: Ledger, grid: Grid, places: Mapping[tuple[int, int], int], how: Notation
) -> Iterator[_Cell]:
    for (row, column), bits in places.items():
        found = grid.alone(row, column)
        if found is None or len(found[0].sides) != 1 or not found[0].sides[0].complete:
            return
        words = (found[0].sides[0].unit, *_WORD.findall(grid.head(column)))
        units = [one for one in map(unit_of, words) if one and one.dimension == "bit"]
        reading = ledger.lecture.numbers[found[1].number].reading(how)
        if units and reading and reading.value > 0 and units[0].factors[0] >= 8:
            yield _Cell(found[0], reading, units[0].factors[0], bits)


def _judge(
    ledger: Ledger, grid: Grid, cells: list[_Cell], items: Iterable[Item], how: Notation
) -> bool:
    """Whether the line says something."""
    sharp = sorted(cells, key=lambda one: one.room / one.count)
    base = max(sharp, key=lambda one: sum(it.agrees(one.count, one.room) for it in cells))
    right = [one for one in cells if one.agrees(base.count, base.room)]
    wrong = [one for one in cells if one not in right]
    if len(right) < min(_FEWEST, len(cells)) or len(wrong) > 1:
        return False
    said = next(
        (it for it in _counts(ledger, grid, items, how) if base.agrees(it, Fraction(0))), None
    )
    count = base.count if said is None else said
    if said is not None or len(right) >= _SURE:
        for one in right:
            text = ledger.lecture.text(one.statement.span)
            truth = Truth("", text, f"je Wert {one.bits} Bit")
            ledger.verified(one.statement.span, one.statement.numbers, truth)
    for one in wrong:
        true = count * one.bits / one.factor
        if said is not None or is_typo(true, one.reading):
            _refute(ledger, one, true, how)
    return True


def _counts(ledger: Ledger, grid: Grid, items: Iterable[Item], how: Notation) -> Iterator[Fraction]:
    """How many values there may be: in the line, at its head, or right before the table."""
    lecture, start = ledger.lecture, start_of(grid)
    for index in [index for item in items for index in item.statements]:
        expr = lecture.statements[index].sides[0].expr
        parts = expr.args if isinstance(expr, Call) and expr.op == "*" else (expr,)
        numbers = [lecture.numbers[it.number] for it in parts if isinstance(it, Written)]
        readings = [one for it in numbers if (one := it.reading(how) or it.german)]
        if readings and len(readings) == len(parts):
            value = prod((one.value for one in readings), start=Fraction(1))
            yield from (value * by for by in _THOUSANDS)
    for number in lecture.numbers:
        if start - _BEFORE < number.span.start < start and (one := number.reading(how)):
            yield one.value


def _refute(ledger: Ledger, one: _Cell, true: Fraction, how: Notation) -> None:
    statement, lecture = one.statement, ledger.lecture
    if ledger.settled(statement.numbers) or result_of(statement.sides[0].expr) is None:
        return
    repairs = repair_result(statement, statement.sides[0], lecture, how, true)
    shown = repairs[0].text if repairs else notation.brief(true, ledger.grouping)
    ledger.wrong(
        statement.span,
        statement.numbers,
        Truth("", shown, f"je Wert {one.bits} Bit, so viele wie in den anderen Zellen"),
        message="So viel ist es in dieser Genauigkeit nicht",
        how=how,
        repairs=repairs,
    )
