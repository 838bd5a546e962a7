"""Does an equation hold? Exact rationals; rounding only where fewer digits were written."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Literal, TypeGuard

from msgspec import Struct, structs

from rechenprobe.check.equations.anchors import Anchors
from rechenprobe.check.equations.comparable import is_exchange, is_of_another, is_share, is_whole
from rechenprobe.check.equations.evaluating import Environment, value_of
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.numbers.surcharges import is_meant, surcharged
from rechenprobe.claims import Notation, Number, Side, Statement
from rechenprobe.expression import (
    UNKNOWN_ACTIVATION,
    UNKNOWN_BASE,
    UNKNOWN_DIVISOR,
    UNKNOWN_FIRST,
    Expr,
    NotEvaluable,
    Symbol,
    Written,
    walk,
)
from rechenprobe.operations import ACTIVATIONS, E

_OPEN: Mapping[str, tuple[Fraction, ...]] = {
    UNKNOWN_BASE.latex: (E, Fraction(10), Fraction(2)),
    UNKNOWN_DIVISOR.latex: (Fraction(0), Fraction(1)),
    UNKNOWN_FIRST.latex: (Fraction(0), Fraction(1)),
    UNKNOWN_ACTIVATION.latex: tuple(map(Fraction, range(len(ACTIVATIONS)))),
}
"""What `log`, `σ(…)`, `Var(…)` and `argmax(…)` may mean, the likeliest first."""


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
    cut: tuple[tuple[int, Fraction], ...] = ()
    """Sides whose decimals are cut off, with the true values; they hold all the same."""
    binary: bool = False
    """Whether it holds only if MB are MiB."""
    slip: tuple[int, Fraction] | None = None
    """A number and what was meant, if whole units hide that it is not the exact one."""


def judge(statement: Statement, numbers: tuple[Number, ...], environment: Environment) -> Judgement:
    """Evaluate every side and compare along the chain.

    One notation holds for the whole statement: German if that makes it true,
    else English; if neither does, both true values are reported. What is open in it (`_OPEN`: the
    base of a logarithm) means the same in all of the statement, and what makes it true.
    """
    if (alone := _alone(statement, numbers)) is not None:
        return alone
    judgement = _with_open(statement, numbers, environment)
    if judgement.outcome != "fails" or not (added := surcharged(statement)):
        return judgement
    others = [_with_open(one, numbers, environment) for one in added]
    for other in others:
        if other.outcome == "holds":
            return other
    likeliest = others[0]
    meant = is_meant(
        statement, lambda expr: value_of(expr, numbers, likeliest.notation, environment)
    )
    return likeliest if meant else judgement


def _alone(statement: Statement, numbers: tuple[Number, ...]) -> Judgement | None:
    """What is said of a number by itself, as most in the prose are: its value; None of others."""
    side = statement.sides[0]
    if statement.relations or not side.complete or not isinstance(side.expr, Written):
        return None
    number = numbers[side.expr.number]
    notation: Notation = "german" if number.german is not None else "english"
    reading = number.reading(notation)
    return None if reading is None else Judgement("unknown", notation, (reading.value,))


def _with_open(
    statement: Statement, numbers: tuple[Number, ...], environment: Environment
) -> Judgement:
    judgement = _in_some_notation(statement, numbers, environment)
    if all(value is not None for value in judgement.values):
        return judgement
    unknown = (
        side.expr
        for side, value in zip(statement.sides, judgement.values, strict=True)
        if value is None
    )
    names = {node.latex for expr in unknown for node in walk(expr) if is_open(node)}
    if not names:
        return judgement
    meant = [
        _in_some_notation(
            statement, numbers, {**environment, **dict(zip(names, values, strict=True))}
        )
        for values in product(*(_OPEN[name] for name in names))
    ]
    return next((one for one in meant if one.outcome == "holds"), meant[0])


def is_open(node: Expr) -> TypeGuard[Symbol]:
    """Whether it stands for what is left to the reader: the base of `log`."""
    return isinstance(node, Symbol) and node.latex in _OPEN


def _in_some_notation(
    statement: Statement, numbers: tuple[Number, ...], environment: Environment
) -> Judgement:
    written = [numbers[number] for number in statement.numbers]
    if written and all(one.german is one.english for one in written):  # a law's may tell
        nodes = (node for side in statement.sides for node in walk(side.expr))
        of_law = [numbers[node.number] for node in nodes if isinstance(node, Written)]
        written += [number for number in of_law if number.german is None]
    tries: list[Judgement] = []
    for notation in _notations(written):
        judgement = _judge(statement, numbers, environment, notation)
        if judgement.outcome == "holds" and "≠" not in statement.relations:
            return judgement
        tries.append(judgement)
    if not tries and (plain := each_alone(numbers, written)) is not None:
        return _judge(statement, plain, environment, "german")
    if not tries:
        values: tuple[Fraction | None, ...] = (None,) * len(statement.sides)
        return Judgement("unknown", "german", values, reason="die Zahlen mischen Schreibweisen")
    if "≠" in statement.relations:  # nearly every other reading is different
        return next((one for one in tries if one.outcome == "fails"), tries[0])
    told = [one for one in tries if one.outcome != "unknown"]
    told = told or tries
    best = told[0] if len(told) == 1 else min(told, key=_distance)
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


def each_alone(numbers: tuple[Number, ...], written: list[Number]) -> tuple[Number, ...] | None:
    """The numbers of a page that writes 0.5 beside 0,5, each in the only way it can be read."""
    if any(one.ambiguous or not (one.german or one.english) or _is_torn(one) for one in written):
        return None
    return tuple(
        structs.replace(one, german=one.german or one.english) if one in written else one
        for one in numbers
    )


def _is_torn(number: Number) -> bool:
    """Whether digits of it are in the wrong order: „04.970“ is no English number, either."""
    return number.text[:1] == "0" and number.text[1:2].isdecimal()


def _distance(judgement: Judgement) -> Fraction:
    """How far a failing statement is from the truth, a ratio: the likelier notation is nearer."""
    written, true = judgement.values[judgement.failing], judgement.true
    if judgement.outcome != "fails" or not written or not true:
        return Fraction(0)
    ratio = abs(written / true)
    return max(ratio, 1 / ratio)


def _notations(written: list[Number]) -> list[Notation]:
    for number in written:
        if number.german is None or number.german is not number.english:
            break
    else:
        return ["german"]  # as most numbers read the same in both
    german = all(number.german is not None for number in written)
    if german and not any(number.ambiguous for number in written):
        return ["german"]
    possible: list[Notation] = ["german"] if german else []
    english = all(number.english is not None for number in written)
    return [*possible, "english"] if english else possible


def _judge(
    statement: Statement,
    numbers: tuple[Number, ...],
    environment: Environment,
    notation: Notation,
) -> Judgement:
    values: list[Fraction | None] = []
    reason = ""
    for side in statement.sides:
        if not side.complete or (len(statement.sides) > 1 and may_be_pair(side, numbers)):
            values.append(None)
            reason = reason or "ein Teil der Rechnung ist nicht zu verstehen"
            continue
        try:
            values.append(value_of(side.expr, numbers, notation, environment))
        except NotEvaluable as error:
            values.append(None)
            reason = reason or str(error)
    if len(values) == 1:  # as most numbers of the prose
        return Judgement("unknown", notation, tuple(values), reason=reason)
    if _comes_to(statement, values):
        return Judgement("holds", notation, tuple(values))
    anchors = Anchors(statement, numbers, notation, environment)
    return _compared(statement, values, anchors, notation, reason)


def may_be_pair(side: Side, numbers: tuple[Number, ...]) -> bool:
    """A decimal number in brackets: „(3,3) = 3 · 3“."""
    if not isinstance(side.expr, Written):
        return False
    number = numbers[side.expr.number]
    return "," in number.text and side.span.start < number.span.start


def _compared(
    statement: Statement,
    values: list[Fraction | None],
    anchors: Anchors,
    notation: Notation,
    reason: str,
) -> Judgement:
    """Each side against the one before it with which it has to be compared."""
    compared = False
    cut: list[tuple[int, Fraction]] = []
    slip: tuple[int, Fraction] | None = None
    binary = False
    for index, value in enumerate(values):
        if value is None:
            continue
        anchor = anchors.of(index)
        anchors.add(index)
        if anchor is None:
            continue
        relation = statement.relations[index - 1]
        if is_share(statement, anchor, index, values):
            reason = reason or "ein Anteil, dessen Ganzes hier nicht steht"
            values[index] = None if index >= statement.restated > 0 else value
            continue
        link = anchors.link(anchor, index)
        known = values[anchor] or Fraction(0)
        true = link.expected(known, value, relation)
        if true is not None and relation in ("=", "≈"):
            for before in anchors.before(index, anchor):  # „a ≈ b ≈ c“: c may be rounded from a
                one = anchors.link(before, index)
                if one.expected(values[before] or Fraction(0), value, relation) is None:
                    link, true = one, None
                    break
        if link.cut is not None:
            cut.append((index, link.cut))
        slip = slip or link.slip
        binary |= link.binary
        sides = statement.sides[anchor], statement.sides[index]
        if true is not None and is_of_another(statement, index, (known, value), true, link.reading):
            values[index] = None
            continue
        if true is not None and (is_exchange(*sides) or is_whole(*sides, values[anchor])):
            reason = reason or "Einheiten, die sich nicht umrechnen lassen"
            continue
        compared = True
        if true is not None:
            result_first = plain_number(statement.sides[anchor].expr) is not None
            if result_first and plain_number(statement.sides[index].expr) is None:
                # „34.943 = 11 · 11 · 3 · 96 + 96“, „8 GB = 8 · 1024 MB“
                meant = value * known / true if true else value
                return Judgement("fails", notation, tuple(values), anchor, meant, reason)
            return Judgement("fails", notation, tuple(values), index, true, reason)
    outcome: Literal["holds", "unknown"] = "holds" if compared else "unknown"
    return Judgement(
        outcome, notation, tuple(values), reason=reason, cut=tuple(cut), slip=slip, binary=binary
    )


def _comes_to(statement: Statement, values: Sequence[Fraction | None]) -> bool:
    """Whether it is a calculation and exactly its value, without units, as most equations are."""
    first, last = statement.sides[0], statement.sides[-1]
    return (
        len(values) == 2
        and values[0] is not None
        and values[0] == values[1]
        and statement.relations == ("=",)
        and not (statement.restated or first.has_unit or last.has_unit)
        and plain_number(first.expr) is None
    )
