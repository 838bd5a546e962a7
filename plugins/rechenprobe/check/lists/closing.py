"""Lists with an end: „Summe: …“ below what is added, „36 Kombinationen“ below what is combined.

- 600 Bilder von Katzen
- 350 Bilder von Hunden

Insgesamt sind das 950 Bilder.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import isqrt, prod

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import plain_number, tolerance
from rechenprobe.check.numbers.slips import is_mixed_up, is_typo
from rechenprobe.check.words.closing import closing_kind
from rechenprobe.claims import Item, Reading, Statement
from rechenprobe.late import late

_MARKS = " \t*_`$:"
_FEWEST = 2
_MOST = 40
"""Items of one list."""
_LARGEST = 1000
"""Of how many there are of each of what is combined."""
_CLOSES = late(
    r"\W*(?:zusammen|insgesamt|in summe|alles zusammen|summe|das (?:macht|sind|ergibt)|macht"
    r"|dies ergibt"
    r"|(?:es|damit) (?:gibt|ergeben sich|sind es)|altogether|in total)\b",
    re.IGNORECASE,
)
_CONCLUDES = late(
    r"\b(?:also|ergibt|ergeben|macht|folglich|somit|damit)\b|\bdas sind\b", re.IGNORECASE
)
_COMBINED = late(
    r"(?:kombination|konfiguration|läuf|durchläuf|variant|einstellung|experiment|trainings|combination"
    r"|configuration|runs?\b)",
    re.IGNORECASE,
)
_TO_NUMBER = late(r"[^.;:\d]*")
LOOSE = late(
    r"\b(?:je|jeweils|pro|mal|davon|darunter|etwa|rund|ca|circa|knapp|gut|über|fast|mindestens|höchstens"
    r"|maximal|bis|ohne|inkl\w*|rest|übrige\w*|overhead|per|each|about|of which)\b|[≈~×]",
    re.IGNORECASE,
)
"""What does not just add up."""


class _Amount(Struct, frozen=True):
    """The one number of an item."""

    item: Item
    statement: Statement
    number: int
    reading: Reading
    unit: str
    noun: str
    """The first word behind it, in small letters."""


def check_closings(ledger: Ledger) -> None:
    """All lists of the page."""
    for items, end in _lists(ledger.page.lecture.items):
        if _FEWEST < len(items) + 1 <= _MOST:
            _close(ledger, items, end)


def _lists(items: Sequence[Item]) -> Iterator[tuple[Sequence[Item], Item]]:
    """The items of each list with the one that may close it: the last one, or what follows."""
    for parent in (None, *items):
        inner = items if parent is None else parent.items
        if parent is not None:
            yield from _lists(inner)
    run: list[Item] = []
    for index, item in enumerate(items):
        if item.kind == "item":
            run.append(item)
            last = index + 1 == len(items) or items[index + 1].kind != "item"
            if last and len(run) > 1:
                yield run[:-1], run[-1]
        else:
            if run and item.kind == "paragraph":
                yield run, item
            run = []
    for item, after in pairwise(items):
        inner = [one for one in item.items if one.kind == "item"]
        if inner and item.kind == after.kind == "paragraph":
            yield inner, after


def _close(ledger: Ledger, items: Sequence[Item], end: Item) -> None:
    found = [_amount(ledger, item) for item in items]
    amounts = [one for one in found if one is not None]
    closing = _amount(ledger, end) or _first(ledger, end, found)
    if closing is None or len(amounts) < max(_FEWEST, len(items)):
        return
    if ledger.settled((closing.number,)):
        return
    label = end.text.replace("*", "").partition(":")[0].strip(_MARKS)
    kind = closing_kind(label) if end.kind == "item" else None
    if end.kind == "item" and kind != "total":
        return
    if end.kind == "paragraph" and _CLOSES.match(end.text) is None:
        return
    values = [one.reading.value for one in amounts]
    concludes = _CONCLUDES.search(end.text) is not None
    if _COMBINED.match(closing.noun):
        whole = all(0 < value < _LARGEST and value.denominator == 1 for value in values)
        if whole and not any(one.unit for one in amounts):
            _say(ledger, closing, amounts, Fraction(prod(values)), " · ", sure=concludes)
    elif like := _likeness(closing, amounts):
        part = _is_of_some(closing.reading.value, values)
        strict = label.lower() in ("summe", "sum", "Σ", "∑") or concludes
        sure = strict and like == "same" and not part and not LOOSE.search(end.text)
        if end.kind == "item" or like == "same":
            _say(ledger, closing, amounts, Fraction(sum(values)), " + ", sure=sure)


def _likeness(closing: _Amount, amounts: Sequence[_Amount]) -> str:
    """Whether the `same` is counted, in one unit or by one word; `maybe` if only labels tell."""
    if {one.unit for one in (*amounts, closing)} != {closing.unit}:
        return ""
    nouns = {_stem(one.noun) for one in amounts}
    if closing.unit or (nouns == {_stem(closing.noun)} and closing.noun):
        return "same"
    return "maybe" if all(":" in one.item.text for one in amounts) else ""


def _is_of_some(value: Fraction, values: Sequence[Fraction]) -> bool:
    """Whether it is the sum of some of them: of two, or of the last ones."""
    last = (sum(values[start:]) for start in range(1, len(values)))
    return value in last or any(value == one + two for one, two in combinations(values, 2))


def _stem(noun: str) -> str:
    """„Bild“, „Bilder“, „Bildern“ are one word."""
    return re.sub(r"(?:e?rn?|en?|s)$", "", noun)


def _amount(ledger: Ledger, item: Item) -> _Amount | None:
    """None if it says several numbers, or is loosely meant; the result of a calculation."""
    if len(item.statements) != 1 or LOOSE.search(item.text):
        return None
    statement = ledger.lecture.statements[item.statements[0]]
    alone = not statement.relations and len(item.numbers) == 1
    return _of(ledger, item, statement) if alone or _is_result(ledger, item, statement) else None


def _is_result(ledger: Ledger, item: Item, statement: Statement) -> bool:
    """„vier Projektionen: 4 · 200 · 128² = 13.107.200 MACs“, if that is so."""
    equation = all(one == "=" for one in statement.relations) and len(statement.relations) > 0
    whole = set(item.numbers) == set(statement.numbers) and not statement.restated
    return equation and whole and all(map(ledger.holds, statement.numbers))


def _first(ledger: Ledger, end: Item, found: Sequence[_Amount | None]) -> _Amount | None:
    """The sum right at the beginning of a paragraph that goes on with other numbers."""
    if end.kind != "paragraph" or not end.statements or not all(found):
        return None
    statement = ledger.lecture.statements[end.statements[0]]
    start = statement.span.start - end.span.start
    begins = _CLOSES.match(end.text) and _TO_NUMBER.fullmatch(end.text, 0, max(0, start))
    return _of(ledger, end, statement) if begins and not statement.relations else None


def _of(ledger: Ledger, item: Item, statement: Statement) -> _Amount | None:
    side = statement.sides[-1]
    number = plain_number(side.expr)
    reading = None if number is None else ledger.lecture.numbers[number].german
    if number is None or reading is None or statement.bound:
        return None
    if statement.shape or statement.approximate or not side.complete:
        return None
    noun = statement.noun.split(" ")[0].lower().strip(",.;")
    return _Amount(item, statement, number, reading, side.unit, noun)


def _say(
    ledger: Ledger,
    closing: _Amount,
    amounts: Sequence[_Amount],
    true: Fraction,
    sign: str,
    *,
    sure: bool,
) -> None:
    own = closing.reading
    halves = [tolerance(one.reading, approximate=False) for one in amounts]
    room = tolerance(own, approximate=False)
    likely = room + max(halves) * isqrt(len(halves))
    off = abs(true - own.value)
    terms = sign.join(notation.brief(one.reading.value, ledger.grouping) for one in amounts)
    span, numbers = closing.statement.span, closing.statement.numbers
    if off <= likely:
        for one in (closing, *(it for it in amounts if not it.statement.relations)):
            text = ledger.lecture.text(one.statement.span)
            what = f"so viel ist {terms}" if one is closing else "geht so in das Ergebnis ein"
            ledger.verified(one.statement.span, one.statement.numbers, Truth("", text, what))
        return
    typo = is_typo(true, own) or is_mixed_up(true, own)
    if off <= room + sum(halves) or not (sure or typo):
        return
    lecture = ledger.lecture
    side = closing.statement.sides[-1]
    scale = own.decimals - own.digits
    repairs = repair_result(closing.statement, side, lecture, "german", true) if not scale else ()
    shown = repairs[0].text if repairs else notation.brief(true, ledger.grouping)
    ledger.wrong(
        span,
        numbers,
        Truth("", shown, f"{terms}"),
        message="Die Liste ergibt etwas anderes",
        repairs=repairs,
    )
