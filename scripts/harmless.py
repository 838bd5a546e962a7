"""Whether a number written differently leaves the text true. Used by `mutate.py`.

It is worked out independently of the check; true is still what stands there if

- the number has the same value, and its digits say nothing of a rounding (a factor 0,80),
- its equation holds all the same, bytes converted, rounded to the digits that are written now
  (behind `≈`, zeros at the end are no digits),
- it says a result of the page again, rounded to fewer or more digits, and rightly so,
- it numbers a layer, and what is said is true of the other layer as well: both have the same facts.
"""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

from rechenprobe.claims import Number, Reading, Statement
from rechenprobe.execution import Run
from rechenprobe.expression import (
    Call,
    Expr,
    NotEvaluable,
    evaluate,
    has_symbols,
    walk,
    written_numbers,
)
from rechenprobe.facts import Layer
from rechenprobe.lecture import Lecture
from rechenprobe.report import Report


def is_harmless(before: Lecture, after: Lecture, index: int) -> bool:
    """Whether the altered lecture says nothing false: the same value, or still a true equation."""
    if index >= len(after.numbers) or after.numbers[index].span.start != (
        before.numbers[index].span.start
    ):
        return False
    old, new = before.numbers[index], after.numbers[index]
    statement = next((one for one in after.statements if index in one.numbers), None)
    rounded = statement is None or (bool(statement.relations) and _evaluable(statement))
    for one in _readings(old):
        for other in _readings(new):
            same = one and other and one.value == other.value
            alone = rounded and index in _alone(statement)
            if same and one and other and (not alone or one.digits == other.digits):
                return True
    if _rounds_a_result(before, old, new, statement):
        return True
    return statement is not None and (
        _says_less(statement, index, old, new)
        or any(
            _holds(statement, after, german=german, in_bytes=in_bytes)
            for german in (True, False)
            for in_bytes in (True, False)
        )
    )


def _alone(statement: Statement | None) -> set[int]:
    """Its numbers that are a whole side: only their digits say how they are rounded."""
    sides = statement.sides if statement else ()
    plain = (written_numbers(side.expr) for side in sides if not _calculates(side.expr))
    return {number for numbers in plain for number in numbers}


def _calculates(expr: Expr) -> bool:
    return isinstance(expr, Call) and (expr.op != "neg" or _calculates(expr.args[0]))


def _rounds_a_result(lecture: Lecture, old: Number, new: Number, own: Statement | None) -> bool:
    """Whether both are roundings of one result of the page, and stand for nothing but it."""
    if own is None or old.german is None or new.german is None or not old.german.decimals:
        return False
    if any(_calculates(side.expr) for side in own.sides):
        return False
    one, two = old.german, new.german
    return two.decimals > 0 and any(
        _rounds(result, one) and _rounds(result, two) for result in _results(lecture, own)
    )


def _rounds(result: Fraction, reading: Reading) -> bool:
    off = abs(abs(result) - reading.value) * Fraction(10) ** reading.digits
    return off <= Fraction(1, 2)


def _results(lecture: Lecture, own: Statement) -> Iterator[Fraction]:
    """What the page's equations calculate, and what they write as their results."""

    def value(number: int) -> Fraction:
        reading = lecture.numbers[number].german
        if reading is None:
            raise NotEvaluable
        return reading.value

    for statement in lecture.statements:
        if statement == own or not statement.relations:
            continue
        for side in statement.sides:
            with suppress(NotEvaluable):
                if _calculates(side.expr) and not has_symbols(side.expr):
                    yield evaluate(side.expr, value, approximate=True)
        for number in written_numbers(statement.sides[-1].expr):
            with suppress(NotEvaluable):
                yield value(number)


def is_its_double(run: Run, lecture: Lecture, index: int, before: Report, after: Report) -> bool:
    """Whether the number names another layer with the same facts, so that all is true of it."""
    start = lecture.numbers[index].span.start
    named = []
    for report in (before, after):
        claims = (claim for claim in report.claims if index in claim.numbers)
        named.append(next((c.fact for c in claims if c.span.start <= start < c.span.end), ""))
    return any(
        one.name == named[0] and two.name == named[1] and _facts(one) == _facts(two)
        for model in run.models
        for one in model.layers
        for two in model.layers
    )


def _facts(layer: Layer) -> tuple[object, ...]:
    counts = (layer.params, layer.trainable_params, layer.macs, layer.activations)
    return (layer.kind, layer.input_shapes, layer.output_shapes, counts, layer.attributes)


def _says_less(statement: Statement, index: int, old: Number, new: Number) -> bool:
    """Whether it is a component of a vector that results, rounded once more."""
    result = statement.sides[-1].expr
    if len(statement.sides) < 2 or not isinstance(result, Call) or result.op not in _TENSORS:
        return False
    calculated = any(isinstance(side.expr, Call) for side in statement.sides[:-1])
    return (
        calculated
        and index in written_numbers(result)
        and old.german is not None
        and new.german is not None
        and 0 < new.german.decimals < old.german.decimals
        and abs(new.german.value - old.german.value) * 10**new.german.decimals <= Fraction(1, 2)
    )


_TENSORS = frozenset({"vector", "matrix"})


def _evaluable(statement: Statement) -> bool:
    """Whether its digits are those of a result: not if it only gives a letter, or a vector."""
    return not any(
        isinstance(node, Call) and node.op in _TENSORS
        for side in statement.sides
        for node in walk(side.expr)
    ) and any(isinstance(side.expr, Call) for side in statement.sides)


def _readings(number: Number) -> tuple[Reading | None, Reading | None]:
    return number.german, number.english


_BYTES = {
    **dict.fromkeys(("", "Byte", "B"), 1),
    **{unit: 1000**power for power, unit in enumerate(("kB", "MB", "GB"), 1)},
    **{unit: 1024**power for power, unit in enumerate(("KiB", "MiB", "GiB"), 1)},
}


def _holds(statement: Statement, lecture: Lecture, *, german: bool, in_bytes: bool) -> bool:
    """Whether all sides agree with the last to the digits written there."""

    def value(number: int) -> Fraction:
        reading = lecture.numbers[number].reading("german" if german else "english")
        if reading is None:
            raise NotEvaluable
        return reading.value

    if len(statement.sides) < 2 or not set(statement.relations) <= {"=", "≈"}:
        return False
    if not all(side.complete for side in statement.sides):
        return False
    last = statement.sides[-1]
    if in_bytes and not all(side.unit in _BYTES for side in statement.sides):
        return False
    sides = [side for side in statement.sides if not has_symbols(side.expr)]
    try:
        values = [
            evaluate(side.expr, value, approximate=True) * (_BYTES[side.unit] if in_bytes else 1)
            for side in sides
        ]
    except NotEvaluable:
        return False
    if len(values) < 2:
        return False
    size = _BYTES[last.unit] if in_bytes else 1
    result = lecture.numbers[statement.numbers[-1]].reading("german" if german else "english")
    digits = result.digits if result and result.decimals else None
    if digits is None and statement.relations[-1] == "≈" and result and result.value:
        text = str(result.value)
        digits = len(text.rstrip("0")) - len(text)
    if digits is None:
        return len(set(values)) == 1
    unit = Fraction(10) ** digits / size
    return all(abs(one - values[-1]) * unit <= Fraction(1, 2) for one in values)
