"""By what to multiply one side of an equation to get the unit of another."""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

from rechenprobe.check.equations.evaluating import Environment, value_of
from rechenprobe.check.numbers.quantities import (
    adds_measures,
    divides_by_measure,
    in_unit,
    measured,
)
from rechenprobe.check.numbers.units import CONVERSIONS, Unit, unit_of
from rechenprobe.claims import Notation, Number, Side
from rechenprobe.expression import Call, Expr, NotEvaluable, Written, written_numbers
from rechenprobe.operations import PI

_MOST_UNITS = 3
_MOST_CONVERSIONS = 6
"""Of one calculation; they stand at its end."""
_THOUSANDS = 10_000
"""So many millions nobody says."""
_USUAL = frozenset[Fraction]().union(*CONVERSIONS.values())
_USAGES = frozenset(Fraction(128, 125) ** power for power in range(-4, 5))
"""By 1024 instead of 1000, or the other way round, up to four times."""
_DECIMAL = {"kB": 1, "MB": 2, "GB": 3, "TB": 4}
_CALENDAR = Fraction(1, 100)
"""How far days and weeks of a year may be off: `1 Jahr · 52 · 7 = 364 Tage`."""


class Conversion:
    """From the unit of the side before to that of the side behind it."""

    def __init__(
        self,
        before: Side,
        side: Side,
        numbers: tuple[Number, ...],
        environment: Environment,
        notation: Notation,
    ) -> None:
        self._before, self._side = before, side
        self._numbers = numbers
        self._environment = environment
        self._notation = notation

    @property
    def binary(self) -> Fraction:
        """By what to multiply further if the side's megabytes are of 1024² Byte each."""
        return Fraction(1000, 1024) ** _DECIMAL.get(self._side.unit, 0)

    def factors(self) -> list[Fraction]:
        """By what to multiply the value before to get this side's unit."""
        one, two = self._units()
        exact = self._exactly(two)
        if exact and adds_measures(self._before):
            does = any(value in _USUAL for value in self._bare_factors()[-_MOST_CONVERSIONS:])
            return [*exact, Fraction(1)] if does else exact
        if exact:
            return self._or_converted(self._partly(exact))
        if two is not None and self._before.units:
            factors = [one / to for one in self._products(two) for to in two.factors]
            return self._or_converted(self._partly(factors))
        if two is None and self._before.units:
            return self._ratios()
        if one is None and two is not None and two.rounded:
            bits = two.proper.partition("/")[0].endswith("bit")
            # „2 · 105 415 200 = 0,21 GFLOPs“, „56 356 234 · 4 = 225 MB“: of what is not said
            bases = (1, 8) if bits else (8,) if two.dimension.startswith("bit") else (1,)
            if "MAC" in two.proper:
                bases = (2, 1)  # what is counted are MACs, or operations
            plain = [] if self._is_grouped() else [Fraction(1)]
            return [*(base / factor for factor in two.factors for base in bases), *plain]
        angles = [found.dimension == "angle" for found in (one, two) if found]
        if angles == [True]:  # „180° = π“
            return [Fraction(1), PI / 180 if one else 180 / PI]
        if one is None or two is None:
            return [Fraction(1)]
        loosely = {one.dimension, two.dimension} == {"flop", "flops"}  # „GFLOPS“ for GFLOPs
        if one.powers != two.powers and not loosely:
            return [Fraction(1)]
        if divides_by_measure(self._before) and divides_by_measure(self._side):
            one, two = two, one  # „64 / (250 ms) = 64 / (0,25 s)“
        return self._or_converted([a / b for a in one.factors for b in two.factors])

    def by_word(self, power: int) -> list[Fraction]:
        """And for „Mio.“ (6) if the calculation divides by it or is all in millions.

        „56.356.234 / 10^6 = 56,4 Mio.“, „8 · 5,6 + 1,9 = 46,7 Mrd.“.
        """
        if power <= 0 or self._is_grouped():
            return []
        divided = Fraction(1, 10**power) in self._bare_factors()[-_MOST_CONVERSIONS:]
        return [Fraction(10**power)] if divided or self._is_small() else []

    def _is_grouped(self) -> bool:
        """Whether the side before has a 93.000 that is read as 93: nobody means that."""
        read = ((one, one.reading(self._notation)) for one in self._written())
        return any(
            one.ambiguous and it is not None and it.digits and it.value.denominator == 1
            for one, it in read
        )

    def _written(self) -> Iterator[Number]:
        return (self._numbers[one] for one in written_numbers(self._before.expr))

    def _is_small(self) -> bool:
        """Whether each number of the side before is as one says it before „Millionen“."""
        values = [self._value(number) for number in written_numbers(self._before.expr)]
        with suppress(NotEvaluable):
            values.append(self._plain(self._before.expr))
        return all(value is not None and value < _THOUSANDS for value in values)

    def _exactly(self, unit: Unit | None) -> list[Fraction]:
        """By what to multiply it if its several units are calculated with; nothing if not."""
        if not (self._before.units or adds_measures(self._side) or self._inverts(unit)):
            return []
        try:
            before = self._plain(self._before.expr)
            found = [measured(self._before, self._plain, last=last) for last in (False, True)]
            if self._side.units:
                own = measured(self._side, self._plain)
                value = self._plain(self._side.expr)
                if own is None or not value or not before:
                    return []
                amounts = [
                    quantity.value / own.value * value
                    for quantity in found
                    if quantity is not None and own.value and quantity.powers == own.powers
                ]
            else:
                amounts = [
                    amount
                    for quantity in found
                    if quantity is not None
                    for amount in in_unit(quantity, unit)
                ]
        except NotEvaluable:
            return []
        return list(dict.fromkeys(amount / before for amount in amounts)) if before else []

    def _inverts(self, unit: Unit | None) -> bool:
        """„1/(50 Hz) = 20 ms“: its only unit measures another thing than that of the result."""
        own = unit_of(self._before.unit)
        return own is not None and unit is not None and own.powers != unit.powers

    def _plain(self, expr: Expr) -> Fraction:
        """Its value, units left out."""
        return value_of(expr, self._numbers, self._notation, self._environment)

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
                case Written(number) if node not in self._before.measured:
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
        if units[0].powers != units[1].powers:
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


def _products(units: list[Unit]) -> list[Fraction]:
    """Each unit above or below the fraction, in each of its usages."""
    products = [Fraction(1)]
    for unit in units:
        factors = {signed for f in unit.factors for signed in (f, 1 / f)}
        products = [product * factor for product in products for factor in factors]
    return products
