"""What a paragraph gives for the equation beside it: all of it together, in the order given.

    Die Werte 2, 4, 6 und 8 …: (2 + 4 + 6 + 8) / 4 = 5

On a page with a model a lone number may be about a layer; what all goes into one calculation, each
into another of its numbers, hardly does so by chance.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from rechenprobe.check.examples.context import calculated_numbers, mantissa
from rechenprobe.check.examples.giving import Giving
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.claims import Statement
from rechenprobe.expression import written_numbers
from rechenprobe.late import late

_NO_CONSTANT = 10
FEWEST = 2
"""Open numbers of a paragraph, unless one has decimals: a single `3` may fit by chance."""
_MOST_PAIRS = 2_500
"""Open numbers times equations: of a paragraph with more nobody sees what belongs together."""
_MOST_NUMBERS = 200
"""Of an equation into which a paragraph's go."""
_LISTED = late(r"\$?(?:,|;|,?\s+(?:und|oder|and|or))\s+\$?")
"""Between the numbers of a list: `2, 4, 6 und 8`."""
_SENTENCE = late(r"[.!?][)”“»]*\s")
_LEADS = late(r"[^.,;:!?()\n|]{0,30}\$")
"""Between a number and the equation that says what becomes of it: `aus der 8 wird $(8 - 5)…$`."""


def confirm_together(
    given: list[Statement], equations: list[Statement], ledger: Ledger, giving: Giving
) -> None:
    """Confirm what is given if one equation calculates with all of it."""
    if len(given) * len(equations) > _MOST_PAIRS:
        return
    fitting = [one for one in given if _leads_to_itself(one, equations, ledger)]
    numbers = [n for one in fitting for n in one.numbers if not ledger.decided(n)]
    readings = [reading for n in numbers if (reading := ledger.lecture.numbers[n].german)]
    telling = len(numbers) >= FEWEST or any(one.decimals for one in readings)
    together = telling and len(readings) == len(numbers) > 0
    goes_into = _Given(fitting, ledger).go_into if together else None
    whole = next(filter(goes_into, equations), None) if goes_into else None
    if whole is not None:
        together = len(fitting) > 1
        confirmed = [it for it in fitting if giving.gives(it, whole, together=together)]
    else:
        exact = [one for one in fitting if all(_has_decimals(n, ledger) for n in one.numbers)]
        around = (*given, *equations)
        confirmed = [one for one in exact if any(giving.gives(one, it, around) for it in equations)]
    truth = Truth("", "", "geht so in die Rechnung daneben ein")
    for statement in confirmed:
        ledger.verified(statement.span, statement.numbers, truth)


def _leads_to_itself(statement: Statement, equations: Iterable[Statement], ledger: Ledger) -> bool:
    """Whether the equation that it leads up to calculates with it, if it leads up to one."""
    end, source = statement.span.end, ledger.lecture.source
    for equation in equations:
        start = equation.span.start
        if start >= end and _LEADS.fullmatch(source, end, start):
            values = set(_values(equation.numbers, ledger))
            return all(set(_values((number,), ledger)) & values for number in statement.numbers)
    return True


class _Given:
    """All that is given, to be held against one equation after the other."""

    def __init__(self, given: Sequence[Statement], ledger: Ledger) -> None:
        self._given = given
        self._ledger = ledger
        self._lists = _lists(given, ledger)
        self._needed: Counter[Fraction | None] = Counter()
        for sentence in _sentences(given, ledger):
            self._needed |= Counter(value for one in sentence for value in _asked(one, ledger))

    def go_into(self, equation: Statement) -> bool:
        """Whether each number is another one of the equation's.

        What a later sentence says again is the same; a square, `224 × 224`, counts once.
        """
        there = [
            _value(number, self._ledger)
            for side in equation.sides
            for number in written_numbers(mantissa(side.expr, self._ledger))
        ]
        return (
            len(there) <= _MOST_NUMBERS
            and self._needed <= Counter(there)
            and not self._is_beside(equation)
            and not any(_is_torn(one, there, self._needed, self._ledger) for one in self._given)
            and all(_in_order(values, there) for values in self._lists)
        )

    def _is_beside(self, equation: Statement) -> bool:
        """Whether one of two equal numbers stands where the equation has one that nobody gives."""
        if max(self._needed.values(), default=0) < 2:
            return False
        numbers, start = self._ledger.lecture.numbers, self._given[0].span.start
        first = bisect_left(numbers, start, key=lambda one: one.span.start)
        behind = bisect_left(numbers, equation.span.start, key=lambda one: one.span.start)
        said = {_value(number, self._ledger) for number in range(first, behind)}
        put_in = {_value(number, self._ledger) for number in calculated_numbers(equation)}
        return any(value and value >= _NO_CONSTANT and value not in said for value in put_in)


def _asked(statement: Statement, ledger: Ledger) -> Iterable[Fraction | None]:
    values = [_value(number, ledger) for number in statement.numbers if not ledger.decided(number)]
    return set(values) if statement.shape else values


def _is_torn(
    statement: Statement,
    there: list[Fraction | None],
    needed: Counter[Fraction | None],
    ledger: Ledger,
) -> bool:
    """Whether it is `2 × 3`, but the equation multiplies `3 · 3`, of which nobody spoke."""
    sides = {_value(number, ledger) for number in statement.numbers}
    if not statement.shape or len(statement.numbers) != 2 or len(sides) != 2:
        return False
    squares = {one for one, two in pairwise(there) if one == two}
    return any(needed[side] < 2 for side in sides & squares)


def _in_order(values: list[Fraction | None], there: list[Fraction | None]) -> bool:
    """Whether they stand there in this order, evenly spaced: `64 · 9 + 128 · 9 + 256 · 9`."""
    length = len(values)
    return any(
        there[start : start + step * length : step] == values
        for step in range(1, len(there) // length + 2)
        for start in range(len(there))
    )


def _lists(given: Sequence[Statement], ledger: Ledger) -> list[list[Fraction | None]]:
    """Numbers of lists of three and more, `2, 4, 6 und 8`."""
    source, found = ledger.lecture.source, [[given[0]]] if given else []
    for one, two in pairwise(given):
        if _LISTED.fullmatch(source, one.span.end, two.span.start):
            found[-1].append(two)
        else:
            found.append([two])
    return [
        [_value(one.numbers[0], ledger) for one in some]
        for some in found
        if len(some) > 2 and all(len(one.numbers) == 1 for one in some)
    ]


def _sentences(given: Sequence[Statement], ledger: Ledger) -> list[list[Statement]]:
    source, found = ledger.lecture.source, [[given[0]]] if given else []
    for one, two in pairwise(given):
        if _SENTENCE.search(source, one.span.end, two.span.start):
            found.append([])
        found[-1].append(two)
    return found


def _value(number: int, ledger: Ledger) -> Fraction | None:
    written = ledger.lecture.numbers[number]
    reading = written.german or written.english
    return reading.value if reading else None


def _values(numbers: Iterable[int], ledger: Ledger) -> Iterable[Fraction]:
    for number in numbers:
        written = ledger.lecture.numbers[number]
        yield from (one.value for one in (written.german, written.english) if one)


def _has_decimals(number: int, ledger: Ledger) -> bool:
    """Such a number hardly stands in two places by chance."""
    written = ledger.lecture.numbers[number]
    reading = written.german or written.english
    return reading is not None and reading.decimals > 0
