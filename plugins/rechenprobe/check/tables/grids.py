"""Tables of a lecture as grids: heads, rows, the number in a cell, the row of totals."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property

from msgspec import structs

from rechenprobe.check.numbers.rounding import Result, result_of
from rechenprobe.check.page import Page
from rechenprobe.check.words.closing import Kind, closing_kind
from rechenprobe.claims import Item, Notation, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

MARKS = " *_`$"


_NOTE = late(r"^[^*]*[^*\s]\*$|[†‡§]|\[\^|<sup>[a-z*]</sup>")
_NUMBER_BEHIND = late(r"[\s\d.,]+$")


def closes(label: str) -> Kind | None:
    """What the row closes whose first cell says that: „Summe“, „Σ 7“."""
    return closing_kind(label) or closing_kind(_NUMBER_BEHIND.sub("", label).strip(MARKS))


class Grid:
    """One table."""

    def __init__(self, lecture: Lecture, cells: Iterable[Item]) -> None:
        self._lecture = lecture
        self._cells = {(one.cell.row, one.cell.column): one for one in cells if one.cell}
        self.rows = range(1, max((row for row, _ in self._cells), default=0) + 1)
        """Without the head, which is 0."""
        self.columns = range(max((column for _, column in self._cells), default=-1) + 1)

    @cached_property
    def total(self) -> int | None:
        """The row that sums up those above it."""
        return next((row for row in reversed(self.rows) if self.closings.get(row) == "total"), None)

    @cached_property
    def closings(self) -> dict[int, Kind]:
        """The rows that say only what others come to."""
        found: dict[int, Kind] = {}
        last = True
        for row in reversed(self.rows):
            kind = closes(self.label(row))
            if kind and (last or kind != "mean"):  # „klein“, „mittel“, „groß“
                found[row] = kind
            last = last and kind is not None
        return dict(sorted(found.items()))

    def addends(self, row: int) -> list[int]:
        """The rows that a total sums up."""
        return [above for above in range(1, row) if above not in self.closings]

    def label(self, row: int) -> str:
        """What its first cell says that is not empty."""
        cells = (self.cell(row, column) for column in self.columns)
        return next((one.text.strip(MARKS) for one in cells if one is not None), "")

    def is_marked(self, row: int) -> bool:
        """Whether something in it has a mark that a note explains: „Ordner*“, „27,00 €†“."""
        cells = (self.cell(row, column) for column in self.columns)
        return any(one is not None and _NOTE.search(one.text) is not None for one in cells)

    def transposed(self) -> "Grid":
        """With a row for each column, and a column for each row that closes nothing."""
        return Grid(
            self._lecture,
            [
                structs.replace(one, cell=structs.replace(one.cell, row=column, column=row))
                for (row, column), one in self._cells.items()
                if one.cell and row not in self.closings
            ],
        )

    def cell(self, row: int, column: int) -> Item | None:
        """None where a row is too short."""
        return self._cells.get((row, column))

    def cells(self) -> Iterable[Item]:
        """All, the head's too."""
        return self._cells.values()

    def places(self) -> Iterable[tuple[tuple[int, int], Item]]:
        """All, each with its row and column."""
        return self._cells.items()

    def head(self, column: int) -> str:
        """Its text, marks of emphasis and formulas left out."""
        item = self.cell(0, column)
        return item.text.strip(MARKS) if item else ""

    def words(self) -> dict[int, str]:
        """The first cell of each row."""
        first = ((row, self.cell(row, 0)) for row in self.rows)
        return {row: item.text for row, item in first if item is not None}

    def alone(self, row: int, column: int) -> tuple[Statement, Result] | None:
        """The only number of a cell, or what its calculation gives."""
        item = self.cell(row, column)
        if item is None or len(item.statements) != 1:
            return None
        statement = self._lecture.statements[item.statements[0]]
        result = result_of(statement.sides[-1].expr)
        return None if result is None or statement.shape else (statement, result)

    def result(self, one: Statement) -> Result | None:
        """What a cell's statement gives."""
        return None if one.shape else result_of(one.sides[-1].expr)

    def value(self, found: tuple[Statement, Result], how: Notation = "german") -> Fraction | None:
        """Percent are not divided by 100."""
        reading = self._lecture.numbers[found[1].number].reading(how)
        return None if reading is None else reading.value


def grids(page: Page) -> Iterator[Grid]:
    """All tables, in the order of the source."""
    return (Grid(page.lecture, cells) for cells in page.tables)


def start_of(grid: Grid) -> int:
    """Where it begins in the source."""
    return min((one.span.start for one in grid.cells()), default=0)


_NUMBER = late(r"[\s$*_]*[-−–]?\d+(?:[.,]\d+)?[\s$*_]*")


def is_matrix(grid: Grid) -> bool:
    """Whether its head is a row like the others: numbers that nothing is said of."""
    heads = [grid.head(column) for column in grid.columns]
    return len(heads) > 1 and all(map(_NUMBER.fullmatch, heads))
