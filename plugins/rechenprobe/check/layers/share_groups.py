"""Which layers a number is about: those that its clause names before it, or else behind it."""

import re

from msgspec import Struct

from rechenprobe.check.layers.subjects import COORDINATED
from rechenprobe.check.words.kinds import Mention
from rechenprobe.facts import Layer
from rechenprobe.late import late

Span = tuple[int, int]

_THAT_IS = late(
    r"\A\W*(?:das|dies|that|this)\s+(?:sind|ist|entspricht|macht|is|are)\b", re.IGNORECASE
)
WITHOUT = late(r"\b(?:ohne|without)\s+(?:(?:die|den|das|der|the)\s+)?[`*]*$", re.IGNORECASE)
LEFT = late(
    r"\b(?:bleib\w*|blieb\w*|hätte\w*|hat|haben|übrig|remain\w*|left|would)\b", re.IGNORECASE
)
_ON = late(r"\b(?:auf|in|zu|bei|on|to|by)\s+(?:\w+\s)?[`*]*$", re.IGNORECASE)
_FOR = late(r"\b(?:für|for|with)\s+(?:(?:die|den|das|der|the)\s)?[`*]*$", re.IGNORECASE)
_SAYS_AGAIN = late(
    r"\s*(?:,\s*(?:also|das sind|das entspricht|mithin|d\.\s?h\.|i\.\s?e\.|that is)|[(–])\s*"
    r"(?:(?:also|nur|rund|etwa|knapp|gut|fast|über|ca\.|about|nearly)\s+)*\$?",
    re.IGNORECASE,
)
"""„entfallen 59.134 auf die Dense-Schichten, also rund 95,8 %“."""
_HAS = late(
    r"\b(?:haben|hat|enthalten|enthält|mach(?:t|en)|stell(?:t|en)|tr[aä]g(?:t|en)|halten|hält|sind|ist"
    r"|brauch(?:t|en)|benötig(?:t|en)|umfass(?:t|en)|besitz(?:t|en)|account|have|has|holds?|contains?|makes?"
    r"|needs?|uses?)\b",
    re.IGNORECASE,
)
_FALLS_ON = late(
    r"\b(?:entf[aä]ll\w*|entfielen|steck\w*|sitz(?:t|en)|lieg(?:t|en)|gehör(?:t|en)|befinde\w*|are|is|lies?|sits?)\b",
    re.IGNORECASE,
)
_NEXT = late(
    r"\s+(?:(?:nur|rund|etwa|knapp|gut|fast|über|die restlichen|der rest|only|about|the rest)\s+)*",
    re.IGNORECASE,
)
"""„…, die Dense-Schichten nur 0,8 %“: the verb stood before."""
_OTHERWISE = late(
    r"[`*]*\s+(?:ist es|verhält es sich|sieht es|ist das|steht es|it is|it's|things are)\s"
    r"(?:\w+\s){0,2}?(?:umgekehrt|anders(?:\saus|herum)?|ähnlich(?:\saus)?|gegenteil|the opposite"
    r"|the reverse|the other way (?:round|around)|reversed|similar|different)\s*[:;,(–—-]",
    re.IGNORECASE,
)
"""„Bei C3 ist es umgekehrt: 3,9 % der Parameter, 57,6 % der MACs“."""
_ANOTHER_CLAUSE = late(r",|\b(?:und|and|sowie)\b", re.IGNORECASE)


class Group(Struct, frozen=True):
    """The layers that a number is about."""

    layers: tuple[Layer, ...] = ()
    said: bool = False
    """Whether the sentence itself names them, or the one right before nothing else."""
    at: Span | None = None
    """Where the sentence does."""


def group_of(text: str, number: Span, named: list[Mention], until: int, earlier: Group) -> Group:
    """The layers that a number is about, and whether the sentence itself names them.

    `earlier` is what the sentence before was about.
    """
    before = _before(text, number[0], named)
    if before is not None and before[1]:
        return _together(text, named, before[0])
    for position, one in enumerate(named):
        if not number[1] <= one.start < until or not _ON.search(text[: one.start]):
            continue
        *_, gap = _ANOTHER_CLAUSE.split(text[number[1] : one.start])
        if gap == text[number[1] : one.start] or _FALLS_ON.search(gap):
            return _together(text, named, position)
        break
    if before is not None:
        return _together(text, named, before[0]) if before[2] else Group()
    return earlier if _THAT_IS.match(text) else Group()


def _before(text: str, at: int, named: list[Mention]) -> tuple[int, bool, bool] | None:
    """The last mention before a number; whether the number's clause is about it; or may be."""
    position = max((n for n, one in enumerate(named) if one.end <= at), default=-1)
    if position < 0:
        return None
    start = _first(text, named, position).start
    head, between = text[:start], text[named[position].end : at]
    if WITHOUT.search(head):
        return position, False, LEFT.search(between) is not None
    on = _ON.search(head) is not None
    if _OTHERWISE.match(between) and (on or _FOR.search(head)):
        return position, True, True
    verb = (_FALLS_ON if on else _HAS).search(between)
    short = _NEXT.fullmatch(between) and (not on or _FALLS_ON.search(head))
    again = _SAYS_AGAIN.fullmatch(between) if on else None
    close = bool(verb or short) and not _ANOTHER_CLAUSE.search(between)
    return position, on and close, bool(verb or short or again)


def _first(text: str, named: list[Mention], position: int) -> Mention:
    """The first of the mentions that this one is coordinated with."""
    while position and COORDINATED.fullmatch(text[named[position - 1].end : named[position].start]):
        position -= 1
    return named[position]


def _together(text: str, named: list[Mention], position: int) -> Group:
    """A mention and those that it is coordinated with: „die erste und die letzte …“."""
    first = named.index(_first(text, named, position))
    last = position
    while last + 1 < len(named) and COORDINATED.fullmatch(
        text[named[last].end : named[last + 1].start]
    ):
        last += 1
    layers = {layer.name: layer for one in named[first : last + 1] for layer in one.layers}
    return Group(tuple(layers.values()), said=True, at=(named[first].start, named[last].end))
