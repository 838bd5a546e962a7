"""What follows from so much of each: „313 Schritte pro Epoche, in acht Epochen also 2.504“."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place
from rechenprobe.check.numbers.footprint import amounts_said
from rechenprobe.check.words.nouns import alike, kin
from rechenprobe.late import late

_BATCH = late(r"\b(?:mini-?)?batch\w*(?:[- ](?:größe|size))?\s*(?:von|of|aus|mit|=|:|with)?\W*\Z")
_FITS = late(r"\W*\w*\W+(?:passen|fit) in(?:to)? (?:einen|a|one) (?:mini-?)?batch\b")
_DROPPED = late(
    r"\b(?:volle[nrms]?|vollständige[nrms]?|ganze[nrms]?|verwerf\w*|verworfen\w*|weg|weggelassen\w*"
    r"|weglass\w*|entfällt|full|complete|dropp?\w*)\b"
)
_LAST = late(r"\b(?:letzte\w*|last|final)\b")
_BEGINS = late(r"\W*(?:das|dies|that|this)\b")
_ALONE = late(r"\W*(?:[.,;:)]|und\b|and\b|\Z)")
_CONCLUDED = late(r"\b(?:also|bleiben|das sind|sind das|damit|leaves|so)\W+\Z")
_LIMIT = late(
    r"\b(?:höchstens|maximal|mindestens|minimal|gedeckelt|at most|at least|up to|capped|maximum)\b"
)
"""„… je Fehler, höchstens aber 10“."""
_OFTEN = late(r"\b(?:alle|every)\s\Z")
_REACH = 8
_LEAST = 100


def _after(place: Place, one: Amount) -> bool:
    return place.follows(place.between(one))


def _matches(per: str, one: Amount, each: str = "") -> bool:
    """Whether an amount counts what a rate is said of, itself of each or of all."""
    of = one.per or (one.each if each else "")
    if each != of and not (each and kin(each, of)):
        return False
    if per.startswith("#"):
        return one.kind == per[1:]
    return not one.kind and not one.named and kin(per, one.noun)


def rates(place: Place) -> Iterator[Candidate]:
    """A rate times what it is said of; an amount divided by a rate; a rate of two amounts."""
    own = place.open
    known = [one for one in place.past[-_REACH:] if one.per or one.each]
    here = place.here if place.next is None else (*place.here, place.next)
    if not here and _BEGINS.match(place.before):
        here = place.last  # „… 45 Minuten … mit 16 kHz … Das ergibt 43,2 Millionen“
    if own.per:
        yield from _new_rate(place)
    each = own.per or own.each
    times: list[tuple[Amount, Amount]] = []
    parts: list[tuple[Amount, Amount]] = []
    often = False
    for rate in reversed(known):
        per = rate.per or rate.each
        beside = rate in place.here[-1:] and place.follows(place.gap)
        if rate.kind == own.kind and (alike(rate.noun, own.noun) or beside):
            times += [(rate, one) for one in here if one is not rate and _matches(per, one, each)]
            often = often or any(_OFTEN.search(place.source[: one.start][-8:]) for _, one in times)
        fits = own.kind == per[1:] if per.startswith("#") else not own.kind and kin(per, own.noun)
        if fits and not each:
            parts += [
                (rate, one)
                for one in (place.last if place.here == (rate,) else place.here)
                if one is not rate and one.kind == rate.kind and not one.per
                if one.kind or kin(one.noun, rate.noun)
            ]
    if not times and not parts and not own.per:
        of_here = [one for one in place.here if one in known and one.kind == own.kind]
        for rate in of_here[-1:]:  # „… hat 196.608 Werte. Mit einem Byte pro Wert sind das 192 KiB“
            if alike(rate.noun, own.noun):
                per = rate.per or rate.each
                said = [one for one in place.past[-_REACH:] if one not in place.here]
                times = [(rate, one) for one in said if _matches(per, one, each)]
        for rate in of_here:
            for one in place.past[-_REACH:]:
                if kin(rate.per or rate.each, one.noun) and one.per:
                    shown = f"{place.show(one)} · {place.show(rate)}"
                    yield Candidate(rate.value * one.value, shown, (rate, one), LOOSE)
    told = len(times) == 1 and _after(place, max(times[0], key=lambda one: one.start))
    first = min((it.start for it in times[0]), default=0) if times else 0
    told = told and not often
    told = told and _LIMIT.search(place.source[first : own.start]) is None
    sure = FIXED if told else SAID
    if not own.kind and not (times and kin(own.noun, times[0][0].noun)):
        sure = SAID
    for rate, one in times:
        yield Candidate(
            rate.value * one.value,
            f"{place.show(one)} · {place.show(rate)}",
            (rate, one),
            sure,
            rate.half * one.value + one.half * rate.value,
            "rate",
        )
    sure = FIXED if len(parts) == 1 and _after(place, parts[0][1]) else SAID
    for rate, one in parts:
        if rate.value:
            value = one.value / rate.value
            whole = Fraction(ceil(value)) if not own.kind else value
            yield Candidate(
                whole,
                f"{place.show(one)} : {place.show(rate)}",
                (rate, one),
                sure,
                one.half / rate.value + rate.half * value / rate.value,
                "rate",
            )


def _new_rate(place: Place) -> Iterator[Candidate]:
    """„128 Bilder in 0,4 Sekunden, das entspricht 320 Bildern pro Sekunde“."""
    own = place.open
    near = place.past[-_REACH:]
    close = set(near[-4:])
    alls = [one for one in near if one.kind == own.kind and not one.per and one is not own]
    alls = [one for one in alls if own.kind or alike(one.noun, own.noun)]
    for one in alls:
        for of in near:
            if of is not one and _matches(own.per, of) and of.value:
                yield Candidate(
                    one.value / of.value,
                    f"{place.show(one)} : {place.show(of)}",
                    (one, of),
                    SAID if own.kind or {one, of} <= close else LOOSE,
                    one.half / of.value + of.half * one.value / of.value**2,
                )
    for rate in place.past[-_REACH:]:
        inverse = rate.kind and own.per == f"#{rate.kind}" and kin(rate.per, own.noun)
        turned = own.kind and rate.per == f"#{own.kind}" and kin(own.per, rate.noun)
        if (inverse or turned) and rate.value:
            value = 1 / rate.value
            yield Candidate(
                value, f"1 : {place.show(rate)}", (rate,), SAID, rate.half * value * value
            )
    for rate in place.past[-_REACH:]:  # work per image, work per second
        for other in place.past[-_REACH:]:
            if (
                other.kind == rate.kind != ""
                and rate.per == own.per
                and rate.value
                and other.value
                and kin(other.per, own.noun)
            ):
                value = rate.value / other.value
                yield Candidate(
                    value,
                    f"{place.show(rate)} : {place.show(other)}",
                    (rate, other),
                    FIXED,
                    value * (rate.half / rate.value + other.half / other.value),
                )


def _is_batch(place: Place, one: Amount) -> bool:
    if one.kind:
        return False
    before = place.source[max(0, one.start - 40) : one.start]
    fits = _FITS.match(place.source, one.end, one.end + 40)
    return "batch" in (one.per, one.each) or bool(fits or _BATCH.search(before))


def steps(place: Place) -> Iterator[Candidate]:
    """„54.000 Bilder, bei einer Batchgröße von 128 sind das 422 Schritte“."""
    own = place.open
    if own.kind or _is_batch(place, own):
        return
    batches = [one for one in (*place.past, *place.later[:1]) if _is_batch(place, one)]
    if not batches or batches[-1].value < 2 or batches[-1].value.denominator != 1:
        return
    batch = batches[-1]
    is_steps = kin(own.noun, "schritt") or kin(own.noun, "batch")
    rest = not is_steps and _LAST.search(place.gap) is not None and own.value < batch.value
    if not is_steps and not rest:
        return
    alls = [
        one
        for one in place.past
        if one is not batch
        and not one.kind
        and not one.per
        and (one.noun or _ALONE.match(place.source, one.end))
        and one.value.denominator == 1
        and one.value >= 2 * batch.value
        and not any(kin(one.noun, other) for other in ("schritt", "epoch", "gewicht", "token"))
        and not (
            one.start > batch.start and place.follows(place.source[batch.end : one.start])
        )  # what a batch holds
    ]
    if not alls:
        return
    for one in place.past:
        if one is batch or one in alls or one.kind or one.value <= batch.value:
            continue
        if ceil(one.value / batch.value) == own.value:
            shown = f"{place.show(one)} : {place.show(batch)}"
            yield Candidate(own.value, shown, (one, batch), SAID)
            return  # „nehmen wir 30.000 zum Trainieren“: of a number without a noun
    nearest = alls[-1]
    later = "epoch" in place.after and not own.per
    if later or any(kin(one.noun, "epoch") for one in place.here if one.start > nearest.start):
        return  # of all of them
    said = place.source[max(0, nearest.start - 24) : nearest.start]
    only = (
        nearest.start in place.derived
        or _CONCLUDED.search(said) is not None
        or len({one.value for one in alls}) == 1
    )
    fixed = only and (nearest in place.here or nearest in place.last or batch in place.here)
    for one in [nearest] if only else alls[-4:]:
        shown = f"{place.show(one)} : {place.show(batch)}"
        if rest:
            value = one.value % batch.value or batch.value
            shown = f"Rest von {shown}"
        elif _DROPPED.search(place.before):
            value, shown = Fraction(floor(one.value / batch.value)), f"{shown}, abgerundet"
        else:
            value = Fraction(ceil(one.value / batch.value))
            shown += "" if value * batch.value == one.value else ", aufgerundet"
        told = own.per or rest or place.follows(place.gap)
        trust = FIXED if fixed and told else SAID if told else LOOSE
        yield Candidate(value, shown, (one, batch), trust, rule="steps")


def epochs(place: Place) -> Iterator[Candidate]:
    """„463 Schritte, 18.520 in 40 Epochen“: so many times what one of them has."""
    own = place.open
    if own.kind or own.per or own.value < _LEAST:
        return
    if own.noun and not kin(own.noun, "schritt"):
        return
    said = (*place.here[-1:], *place.later[:1])
    for count in [one for one in said if not one.kind and kin(one.noun, "epoch")]:
        for one in place.past[-_REACH:]:
            if not one.kind and kin(one.noun, "schritt"):
                shown = f"{place.show(one)} · {place.show(count)}"
                yield Candidate(one.value * count.value, shown, (one, count), LOOSE)


def memory(place: Place) -> Iterator[Candidate]:
    """So many values, each as wide as the words say."""
    own = place.open
    if own.kind != "bit" or own.per:
        return
    counts = [
        one
        for one in place.past
        if not one.kind and one.value >= _LEAST and one.value.denominator == 1 and not one.per
    ]
    for value, shown in amounts_said(place.words, place.before, (), place.model):
        yield Candidate(value, shown, (), SAID)
    said = next(amounts_said(place.words, place.before, [Fraction(1)], None), None)
    told = _widths(place.before + place.after)
    weights = [one for one in counts if kin(one.noun, "gewicht")]
    near = (*place.last, *place.here)
    sole = (
        len({one.value for one in weights if one in near}) == 1
        and weights[-1] in near
        and place.follows(place.gap)
        and _OTHER.search(place.before) is None
    )
    for one in reversed(counts[-3:]):
        if said is None:
            break
        value, shown = said
        yield Candidate(
            one.value * value,
            shown.replace("jeden von so vielen Werten", f"jeden von {place.show(one)} Werten"),
            (one,),
            FIXED if told and one in weights[-1:] and sole else SAID if told else LOOSE,
            one.half * value,
            "memory",
        )
    widths = [one for one in place.past if one.kind == "bit" and one.value <= 64 and one.per]
    for width in widths[-1:]:
        for one in counts[-2:]:
            if width.start > 0:
                yield Candidate(
                    one.value * width.value,
                    f"{place.show(one)} · {place.show(width)}",
                    (one, width),
                    SAID,
                    one.half * width.value,
                    "memory",
                )


_OTHER = late(r"\b(?:aktivierung\w*|activation\w*|adam|optimi\w*|gradient\w*|moment\w*|batch\w*)\b")
_WIDE = late(r"\b(?:b?float(?:16|32|64)|fp(?:16|32|64)|u?int(?:4|8)|\d+[ -]?bit|byte)\b")


def _widths(words: str) -> bool:
    return _WIDE.search(words) is not None


def products(place: Place) -> Iterator[Candidate]:
    """Products and quotients of what was said right before, where something follows."""
    own = place.open
    if own.kind == "%" or not place.follows(place.words):
        return
    near: Sequence[Amount] = [one for one in place.past[-6:] if one.kind != "%" and one.value]
    for index, one in enumerate(near):
        for two in near[index + 1 :]:
            if {one.kind, two.kind} == {"", own.kind} or one.kind == two.kind == own.kind == "":
                yield Candidate(
                    one.value * two.value,
                    f"{place.show(one)} · {place.show(two)}",
                    (one, two),
                    LOOSE,
                    one.half * two.value + two.half * one.value,
                    "product",
                )
    for one, two, three in zip(near, near[1:], near[2:], strict=False):
        kinds = sorted((one.kind, two.kind, three.kind))
        if kinds[:2] == ["", ""] and kinds[2] == own.kind:
            yield Candidate(
                one.value * two.value * three.value,
                " · ".join(map(place.show, (one, two, three))),
                (one, two, three),
                LOOSE,
                rule="product",
            )


def shapes(place: Place) -> Iterator[Candidate]:
    """„6 × 6 × 64, zusammen 2.304 Werte“; „16 Kanäle, also 16.384“ of what was 32 × 32 × 3."""
    own = place.open
    if own.kind or own.per or not place.here or not place.follows(place.gap):
        return
    last = place.here[-1]
    if last.dims and last.statement is not None and not last.statement.relations:
        yield Candidate(last.value, place.show(last), (last,), SAID, rule="shape")
    if kin(last.noun, "kanal") or kin(last.noun, "channel"):
        shaped = [one for one in place.past if len(one.dims) in (2, 3)]
        for one in shaped[-2:]:
            high, wide = one.dims[:2]
            shown = f"{place.size(high)} · {place.size(wide)} · {place.show(last)}"
            yield Candidate(high * wide * last.value, shown, (last,), SAID, rule="shape")
