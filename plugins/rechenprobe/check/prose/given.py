"""Numbers that a text gives, and with which it calculates elsewhere.

„Uns liegen 12.000 Meldungen vor“, and further down „12.000 · 60 · 2 = 1.440.000“, or once more „der
12.000 Meldungen“; „Ein Schritt dauert 12 ms. Wie lange dauert die Phase?“, and in the solution
„440 · 12 ms“. None is confirmed that the model counts: of those, words say whose they are.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from msgspec import Struct

from rechenprobe.check.examples.assumed import confirm_assumed
from rechenprobe.check.examples.context import calculates
from rechenprobe.check.examples.giving import Giving
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of
from rechenprobe.check.words.nouns import kin, stem
from rechenprobe.check.words.sentences import begins_supposing, supposes
from rechenprobe.check.words.vocabulary import Attribute, attribute, counted
from rechenprobe.claims import Item, Statement
from rechenprobe.expression import written_numbers
from rechenprobe.late import late

_NOUN = late(r"(?:[a-zäöüß]+\s+){0,2}([A-ZÄÖÜ]\w+)")
_BEFORE = late(r"([A-ZÄÖÜ][\w-]{3,}?)(?:\s+(?:von|zu|mit|à|of))?\W*$")
_ASKS = late(r"\?(?=\s|[*_“”\"]|$)")
_SOLUTION = late(
    r"\W*(?:\*|_)*(?:lösung|antwort|auflösung|ergebnis|solution|answer)", re.IGNORECASE
)
_RESULTS: frozenset[Attribute] = frozenset(
    {"params", "weights", "unbiased", "trainable", "frozen", "macs", "flops", "activations"}
)
"""What follows from what is assumed."""
_SMALL, _LARGE = 10, 1000
"""From here on a number with the same noun is the same; from there on whatever it counts."""
_LATEST = 2100
"""Year of which lectures speak."""
_REACH = 900


class _Known(Struct, frozen=True, gc=False):
    """A confirmed number, or one that goes into a calculation that holds."""

    value: Fraction
    statement: Statement
    noun: str
    operand: bool

    @property
    def start(self) -> int:
        return self.statement.span.start


def confirm_given(ledger: Ledger) -> None:
    """Numbers that no other rule has decided; what the whole page has to be asked for last."""
    confirm_assumed(ledger)
    if next(iter(ledger.undecided.texts()), None) is not None:
        _Given(ledger).confirm()


class _Given:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lecture = ledger.lecture
        self._giving = Giving(ledger)

    def confirm(self) -> None:
        """In the order of the source."""
        for item in [one.item for one in self._ledger.undecided.texts()]:
            for index in item.statements:
                one = self._lecture.statements[index]
                plain = not one.relations and len(one.sides) == 1 and not one.bound
                plain = plain and not self._is_posed(one)
                if plain and not self._ledger.settled(one.numbers):
                    self._statement(item, one)

    def _statement(self, item: Item, one: Statement) -> None:
        values = [self._value(index) for index in one.numbers]
        if calculates(one.sides[0].expr) and not one.shape:
            return
        noun = self._noun(one)
        found = [self._find(one, value, noun) for value in values]
        if None in found and (reach := self._reach(item, one)):
            found = [self._ahead(one, value, reach) for value in values]
        known = [it for it in found if it is not None]
        if len(known) == len(values) and known:
            line = self._lecture.place(known[0].start).line
            why = "geht dort in die Rechnung ein" if known[0].operand else "steht dort ebenso"
            truth = Truth("", self._lecture.text(one.span), f"Zeile {line}: {why}")
            self._ledger.verified(one.span, one.numbers, truth)

    def _find(self, one: Statement, value: Fraction | None, noun: str) -> _Known | None:
        """The same elsewhere: of the same things, or so large that it is no other one."""
        if value is None or value < _SMALL or counted(one.noun):
            return None
        if not noun and value in self._ledger.page.counts:
            return None
        percent = result_of(one.sides[0].expr)
        if one.sides[0].unit or (percent is not None and percent.scale < 1):
            return None
        for it in self._known.get(value, ()):
            same = noun and it.noun and kin(noun, it.noun)
            other = noun and it.noun and not same  # of inhabitants, not of pixels
            large = value >= _LARGE and it.operand and not other and not self._is_year(one, value)
            large = large and self._giving.gives(one, it.statement)
            if it.start != one.span.start and (same or large):
                return it
        return None

    def _is_posed(self, one: Statement) -> bool:
        """Whether an exercise that checks itself poses it: it holds that against its solution."""
        at = one.span.start
        return any(it.span.start <= at < it.span.end for it in self._lecture.exercises)

    def _is_year(self, one: Statement, value: Fraction) -> bool:
        """Whether it may be one: four digits without a mark among them, of nothing."""
        text = self._lecture.text(one.span)
        return not one.noun and text.isdecimal() and _LARGE <= value <= _LATEST

    def _reach(self, item: Item, one: Statement) -> int:
        """How far behind it its calculation may end, if an exercise or a sentence supposes it."""
        text, at = item.text, one.span.start - item.span.start
        behind = text[at:]
        ask = _ASKS.search(behind)
        if ask and not _SOLUTION.search(behind[: ask.end()]):
            end = one.span.end + _REACH
            heading = self._lecture.source.find("\n#", one.span.end, end)
            return heading if heading >= 0 else end
        start = max(text.rfind(mark, 0, at) for mark in (". ", "? ", "! ", ": ", "\n\n")) + 1
        end = next((m.start() for m in re.finditer(r"[.?!](?=\s|$)", behind)), len(behind)) + at
        sentence = text[start:end]
        assumed = supposes(sentence, ()) or begins_supposing(sentence)
        return item.span.end if assumed else 0

    def _ahead(self, one: Statement, value: Fraction | None, reach: int) -> _Known | None:
        """A calculation behind it that it goes into."""
        if _RESULTS.intersection(counted(one.noun)) or value is None:
            return None
        some = (it for it in self._known.get(value, ()) if it.operand)
        near = (it for it in some if one.span.end <= it.start < reach)
        return next((it for it in near if self._giving.gives(one, it.statement)), None)

    def _value(self, number: int) -> Fraction | None:
        reading = self._lecture.numbers[number].german
        return None if reading is None else reading.value

    def _noun(self, one: Statement) -> str:
        """The stem of what it counts, or measures if that stands before it."""
        behind = _NOUN.match(one.noun)
        before = None if behind or attribute(one.label) else _BEFORE.search(one.label)
        word = behind or before
        return stem(word[1].rpartition("-")[2]) if word else ""

    @cached_property
    def _known(self) -> dict[Fraction, list[_Known]]:
        found: dict[Fraction, list[_Known]] = {}
        for it in self._all():
            found.setdefault(it.value, []).append(it)
        return found

    def _all(self) -> Iterator[_Known]:
        for one in self._lecture.statements:
            if not all(map(self._ledger.holds, one.numbers)):
                continue
            noun = "" if one.relations else self._noun(one)
            for side in one.sides:
                operand = calculates(side.expr) and not one.shape
                for number in written_numbers(side.expr):
                    value = self._value(number)
                    if value is not None:
                        yield _Known(value, one, noun, operand)
