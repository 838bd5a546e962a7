"""Calculations with units: `2 h + 30 min` is 9000 s, `10 GB / (100 MB/s)` is 100 s.

Exact wherever the units fit: terms of a sum measure the same, exponents measure nothing. Where they
do not, as in „8 h · 20 Tage“, authors let a unit only count, and what is meant is told by the
result (`links`).
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.numbers.units import Unit, unit_of
from rechenprobe.claims import Side
from rechenprobe.expression import Call, Expr, NotEvaluable

_LARGEST_POWER = 9

Powers = Mapping[str, int]
"""Base unit → its exponent: a speed is `{"bit": 1, "s": -1}`."""


class Quantity(Struct, frozen=True):
    """A value in base units, and what these are."""

    value: Fraction
    powers: Powers


class _Unfit(Exception):
    """The units do not fit."""


def measured(
    side: Side, value: Callable[[Expr], Fraction], *, last: bool = False
) -> Quantity | None:
    """What a side with units comes to; None if they do not fit. May raise `NotEvaluable`.

    `value` evaluates what holds no unit; `last` takes the last usage of units that have several.
    """
    names = side.units or ((side.unit,) if side.unit else ())
    if len(names) != len(side.measured) or len(set(side.measured)) != len(names):
        return None
    units: dict[Expr, Unit] = {}
    for name, of in zip(names, side.measured, strict=True):
        unit = unit_of(name)
        if unit is None:
            return None
        units[of] = unit
    try:
        return _Reckoner(units, value, last=last).quantity(side.expr)
    except _Unfit:
        return None


def adds_measures(side: Side) -> bool:
    """Whether it adds or subtracts what has units: then nothing else than their sum is meant."""
    todo: list[Expr] = [side.expr]
    while todo:
        node = todo.pop()
        if isinstance(node, Call):
            if node.op == "+" and sum(_holds_any(arg, side.measured) for arg in node.args) > 1:
                return True
            todo += node.args
    return False


def divides_by_measure(side: Side) -> bool:
    """Whether what has the unit stands below the line of a fraction."""
    expr = side.expr
    if not isinstance(expr, Call) or expr.op != "/":
        return False
    return any(_holds_any(below, side.measured) for below in expr.args[1:])


def _holds_any(expr: Expr, wanted: tuple[Expr, ...]) -> bool:
    todo = [expr]
    while todo:
        node = todo.pop()
        if node in wanted:
            return True
        if isinstance(node, Call):
            todo += node.args
    return False


class _Reckoner:
    def __init__(
        self, units: Mapping[Expr, Unit], value: Callable[[Expr], Fraction], *, last: bool
    ) -> None:
        self._units = units
        self._value = value
        self._usage = -1 if last else 0

    def quantity(self, expr: Expr) -> Quantity:
        """Of a part of the side."""
        found = self._bare(expr)
        unit = self._units.get(expr)
        return found if unit is None else self._times(found, self._one(unit))

    def _one(self, unit: Unit) -> Quantity:
        return Quantity(unit.rates[self._usage], unit.powers)

    def _bare(self, expr: Expr) -> Quantity:
        if not isinstance(expr, Call) or not _holds_any(expr, tuple(self._units)):
            return Quantity(self._value(expr), {})
        match expr:
            case Call("^", (base, exponent)):
                return self._power(base, exponent)
            case Call("*", args):
                product = self.quantity(args[0])
                for arg in args[1:]:
                    product = self._times(product, self.quantity(arg))
                return product
            case Call("/", (above, below)):
                divisor = self.quantity(below)
                if not divisor.value:
                    raise NotEvaluable("Division durch null")
                inverse = {name: -power for name, power in divisor.powers.items()}
                return self._times(self.quantity(above), Quantity(1 / divisor.value, inverse))
            case Call("+" | "max" | "min" as op, args):
                terms = [self.quantity(arg) for arg in args]
                if any(term.powers != terms[0].powers for term in terms):
                    raise _Unfit
                values = [term.value for term in terms]
                total = max(values) if op == "max" else min(values) if op == "min" else sum(values)
                return Quantity(Fraction(total), terms[0].powers)
            case Call("neg", (inner,)):
                found = self.quantity(inner)
                return Quantity(-found.value, found.powers)
            case _:
                raise _Unfit

    def _power(self, base: Expr, exponent: Expr) -> Quantity:
        """`10^6 Byte`: what the exponent seems to measure, the power does."""
        unit = self._units.get(exponent)
        power = self._bare(exponent)
        inner = self.quantity(base)
        if power.powers or (inner.powers and power.value.denominator != 1):
            raise _Unfit
        if abs(power.value) > _LARGEST_POWER and inner.powers:
            raise _Unfit
        bare = self._value(Call("^", (base, exponent)))
        if inner.powers:
            raised = {name: one * int(power.value) for name, one in inner.powers.items()}
            bare = inner.value ** int(power.value)
            return Quantity(bare, {name: one for name, one in raised.items() if one})
        found = Quantity(bare, {})
        return found if unit is None else self._times(found, self._one(unit))

    def _times(self, one: Quantity, other: Quantity) -> Quantity:
        powers = dict(one.powers)
        for name, power in other.powers.items():
            powers[name] = powers.get(name, 0) + power
        return Quantity(
            one.value * other.value, {name: power for name, power in powers.items() if power}
        )


def in_unit(quantity: Quantity, unit: Unit | None) -> list[Fraction]:
    """Its value in a unit, in each of its usages; nothing if it measures something else."""
    if unit is None:
        return [] if quantity.powers else [quantity.value]
    if unit.powers != quantity.powers:
        return []
    return [quantity.value / rate for rate in unit.rates]
