r"""Equations that are solved: `\sigma^2 = 2{,}5`, then `\sigma \approx 1{,}58`; `3x = 12`, `x = 4`.

The first one says what becomes of a letter, the next one what the letter is. In between stands
nothing but the words that conclude it; behind a power or a root of the letter a comma will do.
"""

import re
from fractions import Fraction

from msgspec import structs

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.equations.evaluating import CONSTANTS, value_of
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Side, Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Num, Symbol, Written, has_symbols, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_ONE = Num(1)
_REACH = 60
_ROUGH = Fraction(1, 40)
"""Of a solution: so far it may be off if what it comes from is rounded."""
_MOST_PARTS = 40
_GAP = late(
    r"(?:[\s$,;*_&:]|\\[,;]|\\q?quad|\\\\)*"
    r"(?P<therefore>(?:\b(?:und|and|also|somit|damit|daher|folglich|mithin|so|thus|hence|therefore"
    r"|daraus|woraus|dann|folgt|ergibt|ist|gilt|dass?|heißt|d\.\s?h\.|sich|wegen|wir|erhalten|man|erhält"
    r"|und)\b\.?|⇒|⟹|→|⇔|=>|->|\\(?:Long)?(?:[Ll]eft)?[Rr]ightarrow|\\implies|\\iff|\\to|\\therefore)"
    r"(?:[\s$,;*_&:]|\\[,;]|\\q?quad|\\\\)*)*"
)
"""Between an equation and what follows from it."""
_MERE_AND = late(r"(?:und|and)[\s$]*")
_CONGRUENT = late(r"≡|\\equiv|\bmod")
_CONCLUDES = frozenset({"=", "≈"})


def solve(lecture: Lecture) -> Lecture:
    """The lecture, its solutions with the calculation by which one finds them."""
    found: dict[int, Statement] = {}
    before: Statement | None = None
    for index, statement in enumerate(lecture.statements):
        letter = _given(statement)
        if letter and before is not None and len(before.sides) > 1:
            solution = _solution(before, statement, letter, lecture)
            if solution is not None:
                found[index] = solution
        before = statement
    return lecture.with_statements(found)


def _given(statement: Statement) -> str:
    """The letter whose value it says, as a number; empty if it says none."""
    first, last = statement.sides[0], statement.sides[-1]
    if len(statement.sides) != 2 or not isinstance(first.expr, Symbol):
        return ""
    said = statement.relations[0] in _CONCLUDES and last.complete
    return first.expr.latex if said and _is_number(last.expr) else ""


def _is_number(expr: Expr) -> bool:
    plain = expr.args[0] if isinstance(expr, Call) and expr.op == "neg" else expr
    return plain_number(plain) is not None


def _solution(
    before: Statement, statement: Statement, letter: str, lecture: Lecture
) -> Statement | None:
    between = lecture.source[before.span.end : statement.span.start]
    gap = _GAP.fullmatch(between) if len(between) <= _REACH else None
    if gap is None or "\n\n" in between or _CONGRUENT.search(lecture.text(before.span)):
        return None
    if any(relation not in _CONCLUDES for relation in before.relations):
        return None
    last, sides = statement.sides[1], before.sides
    at = max((at for at, side in enumerate(sides[:-1]) if _has(side.expr, letter)), default=-1)
    asked = sides[at]
    if (
        at < 0
        or not asked.complete
        or len(walk(asked.expr)) > _MOST_PARTS
        or any(one.has_unit for one in (asked, sides[-1], last))
    ):
        return None
    if not _concludes(gap, between) and not _is_raised(asked.expr):
        return None
    results = [one.expr for one in sides[at + 1 :] if one.complete and not has_symbols(one.expr)]
    calculated = [expr for expr in results if plain_number(expr) is None][-1:]
    negative = isinstance(last.expr, Call) and last.expr.op == "neg"
    inverses = [
        _inverse(asked.expr, letter, expr, lecture, negative=negative)
        for expr in dict.fromkeys((*calculated, *results[-1:]))
    ]
    found = [Side(statement.sides[0].span, inverse) for inverse in inverses if inverse is not None]
    if "≈" in before.relations and calculated:
        found = found[:1]  # „= 8/3 ≈ 2.667“: of two roots only one is exact
    if not found or _is_about(found[-1].expr, last.expr, lecture, rounded="≈" in before.relations):
        return None
    rounded = "≈" in (*before.relations, *statement.relations)
    variants = [
        structs.replace(
            statement,
            sides=(statement.sides[0], one, last),
            relations=("=", "≈" if rounded else "="),
        )
        for one in found
    ]
    outcomes = (judge(one, lecture.numbers, CONSTANTS).outcome for one in variants)
    holding = (one for one, outcome in zip(variants, outcomes, strict=True) if outcome == "holds")
    return next(holding, variants[-1])  # either value may be put in


def _is_about(inverse: Expr, written: Expr, lecture: Lecture, *, rounded: bool) -> bool:
    """Whether nobody can say that it is wrong: a whole number beside 96,04, or of rounded ones.

    Numbers of examples are rounded up, and σ² ≈ 2,3 may have been 2,33 before.
    """
    try:
        true = value_of(inverse, lecture.numbers, "german", CONSTANTS)
        value = value_of(written, lecture.numbers, "german", CONSTANTS)
    except NotEvaluable:
        return False
    whole = value.denominator == 1 != true.denominator and abs(value - true) < 1
    return whole or (rounded and value != true and abs(value - true) <= abs(true) * _ROUGH)


def _concludes(gap: re.Match[str], between: str) -> bool:
    """Whether a word or an arrow says so; the next line of `aligned` does, too."""
    if gap["therefore"]:
        return _MERE_AND.fullmatch(gap["therefore"]) is None
    return r"\\" in between and "$" not in between


def _is_raised(expr: Expr) -> bool:
    """Whether it is a power or a root of a letter and nothing else."""
    return isinstance(expr, Call) and expr.op in ("^", "sqrt") and isinstance(expr.args[0], Symbol)


def _inverse(
    expr: Expr, letter: str, result: Expr, lecture: Lecture, *, negative: bool
) -> Expr | None:
    """What the letter is if the expression comes to the result: step by step from outside."""
    if expr == Symbol(letter):
        return result
    if not isinstance(expr, Call):
        return None
    places = [at for at, arg in enumerate(expr.args) if _has(arg, letter)]
    if len(places) != 1 or any(has_symbols(arg) for arg in expr.args if not _has(arg, letter)):
        return None
    (place,) = places
    inner = expr.args[place]
    others = (*expr.args[:place], *expr.args[place + 1 :])
    match expr.op, place:
        case "+", _:
            value: Expr = _less(result, Call("+", others))
        case "neg", _:
            value = Call("neg", (result,))
        case "*", _:
            value = _ratio(result, Call("*", others))
        case "/", 0:
            value = Call("*", (result, others[0]))
        case "/", _:
            value = _ratio(others[0], result)
        case "^", 0 if (power := _whole(others[0], lecture)) > 1:
            root = power == 2
            value = (
                Call("sqrt", (result,)) if root else Call("^", (result, _ratio(_ONE, others[0])))
            )
            value = Call("neg", (value,)) if negative and power % 2 == 0 else value
        case "^", 1:
            value = _ratio(Call("log", (result,)), Call("log", others))
        case "sqrt", _:
            value = Call("^", (result, Num(2)))
        case "exp", _:
            value = Call("log", (result,))
        case "log", 0 if not others:
            value = Call("exp", (result,))
        case "log", 0:
            value = Call("^", (others[0], result))
        case _:
            return None
    return _inverse(inner, letter, value, lecture, negative=negative)


def _has(expr: Expr, letter: str) -> bool:
    return Symbol(letter) in walk(expr)


def _ratio(above: Expr, below: Expr) -> Expr:
    return Call("/", (above, below))


def _less(one: Expr, other: Expr) -> Expr:
    return Call("+", (one, Call("neg", (other,))))


def _whole(exponent: Expr, lecture: Lecture) -> int:
    if isinstance(exponent, Num):
        return int(exponent.value)
    if not isinstance(exponent, Written):
        return 0
    reading = lecture.numbers[exponent.number].german
    return int(reading.value) if reading is not None and reading.value.denominator == 1 else 0
