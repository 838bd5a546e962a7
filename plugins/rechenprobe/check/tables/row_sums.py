"""Rows of a table that are said to sum up to one: weights of attention, transitions, softmax.

Jede Zeile summiert sich zu 1 (unless said, that all others do so to the last decimal tells it):

| Anfrage | Hund | bellt |
|---------|------|-------|
| q1      | 0,7  | 0,3   |
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import Result, tolerance
from rechenprobe.check.numbers.slips import slip
from rechenprobe.check.tables.grids import Grid, closes
from rechenprobe.check.words.shares_of_one import SUMS_TO_ONE
from rechenprobe.claims import Item, Reading, Statement
from rechenprobe.late import late

_ROWS = late(r"\b(?:zeilen?\w*|rows?)\b")
_LIKELY = late(
    r"\b(?:softmax\w*|aufmerksamkeitsgewichte?n?|attention weights|aufmerksamkeitsmatrix"
    r"|attention matrix"
    r"|übergangs(?:matrix|wahrscheinlichkeiten)|transition (?:matrix|probabilities)"
    r"|wahrscheinlichkeitsverteilung\w*)\b"
)
_OTHERWISE = late(
    r"\b(?:nicht|not|sigmoid\w*|multi-?label|top-\d+|größten|wichtigsten|wahrscheinlichsten|largest"
    r"|rest|übrige\w*|weggelassen|ausgelassen|omitted|remaining|others?|auszug\w*|ausschnitt\w*|gezeigt"
    r"|shown|unabhängig\w*|independent\w*|verbleib\w*)\b"
)
"""Some shares are left out, or they are no shares of one whole."""
_SMALL = Fraction(1, 2)
"""By so much a row is off that is only miswritten."""
_FEW, _MANY, _MOST = 2, 3, 40
_FINE = 2
"""Decimals that add up to one in several rows by no chance."""


def check_row_sums(ledger: Ledger) -> None:
    """All tables of which it is said, before or behind them, or whose rows show it."""
    lower, items = ledger.page.lower, ledger.page.items
    if not ledger.page.tables:
        return
    runs = [
        (table, list(some))
        for table, some in groupby(items, lambda item: item.cell.table if item.cell else None)
    ]
    for at, (table, cells) in enumerate(runs):
        if table is None:
            continue
        before = _text(lower, runs[at - 1][1][-1]) if at else ""
        behind = _text(lower, runs[at + 1][1][0]) if at + 1 < len(runs) else ""
        said = [one for one in (before, behind) if SUMS_TO_ONE.search(one) and _ROWS.search(one)]
        fewest = _FEW if said else _MANY
        if _OTHERWISE.search(before) or _OTHERWISE.search(behind):
            continue
        likely = bool(said) or _LIKELY.search(before) is not None
        _check(ledger, Grid(ledger.lecture, cells), fewest=fewest, likely=likely)


def _text(lower: str, item: Item) -> str:
    return "" if item.kind == "heading" else lower[item.span.start : item.span.end]


def _check(ledger: Ledger, grid: Grid, *, fewest: int, likely: bool) -> None:
    if not fewest <= len(grid.rows) <= _MOST:
        return
    columns = [
        one
        for one in grid.columns[1:]
        if not closes(grid.head(one)) and any(grid.alone(row, one) for row in grid.rows)
    ]
    rows = [row for row in (_row(ledger, grid, row, columns) for row in grid.rows) if row]
    if len(rows) != len(grid.rows):
        return
    off = [_excess(row) for row in rows]
    wrong = [row for row, by in zip(rows, off, strict=True) if by]
    right = {tuple(it.value for _, _, it in row) for row in rows if row not in wrong}
    split = [row for row in right if not {0, 1} & set(row)]
    fine = all(it.decimals >= _FINE for row in rows for _, _, it in row)
    if not likely and not (len(split) >= _FEW and fine and len(columns) >= _MANY):
        return
    if not wrong:
        for row in rows:
            for statement, _, _ in row:
                _verify(ledger, statement)
    elif len(wrong) == 1:
        row = wrong[0]
        if not likely and abs(max(off)) >= _SMALL:
            return
        total = sum((reading.value for _, _, reading in row), Fraction(0))
        meant = [(one, one[2].value + 1 - total) for one in row]
        meant = [it for it in meant if 0 <= it[1] <= 1]
        slips = [(one, true) for one, true in meant if true >= 0 and slip(true, one[2])]
        if not meant:
            return
        (statement, _, reading), true = slips[0] if len(slips) == 1 else meant[-1]
        if not ledger.settled(statement.numbers):
            grouping, decimals = ledger.grouping, max(0, reading.decimals)
            shown = notation.number(true, grouping, decimals=decimals)
            why = f"die Zeile ergibt zusammen {notation.brief(total, grouping)}, nicht 1"
            ledger.wrong(
                statement.span,
                statement.numbers,
                Truth("", shown, why),
                message="Die Zeile geht nicht auf",
            )


_Cell = tuple[Statement, Result, Reading]


def _row(ledger: Ledger, grid: Grid, row: int, columns: Sequence[int]) -> Sequence[_Cell]:
    """Its shares; empty if it has others."""
    found: list[_Cell] = []
    for column in columns:
        item, alone = grid.cell(row, column), grid.alone(row, column)
        if item is None or alone is None:
            return ()
        number = ledger.lecture.numbers[alone[1].number]
        reading = number.reading(ledger.page.notation(item.text)) or number.german or number.english
        if reading is None or reading.value < 0 or len(alone[0].sides) != 1:
            return ()
        found.append((*alone, reading))
    return found if len(found) >= _FEW else ()


def _excess(row: Sequence[_Cell]) -> Fraction:
    """By how much it is not one, beyond what rounding does."""
    off = abs(sum((reading.value for _, _, reading in row), Fraction(0)) - 1)
    chosen = all(reading.digits <= 1 for _, _, reading in row)
    halves = (tolerance(reading, approximate=True) for _, _, reading in row)
    return off if off > (0 if chosen else sum(halves, Fraction(0))) else Fraction(0)


def _verify(ledger: Ledger, statement: Statement) -> None:
    if not ledger.settled(statement.numbers):
        text = ledger.lecture.text(statement.span)
        truth = Truth("", text, "die Zeile ergibt zusammen 1")
        ledger.verified(statement.span, statement.numbers, truth)
