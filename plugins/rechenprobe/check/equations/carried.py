"""„… = 2/3 ≈ 0,667“, then „0,5 · 0,667 ≈ 0,333“: authors go on with what they have not rounded."""

from fractions import Fraction

from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.evaluating import Environment
from rechenprobe.check.numbers.otherwise import read_otherwise
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Number, Reading, Statement
from rechenprobe.expression import Call

_MOST = 50
"""Equations that do not hold for which this is tried."""


class Carried:
    """Rounded results of a home, with the exact ones."""

    def __init__(self) -> None:
        self._exact: dict[Fraction, Fraction] = {}
        self._left = _MOST

    def judge(
        self,
        statement: Statement,
        judgement: Judgement,
        numbers: tuple[Number, ...],
        known: Environment,
    ) -> Judgement:
        """The judgement, or that with exact values for rounded ones, if it holds with them."""
        if judgement.outcome == "holds":
            self._remember(statement, judgement)
        if judgement.outcome != "fails" or not self._exact or self._left <= 0:
            return judgement
        result = plain_number(statement.sides[judgement.failing].expr)
        changed = {}
        for index in statement.numbers:
            reading = numbers[index].reading(judgement.notation)
            exact = None if reading is None else self._exact.get(reading.value)
            if exact is not None and index != result:
                changed[index] = Reading(exact, reading.digits if reading else 0)
        if not changed:
            return judgement
        self._left -= 1
        other = judge(statement, read_otherwise(numbers, changed), known)
        return other if other.outcome == "holds" else judgement

    def _remember(self, statement: Statement, judgement: Judgement) -> None:
        last = statement.sides[-1]
        if len(statement.sides) < 2 or "≈" not in statement.relations or last.unit:
            return
        before, written = judgement.values[-2:]
        plain = (
            last.expr.args[0]
            if isinstance(last.expr, Call) and last.expr.op == "neg"
            else (last.expr)
        )
        if before and written and before != written and plain_number(plain) is not None:
            self._exact[abs(written)] = abs(before)
