"""What a share comes to: „20 % davon“, „um 15 % reduziert“, „mit 19 % Mehrwertsteuer“."""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from operator import add

from msgspec import structs

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place, meant
from rechenprobe.check.following.shares import is_whole
from rechenprobe.check.following.words import BEGINS, LESS, MORE, REMAINS
from rechenprobe.late import late

_RATE = late(
    r"\b(?:dropout\w*|(?!lern)\w*rate|anteil|wahrscheinlichkeit|probability)\W(?:\w+\W)?\Z"
)
_HALF = Fraction(1, 2)
_SMALLEST = 10
"""Smaller whole numbers without a unit may be those of a layer or part: „Schicht 1: 10 % → 40“."""


def percents(place: Place) -> Iterator[Candidate]:
    """„Von 569 Beispielen 80 %, also 455“, „um 15 % reduziert, man zahlt noch 1.062,50 Euro“."""
    own = place.open
    if own.kind == "%" or own.per:
        return
    near = (*place.last, *place.here)
    scope = place.here if any(one.kind == "%" for one in place.here) else near
    parts = [
        one
        for one in scope
        if _is_share(place, one)
        and 0 < one.value < 1
        and (one in place.here or one.start not in place.derived)
    ]
    if not parts:
        return
    same = [one for one in near if one.kind == own.kind and (own.kind or _is_whole_number(one))]
    wholes = [one for one in same if not (one.per or one.named or one.start in place.derived)]
    further = place.same(4, whole=True)
    derived = [one for one in further if one.start in place.derived][:1]
    wholes = wholes or [one for one in further if one.start not in place.derived][:1]
    beside = parts[-1] in place.here or BEGINS.match(place.before) is not None
    given = any(not (one.per or one.named) for one in same)
    sole = given and len({one.value for one in same}) == 1 and beside
    sole = sole and len({one.value for one in wholes}) == 1
    sole = sole and len(parts) == 1 and parts[0].kind == "%"
    for whole in (*wholes[-3:], *derived):
        for part in parts[-3:]:
            yield from _percent(place, part, whole, sole=sole and whole not in derived)
        if len(parts) > 1 and sum((one.value for one in parts), Fraction(0)) < 1:
            taken = reduce(add, map(place.term, parts))
            left = place.term(whole) - place.term(whole) * taken
            names = " und ".join(map(place.show, parts))
            half = Fraction(0) if left.value.denominator == 1 else _HALF
            shown = f"{place.show(whole)} ohne {names}"
            of = (whole, *parts)
            yield meant(structs.replace(left, shown=shown, of=of), SAID, "percent", half=half)


def _is_whole_number(one: Amount) -> bool:
    return one.value.denominator == 1


def _percent(place: Place, part: Amount, whole: Amount, *, sole: bool) -> Iterator[Candidate]:
    """A share of a whole; the whole without it, or with it."""
    own = place.open
    remains = REMAINS.search(place.words)
    told = place.follows(place.words) or "→" in place.gap
    context = place.source[min(part.start, whole.start) : own.start] + place.words
    less, more = LESS.search(context), MORE.search(context)
    share = place.term(part) * place.term(whole)
    whole_number = own.kind == "" and share.value.denominator != 1
    half = max(share.half, _HALF) if whole_number else share.half
    of = f"{place.show(part)} von {place.show(whole)}"
    share = structs.replace(share, shown=of)
    if not remains:
        fixed = sole and told and not less and not more and _thereof(place, part, whole)
        fixed = fixed and (own.kind != "" or whole.value >= _SMALLEST)
        said = told or less or more or is_whole(place, whole)
        yield meant(share, FIXED if fixed else SAID if said else LOOSE, "percent", half=half)
    if remains or less:
        left = structs.replace(place.term(whole) - share, shown=f"{place.show(whole)} ohne {of}")
        only = sole or not remains or len(_shares(place)) < 2
        trust = FIXED if sole and remains and not more else SAID if only else LOOSE
        yield meant(left, trust, "percent", half=half)
    if more:
        grown = structs.replace(place.term(whole) + share, shown=f"{place.show(whole)} und {of}")
        yield meant(grown, SAID, "percent", half=half)


def _shares(place: Place) -> list[Amount]:
    return [one for one in (*place.last, *place.here) if one.kind == "%"]


def _is_share(place: Place, one: Amount) -> bool:
    """„20 %“, „Dropout mit Rate 0,2“."""
    before = place.source[max(place.start, one.start - 30) : one.start]
    return one.kind == "%" or (not one.kind and _RATE.search(before) is not None)


def _thereof(place: Place, part: Amount, whole: Amount) -> bool:
    """Whether the words say that it is that share of what was said."""
    behind = place.source[part.end : part.end + 16].split()[:1]
    beside = part.end < whole.start <= part.end + 16 or whole.end < part.start <= whole.end + 24
    return beside or behind == ["davon"] or is_whole(place, part, ("davon", "davon dienen"))
