"""Tables that calculate: a calculation in one cell, its result in the next, are an equation.

    | Schicht | Rechnung     | Ausgabe |
    |---------|--------------|---------|
    | Conv 1  | (32 - 5) + 1 | 28      |

So it is if the column's head says that it calculates, if the result's cell begins with an
equals sign, or if the other rows show that the next column has the results. The result stands to
the right; only where no number does, to the left.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import structs

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.examples.context import calculates
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Item, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span

_CALCULATION = late(
    r"(?:\w*rechnung(?:en)?|rechenweg|formel(?:n)?|ansatz|calculations?|computation|formula|how)\b",
    re.IGNORECASE,
)
_FEWEST = 3
"""Rows that show where the results are."""
_MARKS = " \t$*_`"
_EQUALS = late(r"[\s$*_`]*(?:=|≈|\\approx)")


def join_rows(lecture: Lecture) -> Lecture:
    """The lecture with such cells joined: the equation stands in the result's cell."""
    joined = _Joined(lecture)
    items = tuple(joined.items(lecture.items))
    if not joined.equations:
        return lecture
    return structs.replace(
        lecture, statements=(*lecture.statements, *joined.equations), items=items
    )


class _Joined:
    """One pass over the items."""

    def __init__(self, lecture: Lecture) -> None:
        self._lecture = lecture
        self._shown: dict[int, bool] = {}
        self.equations: list[Statement] = []

    def items(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, the cells of each table with the equations of its rows."""
        for table, some in groupby(items, lambda item: item.cell and item.cell.table):
            if table is None:
                for item in some:
                    inner = tuple(self.items(item.items))
                    yield structs.replace(item, items=inner) if inner else item
            else:
                yield from self._table(list(some))

    def _table(self, cells: list[Item]) -> list[Item]:
        grid = {(one.cell.row, one.cell.column): one for one in cells if one.cell}
        self._shown = {}
        moved: dict[Item, tuple[int, ...]] = {}
        for (row, column), cell in grid.items():
            calculation = self._alone(cell)
            if calculation is None or not _is_calculation(calculation):
                continue
            result = self._result(grid, row, column)
            if result is None or (
                not self._calculates(grid, column) and self._fails_nearly(calculation, result)
            ):
                continue
            moved[cell] = ()
            moved[result] = (self._add(calculation, result),)
        return [
            structs.replace(one, statements=moved[one]) if one in moved else one for one in cells
        ]

    def _result(self, grid: dict[tuple[int, int], Item], row: int, column: int) -> Item | None:
        """The cell with the result of the calculation in that one."""
        right = grid.get((row, column + 1))
        if right is not None and _EQUALS.match(right.text) and self._is_result(right):
            return right
        if not self._calculates(grid, column):
            shown = right is not None and self._is_result(right) and self._shows(grid, column)
            return right if shown else None
        left = grid.get((row, column - 1))
        for neighbour in (right, left):
            if neighbour is not None and self._is_result(neighbour):
                return neighbour
        return None

    def _calculates(self, grid: dict[tuple[int, int], Item], column: int) -> bool:
        """Whether the column's head says so."""
        head = grid.get((0, column))
        return head is not None and _CALCULATION.match(head.text.strip(_MARKS)) is not None

    def _shows(self, grid: dict[tuple[int, int], Item], column: int) -> bool:
        """Whether three rows or more, all but one, have the result in the next column."""
        if column not in self._shown:
            pairs = [
                (calculation, right)
                for (row, own), cell in grid.items()
                if own == column
                and (right := grid.get((row, column + 1)))
                and (calculation := self._alone(cell))
                and _is_calculation(calculation)
                and self._is_result(right)
            ]
            held = sum(map(self._holds, pairs)) if len(pairs) >= _FEWEST else 0
            self._shown[column] = held >= max(_FEWEST, len(pairs) - 1)
        return self._shown[column]

    def _holds(self, pair: tuple[Statement, Item]) -> bool:
        calculation, cell = pair
        result = self._lecture.statements[cell.statements[0]]
        joined = self._join(calculation, result, cell)
        return judge(joined, self._lecture.numbers, {}).outcome == "holds"

    def _fails_nearly(self, calculation: Statement, cell: Item) -> bool:
        """Whether the cell, which begins with ≈, is about another quantity: `1/6 | ≈ 2,58 Bit`."""
        result = self._lecture.statements[cell.statements[0]]
        if not is_rounded(result, cell):
            return False
        joined = self._join(calculation, result, cell)
        return judge(joined, self._lecture.numbers, {}).outcome == "fails"

    def _is_result(self, cell: Item) -> bool:
        """Whether the cell says one number, or one with its roundings, and no share."""
        statement = self._alone(cell)
        return (
            statement is not None
            and plain_number(statement.sides[0].expr) is not None
            and not statement.shape
            and "%" not in cell.text
        )

    def _alone(self, cell: Item) -> Statement | None:
        """The statement that is all of the cell."""
        if len(cell.statements) != 1:
            return None
        statement = self._lecture.statements[cell.statements[0]]
        before = self._lecture.source[cell.span.start : statement.span.start]
        behind = self._lecture.source[statement.span.end : cell.span.end]
        alone = not _EQUALS.sub("", before).strip(_MARKS) and not behind.strip(_MARKS + "?.,")
        return statement if alone and statement.sides[-1].complete else None

    def _add(self, calculation: Statement, cell: Item) -> int:
        result = self._lecture.statements[cell.statements[0]]
        self.equations.append(self._join(calculation, result, cell))
        return len(self._lecture.statements) + len(self.equations) - 1

    def _join(self, calculation: Statement, result: Statement, cell: Item) -> Statement:
        return structs.replace(
            result,
            span=Span(
                min(calculation.span.start, result.span.start),
                max(calculation.span.end, result.span.end),
            ),
            sides=(*calculation.sides, *result.sides),
            relations=(
                *calculation.relations,
                "≈" if is_rounded(result, cell) else "=",
                *result.relations,
            ),
            numbers=(*calculation.numbers, *result.numbers),
            label="",
        )


def is_rounded(result: Statement, cell: Item) -> bool:
    """Whether the cell says so, by a word or a sign: „≈ 70“."""
    sign = _EQUALS.match(cell.text)
    return result.approximate or (sign is not None and not sign[0].endswith("="))


def _is_calculation(statement: Statement) -> bool:
    """Whether it ends with a calculation: „3 · 4“, „z = w x = 0,5 · 2“."""
    return set(statement.relations) <= {"="} and calculates(statement.sides[-1].expr)
