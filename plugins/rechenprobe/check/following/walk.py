"""One walk over a lecture's sentences: each open number with what is said before it.

The amounts before a number are what the section has said so far, confirmed or given; the words say
what is calculated (`RULES`), and the `judge` whether it is so.
"""

from collections.abc import Callable, Iterator

from rechenprobe.check.following.again import again, placed
from rechenprobe.check.following.amounts import Amount, amounts
from rechenprobe.check.following.concluded import concluded
from rechenprobe.check.following.counted import COUNTED
from rechenprobe.check.following.courses import COURSES
from rechenprobe.check.following.differing import DIFFERING
from rechenprobe.check.following.dimensions import DIMENSIONS
from rechenprobe.check.following.divided import DIVIDED
from rechenprobe.check.following.judging import Judge
from rechenprobe.check.following.machines import MACHINES
from rechenprobe.check.following.parts import completes, remains
from rechenprobe.check.following.passages import told
from rechenprobe.check.following.percents import percents
from rechenprobe.check.following.places import Candidate, Place
from rechenprobe.check.following.rates import new_rates, rates
from rechenprobe.check.following.restated import conversions
from rechenprobe.check.following.setups import SETUPS
from rechenprobe.check.following.shares import shares
from rechenprobe.check.following.sizes import memory, products, shapes
from rechenprobe.check.following.stated import check_stated
from rechenprobe.check.following.sums import factors, lists, pairs, proportions, totals
from rechenprobe.check.following.training import epochs, steps
from rechenprobe.check.following.wholes import WHOLES
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.words.nouns import told_notation
from rechenprobe.check.words.sentences import LONGEST, Sentence, inside
from rechenprobe.claims import Item, Notation
from rechenprobe.late import late

RULES: tuple[Callable[[Place], Iterator[Candidate]], ...] = (
    again,
    placed,
    concluded,
    conversions,
    rates,
    new_rates,
    steps,
    epochs,
    percents,
    shares,
    remains,
    completes,
    lists,
    pairs,
    factors,
    totals,
    proportions,
    memory,
    shapes,
    products,
)
_RELATIONS = (*WHOLES, *COUNTED, *DIVIDED, *MACHINES, *COURSES, *SETUPS, *DIMENSIONS, *DIFFERING)
_REACH = 14
"""Amounts before a number that it may be calculated of."""
_QUOTE = late(r"„[^“„]*“|“[^”“]*”")
_PERCENT = late(r"\s*\\?[%‰]")


def confirm_following(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    section = _Section(ledger, model_at)
    for item in ledger.page.items:
        if item.kind == "heading":
            section = _Section(ledger, model_at)
        elif item.kind != "cell":
            section.read(item)
    check_stated(ledger, model_at)


class _Voiced:
    """Whose words those of a sentence are: what it quotes is said of itself."""

    def __init__(self, text: str) -> None:
        quotes = _QUOTE.finditer(text) if "„" in text or "“" in text else ()
        self._quotes = [one.span() for one in quotes]

    def __bool__(self) -> bool:
        return bool(self._quotes)

    def voice(self, at: int) -> int:
        """Which quotation a place of it stands in; 0 if in none."""
        within = (n for n, (start, end) in enumerate(self._quotes, 1) if start <= at < end)
        return next(within, 0)


class _Section:
    """What is said from one heading to the next."""

    def __init__(self, ledger: Ledger, model_at: ModelAt) -> None:
        self._ledger = ledger
        self._model_at = model_at
        self._lower = ledger.page.lower
        self._unread: list[Item] = []
        """Items with nothing to judge: only if something behind them has, they are read."""
        self._past: list[Amount] = []
        self._last: tuple[Amount, ...] = ()
        self._last_start = 0
        self._goes_on = False
        self._derived: set[int] = set()
        self._rule = ""

    def read(self, item: Item) -> None:
        """Judge the open numbers of its next item."""
        said = [] if self._ledger.settled(item.numbers) else list(self._said(item))
        if not any(self._is_open(one) for *_, found in said for one in found or ()):
            self._unread.append(item)
            return
        self._recall()
        self._last = ()
        self._last_start = item.span.start
        self._goes_on = False
        for sentence, how, found in said:
            if found is None:
                self._last = ()
            else:
                self._sentence(sentence, found, item.span.start, english=how == "english")

    def _recall(self) -> None:
        """What the items before have said, as far back as it may matter."""
        found: list[Amount] = []
        while self._unread and len(found) <= _REACH:
            found = [*self._lasting(self._unread.pop()), *found]
        self._unread = []
        self._past = [*self._past, *found][-_REACH - 1 :]

    def _lasting(self, item: Item) -> Iterator[Amount]:
        """Its amounts, without what is wrong and what is quoted."""
        for sentence, _, found in self._said(item):
            start = item.span.start + sentence.start
            voiced = _Voiced(sentence.text)
            for one in found or ():
                if one.value > 0 and not self._refuted(one) and not voiced.voice(one.start - start):
                    yield one

    def _refuted(self, one: Amount) -> bool:
        return one.statement is not None and self._ledger.refutes(one.statement.span)

    def _said(self, item: Item) -> Iterator[tuple[Sentence, Notation, list[Amount] | None]]:
        """The item's sentences with their notation and amounts; None if one is too long."""
        lecture, first = self._ledger.lecture, item.span.start
        starts = [lecture.statements[index].span.start for index in item.statements]
        how = self._ledger.page.notation(item.text)
        for sentence in self._ledger.page.sentences(item.text):
            if len(sentence.text) > LONGEST:
                yield sentence, how, None
                continue
            some = [item.statements[n] for n in inside(sentence, first, starts)]
            own = [lecture.statements[index] for index in some]
            start, end = first + sentence.start, first + sentence.end
            whole = how == "english" or len(sentence.text) == len(item.text)
            own_how = how if whole else told_notation(sentence.text) or how
            yield sentence, own_how, amounts(self._ledger, own, start, end, own_how)

    def _sentence(
        self, sentence: Sentence, found: list[Amount], offset: int, *, english: bool
    ) -> None:
        start, end = offset + sentence.start, offset + sentence.end
        voiced = _Voiced(sentence.text)
        here: list[Amount] = []
        signed: list[Amount] = []
        for index, one in enumerate(found, 1):
            voice = voiced.voice(one.start - start)
            if self._is_open(one):
                own = [it for it in here if voiced.voice(it.start - start) == voice]
                behind = [it for it in found[index:] if voiced.voice(it.start - start) == voice]
                behind = [it for it in behind if it.value >= 0]
                self._judge(
                    Place(
                        open=one,
                        here=tuple(own),
                        signed=() if len(signed) == len(here) or voice else tuple(signed),
                        last=() if voice else self._last,
                        past=tuple(own if voice else self._past),
                        later=tuple(behind),
                        source=self._lower,
                        original=sentence.text,
                        start=start,
                        end=end,
                        derived=frozenset(self._derived),
                        rule=self._rule,
                        model=self._model_at(one.start),
                        grouping=self._ledger.grouping,
                        english=english,
                        last_start=self._last_start,
                        goes_on=self._goes_on,
                    )
                )
            if not one.value or self._refuted(one):
                continue  # of nothing nothing is calculated
            signed.append(one)
            if one.value > 0:
                here.append(one)
                if not voice:
                    self._past = [*self._past[-_REACH:], one]
        own = [it for it in here if not voiced.voice(it.start - start)]
        if (own or not self._last) and not self._goes_on:
            self._last_start = start
        self._goes_on = sentence.text.rstrip().endswith(";")
        self._last = (*self._last, *own)[-_REACH:] if self._goes_on else tuple(own) or self._last

    def _is_open(self, one: Amount) -> bool:
        """Whether it is a number of its own that nothing has decided."""
        statement = one.statement
        if (
            statement is None
            or one.value < 0
            or one.calculated
            or statement.relations
            or statement.shape
        ):
            return False
        if one.value < 0 or self._ledger.settled(statement.numbers):
            return False
        return not _PERCENT.match(self._lower, one.end)

    def _judge(self, place: Place) -> None:
        statement = place.open.statement
        if statement is None:
            return
        found = [one for rule in RULES for one in rule(place)]
        found += told(place, _RELATIONS)
        if (rule := Judge(self._ledger, place, statement).decide(found)) is not None:
            self._derived.add(place.open.start)
            self._rule = rule
