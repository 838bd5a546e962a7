"""Does an equation hold? Exact rationals; rounding only where fewer digits were written."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from rechenprobe.check.units import UNITS
from rechenprobe.expression import Call, Expr, NotEvaluable, Written, evaluate
from rechenprobe.lecture import Notation, Number, Reading, Relation, Side, Statement

Environment = Mapping[str, Fraction]
"""Symbols that the text has bound before: `n` → 227."""


class Judgement(Struct, frozen=True):
    """What arithmetic says of one statement."""

    outcome: Literal["holds", "fails", "unknown"]
    notation: Notation
    """The one that makes it true; if none does, the German one as far as it is possible."""
    values: tuple[Fraction | None, ...]
    """Each side's value in that notation, unit left out."""
    failing: int = -1
    """The side that should be different: a result rather than the calculation it comes from."""
    true: Fraction | None = None
    """What stands there if the sides before it are right, in the side's own unit."""
    reason: str = ""
    """German: why nothing could be compared, or why a side has no value."""
    other: Fraction | None = None
    """The true value if the numbers are read in the other notation, where that differs."""


def judge(statement: Statement, numbers: tuple[Number, ...], environment: Environment) -> Judgement:
    """Evaluate every side and compare along the chain.

    One notation holds for the whole statement: German if that makes it true,
    else English; if neither does, both true values are reported.
    """
    written = [numbers[number] for number in statement.numbers]
    tries = [_judge(statement, numbers, environment, notation) for notation in _notations(written)]
    if not tries:
        values: tuple[Fraction | None, ...] = (None,) * len(statement.sides)
        return Judgement("unknown", "german", values, reason="die Zahlen mischen Schreibweisen")
    best = next((one for one in tries if one.outcome == "holds"), min(tries, key=_distance))
    others = [one.true for one in tries if one.true not in (None, best.true)]
    if best.outcome == "fails" and others:
        return Judgement(
            best.outcome,
            best.notation,
            best.values,
            best.failing,
            best.true,
            best.reason,
            others[0],
        )
    return best


def _distance(judgement: Judgement) -> Fraction:
    """How far a failing statement is from the truth, a ratio: the likelier notation is nearer."""
    written, true = judgement.values[judgement.failing], judgement.true
    if judgement.outcome != "fails" or not written or not true:
        return Fraction(0)
    ratio = abs(written / true)
    return max(ratio, 1 / ratio)


def _notations(written: list[Number]) -> list[Notation]:
    order: tuple[Notation, Notation] = ("german", "english")
    possible = [n for n in order if all(number.reading(n) is not None for number in written)]
    if len(possible) == 2 and not any(number.ambiguous for number in written):
        return possible[:1]
    return possible


def _judge(
    statement: Statement,
    numbers: tuple[Number, ...],
    environment: Environment,
    notation: Notation,
) -> Judgement:
    values: list[Fraction | None] = []
    reason = ""
    for side in statement.sides:
        if not side.complete:
            values.append(None)
            reason = reason or "ein Teil der Rechnung ist nicht zu verstehen"
            continue
        try:
            values.append(value_of(side.expr, numbers, notation, environment))
        except NotEvaluable as error:
            values.append(None)
            reason = reason or str(error)
    result = tuple(values)
    compared = False
    anchors = _Anchors(statement)
    for index, value in enumerate(values):
        if value is None:
            continue
        anchor = anchors.of(index)
        anchors.add(index)
        if anchor is None:
            continue
        relation = statement.relations[index - 1]
        compared = True
        link = _Link(statement, numbers, notation, anchor, index)
        true = link.expected(values[anchor] or Fraction(0), value, relation)
        if true is not None:
            result_first = plain_number(statement.sides[anchor].expr) is not None
            if result_first and plain_number(statement.sides[index].expr) is None:
                # „34.943 = 11 · 11 · 3 · 96 + 96“
                return Judgement("fails", notation, result, anchor, value, reason)
            return Judgement("fails", notation, result, index, true, reason)
    return Judgement("holds" if compared else "unknown", notation, result, reason=reason)


class _Anchors:
    """For each side of a chain, the known one before it with which to compare it."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._first: int | None = None
        self._last: int | None = None
        self._calculation: int | None = None  # the last one that is no mere result
        self._measured: int | None = None  # the last one with a unit

    def add(self, index: int) -> None:
        """Side `index` is known."""
        self._first = index if self._first is None else self._first
        self._last = index
        if self._statement.sides[index].unit:
            self._measured = index
        if plain_number(self._statement.sides[index].expr) is None:
            self._calculation = index

    def of(self, index: int) -> int | None:
        """A calculation rather than a result."""
        if self._first is None or self._statement.relations[index - 1] not in ("=", "≈"):
            return self._last
        sides = self._statement.sides
        if sides[index].unit and self._measured is not None and not sides[self._first].unit:
            return self._measured  # „P · 16 / 8 = 69 888 Byte ≈ 70 kB“: convert from the Byte
        return self._last if self._calculation is None else self._calculation


def value_of(
    expr: Expr, numbers: tuple[Number, ...], notation: Notation, environment: Environment
) -> Fraction:
    """The value of an author's expression in one notation; raises `NotEvaluable`."""

    def written(index: int) -> Fraction:
        reading = numbers[index].reading(notation)
        if reading is None:
            raise NotEvaluable(f"„{numbers[index].text}“ ist so keine Zahl")
        return reading.value

    return evaluate(expr, written, environment.get)


def plain_number(expr: Expr) -> int | None:
    """The index of the typed number that the expression is, sign aside; None for a calculation."""
    if isinstance(expr, Call) and expr.op == "neg":
        return plain_number(expr.args[0])
    return expr.number if isinstance(expr, Written) else None


class _Link:
    """One relation of a chain: side `index` against side `anchor`."""

    def __init__(
        self,
        statement: Statement,
        numbers: tuple[Number, ...],
        notation: Notation,
        anchor: int,
        index: int,
    ) -> None:
        self._before, self._side = statement.sides[anchor], statement.sides[index]
        self._numbers = numbers
        self._notation = notation
        self._approximate = statement.approximate

    def expected(self, before: Fraction, value: Fraction, relation: Relation) -> Fraction | None:
        """None if the relation holds, otherwise what should stand on this side."""
        factors = self._factors()
        own, other = self._tolerance(self._side, relation), self._tolerance(self._before, relation)
        for factor in factors:
            if _holds(before * factor, value, relation, own + other * factor):
                return None
        return before * factors[0]

    def _factors(self) -> list[Fraction]:
        """By what to multiply the value before to get this side's unit."""
        one, two = UNITS.get(self._before.unit), UNITS.get(self._side.unit)
        if one is None or two is None or one.dimension != two.dimension:
            return [Fraction(1)]
        factors = [a / b for a in one.factors for b in two.factors]
        both_plain = (
            plain_number(self._before.expr) is not None
            and plain_number(self._side.expr) is not None
        )
        # „34 944 · 16 Bit / 8 = 69 888 Byte“ converts within the calculation itself.
        return factors if both_plain else [*factors, Fraction(1)]

    def _tolerance(self, side: Side, relation: Relation) -> Fraction:
        number = plain_number(side.expr)
        reading = None if number is None else self._numbers[number].reading(self._notation)
        if reading is None:
            return Fraction(0)
        return tolerance(reading, approximate=self._approximate or relation == "≈")


def tolerance(reading: Reading, *, approximate: bool) -> Fraction:
    """How far the true value may be from what is written: half a unit of the last digit.

    A whole number is exact, unless the author says that it is rounded; then
    its trailing zeros do not count as digits.
    """
    if reading.decimals > 0:
        return Fraction(1, 2) / Fraction(10) ** reading.digits
    if not approximate:
        return Fraction(0)
    digits = reading.digits
    units = str(abs(reading.value * Fraction(10) ** digits).numerator)
    zeros = len(units) - len(units.rstrip("0")) if reading.value else 0
    return Fraction(1, 2) / Fraction(10) ** (digits - zeros)


def _holds(before: Fraction, value: Fraction, relation: Relation, tolerance: Fraction) -> bool:
    match relation:
        case "=" | "≈":
            return abs(before - value) <= tolerance
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
