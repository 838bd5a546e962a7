"""The same once more, and for each or all of so many: „noch einmal 5.120.000 MACs“, „jeder also …“.

Die beiden Blöcke haben zusammen 396.544 Parameter, jeder also 198.272.
Ein Block hat 7.087.872 Parameter. Alle zwölf kommen auf 85.054.464.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import pairwise
from operator import add

from rechenprobe.check.following.places import FIXED, SAID, Candidate, Place, meant
from rechenprobe.check.following.terms import number
from rechenprobe.check.following.words import ABOUT, SO
from rechenprobe.check.words.nouns import alike
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.late import late

_MORE = late(
    r"\b(?:noch ?einmal|noch ?mal|nochmals|abermals|another|once more|once again)"
    rf"(?:\s+(?:{ABOUT}|so viele?|die gleichen|dieselben|the same))*\W*\Z"
)
_WORDS = "|".join(sorted((word for word in COUNTS if word.isalpha()), key=len, reverse=True))
_MANY = rf"(?P<many>{_WORDS}|\d{{1,3}})"
_OF_SO_MANY = late(rf"\b(?:die|den|der|alle|the|all)\s+{_MANY}\s+(?!prozent|%)[^\W\d]")
_TOGETHER = late(r"\b(?:zusammen|insgesamt|gemeinsam|together|in total|combined)\b")
_EACH = late(
    rf"\A[^.;]*?[,–(]\W*(?:(?:{SO}|also|so|thus|das sind|und damit)\s+)?"
    r"(?:jede[rsnm]?(?:\s+(?:einzelne|von ihnen))?|je|pro stück|each)\s+"
    rf"(?:(?:{SO}|also|so|thus)\s+)?"
    rf"(?:{ABOUT}\s+)?\W*\Z"
)
_ALL = late(
    rf"\A\W*(?:(?:zusammen|insgesamt|in summe)\s+\w+\s+)?(?:alle|all|die|the)\s+{_MANY}(?!\d)"
    r"(?:\s+[\w-]+){0,2}\s+(?:zusammen\s+|together\s+)?"
    r"(?:kommen|haben|bringen es|ergeben|brauchen|benötigen|have|come|make|need|take)\b[^\d.;]*\Z"
)
_ONE_OF = late(r"\b(?:ein(?:e[rsmn]?)?|je|jede[rsnm]?|pro|one|an?|each|per)\b")
_SMALLEST = 100
_PLACED = late(
    r"\A[\s$*]*(?:[^\W\d_]+\s+){0,2}(?:in|im|für|auf|bei|an|am|aus|of|for|on)\s(?:[^.;:()\d]|(?<=[a-z_])\d){2,60}?"
    r"(?:,|,?\s+(?:und|sowie|and))\s+[$*]*\Z"
)
"""„2.362.368 Parameter in der Attention, 4.722.432 im Feedforward-Netz und …“."""
_NOT_ADDED = late(
    r"\b(?:davon|darunter|dazu|statt|stattdessen|pro|je|jeweils|minus|abzüglich|ohne|weniger|mehr"
    r"|nicht|nur|vorher|zuvor|früher|of which|instead|per|each|without|less|more|not|only|before)\b"
)
_ALL_OF_THEM = late(
    r"\A[\s$*]*(?:[^\W\d_]+\s+){0,2}(?:in|im|für|auf|bei|an|am|aus|of|for|on)\s"
    r"(?:[^.;:()\d]|(?<=[a-z_])\d){2,60}?,\s+"
    r"(?:zusammen|insgesamt|in summe|macht|together|in total|altogether|makes)\s+"
    rf"(?:(?:{SO}|sind das|macht das)\s+)?[$*]*\Z"
)
_FEWEST = 2


def again(place: Place) -> Iterator[Candidate]:
    """What a number before was, each of so many, or all of them."""
    own = place.open
    if own.kind == "%" or own.value < _SMALLEST or not place.past:
        return
    last = place.past[-1]
    fits = last.kind == own.kind and (alike(last.noun, own.noun) or not own.noun or last.calculated)
    if fits and _MORE.search(place.before):
        yield meant(place.term(last), SAID, "again")
    if place.here and (last.kind == own.kind or not (own.kind or own.noun)):
        many = _OF_SO_MANY.search(place.source, place.start, last.start)
        said = many and _TOGETHER.search(place.source, many.end(), own.start)
        if many and said and _EACH.match(place.gap) and (count := _count(many["many"])) > 1:
            yield meant(place.term(last) / number(count), SAID, "again")
    if not place.here and last in place.last and last.kind == own.kind:
        every = _ALL.match(place.before)
        one_of = every and _ONE_OF.search(place.source, place.last_start, place.start)
        if every and one_of and (count := _count(every["many"])) > 1:
            yield meant(place.term(last) * number(count), SAID, "again")


def placed(place: Place) -> Iterator[Candidate]:
    """„… Parameter in der Attention, … im Feedforward-Netz und … in den Normen, zusammen …“."""
    here = [one for one in place.here if one.statement is not None]
    if len(here) < _FEWEST or place.open.kind == "%":
        return
    if not _ALL_OF_THEM.fullmatch(place.between(here[-1])):
        return
    gaps = [place.source[one.end : two.start] for one, two in pairwise(here)]
    if (
        all(it.kind == place.open.kind for it in here)
        and all(map(_PLACED.fullmatch, gaps))
        and not _NOT_ADDED.search(place.before)
    ):
        yield meant(reduce(add, map(place.term, here)), FIXED, "list")


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else int(COUNTS[word])
