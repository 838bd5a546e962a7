"""Simple rules that the first rows of a table suggest: sums, products, multiples, shares."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import isclose, log2, prod
from operator import add, mul, sub
from types import MappingProxyType
from typing import Any, TypeVar

from msgspec import Struct

from rechenprobe.check.numbers.rounding import Result, tolerance
from rechenprobe.check.numbers.slips import differs_in_one, slip
from rechenprobe.check.numbers.units import Unit, factor_of
from rechenprobe.check.tables.heads import Rule
from rechenprobe.check.words.nouns import stem
from rechenprobe.claims import Reading, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Lecture
from rechenprobe.notation import brief

FEWEST = 3
"""Rows in which a rule can be seen."""
DOUBLE, _LAST = 15, 10
"""Decimals that a computer has printed, and by how much the last one may be off."""
_TELLING = 10
"""Smaller whole numbers follow a rule by chance."""

_TOLD, _CHEAP, _DEAR = -6.0, 0.0, 4.0
"""Bits of a rule that words say, that any reader tries first, and of others."""
_EXACT = 5
"""Digits of a number that is not rounded, so that it goes on however large things get."""
_LETTERS = late(r"[^\W\d_]{3,}")

_Real = TypeVar("_Real", Fraction, float)


class NumberCell(Struct, frozen=True, gc=False):
    """A cell that is one number."""

    statement: Statement
    result: Result
    reading: Reading
    """In the unit of the column's first row."""
    shift: Fraction = Fraction(1)
    """By what that is multiplied to be what is written: one in a thousand for MB below kB."""

    def slipped(self, true: Fraction) -> str:
        """Which slip of the pen it may be, a question; empty if none."""
        return slip(true * self.shift, self._written)

    def differs_in_one(self, true: Fraction) -> bool:
        """Whether only one digit is different."""
        return differs_in_one(true * self.shift, self._written)

    @property
    def _written(self) -> Reading:
        if self.shift == 1:
            return self.reading
        return Reading(
            self.reading.value * self.shift, self.reading.decimals, self.reading.decimals
        )

    def holds(self, true: Fraction | None) -> bool:
        """Whether that is what is written, as far as it is rounded."""
        if true is None:
            return False
        allowed = tolerance(self.reading, approximate=False)
        return abs(true - self.reading.value) <= allowed

    def nearly(self, true: Fraction) -> bool:
        """Whether it is one off in the last digit: calculated before it was rounded, by a float."""
        decimals = self.reading.decimals
        last = _LAST if decimals >= DOUBLE else 1
        return decimals > 0 and abs(true - self.reading.value) * 10**decimals <= last

    @property
    def is_telling(self) -> bool:
        """Whether it hardly follows a rule by chance."""
        return self.reading.decimals > 0 or self.reading.value >= _TELLING


def are_signed(lecture: Lecture, cells: Mapping[int, NumberCell]) -> bool:
    """Whether any number of a column has a sign: a difference without any may be a distance."""
    texts = (lecture.text(one.statement.span) for one in cells.values())
    return any(text.lstrip("$*")[:1] in "+-−" for text in texts)


class Constant(Struct, frozen=True):
    """A number that is said before a table or in a head."""

    value: Fraction
    told: bool = False
    """Whether it is said that things are multiplied or divided by it: „0,30 €/kWh“, „durch 8“."""
    head: int | None = None
    """The column in whose head it stands."""


class ColumnRules:
    """The rules that may hold between the columns of one table."""

    def __init__(
        self,
        columns: Mapping[int, Mapping[int, NumberCell]],
        heads: Mapping[int, str],
        inner: Sequence[tuple[str, Mapping[int, NumberCell]]] = (),
        constants: Sequence[Constant] = (),
        units: Mapping[int, Unit] = MappingProxyType({}),
    ) -> None:
        """`columns` hold cells by row, `inner` what stands in other columns, with its name."""
        self._units = units
        last = max(heads, default=0)
        hidden = dict(enumerate(inner, last + 1))
        self.columns = {**columns, **{column: cells for column, (_, cells) in hidden.items()}}
        self._own = set(columns)
        self._heads = {**heads, **{column: head for column, (head, _) in hidden.items()}}
        self._constants = constants
        self._scales = {column: self._scale(column) for column in self.columns}
        self._first = self._beginning()

    def _scale(self, column: int) -> Fraction:
        """What one unit in it is worth."""
        scale = next(iter(self.columns[column].values())).result.scale
        return Fraction(1, 100) if scale == 1 and "%" in self._heads[column] else scale

    def of(self, column: int) -> Iterator[Rule]:
        """Simple ones: sums, differences, products, quotients, squares, multiples, shares."""
        others = [one for one in self.columns if one != column]
        plain = [one for one in others if one in self._own]
        own = f"„{self._heads[column]}“"
        last = max(self._own) == column
        for sign, function, pairs in (
            ("·", mul, combinations(others, 2)),
            ("+", add, combinations(plain, 2)),
            ("−", sub, permutations(plain, 2)),
            ("/", _quotient, permutations(others, 2)),
        ):
            for pair in pairs:
                of: Callable[..., Any] = function
                by = None
                if function in (mul, _quotient):
                    units = [self._units.get(one) for one in (column, *pair)]
                    by = factor_of(units, 1 if function is mul else -1)
                    of = self._scaled(function, column, *pair, by=by or Fraction(1))
                if self._may_be(of, column, *pair):
                    names = f"„{self._heads[pair[0]]}“ {sign} „{self._heads[pair[1]]}“"
                    cost = _CHEAP if last and set(pair) >= set(plain) - {0} else _DEAR
                    if by is not None or (function is mul and self._is_named(column, pair)):
                        cost = _TOLD
                    text = f"{own} = {names}"
                    yield Rule(text, pair, of, cost=cost)
                yield from self._with_constant(column, pair, function)
        for one in others:
            if self._may_be(mul, column, one, one):
                yield Rule(f"{own} = „{self._heads[one]}“²", (one,), lambda a: a * a)
            if one in self._own:
                yield from self._multiples(column, one)
                yield from self._shares(column, one)
            yield from self._with_constant(column, (one,), mul)
            yield from self._with_constant(column, (one, one), mul)
        if len(plain) > 2 and max(plain) < column:
            yield Rule(f"{own} = Summe der Zeile", tuple(plain), lambda *row: sum(row), cost=1)
            text = f"{own} = " + " · ".join(f"„{self._heads[one]}“" for one in plain)
            yield Rule(text, tuple(plain), self._scaled(_product, column, *plain), cost=1)
        if len(plain) > 3 and max(plain) < column and min(plain) == 0:
            rest = plain[1:]  # the first one may number the rows
            text = f"{own} = " + " · ".join(f"„{self._heads[one]}“" for one in rest)
            yield Rule(text, tuple(rest), self._scaled(_product, column, *rest), cost=1)

    def _scaled(
        self,
        function: Callable[..., Fraction],
        column: int,
        *operands: int,
        by: Fraction = Fraction(1),
    ) -> Callable[..., Fraction]:
        """Of columns of which some are written in percent; `by` converts units."""
        scales, own = [self._scales[one] for one in operands], self._scales[column] / by
        if own == 1 and set(scales) == {Fraction(1)}:
            return function

        def apply(*row: Fraction) -> Fraction:
            return function(*(a * k for a, k in zip(row, scales, strict=True))) / own

        return apply

    def _with_constant(
        self, column: int, operands: tuple[int, ...], function: Callable[..., Any]
    ) -> Iterator[Rule]:
        """The same, times a number that the text says, divided by it or taken off it."""
        if function not in (mul, _quotient) or not self._constants:
            return
        scales = [float(self._scales[one]) for one in operands]
        rows = []
        for written, allowed, values in self._beginnings(column, operands):
            parts = [a * k for a, k in zip(values, scales, strict=True)]
            if function is _quotient and not parts[-1]:
                return
            scaled = parts[0] if len(parts) == 1 else function(*parts)
            rows.append((written, allowed, values[0], scaled / float(self._scales[column])))
        for constant in self._constants:
            by = float(constant.value)
            for sign in (mul, _quotient, sub, add):
                if sign in (sub, add) and len(operands) > 1:
                    continue
                wrong = 0
                for written, allowed, plain, scaled in rows:
                    true = (
                        scaled * by
                        if sign is mul
                        else scaled / by
                        if sign is _quotient
                        else by - plain
                        if sign is sub
                        else plain + by
                    )
                    wrong += abs(true - written) > allowed
                if wrong > 1 or len(rows) <= 1:
                    continue
                names = (" / " if function is _quotient else " · ").join(
                    f"„{self._heads[one]}“" for one in operands
                )
                value = brief(constant.value)
                said = {
                    mul: f"{names} · {value}",
                    _quotient: f"{names} / {value}",
                    sub: f"{value} − {names}",
                    add: f"{names} + {value}",
                }[sign]

                def of(
                    *row: Fraction,
                    sign: Callable[..., Any] = sign,
                    by: Fraction = constant.value,
                ) -> Any:
                    whole = row[0] if len(row) == 1 else function(*row)
                    return by - whole if sign is sub else sign(whole, by)

                apply = of if sign in (sub, add) else self._scaled(of, column, *operands)
                long = len(str(constant.value.numerator).rstrip("0")) >= _EXACT
                told = constant.told or constant.head == column or long
                share = sign is _quotient and self._scales[column] != 1
                rule = f"„{self._heads[column]}“ = {said}"
                cost = log2(len(self._constants)) + 2
                cost = (_TOLD if told else _CHEAP if share else cost) + len(operands) - 1
                told |= share
                ends = len(operands) == 1 and not told and sign in (mul, _quotient)
                yield Rule(rule, operands, apply, cost=cost, ends=ends)

    def _is_named(self, column: int, pair: tuple[int, int]) -> bool:
        """„GPU-Stunden“ beside „GPUs“ and „Stunden“."""
        words = [_LETTERS.findall(self._heads[one].lower()) for one in (column, *pair)]
        own = "".join(words[0])
        stems = [stem(some[0]) for some in words[1:] if len(some) == 1]
        return len(stems) == len(pair) and any(
            own.startswith(one) and stem(own).endswith(two)
            for one, two in permutations(stems)
            if len(own) >= len(one) + len(two)
        )

    def _may_be(self, function: Callable[..., Any], column: int, *operands: int) -> bool:
        """Whether it is worth an exact look: at most one of the first rows contradicts."""
        wrong = seen = 0
        for written, allowed, values in self._beginnings(column, operands):
            try:
                wrong += abs(function(*values) - written) > allowed
            except ZeroDivisionError:
                return False
            seen += 1
            if wrong > 1:
                return False
        return seen > 1

    def _beginnings(
        self, column: int, operands: Sequence[int]
    ) -> Iterator[tuple[float, float, list[float]]]:
        """The first rows that have all of them: what is written, its room, and the operands."""
        its = [self._first[one] for one in operands]
        seen = 0
        for row, (written, allowed) in self._first[column].items():
            values = [one[row][0] for one in its if row in one]
            if len(values) == len(its):
                yield written, allowed, values
                seen += 1
                if seen > FEWEST:
                    return

    def _multiples(self, column: int, other: int) -> Iterator[Rule]:
        """By a whole number, or that part of it."""
        first, second = self._first[column], self._first[other]
        near = [row for row in first if second.get(row, (0.0, 0.0))[0]][: FEWEST + 1]
        rough = [first[row][0] / second[row][0] for row in near]
        if not any(isclose(a, b) for a, b in combinations(rough, 2)):
            return
        cells, operands = self.columns[column], self.columns[other]
        ratios = [
            cells[row].reading.value / operands[row].reading.value
            for row in cells
            if row in operands and operands[row].reading.value
        ]
        ratio, often = Counter(ratios).most_common(1)[0] if ratios else (Fraction(1), 0)
        if often < len(ratios) - 1:
            return
        name = f"„{self._heads[other]}“"
        own = f"„{self._heads[column]}“"
        if ratio == 1:  # says nothing of either, but that both are right
            yield Rule("", (other,), lambda a: a, free=1)
        elif ratio.denominator == 1 and ratio > 0:
            text = f"{own} = {brief(ratio)} · {name}"
            yield Rule(text, (other,), lambda a, k=ratio: a * k, free=1)
        elif ratio and (1 / ratio).denominator == 1 and ratio > 0:
            text = f"{own} = {name} / {brief(1 / ratio)}"
            yield Rule(text, (other,), lambda a, k=ratio: a * k, free=1)

    def _shares(self, column: int, other: int) -> Iterator[Rule]:
        """Of the column's sum, in percent if they are written so."""
        operands = self.columns[other].values()
        whole = sum(one.reading.value for one in operands)
        scale = next(iter(self.columns[column].values())).result.scale
        part = float(whole * scale)
        if whole > 0 and self._may_be(lambda a, _: a / part, column, other, other):
            text = f"„{self._heads[column]}“ = Anteil an „{self._heads[other]}“"
            yield Rule(text, (other,), lambda a: a / whole / scale, whole=True)

    def _beginning(self) -> dict[int, dict[int, tuple[float, float]]]:
        """Roughly, by row: each value, and how far it may be off."""
        return {
            column: {
                row: (
                    float(cell.reading.value),
                    float(tolerance(cell.reading, approximate=False))
                    + 1e-9 * abs(float(cell.reading.value)),
                )
                for row, cell in cells.items()
            }
            for column, cells in self.columns.items()
        }


def _quotient(one: _Real, two: _Real) -> _Real:
    return one / two


def _product(*row: _Real) -> _Real:
    return prod(row[1:], start=row[0])
