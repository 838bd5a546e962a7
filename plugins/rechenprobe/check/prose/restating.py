"""A count said twice: „1.083.268 Parameter, rund 1,08 Millionen“."""

from fractions import Fraction
from itertools import pairwise

from rechenprobe import notation
from rechenprobe.check.examples.counting import RESTATES
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of, tolerance, within
from rechenprobe.claims import Reading, Statement
from rechenprobe.late import late

_NOUN = late(r"[\s$*]*(?:[^\W\d][\w-]*(?:\s+[a-zäöüß]+)?)?[\s$*]*")
"""Between the count and the words that say it again."""
_ENDS = late(r"[\s$*]*(?:[.,;:)–]|$|\n)")
_NEAR = Fraction(1, 4)
"""Of the count: further off, the second number is of something else."""


def check_restated(ledger: Ledger) -> None:
    """Rounded numbers without a noun, right behind the confirmed count that they round."""
    lecture = ledger.lecture
    for item in (one.item for one in ledger.undecided.texts()):
        statements = [lecture.statements[index] for index in item.statements]
        for old, new in pairwise(statements):
            if ledger.settled(new.numbers) or not all(map(ledger.holds, old.numbers)):
                continue
            gap = lecture.source[old.span.end : new.span.start]
            noun = _NOUN.match(gap)
            said = RESTATES.fullmatch(gap, noun.end()) if noun else None
            ends = lecture.source[new.span.end - 1] == "."  # „1,08 Millionen.“
            if said and (ends or _ENDS.match(lecture.source, new.span.end)):
                _judge(ledger, old, new)


def _count(ledger: Ledger, one: Statement) -> tuple[Fraction, Reading] | None:
    found = result_of(one.sides[-1].expr)
    if (
        found is None
        or found.scale != 1
        or one.shape
        or one.sides[-1].unit not in ("", "MACs", "FLOPs")
    ):
        return None
    reading = ledger.lecture.numbers[found.number].german
    return (reading.value, reading) if reading else None


def _judge(ledger: Ledger, old: Statement, new: Statement) -> None:
    said, again = _count(ledger, old), _count(ledger, new)
    if said is None or again is None or new.relations or not (new.approximate or new.bound):
        return
    true, (value, reading) = said[0], again
    if new.bound:
        holds = within(true, reading, new.bound)
    else:
        holds = abs(true - value) <= tolerance(reading, approximate=True)
    truth = Truth("", notation.brief(true, ledger.grouping), "so steht es davor")
    if holds:
        ledger.verified(new.span, new.numbers, truth)
    elif new.approximate and abs(true - value) <= true * _NEAR:
        ledger.wrong(new.span, new.numbers, truth)
