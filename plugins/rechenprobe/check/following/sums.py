"""What comes to something together: sums, multiples, lists, proportions."""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import add
from statistics import median

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place, meant
from rechenprobe.check.following.terms import number
from rechenprobe.check.following.words import ADDED, SUM
from rechenprobe.check.words.nouns import alike, kin, stem
from rechenprobe.check.words.number_words import COUNTS, factors_said
from rechenprobe.late import late

_PAIRS = late(r"\b(?:paar\w*|paarweise\w*|abstände\w*|pairs?|pairwise)\b")
_ENUMERATED = late(r"\A\s*(?:,|und|and|, und|, and|;)\s*\Z")
_ONLY = late(
    r"\A(?:\W|\b(?:nämlich|also|das sind|genau|rund|etwa|knapp|gut|namely|or|oder|auf|so"
    r"|viele?|groß|lange?|exactly|about)\b)*\Z"
)
_NAMELY = late(r"\b(?:nämlich|namely)\b")
_MEAN = late(r"\b(?:mittelwert\w*|durchschnitt\w*|im mittel|mean|average)\b")
_MEDIAN = late(r"\bmedian\w*\b")
_SPREAD = late(r"\bspannweite\b")
_REPEATED = late(r"\b(?:mal|fach|fache|fachen)\b|-fache?\b|\btimes\b")
_OTHERS = late(
    r"\b(?:alle[rns]?|ganze[rn]?|gesamte[rn]?|klasse|je|jeweils|unter anderem|z\. ?b|beispielsweise"
    r"|\w{3,}st(?:e|en)|auszug|all|whole|entire|overall|among|such as|each)\b"
)
"""The mean is of more than what is listed."""
_FOR_BOTH = late(r"\A[^.,;]{0,20}\b(?:für beide|in beiden|für alle beide|for both)\b")
_BOTH = late(r"\b(?:beiden?|both)\b")
_EACH_OF_ALL = late(r"\b(?:allen?|all) (drei|vier|fünf|sechs|three|four|five|six)\b")
_ADDED = late(r"\b(?:hinzu|dazu|dazugerechnet|addiert|added)\b")
_THEY_ARE = late(
    r"\W*(?:zusammen|insgesamt|together|in total)\s+(?:sind|ergibt|macht|ergeben|machen|are|makes)"
    r"\s+(?:das|dies|es|sie|they|that)\W*"
)
"""The whole sentence up to the sum of what the one before has calculated."""
_ALL_OF = late(r"[\s*$]*(?:\w+)?,\s*(?:die|alle|the|all)\s+")
_HAVE = late(r"\s+\w+\s+(?:haben|brauchen|belegen|have|need)(?:\s+(?:zusammen|also|damit))*[\s*$]*")
_ONE_OF = late(
    r"\b(?:eine?|jede[rs]?|one|each)\s+([a-zäöüß]{4,})\s+(?:hat|braucht|belegt|has|needs)\b"
)
"""„Ein Block hat 132.480 Parameter, die drei Blöcke haben 397.440“."""
_SOME, _MANY = 100, 4096
"""How often something may be there."""
_ON_TO = late(r"\b(?:auf|to)\s+\Z")
_AT = late(r"\b(?:bei|mit|with|at|for|für)\s+\Z")
_DASHES = late(r"[–-]")
_BRIEF = 2
"""Words between what is counted and how much that is: „beide Blöcke 66.944“."""


def totals(place: Place) -> Iterator[Candidate]:
    """Sums of the last amounts, and as often as a word says what was calculated right before."""
    own = place.open
    if own.kind == "%" or own.per:
        return
    same = [one for one in place.same(8) if not _is_label(place, one)]
    if SUM.search(place.words):
        for terms in range(2, len(same) + 1):
            yield meant(reduce(add, map(place.term, reversed(same[:terms]))), SAID, "sum")
        near = [it for it in (*place.last, *place.here) if it.kind == own.kind and not it.per]
        near = [it for it in near if not _is_label(place, it)]
        if len(near) > 2:
            yield meant(reduce(add, map(place.term, near)), SAID)
        results = all(it.calculated and not it.half and alike(it.noun, own.noun) for it in near)
        if (
            len(near) > 1
            and near == list(place.last)
            and _THEY_ARE.fullmatch(place.gap)
            and results
        ):
            yield meant(reduce(add, map(place.term, near)), FIXED, "sum")
    if len(place.here) > 1 and _HAVE.fullmatch(place.gap) and own.kind == place.here[-2].kind:
        one, many = place.here[-2:]
        single = _ONE_OF.search(place.source, place.start, one.start)
        all_ = many.statement is None and _ALL_OF.fullmatch(place.source, one.end, many.start)
        if all_ and single and one.calculated and stem(single[1]) == many.noun:
            yield meant(place.term(many) * place.term(one), FIXED, "times")
    said = place.follows(place.gap)
    brief = said or len(place.gap.split()) <= _BRIEF
    most = _MANY if said else _SOME
    listed = _ENUMERATED.match(place.gap) is not None
    counts = [one for one in place.here[-2:] if not one.kind and one.value.denominator == 1]
    counts = [one for one in counts if not ADDED.search(place.source, place.start, one.start)]
    for count in counts if not listed else []:
        for one in same[:2]:
            left = _ON_TO.search(place.source, place.start, one.start)  # „from 48,000 to 30,000“
            if one is not count and 2 <= count.value <= most and not left:
                trust = SAID if count is place.here[-1] and brief else LOOSE
                if _AT.search(place.source, place.start, count.start) and not said:
                    trust = LOOSE  # „10 Klassen haben 1.290, bei 20 Klassen 2.580“
                yield meant(place.term(count) * place.term(one), trust, "times")


def _is_label(place: Place, one: Amount) -> bool:
    """„Faltung 1: …“, „das Netz 2–3–1“: it names, and is added to nothing."""
    behind = place.source[one.end : one.end + 1]
    dashed = _DASHES.match(place.source, one.start - 1) or _DASHES.match(behind)
    return not one.calculated and (behind == ":" or dashed is not None)


def factors(place: Place) -> Iterator[Candidate]:
    """„Ein Viertel, 512 KB“, „dreimal so viele, nämlich 921.600“; „2,85-mal so viele“."""
    own, gap = place.open, place.gap
    for _, end, factor in factors_said(gap):
        for one in place.same(1) if own.kind != "%" else ():
            only = _ONLY.match(gap[end:]) is not None
            trust = FIXED if only and _NAMELY.search(gap[end:]) else SAID if only else LOOSE
            yield meant(number(factor) * place.term(one), trust, "factor")
    if _REPEATED.search(place.source[own.end : own.end + 8]) and not own.kind:
        for one, two in combinations(place.past[-5:], 2):
            if one.kind == two.kind and one.value != two.value and alike(one.noun, two.noun):
                high, low = sorted((one, two), key=lambda it: it.value, reverse=True)
                yield meant(place.term(high) / place.term(low), LOOSE, "ratio", half=Fraction(0))


def lists(place: Place) -> Iterator[Candidate]:
    """Mean, median, sum and range of numbers that are listed."""
    own, gap = place.open, place.gap
    best = _listed(place)
    if not best or own.kind != best[0].kind or own.per:
        return
    if _ENUMERATED.match(place.source[own.end : own.end + 2]):
        return  # it is itself one of a list
    values = [one.value for one in best]
    total = sum(values, Fraction(0))
    names = ", ".join(map(place.show, best))
    for pattern, value, name in (
        (_MEAN, total / len(values), "Mittelwert"),
        (_MEDIAN, Fraction(median(values)), "Median"),
        (_SPREAD, max(values) - min(values), "Spannweite"),
        (SUM, total, "Summe"),
    ):
        if pattern.search(gap):
            said = place.source[place.start : best[0].start] + gap
            trust = SAID if name == "Summe" or _OTHERS.search(said) else FIXED
            yield Candidate(value, f"{name} von {names}", tuple(best), trust, rule="list")


def _listed(place: Place) -> list[Amount]:
    """The last three or more amounts that are listed."""
    run: list[Amount] = []
    best: list[Amount] = []
    for one in (*place.last, *place.here):
        if run and one.kind == run[-1].kind:
            run = run if _ENUMERATED.match(place.source[run[-1].end : one.start]) else []
        elif run:
            if _ENUMERATED.match(place.source[run[-1].end : one.start]):
                best = []  # „10, 11, …, 26, 120 ms“: a list of which only the last has its unit
            run = []
        run.append(one)
        if len(run) >= 3:
            best = list(run)
    return best


def pairs(place: Place) -> Iterator[Candidate]:
    """How many pairs there are: „bei 200 Punkten 19.900 Abstände“."""
    own = place.open
    again = place.rule == "pairs"
    if own.kind or not (again or _PAIRS.search(place.before + place.after)):
        return
    near = place.here or place.last
    counts = [one for one in near if not one.kind and one.value.denominator == 1]
    for one in counts[-3:]:
        if one.value >= 3:
            n = place.show(one)
            value = one.value * (one.value - 1) / 2
            trust = FIXED if again and len(counts) == 1 and place.follows(place.gap) else SAID
            yield Candidate(value, f"{n} · ({n} − 1) : 2", (one,), trust, rule="pairs")


def proportions(place: Place) -> Iterator[Candidate]:
    """„Bei 16 Kanälen sind das 64, bei 32 Kanälen 128“; „16.416 pro Richtung, 32.832 für beide“."""
    own = place.open
    if own.kind == "%":
        return
    if len(place.here) >= 3:
        one, value, two = place.here[-3:]
        counts = one.kind == two.kind == "" and kin(one.noun, two.noun)
        listed = "," in place.between(two).strip(" \t")
        if counts and value.kind == own.kind and not (one.named or two.named or listed):
            found = place.term(value) / place.term(one) * place.term(two)
            yield meant(found, SAID, "each", half=value.half)
    same = place.same(2)
    behind = place.source[own.end : own.end + 40]
    if same and (_FOR_BOTH.search(behind) or _BOTH.search(place.gap)):
        yield meant(number(2) * place.term(same[0]), SAID, "both")
    if same and (all_of := _EACH_OF_ALL.search(place.gap + " " + behind)):
        yield meant(number(COUNTS[all_of[1]]) * place.term(same[0]), SAID, "both")
    if len(same) == 2 and _ADDED.search(place.gap):
        yield meant(place.term(same[1]) + place.term(same[0]), SAID, "sum")
