"""First columns that only number the rows: they count nothing and need no verdict."""

from rechenprobe.check.ledger import Ledger
from rechenprobe.check.tables.grids import Grid, grids

_FEWEST = 3


def pass_over_row_numbers(ledger: Ledger) -> None:
    """The first column of a table if it only numbers the rows: 1, 2, 3, or from 0 on."""
    for grid in grids(ledger.lecture):
        if (found := _numbering(grid)) is not None:
            ledger.structural(found)


def _numbering(grid: Grid) -> list[int] | None:
    found: list[int] = []
    last = None
    for row in grid.rows:
        item = grid.cell(row, 0)
        text = item.text.strip(" .)*_") if item else ""
        if item is None or not text.isdecimal():
            continue
        number = int(text[:6])
        if (last is None and number > 1) or (last is not None and number != last + 1):
            return None
        last = number
        found += item.numbers
    return found if last is not None and len(found) >= _FEWEST else None
