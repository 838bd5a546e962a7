"""Tables with a row for each layer, whose rows say only its kind, or only which part it plays.

    | Schicht           | Ausgabe      | Parameter |
    |-------------------|--------------|-----------|
    | Faltung (8 Filter)| 26 × 26 × 8  | 80        |
    | Max-Pooling       | 13 × 13 × 8  | –         |

Which layers the rows are, their order says and what they are said to have: if nearly all of it is
so, the rest has to be, too.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from re import IGNORECASE

from msgspec import Struct

from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.layers.fields import SEEN, receptive_fields
from rechenprobe.check.layers.flows import states
from rechenprobe.check.layers.scopes import CHOSEN
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.tables.grids import MARKS, Grid
from rechenprobe.check.words.rows import assignments, families
from rechenprobe.check.words.vocabulary import Attribute, attributes, counted
from rechenprobe.claims import Statement
from rechenprobe.expression import Call
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

SIZE = late(r"(?:größe|form|ausgabeform|auflösung|shape|size)", IGNORECASE)
_ALTOGETHER = late(
    r"zusammen|gesamt|summe|total|insgesamt|sum|(?:gewichte|weights)\s*(?:\+|und|and|&)\s*bias\w*",
    IGNORECASE,
)
SCALED = late(r"\b(?:mio|mrd|tsd|tausend|million\w*|thousands?|[kM])\b", IGNORECASE)
"""A head that says in what is counted."""
_AXES: Mapping[str, int] = {
    **dict.fromkeys(("höhe", "height", "h"), 0),
    **dict.fromkeys(("breite", "width", "b", "w"), 1),
    **dict.fromkeys(("kanäle", "channels", "merkmalskarten", "feature maps", "tiefe", "c"), 2),
}
"""Heads of columns that are one axis of an output with three."""
_SIZES: tuple[Attribute, ...] = ("kernel", "units", "filters")
"""What a number without a word is, behind a kind: „Pooling 2 × 2“, „Dense 120“."""
_SMALLEST = 100
_FEWEST, _SURE = 2, 3
"""Right cells that tell which layers are meant, and beside a wrong one."""


class _Cell(Struct, frozen=True):
    """A cell with what has to stand there."""

    column: int
    statement: Statement
    expected: Expectation | None
    """None for one axis of a shape."""
    fact: str
    true: str
    holds: bool
    telling: bool


def confirm_layer_rows(ledger: Ledger, grid: Grid, model: Model) -> None:
    """Cells that no other rule has decided; one alone that is wrong is called so."""
    rows = [row for row in grid.rows if row not in grid.closings]
    if not 1 < len(rows) <= len(model.layers):
        return
    column = next((one for one in grid.columns[:2] if _names_kinds(grid, rows, one, model)), 0)
    labels = {row: item.text for row in rows if (item := grid.cell(row, column))}
    table = _Table(ledger, grid, column, model)
    found = [(layers, table.about(layers)) for layers in assignments(labels, model)]
    rows_of, best = max(
        found,
        key=lambda pair: sum(one.holds and one.telling for one in pair[1]),
        default=({}, []),
    )
    right = [one for one in best if one.holds]
    wrong = [one for one in best if not one.holds]
    telling = sum(one.telling for one in right)
    many = len(right) > _SURE and telling > 0
    if (telling < _FEWEST and not many) or len(wrong) > 1 + len(right) // 4:
        return
    for one in right:
        table.confirm(one)
    if len(wrong) == 1 and (telling >= _SURE or many):
        table.refute(wrong[0])
    for row, layer in rows_of.items():
        table.label(row, layer, sure=not wrong and telling >= _SURE)


def _names_kinds(grid: Grid, rows: list[int], column: int, model: Model) -> bool:
    items = (grid.cell(row, column) for row in rows)
    return any(item is not None and families(item.text, model) for item in items)


class _Table:
    def __init__(self, ledger: Ledger, grid: Grid, column: int, model: Model) -> None:
        self._ledger = ledger
        self._grid = grid
        self._first = column + 1
        self._model = model

    def about(self, layers: Mapping[int, Layer]) -> list[_Cell]:
        """The cells, not those of columns about something else, where nothing is so."""
        found = list(self._cells(layers))
        right = {cell.column for cell in found if cell.holds}
        return [cell for cell in found if cell.column in right]

    def _cells(self, layers: Mapping[int, Layer]) -> Iterator[_Cell]:
        """All that say one thing of their row's layer, if that is known."""
        for column in self._grid.columns[self._first :]:
            if SCALED.search(self._grid.head(column)):
                continue
            head = self._grid.head(column).partition("(")[0].strip(MARKS)
            axis = _AXES.get(head.lower())
            if SEEN.search(head.lower()):
                yield from self._fields(column, layers)
                continue
            names: tuple[Attribute, ...] = (
                ("output",)
                if SIZE.fullmatch(head)
                else ("params",)
                if _ALTOGETHER.fullmatch(head)
                else attributes(head)
            )
            for row, layer in layers.items():
                item = self._grid.cell(row, column)
                if item is None or len(item.statements) != 1:
                    continue
                one = self._ledger.lecture.statements[item.statements[0]]
                if len(one.sides) != 1 or not one.sides[0].complete or one.approximate:
                    continue
                if axis is not None and len(layer.output_shape) == len(set(_AXES.values())):
                    yield from self._axis(column, one, layer, axis)
                elif names and axis is None:
                    yield from self._whole(column, one, layer, names)

    def _fields(self, column: int, layers: Mapping[int, Layer]) -> Iterator[_Cell]:
        """Receptive fields."""
        fields = receptive_fields(self._model)
        for row, layer in layers.items():
            found, field = self._grid.alone(row, column), fields.get(layer.name)
            if found and field and len(set(field)) == 1:
                holds = self._grid.value(found) == field[0]
                fact, true = f"{layer.name}.field", str(field[0])
                yield _Cell(column, found[0], None, fact, true, holds, telling=field[0] > _FEWEST)

    def _axis(self, column: int, one: Statement, layer: Layer, axis: int) -> Iterator[_Cell]:
        number = plain_number(one.sides[0].expr)
        reading = None if number is None else self._ledger.lecture.numbers[number].german
        size = layer.output_shape[axis]
        if reading is not None and size is not None:
            holds = reading.value == size
            yield _Cell(
                column, one, None, f"{layer.name}.output", str(size), holds, telling=size > _FEWEST
            )

    def _whole(
        self, column: int, one: Statement, layer: Layer, names: tuple[Attribute, ...]
    ) -> Iterator[_Cell]:
        numbers, before = self._ledger.lecture.numbers, self._model.feeding(layer)
        known = [(name, found) for name in names if (found := expectation(layer, name))]
        if not known:
            return
        right = [found for name, found in known if states(one, name, layer, numbers, before)]
        expected = right[0] if right else known[0][1]
        shape = one.sides[0].expr
        count = len(shape.args) if one.shape and isinstance(shape, Call) else 1
        large = max((Fraction(n) for form in expected.forms for n in form), default=Fraction(0))
        yield _Cell(
            column,
            one,
            expected,
            expected.fact,
            expected.true(count, self._ledger.grouping),
            bool(right),
            telling=count > 1 or large >= _SMALLEST,
        )

    def label(self, row: int, layer: Layer, *, sure: bool) -> None:
        """„Faltung 5 × 5, 16 Filter“: what the row's words say of its layer."""
        item = self._grid.cell(row, self._first - 1)
        lecture, grouping = self._ledger.lecture, self._ledger.grouping
        for index in item.statements if item else ():
            one = lecture.statements[index]
            names = counted(one.noun) or attributes(one.label) or _SIZES
            known = [found for name in names if (found := expectation(layer, name))]
            if one.relations or not known or self._ledger.settled(one.numbers):
                continue
            fits = [it for it in known if states(one, it.attribute, layer, lecture.numbers)]
            truth = Truth(known[0].fact, known[0].true(1, grouping), known[0].explain(grouping))
            if fits:
                shown = lecture.text(one.span)
                truth = Truth(fits[0].fact, shown, fits[0].explain(grouping))
                self._ledger.verified(one.span, one.numbers, truth)
            elif sure and CHOSEN.issuperset(names) and one.noun:
                self._ledger.wrong(one.span, one.numbers, truth)

    def confirm(self, cell: _Cell) -> None:
        """Say that it is right."""
        if not self._ledger.settled(cell.statement.numbers):
            shown = self._ledger.lecture.text(cell.statement.span)
            truth = Truth(cell.fact, shown, self._explain(cell))
            self._ledger.verified(cell.statement.span, cell.statement.numbers, truth)

    def refute(self, cell: _Cell) -> None:
        """Say that it is wrong."""
        one, lecture = cell.statement, self._ledger.lecture
        if self._ledger.settled(one.numbers):
            return
        single = cell.expected.forms[0] if cell.expected else (int(cell.true),)
        repairs = (
            repair_result(one, one.sides[0], lecture, "german", single[0] + Fraction(0))
            if len(single) == 1 and not one.shape
            else ()
        )
        truth = Truth(cell.fact, cell.true, self._explain(cell))
        self._ledger.wrong(one.span, one.numbers, truth, repairs=repairs)

    def _explain(self, cell: _Cell) -> str:
        expected = cell.expected
        return expected.explain(self._ledger.grouping) if expected else f"so groß ist {cell.fact}"
