r"""Long sums: `\sum_{i=1}^{5000} i` is thirty characters and five thousand terms.

A page may have some of them, not thousands: what it costs to check a page stays with its length.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from msgspec import structs

from rechenprobe.claims import Statement
from rechenprobe.expression import (
    Call,
    Expr,
    NotEvaluable,
    Num,
    Symbol,
    Written,
    evaluate,
    has_operation,
    walk,
)
from rechenprobe.lecture import Lecture

_LONG = (r"\sum", r"\prod", "dots", "…", "...")
_LONGEST = 10_000
"""Terms of a sum or progression beyond which it is not calculated."""
_LONG_OPERATIONS = frozenset({"sum", "prod", "progression"})
_SIMPLE = 8
"""Parts of a term that is calculated as fast as any: `1/i²`."""
_MOST_TERMS = 20_000
"""Of all sums and products of a page; more of them are left unchecked."""


def spare(lecture: Lecture) -> Lecture:
    """The lecture, its last sums taken for not understood if they have too many terms."""
    if not any(sign in lecture.source for sign in _LONG):
        return lecture
    terms, left = _Terms(lecture), _MOST_TERMS
    spared: list[Statement] = []
    for statement in lecture.statements:
        counts = [terms.of(side.expr) for side in statement.sides]
        terms.define(statement)
        left -= sum(counts)
        if sum(counts) and left < 0:
            sides = (
                structs.replace(side, complete=side.complete and not count)
                for side, count in zip(statement.sides, counts, strict=True)
            )
            spared.append(structs.replace(statement, sides=tuple(sides)))
        else:
            spared.append(statement)
    return lecture if left >= 0 else structs.replace(lecture, statements=tuple(spared))


def count_terms(expr: Expr, lecture: Lecture, letters: Mapping[str, Fraction]) -> int:
    """Terms of all sums and products in it."""
    if not has_operation(expr, _LONG_OPERATIONS):
        return 0
    return _Terms(lecture, letters).of(expr)


class _Terms:
    """How many terms sums have, with the letters of a page in their bounds."""

    def __init__(self, lecture: Lecture, letters: Mapping[str, Fraction] | None = None) -> None:
        self._lecture = lecture
        self._letters = dict(letters or {})  # the largest that each has been so far

    def of(self, expr: Expr) -> int:
        """Terms of all sums and products in it; a long term counts several times."""
        count = 0
        for node in walk(expr):
            match node:
                case Call("sum" | "prod", (_, first, last, term)):
                    size = min(_LONGEST, int(self._size(first) + self._size(last)))
                    count += size * (1 + len(walk(term)) // _SIMPLE)
                case Call("progression", (_, Num(1), *parts)):  # with an end; bases and exponents
                    count += _steps([_value(part, self._lecture) for part in parts[::2]])
                case _:
                    pass
        return count

    def define(self, statement: Statement) -> None:
        """Remember what a letter is: it may be the bound of a sum."""
        first, *others = statement.sides
        if isinstance(first.expr, Symbol):
            size = max((self._size(side.expr) for side in others), default=Fraction(0))
            self._letters[first.expr.latex] = max(size, self._letters.get(first.expr.latex, size))

    def _size(self, expr: Expr) -> Fraction:
        """How large a bound may be; 0 if it has no value."""
        if has_operation(expr, _LONG_OPERATIONS):
            return Fraction(_LONGEST)
        try:
            return abs(evaluate(expr, self._written, self._letters.get))
        except NotEvaluable:
            return Fraction(0)

    def _written(self, index: int) -> Fraction:
        number = self._lecture.numbers[index]
        values = [reading.value for reading in (number.german, number.english) if reading]
        return max(values, default=Fraction(0))


def _steps(shown: list[Fraction]) -> int:
    """From the first to the last; of powers there are few."""
    *first, last = shown
    steps = {two - one for one, two in pairwise(first)} or {Fraction(1)}
    step = steps.pop()
    return 0 if steps or not step else min(_LONGEST, int(abs((last - first[0]) / step)))


def _value(expr: Expr, lecture: Lecture) -> Fraction:
    """Of a number, or of what stands below a fraction; 0 for anything else."""
    match expr:
        case Num(value):
            return Fraction(value)
        case Written(number) if (reading := lecture.numbers[number].german) is not None:
            return reading.value
        case Call("neg", (inner,)):
            return -_value(inner, lecture)
        case Call("/", (_, below)):
            return _value(below, lecture)
        case _:
            return Fraction(0)
