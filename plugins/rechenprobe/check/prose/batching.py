"""Batches of what the page tells of far above: „Bei Batches von 128 hat eine Epoche 469 Schritte“.

A batch, its steps, full batches and what the last one holds have to fit one number of the page;
two of them that do are confirmed with it.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.claims import Item, Statement
from rechenprobe.late import late

_BATCH = late(
    r"\b(?:mini-?)?batch\w*(?:[- ](?:größe|size))?\s*(?:von|of|aus|mit|zu(?: je)?|à|=|:|with)?\W*\Z"
)
_STEPS = late(r"[\s*_$]*(?:schritte|batches|steps|updates|aktualisierungen)\b")
_FULL = late(r"[\s*_$]*(?:volle[nrms]?|vollständige[nrms]?|full)\b")
_LAST = late(r"\b(?:letzte[nrms]?|übrig|rest|last)\b[^.]{0,60}\Z")
_REACH = 80
_LEAST = 8
_MOST = 40


def confirm_batches(ledger: Ledger) -> None:
    """Numbers that no other rule has decided."""
    items = [one.item for one in ledger.undecided.texts() if "batch" in small(one.item.text)]
    wholes = list(_wholes(ledger)) if items else []
    for item in items:
        _item(ledger, item, wholes)


def _wholes(ledger: Ledger) -> Iterator[Fraction]:
    """What batches may be of: whole numbers of things."""
    found = dict[Fraction, None]()
    for one in ledger.lecture.statements:
        for index in one.numbers if not one.relations else ():
            reading = ledger.lecture.numbers[index].german
            if reading and reading.value.denominator == 1 and reading.value > _MOST:
                found[reading.value] = None
    yield from found


def _item(ledger: Ledger, item: Item, wholes: list[Fraction]) -> None:
    source = small(ledger.lecture.source)
    batch: tuple[Statement, Fraction] | None = None
    told: list[tuple[Statement, Fraction, str]] = []
    for index in item.statements:
        one = ledger.lecture.statements[index]
        value = _count(ledger, one)
        if value is None:
            continue
        before = source[max(item.span.start, one.span.start - _REACH) : one.span.start]
        if _BATCH.search(before):
            _judge(ledger, batch, told, wholes)
            batch, told = (one, value), []
        elif _FULL.match(source, one.span.end):
            told.append((one, value, "full"))
        elif _STEPS.match(source, one.span.end):
            told.append((one, value, "steps"))
        elif _LAST.search(before):
            told.append((one, value, "rest"))
    _judge(ledger, batch, told, wholes)


def _count(ledger: Ledger, one: Statement) -> Fraction | None:
    result = result_of(one.sides[0].expr)
    if one.relations or one.shape or result is None or result.scale != 1 or one.sides[0].unit:
        return None
    reading = ledger.lecture.numbers[result.number].german
    return reading.value if reading and reading.value.denominator == 1 else None


def _judge(
    ledger: Ledger,
    batch: tuple[Statement, Fraction] | None,
    told: list[tuple[Statement, Fraction, str]],
    wholes: list[Fraction],
) -> None:
    if batch is None or not told or batch[1] < _LEAST:
        return
    size = batch[1]
    best: list[tuple[Statement, Fraction, str]] = []
    meant = Fraction(0)
    for whole in wholes:
        if whole < 2 * size or whole == told[0][1]:
            continue
        ratio = whole / size
        true = {"steps": ceil(ratio), "full": floor(ratio), "rest": whole % size}
        fits = [it for it in told if it[1] == true[it[2]]]
        if len({it[2] for it in fits}) > len({it[2] for it in best}):
            best, meant = fits, whole
    held = any(ledger.holds(index) for it in best for index in it[0].numbers)
    if not best or (not held and len({it[2] for it in best}) == 1):
        return  # a number of steps alone may be that of other things
    shown = ledger.lecture.text(batch[0].span)
    for one, _, _ in (*best, (batch[0], size, "")):
        if not ledger.settled(one.numbers):
            text = ledger.lecture.text(one.span)
            why = f"passt zu {meant} in Batches von {shown}"
            ledger.verified(one.span, one.numbers, Truth("", text, why))
