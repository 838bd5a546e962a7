"""Two expressions that have to be the same whatever their letters are: a stated derivative.

A wrong one is told only if one other number mends it; then that is what is true.
"""

from fractions import Fraction

from msgspec import structs

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.equations.laws import put_in
from rechenprobe.claims import Side, Statement
from rechenprobe.expression import (
    UNKNOWN_ACTIVATION,
    UNKNOWN_BASE,
    Call,
    Expr,
    NotEvaluable,
    Num,
    Symbol,
    Written,
    evaluate,
    walk,
    written_numbers,
)
from rechenprobe.lecture import Lecture

_POINTS = ((2, 7, 13, 29), (5, 3, 17, 11), (11, 19, 3, 7))
"""Values of the letters for which both are compared."""
_UNKNOWN = frozenset({UNKNOWN_ACTIVATION.latex, UNKNOWN_BASE.latex})
_MOST_PARTS = 80
_LARGEST_EXPONENT = 12
_LARGEST_DENOMINATOR = 1000
_NOBODYS = Fraction(1, 10**30)
"""So near are two irrational values only if they are the same."""


def same(
    statement: Statement, side: Side, stated: Expr, true: Expr, lecture: Lecture
) -> Statement | None:
    """An equation that holds if they are, or that names the number which should be another.

    `stated` is (a part of) the `side`; None if nothing can be told.
    """
    letters = sorted(_letters(stated) | _letters(true))
    large = len(walk(stated)) > _MOST_PARTS or len(walk(true)) > _MOST_PARTS
    numbers = written_numbers(stated)
    if large or len(letters) > len(_POINTS[0]) or not numbers or _UNKNOWN.intersection(letters):
        return None
    points = [dict(zip(letters, map(Num, point), strict=False)) for point in _POINTS]
    pairs = [(put_in(true, point), put_in(stated, point)) for point in points]
    outcomes = {
        judge(_equation(statement, side, *pair, numbers), lecture.numbers, CONSTANTS).outcome
        for pair in pairs
    }
    if outcomes == {"holds"}:
        return _equation(statement, side, *pairs[0], numbers)
    if "fails" not in outcomes or "unknown" in outcomes:
        return None
    found = [
        (number, meant)
        for number in dict.fromkeys(numbers)
        if (meant := _meant(number, pairs, lecture)) is not None
    ]
    if len(found) != 1:
        return None
    number, meant = found[0]
    at = Side(lecture.numbers[number].span, Written(number))
    value = Call("/", (Num(meant.numerator), Num(meant.denominator)))
    return _equation(statement, at, value, at.expr, (number,))


def _letters(expr: Expr) -> set[str]:
    return {node.latex for node in walk(expr) if isinstance(node, Symbol)} - set(CONSTANTS)


def _equation(
    statement: Statement, side: Side, one: Expr, two: Expr, numbers: tuple[int, ...]
) -> Statement:
    return structs.replace(
        statement,
        span=side.span,
        sides=(Side(side.span, one), Side(side.span, two)),
        relations=("=",),
        numbers=numbers,
        label="",
        noun="",
        restated=0,
        shape=False,
    )


def _meant(number: int, pairs: list[tuple[Expr, Expr]], lecture: Lecture) -> Fraction | None:
    """What has to stand there instead."""
    try:
        solved = _solved(number, pairs, lecture)
        return _tried(number, pairs, lecture) if solved is None else solved
    except NotEvaluable:
        return None


def _solved(number: int, pairs: list[tuple[Expr, Expr]], lecture: Lecture) -> Fraction | None:
    """As a coefficient or a summand."""
    found: set[Fraction] = set()
    for true, stated in pairs:
        at_zero, at_one, at_two = (
            _value(_with(stated, number, Num(value)), lecture) for value in range(3)
        )
        bend = at_two - 2 * at_one + at_zero
        if at_one == at_zero or abs(bend) > abs(at_one - at_zero) * _NOBODYS:
            return None
        meant = (_value(true, lecture) - at_zero) / (at_one - at_zero)
        found.add(meant.limit_denominator(_LARGEST_DENOMINATOR))
    return found.pop() if len(found) == 1 else None


def _tried(number: int, pairs: list[tuple[Expr, Expr]], lecture: Lecture) -> Fraction | None:
    """As an exponent."""
    aims = [_value(true, lecture) for true, _ in pairs]
    fitting = [
        value
        for value in range(_LARGEST_EXPONENT)
        if all(
            abs(_value(_with(stated, number, Num(value)), lecture) - aim) <= abs(aim) * _NOBODYS
            for (_, stated), aim in zip(pairs, aims, strict=True)
        )
    ]
    return Fraction(fitting[0]) if len(fitting) == 1 else None


def _with(expr: Expr, number: int, value: Expr) -> Expr:
    match expr:
        case Written(other):
            return value if other == number else expr
        case Call(op, args):
            return Call(op, tuple(_with(arg, number, value) for arg in args))
        case _:
            return expr


def _value(expr: Expr, lecture: Lecture) -> Fraction:
    def written(number: int) -> Fraction:
        reading = lecture.numbers[number].german or lecture.numbers[number].english
        if reading is None:
            raise NotEvaluable("keine Zahl")
        return reading.value

    return evaluate(expr, written, CONSTANTS.get, approximate=True)
