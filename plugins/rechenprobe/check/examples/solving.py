"""„3x = 12 ⇒ x = 4“: a letter that is looked for has not the value that it had before."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction

from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.evaluating import Environment
from rechenprobe.check.examples.bindings import Bindings, Without
from rechenprobe.check.examples.context import calculates
from rechenprobe.check.layers.scopes import Entry
from rechenprobe.claims import Number, Statement
from rechenprobe.expression import Call, Symbol, walk
from rechenprobe.lecture import Lecture

_NEAR = 80
"""Characters up to the solution."""
_MOST = 3
"""Statements behind the equation among which it is."""


def judge_solved(
    statement: Statement, entries: Sequence[Entry], lecture: Lecture, known: Environment
) -> Judgement:
    """As `judge`; a letter whose new value stands right behind is unknown if that solves it.

    `entries` are those of the section, in the order of the source.
    """
    judgement = judge(statement, lecture.numbers, known)
    if judgement.outcome != "fails":
        return judgement
    names = {
        node.latex
        for side in statement.sides
        for node in walk(side.expr)
        if isinstance(node, Symbol) and node.latex in known
    }
    end = statement.span.end
    at = bisect_right(entries, statement.span.start, key=lambda one: one.statement.span.start)
    behind = lecture.source[end : end + _NEAR].partition("\n\n")[0]
    signed = (name for name in names if _has_two(name, behind))
    if (name := next(signed, None)) is not None:
        return judge(statement, lecture.numbers, Without(known, name))
    for later in (one.statement for one in entries[at : at + _MOST] if names):
        between = lecture.source[end : later.span.start]
        first = later.sides[0].expr
        if len(between) > _NEAR or "\n\n" in between:
            break
        if not isinstance(first, Symbol) or first.latex not in names or not later.relations:
            continue
        without = Without(known, first.latex)
        found = judge(later, lecture.numbers, without).values[1:]
        value = next((one for one in found if one is not None), None)
        if value is None or _solves(value, first.latex, statement, lecture, known):
            return judge(statement, lecture.numbers, without)
    return judgement


def _has_two(name: str, text: str) -> bool:
    """„x = ±3“."""
    if "±" not in text and r"\pm" not in text:
        return False
    return re.search(rf"{re.escape(name)}\s*=\s*(?:\\pm|±)", text) is not None


def _solves(
    value: Fraction, name: str, statement: Statement, lecture: Lecture, known: Environment
) -> bool:
    return judge(statement, lecture.numbers, {**known, name: value}).outcome == "holds"


def judge_raised(
    statement: Statement, judgement: Judgement, numbers: tuple[Number, ...], bound: Bindings
) -> Judgement:
    """If a letter stands squared before a calculation of what the square is, it may be another one.

    „σ² = 2/400 = 0,005, also σ ≈ 0,0707. He: σ² = 2/300 ≈ 0,00667“.
    """
    match statement.sides[0].expr:
        case Call("^", (Symbol(name), _)) if judgement.outcome == "fails":
            if any(calculates(side.expr) for side in statement.sides[1:]):
                again = judge(statement, numbers, bound.without(name))
                return again if again.outcome != "fails" else judgement
    return judgement
