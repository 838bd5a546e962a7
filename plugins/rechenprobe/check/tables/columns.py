"""Columns of tables that add up, and shares beside them: | 34.944 | 0,1 % |.

A total that the model confirms confirms what it is the sum of. A share is that of the count in its
row, of the table's total or the model's. One alone is called wrong, if all others in its column
are right: then the column can be nothing else.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import Result, tolerance, within
from rechenprobe.check.tables.grids import Grid, grids, start_of
from rechenprobe.check.tables.heads import SHARE
from rechenprobe.check.tables.layer_rows import confirm_layer_rows
from rechenprobe.check.tables.model_rows import confirm_models
from rechenprobe.check.tables.side_by_side import confirm_side_by_side
from rechenprobe.check.tables.stages import confirm_stages
from rechenprobe.check.words.vocabulary import attribute
from rechenprobe.claims import Statement
from rechenprobe.facts import Model
from rechenprobe.late import late

_WORK = late(r"\b(?:macs?|flops?|\w*aufwand\w*|operationen|arbeit)\b", re.IGNORECASE)
_ADDED = frozenset({"params", "macs", "flops", "weights", "activations"})
_FEWEST = 2
"""Other right shares of a column with a wrong one."""


class _Share(Struct, frozen=True):
    """A share with what it is of."""

    statement: Statement
    result: Result
    part: Fraction
    whole: Fraction


def check_columns(ledger: Ledger, model_at: ModelAt) -> None:
    """Cells that no other rule has decided."""
    for grid in grids(ledger.page):
        _Table(ledger, grid, model_at(start_of(grid))).check()


class _Table:
    def __init__(self, ledger: Ledger, grid: Grid, model: Model | None) -> None:
        self._ledger = ledger
        self._grid = grid
        self._model = model

    def check(self) -> None:
        """Rows and sums first: shares are of what they confirm."""
        confirm_models(self._ledger, self._grid)
        confirm_side_by_side(self._ledger, self._grid)
        if self._model is not None:
            confirm_layer_rows(self._ledger, self._grid, self._model)
            body = [row for row in self._grid.rows if row not in self._grid.closings]
            confirm_stages(self._ledger, self._grid, body, self._model)
        counts = {
            column: name
            for column in self._grid.columns
            if (name := attribute(self._grid.head(column).partition("(")[0])) in _ADDED
        }
        for column in self._grid.columns[1:]:
            self._total_of(column)
        for column in counts:
            self._add_up(column)
        for column in self._grid.columns:
            head = self._grid.head(column)
            if not SHARE.match(head):
                continue
            about = "macs" if _WORK.search(head) else None
            left = [one for one, name in counts.items() if one < column and about in (None, name)]
            if left:
                self._shares(column, left[-1], work=counts[left[-1]] in ("macs", "flops"))

    def _is_decided(self, statement: Statement) -> bool:
        return self._ledger.settled(statement.numbers)

    def _total_of(self, column: int) -> None:
        """A total that says nothing else is the sum of all above it, if these are right."""
        total = None if self._grid.total is None else self._grid.alone(self._grid.total, column)
        if total is None or self._is_decided(total[0]) or self._grid.total is None:
            return
        found = [self._grid.alone(row, column) for row in self._grid.addends(self._grid.total)]
        addends = [one for one in found if one is not None]
        values = [self._grid.value(one) for one in addends]
        if len(addends) < _FEWEST or not all(self._is_decided(one) for one, _ in addends):
            return
        if sum(filter(None, values)) == self._grid.value(total):
            terms = " + ".join(self._number(value) for value in values if value is not None)
            truth = Truth("", self._ledger.lecture.text(total[0].span), f"so viel ist {terms}")
            self._ledger.verified(total[0].span, total[0].numbers, truth)

    def _add_up(self, column: int) -> None:
        """If the total is right, and the sum of all above it, these are, too."""
        total = None if self._grid.total is None else self._grid.alone(self._grid.total, column)
        if total is None or not self._is_decided(total[0]) or self._grid.total is None:
            return
        found = [self._grid.alone(row, column) for row in self._grid.addends(self._grid.total)]
        addends = [one for one in found if one is not None]
        values = [self._grid.value(one) for one in addends]
        if None in values or sum(filter(None, values)) != self._grid.value(total):
            return
        left = [statement for statement, _ in addends if not self._is_decided(statement)]
        for statement in left:
            truth = Truth("", self._ledger.lecture.text(statement.span), "geht so in die Summe ein")
            self._ledger.verified(statement.span, statement.numbers, truth)

    def _shares(self, column: int, counts: int, *, work: bool) -> None:
        shares = list(self._read(column, counts, work=work))
        right = [one for one in shares if self._holds(one)]
        for one in right:
            explanation = f"so viel ist {self._number(one.part)} von {self._number(one.whole)}"
            truth = Truth("", self._ledger.lecture.text(one.statement.span), explanation)
            self._ledger.verified(one.statement.span, one.statement.numbers, truth)
        if len(right) < _FEWEST or len(right) != len(shares) - 1:
            return
        (wrong,) = (one for one in shares if one not in right)
        if self._is_decided(wrong.statement):
            return
        reading = self._ledger.lecture.numbers[wrong.result.number].german
        digits = max(1, reading.decimals if reading else 1)
        true = Fraction(round(wrong.part / wrong.whole * 100 * 10**digits), 10**digits)
        percent = notation.number(true, decimals=digits)
        explanation = f"{self._number(wrong.part)} von {self._number(wrong.whole)}"
        truth = Truth("share", f"{percent} %", explanation)
        self._ledger.wrong(wrong.statement.span, wrong.statement.numbers, truth)

    def _read(self, column: int, counts: int, *, work: bool) -> Iterator[_Share]:
        total = None if self._grid.total is None else self._grid.alone(self._grid.total, counts)
        whole = self._grid.value(total) if total and self._is_decided(total[0]) else None
        if whole is None and self._model is not None:
            whole = Fraction(self._model.macs if work else self._model.params)
        for row in self._grid.rows:
            share, count = self._grid.alone(row, column), self._grid.alone(row, counts)
            part = self._grid.value(count) if count and self._is_decided(count[0]) else None
            if share and part is not None and whole and share[1].scale != 1:
                yield _Share(share[0], share[1], part, whole)

    def _holds(self, share: _Share) -> bool:
        reading = self._ledger.lecture.numbers[share.result.number].german
        if reading is None:
            return False
        true = share.part / share.whole / share.result.scale
        if share.statement.bound:  # „unter 0,1 %“
            return within(true, reading, share.statement.bound)
        return abs(true - reading.value) <= tolerance(reading, approximate=True, zeros=False)

    def _number(self, value: Fraction) -> str:
        return notation.brief(value, self._ledger.grouping)
