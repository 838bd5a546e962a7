"""Whether a number that words seem to refute comes about from the numbers before it otherwise.

„Von 1200 Wörtern sind 480 verschieden, 300 davon kommen einmal vor, die übrigen 180 …“: left of the
480, not of all. Words leave open more often than one thinks what they are said of.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from rechenprobe.late import late

_UP_TO = late(
    r"\d\W{0,3}(?:[–-]|\bbis\b(?: zu)?)\W*\Z"
    r"|\b(?:zwischen|between)\W+(?:[^.;,]*\d[^.;]*\b(?:und|and)\W*)?\Z"
)
_FROM = late(r"\W{0,3}(?:[–-]\W{0,3}\d|\bbis\b(?: zu)?\W+\d)")
"""Before and behind an end of a range."""
_RANGE_REACH = 32
_SMALLEST = 100
"""Smaller numbers come about from others by chance."""
_MOST = 16
_NEAR = 6
_ROUGH = 1e-12
"""Of a value: what floating point may be off, with much to spare."""


def is_ranged(source: str, start: int, end: int) -> bool:
    """Whether a number is an end of a range: „zwischen 200 und 250“, „3 bis 5“."""
    before = source[max(0, start - _RANGE_REACH) : start]
    return bool(_UP_TO.search(before) or _FROM.match(source, end))


def comes_about(value: Fraction, allowed: Fraction, amounts: Iterable[Fraction]) -> bool:
    """Whether two of the amounts have it as sum, difference, product or quotient, three as product.

    `allowed` is how far it may be off, for it may be rounded.
    """
    if abs(value) < _SMALLEST:
        return False
    known = list(dict.fromkeys(amounts))[-_MOST:]
    try:
        near = [(one, float(one)) for one in known]
        aim, reach = float(value), float(allowed) + abs(float(value)) * _ROUGH
    except OverflowError:
        return False  # of such numbers nobody speaks
    if any(
        abs(a * b * c - aim) <= reach and abs(one * two * three - value) <= allowed
        for (one, a), (two, b), (three, c) in combinations(near[-_NEAR:], 3)
    ):
        return True
    return any(
        abs(found - value) <= allowed
        for (one, a), (two, b) in combinations(near, 2)
        if _may_be(aim, reach, a, b)
        for found in (one + two, abs(one - two), one * two, *_quotients(one, two))
    )


def _may_be(aim: float, reach: float, one: float, two: float) -> bool:
    """Whether it is worth while to calculate exactly: nearly always it is not."""
    if abs(one * two - aim) <= reach:
        return True
    if one and two and (abs(one / two - aim) <= reach or abs(two / one - aim) <= reach):
        return True
    reach += (abs(one) + abs(two)) * _ROUGH
    return abs(one + two - aim) <= reach or abs(abs(one - two) - aim) <= reach


def _quotients(one: Fraction, two: Fraction) -> Iterable[Fraction]:
    if one and two:
        yield one / two
        yield two / one
