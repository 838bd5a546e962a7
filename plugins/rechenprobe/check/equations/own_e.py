"""A page may call an error, an energy or an embedding e: then `e^2` is its square."""

from msgspec import structs

from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.evaluating import CONSTANTS, Environment
from rechenprobe.check.numbers.slips import is_mixed_up, slip
from rechenprobe.claims import Number, Statement
from rechenprobe.expression import Call, Expr, Symbol, Written
from rechenprobe.notation import round_half_away
from rechenprobe.operations import E

_E = Symbol("e")
_CONSTANTS = {"e": E, **CONSTANTS}
_SEVERAL = 2
_ABOUT = 8
"""Farther off than one of so many parts, it is no constant."""
_NEAR = 1000
"""Euler's number, rounded, is off by less than one of so many parts."""


def judge_with_own_e(
    statement: Statement, judgement: Judgement, numbers: tuple[Number, ...], known: Environment
) -> Judgement:
    """The judgement, or that with the page's own e where Euler's number makes it false."""
    if judgement.outcome == "unknown" and (slipped := _constant(statement, numbers)):
        return slipped
    own = known.get(_E.latex)
    if judgement.outcome != "fails" or own is None or abs(own - E) * _NEAR < E:
        return judgement
    sides = tuple(structs.replace(side, expr=_own(side.expr)) for side in statement.sides)
    if sides == statement.sides:
        return judgement
    return judge(structs.replace(statement, sides=sides), numbers, known)


def _constant(statement: Statement, numbers: tuple[Number, ...]) -> Judgement | None:
    """„e ≈ 2,781“, „π ≈ 3,41“: a constant with a slip of the pen; None if it is another thing."""
    name, *others = (side.expr for side in statement.sides)
    true = _CONSTANTS.get(name.latex) if isinstance(name, Symbol) else None
    if true is None or len(others) != 1 or not isinstance(others[0], Written):
        return None
    reading = numbers[others[0].number].german or numbers[others[0].number].english
    if reading is None or reading.decimals < _SEVERAL or abs(reading.value - true) * _ABOUT > true:
        return None
    meant = round_half_away(true, reading.decimals)
    slipped = slip(true, reading) or is_mixed_up(true, reading)
    return judge(statement, numbers, _CONSTANTS) if slipped or reading.value == meant else None


def _own(expr: Expr) -> Expr:
    """With powers of e that have a written exponent as powers of a letter."""
    match expr:
        case Call("exp", (Written(_) as exponent,)):
            return Call("^", (_E, exponent))
        case Call(op, args):
            return Call(op, tuple(map(_own, args)))
        case _:
            return expr
