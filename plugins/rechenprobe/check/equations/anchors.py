"""With which side before it each side of a chain has to be compared: `a = b = c`."""

from rechenprobe.check.equations.evaluating import Environment
from rechenprobe.check.equations.links import Link
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.claims import Notation, Number, Statement

_BACK = 4
"""Calculations of a chain that a result is compared with, beside the last one."""


class Anchors:
    """For each side of a chain, the known one before it with which to compare it."""

    def __init__(
        self,
        statement: Statement,
        numbers: tuple[Number, ...],
        notation: Notation,
        environment: Environment,
    ) -> None:
        self._statement = statement
        self._numbers = numbers
        self._notation = notation
        self._environment = environment
        self._own = frozenset(statement.numbers)
        self._last: int | None = None
        self._calculations: list[int] = []  # all of one chain of equals
        self._calculation: int | None = None  # the last one that is no mere result
        self._measured: int | None = None  # the last exact one with a unit

    def add(self, index: int) -> None:
        """Side `index` is known."""
        side = self._statement.sides[index]
        plain = plain_number(side.expr)
        self._last = index
        if index and self._statement.relations[index - 1] not in ("=", "≈"):
            self._calculation = self._measured = None  # „27 < 49 = 7 · 7“: from here on, 49
            self._calculations = []
        if plain is None:
            self._calculation = index
            self._calculations.append(index)
        if side.unit and (plain is None or self._exact(plain, index)):
            self._measured = index

    def link(self, anchor: int, index: int) -> Link:
        """The side's relation to the one that it is compared with."""
        surroundings = self._numbers, self._environment, self._notation
        given = self._calculations[:1] == [anchor]
        return Link(self._statement, self._own, *surroundings, anchor, index, given=given)

    def _exact(self, number: int, index: int) -> bool:
        reading = self._numbers[number].reading(self._notation)
        relation = self._statement.relations[index - 1] if index else "="
        unit = unit_of(self._statement.sides[index].unit)
        if index and unit is not None and unit.rounded:
            return False  # „P · 4 Byte = 215 MiB, also rund 216 MiB“
        return relation == "=" and reading is not None and reading.decimals == 0

    def before(self, index: int, anchor: int) -> list[int]:
        """Calculations farther back that the side may have been rounded from.

        „93 000 · 4 = 372 000 Byte ≈ 372 MB“: of what the first side speaks, the second one says.
        """
        sides = self._statement.sides
        known = {index, anchor}
        if sides[anchor].unit:
            known.update(one for one in self._calculations if not sides[one].has_unit)
        return [one for one in self._calculations if one not in known][:_BACK]

    def of(self, index: int) -> int | None:
        """A calculation rather than a result; a result in bytes where bytes are converted."""
        sides, calculation = self._statement.sides, self._calculation
        if self._last is None or self._statement.relations[index - 1] not in ("=", "≈"):
            return self._last
        if sides[index].unit and self._measured is not None:
            return self._measured  # „P · 16 / 8 = 69 888 Byte ≈ 70 kB“: convert from the Byte
        if calculation is None:
            return self._last
        counts = not sides[calculation].has_unit
        converts = counts and bool(sides[index].unit and sides[self._last].unit)
        return self._last if converts else calculation  # „2,5 · 4 = 10,0 min = 600 s“
