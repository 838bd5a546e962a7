"""Sums whose summands are calculated and rounded one by one.

„0,124 · (−0,8) + 0,123 · 0,6 + 0,1 = −0,10 + 0,07 + 0,1“: what is left of large summands may be
smaller than what their roundings come to.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.claims import Reading
from rechenprobe.expression import Call, Expr, NotEvaluable

_FEWEST = 2

_Summand: TypeAlias = tuple[int, Expr]
"""With its sign: 1 or -1."""


def holds_term_by_term(
    before: Expr,
    side: Expr,
    value: Callable[[Expr], Fraction],
    reading: Callable[[int], Reading | None],
) -> bool:
    """Whether each summand of `side` is a number, and that of `before` in its place, rounded."""
    ones, others = _summands(before), _summands(side)
    return len(ones) == len(others) >= _FEWEST and all(
        _rounds(one, other, value, reading) for one, other in zip(ones, others, strict=True)
    )


def _rounds(
    one: _Summand,
    other: _Summand,
    value: Callable[[Expr], Fraction],
    reading: Callable[[int], Reading | None],
) -> bool:
    result = result_of(other[1])
    written = None if result is None else reading(result.number)
    if result is None or written is None:
        return False
    try:
        difference = one[0] * value(one[1]) - other[0] * value(other[1])
    except NotEvaluable:
        return False
    return abs(difference) <= result.scale * tolerance(written, approximate=False)


def _summands(expr: Expr) -> list[_Summand]:
    """Those of a sum in the order in which they are written."""
    found: list[_Summand] = []
    todo: list[_Summand] = [(1, expr)]
    while todo:  # a long sum is deep
        sign, node = todo.pop()
        match node:
            case Call("+", args):
                todo += [(sign, one) for one in reversed(args)]
            case Call("-", (first, *rest)):
                todo += [(-sign, one) for one in reversed(rest)]
                todo.append((sign, first))
            case _:
                found.append((sign, node))
    return found
