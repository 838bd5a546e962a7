"""Steps and epochs: „54.000 Bilder, bei einer Batchgröße von 128 sind das 422 Schritte“."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place, meant
from rechenprobe.check.following.words import CONCLUDES, SO, TOGETHER
from rechenprobe.check.words.nouns import kin
from rechenprobe.late import late

_BATCH = late(
    r"\b(?:mini-?)?batch\w*(?:[- ](?:größe|size))?"
    r"\s*(?:von|of|aus|mit|zu(?: je)?|à|=|:|with)?\W*\Z"
)
_FITS = late(r"\W*\w*\W+(?:passen|fit) in(?:to)? (?:einen|a|one) (?:mini-?)?batch\b")
DROPPED = late(
    r"\b(?:volle[nrms]?|vollständige[nrms]?|ganze[nrms]?|verwerf\w*|verworfen\w*|weg|weggelassen\w*"
    r"|weglass\w*|entfällt|ungenutzt|übrig|unused|left (?:over|out)|leav(?:es?|ing)|full|complete"
    r"|dropp?\w*)\b"
)
KEPT = late(
    r"drop_last\s*=\s*false|\b(?:last|letzte\w*|incomplete|unvollständige\w*)\b[^.;\d]{0,40}"
    r"\b(?:kept|behalten|mitgezählt|mitgerechnet|eingerechnet|mitgenommen|included|counted"
    r"|zählt mit|counts)\b"
)
_PER_EPOCH = late(
    r"\b(?:eine|jede|pro|je|an|one|each|every|per)\W+epoche?\b[^.,;]{0,50}\Z"
    r"|\A[^.,;]{0,12}\b(?:hat|umfasst|braucht|besteht|pro|je|per)\W+(?:dann\W+)?(?:eine|jede)?\W*epoche?\b"
)
"""„besteht eine Epoche aus 704 Schritten“, „704 Schritte umfasst eine Epoche“."""
_DRAWN = late(
    r"\b(?:zufällig\w*|gezogen|ziehe[nt]|wiederhol\w*|repeat\w*|random\w*|sampled?|\w*kreuzvalidierung|cross-validation)\b"
)
_DIVIDED = late(r"(?<![\d.,])\d{1,2}\s?[:/]\s?\d{1,2}(?!\d)[^.;]{0,30}(?:teil|split|divid)")
"""„… werden 70/30 geteilt“: batches are made of the larger part."""
_LAST_BATCH = late(r"\b(?:letzte[rsnm]?|last|final) (?:mini-?)?batch\b")
_LAST = late(r"\b(?:letzte\w*|last|final)\b")
_ALONE = late(r"\W*(?:[.,;:)]|und\b|and\b|\Z)")
_CONCLUDED = late(rf"\b(?:{SO}|bleiben|das sind|sind das|leaves|so)\W+\Z")
_ALL = late(rf"\b(?:{TOGETHER}|im ganzen|in all)\b")
_NOT_DIVIDED = ("schritt", "epoch", "gewicht", "token")
_LEAST = 100
_REACH = 8


def is_batch(place: Place, one: Amount) -> bool:
    """Whether words around say that so many are in a batch."""
    if one.kind:
        return False
    before = place.source[max(0, one.start - 40) : one.start]
    fits = _FITS.match(place.source, one.end, one.end + 40)
    return "batch" in (one.per, one.each) or bool(fits or _BATCH.search(before))


def steps(place: Place) -> Iterator[Candidate]:
    """So many batches, the last one full or not."""
    own = place.open
    is_steps = kin(own.noun, "schritt") or kin(own.noun, "batch")
    rest = not is_steps and bool(_LAST.search(place.gap) or _LAST_BATCH.search(place.before))
    if own.kind or not (is_steps or rest) or is_batch(place, own):
        return
    if _DRAWN.search(place.source, place.last_start, place.end):
        return
    batches = [one for one in (*place.past, *place.later[:1]) if is_batch(place, one)]
    if not batches or batches[-1].value < 2 or batches[-1].value.denominator != 1:
        return
    batch = batches[-1]
    if rest and own.value >= batch.value:
        return
    alls = [one for one in place.past if _is_divided(place, one, batch)]
    if not alls:
        return
    for one in place.past:
        if one is batch or one in alls or one.kind or one.value <= batch.value:
            continue
        ratio = place.term(one) / place.term(batch)
        if ceil(ratio.value) == own.value:
            yield meant(ratio.rounded(ceil(ratio.value)), SAID)
            return  # „nehmen wir 30.000 zum Trainieren“: of a number without a noun
    nearest = alls[-1]
    said = [
        _divided(place, one, batch, SAID, rest=rest) for one in alls if one.value != nearest.value
    ]
    if own.value in (one.value for one in said):
        yield from said  # „70 % Training (29.400), 15 % Test (6300)“: of any of them
        return
    later = "epoch" in place.after and not own.per
    behind = (one for one in place.here if one.start > nearest.start and one is not batch)
    if later or any(kin(one.noun, "epoch") for one in behind):
        return  # of all of them
    words = place.source[max(0, nearest.start - 24) : nearest.start]
    only = (
        nearest.start in place.derived
        or _CONCLUDED.search(words) is not None
        or len({one.value for one in alls}) == 1
    )
    if is_steps and not own.per and any(_are_steps(it, nearest, batch) for it in place.past):
        return  # „… sind 938 Schritte, insgesamt also 18.760“: of all epochs
    near = nearest in place.here or nearest in place.last or batch in place.here
    only = only and not _DIVIDED.search(place.source, nearest.start, own.start)
    of_epoch = is_steps and (own.per == "epoch" or _is_per_epoch(place))
    told = own.per or rest or of_epoch or place.follows(place.gap)
    trust = FIXED if only and near and told else SAID if told else LOOSE
    found = [_divided(place, one, batch, trust, rest=rest) for one in alls[-4:]]
    cut = [one for one in alls[-4:] if floor(one.value / batch.value) == own.value]
    if of_epoch and len({one.value for one in cut}) == 1 and not DROPPED.search(place.after):
        yield _divided(place, cut[0], batch, FIXED, rest=False)  # 284,7 are 285
        return
    parts = [it for one in alls[-4:] for it in _without(place, one, batch)] if of_epoch else []
    if own.value in (one.value for one in parts):
        yield from parts
        return
    yield from [min(found, key=lambda one: abs(one.value - own.value))] if only else found


def _are_steps(one: Amount, of: Amount, batch: Amount) -> bool:
    exact = of.value / batch.value
    return one.value in (ceil(exact), floor(exact)) and kin(one.noun, "schritt")


def _without(place: Place, one: Amount, batch: Amount) -> Iterator[Candidate]:
    """„25.000 Texte, davon 20 % zum Testen“: batches are of what is left, or of that."""
    for less in place.past:
        if less is batch or less.start < one.start or less.start in place.derived:
            continue
        if less.kind == "%":
            share = place.term(one) * place.term(less)
            parts = [share, place.term(one) - share]
        elif less.value < one.value and not less.kind:
            parts = [place.term(one) - place.term(less)]
        else:
            continue
        for part in parts:
            ratio = part / place.term(batch)
            yield meant(ratio.rounded(ceil(ratio.value)), SAID, "steps")


def _is_per_epoch(place: Place) -> bool:
    """Whether words say that one epoch has so many."""
    return bool(_PER_EPOCH.search(place.before) or _PER_EPOCH.search(place.after))


def _is_divided(place: Place, one: Amount, batch: Amount) -> bool:
    """Whether batches may be of that."""
    if one is batch or one.kind or one.per or one.value.denominator != 1:
        return False
    if one.value < 2 * batch.value or not (one.noun or _ALONE.match(place.source, one.end)):
        return False
    if any(kin(one.noun, other) for other in _NOT_DIVIDED):
        return False
    holds = one.start > batch.start and place.follows(place.source[batch.end : one.start])
    return not holds  # what a batch holds


def _divided(place: Place, one: Amount, batch: Amount, trust: int, *, rest: bool) -> Candidate:
    exact = one.value / batch.value
    shown = f"{place.show(one)} : {place.show(batch)}"
    if rest:
        value: int | Fraction = one.value % batch.value or batch.value
        shown = f"Rest von {shown}"
    elif _is_dropped(place):
        value, shown = floor(exact), f"{shown}, abgerundet"
    else:
        value = ceil(exact)
        shown += "" if value == exact else ", aufgerundet"
    return Candidate(Fraction(value), shown, (one, batch), trust, rule="steps")


def _is_dropped(place: Place) -> bool:
    """Whether what does not fill a batch is left out."""
    if KEPT.search(place.source[place.last_start : place.end].lower()):
        return False
    return bool(DROPPED.search(place.before) or DROPPED.match(place.after.lstrip()))


def epochs(place: Place) -> Iterator[Candidate]:
    """„463 Schritte, 18.520 in 40 Epochen“: so many times what one of them has."""
    own = place.open
    if own.kind or own.per or own.value < _LEAST or (own.noun and not kin(own.noun, "schritt")):
        return
    told = CONCLUDES.search(place.gap) is not None
    said = (*place.here[-1:], *place.later[:1])
    said = said or place.last if told else said
    if _ALL.search(place.gap):
        said += place.past
    counts = [one for one in said if not one.kind and kin(one.noun, "epoch")]
    rates = [one for one in place.past[-_REACH:] if not one.kind and kin(one.noun, "schritt")]
    of_epoch = {one.value for one in rates if one.per == "epoch"}
    sure = told and bool(own.noun) and len({one.value for one in counts}) == 1 == len(of_epoch)
    for count in counts:
        for one in rates:
            trust = FIXED if sure and one.per == "epoch" else LOOSE
            yield meant(place.term(one) * place.term(count), trust, "epochs" if sure else "")
