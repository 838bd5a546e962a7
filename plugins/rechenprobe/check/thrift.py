r"""Long sums: `\sum_{i=1}^{5000} i` is thirty characters and five thousand terms.

A page may have some of them, not thousands: what it costs to check a page stays with its length.
"""

from fractions import Fraction
from itertools import pairwise

from msgspec import structs

from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Expr, Num, Written, walk
from rechenprobe.lecture import Lecture

_LONG = (r"\sum", r"\prod", "dots", "…", "...")
_LONGEST = 10_000
"""Terms of a progression beyond which it is not calculated."""
_MOST_TERMS = 20_000
"""Of all sums and products of a page; more of them are left unchecked."""


def spare(lecture: Lecture) -> Lecture:
    """The lecture, its last sums taken for not understood if they have too many terms."""
    if not any(sign in lecture.source for sign in _LONG):
        return lecture
    left = _MOST_TERMS
    spared: list[Statement] = []
    for statement in lecture.statements:
        terms = [_terms(side.expr, lecture) for side in statement.sides]
        left -= sum(terms)
        if sum(terms) and left < 0:
            sides = (
                structs.replace(side, complete=side.complete and not count)
                for side, count in zip(statement.sides, terms, strict=True)
            )
            spared.append(structs.replace(statement, sides=tuple(sides)))
        else:
            spared.append(statement)
    return lecture if left >= 0 else structs.replace(lecture, statements=tuple(spared))


def _terms(expr: Expr, lecture: Lecture) -> int:
    """How many terms the sums and products in it have, as far as their bounds tell."""
    count = 0
    for node in walk(expr):
        match node:
            case Call("sum" | "prod", (_, _, Written(last), _)):
                reading = lecture.numbers[last].german
                count += 0 if reading is None else max(0, int(reading.value))
            case Call("progression", (_, Num(1), *parts)):  # with an end; bases and exponents
                count += _steps([_value(part, lecture) for part in parts[::2]])
            case Call("sum" | "prod", _):
                count += _MOST_TERMS // 100  # its bounds are calculated
            case _:
                pass
    return count


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
