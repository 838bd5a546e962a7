"""Numbers of a sentence that only its own calculation can confirm, or that confirm each other.

„Bei 50.000 Wörtern wären es 50.000 · 32 = 1.600.000“: what is assumed goes into the calculation.
„Von 569 Beispielen 80 %, also 455“, „110 von 114 richtig, das sind 96,5 %“: three numbers of which
one follows from the two others. None is confirmed that a layer's words explain otherwise.
"""

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from rechenprobe.check.examples.context import calculates
from rechenprobe.check.examples.giving import Giving
from rechenprobe.check.layers.scopes import CHOSEN
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import last_place, result_of, tolerance
from rechenprobe.check.words.measures import in_rows, measures
from rechenprobe.check.words.sentences import LONGEST, inside, supposes
from rechenprobe.claims import Statement
from rechenprobe.expression import written_numbers
from rechenprobe.late import late

_GOES_ON = late(
    r"\W*(?:das|dies|so|dann|also|damit|dafür|zusammen|that|this|so|then)\b", re.IGNORECASE
)
_OUT_OF = late(r"\s*\$?(?:\w+\s+)?(?:von|of|aus|out of)\s+(?:den\s+|the\s+)?\$?")
_BECAUSE = late(r"\b(?:denn|nämlich|weil|because|namely)\b|:", re.IGNORECASE)
_SMALLEST = 10
_FEWEST = 2
"""A single number below ten fits by chance."""
_HALF = Fraction(1, 2)


def confirm_assumed(ledger: Ledger) -> None:
    """Numbers that no other rule has decided."""
    giving = Giving(ledger)
    for item in (one.item for one in ledger.undecided.texts()):
        statements = [ledger.lecture.statements[index] for index in item.statements]
        starts = [one.span.start for one in statements]
        before: list[Statement] = []
        for sentence in ledger.page.sentences(item.text):
            some = [statements[n] for n in inside(sentence, item.span.start, starts)]
            if len(sentence.text) <= LONGEST:
                _proportions(ledger, some)
                equations = [one for one in some if one.relations]
                if equations:
                    _givens(giving, some, equations, supposed=supposes(sentence.text, ()))
                if equations and _GOES_ON.match(sentence.text):
                    _givens(giving, before, equations, supposed=False)
            before = some


def _is_open(ledger: Ledger, one: Statement) -> bool:
    return not one.relations and not all(map(ledger.decided, one.numbers))


def _value(ledger: Ledger, number: int) -> Fraction | None:
    reading = ledger.lecture.numbers[number].german
    return None if reading is None else reading.value


def _givens(
    giving: Giving, given: Sequence[Statement], equations: Sequence[Statement], *, supposed: bool
) -> None:
    """What is given goes into an equation behind it that holds, each number into another."""
    ledger = giving.ledger
    text = ledger.lecture.source
    runs = [
        run
        for run in in_rows(given, lambda start, end: text[start:end])
        if any(_is_open(ledger, one) for one in run) and _is_given(run, supposed=supposed)
    ]
    for equation in equations if runs else ():
        if not all(map(ledger.holds, equation.numbers)):
            continue
        operands = Counter(
            _value(ledger, n)
            for side in equation.sides
            if calculates(side.expr)
            for n in written_numbers(side.expr)
        )
        fitting: list[Statement] = []
        result = result_of(equation.sides[-1].expr)
        end = None if result is None else _value(ledger, result.number)
        for run in runs:
            wanted = Counter(_value(ledger, n) for one in run for n in one.numbers)
            if (
                run[-1].span.start < equation.span.start
                and wanted <= operands
                and all(giving.gives(one, equation, together=True) for one in run)
            ):
                operands -= wanted
                fitting += run
            elif (
                end
                and wanted == Counter([end])
                and _BECAUSE.search(text, run[-1].span.end, equation.span.start)
            ):
                fitting += run  # „153 Biaswerte, denn 100 + 50 + 3 = 153“
        values = [_value(ledger, n) or 0 for one in fitting for n in one.numbers]
        if len(values) < _FEWEST and max(values, default=0) < _SMALLEST:
            continue
        for one in fitting:
            truth = Truth("", text[one.span.start : one.span.end], "geht so in die Rechnung ein")
            if not all(map(ledger.holds, one.numbers)):
                ledger.verified(one.span, one.numbers, truth)


def _is_given(run: Sequence[Statement], *, supposed: bool) -> bool:
    """Whether it is no calculation, and nothing that a layer's words explain."""
    if len(run) > _FEWEST or any(calculates(one.sides[0].expr) and not one.shape for one in run):
        return False  # of a longer list its order matters, too
    measure = measures(run)
    return measure is None or supposed or CHOSEN.isdisjoint(measure.attributes)


def _proportions(ledger: Ledger, some: Sequence[Statement]) -> None:
    """A whole, a part and its share, in any order that text has them."""
    plain = [one for one in some if not one.relations and len(one.sides) == 1]
    for index, one in enumerate(plain):
        found = result_of(one.sides[0].expr)
        if found is None or found.scale != Fraction(1, 100):
            continue
        around = [two for two in plain[max(0, index - 3) : index + 3] if two is not one]
        counts = [two for two in around if _count(ledger, two) is not None]
        for whole, part in ((a, b) for a in counts for b in counts if a is not b):
            if all(_holds(ledger, two) for two in (one, whole, part)):
                continue
            slack = _slack(ledger, one, whole, part, order=plain)
            if slack is not None:
                for two in (one, whole, part):
                    truth = Truth("", ledger.lecture.text(two.span), "passt zu den Zahlen daneben")
                    pinned = two is one or _is_pinned(ledger, two, slack)
                    if pinned and not _holds(ledger, two):
                        ledger.verified(two.span, two.numbers, truth)
                return


def _holds(ledger: Ledger, one: Statement) -> bool:
    return all(map(ledger.holds, one.numbers))


def _count(ledger: Ledger, one: Statement) -> Fraction | None:
    found = result_of(one.sides[0].expr)
    if found is None or found.scale != 1 or one.shape or one.bound:
        return None
    value = _value(ledger, found.number)
    return value if value is not None and value >= _SMALLEST else None


def _is_pinned(ledger: Ledger, one: Statement, slack: Fraction) -> bool:
    """Whether its last digit could not be another one without anybody noticing."""
    found = result_of(one.sides[0].expr)
    reading = ledger.lecture.numbers[found.number].german if found else None
    if reading is None:
        return False
    return last_place(reading) > reading.value * slack or ledger.page.is_known(reading.value)


def _slack(
    ledger: Ledger, share: Statement, whole: Statement, part: Statement, *, order: list[Statement]
) -> Fraction | None:
    """By how much, relative, the part may be another without being another share of the whole.

    None if it is not that share, or if the text does not have them as it says such things.
    """
    found = result_of(share.sides[0].expr)
    reading = ledger.lecture.numbers[found.number].german if found else None
    all_, some = _count(ledger, whole), _count(ledger, part)
    if not reading or not reading.value or all_ is None or some is None or some >= all_:
        return None
    source = ledger.lecture.source
    out_of = any(
        one is part and two is whole and _OUT_OF.fullmatch(source[one.span.end : two.span.start])
        for one, two in pairwise(order)
    )
    if out_of:  # „110 von 114 … 96,5 %“
        off = abs(some / all_ * 100 - reading.value)
        allowed = tolerance(reading, approximate=True, zeros=False)
        known = reading.value
    elif (whole, share, part) in zip(
        order, order[1:], order[2:], strict=False
    ):  # „von 569 … 80 %, also 455“
        off, allowed, known = abs(all_ * reading.value / 100 - some), _HALF, some
    else:
        return None
    if off > allowed:
        return None
    return (allowed - off) / known if off else Fraction(0)
