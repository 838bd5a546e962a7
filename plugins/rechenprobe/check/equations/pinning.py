"""What a rounded result says of the numbers that it is calculated of.

„42.001 · 4096 Byte = 172 MB“ would hold with 42.000 as well: such a result confirms no last digits.
"""

from collections.abc import Iterator

from msgspec import structs

from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.evaluating import Environment
from rechenprobe.check.numbers.otherwise import read_otherwise
from rechenprobe.check.numbers.rounding import last_place, plain_number
from rechenprobe.check.page import Page
from rechenprobe.claims import Notation, Number, Statement
from rechenprobe.expression import written_numbers

_ROUNDS = frozenset(("=", "≈"))
_MOST = 12
"""Numbers of an equation that is looked at so closely."""


def unpinned(
    statement: Statement, judgement: Judgement, environment: Environment, page: Page
) -> tuple[int, ...]:
    """Numbers that stand nowhere else and could as well have another last digit."""
    values, numbers, how = judgement.values, page.lecture.numbers, judgement.notation
    if len(set(values)) < 2 or None in values or not _ROUNDS.issuperset(statement.relations):
        return ()
    put_in = [
        index
        for side in statement.sides
        if plain_number(side.expr) is None
        for index in written_numbers(side.expr)
    ]
    lone = [index for index in put_in if _is_lone(numbers[index], how, page)]
    if not lone or len(put_in) > _MOST or not _holds(statement, numbers, environment):
        return ()
    return tuple(
        index
        for index in lone
        if all(_holds(statement, other, environment) for other in _nearby(numbers, index, how))
    )


def _is_lone(number: Number, how: Notation, page: Page) -> bool:
    reading = number.reading(how)
    return reading is not None and not page.is_known(reading.value)


def _nearby(numbers: tuple[Number, ...], index: int, how: Notation) -> Iterator[tuple[Number, ...]]:
    """The lecture's numbers, this one with the next and the one before in its last place."""
    reading = numbers[index].reading(how)
    assert reading is not None
    for step in (last_place(reading), -last_place(reading)):
        other = structs.replace(reading, value=reading.value + step)
        yield read_otherwise(numbers, {index: other})


def _holds(statement: Statement, numbers: tuple[Number, ...], environment: Environment) -> bool:
    return judge(statement, numbers, environment).outcome == "holds"
