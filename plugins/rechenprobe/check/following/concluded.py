"""What a sentence concludes from its own numbers: „175 von 250, also 70 %“.

Each form (`forms`) fixes an operation and its operands. What could be meant otherwise is among
the values behind the first: any of them confirms the number, and it is wrong only if all differ.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import combinations
from math import ceil, floor
from operator import add, mul
from statistics import median
from typing import TypeAlias

from msgspec import Struct, structs

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.forms import Operation, forms
from rechenprobe.check.following.phrases import is_calculation, is_same, nouns, with_places
from rechenprobe.check.following.places import FIXED, SAID, Candidate, Place
from rechenprobe.check.following.terms import Term, number
from rechenprobe.check.following.words import OF_THEM, REMAINS
from rechenprobe.check.words.nouns import kin
from rechenprobe.check.words.number_words import factors_said
from rechenprobe.expression import Call
from rechenprobe.late import late

_OF_THEM = late(rf"\b(?:{OF_THEM}|wobei)\b")
_EACH = late(
    r"\b(?:je|jeweils|jede\w*|pro|à|per|each|every|mal|times|paare?|beide\w*|zwei|drei|vier|fünf"
    r"|two|three)\b"
)
_BOTH_TAKEN = late(r"bei [^,]*#\d+[^,#]* (?:und|and) [^,#]*#")
"""„Bei 30 Stimmen für A und 15 für B bleiben 5“: of what was said before."""
_MORE = late(
    r"\b(?:mit|ohne|samt|inkl\w*|einschließlich|with|without|including)\b[^#]*"
    r"(?:zusammen|insgesamt|together|total)[^#]*#\d"
)
"""„12, 8, mit Bias zusammen 26“."""
_HEDGED = late(
    r"\b(?:nicht|kein\w*|falsch\w*(?! (?:positiv|negativ|klassifi|erkannt|eingeordn))|fehler\w*"
    r"|irrtum|behaupt\w*|glaubt\w*|claim(?:s|ed)|wäre\w*|würde\w*|hätte\w*|könnte\w*"
    r"|sollte\w*|müsste\w*|statt|anstatt|scheinbar|angeblich|mindestens|höchstens|maximal|minimal"
    r"|bis zu|not|no|wrong\w*|would|should|could|instead|at (?:least|most)|mehr als"
    r"|(?<!add )(?<!adds )(?<!adding )(?<!sum )(?<!sums )(?<!summing )up to"
    r"|verschiedene\w*"
    r"|weniger als|more than|less than|verglichen|gegenüber|compared)\b|\?"
)
_SUMS_UP = late(r"\b(?:das sind|ergibt|ergeben|macht|that is|which is|gives|yields|makes)\b")
_END = late(r"\s*(?:$|[.,;:)!–—]|(?:und|and|oder|or|sowie)\b)")
_ON = late(
    r"\s*(?:mehr|weniger|höher|niedriger|größer|kleiner|schneller|langsamer|länger|kürzer|pro|je"
    r"|jeweils|more|less|fewer|higher|lower|faster|slower|longer|per|each|als|than|bis|to|oder|mal"
    r"|fach|-)\b|\s*[-–/·×*+^=(]\s*[\w#%@(]"
)
_WITH = late(r"(?:\A|\W)(?:mit|bei|with|at|für|for) ?\Z")
_PLACE = late(r"[#%@]\d")
_POINTS = late(r"%[ -]punkt|prozentpunkt|percentage point")
_STEM = 5
"""Letters that two forms of a word have in common."""
_MOST_PARTS = 4
_MOST_TERMS = 6
_LONGEST = 420
"""Characters; what is longer is no sentence with one meaning."""
_ROUNDED = late(r"\b(?:ganzzahlig\w*|\w*gerundet\w*|ganze[nr]? zahl\w*|rounded|integer)\b")
_FAR = 3
_FEW = 1000
_MOST = 12
"""Numbers of a sentence that concludes something."""


class _Match(Struct, frozen=True):
    """A form in a sentence whose numbers are places."""

    match: re.Match[str]
    amounts: Sequence[Amount]
    terms: Sequence[Term]
    """Of the amounts before the one that follows, in the order of the form."""
    target: Amount
    points: bool
    """Whether what follows are percentage points."""

    @property
    def text(self) -> str:
        """What it takes in."""
        return self.match[0]


Values: TypeAlias = tuple[Term, ...]


def _change(found: _Match, one: Term, two: Term) -> Values:
    off = _span((one, two))
    if found.target.kind != "%":
        return (off, one / two, two / one)
    if found.points:
        return (off,)
    return (off / one, off) if found.amounts[0].kind == "%" else (off / one,)


def _span(values: Sequence[Term]) -> Term:
    low, high = (best(values, key=lambda one: one.value) for best in (min, max))
    return high - low


def _rest(found: _Match, whole: Term, *parts: Term) -> Values:
    if not 1 <= len(parts) <= _MOST_PARTS:
        return ()
    shares = (it.kind == "%" for it in found.amounts[1:])
    taken = [one * whole if share else one for one, share in zip(parts, shares, strict=True)]
    some = [one for n in range(len(taken), 0, -1) for one in combinations(taken, n)]
    return tuple(reduce(lambda left, one: left - one, one, whole) for one in some)


def _sum(found: _Match, *terms: Term) -> Values:
    shares = any(one.kind == "%" for one in found.amounts)
    if not 2 <= len(terms) <= _MOST_TERMS or shares:
        return ()
    values = [_total(one) for n in range(len(terms), 1, -1) for one in combinations(terms, n)]
    values += [one * two for one, two in combinations(terms, 2)]
    if len(terms) > 2:
        values.append(reduce(mul, terms))
        for a, b in combinations(range(len(terms)), 2):
            others = (one for n, one in enumerate(terms) if n not in (a, b))
            values.append(_total((terms[a] * terms[b], *others)))
        values.append(terms[0] * _total(terms[1:]))
    if len(terms) == 4:
        values.append(terms[0] * terms[1] + terms[2] * terms[3])
    return tuple(values)


def _total(terms: Sequence[Term]) -> Term:
    return reduce(add, terms)


def _product(found: _Match, one: Term, two: Term) -> Values:
    names = found.match.groupdict()
    if names and names["thing"][:_STEM] != names["things"][:_STEM]:
        return ()  # „ein Zeichen braucht 7 Bit, ein Text von 200 Zeichen also 1400“
    return (one * two, two)  # „8 Kanäle mit je 16 Bit, also 2 Byte“


def _same(found: _Match, one: Term) -> Values:
    own, target = found.amounts[0], found.target
    units = {own.factor, target.factor} if own.kind and own.kind == target.kind else ()
    return (one,) if own.calculated or len(units) == 2 else ()


def _statistic(found: _Match, *listed: Term) -> Values:
    name = found.match["name"]
    if name in ("mittelwert", "arithmetische mittel", "durchschnitt", "mean", "average"):
        return (_total(listed) / number(len(listed)),)
    if name in ("summe", "sum"):
        return (_total(listed),)
    if name in ("produkt", "product"):
        return (reduce(mul, listed),)
    if name == "median":
        middle = median(one.value for one in listed)
        shown = f"Median von {', '.join(one.shown for one in listed)}"
        of = tuple(it for one in listed for it in one.of)
        return (Term(middle, max(one.half for one in listed), listed[0].kind, shown, of),)
    if name in ("spannweite", "range"):
        return (_span(listed),)
    if len(listed) != 2:
        return ()
    one, two = listed
    return (_span(listed),) if name in ("differenz", "difference") else (one / two, two / one)


def _times(found: _Match, base: Term, *factor: Term) -> Values:
    if "factor" in found.match.groupdict():
        said = [value for *_, value in factors_said(found.match["factor"])]
        factor = tuple(map(number, said[:1]))
    if len(factor) != 1:
        return ()
    value = factor[0] * base
    if base.value.denominator != 1 or value.kind or not _ROUNDED.search(found.match.string):
        return (value,)
    whole = (floor(value.value), ceil(value.value))  # „die Hälfte von 7, ganzzahlig geteilt“
    return (value, *(structs.replace(value, value=Fraction(it)) for it in whole))


_READERS: Mapping[Operation, Callable[..., Values]] = {
    "part": lambda _, part, whole: (part / whole,),
    "change": _change,
    "ratio": lambda _, old, new: (new / old,),
    "percentage": lambda _, share, whole: (share * whole,),
    "used": lambda _, whole, share: (
        share * whole,
        whole - share * whole,
        whole + share * whole,
        whole / share,
    ),
    "rest": _rest,
    "sum": _sum,
    "product": _product,
    "same": _same,
    "statistic": _statistic,
    "fraction": _times,
    "multiple": _times,
}


def concluded(place: Place) -> Iterator[Candidate]:
    """All that the sentence says of the number."""
    before = (*place.last, *place.here) if place.goes_on else place.signed or place.here
    amounts = (*before, place.open, *place.later)
    if len(amounts) < 2 or len(amounts) > _MOST or place.end - place.start > _LONGEST:
        return
    text = with_places(place, amounts)
    own = len(before)
    if not any(f"{sign}{own}" in text for sign in "#%"):
        return
    points = _POINTS.search(place.source, place.open.start, place.open.end + 16) is not None
    for operation, match in forms(text):
        places = [int(one) for one in re.findall(r"[#%@](\d+)", match[0])]
        ends = [int(one) for one in match.groups() if one and one.isdecimal()]
        used = places if operation in ("rest", "sum", "statistic", "fraction", "multiple") else ends
        given, target = used[:-1], used[-1]
        behind = text[match.end() :]
        if target != own or any(one >= own for one in given) or _ON.match(behind):
            continue
        if points and operation != "change":
            continue
        some = [amounts[one] for one in given]
        if "¤" in match[0] if operation == "sum" else any(it.value < 0 for it in some):
            continue
        if operation == "same" and _is_vector(place, some[0]) and not kin(place.open.noun, "wert"):
            continue  # „Die Norm von (3, 4) ist 5“
        found = _Match(match, some, _terms(place, some), place.open, points)
        values = _READERS[operation](found, *found.terms)
        fixed = _is_certain(operation, found) and _fits(place, text, found, behind, operation)
        for index, one in enumerate(values):
            if one.kind == ("" if place.open.kind == "%" else place.open.kind):
                trust = FIXED if index == 0 and fixed else SAID
                yield Candidate(one.value, one.shown, tuple(some), trust, one.half, "form")


def _is_vector(place: Place, one: Amount) -> bool:
    text = place.source[one.start : one.end]
    return text.startswith("(") and ("," in text or ";" in text)


def _terms(place: Place, some: Sequence[Amount]) -> list[Term]:
    """Their values; what has no unit beside one that has means the same: „von 80 auf 100 Euro“."""
    units = {(one.kind, one.factor) for one in (*some, place.open) if one.kind not in ("", "%")}
    terms = [place.term(one) for one in some]
    if len(units) != 1:
        return terms
    kind, factor = next(iter(units))
    named = [not one.noun or one.named for one in some]
    bare = [
        not one.kind and own and not one.calculated for one, own in zip(some, named, strict=True)
    ]
    return [
        structs.replace(it, value=it.value * factor, half=it.half * factor, kind=kind)
        if own
        else it
        for it, own in zip(terms, bare, strict=True)
    ]


def _is_certain(operation: Operation, found: _Match) -> bool:
    """Whether the number is wrong if nothing of what is meant holds."""
    if operation == "used":
        return is_same(found.target.noun, found.amounts[0].noun)
    if operation in ("sum", "rest"):
        text = found.text
        both = operation == "rest" and _BOTH_TAKEN.match(text)
        return not (_OF_THEM.search(text) or _EACH.search(text) or both or _MORE.search(text))
    return True


def _fits(place: Place, text: str, found: _Match, behind: str, operation: Operation) -> bool:
    """Whether nothing else can be meant."""
    own = place.open
    bound = own.statement.bound if own.statement else ""
    if _HEDGED.search(text) or bound in ("over", "under") or _shares_a_scale(found.amounts):
        return False
    before = text[: found.match.start()]
    if operation == "product" and _WITH.search(before) and (place.last or _PLACE.search(before)):
        return False  # „Ein Bild hat 300 Pixel. Mit drei Kanälen zu je einem Byte …“
    kinds = {(one.kind if one.kind != "%" else "") for one in found.amounts}
    if operation == "sum" and (len(kinds) > 1 or REMAINS.search(behind)):
        return False  # „8 ms, 100 Bilder dauern zusammen 200 ms“
    if _END.match(behind) or (operation == "same" and _goes_on(found)):
        return True
    if operation == "rest" and found.match["rest"] not in ("anderen", "other"):
        return True
    noun = nouns(behind)[:1]
    if own.kind == "%" and noun and noun[0] in ("der", "aller", "des", "of", "von"):
        return False
    others = [word for one in found.amounts for word in nouns(place.source[one.end : place.end])]
    return any(is_same(noun[0], other) for other in others) if noun else False


def _goes_on(found: _Match) -> bool:
    """Whether an equation ends in a calculation, of which only the result is missing."""
    one = found.amounts[0]
    statement = one.statement
    if statement is None or not statement.relations or not is_calculation(one):
        return False
    expr, own = statement.sides[-1].expr, found.target.value
    if not isinstance(expr, Call) or expr.op not in ("*", "+"):
        return False  # „1024 = 2^10, das ergibt 10 Verdopplungen“
    if not one.value / _FAR <= own <= one.value * _FAR:
        return False  # „128 = 2 · 64, das sind 2 Blöcke“
    return _SUMS_UP.search(found.text) is not None


def _shares_a_scale(amounts: Sequence[Amount]) -> bool:
    """„from 5.3 to 7.8 billion“: the word behind the second may be said of the first, too."""
    large = any(one.scaled for one in amounts)
    return large and any(not one.scaled and one.value / one.factor < _FEW for one in amounts)
