"""Contingency tables: the last column sums up the rows, the last row sums up the columns.

|         | vorhergesagt + | vorhergesagt − |     |
|---------|----------------|----------------|-----|
| wahr +  | 75             | 5              | 80  |
| wahr −  | 5              | 15             | 20  |
|         | 80             | 20             | 100 |

Each cell stands in one sum of a row and one of a column. If these two alone are off, and by as
much, it is this cell, whatever its head says.
"""

from collections.abc import Sequence
from fractions import Fraction

from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import Result
from rechenprobe.check.tables.grids import MARKS, Grid, closes, grids
from rechenprobe.claims import Notation, Statement
from rechenprobe.notation import brief

_FEWEST, _MOST = 3, 12
"""Rows and columns of numbers, sums included."""
_DISTINCT = 4
"""Different numbers, fewer follow any rule: truth tables, one-hot vectors."""

_Cells = Sequence[Sequence[tuple[Statement, Result]]]
_Values = Sequence[Sequence[Fraction]]


def check_margins(ledger: Ledger) -> None:
    """All tables that are such, or would be but for one cell."""
    for grid in grids(ledger.page):
        if _FEWEST <= len(grid.rows) <= _MOST and _FEWEST < len(grid.columns) <= _MOST + 1:
            _check(ledger, grid)


def _check(ledger: Ledger, grid: Grid) -> None:
    below = grid.cell(grid.rows[-1], 0)
    names = grid.head(grid.columns[-1]), below.text.strip(MARKS) if below else ""
    if any(name and not closes(name) for name in names):
        return  # neither empty nor „Summe“
    cells = [
        [one for column in grid.columns[1:] if (one := grid.alone(row, column))]
        for row in grid.rows
    ]
    if any(len(row) != len(grid.columns) - 1 for row in cells):
        return
    hows: tuple[Notation, Notation] = ("german", "english")
    for how in hows:
        values = [[grid.value(one, how) for one in row] for row in cells]
        read = [[one for one in row if one is not None] for row in values]
        several = len({one for row in read for one in row}) >= _DISTINCT
        if several and read == values and _hold(ledger, cells, read, how):
            return


def _hold(ledger: Ledger, cells: _Cells, values: _Values, how: Notation) -> bool:
    """Whether all sums hold, or all but those of one cell."""
    rows = [_off(row) for row in values]
    columns = [_off(column) for column in zip(*values, strict=True)]
    room = _room(ledger, cells, how) * max(len(rows), len(columns))
    if any(0 < abs(by) <= room for by in (*rows, *columns)):
        return False  # rounded: that says nothing of single cells
    wrong = [
        (row, column)
        for row, by in enumerate(rows)
        if by
        for column, to in enumerate(columns)
        if to
    ]
    if wrong:
        if len(wrong) > 1:
            return False
        ((row, column),) = wrong
        # a sum that is too large makes its own line too small
        by = rows[row] if column < len(columns) - 1 else -rows[row]
        if by != (columns[column] if row < len(rows) - 1 else -columns[column]):
            return False
        _refute(ledger, *cells[row][column], values[row][column] - by, how)
    elif any(rows) or any(columns):
        return False
    for one, _ in (cell for line in cells for cell in line):
        if not ledger.settled(one.numbers):
            told = Truth("", ledger.lecture.text(one.span), "geht so in die Summen am Rand ein")
            ledger.verified(one.span, one.numbers, told)
    return True


def _refute(
    ledger: Ledger, statement: Statement, result: Result, true: Fraction, how: Notation
) -> None:
    if ledger.settled(statement.numbers) or true < 0:
        return
    repairs = repair_result(
        statement, statement.sides[-1], ledger.lecture, how, true * result.scale
    )
    shown = repairs[0].text if repairs else brief(true, ledger.grouping)
    ledger.wrong(
        statement.span,
        statement.numbers,
        Truth("", shown, "nur so gehen die Summe der Zeile und die der Spalte auf"),
        message="Die Summen am Rand gehen nicht auf",
        how=how,
        repairs=repairs,
    )


def _off(line: Sequence[Fraction]) -> Fraction:
    """By how much its parts are more than its sum, the last of them."""
    *parts, total = line
    return sum(parts, Fraction(0)) - total


def _room(ledger: Ledger, cells: _Cells, how: Notation) -> Fraction:
    """How far rounding may move a cell: half a unit of the last decimal; counts are exact."""
    readings = (ledger.lecture.numbers[one.number].reading(how) for row in cells for _, one in row)
    digits = min((one.decimals for one in readings if one and one.decimals), default=0)
    return Fraction(1, 2 * 10**digits) if digits else Fraction(0)
