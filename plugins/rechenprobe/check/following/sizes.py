"""How large something is: memory of so many values, products of what was said right before."""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import mul

from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place, meant
from rechenprobe.check.numbers.footprint import amounts_said
from rechenprobe.check.words.nouns import kin
from rechenprobe.late import late

_OTHER = late(r"\b(?:aktivierung\w*|activation\w*|adam|optimi\w*|gradient\w*|moment\w*|batch\w*)\b")
_WIDE = late(r"\b(?:b?float(?:16|32|64)|fp(?:16|32|64)|u?int(?:4|8)|\d+[ -]?bit|byte)\b")
_WIDEST = 64
"""Bits of a value."""
_LEAST = 100


def memory(place: Place) -> Iterator[Candidate]:
    """So many values, each as wide as the words say."""
    own = place.open
    if own.kind != "bit" or own.per:
        return
    for value, shown in amounts_said(place.words, place.before, (), place.model):
        yield Candidate(value, shown, (), SAID)
    counts = [
        one
        for one in place.past
        if not one.kind and one.value >= _LEAST and one.value.denominator == 1 and not one.per
    ]
    told = _WIDE.search(place.before + place.after) is not None
    weights = [one for one in counts if kin(one.noun, "gewicht")]
    near = [one for one in weights if one in place.last or one in place.here]
    sole = len({one.value for one in near}) == 1 and weights[-1] in near
    sole = sole and place.follows(place.gap) and not _OTHER.search(place.before)
    for value, shown in amounts_said(place.words, place.before, (Fraction(1),), None):
        for one in reversed(counts[-3:]):
            trust = FIXED if told and one in weights[-1:] and sole else SAID if told else LOOSE
            of = shown.replace("so vielen Werten", f"{place.show(one)} Werten")
            yield Candidate(one.value * value, of, (one,), trust, one.half * value, "memory")
    widths = [one for one in place.past if one.kind == "bit" and one.value <= _WIDEST and one.per]
    for width in widths[-1:]:
        for one in counts[-2:]:
            yield meant(place.term(one) * place.term(width), SAID, "memory")


def products(place: Place) -> Iterator[Candidate]:
    """Products of what was said right before, where something follows."""
    own = place.open
    if own.kind == "%" or not place.follows(place.words):
        return
    near = [one for one in place.past[-6:] if one.kind != "%"]
    for one, two in combinations(near, 2):
        if {one.kind, two.kind} == {"", own.kind} or one.kind == two.kind == own.kind == "":
            yield meant(place.term(one) * place.term(two), LOOSE, "product")
    for some in zip(near, near[1:], near[2:], strict=False):
        if sorted(one.kind for one in some) == ["", "", own.kind]:
            product = reduce(mul, map(place.term, some))
            yield meant(product, LOOSE, "product", half=Fraction(0))


def shapes(place: Place) -> Iterator[Candidate]:
    """„6 × 6 × 64, zusammen 2.304 Werte“; „16 Kanäle, also 16.384“ of what was 32 × 32 × 3."""
    own = place.open
    if own.kind or own.per or not place.here or not place.follows(place.gap):
        return
    last = place.here[-1]
    if last.dims and last.statement is not None and not last.statement.relations:
        yield meant(place.term(last), SAID, "shape")
    if kin(last.noun, "kanal") or kin(last.noun, "channel"):
        for one in [one for one in place.past if len(one.dims) in (2, 3)][-2:]:
            high, wide = one.dims[:2]
            shown = f"{place.size(high)} · {place.size(wide)} · {place.show(last)}"
            yield Candidate(high * wide * last.value, shown, (last,), SAID, rule="shape")
