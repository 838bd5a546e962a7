"""What follows from shares: „20 % davon“, „56 von 800, also 7 %“, „um 15 % reduziert“."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place
from rechenprobe.check.words.nouns import alike
from rechenprobe.late import late

_REMAINS = late(
    r"\b(?:bleib\w*|übrig\w*|rest|restliche\w*|verbleib\w*|remain\w*|left|(?:noch zu)?zahlt noch)\b"
)
_LESS = late(
    r"\b(?:weniger|kleiner|gespart|spar\w*|ersparnis|sinkt|sinken|sank\w*|reduzier\w*|gesenkt|senkt|senken|günstiger"
    r"|rabatt|nachlass|schrumpf\w*|entfernt\w*|gestrichen|rückgang|fehlerrate|error rate|fällt|fiel"
    r"|less|fewer|smaller|saved?|saves|reduc\w*|removed|dropped|pruned|discount)\b"
)
_MORE = late(
    r"\b(?:mehr|größer|mehrwertsteuer|steuer|plus|aufschlag|erhöh\w*|steig\w*|stieg\w*|wächst|wachs\w*"
    r"|zuwachs|zins\w*|zuzüglich|more|larger|grow\w*|increas\w*|interest|tax|higher)\b"
)
_SHARE = late(
    r"\b(?:anteil\w*|genauigkeit|quote|rate|sensitivität|spezifität|precision|recall|präzision|accuracy|häufigkeit"
    r"|wahrscheinlichkeit|share|fraction|proportion|nur|only)\b|\b\w+(?:rate|quote|anteil)\b"
)
_OUT_OF = late(r"\A\W*(?:\w+\s+){0,2}(?:von|of|aus|out of|der|den)\W+(?:(?:den|der|the)\s+)?\Z")
_THEREOF = late(r"\A\W*(?:\w+\s+)?(?:davon|von ihnen|of them|darunter)\b")
_THEREOF_BEFORE = late(
    r"\b(?:davon|darunter|of these|of which|von (?:denen|diesen|ihnen))\b[^.,;]*\Z"
)
_STILL = late(r"\b(?:noch|bleib\w*|übrig|still|remain\w*)\W*\Z")
_BY = late(r"\b(?:um|by)\b")
_FROM_TO = late(r"\A\s*(?:\w+\s+)?(?:auf|to)\s+\Z")
_INSTEAD = late(r"\A\s*(?:statt|instead of|rather than)\s+\Z")
_FROM = late(r"\b(?:von|from)\s+\Z")
_POINTS = late(r"prozentpunkt|percentage point")
_WHOLE = late(r"\b(?:netz\w*|modells?|aller|gesamt\w*|network|model)\b")
_HALF = Fraction(1, 2)
_SCALES = 1000
_NEARLY = Fraction(1, 100)


def shares(place: Place) -> Iterator[Candidate]:
    """Shares: „56 von 800 Wörtern, also 7 %“, „von 440 MB auf 110 MB, spart also 75 %“."""
    own = place.open
    if own.kind != "%" or own.per:
        return
    told = place.follows(place.words) or _SHARE.search(place.words)
    less, more = _LESS.search(place.words), _MORE.search(place.words)
    changed = list(_changes(place))
    for one, two in changed:
        said = _CONCLUDES.search(place.gap) or _RIGHT_BEHIND.match(place.gap)
        alone = len(changed) == 1 and said
        fixed = FIXED if alone and (less or more or _BY.search(place.gap)) else SAID
        if _POINTS.search(place.after):
            continue
        change = abs(two.value - one.value) / one.value
        shown = f"Änderung von {place.show(one)} auf {place.show(two)}"
        yield Candidate(change, shown, (one, two), fixed, _spread(one, two), "change")
    yield from _of_later(place, less=bool(less))
    yield from _guessed(place)
    pairs = list(_pairs(place))
    fixed_pairs = [one for one in pairs if one[2]]
    if not told and not less and not more:
        for part, whole, _ in fixed_pairs:  # „480 von 500 Bildern richtig erkannt (96 %)“
            name = f"{place.show(part)} von {place.show(whole)}"
            yield Candidate(part.value / whole.value, name, (part, whole), SAID)
        return
    if told:
        yield from _of_past(place)
    for part, whole, fixed in pairs:
        ratio = part.value / whole.value
        removed = less and _STILL.search(place.source[max(0, part.start - 20) : part.start])
        half = _spread(part, whole)
        beside = part in place.here[-2:] and whole in place.here[-2:]
        beside = beside or (part in place.here[-1:] and whole in place.last[-1:])
        ended = {part, whole} <= set(place.last[-2:]) if len(place.last) > 1 else True
        concludes = not place.here and _CONCLUDES.search(place.before) is not None
        beside = beside or (concludes and ended)
        only = fixed and beside and len(fixed_pairs) == 1
        ends = _ENDS.match(place.after) is not None
        sure = FIXED if only and ends and place.follows(place.gap) else SAID
        if abs(1 - ratio - own.value) <= half + _NEARLY:
            sure = SAID  # „3 von 12 scheiterten, die Erfolgsquote ist also 75 %“
        name = f"{place.show(part)} von {place.show(whole)}"
        if not removed:
            trust = SAID if less or more or not told else sure
            yield Candidate(ratio, name, (part, whole), trust, half, "share")
        if less:
            trust = FIXED if removed and only else SAID
            shown = f"100 % weniger {name}"
            yield Candidate(1 - ratio, shown, (part, whole), trust, half, "share")
        if more and ratio:
            value, shown = 1 / ratio - 1, f"{place.show(whole)} statt {place.show(part)}"
            yield Candidate(value, shown, (part, whole), SAID, half / ratio / ratio, "share")


_GUESSING = late(r"\b(?:raten|rät|geraten\w*|zufall|zufällig\w*|guess\w*|random|chance)\b")


def _guessed(place: Place) -> Iterator[Candidate]:
    """„Raten brächte bei 37 Klassen 2,7 %“."""
    if _GUESSING.search(place.source[place.start : place.open.end + 30]):
        for one in place.here[-2:]:
            if not one.kind and one.value > 1:
                yield Candidate(1 / one.value, f"1 : {place.show(one)}", (one,), SAID)


def _of_past(place: Place) -> Iterator[Candidate]:
    """„Der Text hat 2.500 Wörter. … „der“ steht 120-mal darin, also … 4,8 %“."""
    counts = [one for one in place.past[-8:] if not one.kind and not one.per]
    for index, one in enumerate(counts):
        for two in counts[index + 1 :]:
            part, whole = sorted((one, two), key=lambda it: it.value)
            if 0 < part.value < whole.value:
                name = f"{place.show(part)} von {place.show(whole)}"
                yield Candidate(part.value / whole.value, name, (part, whole), LOOSE)


def _of_later(place: Place, *, less: bool) -> Iterator[Candidate]:
    """„84 % davon stecken dort: 1.824 + 10.416 = 12.240“: the part is said behind."""
    behind = [one for one in place.later[:2] if one.kind != "%"]
    before = [one for one in place.past[-4:] if one.kind != "%"]
    for index, part in enumerate(behind):
        for whole in (*before, *behind[:index]):
            if part.calculated and whole.kind == part.kind and part.value < whole.value:
                name = f"{place.show(part)} von {place.show(whole)}"
                ratio, half = part.value / whole.value, _spread(part, whole)
                yield Candidate(ratio, name, (part, whole), SAID, half)
                if less:
                    shown = f"100 % weniger {name}"
                    yield Candidate(1 - ratio, shown, (part, whole), SAID, half)


def _spread(part: Amount, whole: Amount) -> Fraction:
    """By how much rounding may have moved a ratio."""
    return part.half / whole.value + whole.half * part.value / whole.value**2


def _changes(place: Place) -> Iterator[tuple[Amount, Amount]]:
    near = place.past[-4:]
    for one, two in pairwise(near):
        between = place.source[one.end : two.start]
        if one.kind != two.kind or not one.value or one.value == two.value:
            continue
        if max(one.value, two.value) >= _SCALES * min(one.value, two.value):
            continue  # „von 5,3 auf 7,8 Milliarden“
        if _FROM_TO.match(between) and _FROM.search(place.source[: one.start][-12:]):
            yield one, two
        elif _INSTEAD.match(between) and two.value:
            yield two, one


_OF_ALL = ("von", "unter", "of", "von den", "unter den")


def _pairs(place: Place) -> Iterator[tuple[Amount, Amount, bool]]:
    """Parts with their wholes, and whether the words say that they belong together."""
    near = [one for one in (*place.last[-4:], *place.here) if one.kind != "%" and one.value > 0]
    seen = near[-5:]
    for index, one in enumerate(seen):
        for two in seen[index + 1 :]:
            if one.kind != two.kind or one.value == two.value:
                continue
            next_ = index + 1 < len(seen) and seen[index + 1] is two
            between = place.source[one.end : two.start]
            if _FROM_TO.match(between):
                continue  # it changes from one to the other
            if next_ and one.value < two.value and _OUT_OF.match(between):
                yield one, two, True
            elif two.value < one.value and (
                _THEREOF.match(place.source, two.end, two.end + 30)
                or _THEREOF_BEFORE.search(between)
                or (next_ and alike(one.noun, two.noun) and _before(place, one, _OF_ALL))
            ):
                yield two, one, next_
            elif alike(one.noun, two.noun) or one.kind:
                part, whole = sorted((one, two), key=lambda it: it.value)
                yield part, whole, False
    if place.model is not None and _WHOLE.search(place.after):
        for one in [it for it in seen if not it.kind and it.value.denominator == 1][-1:]:
            if one.value < place.model.params:
                yield one, _whole(place.model.params, one), False


def _whole(count: int, like: Amount) -> Amount:
    return Amount(
        Fraction(count), "", "", "", "", like.start, like.start, Fraction(0), Fraction(1), None
    )


def _before(place: Place, one: Amount, words: tuple[str, ...]) -> bool:
    before = place.source[max(0, one.start - 12) : one.start].split()
    return bool(before) and " ".join(before).endswith(words)


_RIGHT_BEHIND = late(
    r"\A[\s,–(]*(?:(?!und\b|and\b)[^\W\d_]+[\s,–]+){0,2}(?:um|by|von|of)"
    r"\s+(?:rund |etwa |about )?\Z"
)
"""Between a change and how much it is; „…, und um 10 % stieg die Menge“ is another one."""
_ENDS = late(r"\W*(?:$|[.,;:!)–—]|(?:der|aller|of|und|and|oder|or)\b)")
"""Behind a share: „also sind 30 % durchgefallen“ is one of something else."""
_BEGINS = late(r"\W*(?:das|dies|damit|also|somit|that|this|für (?:das|den|die)|es)\b")


_CONCLUDES = late(
    r"\A\W*(?:das|dies|damit|that|this)\b|\b(?:also|damit|folglich|demnach|somit|therefore|thus|hence)\b"
)


def percents(place: Place) -> Iterator[Candidate]:
    """„Von 569 Beispielen 80 %, also 455“, „um 15 % reduziert, man zahlt noch 1.062,50 Euro“."""
    own = place.open
    if own.kind == "%" or own.per:
        return
    scope = place.here if any(one.kind == "%" for one in place.here) else ()
    if not scope:
        scope = (*place.last, *place.here)
    parts = [one for one in scope if _is_share(place, one) and 0 < one.value < 1]
    if not parts:
        return
    wholes = [
        one
        for one in (*place.last, *place.here)
        if one.kind == own.kind and not one.per and not one.named
        if one.value and (own.kind or one.value.denominator == 1)
    ]
    counts = {
        one.value
        for one in (*place.last, *place.here)
        if one.kind == own.kind and one.value and (own.kind or one.value.denominator == 1)
    }
    near = (
        bool(wholes)
        and len(counts) == 1
        and (parts[-1] in place.here or _BEGINS.match(place.before) is not None)
    )
    others = [one for one in place.same(4, whole=True) if one.start in place.derived][:1]
    wholes = [one for one in wholes if one.start not in place.derived] or [
        one for one in place.same(4, whole=True) if one.start not in place.derived
    ][:1]
    remains = _REMAINS.search(place.words)
    told = place.follows(place.words) or "→" in place.gap
    first_start = min(
        one.start for one in (*parts, *wholes, *others)
    )  # „die Miete von 600 € steigt um …“
    context = place.source[first_start : place.open.start] + place.words
    less, more = _LESS.search(context), _MORE.search(context)
    only = len({one.value for one in wholes}) == 1 and len(parts) == 1 and parts[0].kind == "%"
    for whole in (*wholes[-3:], *others):
        for part in parts[-3:]:
            value = whole.value * part.value
            half = value * (whole.half / whole.value + part.half / part.value)
            if not own.kind and value.denominator != 1:
                half = max(half, _HALF)
            of = f"{place.show(part)} von {place.show(whole)}"
            if not remains:
                fixed = (
                    near
                    and only
                    and whole not in others
                    and told
                    and not less
                    and not more
                    and _thereof(place, part, whole)
                )
                of_it = less or more or _before(place, whole, _OF_ALL)
                trust = FIXED if fixed else SAID if told or of_it else LOOSE
                yield Candidate(value, of, (whole, part), trust, half, "percent")
            if remains or less:
                fixed = near and only and remains is not None and not more and whole not in others
                shown = f"{place.show(whole)} ohne {of}"
                trust = FIXED if fixed else SAID if len(parts) == 1 or not remains else LOOSE
                yield Candidate(whole.value - value, shown, (whole, part), trust, half, "percent")
            if more:
                shown = f"{place.show(whole)} und {of}"
                yield Candidate(whole.value + value, shown, (whole, part), SAID, half, "percent")
        if len(parts) > 1:
            taken = sum((one.value for one in parts), Fraction(0))
            if taken < 1:
                names = " und ".join(map(place.show, parts))
                shown = f"{place.show(whole)} ohne {names}"
                value = whole.value * (1 - taken)
                half = Fraction(0) if value.denominator == 1 else _HALF
                yield Candidate(value, shown, (whole, *parts), SAID, half, "percent")


_RATE = late(
    r"\b(?:dropout\w*|(?!lern)\w*rate|anteil|wahrscheinlichkeit|probability)\W(?:\w+\W)?\Z"
)


def _is_share(place: Place, one: Amount) -> bool:
    """„20 %“, „Dropout mit Rate 0,2“."""
    before = place.source[max(place.start, one.start - 30) : one.start]
    return one.kind == "%" or (not one.kind and _RATE.search(before) is not None)


def _thereof(place: Place, part: Amount, whole: Amount) -> bool:
    """Whether the words say that it is that share of what was said."""
    behind = place.source[part.end : part.end + 16].split()[:1]
    beside = part.end < whole.start <= part.end + 16 or whole.end < part.start <= whole.end + 24
    return beside or behind == ["davon"] or _before(place, part, ("davon", "davon dienen"))
