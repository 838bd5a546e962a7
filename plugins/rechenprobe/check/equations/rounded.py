"""„0,2179/0,005 = 43,58, gerundet also q = 44“: a letter that is the result before, rounded."""

from fractions import Fraction
from itertools import pairwise

from rechenprobe import notation
from rechenprobe.check.equations.asserted import is_called_wrong
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import result_of
from rechenprobe.check.numbers.writing import like
from rechenprobe.check.words.nouns import notation_of
from rechenprobe.claims import Notation, Reading, Statement
from rechenprobe.expression import Symbol
from rechenprobe.late import late

_ROUNDED = late(
    r"[\s$,;(–:]*(?:also |und |somit |das ist |or |so )?"
    r"(?:(?:auf|zu) (?:eine |einer )?ganzen? zahl |zur nächsten ganzen zahl |kaufmännisch )?"
    r"(?:gerundet|rounded)(?: to the nearest integer)?"
    r"(?:,? (?:also|ist|wird|ergibt|ergibt das|das ist|so|this gives|that is|gives))*[\s$:,]*"
)
_LONGEST_GAP = 70
_NEARBY = 200
"""Characters that tell the language."""


def check_rounded(ledger: Ledger) -> None:
    """Verify or refute such letters."""
    lecture = ledger.lecture
    for before, behind in pairwise(lecture.statements):
        gap = lecture.source[before.span.end : behind.span.start]
        if len(gap) > _LONGEST_GAP or ("round" not in gap and "rund" not in gap):
            continue  # as nearly always
        if _ROUNDED.fullmatch(gap.lower()) and not ledger.settled(behind.numbers):
            _check(ledger, before, behind)


def _check(ledger: Ledger, before: Statement, behind: Statement) -> None:
    lecture, start = ledger.lecture, before.span.start
    how = notation_of(lecture.source[max(0, start - _NEARBY) : start + _NEARBY])
    exact, written = (_result(ledger, one, how) for one in (before, behind))
    if exact is None or written is None or not all(map(ledger.holds, before.numbers)):
        return
    if len(behind.sides) != 2 or not isinstance(behind.sides[0].expr, Symbol):
        return
    if written.decimals >= exact.decimals or behind.relations != ("=",):
        return
    side, unit = behind.sides[-1], Fraction(1, 10) ** written.decimals
    value = notation.round_half_away(exact.value, written.decimals)
    if 2 * abs(exact.value - written.value) <= unit:
        shown = lecture.text(before.sides[-1].span)
        ledger.verified(
            behind.span, behind.numbers, Truth("", "", f"so viel ist {shown}, gerundet")
        )
    elif abs(exact.value - written.value) < 2 * unit and not is_called_wrong(behind, lecture):
        true = like(side, lecture.numbers, how, value, ledger.grouping)
        truth = Truth("", true, "so viel ist das Ergebnis davor, gerundet")
        repairs = repair_result(behind, side, lecture, how, value)
        ledger.wrong(behind.span, behind.numbers, truth, at=side.span, repairs=repairs)


def _result(ledger: Ledger, statement: Statement, how: Notation) -> Reading | None:
    """What the number at its end says, if it ends in a bare one."""
    side = statement.sides[-1]
    found = result_of(side.expr) if statement.relations and side.complete else None
    if found is None or found.scale != 1 or side.unit:
        return None
    return ledger.lecture.numbers[found.number].reading(how)
