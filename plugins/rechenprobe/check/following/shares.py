"""Which share something is: „56 von 800, also 7 %“, „von 440 MB auf 110 MB, spart also 75 %“."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise

from msgspec import structs

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place, meant
from rechenprobe.check.following.terms import Term, number
from rechenprobe.check.following.words import (
    ABOUT,
    CONCLUDES,
    FROM_TO,
    LESS,
    MORE,
    OF_THEM,
    SHARE,
    SO,
)
from rechenprobe.check.words.nouns import alike
from rechenprobe.check.words.opposites import opposed
from rechenprobe.late import late

_OUT_OF = late(r"\A\W*(?:\w+\s+){0,2}(?:von|of|aus|out of|der|den)\W+(?:(?:den|der|the)\s+)?\Z")
_THEREOF = late(rf"\A\W*(?:\w+\s+)?(?:{OF_THEM}|von ihnen)\b")
_THEREOF_SO = late(rf"\W*(?:{OF_THEM})\W+(?:{SO}|das sind|that is|i\.e\.)\W+(?:{ABOUT}\W+)?")
_THEREOF_BEFORE = late(rf"\b(?:{OF_THEM}|von (?:denen|diesen|ihnen))\b[^.,;]*\Z")
_STILL = late(r"\b(?:noch|bleib\w*|übrig|still|remain\w*)\W*\Z")
_BY = late(r"\b(?:um|by)\b")
_SAVES = late(r"\b(?:spart|saves)\b")
"""„Gegenüber 18.176 Parametern spart sie 4.352, das sind 24 %“."""
_INSTEAD = late(r"\A\s*(?:statt|instead of|rather than)\s+\Z")
_FROM = late(r"\b(?:von|from)\s+\Z")
_POINTS = late(r"prozentpunkt|percentage point")
_WHOLE = late(r"\b(?:netz\w*|modells?|aller|gesamt\w*|network|model)\b")
_RIGHT_BEHIND = late(
    r"\A[\s,–(]*(?:(?!und\b|and\b)[^\W\d_]+[\s,–]+){0,2}(?:um|by|von|of)"
    r"\s+(?:rund |etwa |about )?\Z"
)
"""Between a change and how much it is; „…, und um 10 % stieg die Menge“ is another one."""
_ENDS = late(r"\W*(?:$|[.,;:!)–—]|(?:der|aller|of|und|and|oder|or)\b)")
"""Behind a share: „also sind 30 % durchgefallen“ is one of something else."""
_GUESSING = late(r"\b(?:raten|rät|geraten\w*|zufall|zufällig\w*|guess\w*|random|chance)\b")
_OF_ALL = ("von", "unter", "of", "von den", "unter den")
_ALL = structs.replace(number(1), shown="100 %")
_OF_SOME = late(r"\b(?:vom|von|of|unter|among|rest\w*|übrig\w*|davon)\b")
_COMPARED = late(
    r"\W*(?:mehr|weniger|größer|kleiner|höher|niedriger|schneller|langsamer|länger|kürzer|more|less"
    r"|fewer|larger|smaller|higher|lower|faster|slower|longer|shorter)\b"
)
"""„120 von 400 klicken, 30 % mehr als im Vormonat“: no share."""
_CLAUSE = late(r"[.,;:(]|\b(?:und|and)\b")
_SCALES = 1000
_NEARLY = Fraction(1, 100)
_REACH = 8


def shares(place: Place) -> Iterator[Candidate]:
    """What a percentage may be: of a part and its whole, of a change, of a guess."""
    own = place.open
    if own.kind != "%" or own.per:
        return
    told = place.follows(place.words) or SHARE.search(place.words)
    less, more = LESS.search(place.words), MORE.search(place.words)
    points = _POINTS.search(place.source, own.start, own.end + 20) is not None
    told_change = bool(points or less or more or _BY.search(place.gap))
    yield from _changes(place, told=told_change, points=points)
    if points:
        return
    for ratio in _later(place):
        yield meant(ratio, SAID)
        if less:
            yield meant(_ALL - ratio, SAID)
    if _GUESSING.search(place.source[place.start : own.end + 30]):
        for one in place.here[-2:]:  # „Raten brächte bei 37 Klassen 2,7 %“
            if not one.kind and one.value > 1:
                yield meant(number(1) / place.term(one), SAID)
    own_part = _part_right_before(place)
    pairs = [it for it in _pairs(place) if own_part is None or it[0] is own_part]
    named = [(part, whole) for part, whole, said in pairs if said]
    if not told and not less and not more:
        for part, whole in named:  # „480 von 500 Bildern richtig erkannt (96 %)“
            yield meant(place.term(part).out_of(place.term(whole)), SAID)
        return
    compared = _COMPARED.match(place.after) is not None
    if (
        told and not compared
    ):  # „Der Text hat 2.500 Wörter. … „der“ steht 120-mal darin, also … 4,8 %“
        counts = [one for one in place.past[-_REACH:] if not one.kind and not one.per]
        for some in combinations(counts, 2):
            part, whole = sorted(some, key=lambda it: it.value)
            if part.value < whole.value and own_part in (None, part):
                yield meant(place.term(part).out_of(place.term(whole)), LOOSE)
    for part, whole, said in pairs:
        ratio = place.term(part).out_of(place.term(whole))
        behind = _CLAUSE.split(place.source[part.end : part.end + 40])[0]
        other = part in place.last and opposed(behind, place.words) is True
        if other:  # „100 mit echten Token. Der Batch besteht also zu 51 % aus Padding“
            ratio = _ALL - ratio
        removed = less and _STILL.search(place.source[max(0, part.start - 20) : part.start])
        only = said and len(named) == 1 and _stand_together(place, part, whole)
        ends = _ENDS.match(place.after) or (other and not _OF_SOME.search(place.before))
        sure = only and ends and place.follows(place.gap)
        if not other and abs(1 - ratio.value - own.value) <= ratio.half + _NEARLY:
            sure = False  # „3 von 12 scheiterten, die Erfolgsquote ist also 75 %“
        if not (removed or compared):
            trust = FIXED if sure and told and not less and not more else SAID
            yield meant(ratio, trust, "share")
        if less:
            yield meant(_ALL - ratio, FIXED if removed and only else SAID, "share")
        if more:
            value = number(1) / ratio - number(1)
            shown = f"{place.show(whole)} statt {place.show(part)}"
            yield meant(structs.replace(value, shown=shown), SAID, "share")


def _part_right_before(place: Place) -> Amount | None:
    """„2.400 davon, also 20 %“: of what it is the share."""
    near = place.here[-1:]
    of_it = near and near[0].kind != "%" and _THEREOF_SO.fullmatch(place.gap)
    return near[0] if of_it else None


def _later(place: Place) -> Iterator[Term]:
    """„84 % davon stecken dort: 1.824 + 10.416 = 12.240“: the part is said behind."""
    behind = [one for one in place.later[:2] if one.kind != "%"]
    before = [one for one in place.past[-4:] if one.kind != "%"]
    for index, part in enumerate(behind):
        for whole in (*before, *behind[:index]):
            if part.calculated and whole.kind == part.kind and 0 < part.value < whole.value:
                yield place.term(part).out_of(place.term(whole))


def _changes(place: Place, *, told: bool, points: bool) -> Iterator[Candidate]:
    """„von 200 s auf 150 s, also um 25 %“, „9 statt 15“."""
    found: list[tuple[Amount, Amount]] = []
    for one, two in pairwise(place.past[-4:]):
        between = place.source[one.end : two.start]
        if one.kind != two.kind or one.value == two.value:
            continue
        if max(one.value, two.value) >= _SCALES * min(one.value, two.value):
            continue  # „von 5,3 auf 7,8 Milliarden“
        if FROM_TO.match(between) and _FROM.search(place.source[: one.start][-12:]):
            found.append((one, two))
        elif _INSTEAD.match(between):
            found.append((two, one))
    said = CONCLUDES.search(place.gap) or _RIGHT_BEHIND.match(place.gap)
    trust = FIXED if len(found) == 1 and said and told else SAID
    for old, new in found:
        if opposed(place.source[place.start : old.start], place.gap):
            continue  # „Die Genauigkeit stieg von 80 % auf 84 %, der Fehler sank also um 20 %“
        if points:
            if old.kind == "%":
                low, high = sorted((old, new), key=lambda one: one.value)
                yield meant(place.term(high) - place.term(low), trust, "change")
            continue
        ratio = place.term(new) / place.term(old)
        change = structs.replace(
            ratio,
            value=abs(ratio.value - 1),
            shown=f"Änderung von {place.show(old)} auf {place.show(new)}",
        )
        yield meant(change, trust, "change")


def _stand_together(place: Place, part: Amount, whole: Amount) -> bool:
    """Whether part and whole are what was said right before."""
    here, last = place.here, place.last
    if (part in here[-2:] and whole in here[-2:]) or (part in here[-1:] and whole in last[-1:]):
        return True
    ended = {part, whole} <= set(last[-2:]) if len(last) > 1 else True
    return not here and CONCLUDES.search(place.before) is not None and ended


def _pairs(place: Place) -> Iterator[tuple[Amount, Amount, bool]]:
    """Parts with their wholes, and whether the words say that they belong together."""
    near = [one for one in (*place.last[-4:], *place.here) if one.kind != "%"]
    seen = near[-5:]
    for one, two in combinations(seen, 2):
        if one.kind != two.kind or one.value == two.value:
            continue
        if not one.kind and one.value.denominator != two.value.denominator:
            continue  # a count of things and a factor
        next_ = seen.index(two) == seen.index(one) + 1
        between = place.source[one.end : two.start]
        if FROM_TO.match(between):
            continue  # it changes from one to the other
        if next_ and one.value < two.value and _OUT_OF.match(between):
            yield one, two, True
        elif next_ and two.value < one.value and _SAVES.search(between):
            yield two, one, alike(one.noun, two.noun)
        elif two.value < one.value and (
            _THEREOF.match(place.source, two.end, two.end + 30)
            or _THEREOF_BEFORE.search(between)
            or (next_ and alike(one.noun, two.noun) and is_whole(place, one))
        ):
            yield two, one, next_
        elif alike(one.noun, two.noun) or one.kind:
            part, whole = sorted((one, two), key=lambda it: it.value)
            yield part, whole, False
    if place.model is not None and _WHOLE.search(place.after):
        for one in [it for it in seen if not it.kind and it.value.denominator == 1][-1:]:
            if one.value < place.model.params:
                yield one, _all(place.model.params, one), False


def _all(count: int, like: Amount) -> Amount:
    none = Fraction(0)
    return Amount(Fraction(count), "", "", "", "", like.start, like.start, none, Fraction(1), None)


def is_whole(place: Place, one: Amount, words: tuple[str, ...] = _OF_ALL) -> bool:
    """Whether one of those words stands right before an amount: „von den 800 …“."""
    before = place.source[max(0, one.start - 12) : one.start].split()
    return bool(before) and " ".join(before).endswith(words)
