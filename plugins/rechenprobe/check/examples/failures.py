"""What to say of an equation that does not hold: the number that should be different, if one."""

from collections.abc import Iterable
from fractions import Fraction

from rechenprobe.check.equations.arithmetic import Judgement
from rechenprobe.check.equations.disowned import reason_for
from rechenprobe.check.equations.evaluating import value_of
from rechenprobe.check.examples.context import Context, calculates
from rechenprobe.check.examples.doubts import may_have_slipped
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.ledger import Truth
from rechenprobe.check.numbers.quantities import adds_measures, in_unit, measured
from rechenprobe.check.numbers.rewriting import count_decimals, repair_result
from rechenprobe.check.numbers.rounding import plain_number, result_of, rounds_to, tolerance
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import like, scale_word
from rechenprobe.check.words.spoken import calculation
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Side, Statement
from rechenprobe.expression import NotEvaluable, evaluate, written_numbers
from rechenprobe.report import Repair

_LONGEST_TEXT = 60
"""Characters of a calculation that a message repeats."""
_LONGEST = 24
"""Numbers in an equation of which one is looked for that would mend it."""
_MOST_MENDED = 60
"""Wrong equations of a lecture for which a result is offered; those behind come next time."""
_FACTORS: tuple[Attribute, ...] = (
    "filters",
    "units",
    "kernel",
    "stride",
    "padding",
    "input",
    "input_channels",
    "params",
)
_ROUNDED = "≈ statt = schreiben, wenn gerundet ist; sonst die Zahl berichtigen."
_CLOSE = {
    "≲": "Das liegt nicht knapp darunter",
    "≳": "Das liegt nicht knapp darüber",
}
"""„knapp 64 kB“, „gut 30 kB“."""
_OPPOSITES = {"<": ">", ">": "<", "≤": ">", "≥": "<", "≠": "="}


def report_failure(
    statement: Statement,
    judgement: Judgement,
    context: Context,
    *,
    result_is_true: bool,
    calculation_is_true: bool = False,
    givens: Iterable[Fraction],
) -> None:
    """The finding. If the result is what the section is about, a factor must be wrong."""
    if reason := reason_for(statement, judgement, context.ledger.lecture):
        context.ledger.unchecked(statement.numbers, reason)
        return
    if judgement.slip is not None:
        _report_slip(statement, judgement.slip, context)
        return
    relation = statement.relations[judgement.failing - 1] if judgement.failing else "="
    if relation in _OPPOSITES:
        _report_inequality(statement, judgement, context)
        return
    culprit = _culprit(statement, judgement, context, givens) if result_is_true else None
    if culprit is not None:
        index, value = culprit
        shown = context.number(value)
        truth = Truth(
            "", shown, f"damit ergibt die Rechnung {_result(statement, judgement, context)}"
        )
        at = context.numbers[index].span
        context.ledger.wrong(statement.span, statement.numbers, truth, at=at)
        return
    side = statement.sides[judgement.failing]
    true = judgement.true if judgement.true is not None else Fraction(0)
    rounded = statement.approximate or relation == "≈"
    repairs: tuple[Repair, ...] = ()
    calculated = any(calculates(one.expr) or one.unit != side.unit for one in statement.sides)
    mendable = (
        context.ledger.mends
        and not result_is_true
        and relation not in _CLOSE
        and context.ledger.refuted < _MOST_MENDED
    )
    if (
        mendable
        and (rounded or calculated)
        and (calculation_is_true or not may_have_slipped(statement, judgement, context))
    ):
        repairs = repair_result(statement, side, context.ledger.lecture, judgement.notation, true)
    shown = like(
        side,
        context.numbers,
        judgement.notation,
        true,
        context.grouping,
        rounded=rounded,
        decimals=count_decimals(repairs[0].text, judgement.notation) if repairs else None,
    )
    explanation = _calculation(statement, judgement, context, shown)
    if summed := _sum_of_measures(statement, judgement, context):
        shown, explanation = summed[0], f"{explanation.partition(';')[0]}; {summed[1]}"
    context.ledger.wrong(
        statement.span,
        statement.numbers,
        Truth("", shown, explanation),
        at=side.span,
        message=_CLOSE.get(relation, "Die Gleichung geht nicht auf"),
        other=judgement.other,
        how=judgement.notation,
        repairs=repairs,
        remedy=_ROUNDED if relation == "=" and _only_rounded(judgement, side, context) else "",
    )


def _report_slip(statement: Statement, slip: tuple[int, Fraction], context: Context) -> None:
    """The finding for a number that only the rounding of the result lets pass."""
    number, meant = context.numbers[slip[0]], context.number(slip[1])
    context.ledger.wrong(
        statement.span,
        statement.numbers,
        Truth("", meant, f"damit geht die Gleichung genau auf, mit {number.text} nur gerundet"),
        at=number.span,
        message="Vermutlich ein Zahlendreher oder Tippfehler",
        remedy="Zahl berichtigen; oder ≈ statt = schreiben, wenn gerundet ist.",
    )


def _only_rounded(judgement: Judgement, side: Side, context: Context) -> bool:
    """Whether what is written would be right behind „≈“."""
    result, written = result_of(side.expr), judgement.values[judgement.failing]
    reading = result and context.numbers[result.number].reading(judgement.notation)
    if result is None or not reading or written is None or judgement.true is None:
        return False
    allowed = result.scale * tolerance(reading, approximate=True, zeros=False)
    return rounds_to(judgement.true, written, allowed)


def _result(statement: Statement, judgement: Judgement, context: Context) -> str:
    """What is written as the result."""
    value = judgement.values[len(statement.sides) - 1]
    return context.number(value) if value is not None else "das Ergebnis"


def _report_inequality(statement: Statement, judgement: Judgement, context: Context) -> None:
    index = judgement.failing
    before, value = judgement.values[index - 1], judgement.values[index]
    if before is None or value is None:
        return
    sign = _OPPOSITES[statement.relations[index - 1]]
    true = f"{context.number(before)} {'=' if before == value else sign} {context.number(value)}"
    context.ledger.wrong(
        statement.span,
        statement.numbers,
        Truth("", true, ""),
        message="Die Ungleichung stimmt nicht",
    )


def _calculation(statement: Statement, judgement: Judgement, context: Context, shown: str) -> str:
    """How the true value comes about: `100 / 3 = 33,333333…`; `shown` is what is said of it."""
    failing, true = judgement.failing, judgement.true
    known = [index for index, value in enumerate(judgement.values) if value is not None]
    before = [index for index in known if index < failing] or [i for i in known if i > failing]
    if not before or true is None:
        return ""
    calculated = [index for index in before if calculates(statement.sides[index].expr)]
    side = statement.sides[(calculated or before)[-1] if failing else (calculated or before)[0]]
    text = calculation(context.ledger.lecture.text(side.span))
    if len(text) > _LONGEST_TEXT:
        text = ""
    unit = statement.sides[failing].unit
    endless = "…" if 10**6 % true.denominator else ""
    exact = f"{context.number(true)}{endless}{f' {unit}' if unit else ''}"
    if exact.replace("…", "") == shown:
        exact = shown
    result = result_of(statement.sides[failing].expr)
    if result is not None and (
        result.scale != 1 or scale_word(context.numbers[result.number].text)
    ):
        exact = shown  # „0,888889“ would be no percentage
    found = " = ".join(filter(None, (text, exact if exact != shown else "")))
    written = judgement.values[failing]
    if plain_number(statement.sides[failing].expr) is None and written is not None:
        found += f"; da steht {context.number(written)}"
    return found


def _sum_of_measures(
    statement: Statement, judgement: Judgement, context: Context
) -> tuple[str, str] | None:
    """For a wrong side „1 h 10 min“ what is true, and what stands there, both in its last unit."""
    side = statement.sides[judgement.failing]
    true, written = judgement.true, judgement.values[judgement.failing]
    if not side.units or not adds_measures(side) or not true or not written:
        return None
    own = measured(
        side, lambda expr: value_of(expr, context.numbers, judgement.notation, context.symbols)
    )
    name = side.units[-1]
    amounts = in_unit(own, unit_of(name)) if own is not None else []
    if not amounts:
        return None
    right = context.number(true / written * amounts[0])
    return f"{right} {name}", f"da steht {context.number(amounts[0])} {name}"


def _culprit(
    statement: Statement, judgement: Judgement, context: Context, givens: Iterable[Fraction]
) -> tuple[int, Fraction] | None:
    """The one factor whose replacement by a value of the layer makes the result true."""
    if len(statement.numbers) > _LONGEST or context.layer is None:
        return None
    result = written_numbers(statement.sides[-1].expr)
    values = {Fraction(constant) for constant in (1, 8, 1000, 1024)} | set(givens)
    for name in _FACTORS:
        own = expectation(context.layer, name)
        values.update(Fraction(axis) for axis in (own.forms[0] if own else ()))
    found = [
        (index, value)
        for index in statement.numbers
        if index not in result
        for value in sorted(values)
        if _would_hold(statement, judgement, context, index, value)
    ]
    return found[0] if len({index for index, _ in found}) == 1 else None


def _would_hold(
    statement: Statement, judgement: Judgement, context: Context, index: int, value: Fraction
) -> bool:
    def written(number: int) -> Fraction:
        return value if number == index else context.written(number, judgement.notation)

    try:
        values = {evaluate(side.expr, written, context.symbols.get) for side in statement.sides}
    except NotEvaluable:
        return False
    return len(values) == 1
