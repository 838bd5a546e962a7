"""Whether one number may have been written for another.

Words that seem to refute a number often speak of something else: „Nach der ersten Faltung sind es
5 × 5 Pixel“ is no output of 48 × 48. Who errs writes something like the truth: near it, a factor
forgotten, a slip of the pen, what is left instead of what is taken, another layer's count.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from math import prod

from rechenprobe.check.numbers.slips import is_typo, slip
from rechenprobe.claims import Reading

_NEAR = 2
_FORGOTTEN = (3, 4, 8)
"""Colours, gates, bytes of a number: what people leave out or put in twice."""
_UNITS = (10, 100, 1000, 1024, 10**4, 10**5, 10**6, 1024**2, 10**9, 1024**3)
_ROUNDED = Fraction(3, 100)
_PARTED = (1, 100)
"""What two shares make together."""
_LONG = 1000


def mistakable(
    written: Sequence[Reading],
    true: Sequence[Fraction],
    others: Collection[Fraction] = (),
    near: int | Fraction = _NEAR,
) -> bool:
    """Whether it may be; of shapes each side. `others` are what else might have been meant."""
    values = [one.value for one in written]
    if len(values) == len(true) + 1 and mistakable(written[1:], true, others, near):
        return True  # a batch stands before it
    if len(values) != len(true):
        whole, aim = Fraction(prod(values)), Fraction(prod(true))
        shared = len(true) > 1 and not set(true).isdisjoint(values)
        return shared or _may_be(Reading(whole, 0), aim, others, near)
    if len(values) > 1 and any(one == two for one, two in zip(values, true, strict=True)):
        return True
    return all(_may_be(*pair, others, near) for pair in zip(written, true, strict=True))


def _may_be(
    written: Reading, true: Fraction, others: Collection[Fraction], near: int | Fraction
) -> bool:
    one, two = sorted((abs(written.value), abs(true)))
    if not one or two <= near * one or written.value in others:
        return True
    factor = two / one
    if factor in _FORGOTTEN or any(abs(factor / it - 1) < _ROUNDED for it in _UNITS):
        return True
    if abs(written.value) + abs(true) in _PARTED or is_typo(true, written):
        return True
    scale = 10 ** max(0, written.decimals)
    if str(int(written.value * scale))[::-1] == str(round(true * scale)):
        return True
    if is_carried(written, true):
        return True
    return written.value >= _LONG and any(slip(it, written) for it in others)


def is_carried(written: Reading, true: Fraction) -> bool:
    """Whether they are one off in some place: a one that was carried wrongly."""
    scale = 10 ** max(0, written.decimals)
    apart = abs(abs(written.value) - abs(true)) * scale
    return apart.denominator == 1 and str(apart.numerator).strip("0") == "1"


def other_results(values: Sequence[Fraction], true: Fraction) -> set[Fraction]:
    """What the wrong operation, or too few of the numbers, would have given."""
    found = {sum(values, Fraction(0)), Fraction(prod(values)), *values}
    for value in filter(None, values):  # with another one that is only said: „fünffach“
        found |= {value + true / value, abs(value - true / value), value * (true - value)}
    if len(values) == 2 and all(values):
        one, two = values
        found |= {abs(one - two), one / two, two / one}
    return found
