"""Numbers that stand where an equation beside them has another one.

„3 Werte, 3 Werte und 2 Werte: 4 · 3 · 2 = 24“: one of the threes should be a four, of which nobody
speaks. What is given twice, while the equation has it once and another number instead, is given
wrong in one of the places.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from rechenprobe.check.examples.context import calculated_numbers
from rechenprobe.check.ledger import Ledger
from rechenprobe.claims import Statement
from rechenprobe.late import late

_TIMES = late(r"[×x]|\\times")
_MOST = 120
"""Statements around one: in more of them nobody sees what belongs together."""
_ANYWHERE = frozenset(map(Fraction, (0, 1)))


class Around:
    """The statements around one that gives something."""

    def __init__(self, statements: Sequence[Statement], ledger: Ledger) -> None:
        self._ledger = ledger
        few = len(statements) <= _MOST
        self._equations = [
            (one, [self._value(n) for n in calculated_numbers(one)])
            for one in (statements if few else ())
            if one.relations
        ]
        self._equations = [(one, values) for one, values in self._equations if values]
        calculated = {one.span for one, _ in self._equations}
        self._given = Counter(
            value
            for one in (statements if few else ())
            if one.span not in calculated
            for value in self._values(one, once=one.shape)
        )
        self._statements = statements

    def displaces(self, statement: Statement) -> bool:
        """Whether a number of it is given more often than equations have it, instead of another."""
        return any(
            self._given[value] > 1 and value > 1 and self._is_displaced(value)
            for value in self._values(statement, once=True)
        )

    def tears(self, statement: Statement) -> bool:
        """Whether it is `5 × 6`, and no equation has the two beside each other."""
        values = list(self._values(statement, once=False))
        sides = statement.shape and _TIMES.search(self._ledger.lecture.text(statement.span))
        if not sides or len(values) < 2 or values[0] == values[1] or not self._equations:
            return False
        wanted = tuple(values[:2])
        return not any(
            wanted in {*pairwise(there), *zip(there, there[2:], strict=False)}
            for _, there in self._equations
        )

    def _is_displaced(self, value: Fraction) -> bool:
        using = [(one, there) for one, there in self._equations if value in there]
        return bool(using) and all(
            there.count(value) < self._given[value] and self._has_a_stranger(one, there)
            for one, there in using
        )

    def _has_a_stranger(self, equation: Statement, there: Iterable[Fraction]) -> bool:
        """Whether the equation has a number of which nobody speaks around it."""
        said = {
            value
            for one in self._statements
            if one is not equation
            for value in self._values(one, once=True)
        }
        return any(value not in said and value not in _ANYWHERE for value in there)

    def _values(self, statement: Statement, *, once: bool) -> Iterable[Fraction]:
        values = [self._value(number) for number in statement.numbers]
        return dict.fromkeys(values) if once else values

    def _value(self, number: int) -> Fraction:
        written = self._ledger.lecture.numbers[number]
        reading = written.german or written.english
        return Fraction(0) if reading is None else reading.value
