"""First columns that only number the rows, or name them by numbers: they count nothing.

Such numbers need no verdict: 1, 2, 3 or „Encoder 1“, „Encoder 2“.
"""

from rechenprobe.check.ledger import Ledger
from rechenprobe.check.tables.grids import MARKS, Grid, grids
from rechenprobe.late import late

_FEWEST = 2
_NAME = late(r"(?:[^\W\d_][^\W\d_-]+ ){1,3}(\d{1,2})")


def pass_over_row_numbers(ledger: Ledger) -> None:
    """Numbers of the first columns that no other rule has decided."""
    for grid in grids(ledger.page):
        ledger.structural(_numbering(grid))
        ledger.structural(_names(grid))


def _numbering(grid: Grid) -> list[int]:
    """If the rows are numbered in their order, from 0 or 1 on."""
    found: list[int] = []
    last = None
    for row in grid.rows:
        item = grid.cell(row, 0)
        text = item.text.strip(" .)*_") if item else ""
        if item is None or not text.isdecimal():
            continue
        number = int(text[:6])
        if (last is None and number > 1) or (last is not None and number != last + 1):
            return []
        last = number
        found += item.numbers
    return found if len(found) >= _FEWEST else []


def _names(grid: Grid) -> list[int]:
    """If one word has all numbers from 0 or 1 on: „Dense 24“ may have so many neurons."""
    found: dict[str, dict[int, int]] = {}
    for row in grid.rows:
        item = grid.cell(row, 0)
        match = _NAME.fullmatch(item.text.strip(MARKS)) if item else None
        if item and match and len(item.numbers) == 1:
            found.setdefault(match[0][: match.start(1)], {})[int(match[1])] = item.numbers[0]
    numbered = [
        some
        for some in found.values()
        if len(some) >= _FEWEST and min(some) < 2 and max(some) - min(some) < len(some)
    ]
    return [number for some in numbered for number in some.values()]
