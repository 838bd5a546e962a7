"""One relation of a chain: whether it holds, given its sides' units, roundings, percentages."""

from collections.abc import Mapping
from fractions import Fraction

from rechenprobe.check.equations.conversions import Conversion
from rechenprobe.check.equations.evaluating import Environment, is_irrational, value_of
from rechenprobe.check.equations.termwise import holds_term_by_term
from rechenprobe.check.numbers.rounding import (
    Result,
    apart,
    cuts_off,
    fuzziness,
    holds_by,
    plain_number,
    result_of,
    tolerance,
    within,
)
from rechenprobe.check.numbers.slips import is_slip
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import power_said
from rechenprobe.claims import Notation, Number, Reading, Relation, Side, Statement
from rechenprobe.expression import (
    Call,
    Expr,
    NotEvaluable,
    Num,
    Written,
    evaluate,
    walk,
    written_numbers,
)

_BOUNDS = {"≲": "below", "≳": "above"}
_BINARY = "iB"
_OFF = frozenset(Fraction(128, 125) ** power for power in (-3, -2, -1, 1, 2, 3))
"""By 1024 instead of 1000, or the other way round."""
_WIDTHS = (16, 32)
"""Bits of the numbers that authors mostly count."""
_SEVERAL = 3
"""Decimals of an exponent from which on it may be a rounded one; 4,6 is given."""
_LONG = 6
"""Decimals from which on a number is a rounded one, given or not."""


class Link:
    """One relation of a chain: side `index` against side `anchor`.

    `own` are the statement's numbers. Those of its first calculation are given: what comes of them
    may be rounded, they are not.
    """

    def __init__(
        self,
        statement: Statement,
        own: frozenset[int],
        numbers: tuple[Number, ...],
        environment: Environment,
        notation: Notation,
        anchor: int,
        index: int,
        *,
        given: bool = False,
    ) -> None:
        self._before, self._side = statement.sides[anchor], statement.sides[index]
        self._own = own
        self._given = given
        self._numbers = numbers
        self._environment = environment
        self._notation = notation
        self._restates = 0 < statement.restated <= index
        self._later = statement.sides[index + 1 :]
        # „rund 5 · 5 = 26“ speaks of the whole, „5 · 5 = 26 ≈ 30“ of its last link only.
        self._come_to = Fraction(0)
        self._approximate = statement.approximate and "≈" not in statement.relations
        self.cut: Fraction | None = None
        """The true value if it holds because decimals are cut off instead of rounded."""
        self.binary = False
        """Whether it holds because 1024² Byte are called a megabyte."""
        self.slip: tuple[int, Fraction] | None = None
        """A number before and what it should be, if it holds by rounding alone (`slipped`)."""

    def expected(self, before: Fraction, value: Fraction, relation: Relation) -> Fraction | None:
        """None if the relation holds, otherwise what should stand on this side."""
        if before == value and relation in ("=", "≈") and not self._measured():
            return None  # as most do
        conversion = Conversion(
            self._before, self._side, self._numbers, self._environment, self._notation
        )
        factors = [*conversion.factors(), *conversion.by_word(self._word())]
        factors += self._widths()
        self._come_to = before
        small = self._restates and abs(before) < 1  # „= 0,5 (0,5 %)“
        if _is_percentage(self._side.expr) and not (small or _is_percentage(self._before.expr)):
            factors.append(Fraction(1, 100))  # „(91,2 + 92,0) / 2 = 91,6 %“
        factors += self._silently()
        for factor in factors:
            holds = self._is_close if relation in _BOUNDS else holds_by
            if holds(before * factor, value, relation, Fraction(0)):
                return None
        if relation in ("=", "≈"):
            own, other = self._allowed(self._side, relation), self._allowed(self._before, relation)
            if own and self._given and relation == "=" and not self._long(self._before):
                other = Fraction(0)  # „1 − (0,4² + 0,6²) = 1 − 0,54“: only the 0,54 is rounded
            for factor in factors:
                allowed = own + other * factor
                if self._grows(before * factor, value):
                    allowed -= own / 2
                if relation == "=" and self._is_mistaken(before * factor, value):
                    continue
                if holds_by(before * factor, value, relation, allowed):
                    if relation == "=" and not self._approximate and self._measures():
                        self.slip = self._slipped(before * factor, value)
                    return None
            binary = conversion.binary
            if any(before * factor * binary == value != 0 for factor in factors):
                self.binary = binary != 1
                return None
            near = (before * factor for factor in factors)
            self.cut = next((true for true in near if self._cuts_off(true, value)), None)
            if self.cut is not None or self._holds_term_by_term():
                return None
        if len(factors) > 1 and value and before:
            return min((before * factor for factor in factors), key=lambda true: apart(true, value))
        return before * factors[0]

    def _holds_term_by_term(self) -> bool:
        return not self._measured() and holds_term_by_term(
            self._before.expr,
            self._side.expr,
            lambda expr: value_of(expr, self._numbers, self._notation, self._environment),
            lambda number: self._numbers[number].reading(self._notation),
        )

    def _silently(self) -> list[Fraction]:
        """A step to what only the end of the chain says.

        „0,4 · 8 % + 0,6 · 12 % = 3,2 + 7,2 = 10,4 %“, „2 · (7 · 10⁹ · 16) = 2 · 112 = 224 GB“.
        """
        if not self._later:
            return []
        one, two, last = self._before, self._side, self._later[-1]
        factors = []
        percent = _is_percentage(one.expr) and not _is_percentage(two.expr)
        if percent and _is_percentage(last.expr):
            factors.append(Fraction(100))
        unit = unit_of(last.unit)
        if unit is not None and unit.rounded and not self._measured():
            size = 8 if unit.dimension == "bit" else 1
            factors += [size / factor for factor in unit.factors]
        return factors

    def _widths(self) -> list[Fraction]:
        """„= 491.520 Zahlen, knapp 2 MB“: so many numbers of two or four bytes each."""
        unit = unit_of(self._side.unit)
        counted = self._restates and not self._before.has_unit
        if not counted or unit is None or unit.dimension != "bit":
            return []
        return [width / factor for width in _WIDTHS for factor in unit.factors]

    def _measured(self) -> bool:
        """Whether one of the sides has a unit."""
        return self._before.has_unit or self._side.has_unit

    def _grows(self, before: Fraction, value: Fraction) -> bool:
        """Whether its dots, `0,334…`, can only lead away from the true value."""
        result = result_of(self._side.expr)
        return result is not None and result.cut and abs(before) < abs(value)

    def _tie(self, side: Side, result: Result) -> Fraction:
        """What makes a result just in the middle good both ways, if an operand may be rounded.

        „(0,25 + 1,3863) / 2 ≈ 0,8181“, where 1,3863 is ln 4.
        """
        own = self._numbers[result.number].reading(self._notation)
        digits = own.digits if own else 0
        read = (self._numbers[n].reading(self._notation) for n in written_numbers(side.expr))
        rounded = digits > _SEVERAL and any(it and it.digits >= digits for it in read)
        return Fraction(1, 10 ** (digits + _SEVERAL)) if rounded else Fraction(0)

    def _is_mistaken(self, before: Fraction, value: Fraction) -> bool:
        """„0,5 KiB = 500 Byte“ is no rounding, but takes 1000 for 1024."""
        said = not self._approximate and value != 0
        return said and _BINARY in self._before.unit + self._side.unit and before / value in _OFF

    def _is_close(self, before: Fraction, value: Fraction, relation: Relation, _: Fraction) -> bool:
        """Whether it is „knapp“ or „gut“ so much."""
        result, reading = self._result()
        if result is None or reading is None:
            return before < value if relation == "≲" else before > value
        return within(before / result.scale, reading, _BOUNDS[relation])

    def _cuts_off(self, before: Fraction, value: Fraction) -> bool:
        """Whether this side is an irrational number up to where its author stopped."""
        result, reading = self._result()
        return (
            result is not None
            and reading is not None
            and (before > 0) == (value > 0)
            and cuts_off(abs(before) / result.scale, reading)
            and is_irrational(self._before.expr, self._numbers, self._notation, self._environment)
        )

    def _result(self) -> tuple[Result | None, Reading | None]:
        """The number that this side is, and how it reads."""
        result = result_of(self._side.expr)
        if result is None:
            return None, None
        return result, self._numbers[result.number].reading(self._notation)

    def _long(self, side: Side) -> set[int]:
        """Its numbers of so many decimals that they must be rounded."""
        readings = ((one, self._numbers[one].reading(self._notation)) for one in self._own)
        long = {one for one, reading in readings if reading is not None and reading.digits >= _LONG}
        return long.intersection(written_numbers(side.expr)) if long else long

    @property
    def reading(self) -> Reading | None:
        """How this side's number reads, if it is one."""
        return self._result()[1]

    def _word(self) -> int:
        """The power of ten that a word behind this side's number says: 6 for „56,4 Mio.“."""
        result, reading = self._result()
        if result is None or reading is None:
            return 0
        return power_said(self._numbers[result.number], reading)

    def _value(self, number: int) -> Fraction | None:
        reading = self._numbers[number].reading(self._notation)
        return None if reading is None else reading.value

    def _is_endless(self) -> bool:
        """„40 / 45 = 89 %“ has to be rounded, „1 / 8 = 12 %“ has not."""
        calculated = plain_number(self._before.expr) is None
        return calculated and all((self._come_to * power).denominator != 1 for power in (10, 1000))

    def _allowed(self, side: Side, relation: Relation) -> Fraction:
        """How far the side's value may be off, because of the digits that were written."""
        result = result_of(side.expr) or self._scientific(side.expr)
        if result is not None:
            reading = self._numbers[result.number].reading(self._notation)
            if reading is None:
                return Fraction(0)
            said = self._approximate or relation == "≈"
            own = side is self._side
            rounded = said or (own and reading.value >= 10 and self._measures())
            rounded |= own and result.scale < 1 and self._is_endless()
            allowed = result.scale * tolerance(
                reading, approximate=rounded, zeros=said and (own or self._approximate)
            )
            return 2 * allowed if result.cut else allowed
        other = self._before if side is self._side else self._side
        result = result_of(other.expr) or self._scientific(other.expr)
        grows = relation == "≈" and side is self._before and self._grows_fast(side.expr)
        if result is not None and not grows:
            # A calculation and its result: only the result is rounded. But of what stands in an
            # exponent the last digit moves more than that: e^{2,828} ≈ 16,92. And nobody types
            # so many decimals of a number that is not itself rounded.
            long = self._long(side)
            if not long:
                return self._tie(side, result) if relation == "≈" else Fraction(0)
            given, moved = set(), frozenset(long)
        else:
            moved = self._own
            given = {self._value(number) for number in written_numbers(other.expr)}

        def value(replaced: Mapping[int, Fraction]) -> Fraction:
            return evaluate(
                side.expr,
                lambda number: replaced.get(number) or self._value(number) or Fraction(0),
                self._environment.get,
                approximate=True,
            )

        readings = {
            number: reading
            for number in written_numbers(side.expr)
            if number in moved  # those of letters are exact
            and (reading := self._numbers[number].reading(self._notation)) is not None
            and (relation == "≈" or reading.value not in given)
        }
        return fuzziness(value, readings, approximate=relation == "≈")

    def _grows_fast(self, expr: Expr) -> bool:
        """Whether it is e to the power of a number of several decimals."""
        match expr:
            case Call("exp", (Written(number),)):
                reading = self._numbers[number].reading(self._notation)
                return reading is not None and reading.digits >= _SEVERAL
            case _:
                return False

    def _scientific(self, expr: Expr) -> Result | None:
        r"""`6{,}99 \cdot 10^{-4}`: a result, too, in units of a power of ten."""
        match expr:
            case Call("*", (Written(number), Call("^", (Written(ten), _)) as power)) if (
                self._value(ten) == 10
            ):
                try:
                    scale = value_of(power, self._numbers, self._notation, self._environment)
                except NotEvaluable:
                    return None
                return Result(number, scale)
            case _:
                return None

    def _slipped(self, before: Fraction, value: Fraction) -> tuple[int, Fraction] | None:
        """The long number whose slip explains that a whole result is not quite exact.

        `536.870.921 / 2^{20} = 512 MiB`: any measure may be rounded, but 512 MiB would be exact
        with two digits in their other order, and no rounded measure is so by chance.
        """
        result = self._result()[1]
        if result is None or result.decimals > 0:
            return None  # „1,966 GB“ is rounded
        for number in written_numbers(self._before.expr):
            reading = self._numbers[number].reading(self._notation)
            if reading is None or reading.digits or number not in self._own:
                continue
            meant = reading.value * value / before
            if is_slip(reading.value, meant) and self._with(number, meant) == (
                self._with(number, reading.value) * value / before
            ):
                return number, meant
        return None

    def _with(self, number: int, value: Fraction) -> Fraction:
        """The side before, with another number in that place."""
        return evaluate(
            self._before.expr,
            lambda one: value if one == number else self._value(one) or Fraction(0),
            self._environment.get,
            approximate=True,
        )

    def _measures(self) -> bool:
        """Whether the result is a whole number of converted units, 215 MiB, not 69 888 Byte."""
        one, two = unit_of(self._before.unit), unit_of(self._side.unit)
        return two is not None and two.rounded and one != two


def _is_percentage(expr: Expr) -> bool:
    """Whether a percent sign stands in it."""
    return any(
        isinstance(node, Call) and node.op == "/" and node.args[1] in (Num(100), Num(1000))
        for node in walk(expr)
    )
