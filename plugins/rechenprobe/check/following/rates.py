"""What follows from so much of each: „313 Schritte pro Epoche, in acht Epochen also 2.504“."""

from collections.abc import Iterator
from math import ceil

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place, meant
from rechenprobe.check.following.terms import number
from rechenprobe.check.following.words import ADDED, DEVICES, EACH_BEFORE, LIMITS, MORE_TO_IT
from rechenprobe.check.words.nouns import alike, kin
from rechenprobe.late import late

_BEGINS = late(r"\W*(?:das|dies|that|this)\b")
_LIMIT = late(rf"\b(?:{LIMITS}|gedeckelt|up to|capped|maximum)\b")
"""„… je Fehler, höchstens aber 10“."""
_OFTEN = late(r"\b(?:alle|every)\s\Z")
_REACH = 8


def _per(rate: Amount) -> str:
    return rate.per or rate.each


def _matches(per: str, one: Amount, each: str = "") -> bool:
    """Whether an amount counts what a rate is said of, itself of each or of all."""
    of = one.per or (one.each if each else "")
    if each != of and not (each and kin(each, of)):
        return False
    if per.startswith("#"):
        return one.kind == per[1:]
    return not one.kind and not one.named and kin(per, one.noun)


def rates(place: Place) -> Iterator[Candidate]:
    """A rate times what it is said of; an amount divided by a rate."""
    own, past = place.open, place.past[-_REACH:]
    known = [one for one in reversed(past) if _per(one)]
    here = (*place.here, place.next) if place.next else place.here
    if not here and _BEGINS.match(place.before):
        here = place.last  # „… 45 Minuten … mit 16 kHz … Das ergibt 43,2 Millionen“
    here = tuple(it for it in here if not ADDED.search(place.source, place.start, it.start))
    each = own.per or own.each
    times: list[tuple[Amount, Amount]] = []
    parts: list[tuple[Amount, Amount]] = []
    for rate in known:
        beside = rate in place.here[-1:] and place.follows(place.gap)
        if rate.kind == own.kind and (alike(rate.noun, own.noun) or beside):
            times += [
                (rate, one) for one in here if one is not rate and _matches(_per(rate), one, each)
            ]
        if not each and _counts_rates(own, rate):
            some = place.last if place.here == (rate,) else place.here
            parts += [(rate, one) for one in some if one is not rate and _is_divided(one, rate)]
    if not times and not parts and not own.per:
        of_here = [one for one in place.here if _per(one) and one.kind == own.kind]
        said = [one for one in past if one not in place.here]
        for rate in of_here[-1:]:  # „… hat 196.608 Werte. Mit einem Byte pro Wert sind das 192 KiB“
            if alike(rate.noun, own.noun):
                times = [(rate, one) for one in said if _matches(_per(rate), one, each)]
        for rate in of_here:
            for one in past:
                if one.per and kin(_per(rate), one.noun):
                    yield meant(place.term(one) * place.term(rate), LOOSE)
    sure = _sure(place, times)
    for rate, one in times:
        yield meant(place.term(one) * place.term(rate), sure, "rate")
    sure = FIXED if len(parts) == 1 and place.follows(place.between(parts[0][1])) else SAID
    sure = SAID if parts and _has_more(place, *parts[0]) else sure
    for rate, one in parts:
        ratio = place.term(one) / place.term(rate)
        yield meant(ratio if own.kind else ratio.rounded(ceil(ratio.value)), sure, "rate")


def _counts_rates(own: Amount, rate: Amount) -> bool:
    """Whether a number is how many of those there are that a rate is said of."""
    per = _per(rate)
    return own.kind == per[1:] if per.startswith("#") else not own.kind and kin(per, own.noun)


def _is_divided(one: Amount, rate: Amount) -> bool:
    same = one.kind == rate.kind and not one.per and one.value >= rate.value
    return same and (bool(one.kind) or kin(one.noun, rate.noun))


def _sure(place: Place, times: list[tuple[Amount, Amount]]) -> int:
    """Whether a product is the only one, and nothing limits it."""
    own = place.open
    products = {rate.value * one.value for rate, one in times}
    if len(products) != 1 or not (own.kind or kin(own.noun, times[0][0].noun)):
        return SAID
    if _has_more(place, *times[0]):
        return SAID
    first, last = sorted(times[0], key=lambda one: one.start)
    if EACH_BEFORE.search(place.source, max(0, times[0][0].start - 12), times[0][0].start) and (
        times[0][0].per.startswith("#")
    ):
        return SAID  # „acht GPUs zu je 2 Euro pro Stunde“
    often = _OFTEN.search(place.source[: times[0][1].start][-8:])
    limited = _LIMIT.search(place.source[first.start : own.start])
    return FIXED if place.follows(place.between(last)) and not often and not limited else SAID


def _has_more(place: Place, *used: Amount) -> bool:
    """„8 GPUs für 72 Stunden zu 2,50 € die Stunde“, „zweimal“, „der Encoder braucht 5 ms, …“."""
    some = [it for it in (*place.last, *place.here) if used and it not in used]
    here = [it for it in some if it in place.here]
    machines = any(DEVICES.match(it.noun) and it.value > 1 for it in here)
    added = any(it.kind == place.open.kind != "" and not it.per for it in some)
    early = any(it.start < place.start for it in used)
    start = place.last_start if early else place.start
    more = MORE_TO_IT.search(place.source, start, place.open.start)
    return machines or added or more is not None


def new_rates(place: Place) -> Iterator[Candidate]:
    """„128 Bilder in 0,4 Sekunden, das entspricht 320 Bildern pro Sekunde“."""
    own, near = place.open, place.past[-_REACH:]
    if not own.per:
        return
    for one in near:
        if one.kind != own.kind or one.per or not (own.kind or alike(one.noun, own.noun)):
            continue
        for of in near:
            if of is not one and _matches(own.per, of):
                close = one in near[-4:] and of in near[-4:]
                trust = SAID if own.kind or close else LOOSE
                yield meant(place.term(one) / place.term(of), trust)
    for rate in near:
        inverse = rate.kind and own.per == f"#{rate.kind}" and kin(rate.per, own.noun)
        turned = own.kind and rate.per == f"#{own.kind}" and kin(own.per, rate.noun)
        if inverse or turned:
            yield meant(number(1) / place.term(rate), SAID)
        for other in near:  # work per image, work per second
            same = other.kind == rate.kind != "" and rate.per == own.per
            if same and kin(other.per, own.noun):
                yield meant(place.term(rate) / place.term(other), FIXED)
