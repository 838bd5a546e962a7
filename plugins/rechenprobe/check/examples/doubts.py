"""Whether an equation that fails may have a slip in its calculation instead of its result.

`11 · 14 · 3 · 96 + 96 = 34944` is repaired by writing 11, not by another result. Only the author
knows; so where a small slip explains the equation as well, no result is offered.
"""

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.equations.arithmetic import Judgement
from rechenprobe.check.equations.thrift import count_terms
from rechenprobe.check.examples.context import Context, calculates
from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.check.numbers.slips import is_slip
from rechenprobe.claims import Notation, Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, evaluate, walk, written_numbers

_MOST_NUMBERS = 24
_LONGEST = 60
"""Numbers of a calculation in which a slip is looked for at all."""
_AROUND = 24
"""Numbers before and behind the equation that one of its own may be a slip of."""
_WIDEST = 150
"""Numbers from the first to the last of an equation that stands in one place."""
_LINEAR = frozenset({"+", "-", "*", "neg"})
_CONSTANTS = (8, 16, 32, 1000, 1024)
"""With which units are converted."""
_CHANCE = 100
"""Units of the result by which a step of one in the number moves it: what then fits, fits not by
chance, whether or not the number stands nearby."""


def may_have_slipped(statement: Statement, judgement: Judgement, context: Context) -> bool:
    """Whether one other number in the calculation would make the written result right."""
    result = statement.sides[judgement.failing]
    found = result_of(result.expr)
    written = judgement.values[judgement.failing]
    if found is None or written is None or judgement.true is None:
        return False
    reading = context.numbers[found.number].reading(judgement.notation)
    if reading is None:
        return False
    slip = _Slip(
        context,
        judgement.notation,
        written,
        found.scale * tolerance(reading, approximate=statement.approximate),
        found.scale / Fraction(10) ** reading.digits,
    )
    near = _near(statement, found.number, context, judgement.notation)
    far = context.ledger.page.large(judgement.notation)
    for index, side in enumerate(statement.sides):
        value = judgement.values[index]
        if index == judgement.failing or not calculates(side.expr) or not value:
            continue
        scale = judgement.true / value  # between the units of the two sides
        numbers = written_numbers(side.expr)
        if len(numbers) > _LONGEST:
            return True  # to look for it takes time
        terms = count_terms(side.expr, context.ledger.lecture, context.symbols)
        effort = len(numbers) * (terms * len(near) + sum(_CONSTANTS))  # these may be bounds, too
        if terms and not context.ledger.page.affords(effort):
            return True  # so it does in long sums: each trial calculates all of them again
        if any(
            slip.explains(side.expr, number, scale, near, far) for number in numbers[:_MOST_NUMBERS]
        ):
            return True
    return False


class _Slip(Struct, frozen=True):
    """The written result that another number in the calculation should give."""

    context: Context
    how: Notation
    written: Fraction
    allowed: Fraction
    unit: Fraction
    """Of the result's last digit."""

    def explains(
        self,
        expr: Expr,
        number: int,
        scale: Fraction,
        near: frozenset[Fraction],
        far: frozenset[Fraction],
    ) -> bool:
        """Whether a likely other number in that place does."""
        reading = self.context.numbers[number].reading(self.how)
        here = self._moved(expr, number, reading.value) if reading else None
        beside = self._moved(expr, number, reading.value + 1) if reading else None
        if reading is None or here is None or beside is None:
            return False
        slope = (beside - here) * scale / self.unit
        if slope:
            meant = reading.value + (self.written - here * scale) / self.unit / slope
            if is_slip(reading.value, meant) and not is_slip(self.written, here * scale):
                return True  # `744.366.624 + 37.784.736`, and the sum is that of 37.748.736
        candidates = {value for value in near if abs(slope) >= 2 or value >= 10}
        if abs(slope) >= 2:
            candidates.update(map(Fraction, _CONSTANTS))
        if abs(slope) >= _CHANCE:
            candidates.update(_typos(reading.value))
        if slope:
            candidates |= {reading.value + (self.written - here * scale) / self.unit / slope} & far
        candidates.discard(reading.value)
        if slope and _is_linear(expr, number):  # as most are: then only one number can be meant
            meant = reading.value + (self.written - here * scale) / self.unit / slope
            if not self.allowed:
                return meant in candidates
            reach = self.allowed / abs(slope * self.unit)
            return any(abs(one - meant) <= reach for one in candidates)
        moved = (self._moved(expr, number, one) for one in candidates)
        return any(
            one is not None and abs(one * scale - self.written) <= self.allowed for one in moved
        )

    def _moved(self, expr: Expr, number: int, value: Fraction) -> Fraction | None:
        """The calculation with another number in that place."""
        try:
            return evaluate(
                expr,
                lambda index: value if index == number else self.context.written(index, self.how),
                self.context.symbols.get,
            )
        except NotEvaluable:
            return None


def _is_linear(expr: Expr, number: int) -> bool:
    """Whether each step of the number moves the value as far as the first."""
    plain = all(not isinstance(node, Call) or node.op in _LINEAR for node in walk(expr))
    return plain and written_numbers(expr).count(number) == 1  # in A² it is several times


def _near(
    statement: Statement, result: int, context: Context, how: Notation
) -> frozenset[Fraction]:
    """Numbers around the equation."""
    first, last = min(statement.numbers), max(statement.numbers)
    if last - first > _WIDEST:  # a column's total: what stands between may be all of the page
        around = {*statement.numbers[:_AROUND], *range(last - _AROUND, last + _AROUND)}
    else:
        around = {*range(first - _AROUND, last + 1 + _AROUND)}
    count = len(context.numbers)
    readings = (
        context.numbers[index].reading(how)
        for index in around
        if 0 <= index < count and index != result
    )
    return frozenset(reading.value for reading in readings if reading is not None)


def _typos(value: Fraction) -> Iterator[Fraction]:
    """Whole numbers of up to three digits with one digit changed."""
    if value.denominator != 1 or not 0 <= value < 1000:
        return
    text = str(value)
    for place in range(len(text)):
        for digit in "0123456789":
            changed = text[:place] + digit + text[place + 1 :]
            if changed != text:
                yield Fraction(changed)
