"""Results said again in percent, „… ≈ 0,167. Nur 16,7 %!“, and results that are added up.

    e^3 = 20,086, e^1 = 2,718; Summe = 22,804

Wrong is only what a slip of the pen explains: another number may be of something else.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.check.numbers.slips import slip
from rechenprobe.claims import Notation, Reading, Statement
from rechenprobe.expression import Symbol
from rechenprobe.late import late

_REACH = 240
"""Characters between a result and what says it again."""
_OTHER = late(r"\d|\n\s*\n.*\n\s*\n", re.DOTALL)
"""What leaves it open what is said again: another number, or a paragraph."""
_CUE = late(
    r"\b(?:nur|also|so|das sind|rund|etwa|ca|knapp|fast|about|only|just|roughly|thus|hence|somit"
    r"|damit|entspricht|in prozent|in percent|wahrscheinlichkeit|probability|chance)\b|[~≈]",
    re.IGNORECASE,
)
"""Words that say that it is the same; without one it is not called wrong."""
_SUMS = frozenset("sum summe total gesamt insgesamt zusammen gesamtsumme".split())
_FEWEST, _MOST = 2, 12
"""Results that are added up."""


class _Value(Struct, frozen=True):
    """What a statement comes to."""

    value: Fraction
    reading: Reading
    scale: Fraction

    @property
    def half(self) -> Fraction:
        """How far it may be rounded."""
        return tolerance(self.reading, approximate=False)


def check_results(ledger: Ledger) -> None:
    """Percentages and sums that follow right behind the results they are of."""
    before: list[Statement] = []
    for item in ledger.page.items:
        if item.kind == "heading":
            before = []
            continue
        if ledger.settled(item.numbers):
            last = item.statements[-1:]
            before = [ledger.lecture.statements[index] for index in last] or before
            continue
        own: list[Statement] = []
        for statement in (ledger.lecture.statements[index] for index in item.statements):
            if not ledger.settled(statement.numbers):
                _percent(ledger, before[-1:], statement)
                _sum(ledger, own, statement)
            before = [statement]
            own.append(statement)


def _value_of(ledger: Ledger, statement: Statement, how: Notation) -> _Value | None:
    """The number that a statement ends with; none if it has a unit."""
    last = statement.sides[-1]
    found = None if last.unit or statement.shape else result_of(last.expr)
    if found is None:
        return None
    reading = ledger.lecture.numbers[found.number].reading(how)
    return None if reading is None else _Value(reading.value, reading, found.scale)


def _judgement(ledger: Ledger, statement: Statement) -> Judgement:
    """In which notation an equation holds, and what its sides come to."""
    return judge(statement, ledger.lecture.numbers, CONSTANTS)


def _percent(ledger: Ledger, before: Sequence[Statement], new: Statement) -> None:
    first = new.sides[0].expr
    only = isinstance(first, Symbol) and _CUE.fullmatch(first.latex) is not None  # „Nur ~17 %“
    plain = len(new.numbers) == 1 and (not new.relations or (only and len(new.sides) == 2))
    number = result_of(new.sides[-1].expr) if plain else None
    if number is None or number.scale != Fraction(1, 100):
        return
    for old in before:
        gap = ledger.lecture.source[old.span.end : new.span.start]
        if len(gap) > _REACH or _OTHER.search(gap):
            continue
        judged = _judgement(ledger, old)
        how = judged.notation
        share, said = _value_of(ledger, old, how), _value_of(ledger, new, how)
        if share is None or said is None or share.scale != 1 or not 0 < share.value < 1:
            continue
        if all(map(ledger.holds, old.numbers)):
            off = tolerance(said.reading, approximate=True, zeros=False)
            meant = [value * 100 for value in judged.values[-2:] if value is not None]
            true = min(meant, key=lambda one: abs(one - said.value))
            if only or _CUE.search(gap) or abs(true - said.value) <= off:
                _judge(ledger, new, true, said, off, " %")


def _sum(ledger: Ledger, own: Sequence[Statement], new: Statement) -> None:
    name = new.sides[0].expr
    if len(own) < _FEWEST or len(new.sides) != 2 or not isinstance(name, Symbol):
        return
    if not _SUMS.intersection(name.latex.lower().split()[-1:]):
        return
    how = _judgement(ledger, own[-1]).notation
    said = _value_of(ledger, new, how)
    sums = list(_sums(ledger, own, how)) if said is not None else []
    for total, off in sums:
        if said is not None and abs(total - said.value) <= off + said.half:
            _judge(ledger, new, total, said, off + said.half, "")
            return
    for total, off in sums:
        if said is not None and slip(total, said.reading):
            _judge(ledger, new, total, said, off, "")
            return


def _sums(
    ledger: Ledger, own: Sequence[Statement], how: Notation
) -> Iterator[tuple[Fraction, Fraction]]:
    """Of the last two results, the last three and so on, with how far each may be off."""
    total, off = Fraction(0), Fraction(0)
    for count, statement in enumerate(reversed(own[-_MOST:]), 1):
        one = _value_of(ledger, statement, how)
        if one is None or not statement.relations or not all(map(ledger.holds, statement.numbers)):
            return
        total, off = total + one.value, off + one.half
        if count >= _FEWEST:
            yield total, off


def _judge(
    ledger: Ledger, new: Statement, true: Fraction, said: _Value, off: Fraction, sign: str
) -> None:
    digits = max(said.reading.decimals, 0)
    shown = notation.number(true, ledger.grouping, decimals=digits) + sign
    if abs(true - said.value) <= off:
        truth = Truth("", shown, "so steht es davor" if sign else "die Summe davor")
        ledger.verified(new.span, new.numbers, truth)
    elif question := slip(true, said.reading):
        reason = "so steht es davor" if sign else "die Summe davor"
        ledger.wrong(
            new.span, new.numbers, Truth("", shown, f"{reason}; {question}"), at=new.sides[-1].span
        )
