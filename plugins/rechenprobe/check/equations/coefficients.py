r"""Numbers before letters: `3 \cdot (3 \cdot 3 \cdot C \cdot C) = 27C^2`, whatever C is.

Nothing is solved here: a calculation is compared with a number before letters only if the two are
the same multiple of each other for all values of the letters, so that only zero could mend it.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.equations.disowned import reason_for
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.claims import Number, Side, Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Symbol, Written, evaluate, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span

_OPERATIONS = frozenset({"+", "*", "/", "^", "neg"})
_LETTER = late(r"(?!e$)[A-Za-z](?:_\w+|_\{\w+\})?")
_TIMES = late(r"\\(?:times|cdot)(?![a-z])|×|·")
_BETWEEN = late(r"\\(?:left|right)(?![a-z])|\\,")
_APPLIED = late(r"[A-Za-z}]\s*[(\[]")
"""What may be a function of something: `O(3n)`, `f(2x)`."""
_POINTS = ((2, 7, 13, 29), (5, 3, 17, 11), (11, 19, 3, 7))
"""Values of the letters for which both sides are compared."""
_MOST_PARTS = 60
_SHAPE = 2
_CROSS = late(r"\\times(?![a-z])|×")


def check_coefficients(ledger: Ledger, lecture: Lecture) -> None:
    """Compare what no letter's value has decided."""
    for statement in lecture.statements:
        if len(statement.sides) < 2 or statement.origin != "formula":
            continue
        if any(map(ledger.decided, statement.numbers)):
            continue
        pairs = list(_pairs(statement, lecture))
        if pairs and not _is_disowned(statement, lecture):
            for before, side in pairs:
                _compare(before, side, ledger)


def _is_disowned(statement: Statement, lecture: Lecture) -> bool:
    """Whether the sentence calls it wrong, or the author waives a number of it."""
    waived = any(lecture.numbers[number].exempt is not None for number in statement.numbers)
    return waived or bool(reason_for(statement, judge(statement, lecture.numbers, {}), lecture))


def _pairs(statement: Statement, lecture: Lecture) -> Iterator[tuple[Side, Side]]:
    """A calculation and the number before letters that it comes to."""
    for index, relation in enumerate(statement.relations):
        before, side = statement.sides[index : index + 2]
        if (
            relation == "="
            and _may_be_compared(before, lecture)
            and _may_be_compared(side, lecture)
            and _is_result(side, before, lecture)
            and not _is_result(before, side, lecture)
            and _letters(before.expr) == _letters(side.expr) != ()
        ):
            yield before, side


def _may_be_compared(side: Side, lecture: Lecture) -> bool:
    nodes = walk(side.expr)
    written = [lecture.numbers[node.number] for node in nodes if isinstance(node, Written)]
    plain = _BETWEEN.sub("", _TIMES.sub("*", lecture.text(side.span)))
    return (
        side.complete
        and not side.unit
        and not side.units
        and len(nodes) <= _MOST_PARTS
        and bool(written)
        and all(_whole(one) is not None for one in written)
        and all(node.op in _OPERATIONS for node in nodes if isinstance(node, Call))
        and all(_LETTER.fullmatch(node.latex) for node in nodes if isinstance(node, Symbol))
        and _APPLIED.search(plain) is None
    )


def _is_result(side: Side, before: Side, lecture: Lecture) -> bool:
    """Whether it is a number before letters, `27C^2`; not `3 × n`, which may be a shape.

    Behind a product of several numbers it is none: `60 × 576 × T × 2 = 69,120 × T`.
    """
    expr, old = side.expr, before.expr
    if not isinstance(expr, Call) or expr.op != "*" or not isinstance(expr.args[0], Written):
        return False
    factors = isinstance(old, Call) and old.op == "*" and len(old.args) > _SHAPE
    bare = factors or _CROSS.search(lecture.text(side.span)) is None
    return bare and all(map(_is_power, expr.args[1:]))


def _is_power(expr: Expr) -> bool:
    match expr:
        case Symbol() | Call("^", (Symbol(), Written())):
            return True
        case _:
            return False


def _whole(number: Number) -> Fraction | None:
    """What it is as a whole number: 61,920 can be none but in English."""
    found = (one for one in (number.german, number.english) if one and one.digits == 0)
    return next((one.value for one in found), None)


def _letters(expr: Expr) -> tuple[str, ...]:
    return tuple(sorted({node.latex for node in walk(expr) if isinstance(node, Symbol)}))


def _compare(before: Side, side: Side, ledger: Ledger) -> None:
    numbers = ledger.lecture.numbers

    def value(index: int) -> Fraction:
        whole = _whole(numbers[index])
        assert whole is not None
        return whole

    names = _letters(side.expr)
    ratios = {_ratio(before.expr, side.expr, value, names, point) for point in _POINTS}
    (ratio,) = ratios if len(ratios) == 1 else (None,)
    if not ratio or not isinstance(side.expr, Call):
        return
    nodes = (*walk(before.expr), *walk(side.expr))
    own = [node.number for node in nodes if isinstance(node, Written)]
    span = Span(before.span.start, side.span.end)
    coefficient = side.expr.args[0]
    assert isinstance(coefficient, Written)
    true = value(coefficient.number) * ratio
    if ratio == 1:
        ledger.verified(span, own, Truth("", str(true), "gilt, was die Buchstaben auch sind"))
    elif true.denominator == 1:
        ledger.wrong(
            span,
            own,
            Truth("", str(true), "was die Buchstaben auch sind"),
            at=numbers[coefficient.number].span,
            message="Die Gleichung geht nicht auf",
        )


def _ratio(
    one: Expr,
    two: Expr,
    value: Callable[[int], Fraction],
    names: tuple[str, ...],
    point: tuple[int, ...],
) -> Fraction | None:
    """How many times the second the first is; None where that cannot be told."""
    if len(names) > len(point):
        return None
    symbols: Mapping[str, Fraction] = dict(zip(names, map(Fraction, point), strict=False))
    try:
        return evaluate(one, value, symbols.get) / evaluate(two, value, symbols.get)
    except (NotEvaluable, ZeroDivisionError):
        return None
