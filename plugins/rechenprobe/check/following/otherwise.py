"""Whether a number that words seem to refute comes about from the numbers before it otherwise.

„Von 1200 Wörtern sind 480 verschieden, 300 davon kommen einmal vor, die übrigen 180 …“: left of the
480, not of all. Words leave open more often than one thinks what they are said of.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

_SMALLEST = 100
"""Smaller numbers come about from others by chance."""
_MOST = 16
_NEAR = 6


def comes_about(value: Fraction, allowed: Fraction, amounts: Iterable[Fraction]) -> bool:
    """Whether two of the amounts have it as sum, difference, product or quotient, three as product.

    `allowed` is how far it may be off, for it may be rounded.
    """
    if abs(value) < _SMALLEST:
        return False
    known = list(dict.fromkeys(amounts))[-_MOST:]
    if any(
        abs(one * two * three - value) <= allowed
        for one, two, three in combinations(known[-_NEAR:], 3)
    ):
        return True
    return any(
        abs(found - value) <= allowed
        for one, two in combinations(known, 2)
        for found in (one + two, abs(one - two), one * two, *_quotients(one, two))
    )


def _quotients(one: Fraction, two: Fraction) -> Iterable[Fraction]:
    if one and two:
        yield one / two
        yield two / one
