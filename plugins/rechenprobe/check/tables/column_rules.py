"""Simple rules that the first rows of a table suggest: sums, products, multiples, shares."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, permutations
from math import isclose
from operator import add, mul, sub
from typing import TypeVar

from msgspec import Struct

from rechenprobe.check.numbers.rounding import Result, tolerance
from rechenprobe.check.tables.heads import Rule
from rechenprobe.claims import Reading, Statement
from rechenprobe.lecture import Lecture
from rechenprobe.notation import brief

FEWEST = 3
"""Rows in which a rule can be seen."""
DOUBLE, _LAST = 15, 10
"""Decimals that a computer has printed, and by how much the last one may be off."""
_TELLING = 10
"""Smaller whole numbers follow a rule by chance."""

_Real = TypeVar("_Real", Fraction, float)


class NumberCell(Struct, frozen=True, gc=False):
    """A cell that is one number."""

    statement: Statement
    result: Result
    reading: Reading

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


class ColumnRules:
    """The rules that may hold between the columns of one table."""

    def __init__(
        self, columns: Mapping[int, Mapping[int, NumberCell]], heads: Mapping[int, str]
    ) -> None:
        """`columns` hold cells by row."""
        self._columns = columns
        self._heads = heads
        self._first = self._beginning()

    def of(self, column: int) -> Iterator[Rule]:
        """Simple ones: sums, differences, products, quotients, squares, multiples, shares."""
        others = [one for one in self._columns if one != column]
        own = f"„{self._heads[column]}“"
        for sign, function, pairs in (
            ("·", mul, combinations(others, 2)),
            ("+", add, combinations(others, 2)),
            ("−", sub, permutations(others, 2)),
            ("/", _quotient, permutations(others, 2)),
        ):
            for one, two in pairs:
                if self._may_be(function, column, one, two):
                    names = f"„{self._heads[one]}“ {sign} „{self._heads[two]}“"
                    divides = function is _quotient
                    yield Rule(f"{own} = {names}", (one, two), function, divides=divides)
        for one in others:
            if self._may_be(mul, column, one, one):
                yield Rule(f"{own} = „{self._heads[one]}“²", (one,), lambda a: a * a)
            yield from self._multiples(column, one)
            yield from self._shares(column, one)
        if len(others) > 2 and max(others) < column:
            yield Rule(f"{own} = Summe der Zeile", tuple(others), lambda *row: sum(row))

    def _may_be(
        self, function: Callable[[float, float], float], column: int, one: int, two: int
    ) -> bool:
        """Whether it is worth an exact look: at most one of the first rows contradicts."""
        wrong = 0
        for (written, allowed), (left, _), (right, _) in zip(
            self._first[column], self._first[one], self._first[two], strict=True
        ):
            if function is _quotient and not right:
                return False
            wrong += abs(function(left, right) - written) > allowed
            if wrong > 1:
                return False
        return True

    def _multiples(self, column: int, other: int) -> Iterator[Rule]:
        """By a whole number, or that part of it."""
        pairs = zip(self._first[column], self._first[other], strict=True)
        rough = [one / two for (one, _), (two, _) in pairs if two]
        if not any(isclose(a, b) for a, b in combinations(rough, 2)):
            return
        cells, operands = self._columns[column], self._columns[other]
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
        operands = self._columns[other].values()
        whole = sum(one.reading.value for one in operands)
        scale = next(iter(self._columns[column].values())).result.scale
        part = float(whole * scale)
        if whole > 0 and self._may_be(lambda a, _: a / part, column, other, other):
            text = f"„{self._heads[column]}“ = Anteil an „{self._heads[other]}“"
            yield Rule(text, (other,), lambda a: a / whole / scale, whole=True)

    def _beginning(self) -> dict[int, list[tuple[float, float]]]:
        """The first rows that are complete, roughly: each value, and how far it may be off."""
        rows = set.intersection(*map(set, self._columns.values())) if self._columns else set()
        first = sorted(rows)[: FEWEST + 1]
        return {
            column: [
                (
                    float(value),
                    float(tolerance(cells[row].reading, approximate=False))
                    + 1e-9 * abs(float(value)),
                )
                for row in first
                for value in (cells[row].reading.value,)
            ]
            for column, cells in self._columns.items()
        }


def _quotient(one: _Real, two: _Real) -> _Real:
    return one / two
