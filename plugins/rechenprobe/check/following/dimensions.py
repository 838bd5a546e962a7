"""Results whose unit tells what they are calculated of: GB : GB/s are s, h · €/h are €.

Each quantity has a dimension: units, things that are counted, of each of which something is said.
If of all that the passage says only one combination has the dimension of what it concludes, and
every quantity has its part in it, then that is what the words mean.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import combinations, product
from operator import mul, truediv

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.check.following.places import FIXED, meant
from rechenprobe.check.following.restated import RESTATED
from rechenprobe.check.following.terms import Term
from rechenprobe.check.following.words import DEVICES, LIMITS, MORE_TO_IT
from rechenprobe.check.numbers.units import composed
from rechenprobe.check.words.nouns import kin, stem
from rechenprobe.late import late

_THAT = r"(?:das|dies|es|that|this|it|which|man|wir|we)"
_DOES = (
    r"(?:dauer\w*|brauch\w*|benötig\w*|kost\w*|macht|machen|sind|wären|ergibt|ergeben|entsprich\w*"
    r"|entsprechen|verbrauch\w*|verschling\w*|beleg\w*|summier\w*|(?:be)?läuft|käme\w*|kommt|kommen|schafft"
    r"|takes?|costs?|needs?|uses?|makes?|gives?|yields?|draws?|occupies|requires?"
    r"|verursach\w*|erzeug\w*|causes?|emits?|(?:comes?|amounts?|adds?(?: up)?) to|is)"
)
_SAID = r"also|somit|damit|demnach|folglich|daher|mithin|hence|thus|therefore|so"
_SO = late(rf"\b(?:{_SAID})\b")
_CONCLUDED = late(
    rf"\b(?:{_SAID}|d\. ?h\.|i\. ?e\."
    rf"|(?:ins)?gesamt|zusammen|altogether|in total|{_THAT} (?:\w+ )?{_DOES}|{_DOES} {_THAT}"
    r"|(?:resulting|which results) in|for a total of|giving|yielding|ergibt|ergeben)(?!\w)"
)
_DOING = late(rf"\b{_DOES}\b")
_AT = late(r"\b(?:bei|mit|at|with|für|for)\W*\Z")
_NO_MATTER = late(
    rf"\b{LIMITS}\b|\b(?:pass(?:t|en)|fits?)\b[^.,;:]*?\b(?:kein\w*|nicht|no|not)\b"
    r"|\b(?:kein\w*|nicht|no|not)\b[^.,;:]*?\b(?:pass(?:t|en)|fits?)\b"
)
"""„… passt auf keine Karte: …“: that is said of another thing."""
_EACH_ONE = late(
    r"\b(?:eine[rsmn]?|jede[rsmn]?|each|one)(?: (?:also|somit|damit|dann|so|thus))?\W*\Z"
)
"""„… verbraucht eine also 9,6 kWh“: of all that are there."""
_TIMES = ("mal", "time")
_MOST_FACTORS = 3
_WORK = "flop"
"""Elsewhere operations only count; here they are what is done."""

_Powers = Mapping[str, int]


def measured(passage: Passage) -> Iterator[Told]:
    """„576 GPU-Stunden; zu 2,50 € die Stunde macht das 1.440 €“."""
    own = passage.target
    if not _is_measured(own.one) or len(passage.before) < 2:
        return
    some = [it for it in passage.before if it.one.kind not in ("%", ":")]
    ways = _distinct(some)
    names = [it.one.noun for it in ways if not it.one.kind and it.one.noun]
    known = [(it, _powers(it.one, names)) for it in ways]
    aim = _powers(own.one, names)
    if own.one.per and not any(own.one.per in (it.one.per, it.one.noun) for it in ways):
        aim = {name: power for name, power in aim.items() if name != f"#{own.one.per}"}
    if any(powers == aim for _, powers in known):
        return  # what measures the same may be meant in other ways
    found: dict[Fraction, tuple[Term, Sequence[Mention]]] = {}
    for used, signs in _ways(known, aim):
        value = _term([passage.term(it) for it in used], signs)
        found.setdefault(value.value, (value, used))
    if len(found) != 1:
        return
    ((value, used),) = found.values()
    told = _concludes(passage, used) and not _EACH_ONE.search(own.before)
    told = told and not passage.says(MORE_TO_IT) and not _restates(passage)
    told = told and not passage.place.left_out(meant(value, FIXED, "rate"))
    same = [it for it in some if it not in ways]
    machines = [it for it in ways if it not in used and DEVICES.match(it.one.noun)]
    if len(machines) == 1 and not machines[0].one.kind:
        # „8 GPUs für 72 Stunden zu 2,50 €“: the price may be that of all
        count = passage.term(machines[0])
        all_ = value / count if own.one.kind == "s" else value * count
        yield Told(all_, [*used, *same, *machines], told, (value,))
    else:
        yield Told(value, [*used, *same], told, spares=_NO_MATTER)


def _concludes(passage: Passage, used: Sequence[Mention]) -> bool:
    """Whether words right before it say that it follows, or „also“ somewhere in its sentence.

    Or how that is done which the passage speaks of: „bei zwei Byte je Gewicht belegen die
    Parameter …“.
    """
    place, own = passage.place, passage.target
    if _CONCLUDED.search(own.before) or _SO.search(place.before):
        return True
    last = passage.before[-1]
    if last not in used or not _AT.search(last.before):
        return False
    does = _DOING.search(own.before)
    subject = [stem(word) for word in own.before[does.end() :].split()] if does else []
    return any(kin(word, it.one.noun) for word in subject for it in used if it is not last)


def _ways(
    known: Sequence[tuple[Mention, _Powers]], aim: _Powers
) -> Iterator[tuple[Sequence[Mention], Sequence[int]]]:
    """Products of as few as will do that have the dimension, each with an exponent of ±1."""
    done: list[set[int]] = []
    for many in range(2, min(len(known), _MOST_FACTORS) + 1):
        for chosen in combinations(range(len(known)), many):
            if any(one <= {*chosen} for one in done):
                continue
            powers = [known[index][1] for index in chosen]
            for signs in product((1, -1), repeat=many):
                if 1 in signs and _joined(powers, signs) == aim:
                    done.append({*chosen})
                    yield [known[index][0] for index in chosen], signs


def _restates(passage: Passage) -> bool:
    """„8 Kanäle mit je 16 Bit, also 2 Byte“: the last one in another unit."""
    last, own = passage.before[-1].one, passage.target
    return last.kind == own.one.kind and RESTATED.match(own.before) is not None


def _is_measured(one: Amount) -> bool:
    """Whether its unit tells something: a count of things may be of anything."""
    return one.kind not in ("", "%", ":") or one.per.startswith("#")


def _powers(one: Amount, names: Sequence[str]) -> dict[str, int]:
    """Its dimension; `names` are the things that are counted, for words that mean the same."""
    powers = {one.kind: 1} if one.kind == _WORK else composed(one.kind)
    if not one.kind and one.noun and one.noun not in _TIMES:
        powers[_name(one.noun, names)] = 1
    per = one.per or (one.each if any(kin(one.each, name) for name in names) else "")
    if per:
        below = composed(per[1:]) if per.startswith("#") else {_name(per, names): 1}
        for name, power in below.items():
            powers[name] = powers.get(name, 0) - power
    return {name: power for name, power in powers.items() if power}


def _name(noun: str, names: Sequence[str]) -> str:
    return f"#{next((known for known in names if kin(known, noun)), noun)}"


def _joined(some: Sequence[_Powers], signs: Sequence[int]) -> dict[str, int]:
    powers: dict[str, int] = {}
    for one, sign in zip(some, signs, strict=True):
        for name, power in one.items():
            powers[name] = powers.get(name, 0) + sign * power
    return {name: power for name, power in powers.items() if power}


def _term(terms: Sequence[Term], signs: Sequence[int]) -> Term:
    above = [it for it, sign in zip(terms, signs, strict=True) if sign > 0]
    below = [it for it, sign in zip(terms, signs, strict=True) if sign < 0]
    return reduce(truediv, below, reduce(mul, above))


def _distinct(some: Sequence[Mention]) -> list[Mention]:
    """Without what another one says more exactly: „134 217 728 Byte, also 128 MiB“."""
    found: list[Mention] = []
    for it in sorted(some, key=lambda one: one.one.half / (one.one.value or 1)):
        if not any(_is_again(it.one, known.one) for known in found):
            found.append(it)
    return sorted(found, key=lambda one: one.one.start)


def _is_again(one: Amount, known: Amount) -> bool:
    same = (one.kind, one.per) == (known.kind, known.per) and (one.kind or one.noun == known.noun)
    return bool(same) and abs(one.value - known.value) <= one.half + known.half


DIMENSIONS: tuple[Relation, ...] = (measured,)
