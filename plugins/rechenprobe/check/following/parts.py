"""What follows from parts: remainders, differences, sums, multiples, lists."""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from operator import add
from statistics import median

from rechenprobe import notation
from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place
from rechenprobe.check.words.kinds import mentions
from rechenprobe.check.words.nouns import alike, kin
from rechenprobe.check.words.number_words import factors_said
from rechenprobe.late import late

_PARTS = late(r"\b(?:davon|darunter|hiervon|dessen|deren|of (?:which|these|them|those))\b")
_REMAINS = late(
    r"\b(?:bleib\w*|übrig\w*|rest|restliche\w*|verbleib\w*|fehlen|remain\w*|left"
    r"|zahlt noch)\b"
)
_DIFFERENCE = late(
    r"\b(?:unterschied\w*|differenz\w*|mehr|weniger|zusätzlich\w*|gespart\w*|spar\w*|ersparnis|lücke|sinkt|wächst|steigt|um"
    r"|difference|more|fewer|less|saved?|saves|gap|by)\b"
)
_SUM = late(
    r"\b(?:zusammen\w*|insgesamt|summe|gesamt\w*|alles|addiert|macht|ergibt|ergeben|together|total|sum"
    r"|altogether|in all)\b"
)
_RIGHT = late(r"\b(?:richtig\w*|korrekt\w*|correct\w*|right)\b")
_WRONG = late(
    r"\b(?:falsch\w*|fehlerhaft\w*|fehlklass\w*|misclass\w*|wrong\w*|incorrect\w*|errors?|fehler\w*)\b"
)
_SOME_OF = late(r"\W*(?:der|dieser|davon|of (?:the|these|them))\b")
"""„7 der Fehler“ are not all of them."""
_NEXT = late(r"\b(?:bleib\w*|verbleib\w*|fehlen|leaves?|leaving)\W+(?:\w+\W+){0,3}\d")
"""„nach 50 Minuten bleiben 20“: what is left is said of the number behind."""
_PAIRS = late(r"\b(?:paar\w*|paarweise\w*|abstände\w*|pairs?|pairwise)\b")
_FROM_TO = late(r"\A\s*(?:\w+\s+)?(?:auf|to)\s+\Z")
_ENUMERATED = late(r"\A\s*(?:,|und|and|, und|, and|;)\s*\Z")
_ONLY = late(
    r"\A(?:\W|\b(?:nämlich|also|das sind|genau|rund|etwa|knapp|gut|namely|or|oder|auf|so"
    r"|viele?|groß|lange?|exactly|about)\b)*\Z"
)
_MEAN = late(r"\b(?:mittelwert\w*|durchschnitt\w*|im mittel|mean|average)\b")
_MEDIAN = late(r"\bmedian\w*\b")
_SPREAD = late(r"\bspannweite\b")
_REPEATED = late(r"\b(?:mal|fach|fache|fachen)\b|-fache?\b|\btimes\b")
_SOME, _MANY = 100, 4096
"""How often something may be there."""
_BRIEF = 2
"""Words between what is counted and how much that is: „beide Blöcke 66.944“."""


def remains(place: Place) -> Iterator[Candidate]:
    """„… 1.920 und 240 Bilder; für den Test bleiben 240“, „der Unterschied beträgt 64“."""
    own = place.open
    if own.per:
        return
    near = [
        one
        for one in (*place.last, *place.here)
        if one.kind == own.kind and not one.per and (own.kind or one.value.denominator == 1)
    ]
    if _REMAINS.search(place.words) and own.kind != "%":
        yield from _left(place, near)
    if _WRONG.search(place.words) and not own.kind and not _SOME_OF.match(place.after):
        for part in near:
            around = place.source[max(0, part.start - 40) : part.end + 60]
            right = _RIGHT.search(around)
            for whole in near:
                if (
                    right
                    and whole.value > part.value
                    and whole.noun
                    and alike(whole.noun, own.noun)
                ):
                    shown = f"{place.show(whole)} − {place.show(part)}"
                    fixed = FIXED if len(near) == 2 else SAID
                    yield Candidate(whole.value - part.value, shown, (whole, part), fixed)
    told = _DIFFERENCE.search(place.words)
    last = place.same(4)
    if not told:
        last = [one for one in last if one in place.last or one in place.here]
    for index, one in enumerate(last):
        for two in last[index + 1 :]:
            high, low = sorted((one, two), key=lambda it: it.value, reverse=True)
            if low.value and high.value != low.value:
                shown = f"{place.show(high)} − {place.show(low)}"
                if not told and not place.follows(place.gap):
                    continue
                trust = SAID if told and index == 0 else LOOSE
                half = one.half + two.half
                yield Candidate(high.value - low.value, shown, (high, low), trust, half, "minus")


_DIVIDED = late(
    r"\b(?:davon|darunter|dienen|training\w*|validier\w*|test\w*|rest\w*|übrig\w*|bleib\w*|verbleib\w*"
    r"|aufgeteilt|aufteil\w*|teilen|entfernt\w*|of (?:these|them|which)|remain\w*|split)\b"
)


def completes(place: Place) -> Iterator[Candidate]:
    """„Von 512 Kanälen sind 384 übrig. Die 128 entfernten …“: with another part it is the whole."""
    own = place.open
    if own.per or own.kind == "%" or own.value < _SOME or own.half:
        return
    first = min((one.start for one in place.last), default=place.start)
    if not _DIVIDED.search(place.source[min(first, place.start) : own.end + 40]):
        return
    near = [
        one
        for one in (*place.last, *place.here)
        if one.kind == own.kind and not one.per and one.value >= _SOME and not one.half
    ]
    for whole in near:
        for part in near:
            if part.value < whole.value:
                beside = {whole.start, part.start} == {one.start for one in near[-2:]}
                shown = f"{place.show(whole)} − {place.show(part)}"
                trust = SAID if beside else LOOSE
                yield Candidate(whole.value - part.value, shown, (whole, part), trust)


def beside_layers(place: Place) -> Iterator[Candidate]:
    """„… 28.928 Parameter, also 7.040 mehr“: than the layer that the sentence names, or all."""
    own, model = place.open, place.model
    if own.kind or model is None or own.value < _SOME or not _DIFFERENCE.search(place.words):
        return
    single = [one.layers[0] for one in mentions(place.original, model) if len(one.layers) == 1]
    counts = [(one.name, count) for one in single for count in (one.params, one.macs)]
    counts += [(model.name, count) for count in (model.params, model.macs)]
    for one in place.same(2):
        for name, count in counts:
            high, low = sorted((one.value, Fraction(count)), reverse=True)
            shown = f"{place.size(high)} − {place.size(low)} ({name})"
            yield Candidate(high - low, shown, (one,), LOOSE)


def _left(place: Place, near: list[Amount]) -> Iterator[Candidate]:
    own = place.open
    for index, whole in enumerate(near):
        if not (alike(whole.noun, own.noun) and (whole.noun or whole.kind)):
            continue
        parts = [
            one
            for one in near[index + 1 :]
            if one.value < whole.value and (not one.noun or kin(one.noun, whole.noun))
        ]
        if not parts:
            continue
        taken = sum((one.value for one in parts), Fraction(0))
        complete = len(parts) == len(near) - 1
        clean = not any(one.kind == "%" for one in (*place.last, *place.here)) or len(parts) > 1
        fixed = complete and clean and index == 0 and taken < whole.value
        between = place.source[whole.end : own.start]
        fixed &= len(_PARTS.findall(between)) < 2  # „darunter 480 … davon 300 …, die übrigen 180“
        fixed = fixed and _says_left(place, whole)
        if taken < whole.value:
            shown = " − ".join(map(place.show, (whole, *parts)))
            trust = FIXED if fixed else SAID
            yield Candidate(whole.value - taken, shown, (whole, *parts), trust, rule="rest")
        if len(parts) > 1:
            shown = f"{place.show(whole)} − {place.show(parts[-1])}"
            yield Candidate(whole.value - parts[-1].value, shown, (whole, parts[-1]), SAID)


def _says_left(place: Place, whole: Amount) -> bool:
    """Whether what is left is said of this number, and of nothing that is there several times."""
    own = place.open
    clause = _CLAUSE.split(place.gap)[-1]
    behind = _REMAINS.search(place.after)
    if not behind and not _REMAINS.search(clause):
        return False
    if (
        _SPREAD_OUT.search(clause)
        or _NEXT.search(place.after)
        or (behind and _DIGIT.search(place.after[: behind.start()]))
    ):
        return False
    overlap = _OF_WHICH.search(place.source[whole.end : own.start])
    if overlap and len(between := [it for it in place.past if it.start > whole.start]) > 1:
        return bool(between[0].start > whole.end + overlap.start())
    if whole in place.last and place.here and place.last[-1] is not whole:
        return False  # parts in both sentences
    if not own.kind and own.value.denominator != whole.value.denominator:
        return False  # „mit 0,2 sind es …“
    between = [one for one in (*place.last, *place.here) if one.start > whole.start]
    return not any(one.kind not in (own.kind, "%") for one in between)


_SPREAD_OUT = late(r"\(|\b(?:verteil\w*|aufgeteilt|entfällt|divided|split|spread)\b")
_OF_WHICH = late(r"\d\W+(?:\w+\W+)?(?:davon|of (?:these|them|which))\b")
_DIGIT = late(r"\d")
_CLAUSE = late(r"[,;](?!\d)")


def totals(place: Place) -> Iterator[Candidate]:
    """Sums of the last amounts, and as often as a word says what was calculated right before."""
    own = place.open
    if own.kind == "%" or own.per:
        return
    same = place.same(8)
    if _SUM.search(place.words):
        total = same[0].value if same else Fraction(0)
        half = same[0].half if same else Fraction(0)
        for terms, one in enumerate(same[1:], 2):
            total += one.value
            half += one.half
            shown = " + ".join(map(place.show, reversed(same[:terms])))
            yield Candidate(total, shown, tuple(same[:terms]), SAID, half, "sum")
        near = [it for it in (*place.last, *place.here) if it.kind == own.kind and not it.per]
        if len(near) > 2:
            whole = reduce(add, map(place.term, near))
            yield Candidate(whole.value, whole.shown, whole.of, SAID, whole.half)
    brief = place.follows(place.gap) or len(place.gap.split()) <= _BRIEF
    most = _MANY if place.follows(place.gap) else _SOME
    listed = _ENUMERATED.match(place.gap) is not None
    counts = [one for one in place.here[-2:] if not one.kind and one.value.denominator == 1]
    for count in counts if not listed else []:
        for one in same[:2]:
            if one is not count and 2 <= count.value <= most:
                yield Candidate(
                    one.value * count.value,
                    f"{place.show(count)} · {place.show(one)}",
                    (count, one),
                    SAID if count is place.here[-1] and brief else LOOSE,
                    one.half * count.value,
                    "times",
                )


_NAMELY = late(r"\b(?:nämlich|namely)\b")


def factors(place: Place) -> Iterator[Candidate]:
    """„Ein Viertel, 512 KB“, „dreimal so viele, nämlich 921.600“; „2,85-mal so viele“."""
    own = place.open
    same = place.same(2)
    gap = place.gap
    for _, end, factor in factors_said(gap):
        for one in same[:1] if own.kind != "%" else ():
            fixed = _ONLY.match(gap[end:]) is not None
            shown = f"{notation.brief(factor, place.grouping)} · {place.show(one)}"
            trust = SAID if fixed else LOOSE
            if fixed and _NAMELY.search(gap[end:]):
                trust = FIXED
            yield Candidate(one.value * factor, shown, (one,), trust, one.half * factor, "factor")
    if _REPEATED.search(place.source[own.end : own.end + 8]) and not own.kind:
        near = [one for one in place.past[-5:] if one.value]
        for index, one in enumerate(near):
            for two in near[index + 1 :]:
                if one.kind == two.kind and one.value != two.value and alike(one.noun, two.noun):
                    high, low = sorted((one, two), key=lambda it: it.value, reverse=True)
                    shown = f"{place.show(high)} : {place.show(low)}"
                    yield Candidate(high.value / low.value, shown, (high, low), LOOSE)


_OTHERS = late(
    r"\b(?:alle[rns]?|ganze[rn]?|gesamte[rn]?|klasse|je|jeweils|unter anderem|z\. ?b|beispielsweise"
    r"|\w{3,}st(?:e|en)|auszug|all|whole|entire|overall|among|such as|each)\b"
)
"""The mean is of more than what is listed."""


def lists(place: Place) -> Iterator[Candidate]:
    """Mean, median, sum and range of numbers that are listed."""
    own = place.open
    run: list[Amount] = []
    best: list[Amount] = []
    for one in (*place.last, *place.here):
        if run and (
            one.kind != run[-1].kind or not _ENUMERATED.match(place.source[run[-1].end : one.start])
        ):
            run = []
        run.append(one)
        if len(run) >= 3:
            best = list(run)
    if _ENUMERATED.match(place.source[own.end : own.end + 2]):
        return  # it is itself one of a list
    if not best or own.kind != best[0].kind or own.per:
        return
    values = [one.value for one in best]
    total = sum(values, Fraction(0))
    names = ", ".join(map(place.show, best))
    gap = place.gap
    for pattern, value, name in (
        (_MEAN, total / len(values), "Mittelwert"),
        (_MEDIAN, Fraction(median(values)), "Median"),
        (_SPREAD, max(values) - min(values), "Spannweite"),
        (_SUM, total, "Summe"),
    ):
        if pattern.search(gap):
            said = place.source[place.start : best[0].start] + gap
            trust = SAID if name == "Summe" or _OTHERS.search(said) else FIXED
            yield Candidate(value, f"{name} von {names}", tuple(best), trust, rule="list")


def pairs(place: Place) -> Iterator[Candidate]:
    """How many pairs there are: „bei 200 Punkten 19.900 Abstände“."""
    own = place.open
    again = place.rule == "pairs"
    if own.kind or not (again or _PAIRS.search(place.before + place.after)):
        return
    near = place.here or place.last
    counts = [one for one in near if not one.kind and one.value.denominator == 1]
    for one in counts[-3:]:
        value = one.value * (one.value - 1) / 2
        if one.value >= 3:
            n = place.show(one)
            trust = FIXED if again and len(counts) == 1 and place.follows(place.gap) else SAID
            yield Candidate(value, f"{n} · ({n} − 1) : 2", (one,), trust, rule="pairs")


_FOR_BOTH = late(r"\A[^.,;]{0,20}\b(?:für beide|in beiden|für alle beide|for both)\b")
_BOTH = late(r"\b(?:beiden?|both)\b")
_ADDED = late(r"\b(?:hinzu|dazu|dazugerechnet|addiert|added)\b")


def proportions(place: Place) -> Iterator[Candidate]:
    """„Bei 16 Kanälen sind das 64, bei 32 Kanälen 128“; „16.416 pro Richtung, 32.832 für beide“."""
    own = place.open
    if own.kind == "%":
        return
    if len(place.here) >= 3:
        one, value, two = place.here[-3:]
        if (
            value.kind == own.kind
            and one.kind == two.kind == ""
            and kin(one.noun, two.noun)
            and not (one.named or two.named)
            and one.value
            and not place.between(two).strip(" \t").count(",")
        ):
            shown = f"{place.show(value)} : {place.show(one)} · {place.show(two)}"
            found = value.value / one.value * two.value
            yield Candidate(found, shown, (one, value, two), SAID, value.half, "each")
    same = place.same(2)
    both = _FOR_BOTH.search(place.source[own.end : own.end + 40]) or _BOTH.search(place.gap)
    if same and both:
        one = same[0]
        yield Candidate(2 * one.value, f"2 · {place.show(one)}", (one,), SAID, one.half, "both")
    if len(same) == 2 and _ADDED.search(place.gap):
        shown = f"{place.show(same[1])} + {place.show(same[0])}"
        half = same[0].half + same[1].half
        yield Candidate(same[0].value + same[1].value, shown, tuple(same), SAID, half, "sum")
