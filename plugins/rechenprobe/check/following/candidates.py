"""What the numbers of a candidate say of it, whatever stands around it."""

from collections.abc import Sequence
from fractions import Fraction

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import Candidate, Place
from rechenprobe.check.page import Page
from rechenprobe.claims import Reading
from rechenprobe.late import late

_AND_MORE = late(r"\b(?:und|sowie|plus|and)\s+(?:das|der|die|den|ein\w{0,2}|the|an?)\s+[^\W\d]")
TELLING = 3
"""Digits of a number that is no other by chance, where words only say that something follows."""


def exactly(one: Candidate, page: Page) -> Fraction:
    """What it comes to, of the model's own count if only a rounded one is given."""
    it = one.of[0] if len(one.of) == 1 else None
    if it is None or not it.half or not it.value:
        return one.value
    each = 2 if it.kind == "flop" else 1  # of a MAC
    own = [each * count for count in page.counts if abs(each * count - it.value) <= it.half]
    return one.value * own[0] / it.value if len(own) == 1 else one.value


def is_exact(true: Fraction, reading: Reading) -> bool:
    """Whether it can be written with the digits of the reading."""
    return (true * Fraction(10) ** reading.digits).denominator == 1


def is_plain(one: Candidate) -> bool:
    """Whether it is calculated of whole rounded numbers that nothing calls rounded."""
    rounded = [it for it in one.of if it.half]
    some = [it.statement for it in rounded if not it.decimals]
    return (
        one.half > 0
        and len(some) == len(rounded)
        and not any(it is None or it.approximate for it in some)
    )


def adds(one: Candidate) -> bool:
    """Whether it is the sum of its numbers, or what the largest has more than the others."""
    values = [it.value for it in one.of]
    total = sum(values, Fraction(0))
    return bool(values) and one.value in (total, 2 * max(values) - total)


def comes_to(one: Candidate) -> bool:
    """Whether it is no whole number that two others only come near to, as with full batches."""
    if len(one.of) != 2 or one.value.denominator != 1:
        return True
    high, low = sorted((it.value for it in one.of), reverse=True)
    return one.half > 0 or one.value in (high * low, high / low, high + low, high - low)


def digits(reading: Reading) -> str:
    """Its digits without a point and leading zeros."""
    return str(int(abs(reading.value) * Fraction(10) ** reading.digits)).lstrip("0")


def informs(some: Sequence[Amount]) -> bool:
    """Whether a percentage of them is none by chance, as that of 3 and 60 may be."""
    plain = (it.value * 100 if it.kind == "%" else it.value / it.factor for it in some)
    return len(some) == 1 or sum(len(str(int(one))) for one in plain) > TELLING


def adds_more(one: Candidate, place: Place) -> bool:
    """Whether a sum is of more than its numbers: „9746 Verschiebungen und das Mittel“.

    Or one of them counts no parameters but units: „64 Neuronen … 4160 Parameter mehr“.
    """
    nouns = {it.noun for it in one.of if it.noun}
    if any(it.startswith("paramet") for it in nouns) and len(nouns) > 1:
        return adds(one)
    last = max((it.end for it in one.of), default=place.open.start)
    return adds(one) and bool(_AND_MORE.search(place.source[last : place.open.start]))
