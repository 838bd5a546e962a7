"""„200 € + 5 % = 210 €“: a percentage that is added is one of what it is added to.

Unless that is a percentage itself, „92 % + 5 % = 97 %“, or nothing that is counted, „0,5 + 5 %“.
"""

from collections.abc import Callable
from fractions import Fraction

from msgspec import structs

from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Num, walk

_AMOUNT = 2
"""From here on, something is counted."""


def surcharged(statement: Statement) -> Statement | None:
    """The statement read so; None if it adds no percentage to anything."""
    sides = tuple(
        structs.replace(side, expr=found) if (found := _multiplied(side.expr)) else side
        for side in statement.sides
    )
    return structs.replace(statement, sides=sides) if sides != statement.sides else None


def is_meant(statement: Statement, value: Callable[[Expr], Fraction]) -> bool:
    """Whether nothing else can be: what it is added to counts something."""
    for side in statement.sides:
        if _multiplied(side.expr) is None or not isinstance(side.expr, Call):
            continue
        try:
            if abs(value(_base(side.expr))) < _AMOUNT:
                return False
        except NotEvaluable:
            return False
    return True


def _multiplied(expr: Expr) -> Expr | None:
    """`a + 5 %` → `a · (1 + 5 %)`."""
    if not isinstance(expr, Call) or expr.op != "+" or not _is_percentage(expr.args[-1]):
        return None
    base = _base(expr)
    if any(_is_percentage(node) for node in walk(base)):
        return None
    return Call("*", (base, Call("+", (Num(1), expr.args[-1]))))


def _base(expr: Call) -> Expr:
    first = expr.args[:-1]
    return first[0] if len(first) == 1 else Call("+", first)


def _is_percentage(expr: Expr) -> bool:
    match expr:
        case Call("neg", (inner,)):
            return _is_percentage(inner)
        case Call("/", (_, Num(100 | 1000))):
            return True
        case _:
            return False
