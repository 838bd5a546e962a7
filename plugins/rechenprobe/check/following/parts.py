"""What is left, what differs: „für den Test bleiben 240“, „der Unterschied beträgt 64“."""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import sub

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place, meant
from rechenprobe.check.following.words import DIFFERENCE, OF_THEM, REMAINS
from rechenprobe.check.words.nouns import alike, kin
from rechenprobe.late import late

_PARTS = late(rf"\b{OF_THEM}\b")
_RIGHT = late(r"\b(?:richtig\w*|korrekt\w*|correct\w*|right)\b")
_WRONG = late(
    r"\b(?:falsch\w*|fehlerhaft\w*|fehlklass\w*|misclass\w*|wrong\w*|incorrect\w*|errors?|fehler\w*)\b"
)
_SOME_OF = late(r"\W*(?:der|dieser|davon|of (?:the|these|them))\b")
"""„7 der Fehler“ are not all of them."""
_OF_THE_REST = late(r"\b(?:von|of) (?:den|der|the) (?:übrigen|restlichen|remaining|rest)\b")
_NEXT = late(r"\b(?:bleib\w*|verbleib\w*|fehlen|leaves?|leaving)\W+(?:\w+\W+){0,3}\d")
"""„nach 50 Minuten bleiben 20“: what is left is said of the number behind."""
_DIVIDED = late(
    rf"\b(?:{OF_THEM}|dienen|training\w*|validier\w*|test\w*|rest\w*|übrig\w*|bleib\w*|verbleib\w*"
    r"|aufgeteilt|aufteil\w*|teilen|entfernt\w*|remain\w*|split)\b"
)
_SPREAD_OUT = late(r"\(|\b(?:verteil\w*|aufgeteilt|entfällt|divided|split|spread)\b")
_OF_WHICH = late(r"\d\W+(?:\w+\W+)?(?:davon|of (?:these|them|which))\b")
_NEAR = 8
"""Words of a sentence up to what is left of the one before."""
_DIGIT = late(r"\d")
_CLAUSE = late(r"[,;](?!\d)")
_SMALLEST = 100
"""Smaller numbers come about from others by chance."""


def remains(place: Place) -> Iterator[Candidate]:
    """What is left of a whole, of what is right, or between two."""
    own = place.open
    if own.per:
        return
    near = [
        one
        for one in (*place.last, *place.here)
        if one.kind == own.kind
        and not (one.per or one.dims)
        and (own.kind or one.value.denominator == 1)
    ]
    if REMAINS.search(place.words) and own.kind != "%":
        yield from _left(place, near)
    if _WRONG.search(place.words) and not own.kind and not _SOME_OF.match(place.after):
        for part in near:
            if not _RIGHT.search(place.source[max(0, part.start - 40) : part.end + 60]):
                continue
            for whole in near:
                if whole.value > part.value and whole.noun and alike(whole.noun, own.noun):
                    trust = FIXED if len(near) == 2 else SAID
                    yield meant(place.term(whole) - place.term(part), trust)
    told = DIFFERENCE.search(place.words)
    if not told and not place.follows(place.gap):
        return
    last = [one for one in place.same(4) if told or one in place.last or one in place.here]
    for one, two in combinations(last, 2):
        high, low = sorted((one, two), key=lambda it: it.value, reverse=True)
        if high.value != low.value:
            trust = SAID if told and one is last[0] else LOOSE
            yield meant(place.term(high) - place.term(low), trust, "minus")


def completes(place: Place) -> Iterator[Candidate]:
    """„Von 512 Kanälen sind 384 übrig. Die 128 entfernten …“: with another part it is the whole."""
    own = place.open
    if own.per or own.kind == "%" or own.value < _SMALLEST or own.half:
        return
    first = min((one.start for one in place.last), default=place.start)
    if not _DIVIDED.search(place.source[min(first, place.start) : own.end + 40]):
        return
    near = [
        one
        for one in (*place.last, *place.here)
        if one.kind == own.kind and not one.per and one.value >= _SMALLEST and not one.half
    ]
    for some in combinations(near, 2):
        part, whole = sorted(some, key=lambda one: one.value)
        if part.value < whole.value:
            trust = SAID if list(some) == near[-2:] else LOOSE
            yield meant(place.term(whole) - place.term(part), trust)


def _left(place: Place, near: list[Amount]) -> Iterator[Candidate]:
    own = place.open
    shares = any(one.kind == "%" for one in (*place.last, *place.here))
    for index, whole in enumerate(near):
        if not (alike(whole.noun, own.noun) and (whole.noun or whole.kind)):
            continue
        parts = [
            one
            for one in near[index + 1 :]
            if one.value < whole.value and (not one.noun or kin(one.noun, whole.noun))
        ]
        if not parts:
            continue
        left = reduce(sub, map(place.term, (whole, *parts)))
        complete = index == 0 and len(parts) == len(near) - 1 and (not shares or len(parts) > 1)
        often = len(_PARTS.findall(place.source[whole.end : own.start]))
        # „darunter 480 … davon 300 …, die übrigen 180“
        if left.value > 0:
            fixed = complete and often < 2 and _says_left(place, whole)
            yield meant(left, FIXED if fixed else SAID, "rest", half=Fraction(0))
        if len(parts) > 1:
            last = place.term(whole) - place.term(parts[-1])
            yield meant(last, SAID, half=Fraction(0))


def _says_left(place: Place, whole: Amount) -> bool:
    """Whether what is left is said of this number, and of nothing that is there several times."""
    own = place.open
    clause = _CLAUSE.split(place.gap)[-1]
    behind = REMAINS.search(place.after)
    if not behind and not REMAINS.search(clause):
        return False
    if _OF_THE_REST.search(clause) or _SPREAD_OUT.search(clause) or _NEXT.search(place.after):
        return False
    if behind and _DIGIT.search(place.after[: behind.start()]):
        return False
    overlap = _OF_WHICH.search(place.source[whole.end : own.start])
    if overlap and len(between := [it for it in place.past if it.start > whole.start]) > 1:
        return bool(between[0].start > whole.end + overlap.start())
    if not (place.here or place.goes_on) and len(place.before.split()) > _NEAR:
        return False  # „Im Keller ist es feucht, dort bleiben nur 100“
    if whole in place.last and place.here and place.last[-1] is not whole:
        return False  # parts in both sentences
    if not own.kind and own.value.denominator != whole.value.denominator:
        return False  # „mit 0,2 sind es …“
    between = [one for one in (*place.last, *place.here) if one.start > whole.start]
    return not any(one.kind not in (own.kind, "%") for one in between)
