"""How many digits an author wrote, and how far the truth may therefore be from them."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec import Struct

from rechenprobe.claims import Reading, Relation
from rechenprobe.expression import Call, Expr, NotEvaluable, Num, Written

_MOST_ROUNDED = 12
"""Numbers of a calculation whose rounding is followed up."""
_ONE = Fraction(1)
_EXACT = Fraction(0)
_ROUGH = Fraction(1, 100)
"""Of the value: how far padding zeros before a scale word may reach."""
_WIDEST = Fraction(1, 10)
"""Of the value: what is still called about equal where both sides are calculations."""

_MANY = 10**30
_SAME = Fraction(1, _MANY)
"""Of the value: so near are two irrational values only if they are the same."""
_FEWEST_DIGITS = 100
"""So many units of its last digit is a number that may be cut off: it has three digits."""
_A_LITTLE = Fraction(3, 20)
"""Of the value: how far „gut“ and „knapp“ reach."""


class Result(Struct, frozen=True, gc=False):
    """A side that is one typed number: `34.944`, `−216`, `12,5 %`."""

    number: int
    """Index into `Lecture.numbers`."""
    scale: Fraction
    """What one unit of the number is worth: 1, for percent 1/100."""
    cut: bool = False
    """Whether its decimals are cut off, not rounded: `3,14159…`"""


def result_of(expr: Expr) -> Result | None:
    """The typed number that the expression is, sign and percent aside; None for a calculation."""
    if isinstance(expr, Written):
        return Result(expr.number, _ONE)
    match expr:
        case Call("neg", (inner,)):
            return result_of(inner)
        case Call("cut", (Written(number),)):
            return Result(number, _ONE, cut=True)
        case Call("/", (Written(number), Num(parts))):
            return Result(number, Fraction(1, parts))
        case _:
            return None


def plain_number(expr: Expr) -> int | None:
    """Its index; None for a calculation."""
    if isinstance(expr, Written):  # as most are
        return expr.number
    result = result_of(expr)
    return None if result is None else result.number


def tolerance(reading: Reading, *, approximate: bool, zeros: bool = True) -> Fraction:
    """How far the true value may be from what is written: half a unit of the last digit.

    A whole number is exact, unless the author says that it is rounded; then
    its trailing zeros (if `zeros`) do not count as digits. One with a scale word
    (`38 Mio.`) is rounded to its last digit; its zeros are no digits, either, within 1 % (`150K`).
    """
    if reading.decimals > 0:
        return _half(reading.digits)
    if reading.digits < 0 and not approximate:
        rough = min(_half(_significant(reading)), abs(reading.value) * _ROUGH)
        return max(_half(reading.digits), rough)
    if not approximate:
        return _EXACT
    return _half(_significant(reading) if zeros else reading.digits)


def last_place(reading: Reading) -> Fraction:
    """What one unit of its last digit is worth, padding zeros left out: 1000 for 42.000."""
    return 2 * _half(_significant(reading))


def _significant(reading: Reading) -> int:
    """Its decimals, padding zeros left out: -4 for 150K."""
    if not reading.value:
        return reading.digits
    units = str(abs(reading.value * Fraction(10) ** reading.digits).numerator)
    return reading.digits - len(units) + len(units.rstrip("0"))


def _half(digits: int) -> Fraction:
    """Half a unit of the last of so many decimals."""
    return Fraction(1, 2 * 10**digits) if digits >= 0 else Fraction(10**-digits, 2)


def rounds_to(true: Fraction, written: Fraction, tolerance: Fraction) -> bool:
    """Whether `written` is the true value, rounded to `tolerance` (half a unit).

    Just in the middle, away from zero and to the even digit are both usual: 0,125 is 0,13 or
    0,12, but 0,75 is not 0,7.
    """
    off = abs(true - written)
    if off != tolerance or not tolerance:
        return off <= tolerance
    units = written / (2 * tolerance)
    return abs(written) > abs(true) or units.denominator != 1 or units.numerator % 2 == 0


def cuts_off(true: Fraction, reading: Reading) -> bool:
    """Whether it is the true value with its further decimals left out: ln 10 is 2,302."""
    last = Fraction(1, 10) ** reading.digits
    telling = reading.decimals > 0 and reading.value >= _FEWEST_DIGITS * last
    return telling and reading.value < true < reading.value + last


def holds_by(before: Fraction, value: Fraction, relation: Relation, tolerance: Fraction) -> bool:
    """Whether the relation does, so much allowed."""
    match relation:
        case "=" | "≈":
            if before == value:
                return True
            irrational = max(before.denominator, value.denominator) > _MANY
            same = irrational and abs(before - value) <= abs(value) * _SAME
            return same or rounds_to(before, value, tolerance)
        case "<":
            return before < value
        case ">":
            return before > value
        case "≤":
            return before <= value
        case "≥":
            return before >= value
        case _:
            return before != value


def apart(one: Fraction, two: Fraction) -> Fraction:
    """How far: the ratio of the larger to the smaller."""
    return max(abs(one / two), abs(two / one))


def within(true: Fraction, reading: Reading, bound: str) -> bool:
    """Whether the true value is where a word puts it: `über 50 Mio.`, `fast 35 000`.

    A little above or below is less than one unit of the last digit that is not a padding zero,
    and less than half of it where that is far: „gut 30“ is not 37. Over and under are without
    limit.
    """
    unit = 2 * tolerance(reading, approximate=True)
    little = min(unit, max(unit / 2, abs(reading.value) * _A_LITTLE))
    match bound:
        case "above":
            return reading.value < true < reading.value + little
        case "below":
            return reading.value - little < true < reading.value
        case "over":
            return true > reading.value
        case _:
            return true < reading.value


def fuzziness(
    value: Callable[[Mapping[int, Fraction]], Fraction],
    readings: Mapping[int, Reading],
    *,
    approximate: bool,
) -> Fraction:
    """By how much the rounding of its numbers may have moved a calculation's value.

    `value` evaluates the calculation with some of its numbers replaced.
    """
    rounded = {
        number: half
        for number, reading in readings.items()
        if (half := tolerance(reading, approximate=approximate)) and _is_rounded(reading)
    }
    if not rounded or len(rounded) > _MOST_ROUNDED:
        return Fraction(0)
    try:
        exact = value({})
        moved = sum(
            (
                abs(value({number: readings[number].value + half}) - exact)
                for number, half in rounded.items()
            ),
            Fraction(0),
        )
    except NotEvaluable:
        return Fraction(0)
    return min(moved, abs(exact) * _WIDEST)


def _is_rounded(reading: Reading) -> bool:
    """Decimals, or a whole number that ends in a zero."""
    return reading.decimals > 0 or reading.value % 10 == 0
