"""Ratios that words say: „damit viermal so groß“, „fast fünfmal so viele wie `fc2`“.

No number stands there, so nothing is confirmed; wrong is a ratio whose two amounts the words fix.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.words.kinds import mentions
from rechenprobe.check.words.nouns import alike
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late
from rechenprobe.lecture import Span

_SAYS = late(
    r"\b(?P<word>[a-zäöüß]+mal|doppelt|halb) so (?:viele?n?|groß|lang|schnell|teuer|hoch|schwer)\b"
)
_AS_BEFORE = late(r"\W*(?:[a-zäöüß-]+\s+)?(?:wie|als) (?:vorher|zuvor|davor)\b")
_AS = late(r"\W*(?:[a-zäöüß-]+\s+)?(?:wie|als)\b")
_NOT = late(
    r"\b(?:nicht|kein\w*|wäre\w*|würde\w*|hätte\w*|wenn|falls|könnte\w*|mindestens|höchstens"
    r"|mehr als|weniger als|über|bis zu|pro|je|jede\w*)\b"
)
_WORK = late(r"\b(?:rechn\w*|macs?|multiplikation\w*|aufwand|aufwändig|operation\w*|flops?)\b")
_PARAMETERS = late(r"\b(?:parameter\w*|gewicht\w*)\b")
_BACK = late(r"\W*(?:das|die|der|dies\w*|damit|es|er|sie)\b")
_LOOSE = Fraction(1, 4)
"""Of the ratio: how far the words may be from it."""


class Said(Struct, frozen=True, gc=False):
    """One sentence."""

    text: str
    """In small letters."""
    original: str
    start: int
    here: Sequence[Amount]
    last: Sequence[Amount]
    past: Sequence[Amount]


def says_ratio(text: str) -> bool:
    """Whether a text may say one."""
    return " so " in text and ("mal so " in text or "doppelt so " in text or "halb so " in text)


def check_ratios(ledger: Ledger, said: Said, model: Model | None) -> None:
    """Find the ratios of a sentence that are others."""
    if "so" not in said.text or _NOT.search(said.text):
        return
    for match in _SAYS.finditer(said.text):
        claimed = _factor(match["word"])
        true = None if claimed is None else _true(said, match.start(), match.end(), model)
        if claimed is None or true is None:
            continue
        ratio, shown = true
        one, two = sorted((claimed, ratio))
        if one <= 0 or two / one <= 1 + _LOOSE:
            continue
        place = Span(said.start + match.start("word"), said.start + match.end("word"))
        value = ratio if ratio >= 1 else 1 / ratio
        text = notation.brief(Fraction(round(value * 10), 10), ledger.grouping)
        times = f"das {text}-Fache" if ratio >= 1 else f"ein {text}-tel"
        ledger.wrong(place, (), Truth("", times, f"so viel ist {shown}"))


def _factor(word: str) -> Fraction | None:
    if word in ("doppelt", "halb"):
        return Fraction(2) if word == "doppelt" else Fraction(1, 2)
    return COUNTS.get(word.removesuffix("mal"))


def _true(said: Said, start: int, end: int, model: Model | None) -> tuple[Fraction, str] | None:
    """The ratio that the words mean, if they fix its amounts."""
    if _AS_BEFORE.match(said.text, end):
        here = [one for one in said.here if one.start < said.start + start]
        if not here:
            return None
        before = [
            one
            for one in said.past
            if one.start < said.start
            and one.kind == here[-1].kind
            and one.noun
            and one.noun == here[-1].noun
        ]
        return _ratio(here[-1], before[-1]) if before else None
    if _AS.match(said.text, end):
        return None if model is None else _of_layers(said, start, end, model)
    two = [one for one in said.last if one.value > 0 and not one.named]
    if said.here or len(two) != 2 or len(said.last) != 2 or not _BACK.match(said.text):
        return None
    one, other = two
    if one.kind != other.kind or one.kind == "%" or not alike(one.noun, other.noun):
        return None
    if max(one.value, other.value) == one.value or "klein" not in said.text:
        one, other = sorted(two, key=lambda it: it.value, reverse=True)
    small = said.text[start:end].startswith("halb")
    return _ratio(other, one) if small else _ratio(one, other)


def _ratio(one: Amount, two: Amount) -> tuple[Fraction, str] | None:
    if not two.value:
        return None
    names = (notation.brief(it.value / it.factor) for it in (one, two))
    return one.value / two.value, " : ".join(names)


def _of_layers(said: Said, start: int, end: int, model: Model) -> tuple[Fraction, str] | None:
    """That of the layers right before and behind the words."""
    named = mentions(said.original, model)
    before = [one for one in named if one.end <= start]
    after = [one for one in named if one.start >= end]
    if len(before) != 1 or not after or len(before[0].layers) != 1 or len(after[0].layers) != 1:
        return None
    work, weights = _WORK.search(said.text), _PARAMETERS.search(said.text)
    if bool(work) == bool(weights):
        return None
    one, two = before[0].layers[0], after[0].layers[0]
    if work:
        return _of_counts(one, two, one.macs, two.macs)
    return _of_counts(one, two, one.params, two.params)


def _of_counts(one: Layer, two: Layer, many: int, few: int) -> tuple[Fraction, str] | None:
    if not many or not few:
        return None
    shown = f"{notation.brief(many)} ({one.name}) : {notation.brief(few)} ({two.name})"
    return Fraction(many, few), shown
