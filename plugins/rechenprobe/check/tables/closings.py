"""Rows that close a table or a part of it: sums, subtotals and means of what stands above them.

    | Conv 1          | 156   |
    | Conv 2          | 2.416 |
    | *Zwischensumme* | 2.572 |

A row that says „Summe“ can be nothing else; „Gesamt“ may be of more than is shown, so that it is
wrong only if another column adds up, or if it is a slip of the pen.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import isqrt
from re import IGNORECASE

from msgspec import Struct

from rechenprobe.check.numbers.rounding import Result, tolerance
from rechenprobe.check.numbers.slips import differs_in_one, is_mixed_up, slip
from rechenprobe.check.tables.column_rules import FEWEST, NumberCell
from rechenprobe.check.tables.grids import MARKS, Grid
from rechenprobe.claims import Notation, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_SURE = late(r"(?:zwischen|teil|gesamt|spalten)?summe|sum|subtotal|Σ|∑", IGNORECASE)
_PARTS = late(
    r"\b(?:davon|darunter|inkl\w*|inklusive|einschließlich|ohne|mal|including|of which|w/o)\b"
    r"|(?<!\d)(?<!\d\s)[×x]\s*\d|\d\s*[×x](?!\s*\d)|…|\.\.\.|⋮|\\vdots|\\ldots",
    IGNORECASE,
)
"""Rows of which some are parts of others, stand for several, or are left out."""
_SUMMARY = late(r"layer \(type\)|output shape|param(?:eter)?s? ?#|connected to", IGNORECASE)
_WEIGHTS = late(
    r"(?:anzahl|beispiele|bilder|proben|fälle|größe|n|support|count|gewichte?|weights?|samples?"
    r"|umfang|\w*zahl)",
    IGNORECASE,
)
_RATES = late(r"%|anteil|quote|rate|genauigkeit|accuracy|zeit|faktor|größe|tiefe", IGNORECASE)
_FAR = 3
"""A total that is so many times as much, or so small a part of it, is about something else."""
_FEWEST = 2


class Closing(Struct, frozen=True):
    """A number in such a row, with what it should be."""

    cell: NumberCell
    true: Fraction
    text: str
    """German: how it comes about."""
    holds: bool
    sure: bool
    """Whether it can be called wrong."""
    cells: tuple[NumberCell, ...] = ()
    """What it is of."""
    why: str = ""
    """The slip that it may be, a question."""

    @property
    def is_exact(self) -> bool:
        """Whether it would be another one if one of them was: a sum of what is not rounded."""
        values = [one.reading.value for one in self.cells]
        return bool(values) and sum(values) == self.cell.reading.value


class Closings:
    """The closing rows of one table."""

    def __init__(
        self,
        lecture: Lecture,
        grid: Grid,
        columns: Mapping[int, Mapping[int, NumberCell]],
        how: Notation,
    ) -> None:
        """`columns` hold the cells of all other rows."""
        self._lecture = lecture
        self._grid = grid
        self._columns = columns
        self._how: Notation = how
        rows = [row for row in grid.rows if row not in grid.closings]
        self._mixed = any(_PARTS.search(grid.label(row)) for row in rows)

    def __iter__(self) -> Iterator[Closing]:
        """All of them, from the top."""
        start = 1
        for row, kind in self._grid.closings.items():
            above = [one for one in range(1, row) if one not in self._grid.closings]
            if kind == "subtotal":
                above = [one for one in above if one >= start]
                start = row + 1
            if kind == "mean":
                yield from self._means(row, above)
            elif kind != "other":
                yield from self._sums(row, above)

    def _cell(self, row: int, column: int) -> NumberCell | None:
        found: tuple[Statement, Result] | None = self._grid.alone(row, column)
        number = found and self._lecture.numbers[found[1].number]
        reading = number and number.reading(self._how)
        others = self._columns.get(column, {}).values()
        if number and number.ambiguous and others and not any(it.reading.decimals for it in others):
            reading = min(filter(None, (number.german, number.english)), key=lambda it: it.decimals)
        if not found or not reading or len(found[0].sides) != 1:
            return None
        return NumberCell(found[0], found[1], reading)

    def _above(self, column: int, rows: Sequence[int]) -> tuple[list[NumberCell], bool]:
        """The numbers, and whether nothing else stands there but dashes."""
        cells = self._columns[column]
        found = [cells[row] for row in rows if row in cells]
        others = (self._grid.cell(row, column) for row in rows if row not in cells)
        return found, all(one is None or not one.text.strip(MARKS + "–—-/") for one in others)

    def _sums(self, row: int, rows: Sequence[int]) -> Iterator[Closing]:
        found = []
        for column in self._columns:
            closing, (cells, complete) = self._cell(row, column), self._above(column, rows)
            if closing is None or len(cells) < _FEWEST or not _like(closing, cells):
                continue
            true = Fraction(sum(one.reading.value for one in cells))
            room = sum(tolerance(one.reading, approximate=False) for one in cells)
            likely = max(tolerance(one.reading, approximate=False) for one in cells)
            likely = likely * isqrt(len(cells)) + _room(closing)
            found.append((column, closing, true, likely, room, complete, len(cells)))
        held = [one for one in found if abs(one[2] - one[1].reading.value) <= one[3]]
        telling = any(one[1].is_telling for one in held)
        label = _SURE.fullmatch(self._grid.label(row)) is not None or self._is_summary()
        for one in found:
            column, closing, true, _, room, complete, many = one
            why = slip(true, closing.reading) or is_mixed_up(true, closing.reading)
            one_off = many >= FEWEST and differs_in_one(true, closing.reading)
            near = true and Fraction(1, _FAR) < closing.reading.value / true < _FAR
            plain = complete and not self._multiplied(row, column)
            added = not _RATES.search(self._grid.head(column))
            sure = plain and near and added and (label or (telling and one not in held))
            rounded = abs(true - closing.reading.value) <= room + _room(closing)
            wrong = not self._mixed and not rounded and bool(why or one_off or sure)
            above = tuple(self._above(column, rows)[0])
            text = "die Summe der Spalte"
            yield Closing(closing, true, text, one in held, wrong, above, why)

    def _is_summary(self) -> bool:
        """Whether it has the heads of `model.summary()`, which shows all layers."""
        heads = [_SUMMARY.fullmatch(self._grid.head(column)) for column in self._grid.columns]
        return len(heads) > _FEWEST and all(heads)

    def _multiplied(self, row: int, column: int) -> bool:
        """Whether rows stand for several: a column that is not added up says how many."""
        for other in self._columns:
            head = self._grid.head(other).partition("(")[0].strip()
            if other != column and _WEIGHTS.fullmatch(head):
                total = self._cell(row, other)
                cells, _ = self._above(other, list(self._columns[other]))
                added = total and total.reading.value == sum(one.reading.value for one in cells)
                if not added or self._products(column, other) == self._value(row, column):
                    return True
        return False

    def _products(self, column: int, other: int) -> Fraction:
        cells, factors = self._columns[column], self._columns[other]
        rows = [row for row in cells if row in factors]
        return Fraction(sum(cells[row].reading.value * factors[row].reading.value for row in rows))

    def _value(self, row: int, column: int) -> Fraction | None:
        cell = self._cell(row, column)
        return None if cell is None else cell.reading.value

    def _means(self, row: int, rows: Sequence[int]) -> Iterator[Closing]:
        for column in self._columns:
            closing, (cells, complete) = self._cell(row, column), self._above(column, rows)
            values = [one.reading.value for one in cells]
            if closing is None or len(cells) < _FEWEST or not _like(closing, cells):
                continue
            own = closing.reading.value
            if own == sum(values) or (
                own in values and own == sum(it for it in values if it != own)
            ):
                continue  # of how many it is the mean
            room = max(tolerance(one.reading, approximate=False) for one in cells) + _room(closing)
            plain = Fraction(sum(values)) / len(values)
            weighted = list(
                self._weighted(column, [one for one in rows if one in self._columns[column]])
            )
            label = self._grid.label(row).lower()
            alone = ("gewicht" in label or "weighted" in label) and weighted
            means = weighted if alone else [plain, *weighted]
            true = next(
                (one for one in means if abs(one - closing.reading.value) <= room), means[0]
            )
            holds = abs(true - closing.reading.value) <= room
            within = min(values) <= closing.reading.value <= max(values)
            sure = complete and within and len(means) <= _FEWEST
            yield Closing(closing, true, "der Mittelwert der Spalte", holds, sure)

    def _weighted(self, column: int, rows: Sequence[int]) -> Iterator[Fraction]:
        """By each column that says of how many."""
        for other, weights in self._columns.items():
            known = other != column and all(row in weights for row in rows)
            whole = sum(weights[row].reading.value for row in rows) if known else 0
            if whole and _WEIGHTS.fullmatch(self._grid.head(other).partition("(")[0].strip()):
                cells = self._columns[column]
                total = sum(weights[row].reading.value * cells[row].reading.value for row in rows)
                yield Fraction(total) / whole


def _room(cell: NumberCell) -> Fraction:
    return tolerance(cell.reading, approximate=cell.statement.approximate)


def _like(closing: NumberCell, cells: Sequence[NumberCell]) -> bool:
    """Whether it is counted in the same unit."""
    return {closing.statement.sides[0].unit} == {one.statement.sides[0].unit for one in cells}
