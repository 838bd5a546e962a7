"""Signs of prose that may calculate or not; what makes an equation true was meant.

„Das macht 2 · 2 = 4!“ exclaims, „24 = 4!“ is a factorial. „60 000 Bilder à 28 · 28 = 784 Werte“
says what one of them has, „60 000 Bilder à 784 Byte = 47,04 MB“ what all of them have.
"""

from msgspec import structs

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Written, written_numbers
from rechenprobe.lecture import Lecture, Span

_EACH = " à "


def exclaim(lecture: Lecture) -> Lecture:
    """The lecture without factorials and factors that alone make an equation wrong."""
    each = _EACH in lecture.source
    heard = tuple(
        _heard(_of_each(statement, lecture) if each else statement, lecture)
        for statement in lecture.statements
    )
    if heard == lecture.statements:
        return lecture
    return structs.replace(lecture, statements=heard)


def _of_each(statement: Statement, lecture: Lecture) -> Statement:
    """Without what stands before an „à“ that does not multiply."""
    first = statement.sides[0]
    at = lecture.source.find(_EACH, first.span.start, first.span.end)
    if at < 0 or not isinstance(first.expr, Call) or first.expr.op != "*":
        return statement
    kept = tuple(
        arg
        for arg in first.expr.args
        if all(lecture.numbers[number].span.start > at for number in written_numbers(arg))
    )
    if not kept or len(kept) == len(first.expr.args):
        return statement
    expr = kept[0] if len(kept) == 1 else Call("*", kept)
    start = at + len(_EACH)
    side = structs.replace(first, expr=expr, span=Span(start, first.span.end))
    alone = structs.replace(
        statement,
        span=Span(start, statement.span.end),
        sides=(side, *statement.sides[1:]),
        numbers=tuple(n for n in statement.numbers if lecture.numbers[n].span.start > at),
    )
    if judge(statement, lecture.numbers, {}).outcome != "fails":
        return statement
    return alone if judge(alone, lecture.numbers, {}).outcome == "holds" else statement


def _heard(statement: Statement, lecture: Lecture) -> Statement:
    last = statement.sides[-1]
    if statement.origin != "prose" or not isinstance(last.expr, Call):
        return statement
    match last.expr:
        case Call("factorial", (Written() as number,)):
            end = lecture.numbers[number.number].span.end
            side = structs.replace(last, expr=number, span=Span(last.span.start, end))
        case _:
            return statement
    plain = structs.replace(
        statement, sides=(*statement.sides[:-1], side), span=Span(statement.span.start, end)
    )
    if not statement.relations:
        return statement if statement.noun else plain
    fails = judge(statement, lecture.numbers, {}).outcome == "fails"
    return plain if fails else statement
