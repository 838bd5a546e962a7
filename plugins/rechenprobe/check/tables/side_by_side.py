"""Tables with a row for each layer and a column for each model of the page: their parameters.

    |                           | LSTM      | GRU       |
    |---------------------------|-----------|-----------|
    | Embedding                 | 1.152.000 | 1.152.000 |
    | zweite rekurrente Schicht | 33.984    | 25.632    |

Which model a column is about, its numbers tell. One alone is wrong if all others are their layers'.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.tables.counting import alone, counting
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.words.rows import assignments
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Statement
from rechenprobe.facts import Model

_FEWEST, _SURE = 2, 3
"""Right cells that tell the model, and beside a wrong one."""
_SMALLEST = 100
_MOST = 40
_COUNTED: tuple[Attribute, ...] = ("params", "macs")


def confirm_side_by_side(ledger: Ledger, grid: Grid) -> None:
    """Cells that no other rule has decided."""
    models = ledger.page.models
    columns = [one for one in grid.columns[1:] if counting(grid.head(one)) is None]
    rows = [row for row in grid.rows if row not in grid.closings]
    if len(columns) < _FEWEST or not _FEWEST <= len(rows) <= _MOST or len(models) > _MOST:
        return
    labels = {row: item.text for row in rows if (item := grid.cell(row, 0))}
    for column in columns:
        found = {row: alone(ledger, grid.cell(row, column)) for row in labels}
        cells = {row: one for row, one in found.items() if one and not one.sides[0].unit}
        if len(cells) < _FEWEST or all(ledger.settled(one.numbers) for one in cells.values()):
            continue
        told = [
            {row: one for row, one in expected.items() if row in cells}
            for model in models
            for expected in _expected(ledger, labels, model)
        ]
        best = max(told, key=lambda some: len(_right(ledger, grid, cells, some)), default={})
        _judge(ledger, grid, cells, best)


def _expected(
    ledger: Ledger, labels: Mapping[int, str], model: Model
) -> Iterator[dict[int, Expectation]]:
    """What the rows' layers have, as far as their words and their order tell which these are."""
    said = {row: ledger.page.reference(text, model, single=True) for row, text in labels.items()}
    named = {row: one.layer for row, one in said.items() if one and one.layer}
    for layers in assignments(labels, model) or [{}]:
        for name in _COUNTED:
            found = {row: expectation(one, name) for row, one in (named | layers).items()}
            yield {row: one for row, one in found.items() if one and one.forms[0][0]}


def _right(
    ledger: Ledger, grid: Grid, cells: Mapping[int, Statement], told: Mapping[int, Expectation]
) -> list[int]:
    return [row for row, one in told.items() if _value(ledger, grid, cells[row]) == one.forms[0][0]]


def _value(ledger: Ledger, grid: Grid, one: Statement) -> Fraction | None:
    result = grid.result(one)
    reading = ledger.lecture.numbers[result.number].german if result else None
    return reading.value if reading else None


def _judge(
    ledger: Ledger, grid: Grid, cells: Mapping[int, Statement], told: Mapping[int, Expectation]
) -> None:
    right = _right(ledger, grid, cells, told)
    wrong = [row for row in told if row not in right]
    large = {told[row].forms[0][0] for row in right if told[row].forms[0][0] >= _SMALLEST}
    if len(large) < _FEWEST or len(wrong) > max(1, len(right) // _SURE):
        return
    for row in right:
        one, expected = cells[row], told[row]
        if not ledger.settled(one.numbers):
            text = ledger.lecture.text(one.span)
            truth = Truth(expected.fact, text, expected.explain(ledger.grouping))
            ledger.verified(one.span, one.numbers, truth)
    if len(wrong) == 1 and len(large) >= _SURE:
        one, expected = cells[wrong[0]], told[wrong[0]]
        result = grid.result(one)
        reading = ledger.lecture.numbers[result.number].german if result else None
        true = Fraction(expected.forms[0][0])
        if reading is None or ledger.settled(one.numbers) or not is_typo(true, reading):
            return
        repairs = repair_result(one, one.sides[0], ledger.lecture, "german", true)
        shown = expected.true(1, ledger.grouping)
        truth = Truth(expected.fact, shown, expected.explain(ledger.grouping))
        ledger.wrong(one.span, one.numbers, truth, repairs=repairs)
