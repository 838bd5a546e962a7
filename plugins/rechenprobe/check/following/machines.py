"""Time and memory of machines: work by speed, several devices, formats of numbers."""

import re
from collections.abc import Iterator
from fractions import Fraction

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.check.following.terms import number
from rechenprobe.check.following.words import DEVICES, MORE_TO_IT, WEIGHTS
from rechenprobe.check.words.nouns import kin
from rechenprobe.late import late

_TAKES = late(
    r"\b(?:dauer\w*|brauch\w*|benötig\w*|also|somit|damit|demnach|fertig|takes?|needs?|so|thus|hence"
    r"|sind (?:das|es)|das sind|ergibt|rechnet|läuft|lädt|kost\w*|zahl\w*|verbrauch\w*"
    r"|verursach\w*|costs?|pay|uses?|in)\b"
)
_ONLY = late(
    r"\b(?:nur|höchstens|mindestens|only|jede[rsnm]?|pue|wirkungsgrad|verlust\w*|kühlung|losses|cooling"
    r"|davon)\b"
)
_MORE = late(
    r"\b(?:real\w*|teil(?:en|t) sich|shares?|ruh(?:t|en)"
    r"|(?:das|die|der|the) (?:klein|groß|ander|alt|neu|zweit|schnell|small|large|other|sec)\w*)\b"
)
_EFFICIENCY = late(r"\b(?:\w*effizienz|efficiency)\b")
_IDEAL = late(r"\b(?:ideal\w*|perfekt\w*|linear\w*|perfect\w*|verlustfrei\w*)\b")
_SPEEDUP = late(r"\b(?:speed-?up|beschleunigung|faktor|factor)\b")
_FORMAT = late(
    r"(?<![\w.])(?:(?:b?float|fp|bf|u?int)[- ]?(?P<one>64|32|16|8|4)\b"
    r"|(?P<two>64|32|16|8|4|2)[ -]?bits?(?! ?/)(?:-\w+)?|(?P<bytes>[1248])[ -]bytes?\b"
    r"|(?P<words>halbe\w* genauigkeit|half precision|einfache\w* genauigkeit|single precision))"
)
_SINGLE = ("einfache", "single")
_MORE_STATES = late(
    r"\b(?:adam\w*|optimi\w*|gradient\w*|moment\w*|aktivierung\w*|activation\w*|training"
    r"|kompr\w*|compress\w*|skal\w*|scales?|lora|adapter\w*"
    r"|gguf|ggml|awq|gptq|nf4|q4\w*|datei\w*|files?|praxis|gemessen\w*|tatsächlich\w*|measured"
    r"|overhead|cache|klein\w*|groß\w*|small|large)\b"
)
_SMALL = 64


def timed(passage: Passage) -> Iterator[Told]:
    """„Bei 40 Token pro Sekunde dauern 1000 Token 25 s und 300 Token 7,5 s“, whichever is open."""
    own = passage.target
    rates = [it for it in passage.before if it.one.per == "#s"]
    if len(rates) != 1 or own.one.per or own.one.kind not in ("", "s", rates[0].one.kind):
        return
    rate = rates[0]
    found = [it for it in (*passage.given, own) if it not in (rate, *passage.restated)]
    some = sorted(found, key=lambda it: it.one.start)
    pairs = list(zip(some[::2], some[1::2], strict=False))
    if len(some) % 2 or not all(_is_done(*pair, rate) for pair in pairs):
        return
    if any(own not in pair and not _holds(*pair, rate) for pair in pairs):
        return
    (partner,) = (it for pair in pairs if own in pair for it in pair if it is not own)
    if partner.one.start > own.one.start:
        return  # that one is held against it
    is_time = own.one.kind == "s"
    one, speed = passage.term(partner), passage.term(rate)
    told = (passage.says(_TAKES) or len(pairs) > 1) and not _more(passage)
    twice = any(it is not partner and it.one.value == partner.one.value for it in some)
    told = told and not twice  # „600 Token in 20 s, mit Batching 600 Token in 5 s“
    told = told and (is_time or len(pairs) > 1 or passage.place.follows(own.before))
    yield Told(one / speed if is_time else one * speed, passage.given, told)


def _more(passage: Passage) -> bool:
    return passage.says(_MORE) or passage.says(MORE_TO_IT)


def _is_done(one: Mention, other: Mention, rate: Mention) -> bool:
    """Whether one is work at that speed and the other a time."""
    time, work = (one, other) if one.one.kind == "s" else (other, one)
    if time.one.kind != "s" or time.one.per or work.one.per or work.one.kind == "s":
        return False
    bare = work.one.named or not work.one.noun  # „in 5 Minuten 36.000“
    return (bare and not work.one.kind and not rate.one.kind) or _is_work(work.one, rate.one)


def _holds(one: Mention, other: Mention, rate: Mention) -> bool:
    time, work = (one, other) if one.one.kind == "s" else (other, one)
    return work.one.value == time.one.value * rate.one.value


def _is_work(work: Amount, rate: Amount) -> bool:
    if work.kind == rate.kind:
        return bool(rate.kind) or kin(work.noun, rate.noun)
    return (work.kind or work.noun) == (rate.kind or rate.noun)  # „6 · 10¹⁸ FLOP“


def devices(passage: Passage) -> Iterator[Told]:
    """„36 Stunden auf einer GPU, auf vier mit 90 % Effizienz noch 10 Stunden“."""
    own, given = passage.target, passage.before
    several = [it for it in given if not it.one.kind and DEVICES.match(it.one.noun)]
    several = [it for it in several if it.one.value > 1]
    shares = [it for it in given if it.one.kind == "%" and _EFFICIENCY.search(it.words)]
    if len(several) != 1 or len(passage.given) != len(given):
        return
    count = passage.term(several[0])
    if own.one.kind == "%" and _EFFICIENCY.search(own.before):
        sped = [it for it in given if not it.one.kind and _SPEEDUP.search(it.before)]
        others = [it for it in given if it not in (*sped, *several)]
        if len(sped) == 1:
            ratio = passage.term(sped[0]) / count
            yield Told(ratio, [*sped, *several, *others], len(others) in (0, 2))
    times = [it for it in given if it.one.kind == "s" and not it.one.per]
    ones = [it for it in given if DEVICES.match(it.one.noun) and it.one.value == 1]
    if own.one.kind != "s" or own.one.per or len(times) != 1:
        return
    if len(given) != 2 + len(shares) + len(ones) or times[0].one.start > several[0].one.start:
        return
    value = passage.term(times[0]) / count
    if len(shares) == 1:
        yield Told(value / passage.term(shares[0]), given)
    elif not shares:
        yield Told(value, given, passage.says(_IDEAL))


def formats(passage: Passage) -> Iterator[Told]:
    """„in float32 52 MB, in float16 26 MB“, „mit 4 Bit nur noch 3,5 GB“."""
    own = passage.target
    if own.one.kind != "bit" or own.one.per or own.one.value <= _SMALL:
        return
    large = [it for it in passage.before if it.one.kind == "bit" and it.one.value > _SMALL]
    narrow = [it for it in passage.given if it.one.kind == "bit" and it.one.value <= _SMALL]
    weights = [it for it in passage.before if it.one.noun in WEIGHTS or it.one.scaled]
    weights = [it for it in weights if not it.one.kind]
    before = [it for it in passage.before if it not in narrow]
    if len(large) + len(weights) != len(before) or len(weights) > 1:
        return
    width = _width(passage, large[-1] if large else None, own)
    if width is None:
        return
    used = [*large, *narrow, *weights]
    plain = not passage.says(_MORE_STATES)
    found = [
        (it, bits)
        for n, it in enumerate(large)
        if (bits := _width(passage, large[n - 1] if n else None, it)) is not None
    ]
    if large and len(found) == len(large):
        (first, bits), *others = found
        same = all(it.one.value * bits == first.one.value * own for it, own in others)
        value = passage.term(first) * number(Fraction(width, bits))
        yield Told(value, used, plain and same)
    elif weights and not large:
        yield Told(
            passage.term(weights[0]) * number(width), used, plain and bool(weights[0].one.noun)
        )


def _width(passage: Passage, last: Mention | None, one: Mention) -> int | None:
    """How many bits a number has there, as the words since the last memory say."""
    source = passage.place.source
    start = last.one.end if last is not None else passage.start
    stop = one.one.start
    found = {_bits(it) for it in _FORMAT.finditer(source, start, stop)}
    return found.pop() if len(found) == 1 else None


def _bits(match: "re.Match[str]") -> int:
    if match["words"]:
        return 32 if match["words"].startswith(_SINGLE) else 16
    return int(match["one"] or match["two"] or 8 * int(match["bytes"]))


def energy(passage: Passage) -> Iterator[Told]:
    """„400 W, 30 Stunden, also 12 kWh“; „0,30 € je kWh, 12 kWh kosten 3,60 €“."""
    own, given = passage.target, passage.before
    if own.one.per or own.one.kind in ("", "%", "s") or len(given) != 2:
        return
    one, two = sorted(given, key=lambda it: bool(it.one.per), reverse=True)
    told = passage.says(_TAKES) and not (_more(passage) or passage.says(_ONLY))
    kinds = {one.one.kind, two.one.kind}
    if own.one.kind == "joule" and kinds == {"watt", "s"} and not one.one.per:
        yield Told(passage.term(one) * passage.term(two), given, told)
    if own.one.kind == one.one.kind and one.one.per == f"#{two.one.kind}" and not two.one.per:
        yield Told(passage.term(one) * passage.term(two), given, told)


MACHINES: tuple[Relation, ...] = (timed, energy, devices, formats)
