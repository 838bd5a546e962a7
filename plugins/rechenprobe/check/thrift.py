r"""Long sums: `\sum_{i=1}^{5000} i` is thirty characters and five thousand terms.

A page may have some of them, not thousands: what it costs to check a page stays with its length.
"""

from msgspec import structs

from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Expr, Written, walk
from rechenprobe.lecture import Lecture

_MOST_TERMS = 20_000
"""Of all sums and products of a page; more of them are left unchecked."""


def spare(lecture: Lecture) -> Lecture:
    """The lecture, its last sums taken for not understood if they have too many terms."""
    if r"\sum" not in lecture.source and r"\prod" not in lecture.source:
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
            case Call("sum" | "prod", _):
                count += _MOST_TERMS // 100  # its bounds are calculated
            case _:
                pass
    return count
