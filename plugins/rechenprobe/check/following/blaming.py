"""Which of the numbers that do not go together is wrong: the one that others contradict, too.

„78,3 %: 7.730 von 10.000 werden erkannt, 2.170 falsch“: 2.170 is not what is left, but 7.730 is not
78,3 % either. With 7.830 all of it holds, with 2.270 it does not.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations
from math import ceil

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import Candidate, Place

_SMALLEST = 100
"""Smaller numbers come about from others by chance."""
_NEAREST = 8


def blamed(place: Place, one: Candidate) -> tuple[Amount, Fraction] | None:
    """The only operand that has to be another number, and which: then all relations hold."""
    if len(one.of) != 2:
        return None
    around = [*place.past[-_NEAREST:], *place.later]
    found: list[tuple[Amount, Fraction]] = []
    for it, other in (one.of, one.of[::-1]):
        free = it.statement is not None and it.start not in place.derived and not it.calculated
        value = _instead(one, it, other, place.open.value) if free else None
        if value is not None and value >= _SMALLEST and value != it.value:
            rest = [two for two in around if two.start not in (it.start, place.open.start)]
            if any(value == result for result in _results(rest, it)):
                found.append((it, value))
    return found[0] if len(found) == 1 else None


def _instead(one: Candidate, it: Amount, other: Amount, own: Fraction) -> Fraction | None:
    """What the operand has to be for the calculation to come to what is written."""
    if one.value == it.value * other.value:
        return own / other.value if other.value else None
    if one.value == it.value - other.value:
        return own + other.value
    if one.value == other.value - it.value:
        return other.value - own
    if one.value == it.value + other.value:
        return own - other.value
    return None


def _results(some: list[Amount], it: Amount) -> Iterator[Fraction]:
    """What two of them come to: a share, what is left, full and begun batches."""
    for one, two in permutations(some, 2):
        if one.kind == "%" and two.kind == it.kind:
            yield one.value * two.value
        elif one.kind == two.kind == it.kind and two.value:
            yield from (one.value - two.value, one.value / two.value)
            yield Fraction(ceil(one.value / two.value))
            yield Fraction(one.value // two.value)
