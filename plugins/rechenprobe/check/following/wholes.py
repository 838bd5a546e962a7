"""Parts and their whole, in words: what is left, what is not so, which share something is."""

from collections.abc import Container, Iterator
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from operator import add, sub

from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.check.following.terms import Term, number
from rechenprobe.check.following.words import CONCLUDES, EACH_BEHIND, OF_THEM, SHARE
from rechenprobe.check.words.nouns import alike
from rechenprobe.check.words.number_words import factors_said
from rechenprobe.check.words.opposites import opposed, sides
from rechenprobe.late import late

_BETWEEN = (
    r"(?:\W+(?:also|somit|damit|folglich|demnach|mithin|daher|dann|noch|nur|genau|jeweils|then|just"
    r"|only|thus|uns|us|insgesamt|(?:für|for) (?:(?:den|die|das|the) )?\w+|zum \w+|zur \w+))*\W*\Z"
)
_LEFT = late(
    r"(?:\b(?<!von den )(?<!von der )(?<!of the )"
    r"(?:übrigen?|restlichen?|verbleibenden?|remaining|(?:der|the) rest)"
    r"|\b(?:(?:ver|übrig)?bleib\w*|(?:ver)?blieb\w*|fehlen|leaves?|leaving))" + _BETWEEN
)
_LEFT_BEHIND = late(
    r"\W*(?:[\w-]+ ){0,2}?(?:(?:ver)?bleiben|(?:ver)?blieben|übrig|remain(?:ed)?|are left|left)\b"
)
_SETTING = late(
    r"\b(?:stride|schrittweite|faktor|factor|batch\w*|padding|kernel\w*|fenster|window|stufe|level"
    r"|jede[rsnm]?|every)(?: (?:von|of|der größe|size))?\W*\Z"
)
_THEREOF = late(rf"\b(?:{OF_THEM}|davon|hiervon)\b")
_FROM = late(r"\b(?:from|aus)(?: (?:the|den))?\W*\Z")
_OF = late(
    r"\b(?:von|of|aus|unter|among|der|dieser|bei|on|mit|hat|has|have|haben|umfasst)"
    r"\W+(?:(?:den|the|insgesamt|allen|all|these|diesen)\W+)?\Z"
)
_MISSED = late(r"\blag(?:en)?\b[^.;]{0,20}\bdaneben\b")
_ITS_RATE = late(
    r"[.;]\s+(?:die|seine|ihre|der|its|the)\s+\w+(?: rate)?\s+(?:beträgt|ist|liegt|is)"
    r"(?:\s+(?:damit|also|somit|folglich|bei|thus|therefore))*\W*\Z"
)
_PARTS_SAID = frozenset({"viertel", "drittel", "fünftel", "funftel", "zehntel", "quarter", "third"})
_NEAR = 8
"""Words from one sentence to what is left in the next."""
_AND = late(r"\b(?:und|and)\W*\Z")
_OF_EACH = late(r"\b(?:je|jeweils|each)\W+\Z")
_ALWAYS = late(r"\b(?:immer|nie|niemals|stets|always|never)\b")
_ACCURACY = late(r"\b(?:genauigkeit|accuracy|trefferquote|richtig|korrekt)\b")
_SETS = late(r"\b(?:train\w*|test\w*|validi?\w*)\b")
_OF_SOME = late(r"\W*(?:(?:de|alle|diese)r|von (?:den|allen)|of (?:the|all))\s+(\w+)")
_SEVERAL = late(
    r"\b(?:erste[nrs]?|zweite[nrs]?|modell [a-z]|model [a-z]|first|second|other|andere[nrs]?"
    r"|vorher|nachher|zuvor|before|afterwards|trainingsdaten|training set)\b"
)
_SO = late(r"\b(?:also|somit|daher|damit|folglich|demnach|mithin|so|therefore|thus|hence)\b")
_ON = late(r"\b(?:und|and)\b")
_FOLDS = late(r"\b(?:\w*kreuzvalidierung|cross-validation|folds?)\b")
_WITH = late(r"\A\W*(?:mit|bei|with|at|for|die|der|das|the|unter|von|of|in)\b|\d\s*%?\W*\Z")
_PROBABLE = late(
    r"\b(?:wahrscheinlichkeit|probability|\w*rate|\w*quote|genauigkeit|accuracy|recall)\b"
)
_IS = late(
    r"\b(?:entspricht|das sind|das ist|beträgt|liegt|that is|which is|i\.e\.|ist|is|an?|eine?)\b"
)
_ONE = number(1)


def _is_share(one: Mention) -> bool:
    value = one.one.value
    return one.one.kind == "%" or (not one.one.kind and 0 < value < 1 and one.one.decimals > 0)


def _is_among(part: Fraction, values: Container[Fraction]) -> bool:
    """Whether it is one of them, rounded to whole things either way."""
    return any(one in values for one in (part, Fraction(floor(part)), Fraction(ceil(part))))


def rest(passage: Passage) -> Iterator[Told]:
    """What is left of the whole without all parts that are named."""
    target = passage.target
    behind = _LEFT_BEHIND.match(target.rest) is not None
    if not (behind or _LEFT.search(target.before)):
        return
    own = target.one
    shares = [it for it in passage.before if it.one.kind == "%"]
    if own.kind == "%":
        if (
            shares
            and [it.one for it in shares] == list(passage.place.here)
            and len(shares) == len(passage.given)
        ):
            taken = reduce(add, map(passage.term, shares))
            if taken.value < 1 and not any(_OF_EACH.search(it.before) for it in shares):
                nested = _THEREOF.search(passage.text) is not None
                yield Told(_ONE - taken, shares, not nested)
        return
    same = [
        it
        for it in passage.before
        if it.one.kind == own.kind
        and it.one.per in ("", own.per)
        and not it.one.dims  # „Bilder der Größe 8 × 8“
        and not (_is_share(it) or (own.kind and EACH_BEHIND.match(it.after)))
    ]
    whole = max(same, key=lambda it: it.one.value, default=None)
    if whole is None or not (whole.one.noun or whole.one.kind) or whole.one.named:
        return
    source, start = passage.place.source, whole.one.start
    before = [it.one.end for it in shares if it.one.end < start]
    if before and (_SO.search(source, before[-1], start) or _IS.search(source, before[-1], start)):
        return  # „70 % dienen dem Training, das sind 18.412“ is itself a part
    parts = [it for it in same if it is not whole]
    if any(_SETTING.search(it.before) for it in parts):
        return  # „300 Bilder; mit Stride 2 bleiben 150“
    amount = passage.term(whole)
    taken_: list[Term] = [passage.term(it) for it in parts]
    values = {it.value for it in taken_}
    used = [whole, *parts]
    for share in shares:
        used.append(share)
        if not _is_among(share.one.value * whole.one.value, values):
            taken_.append(passage.term(share) * amount)
    said = [factor for *_, factor in factors_said(passage.text) if factor < 1]
    if len(said) == 1 and not shares and not _is_among(said[0] * whole.one.value, values):
        taken_.append(number(said[0]) * amount)
    if not taken_:
        return
    used += [it for it in passage.before if it.one.noun in _PARTS_SAID]
    left = reduce(sub, taken_, amount)
    if left.value <= 0:
        return
    first = min((it for it in parts + shares), default=whole, key=lambda it: it.one.start)
    thereof = _THEREOF.search(passage.place.source, first.one.end, own.start)
    more = any(it.kind == own.kind and it.value > whole.one.value for it in passage.place.past)
    nested = (len(taken_) > 1 or more) and thereof is not None
    each = any(_OF_EACH.search(it.before) for it in shares)
    place = passage.place
    verb = place.original[own.end - place.start :].lstrip()[:1].islower() and not place.english
    fits = behind or verb or own.named or alike(own.noun, whole.one.noun)
    kin = all(
        it.one.named or alike(it.one.noun, whole.one.noun) or _FROM.search(it.after) for it in parts
    ) and not _AND.search(whole.after)  # „60.000 Trainings- und 10.000 Testbilder“
    near = place.here or place.goes_on or len(passage.target.before.split()) <= _NEAR
    fits = fits and bool(near)
    sure = fits and kin and not nested and not each and len(said) < 2
    yield Told(left, used, sure, spares=_MISSED)


def complement(passage: Passage) -> Iterator[Told]:
    """„Genauigkeit 93 %, Fehlerrate 7 %“; „von 48 sind 5 durchgefallen, 43 haben bestanden“."""
    target, given = passage.target, passage.before
    own = target.one
    if not 1 <= len(given) <= 3 or not sides(target.words):
        return
    against = [
        it
        for it in given
        if it.one.kind == own.kind
        and (opposed(_around(it), _around(target)) or opposed(it.words, target.words))
    ]
    if len(against) != 1:
        return
    part = against[0]
    concluded = _SO.search(passage.text) is not None
    folds = _FOLDS.search(passage.text) is not None
    several = _SEVERAL.search(passage.text) or (_SETS.search(target.words) and not folds)
    wholes = [found[1] for it in (part, target) if (found := _OF_SOME.match(it.rest))]
    if len(set(wholes)) > 1:
        return  # „98 % der Kranken … 5 % der Gesunden“ are of different wholes
    if _is_share(target) and _is_share(part) and len(given) == 1:
        told = concluded or _WITH.match(passage.text) or _ON.search(passage.text)
        if own.kind == "%" or _PROBABLE.search(passage.text):
            yield Told(_ONE - passage.term(part), given, bool(told) and not several)
    elif len(given) > 1 and not _is_share(target) and not own.per.startswith("#"):
        others = [it for it in given if it is not part and it.one.kind == own.kind]
        whole = max(others, key=lambda it: it.one.value, default=None)
        if whole is not None and whole.one.value > part.one.value and whole.one.start < own.start:
            noun = bool(whole.one.noun) or bool(whole.one.kind)
            sure = noun and (concluded or folds) and not several
            yield Told(passage.term(whole) - passage.term(part), (whole, part), sure)


def _around(one: Mention) -> str:
    """What is said of it: before it, or behind it if nothing is."""
    return one.lead if sides(one.lead) else one.rest


def share(passage: Passage) -> Iterator[Told]:
    """„460 von 500 richtig, also eine Genauigkeit von 92 %“."""
    target = passage.target
    if not _is_share(target) or not SHARE.search(target.words):
        return
    counts = [it for it in passage.before if not _is_share(it) and not it.one.per]
    if len(counts) != 2 or counts[0].one.kind != counts[1].one.kind:
        return
    part, whole = sorted(counts, key=lambda it: it.one.value)
    if part.one.value == whole.one.value or not (whole.one.noun or whole.one.kind):
        return
    named = part.one.named  # „beantwortet das Modell 90 richtig“
    if (
        part.one.noun
        and not named
        and not alike(part.one.noun, whole.one.noun)
        and not _THEREOF.match(part.rest)
    ):
        return
    link = target.before
    ratio = passage.term(part).out_of(passage.term(whole))
    other = opposed(_around(part), target.words)
    if other is None:
        other = opposed(part.rest, target.words)
    last = max(counts, key=lambda it: it.one.start)
    clear = _IS.search(link) is not None and not _SEVERAL.search(passage.text)
    clear = clear and _OF.search(whole.before) is not None and not _AND.search(last.before)
    alone = last.one in passage.place.here
    rate = other is not None and _ITS_RATE.search(link) is not None
    clear = clear and (alone or rate or CONCLUDES.search(link) is not None)
    if _ALWAYS.search(link) and _ACCURACY.search(target.words):
        best = max(ratio, _ONE - ratio, key=lambda it: it.value)
        of = _OF.search(whole.before) is not None
        yield Told(best, counts, of, (ratio, _ONE - ratio))
    elif other:
        yield Told(_ONE - ratio, counts, clear)
    else:
        linked = passage.place.follows(link) or other is False or bool(_IS.search(target.lead))
        yield Told(ratio, counts, clear and linked, (_ONE - ratio,))


WHOLES: tuple[Relation, ...] = (rest, complement, share)
