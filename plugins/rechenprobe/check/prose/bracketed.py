"""„105 Gewichte (3 · 5 · 7)“: brackets that say how a number comes about; and results said again.

What is like neither the result nor a slip of it is of something else: „64 Filter (3 × 3)“.
"""

import re
from fractions import Fraction
from itertools import pairwise

from msgspec import structs

from rechenprobe import notation
from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import plain_number, result_of
from rechenprobe.check.numbers.slips import SWAPPED, is_mixed_up, slip
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import like
from rechenprobe.check.words.spoken import calculation
from rechenprobe.claims import Number, Reading, Statement
from rechenprobe.expression import Call
from rechenprobe.late import late

_OPENS = late(r"[\s$*_]*(?:[^\W\d][\w-]*[\s$*_]+){0,3}\(?[\s$*_]*(?:(?:also|nämlich)\s)?\$?")
_CLOSES = late(r"(?:[\s$*_]+[^\W\d][\w-]*){0,2}[\s$*_]*\)")
_OTHER = late(
    r"\b(?:statt|original\w*|\w*vergl\w*|gegenüber|ander\w+|instead|compar\w+|other|than|als)\b",
    re.IGNORECASE,
)
_LONGEST = 60
_FEWEST = 2
"""Numbers of a calculation."""


def check_bracketed(ledger: Ledger) -> None:
    """Numbers with their calculation in brackets right behind them."""
    lecture = ledger.lecture
    for item in (one.item for one in ledger.undecided):
        statements = [lecture.statements[index] for index in item.statements]
        for old, new in pairwise(statements):
            last, first = old.sides[-1], new.sides[0]
            if new.relations or len(new.numbers) < _FEWEST or not first.complete:
                continue
            plain = plain_number(last.expr) is not None and not old.shape
            if plain and not ledger.settled(old.numbers[-1:]) and _is_enclosed(ledger, old, new):
                _judge(ledger, old, new)
        _added(ledger, statements)
        _compare(ledger, statements)


def _compare(ledger: Ledger, statements: list[Statement]) -> None:
    """Numbers that are a result of the paragraph but for two digits in the other order."""
    lecture, results = ledger.lecture, dict[Fraction, str]()
    for one in statements:
        number = result_of(one.sides[-1].expr)
        if number is None or one.shape or number.scale != 1:
            continue
        written = lecture.numbers[number.number]
        reading = written.german or written.english
        if reading is None:
            continue
        if one.relations:
            calculates = any(isinstance(side.expr, Call) for side in one.sides)
            if calculates and all(map(ledger.holds, one.numbers)):
                results[reading.value] = written.text
        elif not ledger.settled(one.numbers) and reading.value not in results:
            for value, text in results.items():
                if slip(value, reading) == SWAPPED and _is_alone(written, one, lecture.source):
                    truth = Truth("", text, "so ist es davor ausgerechnet; Zahlendreher?")
                    ledger.wrong(one.span, one.numbers, truth, at=written.span)
                    break


def _added(ledger: Ledger, statements: list[Statement]) -> None:
    """„… = 34.848 Gewichte bzw. 34.944 Parameter (+96 Bias-Werte)“."""
    source = ledger.lecture.source
    for first, whole, more in zip(statements, statements[1:], statements[2:], strict=False):
        gap = source[whole.span.end : more.span.start]
        opens = source.startswith("+", more.span.start) and gap.endswith("(")
        alone = not (whole.relations or more.relations) and bool(first.relations)
        if not (opens and alone and _OPENS.fullmatch(gap)) or ledger.settled(whole.numbers):
            continue
        values = [_whole(ledger, one) for one in (first, whole, more)]
        if None in values or not all(map(ledger.holds, first.numbers)):
            continue
        before, written, rest = (value for value in values if value is not None)
        text = f"{ledger.lecture.text(first.sides[-1].span)} + {rest}"
        if before + rest == written:
            for one in (whole, more):
                ledger.verified(one.span, one.numbers, Truth("", "", text))
        elif slip(Fraction(before + rest), Reading(Fraction(written), 0)):
            truth = Truth("", notation.number(before + rest, ledger.grouping), text)
            ledger.wrong(whole.span, whole.numbers, truth)
        elif before < written < 2 * before and sorted(str(written - before)) == sorted(str(rest)):
            text = f"{ledger.lecture.text(whole.span)} − {before}"
            ledger.wrong(more.span, more.numbers, Truth("", str(written - before), text))


def _whole(ledger: Ledger, one: Statement) -> int | None:
    """The whole number that the statement ends with, whatever groups its digits."""
    number = plain_number(one.sides[-1].expr)
    written = None if number is None or one.shape else ledger.lecture.numbers[number]
    found = (written.german, written.english) if written else ()
    return next((int(one.value) for one in found if one and one.value.denominator == 1), None)


def _is_alone(number: Number, one: Statement, source: str) -> bool:
    """Whether the number stands there once, and is not one of something else: „im Original 560“."""
    before = source[max(0, one.span.start - _LONGEST) : one.span.end]
    round_one = len(number.text) == _FEWEST + 1 and number.text.endswith("0")
    return not round_one and source.count(number.text) == 1 and _OTHER.search(before) is None


def _is_enclosed(ledger: Ledger, old: Statement, new: Statement) -> bool:
    source, start, end = ledger.lecture.source, new.span.start, new.span.end
    gap = source[old.span.end : start]
    if len(gap) > _LONGEST or _OPENS.fullmatch(gap) is None:
        return False
    if source.startswith("(", start):
        return source[end - 1] == ")"
    return "(" in gap and _CLOSES.match(source, end) is not None


def _judge(ledger: Ledger, old: Statement, new: Statement) -> None:
    last, first = old.sides[-1], new.sides[0]
    numbers = ledger.lecture.numbers
    rounded = old.approximate or bool(old.bound)
    equation = structs.replace(
        new,
        sides=(first, last),
        relations=("≈" if rounded else "=",),
        numbers=(*new.numbers, *old.numbers[-1:]),
        approximate=rounded,
        shape=False,
    )
    judged = judge(equation, numbers, CONSTANTS)
    text = calculation(ledger.lecture.text(first.span)).strip("()$ ")
    if judged.outcome == "holds":
        ledger.verified(last.span, old.numbers[-1:], Truth("", "", text), judged.notation)
        ledger.verified(new.span, new.numbers, Truth("", "", text), judged.notation)
        return
    if judged.outcome != "fails" or judged.true is None or judged.failing != 1:
        return
    result = result_of(last.expr)
    reading = numbers[result.number].reading(judged.notation) if result else None
    if result is None or reading is None:
        return
    one, two = unit_of(first.unit), unit_of(last.unit)
    alike = one is not None and two is not None and one.powers == two.powers
    true = judged.true / result.scale
    if alike or slip(true, reading) or is_mixed_up(true, reading):
        shown = like(last, numbers, judged.notation, judged.true, ledger.grouping, rounded=rounded)
        ledger.wrong(last.span, old.numbers[-1:], Truth("", shown, text), at=last.span)
