"""What a sentence concludes from its own numbers, as equations: „Von 250 … 175 …, das sind 70 %“.

Each form names an operation and its operands, or it is none: „zusammen“ adds what is listed right
before it, „von … auf …, also um“ compares. What could be meant otherwise is among the `others`: the
number is confirmed by one of them, and called wrong only if all are false.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from msgspec import Struct

from rechenprobe.check.following.conclusion_forms import NUMERALS, SHARES, TIMES, Operation, forms
from rechenprobe.check.following.phrases import Amount, Phrase, is_same
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.expression import Call, Expr, Num
from rechenprobe.late import late

_OF_THEM = late(r"\b(?:davon|darunter|dessen|of which|of these|of them|wobei)\b")
_TOWARDS = late(r"\b(?:auf|bis|nach|to) [#%]")
"""„von 440 MB auf 110 MB“: no part of a whole."""
_EACH = late(
    r"\b(?:je|jeweils|jede\w*|pro|à|per|each|every|mal|times|paare?|beide\w*|zwei|drei|vier|fünf"
    r"|two|three)\b"
)
_BOTH_TAKEN = late(r"bei [^,]*#\d+[^,#]* (?:und|and) [^,#]*#")
"""„Bei 30 Stimmen für A und 15 für B bleiben 5“: of what was said before."""
_STEM = 5
"""Letters that two forms of a word have in common."""
_MOST_PARTS = 4
_MOST_TERMS = 6


class Conclusion(Struct, frozen=True):
    """One number with what it should be."""

    target: int
    """Among the phrase's amounts."""
    meant: Expr
    operands: tuple[int, ...]
    others: tuple[Expr, ...] = ()
    """What else may be meant."""
    certain: bool = True
    """Whether the number is wrong if nothing of this holds."""
    anything: bool = False
    """Whether what is counted may be called otherwise: „von 10 Bit bleiben 7 Datenbits“."""


def conclusions(phrase: Phrase) -> Iterator[tuple[Conclusion, str]]:
    """All that the sentence concludes, each with what stands behind it."""
    for operation, match in forms(phrase.text):
        places = [int(place) for place in re.findall(r"[#%@](\d+)", match[0])]
        found = _READERS[operation](_Match(match, places, phrase))
        if found is not None:
            yield found, phrase.text[match.end() :]


class _Match(Struct, frozen=True):
    """A form in a phrase."""

    match: re.Match[str]
    places: list[int]
    """All amounts in it, in order."""
    phrase: Phrase

    @property
    def ends(self) -> tuple[int, ...]:
        """The amounts that the form itself names, not what stands in between."""
        return tuple(int(one) for one in self.match.groups() if one and one.isdecimal())

    def value(self, place: int) -> Expr:
        """Of an amount."""
        return self.phrase.amounts[place].side.expr

    def kind(self, place: int) -> str:
        """Of an amount."""
        return self.phrase.amounts[place].kind


def _neg(expr: Expr) -> Expr:
    return Call("neg", (expr,))


def _plus(*terms: Expr) -> Expr:
    return Call("+", terms)


def _over(above: Expr, below: Expr) -> Expr:
    return Call("/", (above, below))


def _times(*factors: Expr) -> Expr:
    return Call("*", factors)


def _share(found: _Match) -> Conclusion | None:
    whole, part, target = found.ends
    if _TOWARDS.search(found.match[0]):
        return None
    return Conclusion(target, _over(found.value(part), found.value(whole)), (whole, part))


def _part(found: _Match) -> Conclusion | None:
    part, whole, target = found.ends
    return Conclusion(target, _over(found.value(part), found.value(whole)), (part, whole))


def _change(found: _Match) -> Conclusion | None:
    old, new, target = found.ends
    a, b = found.value(old), found.value(new)
    off = _plus(Call("max", (a, b)), _neg(Call("min", (a, b))))
    if found.kind(target) == "#":
        return Conclusion(target, off, (old, new), (_over(a, b), _over(b, a)))
    points = found.kind(old) == "%"
    return Conclusion(target, _over(off, a), (old, new), (off,) if points else ())


def _ratio(found: _Match) -> Conclusion | None:
    old, new, target = found.ends
    return Conclusion(target, _over(found.value(new), found.value(old)), (old, new))


def _percentage(found: _Match) -> Conclusion | None:
    share, whole, target = found.ends
    return Conclusion(target, _times(found.value(share), found.value(whole)), (share, whole))


def _used(found: _Match) -> Conclusion | None:
    whole, share, target = found.ends
    base, part = found.value(whole), found.value(share)
    others = (
        _times(base, _plus(Num(1), _neg(part))),
        _times(base, _plus(Num(1), part)),
        _over(base, part),
    )
    phrase = found.phrase
    alike = any(is_same(phrase.noun(target), word) for word in phrase.words(whole))
    return Conclusion(target, _times(part, base), (whole, share), others, certain=alike)


def _plus_share(found: _Match) -> Conclusion | None:
    base, share, target = found.ends
    whole, part = found.value(base), found.value(share)
    others = (_times(whole, part),)  # „1.000 € mit 3 % Zinsen sind 30 € Zinsen“
    return Conclusion(target, _times(whole, _plus(Num(1), part)), (base, share), others)


def _less_share(found: _Match) -> Conclusion | None:
    base, share, target = found.ends
    whole, part = found.value(base), found.value(share)
    others = (_times(whole, part),)
    return Conclusion(target, _times(whole, _plus(Num(1), _neg(part))), (base, share), others)


def _combined(found: _Match) -> Conclusion | None:
    one, two, target = found.ends
    adds = found.match["sign"] in ("plus", "zuzüglich")
    second = found.value(two) if adds else _neg(found.value(two))
    return Conclusion(target, _plus(found.value(one), second), (one, two))


def _rest(found: _Match) -> Conclusion | None:
    whole, *parts, target = found.places
    if not 1 <= len(parts) <= _MOST_PARTS:
        return None
    total = found.value(whole)

    def taken(place: int) -> Expr:
        value = found.value(place)
        return _times(value, total) if found.kind(place) == "%" else value

    def without(some: tuple[int, ...]) -> Expr:
        return _plus(total, *(_neg(taken(one)) for one in some))

    others = (without(some) for size in range(1, len(parts)) for some in combinations(parts, size))
    return Conclusion(
        target,
        without(tuple(parts)),
        (whole, *parts),
        tuple(others),
        certain=not (
            _OF_THEM.search(found.match[0])
            or _EACH.search(found.match[0])
            or _BOTH_TAKEN.match(found.match[0])
        ),
        anything=found.match["rest"] not in ("anderen", "other"),
    )


def _sum(found: _Match) -> Conclusion | None:
    *terms, target = found.places
    if not 2 <= len(terms) <= _MOST_TERMS or "%" in map(found.kind, terms):
        return None
    values = [found.value(one) for one in terms]
    others = [_plus(*some) for size in range(2, len(terms)) for some in combinations(values, size)]
    others += [_times(*some) for some in combinations(values, 2)]
    if len(values) > 2:
        others.append(_times(*values))
        for a, b in combinations(range(len(values)), 2):
            rest = (one for index, one in enumerate(values) if index not in (a, b))
            others.append(_plus(_times(values[a], values[b]), *rest))
        others.append(_times(values[0], _plus(*values[1:])))
    if len(values) == 4:
        others.append(_plus(_times(*values[:2]), _times(*values[2:])))
    text = found.match[0]
    pure = _EACH.search(text) is None and _OF_THEM.search(text) is None
    return Conclusion(target, _plus(*values), tuple(terms), tuple(others), certain=pure)


def _product(found: _Match) -> Conclusion | None:
    one, two, target = found.ends
    names = found.match.groupdict()
    if names and names["thing"][:_STEM] != names["things"][:_STEM]:
        return None  # „ein Zeichen braucht 7 Bit, ein Text von 200 Zeichen also 1400“
    others = (found.value(two),)  # „8 Kanäle mit je 16 Bit, also 2 Byte“
    return Conclusion(target, _times(found.value(one), found.value(two)), (one, two), others)


def _same(found: _Match) -> Conclusion | None:
    one, target = found.ends
    amounts = found.phrase.amounts
    if amounts[one].kind == "#" and not _is_other_unit(amounts[one], amounts[target]):
        return None
    return Conclusion(target, found.value(one), (one,))


def _is_other_unit(one: Amount, other: Amount) -> bool:
    first, second = unit_of(one.side.unit), unit_of(other.side.unit)
    if first is None or second is None or one.side.unit == other.side.unit:
        return False
    return first.powers == second.powers


def _statistic(found: _Match) -> Conclusion | None:
    *listed, target = found.places
    values = tuple(map(found.value, listed))
    name = found.match["name"]
    meant: Expr
    if name in ("mittelwert", "arithmetische mittel", "durchschnitt", "mean", "average"):
        meant = _over(_plus(*values), Num(len(values)))
    elif name in ("summe", "sum"):
        meant = _plus(*values)
    elif name in ("produkt", "product"):
        meant = _times(*values)
    elif name == "median":
        meant = Call("median", values)
    elif name in ("spannweite", "range"):
        meant = _plus(Call("max", values), _neg(Call("min", values)))
    elif len(values) != 2:
        return None
    elif name in ("differenz", "difference"):
        meant = _plus(Call("max", values), _neg(Call("min", values)))
    else:
        return Conclusion(target, _over(*values), tuple(listed), (_over(*values[::-1]),))
    return Conclusion(target, meant, tuple(listed))


def _fraction(found: _Match) -> Conclusion | None:
    whole, target = found.places
    many = NUMERALS.get(found.match["many"] or "", 1)
    share = _over(Num(many), Num(SHARES[found.match["share"]]))
    return Conclusion(target, _times(share, found.value(whole)), (whole,))


def _multiple(found: _Match) -> Conclusion | None:
    *given, target = found.places
    base, *factors = map(found.value, given)
    if "times" in found.match.groupdict():
        factors.append(Num(TIMES[found.match["times"]]))
    if len(factors) != 1:
        return None
    return Conclusion(target, _times(base, *factors), tuple(given))


def _split(found: _Match) -> Conclusion | None:
    whole, ratio, target, _ = found.ends
    expr = found.value(ratio)
    if not isinstance(expr, Call) or expr.op != "/":
        return None
    share = _over(expr.args[0], _plus(*expr.args))
    return Conclusion(target, _times(found.value(whole), share), (whole, ratio), anything=True)


_READERS: Mapping[Operation, Callable[[_Match], Conclusion | None]] = {
    "share": _share,
    "part": _part,
    "change": _change,
    "ratio": _ratio,
    "percentage": _percentage,
    "used": _used,
    "plus": _plus_share,
    "less": _less_share,
    "rest": _rest,
    "combined": _combined,
    "sum": _sum,
    "product": _product,
    "same": _same,
    "statistic": _statistic,
    "fraction": _fraction,
    "multiple": _multiple,
    "split": _split,
}
