"""How something goes on: halved again, years later, in another format, by so much more."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from msgspec import structs

from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.check.following.terms import Term, number
from rechenprobe.check.following.words import FROM_TO
from rechenprobe.check.words.nouns import alike
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.check.words.opposites import opposed
from rechenprobe.late import late

_HALVED = late(r"\b(?:halb\w*|halbier\w*|halv\w*|halbe)\b|halbier")
_DOUBLED = late(r"\b(?:ver)?doppel\w*|verdopp\w*|doubl\w*")
_ROOTS = ("halb", "halv", "dopp", "doubl")
_OFTEN = late(
    r"\b(?P<n>[a-zäöüß]+?)(?:mal\b|\s+(?:times\b|halbierungen|verdopp(?:el)?lungen|halvings"
    r"|doublings"
    r"|pooling\w*|schichten|layers|stufen|blöcke\w*|stages))"
)
_ON = late(
    r"\W*(?:(?:pixel\w*|erst|dann|danach|schließlich|zuletzt|und|and|then|finally|über|auf"
    r"|zu|to|nach dem"
    r"|zweiten|werden|ist|beträgt|sie|aus|nur|noch|at last|der|breite|yields?|gives?|the"
    r"|learning rate)\W*)*"
)
_ELSE = late(r"\b(?:viertel\w*|drittel\w*|vervierfach\w*|verdreifach\w*|quarter\w*)\b")
_LATER = late(
    r"\b(?:später|danach|davor|früher|vor|nach|lieg\w*|lag\w*|vergingen|vergangen|dazwischen"
    r"|later|earlier|before|after|between|preced\w*|passed|apart|lie|lies)\b"
)
_WITHIN = late(r"\b(?:nach|in|in den|seit|vor|alle|jede\w*|pro|je|every|after|within|in the)\W*\Z")
"""„nach 10 Jahren“ is none between two that are named."""
_AGE = late(r"\b(?:alt|old|aged?|alter|lebens\w*|jubiläum)\b")
_CHANGE = late(
    r"\b(?:zuwachs|steigerung|anstieg|zunahme|rückgang|abnahme|senkung|verringerung"
    r"|einsparung|increase"
    r"|decrease|growth|reduction|drop|gain)\s+(?:um|von|of|by)\W*(?:(?:rund|etwa|about)\W*)?\Z"
)
_LESS = late(r"\W*(?:weniger|mehr|schneller|langsamer|less|fewer|more)\W*\Z")
_DOWN = late(
    r"\b(?:weniger|less|fewer|rückgang|abnahme|senkung|verringerung|einsparung|decrease|reduction|drop)\b"
)
_UP = late(r"\b(?:mehr|more|zuwachs|steigerung|anstieg|zunahme|increase|growth|gain)\b")
_NEAR = 30
"""Characters around a number."""
_PLAINLY = late(
    r"(?:[\W\d]|\b(?:absolut\w*|relativ\w*|gesehen|gerechnet|das|die|der|sind|ist|also|um|oder|und|was"
    r"|einer|eine|einem|von|entspricht|prozent\w*|bedeutet|aber|zurück|gesunken|gestiegen|gefallen"
    r"|verbesserung|verringerung|senkung|rückgang|abnahme|anstieg|zunahme|steigerung|reduktion"
    r"|verschlechterung|absolute?(?:ly)?|relative(?:ly)?|terms|in|that|this|is|an?|or|and|which|so|by"
    r"|of|reduction|increase|decrease|drop|percentage|points?)\b)*"
)
"""Between two percentages and how much the one is of the other."""
_FORMER = late(r"\b(?:statt|instead|vorher|zuvor|früher|before|previously)\b")
_THAT = late(r"\b(?:das (?:sind|ist|entspricht)|that is|an?|eine?|also|i\.e\.)\b")
_POINTS = late(r"\W*(?:prozentpunkt|percentage point|punkte|points)")
_RELATIVE = late(r"\brelativ")


def repeated(passage: Passage) -> Iterator[Told]:
    """„halbieren jeweils: Aus 64 werden erst 32, dann 16“; „0,1, dreimal halbiert: 0,0125“."""
    if not any(map(passage.text.__contains__, _ROOTS)):
        return  # as in most
    halved, doubled = passage.says(_HALVED), passage.says(_DOUBLED)
    if halved == doubled or passage.says(_ELSE):
        return
    factor = Fraction(1, 2) if halved else Fraction(2)
    own = passage.target.one
    row = [it for it in passage.before if it.one.statement is not None and it.one.kind == own.kind]
    if not row or len(row) > 4:
        return
    numbered = [COUNTS[it["n"]] for it in _OFTEN.finditer(passage.text) if it["n"] in COUNTS]
    words = [it for it in passage.given if it.one.statement is None]
    steps = all(two.one.value == one.one.value * factor for one, two in pairwise(row))
    if not steps or len(row) + len(words) != len(passage.given):
        return
    start = passage.term(row[0])
    sure = alike(own.noun, row[-1].one.noun) or own.named
    if len(row) > 1:
        after = _ON.fullmatch(passage.target.before) is not None
        used = [*row, *words]
        yield Told(number(factor) * passage.term(row[-1]), used, sure and after)
    elif len(set(numbered)) == 1 and numbered[0].denominator == 1 and numbered[0] < 20:
        value = number(factor ** int(numbered[0])) * start
        yield Told(value, [*row, *words], sure)


def years(passage: Passage) -> Iterator[Told]:
    """„zwischen 1958 und 1986 liegen 28 Jahre“; „11 Jahre später (1969)“."""
    own = passage.target
    if own.one.kind != "s" or not _is_years(passage, own):
        return
    said = sorted(set(passage.years))
    if len(said) != 2:
        return
    if not (
        _LATER.search(own.lead) or own.lead.rstrip().endswith(" by") or _LATER.search(own.rest)
    ):
        return
    alone = not (passage.given or passage.says(_AGE) or _WITHIN.search(own.lead))
    span = number(said[1]) - number(said[0])
    value = Term(span.value * own.one.factor, Fraction(0), "s", f"{said[1]} − {said[0]}")
    yield Told(value, (), alone)


def _is_years(passage: Passage, one: Mention) -> bool:
    end = one.one.end
    inside = passage.place.source[one.one.start : end + 8]
    return re.search(r"jahr|year", inside) is not None


def _points(one: Mention) -> Fraction:
    counted = not one.one.kind and one.one.noun in ("prozentpunkt", "percentag")
    return one.one.value / 100 if counted else one.one.value


def _unit(passage: Passage, one: Mention) -> str:
    return passage.place.source[one.one.start : one.one.end].lstrip("0123456789,. ")


def change(passage: Passage) -> Iterator[Told]:
    """„letztes Jahr 80, dieses Jahr 100. Das ist eine Steigerung um 25 %“."""
    own = passage.target
    if own.one.kind != "%" or _POINTS.match(own.after) or _POINTS.match(_unit(passage, own)):
        return
    if not 2 <= len(passage.before) <= 3:
        return
    old, new, *points = passage.before
    if any(_points(it) != abs(old.one.value - new.one.value) for it in points):
        return
    if old.one.kind != new.one.kind or old.one.value == new.one.value or old.one.per or new.one.per:
        return
    if old.one.kind == "%" and not _PLAINLY.fullmatch(
        passage.place.source, new.one.end, own.one.start
    ):
        return  # „… beim zweiten Modell relativ um 30 %“
    if opposed(passage.place.source[passage.start : old.one.start], own.rest):
        return  # „von 95 % auf 96 %, relativ 20 % weniger Fehler“
    named = _CHANGE.search(own.before) is not None or _LESS.match(own.rest) is not None
    relative = _RELATIVE.search(own.before) is not None
    if not (relative if old.one.kind == "%" else named):
        return
    words = passage.place.source[own.one.start - _NEAR : own.one.end + _NEAR]
    down, up = (way.search(words) is not None for way in (_DOWN, _UP))
    if down != up and down == (new.one.value > old.one.value):
        return  # „9 €; sonst kostet es 10,80 €, also 40 % weniger“: than something else
    same = new.one.named or alike(old.one.noun, new.one.noun)
    linked = _THAT.search(own.before) is not None or (
        relative and FROM_TO.search(passage.place.source[old.one.end : new.one.start]) is not None
    )
    ratio = passage.term(new) / passage.term(old)
    shown = f"Änderung von {passage.place.show(old.one)} auf {passage.place.show(new.one)}"
    off = structs.replace(ratio, value=abs(ratio.value - 1), shown=shown)
    turned = passage.says(_FORMER) and not passage.text.strip().startswith(
        ("vor", "before", "zuvor")
    )
    yield Told(off, passage.before, same and linked and not turned)


COURSES: tuple[Relation, ...] = (repeated, years, change)
