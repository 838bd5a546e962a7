"""How many times as much, in words: „301.989.888 MACs, doppelt so viele wie `enc1_conv2`“.

Refuted is what is said of a count right before it and a layer right behind it, and of two counts
behind a colon, „zwölfmal so viel: 5.249.664 MACs gegenüber 436.224“, where it is far from that.
"""

import re
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.check.words.number_words import factors_said
from rechenprobe.check.words.vocabulary import counted
from rechenprobe.late import late
from rechenprobe.lecture import Span

_SAYS = late(r"\b(?P<word>[a-zäöüß]+mal|doppelt|halb) so (?:viele?n?|groß|hoch)\b")
_RIGHT_BEFORE = late(
    r"[\s*$]*(?:\w+)?,\s*(?:(?:also|mithin|damit|fast|gut|knapp|rund|etwa|ungefähr)\s+)*"
)
_AS = late(r"\s+(?:[a-zäöüß-]+\s+)?(?:wie|als)\s+(?:(?:in|bei|die|der|das|de[mn])\s+)*[`*]*")
_COLON = late(r"(?:\s+\w+)?\s*:\s*[*$]*(?:(?:rund|etwa)\s+)?")
_AGAINST = late(r"[\s*$]*(?:\w+\s+)?(?:gegenüber|statt|gegen)\s+(?:(?:rund|etwa)\s+)?[*$]*")
_EACH = late(r"\b(?:pro|je|jeweils|per|(?:in|an|für)\s+jede[rsmn]?)\b")
_MORE = late(r"[`*]*\s*(?:[,+]|\b(?:und|sowie|plus|oder|bis|and|or)\b)|[^.;!?]*\bzusammen\b")
"""Behind the layer: not it alone is meant."""
_LOOSE = Fraction(1, 4)
"""Of the ratio: how far the words may be from it."""


def check_multiples(ledger: Ledger, model_at: ModelAt) -> None:
    """All texts: the words are no numbers, and those beside them may be confirmed."""
    for one in ledger.page.placed if " so " in ledger.page.lower else ():
        text = one.item.kind in ("paragraph", "item") and _SAYS.search(one.item.text)
        if text and (model := model_at(one.item.span.start)) is not None:
            for saying in Passage(ledger, one.item, model, one.over).sayings:
                for match in _SAYS.finditer(saying.lower):
                    _judge(saying, match)


def _judge(saying: Saying, match: "re.Match[str]") -> None:
    claimed = next((value for *_, value in factors_said(match["word"])), None)
    pair = _beside_layer(saying, match) or _of_two(saying, match.end())
    if claimed is None or pair is None or saying.supposes:
        return
    one, two = pair
    ratio = one / two
    low, high = sorted((claimed, ratio))
    if high <= low * (1 + _LOOSE):
        return
    start = saying.offset + match.start("word")
    shown = f"{saying.number(one)} : {saying.number(two)}"
    times = notation.brief(notation.round_half_away(ratio, 1), saying.ledger.grouping)
    if times == "0":
        return
    truth = Truth("", f"das {times}-Fache", f"so viel ist {shown}")
    saying.ledger.wrong(Span(start, start + len(match["word"])), (), truth)


def _beside_layer(saying: Saying, match: "re.Match[str]") -> tuple[Fraction, Fraction] | None:
    before = [one for one in saying.figures if one.end <= match.start()][-1:]
    behind = [one for one in saying.spoken if one.start >= match.end()][:1]
    if not before or not behind or len(behind[0].layers) != 1 or not before[0].counts:
        return None
    if not _RIGHT_BEFORE.fullmatch(saying.lower, before[0].end, match.start()):
        return None
    if not _AS.fullmatch(saying.lower, match.end(), behind[0].start):
        return None
    if _EACH.search(saying.lower) or _MORE.match(saying.lower, behind[0].end):
        return None
    layer, names = behind[0].layers[0], _counted(before[0])
    few = layer.macs if "macs" in names else layer.params if "params" in names else 0
    return (before[0].value, Fraction(few)) if few else None


def _of_two(saying: Saying, end: int) -> tuple[Fraction, Fraction] | None:
    pair = [one for one in saying.figures if one.start >= end][:2]
    if len(pair) < 2 or not _COLON.fullmatch(saying.lower, end, pair[0].start):
        return None
    one, two = pair
    if not one.counts or not two.counts or one.value <= two.value or not two.value:
        return None
    alike = not _counted(two) or _counted(one) == _counted(two)
    against = alike and _AGAINST.fullmatch(saying.lower, one.end, two.start)
    return (one.value, two.value) if against else None


def _counted(one: Figure) -> tuple[str, ...]:
    return counted(one.statement.noun) or counted(one.statement.sides[0].unit)
