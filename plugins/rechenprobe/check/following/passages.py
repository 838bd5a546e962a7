"""A passage whose quantities are all told apart: what relations in words look at.

A number is refuted only if each quantity beside it has its part in what the words say, and no word
brings in anything else.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from math import prod

from msgspec import Struct

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import FIXED, SAID, Candidate, Place, meant
from rechenprobe.check.following.terms import Term
from rechenprobe.late import late

ELSE = late(
    r"\b(?:nicht|kein\w*|statt|anstatt|als|wäre\w*|würde\w*|hätte\w*|könnte\w*|sollte\w*|müsste\w*"
    r"|behaupt\w*|glaubt\w*|scheinbar|angeblich|mindestens|höchstens|maximal|minimal|bis zu"
    r"|angenommen"
    r"|mehr als|weniger als|weitere\w*|zusätzlich\w*|neue[nrms]?|verschiedene\w*"
    r"|zufällig\w*|denn|weil"
    r"|aber|jedoch|dagegen|hingegen|sondern|sogar|außer|zusammen mit|mit (?:den|der|dem)"
    r"|ohne|plus|samt|(?:eben|genau)so ?viele?|as many"
    r"|inklusive|einschließlich|neben|daneben|spannt\w*|im mittel|durchschnitt\w*|größere[nrs]?"
    r"|kleinere[nrs]?|schnellere[nrs]?|langsamere[nrs]?|bessere[nrs]?|falsch gerechnet"
    r"|rechenfehler|dazu|hinzu|dort|deshalb|deswegen|trotzdem|there"
    r"|(?:von|of) (?:den|der|the) (?:übrigen|restlichen|remaining|rest)"
    r"|not|no|instead|than|would|could|should|suppose|claims?|claimed|at (?:least|most)|up to"
    r"|more than|less than|another|further|additional\w*|random\w*|because|but|however|whereas|even"
    r"|except|without|including|plus|besides|average|larger|smaller|faster|slower|different)\b|\?"
)
"""With one of these something else may be meant."""
_STRAY = late(r"(?<![\w.,-])\d[\d.,]*(?![\w-])")
_NET = late(r"(?<![\d.,])\d+(?:[–-]\d+){2,}")
"""„Das Netz 2–3–1“: it names."""
_RATIO = late(r"(?<![\d.,])\d{1,2}(?:\s?[:/–-]\s?\d{1,2}){1,2}(?![\d.,:/]*\d)")
_HUNDRED = 100
YEAR = late(r"(?<![\w.,%-])(?:1[5-9]|20)\d\d(?![\w.,%]*\d|\s*[%€])")
_CLAUSE = late(r"[,;:(–—](?!\d)|\.\s|\b(?:und|and|sodass|so that|which)\b")
_AGAIN = late(
    r"[\s$,;–(—]*(?:also|das sind|d\. ?h\.|oder|bzw\.|entspricht|das entspricht|or|that is|i\.e\."
    r"|≈|=)\b"
)
_PAIR = 2
_LONGEST = 420
_MOST = 8


class Mention(Struct, frozen=True, dict=True):
    """An amount with the words between it and those beside it."""

    one: Amount
    before: str
    after: str

    @cached_property
    def lead(self) -> str:
        """Its clause up to it."""
        return _CLAUSE.split(self.before)[-1]

    @cached_property
    def rest(self) -> str:
        """Its clause behind it."""
        return _CLAUSE.split(self.after)[0]

    @property
    def words(self) -> str:
        """Its clause."""
        return f"{self.lead} # {self.rest}"


class Told(Struct, frozen=True):
    """What a relation says of the number."""

    value: Term
    used: Sequence[Mention]
    sure: bool = True
    others: Sequence[Term] = ()
    """What could be meant as well."""
    spares: "re.Pattern[str] | None" = None
    """Words of its own that bring in nothing else."""
    divides: bool = False
    """Whether a ratio in the passage, „80 : 20“, has its part in it."""


class Passage:
    """One or two sentences around an open number."""

    def __init__(self, place: Place, amounts: Sequence[Amount], start: int) -> None:
        self.place = place
        self.text = place.source[start : place.end]
        found = []
        divided = any(map(self.text.__contains__, ":/–-"))
        nets = [it.span() for it in (_NET.finditer(self.text) if divided else ())]
        ratios = [
            (it.span(), parts)
            for it in (_RATIO.finditer(self.text) if divided else ())
            if sum(parts := [int(one) for one in re.findall(r"\d+", it[0])]) == _HUNDRED
        ]
        self.splits = [parts for _, parts in ratios]
        """Ratios that sum up to a hundred: „70 : 15 : 15“."""
        self.split_ends = [start + last for (_, last), _ in ratios]
        """Where they end, in the source."""
        names = [*nets, *(span for span, _ in ratios)]
        self._names = [(start + first, start + last) for first, last in names]
        amounts = [it for it in amounts if it is place.open or not self._is_name(it.start)]
        for index, one in enumerate(amounts):
            first = amounts[index - 1].end if index else start
            last = amounts[index + 1].start if index + 1 < len(amounts) else place.end
            before, after = place.source[first : one.start], place.source[one.end : last]
            found.append(Mention(one, before, after))
        self.target = next(it for it in found if it.one is place.open)
        self.given = [it for it in found if it.one is not place.open]
        self.before = [it for it in self.given if it.one.start < place.open.start]
        self.start = start
        self._spans = [(one.start, one.end) for one in amounts]

    @cached_property
    def years(self) -> list[int]:
        """Years that it names."""
        return [int(it[0]) for it in YEAR.finditer(self.text) if self._is_stray(it)]

    @cached_property
    def stray(self) -> bool:
        """Whether a number stands in it that is no amount."""
        found = (it for it in _STRAY.finditer(self.text) if self._is_stray(it))
        return any(YEAR.match(self.text, it.start()) is None for it in found)

    @cached_property
    def live(self) -> list[Mention]:
        """Those before the number that none behind them sums up: „48 und 72, zusammen 120“."""
        found: list[Mention] = []
        for it in self.before:
            for many in (2, 3):
                last = found[-many:]
                plain = len(last) == many and all(one.one.kind == it.one.kind for one in last)
                values = [one.one.value for one in last]
                if plain and it.one.value in (sum(values), prod(values)):
                    del found[-many:]
                    break
            found.append(it)
        return found

    def _is_stray(self, match: re.Match[str]) -> bool:
        at = self.start + match.start()
        named = self._is_name(at)
        return not named and not any(start <= at < end for start, end in self._spans)

    def _is_name(self, at: int) -> bool:
        return any(start <= at < end for start, end in self._names)

    def plain(self, spares: "re.Pattern[str] | None" = None) -> bool:
        """Whether no word brings in anything else, but for those spared."""
        own = self.target.one
        bound = own.statement.bound if own.statement else ""
        again = self.restated
        text = (
            self.text[: again[0].one.start - self.start - len(again[0].before)]
            if again
            else self.text
        )
        text = text if spares is None else spares.sub("", text)
        if spares is not None and spares.search(self.target.lead):
            bound = ""  # „can be read at most 257 times per second“
        return not (self.stray or bound in ("over", "under") or ELSE.search(text))

    def term(self, one: Mention) -> Term:
        """To calculate with."""
        return self.place.term(one.one)

    def says(self, pattern: "re.Pattern[str]") -> bool:
        """Whether words stand in it."""
        return pattern.search(self.text) is not None

    def accounts(self, used: Sequence[Mention]) -> bool:
        """Whether all amounts have their part, or follow from those that have."""
        values = [it.one.value for it in used]
        inside = [value for it in used for value in it.one.dims]
        left = [
            it.one.value
            for it in self.given
            if it not in used
            and not _is_among(it.one, inside)
            and it not in self.restated
            and not any(it.one.value in (a * b, a + b, a / b) for a, b in permutations(values, 2))
        ]
        made = (v for a, b in permutations(left, 2) for v in (a * b, a + b, a / b, a - b))
        return not left or (len(left) == _PAIR and any(value in values for value in made))

    @cached_property
    def restated(self) -> list[Mention]:
        """The number said once more in other units: „500 Sekunden, also gut acht Minuten“."""
        own, after = self.target.one, [it for it in self.given if it not in self.before]
        if own.kind in ("", "%") or len(after) != 1 or after[0].one.kind != own.kind:
            return []
        again = after[0].one.factor != own.factor and _AGAIN.match(after[0].before)
        return after if again and not after[0].one.per else []


def _is_among(one: Amount, factors: Sequence[Fraction]) -> bool:
    """Whether a calculation with these factors has it, „512 × 1024“ in „2 · 512 · 1024 · 2048“."""
    return bool(factors) and {*(one.dims or (one.value / one.factor,))} <= {*factors}


Relation = Callable[[Passage], Iterator[Told]]


def told(place: Place, relations: Sequence[Relation]) -> Iterator[Candidate]:
    """What the relations say, of the sentence alone or together with the one before."""
    if place.end - place.start > _LONGEST:
        return
    own = (*place.here, place.open, *place.later)
    ways = [(own, place.start)]
    if place.last_start < place.start and place.end - place.last_start <= _LONGEST:
        last = [it for it in place.last if it.start >= place.last_start]
        ways.append(((*last, *own), place.last_start))
    for amounts, start in ways:
        if len(amounts) > _MOST:
            return
        passage = Passage(place, amounts, start)
        found = [it for relation in relations for it in relation(passage)]
        found = [it for it in found if it.divides] or found  # it says most
        for it in found:
            sure = it.sure and passage.plain(it.spares) and passage.accounts(it.used)
            sure = sure and (it.divides or not passage.splits)
            yield meant(it.value, FIXED if sure else SAID, "told")
            for other in it.others:
                yield meant(other, SAID, "told")
        if found:
            return
