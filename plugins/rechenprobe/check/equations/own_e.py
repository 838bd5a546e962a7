"""A page may call an error, an energy or an embedding e: then `e^2` is its square."""

from msgspec import structs

from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.evaluating import Environment
from rechenprobe.claims import Number, Statement
from rechenprobe.expression import Call, Expr, Symbol, Written
from rechenprobe.operations import E

_E = Symbol("e")
_NEAR = 1000
"""Euler's number, rounded, is off by less than one of so many parts."""


def judge_with_own_e(
    statement: Statement, judgement: Judgement, numbers: tuple[Number, ...], known: Environment
) -> Judgement:
    """The judgement, or that with the page's own e where Euler's number makes it false."""
    own = known.get(_E.latex)
    if judgement.outcome != "fails" or own is None or abs(own - E) * _NEAR < E:
        return judgement
    sides = tuple(structs.replace(side, expr=_own(side.expr)) for side in statement.sides)
    if sides == statement.sides:
        return judgement
    return judge(structs.replace(statement, sides=sides), numbers, known)


def _own(expr: Expr) -> Expr:
    """With powers of e that have a written exponent as powers of a letter."""
    match expr:
        case Call("exp", (Written(_) as exponent,)):
            return Call("^", (_E, exponent))
        case Call(op, args):
            return Call(op, tuple(map(_own, args)))
        case _:
            return expr
