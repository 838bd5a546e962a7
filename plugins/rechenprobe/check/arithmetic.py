"""Does an equation hold? Exact rationals; rounding only where fewer digits were written."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Literal, TypeGuard

from msgspec import Struct

from rechenprobe.check.rounding import (
    Result,
    fuzziness,
    plain_number,
    result_of,
    rounds_to,
    tolerance,
)
from rechenprobe.check.units import CONVERSIONS, UNITS, Unit
from rechenprobe.expression import (
    UNKNOWN_ACTIVATION,
    UNKNOWN_BASE,
    Call,
    Expr,
    Irrational,
    NotEvaluable,
    Num,
    Symbol,
    Written,
    evaluate,
    walk,
    written_numbers,
)
from rechenprobe.lecture import Notation, Number, Relation, Side, Statement
from rechenprobe.operations import ACTIVATIONS, PI, E

_MOST_UNITS = 3
_OPEN: Mapping[str, tuple[Fraction, ...]] = {
    UNKNOWN_BASE.latex: (E, Fraction(10), Fraction(2)),
    UNKNOWN_ACTIVATION.latex: tuple(map(Fraction, range(len(ACTIVATIONS)))),
}
"""What `log` and `σ(…)` may mean, the likeliest first."""

_NOBODYS = Fraction(1, 10**54)
_SAME = Fraction(1, 10**30)
"""Of the value: so near are two irrational values only if they are the same."""

Environment = Mapping[str, Fraction]
"""Symbols that the text has bound before: `n` → 227."""
CONSTANTS: Environment = {r"\pi": PI, "π": PI}
"""Symbols that have a value unless the text gives them another."""


class Judgement(Struct, frozen=True, gc=False):
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
    else English; if neither does, both true values are reported. What is open in it (`_OPEN`: the
    base of a logarithm) means the same in all of the statement, and what makes it true.
    """
    judgement = _in_some_notation(statement, numbers, environment)
    if None not in judgement.values:
        return judgement
    names = {node.latex for side in statement.sides for node in walk(side.expr) if _is_open(node)}
    if not names:
        return judgement
    meant = [
        _in_some_notation(
            statement, numbers, {**environment, **dict(zip(names, values, strict=True))}
        )
        for values in product(*(_OPEN[name] for name in names))
    ]
    return next((one for one in meant if one.outcome == "holds"), meant[0])


def _is_open(node: Expr) -> TypeGuard[Symbol]:
    return isinstance(node, Symbol) and node.latex in _OPEN


def _in_some_notation(
    statement: Statement, numbers: tuple[Number, ...], environment: Environment
) -> Judgement:
    written = [numbers[number] for number in statement.numbers]
    tries: list[Judgement] = []
    for notation in _notations(written):
        judgement = _judge(statement, numbers, environment, notation)
        if judgement.outcome == "holds":
            return judgement
        tries.append(judgement)
    if not tries:
        values: tuple[Fraction | None, ...] = (None,) * len(statement.sides)
        return Judgement("unknown", "german", values, reason="die Zahlen mischen Schreibweisen")
    best = min(tries, key=_distance)
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
    anchors = _Anchors(statement, numbers, notation)
    for index, value in enumerate(values):
        if value is None:
            continue
        anchor = anchors.of(index)
        anchors.add(index)
        if anchor is None:
            continue
        relation = statement.relations[index - 1]
        if _is_share(statement.sides[anchor], statement.sides[index], value):
            reason = reason or "ein Anteil, dessen Ganzes hier nicht steht"
            continue
        compared = True
        link = _Link(statement, numbers, environment, notation, anchor, index)
        true = link.expected(values[anchor] or Fraction(0), value, relation)
        if true is not None:
            result_first = plain_number(statement.sides[anchor].expr) is not None
            if result_first and plain_number(statement.sides[index].expr) is None:
                # „34.943 = 11 · 11 · 3 · 96 + 96“
                return Judgement("fails", notation, result, anchor, value, reason)
            return Judgement("fails", notation, result, index, true, reason)
    return Judgement("holds" if compared else "unknown", notation, result, reason=reason)


def _is_share(before: Side, side: Side, value: Fraction) -> bool:
    """„10 % = 6.000“: of what, the sentence says elsewhere. But 25 % = 0,25 is an equation."""
    one, two = result_of(before.expr), result_of(side.expr)
    return one is not None and two is not None and one.scale < two.scale and abs(value) >= 2


class _Anchors:
    """For each side of a chain, the known one before it with which to compare it."""

    def __init__(
        self, statement: Statement, numbers: tuple[Number, ...], notation: Notation
    ) -> None:
        self._statement = statement
        self._numbers = numbers
        self._notation = notation
        self._last: int | None = None
        self._calculation: int | None = None  # the last one that is no mere result
        self._measured: int | None = None  # the last exact one with a unit

    def add(self, index: int) -> None:
        """Side `index` is known."""
        side = self._statement.sides[index]
        plain = plain_number(side.expr)
        self._last = index
        if index and self._statement.relations[index - 1] not in ("=", "≈"):
            self._calculation = self._measured = None  # „27 < 49 = 7 · 7“: from here on, 49
        if plain is None:
            self._calculation = index
        if side.unit and (plain is None or self._exact(plain, index)):
            self._measured = index

    def _exact(self, number: int, index: int) -> bool:
        reading = self._numbers[number].reading(self._notation)
        relation = self._statement.relations[index - 1] if index else "="
        return relation == "=" and reading is not None and reading.decimals == 0

    def of(self, index: int) -> int | None:
        """A calculation rather than a result; a result in bytes where bytes are converted."""
        if self._last is None or self._statement.relations[index - 1] not in ("=", "≈"):
            return self._last
        if self._statement.sides[index].unit and self._measured is not None:
            return self._measured  # „P · 16 / 8 = 69 888 Byte ≈ 70 kB“: convert from the Byte
        return self._last if self._calculation is None else self._calculation


def value_of(
    expr: Expr, numbers: tuple[Number, ...], notation: Notation, environment: Environment
) -> Fraction:
    """The value of an author's expression in one notation; raises `NotEvaluable`.

    Exact, or right to more digits than anybody writes if it is irrational.
    """

    def written(index: int) -> Fraction:
        reading = numbers[index].reading(notation)
        if reading is None:
            raise NotEvaluable(f"„{numbers[index].text}“ ist so keine Zahl")
        return reading.value

    try:
        return evaluate(expr, written, environment.get)
    except Irrational:
        value = evaluate(expr, written, environment.get, approximate=True)
        # √2 · √2 is 2, cos(π/2) is 0: the last digits of what is not exact are nobody's.
        near = value.limit_denominator(10**9)
        return near if abs(near - value) < _NOBODYS else value


class _Link:
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
        self._numbers = numbers
        self._environment = environment
        self._notation = notation
        # „rund 5 · 5 = 26“ speaks of the whole, „5 · 5 = 26 ≈ 30“ of its last link only.
        self._approximate = statement.approximate and "≈" not in statement.relations

    def expected(self, before: Fraction, value: Fraction, relation: Relation) -> Fraction | None:
        """None if the relation holds, otherwise what should stand on this side."""
        factors = self._factors()
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
        return before * factors[0]

    def _factors(self) -> list[Fraction]:
        """By what to multiply the value before to get this side's unit."""
        one, two = self._units()
        if two is not None and self._before.units:
            return [product / factor for product in self._products() for factor in two.factors]
        if one is None and two is not None and two.rounded:
            # „2 · 105 415 200 = 0,21 GFLOPs“, „56 356 234 · 4 = 225 MB“: of what is not said
            base = 8 if two.dimension == "bit" else 1
            return [Fraction(1), *(base / factor for factor in two.factors)]
        if one is None or two is None or one.dimension != two.dimension:
            return [Fraction(1)]
        factors = [a / b for a in one.factors for b in two.factors]
        # „34 944 · 16 Bit / 8 = 69 888 Byte“ converts within the calculation itself.
        converts = any(
            self._value(number) in CONVERSIONS[one.dimension]
            for number in written_numbers(self._before.expr)
        )
        return [*factors, Fraction(1)] if converts else factors

    def _products(self) -> list[Fraction]:
        """What the several units of the side before may come to: „500 MB/s · 60 s“, „9 GB / 3 s“.

        A sum of one unit has that unit: „16 GB − 12,5 GB“.
        """
        products = [Fraction(1)]
        alike = len(set(self._before.units)) == 1 and self._before.units[0] in UNITS
        for name in self._before.units[:_MOST_UNITS]:
            unit = UNITS.get(name)
            if unit is not None:
                factors = {signed for f in unit.factors for signed in (f, 1 / f)}
                products = [product * factor for product in products for factor in factors]
        return [*UNITS[self._before.units[0]].factors, *products] if alike else products

    def _units(self) -> tuple[Unit | None, Unit | None]:
        return UNITS.get(self._before.unit), UNITS.get(self._side.unit)

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
            rounded = said or (side is self._side and reading.value >= 10 and self._measures())
            return result.scale * tolerance(reading, approximate=rounded, zeros=said)
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
            if (reading := self._numbers[number].reading(self._notation)) is not None
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
