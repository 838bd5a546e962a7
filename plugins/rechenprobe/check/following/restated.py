"""The same once more: „250.232 Byte, also rund 250 KB oder 244,4 KiB“."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate
from math import ceil

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, SAID, Candidate, Place
from rechenprobe.check.following.words import ABOUT
from rechenprobe.check.words.nouns import alike, kin, stem
from rechenprobe.late import late

RESTATED = late(
    r"\A\W*(?:\([^()]*\)\W*)?(?P<cue>oder|also|das sind|sind das|das entspricht|entspricht"
    r"|beziehungsweise|bzw\.?|d\. ?h\.|das heißt|or|i\.e\.|that is|which is)"
    r"\W+(?P<about>(?:rund|etwa|ca\.?|gut|knapp|ungefähr|about|roughly|exactly|genau|fast|nur|only)\W+)*\Z"
)
_LEAST = 100
_CHOSEN = 10_000
_ONE = frozenset(
    map(stem, "Beispiel Bild Eingabe Sequenz example sample image input sequence".split())
)
_SEVERAL = late(r"\b(?:\w*batch\w*|bilder\w*|beispiele\w*|images|examples|samples|sequen\w*n)\b")
"""„… = 134.217.728 Byte für den Batch, also 4 MiB pro Beispiel“."""


def conversions(place: Place) -> Iterator[Candidate]:
    """„250.232 Byte, also rund 250 KB oder 244,4 KiB“."""
    own = place.open
    if own.kind == "" and place.here:
        yield from _again(place, place.here[-1])
    if own.kind in ("", "%"):
        return
    same = [
        one
        for one in place.here
        if one.kind == own.kind and (one.per == own.per or _is_of_one(place, one))
    ]
    joined = [one for one in same if not one.calculated and len(one.numbers) > 1]
    near = [one for one in same if one.factor != own.factor or one in joined]
    for one in reversed(near):
        gap = place.between(one)
        restated = RESTATED.match(gap)
        fixed = (
            restated is not None
            and not _several(place, one)
            and one is place.here[-1]
            and (
                restated["cue"] not in ("oder", "or")
                or restated["about"]
                or own.decimals
                or _is_counted(one)
            )
        )
        if fixed or place.follows(gap) or " oder " in gap or " or " in gap or _ABOUT.match(gap):
            yield Candidate(
                one.value, place.show(one), (one,), FIXED if fixed else SAID, one.half, "unit"
            )


def _is_counted(one: Amount) -> bool:
    """„131.072 Byte“: so many nobody chooses, what „oder“ follows is the same."""
    count = one.value / one.factor
    return count.denominator == 1 and count >= _CHOSEN and count % _LEAST != 0


def _is_of_one(place: Place, one: Amount) -> bool:
    """„… · 8 · 4 Byte = 134.217.728 Byte, also 128 MiB pro Beispiel“: there are no more."""
    own = place.open
    if one is not place.here[-1] or one.per or not one.calculated or own.per not in _ONE:
        return False
    counted = any(kin(it.noun, own.per) for it in place.past)
    return not (counted or _SEVERAL.search(place.source, place.last_start, place.end))


def _several(place: Place, one: Amount) -> bool:
    """„60 Kombinationen zu 20 Minuten“."""
    before = [it for it in place.here if it.end <= one.start and not it.kind]
    return bool(before) and _AT.search(place.source[before[-1].end : one.start]) is not None


_AT = late(r"\b(?:zu|à|je|jeweils|mal|of|at|with)(?:\s+(?:je|rund|etwa|about))?\s+\Z")


def _again(place: Place, last: Amount) -> Iterator[Candidate]:
    """„5.160.960, rund 5,2 Millionen“, „468,75, also 469 Schritte“."""
    own = place.open
    if last.value.denominator != 1 and _UP.match(place.gap):
        yield Candidate(
            Fraction(ceil(last.value)), f"{place.show(last)}, aufgerundet", (last,), SAID
        )
    said = _ABOUT.match(place.gap)
    if not said or last.kind or not alike(last.noun, own.noun) or _ON.match(place.after):
        return
    if _is_sum(place, own, last):
        return  # „1,048,576 weights; the MLP adds 2,097,152, i.e. about 3.1 million“
    if last.value and Fraction(1, 20) < own.value / last.value < 20 and own.value >= _LEAST:
        yield Candidate(last.value, place.show(last), (last,), FIXED, last.half, "again")


def _is_sum(place: Place, own: Amount, last: Amount) -> bool:
    """Whether it is what the numbers before it come to, from the last one backwards."""
    sums = accumulate(it.value for it in reversed((*place.last, *place.here)) if not it.kind)
    return any(abs(it - own.value) <= own.half for it in sums if it != last.value)


_ABOUT = late(
    r"\A[\w-]{0,24}\W{1,3}(?:also |das sind |oder |d\. ?h\. )?"
    rf"{ABOUT} \Z"
)
_UP = late(r"\A\W*(?:also|d\. ?h\.|das sind|that is)\W*\Z")
_ON = late(
    r"\W*(?:mehr|weniger|mal|fach|more|less|times|%)"
    r"|\s+(?:[^\W\d]+\s+)?(?:je|pro|per|insgesamt|zusammen|together|in total|altogether)\b"
)
