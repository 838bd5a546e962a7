"""Exclamation marks: „Das macht 2 · 2 = 4!“ exclaims, „24 = 4!“ is a factorial.

Behind the last number of an equation in text both are usual; what makes it true was meant.
"""

from msgspec import structs

from rechenprobe.check.arithmetic import judge
from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Written
from rechenprobe.lecture import Lecture, Span


def exclaim(lecture: Lecture) -> Lecture:
    """The lecture without factorials that make an equation wrong, and right if they are none."""
    heard = tuple(_heard(statement, lecture) for statement in lecture.statements)
    if heard == lecture.statements:
        return lecture
    return structs.replace(lecture, statements=heard)


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
