"""Slips of the pen: what people write instead of a number that they have before them."""

import re
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.claims import Reading

_FEWEST = 3
"""Digits of a number in which two are swapped."""
_FEW = 5
"""Of one in which a digit is another, is missing or is there twice."""
_MIXED = 4
"""Of one in which digits stand in another order."""
_POWERS = (1, 2, 3)
_LONG = 6
"""Of whole numbers that are near each other by no chance."""
SWAPPED, _MISTYPED = "Zahlendreher?", "Eine Ziffer vertippt?"


def slip(true: Fraction, written: Reading, power: int = 0) -> str:
    """How a number may have come about from the true one, a question in German; empty if not.

    `power` is the power of ten that a scale word stands for.
    """
    unit = 10**written.decimals
    up, down = (10**power, 1) if power >= 0 else (1, 10**-power)
    above, below = true.numerator * unit * down, true.denominator * up
    meant = _rounded(above, below)  # both in units of the last decimal
    own, rest = divmod(written.value.numerator * unit * down, written.value.denominator * up)
    if meant <= 0 or written.value <= 0 or (own == meant and not rest):
        return ""
    one, two = str(own), str(meant)
    if abs(len(one) - len(two)) > len(_POWERS) + 1:
        return ""  # as of most
    if not rest and len(one.strip("0")) > 1:
        for step in (10**power for power in _POWERS):
            if own in (_rounded(above * step, below), _rounded(above, below * step)):
                whole = own % unit == meant % unit == 0
                return "Eine Null zu viel oder zu wenig?" if whole else "Kommastelle?"
    if len(one) == len(two) and one != two:
        apart = [place for place, digit in enumerate(one) if digit != two[place]]
        first, last = apart[0], apart[-1]
        swapped = len(apart) == 2 and last == first + 1
        if swapped and one[first : last + 1][::-1] == two[first : last + 1]:
            return SWAPPED if len(one) >= _FEWEST else ""
        return _MISTYPED if len(apart) == 1 and len(one) >= _FEW else ""
    short, long = sorted((one, two), key=len)
    if len(long) != len(short) + 1 or len(short) < _FEW:
        return ""
    lost = any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    if not lost:
        return ""
    return "Eine Ziffer fehlt?" if short == one else "Eine Ziffer zu viel?"


def is_typo(true: Fraction, written: Reading) -> bool:
    """Whether any slip may have made the one of the other."""
    found = slip(true, written) or is_mixed_up(true, written)
    return bool(found) or differs_in_one(true, written)


def is_slip_of_pen(written: str, true: str) -> bool:
    """Whether a text was meant to be the other: a digit is another, is missing or there twice.

    Or two are swapped, or the comma stands elsewhere.
    """
    one, two = (re.sub(r"\D", "", text) for text in (written, true))
    if one == two:
        return True
    if len(one) == len(two):
        apart = [at for at, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
        swapped = sorted(one) == sorted(two) and len(apart) == 2
        return swapped or (len(apart) == 1 and len(one) >= _FEWEST)
    short, long = sorted((one, two), key=len)
    lost = any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    return lost and len(short) >= _FEWEST


def is_mixed_up(true: Fraction, written: Reading) -> str:
    """The question whether it has the same digits in another order, four or more of them."""
    one = _digits(abs(written.value), written.decimals)
    two = _digits(notation.round_half_away(abs(true), max(0, written.decimals)), written.decimals)
    mixed = one != two and sorted(one) == sorted(two) and len(one) >= _MIXED
    return "Ziffern vertauscht?" if mixed else ""


def differs_in_one(true: Fraction, written: Reading, fewest: int = _FEWEST) -> bool:
    """Whether only one of three (`fewest`) or more digits is different."""
    scale = 10 ** max(0, written.decimals)
    one, two = str(int(written.value * scale)), str(round(true * scale))
    apart = sum(a != b for a, b in zip(one, two, strict=False))
    return len(one) == len(two) >= fewest and apart == 1


def is_slip(written: Fraction, meant: Fraction) -> bool:
    """Whether two long whole numbers differ in one digit, or in two neighbours swapped."""
    whole = written.denominator == meant.denominator == 1
    long = len(str(abs(written.numerator))) >= _LONG
    return whole and long and slip(meant, Reading(written, 0)) in (SWAPPED, _MISTYPED)


def _rounded(above: int, below: int) -> int:
    """A fraction as a whole number, halves away from zero."""
    rounded = (2 * abs(above) + below) // (2 * below)
    return rounded if above >= 0 else -rounded


def _digits(value: Fraction, decimals: int) -> str:
    return str(int(value * 10 ** max(0, decimals)))
