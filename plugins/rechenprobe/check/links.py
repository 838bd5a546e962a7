"""One relation of a chain: whether it holds, given its sides' units, roundings, percentages."""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

from rechenprobe.check.evaluating import Environment, value_of
from rechenprobe.check.rounding import (
    Result,
    fuzziness,
    plain_number,
    result_of,
    rounds_to,
    tolerance,
)
from rechenprobe.check.units import CONVERSIONS, Unit, unit_of
from rechenprobe.claims import Notation, Number, Relation, Side, Statement
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

_MOST_UNITS = 3
_MOST_CONVERSIONS = 6
"""Of one calculation; they stand at its end."""
_USUAL = frozenset[Fraction]().union(*CONVERSIONS.values())
_USAGES = frozenset(Fraction(128, 125) ** power for power in range(-4, 5))
"""By 1024 instead of 1000, or the other way round, up to four times."""
_CALENDAR = Fraction(1, 100)
"""How far days and weeks of a year may be off: `1 Jahr · 52 · 7 = 364 Tage`."""
_SAME = Fraction(1, 10**30)
"""Of the value: so near are two irrational values only if they are the same."""


class Link:
    """One relation of a chain: side `index` against side `anchor`."""

    def __init__(
        self,
        statement: Statement,
        numbers: tuple[Number, ...],
        environment: Environment,
        notation: Notation,
        anchor: int,
        index: int,
    ) -> None:
        self._before, self._side = statement.sides[anchor], statement.sides[index]
        self._own = frozenset(statement.numbers)
        self._numbers = numbers
        self._environment = environment
        self._notation = notation
        # „rund 5 · 5 = 26“ speaks of the whole, „5 · 5 = 26 ≈ 30“ of its last link only.
        self._endless = False
        self._approximate = statement.approximate and "≈" not in statement.relations

    def expected(self, before: Fraction, value: Fraction, relation: Relation) -> Fraction | None:
        """None if the relation holds, otherwise what should stand on this side."""
        factors = self._factors()
        # „40 / 45 = 89 %“ has to be rounded, „1 / 8 = 12 %“ has not.
        calculated = plain_number(self._before.expr) is None
        self._endless = calculated and all(
            (before * power).denominator != 1 for power in (10, 1000)
        )
        if _is_percentage(self._side.expr) and not _is_percentage(self._before.expr):
            factors.append(Fraction(1, 100))  # „(91,2 + 92,0) / 2 = 91,6 %“
        for factor in factors:
            if _holds(before * factor, value, relation, Fraction(0)):
                return None
        if relation in ("=", "≈"):
            own, other = self._allowed(self._side, relation), self._allowed(self._before, relation)
            for factor in factors:
                if _holds(before * factor, value, relation, own + other * factor):
                    return None
        if self._before.units and value and before:
            return min(
                (before * factor for factor in factors), key=lambda true: _apart(true, value)
            )
        return before * factors[0]

    def _factors(self) -> list[Fraction]:
        """By what to multiply the value before to get this side's unit."""
        one, two = self._units()
        if two is not None and self._before.units:
            factors = [one / to for one in self._products(two) for to in two.factors]
            return self._or_converted(self._partly(factors))
        if two is None and self._before.units:
            return self._ratios()
        if one is None and two is not None and two.rounded:
            # „2 · 105 415 200 = 0,21 GFLOPs“, „56 356 234 · 4 = 225 MB“: of what is not said
            base = 8 if two.dimension == "bit" else 1
            return [Fraction(1), *(base / factor for factor in two.factors)]
        if one is None or two is None or one.dimension != two.dimension:
            return [Fraction(1)]
        return self._or_converted([a / b for a in one.factors for b in two.factors])

    def _or_converted(self, factors: list[Fraction]) -> list[Fraction]:
        """And 1, if the calculation itself converts: „34 944 · 16 Bit / 8 = 69 888 Byte“.

        So it does if some of its numbers, those with a unit left out, come to one of the factors.
        """
        products = {Fraction(1)}
        for value in self._bare_factors()[-_MOST_CONVERSIONS:]:
            products |= {product * value for product in products}
        near = (product / factor for product in products - {1} for factor in factors)
        converts = any(one in _USAGES or abs(one - 1) <= _CALENDAR for one in near)
        return [*factors, Fraction(1)] if converts else factors

    def _partly(self, factors: list[Fraction]) -> list[Fraction]:
        """And those of which it does a part: „250 W · 8 h / 1000 · 0,35 €/kWh = 70 ct“."""
        usual = [
            value
            for value in self._bare_factors()[-_MOST_CONVERSIONS:]
            if value in _USUAL or 1 / value in _USUAL
        ]
        products = {Fraction(1)}
        for value in usual:
            products |= {product * value for product in products}
        return list(dict.fromkeys(factor / product for product in products for factor in factors))

    def _bare_factors(self) -> list[Fraction]:
        """The numbers without unit in the side before, powers too; below a fraction, inverted."""
        found: list[Fraction] = []
        todo: list[tuple[Expr, int]] = [(self._before.expr, 1)]
        while todo:
            node, sign = todo.pop()
            value = None
            match node:
                case Written(number) if number not in self._before.measured:
                    value = self._value(number)
                case Call("^", (Written(), _)):
                    with suppress(NotEvaluable):
                        value = value_of(node, self._numbers, self._notation, self._environment)
                case Call("/", (above, *below)):
                    todo += [*((one, -sign) for one in reversed(below)), (above, sign)]
                case Call(_, args):
                    todo += [(one, sign) for one in reversed(args)]
                case _:
                    pass
            if value:
                found.append(value**sign)
        return found

    def _ratios(self) -> list[Fraction]:
        """Of units of one kind, where the result has none: „512 MB / 4 Byte = 128 Mio.“."""
        units = [unit_of(name) for name in self._before.units]
        if len(units) != 2 or units[0] is None or units[1] is None:
            return [Fraction(1)]
        if units[0].dimension != units[1].dimension:
            return [Fraction(1)]
        return self._or_converted(
            [one / two for one in units[0].factors for two in units[1].factors]
        )

    def _products(self, result: Unit) -> list[Fraction]:
        """What the several units of the side before may come to: „500 MB/s · 60 s“, „9 GB / 3 s“.

        A sum of one unit has that unit: „16 GB − 12,5 GB“. Of two of a kind one may only count:
        „8 h · 20 Tage = 160 h“; so may another than the result's: „24 h · 2,50 € = 60 €“.
        """
        alike = unit_of(self._before.units[0]) if len(set(self._before.units)) == 1 else None
        units = [found for name in self._before.units[:_MOST_UNITS] if (found := unit_of(name))]
        products = _products(units)
        dimensions = [unit.dimension for unit in units]
        for index, dimension in enumerate(dimensions):
            if dimensions.count(dimension) > 1:
                products += _products([*units[:index], *units[index + 1 :]])
        if result.dimension in dimensions:
            products += _products([unit for unit in units if unit.dimension == result.dimension])
        return [*alike.factors, *products] if alike else products

    def _units(self) -> tuple[Unit | None, Unit | None]:
        return unit_of(self._before.unit), unit_of(self._side.unit)

    def _value(self, number: int) -> Fraction | None:
        reading = self._numbers[number].reading(self._notation)
        return None if reading is None else reading.value

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
            rounded |= own and result.scale < 1 and self._endless
            allowed = result.scale * tolerance(reading, approximate=rounded, zeros=said)
            return 2 * allowed if result.cut else allowed
        other = self._before if side is self._side else self._side
        if (result_of(other.expr) or self._scientific(other.expr)) is not None:
            return Fraction(0)  # a calculation and its result: only the result is rounded
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
            if number in self._own  # those of letters are exact
            and (reading := self._numbers[number].reading(self._notation)) is not None
            and (relation == "≈" or reading.value not in given)
        }
        return fuzziness(value, readings, approximate=relation == "≈")

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

    def _measures(self) -> bool:
        """Whether the result is a whole number of converted units, 215 MiB, not 69 888 Byte."""
        one, two = self._units()
        return two is not None and two.rounded and one != two


def _products(units: list[Unit]) -> list[Fraction]:
    """Each unit above or below the fraction, in each of its usages."""
    products = [Fraction(1)]
    for unit in units:
        factors = {signed for f in unit.factors for signed in (f, 1 / f)}
        products = [product * factor for product in products for factor in factors]
    return products


def _apart(one: Fraction, two: Fraction) -> Fraction:
    """How far: the ratio of the larger to the smaller."""
    return max(abs(one / two), abs(two / one))


def _is_percentage(expr: Expr) -> bool:
    """Whether a percent sign stands in it."""
    return any(
        isinstance(node, Call) and node.op == "/" and node.args[1] in (Num(100), Num(1000))
        for node in walk(expr)
    )


def _holds(before: Fraction, value: Fraction, relation: Relation, tolerance: Fraction) -> bool:
    match relation:
        case "=" | "≈":
            irrational = max(before.denominator, value.denominator) > 1 / _SAME
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
        case "≠":
            return before != value
