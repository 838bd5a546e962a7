"""Tables of a net's blocks: a row for each, or a column for each kind of layer in them.

    | Baustein | Depthwise | Pointwise | Ausgabe      |
    |----------|-----------|-----------|--------------|
    | 1        | 144       | 512       | 56 × 56 × 32 |

As many rows as there are such layers: each row is about its own. Only to confirm; what is counted
has to be said by nothing, for a layer's parameters and work are no chance.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.flows import states
from rechenprobe.check.layers.parts import Layers
from rechenprobe.check.layers.scopes import feeding
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.words.families import bare
from rechenprobe.check.words.vocabulary import Attribute, attribute
from rechenprobe.claims import Statement
from rechenprobe.expression import Call
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_FEWEST = 2
_SMALLEST = 100
_MARKS = " *_`$"
_COUNTED: tuple[Attribute, ...] = ("params", "macs")
_SIZE = late(
    r"(?:ausgabe\w*|eingabe\w*|größe|form|auflösung|karten?|merkmalskarten?|shape|output|size)",
    re.IGNORECASE,
)
_ROWS = late(
    r"(?:#|nr\.?|\w*block|baustein|stufe|ebene|\w*schicht|layer|stage|epoche|schritt|i|n|l|k)",
    re.IGNORECASE,
)


def confirm_series(ledger: Ledger, grid: Grid, rows: Sequence[int], model: Model) -> None:
    """Cells of such a table that no other rule has decided; `rows` without head and total."""
    statements = ledger.lecture.statements
    some = (index for item in grid.cells() for index in item.statements)
    if not all(ledger.settled(statements[index].numbers) for index in some):
        _Series(ledger, grid, rows, model).check()


class _Series:
    def __init__(self, ledger: Ledger, grid: Grid, rows: Sequence[int], model: Model) -> None:
        self._ledger = ledger
        self._grid = grid
        self._rows = rows
        self._model = model
        self._columns = grid.columns[1:]

    def check(self) -> None:
        """Rows that are parts, columns that are kinds, and the numbers of the rows."""
        parts = self._ledger.page.parts(self._model)
        for row in self._rows:
            words = self._text(row, 0)
            for one in parts.named(words):
                if (one.start, one.end) == (0, len(words)):
                    self._part(row, one.possible)
        self._kinds()
        self._numbering()

    def _text(self, row: int, column: int) -> str:
        item = self._grid.cell(row, column)
        return item.text.strip(_MARKS) if item else ""

    def _statement(self, row: int, column: int) -> Statement | None:
        item = self._grid.cell(row, column)
        if item is None or len(item.statements) != 1:
            return None
        one = self._ledger.lecture.statements[item.statements[0]]
        settled = self._ledger.settled(one.numbers)
        return None if settled or len(one.sides) != 1 else one

    def _part(self, row: int, possible: Sequence[Layers]) -> None:
        """„Encoder | 161.256“: what the head of the column says that it counts."""
        for column in self._columns:
            about = attribute(self._text(0, column).partition("(")[0])
            one = self._statement(row, column)
            if one is None or about not in _COUNTED:
                continue
            value = self._value(one)
            for layers in possible:
                total = sum(_of(layer, about) for layer in layers)
                if total and value == total:
                    names = f"{layers[0].name} … {layers[-1].name}"
                    what = "Parameter" if about == "params" else "MACs"
                    self._verified(one, f"{self._model.name}.{about}.part", f"{what} von {names}")
                    break

    def _kinds(self) -> None:
        """A column for each kind, and behind it sizes of what this kind takes or gives."""
        last: Layers = ()
        for column in self._columns:
            head = self._text(0, column)
            family = self._family(head.lower())
            if family and len(family) == len(self._rows):
                last = family
                self._column(column, last, _COUNTED)
            elif last and _SIZE.fullmatch(head):
                self._column(column, last, ("output", "input"))

    def _family(self, head: str) -> Layers:
        """„Dense-Schicht“; „Depthwise“ is an adjective only."""
        for words in (head, f"{head}-faltung", f"{head} faltung"):
            for start, end, family in bare(words, self._model):
                if (start, end) == (0, len(words)):
                    return family
        return ()

    def _column(self, column: int, family: Layers, names: Sequence[Attribute]) -> None:
        """One of the names, of which all or at least two cells are right."""
        some = [self._statement(row, column) for row in self._rows]
        for name in names:
            pairs = [(one, layer) for one, layer in zip(some, family, strict=True) if one]
            right = [(one, layer) for one, layer in pairs if self._states(one, name, layer)]
            if len(right) < min(_FEWEST, len(pairs)):
                continue
            for one, layer in pairs:
                expected = expectation(layer, name)
                if expected is None:
                    continue
                explanation = expected.explain(self._ledger.grouping)
                if (one, layer) in right:
                    self._verified(one, expected.fact, explanation)
                elif len(right) == len(pairs) - 1 >= _FEWEST:
                    shape = one.sides[-1].expr
                    count = len(shape.args) if isinstance(shape, Call) else 1
                    true = expected.true(count, self._ledger.grouping)
                    truth = Truth(expected.fact, true, explanation)
                    self._ledger.wrong(one.span, one.numbers, truth)
            return

    def _states(self, one: Statement, name: Attribute, layer: Layer) -> bool:
        numbers = self._ledger.lecture.numbers
        return states(one, name, layer, numbers, feeding(layer, self._model))

    def _numbering(self) -> None:
        """1, 2, 3 … in the first column of what is counted."""
        if _ROWS.fullmatch(self._text(0, 0)) is None or len(self._rows) < _FEWEST:
            return
        some = [self._statement(row, 0) for row in self._rows]
        values = [None if one is None else self._value(one) for one in some]
        for first in (0, 1):
            if values == list(range(first, first + len(values))):
                for one in filter(None, some):
                    self._verified(one, "", "zählt die Zeilen")

    def _value(self, one: Statement) -> Fraction | None:
        plain = plain_number(one.sides[0].expr)
        reading = None if plain is None else self._ledger.lecture.numbers[plain].german
        return reading.value if reading else None

    def _verified(self, one: Statement, fact: str, explanation: str) -> None:
        truth = Truth(fact, self._ledger.lecture.text(one.span), explanation)
        self._ledger.verified(one.span, one.numbers, truth)


def _of(layer: Layer, about: Attribute) -> int:
    if about == "macs":
        return layer.macs
    return layer.params if layer.first_use else 0
