"""Which share of a model a count is that stands right before: „221.440, das sind 46 % des Netzes“.

The count has to be confirmed; of what it is a share, the words behind it say: of the model's
parameters or its work. Where they say nothing, a share is only confirmed.
"""

from fractions import Fraction

from rechenprobe.check.numbers.rounding import result_of
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.prose.sayings import BACK, Figure, Passage, Saying
from rechenprobe.late import late

_NET = r"(?:netz\w*|modell\w*|model|network)"
_SOME = r"(?:(?:die|eine?|half|a)\s+)?(?:hälfte|drittel|viertel|fünftel|zehntel|half|third|quarter)"
_OF_NET = rf"(?:des|of the)\s+(?:(?:ganzen|gesamten|whole|entire)\s+)?{_NET}"
_NAMELY = rf"{_OF_NET},\s+(?:nämlich|namely)\s"
_GAP = late(
    r"[\s*$]*(?:(?:[\w-]*parametern?|gewichten?|macs|parameters|weights|trainierbar|aus|an)\s*)*"
    r"(?:[,(–]|(?:oder|or)(?=\s)"
    rf"|(?:und damit|,)\s+(?:(?:mehr|weniger) als|fast|knapp|gut|rund)\s+{_SOME}\s+{_NAMELY})\s*"
    r"(?:(?:und damit|damit|das sind|das ist|das entspricht|also|d\.\s?h\.|that is|which is)\s+)?"
    r"(?:(?:rund|etwa|knapp|gut|fast|nur|immerhin|über|about|only)\s+)*[*$]*"
)
_WHOLE = late(
    rf"[\s*$]*(?:von allem|of all|{_OF_NET}"
    r"|(?:aller|all|of all|der)\s+(?:modell|netz)?"
    r"(?P<noun>parameter|gewichte|macs|multiplikationen|weights|parameters)"
    rf"(?:\s+des\s+(?:ganzen\s+)?{_NET})?)(?!\s+(?:der|des|in|im|of|von|bei\w*)\b)(?!\w)"
)
_BEFORE = late(_NAMELY)
_STATED = late(
    r"[\s*$]*(?:des|der|aller|of the)\s+(?:gesamt\w*\s+|ganzen\s+)?[\w-]+\s+(?:von|of)\s+"
    r"(?:insgesamt\s+)?[*$]*"
)
"""„… 39,3 % des gesamten Aufwands von 2.306.342.912“: the whole stands behind it."""
_ALONE = late(r"[\s*$)]*(?:[.,;:!]|$)")
_WORK = late(r"\b(?:macs?|multiplikation\w*|\w*aufwand|operation\w*|rechenzeit|flops)\b")
_SMALLEST = 100
_LARGE = 1000


def confirm_portions_behind(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if "%" not in passage.lower:
            continue
        for saying in passage.sayings:
            for one in saying.figures:
                shared = one.result is not None and one.result.scale != 1
                if shared and saying.is_open(one) and (count := _count(saying, one)):
                    _judge(saying, one, count)


def _count(saying: Saying, one: Figure) -> Figure | None:
    """What the share is of which whole, if it stands right before and is confirmed."""
    here = [it for it in saying.figures if it.end <= one.start]
    if here:
        gap = saying.lower[here[-1].end : one.start] + saying.lower[one.start].strip("0123456789")
        last = here[-1] if _GAP.fullmatch(gap) else None
        last = last or _calculated(saying, one)
    elif (last := _calculated(saying, one)) is None:
        back = saying.earlier if BACK.fullmatch(saying.lower[: one.start]) else None
        last = back.figures[-1] if back and back.figures else None
    if last is None or not (last.counts or last.statement.relations) or last.value < _SMALLEST:
        return None
    known = all(map(saying.ledger.holds, last.statement.numbers))
    return last if known or _stated(saying, one) else None


def _calculated(saying: Saying, one: Figure) -> Figure | None:
    """The result of a calculation right before: „mit 64 · 16 + 16 = 1040 Parametern, das sind“."""
    before = [it for it in saying.statements if it.span.end <= one.statement.span.start][-1:]
    if not before or not before[0].relations or not before[0].sides[-1].complete:
        return None
    statement = before[0]
    result = result_of(statement.sides[-1].expr)
    reading = saying.ledger.lecture.numbers[result.number].german if result else None
    start, end = statement.span.start - saying.offset, statement.span.end - saying.offset
    gap = saying.lower[end : one.start] + saying.lower[one.start].strip("0123456789")
    if reading is None or result is None or result.scale != 1 or not _GAP.fullmatch(gap):
        return None
    figure = Figure(start, end, statement, result, reading)
    return figure if figure.value.denominator == 1 else None


def _stated(saying: Saying, one: Figure) -> Figure | None:
    """The whole that is said behind a share."""
    behind = [it for it in saying.figures if it.start >= one.end and it.counts][:1]
    said = behind and _STATED.fullmatch(saying.lower, one.end, behind[0].start)
    return (
        behind[0] if said and all(map(saying.ledger.holds, behind[0].statement.numbers)) else None
    )


def _of_stated(saying: Saying, one: Figure, count: Figure, whole: Figure) -> None:
    part = count.value / whole.value
    why = f"{saying.number(count.value)} von {saying.number(whole.value)}"
    if saying.agrees(one, part, rounded=True):
        saying.confirm(one, "", why)
        saying.confirm(count, "", "geht so in den Anteil daneben ein")
    elif 0 < part < 1 and not saying.supposes:
        saying.refute(one, "", why, part)


def _judge(saying: Saying, one: Figure, count: Figure) -> None:
    if (stated := _stated(saying, one)) is not None:
        _of_stated(saying, one, count, stated)
        return
    model, whole = saying.model, _WHOLE.match(saying.lower, one.end)
    told = whole or _BEFORE.search(saying.lower, count.end, one.start)
    if told is None and not _ALONE.match(saying.lower, one.end):
        return
    words = (saying.earlier.lower if saying.earlier else "") + saying.lower
    work = _WORK.search(whole["noun"] or "" if whole else "") or count.statement.sides[0].unit
    open_ = not work and _WORK.search(words) is not None
    for about in ("macs",) if work else ("params", "macs") if open_ else ("params",):
        total = model.macs if about == "macs" else model.params
        part = Fraction(int(count.value), total or 1)
        why = f"{saying.number(count.value)} von {saying.number(total)}"
        if not 0 < part < 1 or about in model.incomplete:
            continue
        if saying.agrees(one, part, rounded=True):
            saying.confirm(one, f"{model.name}.{about}.share", why)
            return
        slipped = one.reading and is_typo(part * 100, one.reading) and _of_model(saying, one, total)
        if (told or slipped) and not open_ and not saying.supposes:
            saying.refute(one, f"{model.name}.{about}.share", why, part)
            return


def _of_model(saying: Saying, one: Figure, total: int) -> bool:
    """Whether the text has just said how much the model has in all, and nothing else fits."""
    before = [it for it in saying.figures if it.end <= one.start]
    earlier = saying.earlier
    while earlier is not None:
        before += earlier.figures
        earlier = earlier.earlier
    others = [it.value for it in before if it.counts and it.value >= _SMALLEST]
    fits = any(
        small < large and saying.agrees(one, small / large, rounded=True)
        for small in others
        for large in others
    )
    return total >= _LARGE and total in others and not fits
