"""Numbers of well-known nets and data sets: „VGG-16 hat 138.357.544 Parameter, 76-mal so viele“.

What is published is confirmed, and how many times as much that is as the page's model has; a large
count that is a slip of the pen away from it is wrong.
"""

from fractions import Fraction

from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.check.numbers.slips import slip
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.published import published
from rechenprobe.check.words.sentences import LONGEST, inside
from rechenprobe.claims import Statement
from rechenprobe.expression import Written, walk
from rechenprobe.late import late

_TIMES = late(r"[\s$*]*-?(?:mal\b|fach)")
_LONG = 100_000
_ROUND = 4
"""Digits of a number that is none to the last one."""


def confirm_published(ledger: Ledger) -> None:
    """Numbers that no other rule has decided."""
    for item in [one.item for one in ledger.undecided.texts()]:
        if not any(True for _ in published(small(item.text))):
            continue
        statements = [ledger.lecture.statements[index] for index in item.statements]
        starts = [one.span.start for one in statements]
        known: dict[Fraction, str] = {}
        for sentence in ledger.page.sentences(item.text):
            if len(sentence.text) > LONGEST:
                continue
            named = published(small(sentence.text))
            # what a sentence names, the ones behind it go on with
            known = {n: name for name, some in named for n in some} or known
            some = [statements[n] for n in inside(sentence, item.span.start, starts)]
            for one in some if known else ():
                if not one.relations and not ledger.settled(one.numbers):
                    _statement(ledger, one, known)


def _statement(ledger: Ledger, one: Statement, known: dict[Fraction, str]) -> None:
    lecture, side = ledger.lecture, one.sides[0]
    numbers = [it.number for it in walk(side.expr) if isinstance(it, Written)]
    result = result_of(side.expr)
    readings = [lecture.numbers[n].german for n in numbers]
    values = [it.value for it in readings if it is not None]
    scale = result.scale if result and len(values) == 1 else Fraction(1)
    if not values or len(values) < len(numbers) or scale < 1 or (side.unit and scale == 1):
        return
    text = lecture.text(one.span)
    names = [_name(value * scale, known) for value in values]
    reading = readings[0]
    if len(values) == 1 and reading is not None and "" in names:
        off = tolerance(reading, approximate=True, zeros=one.approximate) * scale
        near = (n for n in known if n >= _LONG and abs(n - values[0] * scale) <= off)
        names = [known[n] for n in near][:1] if scale > 1 or one.approximate else []
        if not names and _TIMES.match(small(lecture.source[one.span.end : one.span.end + 12])):
            names = _ratio(ledger, values[0] * scale, off, known)
        slips = [n for n in known if _is_exact(n) and scale == 1 and slip(n, reading)]
        if not names and len(slips) == 1 and not one.approximate:
            true = Truth("", str(slips[0]), f"so veröffentlicht für {known[slips[0]]}")
            ledger.wrong(one.span, one.numbers, true)
            return
    if names and all(names):
        ledger.verified(one.span, one.numbers, Truth("", text, f"so veröffentlicht: {names[0]}"))


def _is_exact(value: Fraction) -> bool:
    """Whether it is a count to the last digit, not „1,2 Millionen“."""
    return value >= _LONG and len(str(value.numerator).rstrip("0")) > _ROUND


def _name(value: Fraction, known: dict[Fraction, str]) -> str:
    return known.get(value, "")


def _ratio(ledger: Ledger, value: Fraction, off: Fraction, known: dict[Fraction, str]) -> list[str]:
    found = (
        f"{name} : {model.name}"
        for n, name in known.items()
        for model in ledger.page.models
        if n >= _LONG and model.params and abs(n / model.params - value) <= off
    )
    return list(found)[:1]
