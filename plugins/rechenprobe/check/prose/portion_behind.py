"""Which share of a model a count is that stands right before: „221.440, das sind 46 % des Netzes“.

The count has to be confirmed; of what it is a share, the words behind it say: of the model's
parameters or its work. Where they say nothing, a share is only confirmed.
"""

from fractions import Fraction

from rechenprobe.check.prose.sayings import BACK, Figure, Passage, Saying
from rechenprobe.late import late

_GAP = late(
    r"[\s*$]*(?:(?:[\w-]*parametern?|gewichten?|macs|parameters|weights|trainierbar)\s*)*[,(–]\s*"
    r"(?:(?:und damit|damit|das sind|das ist|das entspricht|also|d\.\s?h\.|that is|which is)\s+)?"
    r"(?:(?:rund|etwa|knapp|gut|fast|nur|immerhin|über|about|only)\s+)*[*$]*"
)
_NET = r"(?:netz\w*|modell\w*|model|network)"
_WHOLE = late(
    rf"[\s*$]*(?:von allem|of all|(?:des|of the)\s+(?:(?:ganzen|gesamten|whole|entire)\s+)?{_NET}"
    r"|(?:aller|all|of all|der)\s+(?:modell|netz)?"
    r"(?P<noun>parameter|gewichte|macs|multiplikationen|weights|parameters)"
    rf"(?:\s+des\s+(?:ganzen\s+)?{_NET})?)(?!\s+(?:der|des|in|im|of|von|bei\w*)\b)(?!\w)"
)
_ALONE = late(r"[\s*$)]*(?:[.,;:!]|$)")
_WORK = late(r"\b(?:macs?|multiplikation\w*|\w*aufwand|operation\w*|rechenzeit|flops)\b")
_SMALLEST = 100


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
    else:
        back = saying.earlier if BACK.fullmatch(saying.lower[: one.start]) else None
        last = back.figures[-1] if back and back.figures else None
    if last is None or not last.counts or last.value < _SMALLEST:
        return None
    return last if all(map(saying.ledger.holds, last.statement.numbers)) else None


def _judge(saying: Saying, one: Figure, count: Figure) -> None:
    model, whole = saying.model, _WHOLE.match(saying.lower, one.end)
    if whole is None and not _ALONE.match(saying.lower, one.end):
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
        if whole and not open_ and not saying.supposes:
            saying.refute(one, f"{model.name}.{about}.share", why, part)
            return
