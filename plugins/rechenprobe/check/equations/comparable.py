"""Sides of a chain that stand side by side and are not to be compared: shares, rates, asides."""

from fractions import Fraction

from rechenprobe.check.numbers.likeness import mistakable
from rechenprobe.check.numbers.rounding import plain_number, result_of
from rechenprobe.check.numbers.slips import slip
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.claims import Reading, Side, Statement
from rechenprobe.expression import Call

_COUNTS = 2
"""From here on a number is no share."""
_TENS = frozenset(Fraction(10) ** power for power in (-3, -2, -1, 1, 2, 3))
_SAME = Fraction(11, 10)
"""By which factor a result said again may be off."""


def is_share(statement: Statement, before: int, index: int, values: list[Fraction | None]) -> bool:
    """„10 % = 6.000“: of what, the sentence says elsewhere. But 25 % = 0,25 is an equation.

    So is „8192 · 96 + 96 = 786.528, also rund 84,8 %“.
    """
    one, two = (result_of(statement.sides[side].expr) for side in (before, index))
    if two is None:
        return False
    if 0 < statement.restated <= index and two.scale < (one.scale if one else 1):
        return abs(values[before] or Fraction(0)) >= _COUNTS
    return (
        one is not None and one.scale < two.scale and abs(values[index] or Fraction(0)) >= _COUNTS
    )


def is_of_another(
    statement: Statement,
    index: int,
    values: tuple[Fraction, Fraction],
    true: Fraction,
    reading: Reading | None,
) -> bool:
    """„30 / 24 = 1,25 (25 %)“, „dauert 2 h (45 min)“, „= 768 (3/4)“: not said again.

    `values` are those of the side before and of this one, `true` is what would stand there and
    `reading` what does, if it is a number.
    """
    side, (known, value) = statement.sides[index], values
    if not 0 < statement.restated <= index:
        return False
    result = result_of(side.expr)
    if result is None or reading is None:  # „(3/4)“, „(1 in 1000)“
        return side.aside and not (value and true / value in _TENS)
    if result.scale != 1 and not slip(known / result.scale, reading):
        calls = [one.expr for one in statement.sides[:index] if isinstance(one.expr, Call)]
        least = any(isinstance(it, Call) and it.op == "neg" for call in calls for it in call.args)
        change = abs(abs(known - 1) / result.scale - reading.value) <= 1
        if least or not calls or change:
            return True
    return side.aside and not mistakable([reading], [true / result.scale], near=_SAME)


def is_exchange(before: Side, side: Side) -> bool:
    """„1 € = 1,08 $“, „8 Bit = 256 Werte“: what one is worth in the other, no equation."""
    one, two = unit_of(before.unit), unit_of(side.unit)
    angle = any(found is not None and found.dimension == "angle" for found in (one, two))
    if angle and not (before.unit and side.unit) and not (before.units or side.units):
        return True  # „90° = 1/4 Umdrehung“
    if not before.unit or plain_number(before.expr) is None or plain_number(side.expr) is None:
        return False
    if one is None or two is None:
        return before.unit != side.unit
    return one.powers != two.powers


def is_whole(before: Side, side: Side, value: Fraction | None) -> bool:
    """„60 = 100 %, also 6 = 10 %“: how much of something that is. But 0,5 = 50 % is an equation."""
    one, two = result_of(before.expr), result_of(side.expr)
    if one is None or two is None or not value or value < 1:
        return False
    return two.scale < one.scale and value.denominator == 1
