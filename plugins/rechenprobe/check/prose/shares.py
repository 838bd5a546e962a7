"""What falls on some layers of a model: „94 % der Parameter stecken in den Dense-Schichten“.

A share, a sum or what is left without them. Which layers are meant has to be said in the
sentence, or be what the sentence before was about; what is counted, parameters or MACs, in it
or right before. What only a word of another sentence says confirms, but never refutes.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.examples.counting import counted_alone, counted_in
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.layers.share_groups import LEFT, WITHOUT, Group, group_of
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import Result, result_of, tolerance, within
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.prose.share_words import narrowed, of_something_else, said_behind
from rechenprobe.check.words.kinds import Mention, mentions
from rechenprobe.check.words.sentences import LONGEST, Sentence, supposes
from rechenprobe.check.words.share_forms import tells
from rechenprobe.claims import Item, Notation, Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_FALLS = late(
    r"\b(?:entf[aä]ll\w*|bleib\w*|blieb\w*|steck\w*|sitz(?:t|en)|lieg(?:t|en)|gehör(?:t|en)|mach(?:t|en)|stell(?:t|en)"
    r"|tr[aä]g(?:t|en)|halten|hält|haben|hat|enthalten|enthält|befinden|sind|ist|brauch(?:t|en)|benötig(?:t|en)"
    r"|account\w*|sits?|lies?|are|is|has|have|holds?|contains?|belongs?|needs?|makes?)\b",
    re.IGNORECASE,
)
_TOGETHER = late(
    r"\b(?:zusammen|insgesamt|gemeinsam|in summe|together|in total|combined|altogether)\b",
    re.IGNORECASE,
)
_GOES_ON = late(
    r"\b(?:davon|dessen|of these|of which|of them)\b|\A\W*(?:das|dies|that|this)\s", re.IGNORECASE
)
_OF_THEM = late(r"\b(?:davon|dessen|of these|of which|of them)\b", re.IGNORECASE)
_OUT_OF = late(r"\s*(?:von|of|/)\s*")
_OF_ALL = late(r"\b(?:von|of)\s+(?:(?:den|allen|insgesamt|the|all)\s+){0,2}[*$]*\Z", re.IGNORECASE)
_SMALLEST, _LARGE = 100, 1000
_ROUGH = Fraction(1, 20)
"""Of the total: „gut 260.000 Parameter“."""
_FALLING_ON = late(
    r"\b(?:entf[aä]ll\w*|entfielen|account\w*|liegen|liegt|steck(?:t|en)|sitz(?:t|en))\b",
    re.IGNORECASE,
)


class _Count(Struct, frozen=True):
    """A statement that is one number, with where it stands in the sentence."""

    statement: Statement
    result: Result
    start: int
    end: int


def check_shares(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    for item in (one.item for one in ledger.undecided.texts()):
        model = model_at(item.span.start)
        if model is not None and ("%" in item.text or any(counted_in(item.text))):
            _Text(ledger, item, model).check()


class _Text:
    """One paragraph or item."""

    def __init__(self, ledger: Ledger, item: Item, model: Model) -> None:
        self._ledger = ledger
        self._numbers = ledger.lecture.numbers
        self._item = item
        self._model = model
        self._before: tuple[Layer, ...] = ()
        self._statements = tuple(ledger.lecture.statements[index] for index in item.statements)
        self._starts = [statement.span.start for statement in self._statements]
        self._last: tuple[Layer, ...] = ()
        """What the sentence right before named last."""
        self._just = False
        """Whether the sentence right before named them, and nothing else."""
        self._here: list[Fraction] = []
        self._wholes: list[Fraction] = []
        """What this sentence and the one before count, of which something may be a share."""
        self._attribute = ""
        self._fresh = False
        """Whether the sentence right before was about that attribute."""
        self._told = False
        """Whether a number before in the sentence was a share or a sum, and nothing else."""

    def check(self) -> None:
        """All sentences in order; each may go on with what the one before was about."""
        for sentence in self._ledger.page.sentences(self._item.text):
            if len(sentence.text) > LONGEST:
                self._before = ()
                continue
            self._sentence(sentence)

    def _sentence(self, sentence: Sentence) -> None:
        text = sentence.text
        named = [one for one in mentions(text, self._model) if one.layers]
        before, self._here = self._here, self._large(sentence)
        self._wholes = [*before, *self._here]
        counts = list(self._counts(sentence))
        self._told = False
        left = any(not self._ledger.settled(one.statement.numbers) for one in counts)
        if left and not supposes(text, tuple((one.start, one.end) for one in named)):
            for index, count in enumerate(counts):
                behind = counts[index + 1 : index + 2]
                pair = behind and _OUT_OF.fullmatch(text[count.end : behind[0].start])
                next_ = index + (2 if pair else 1)
                until = counts[next_].start if next_ < len(counts) else len(text)
                others = [(one.start, one.end) for one in counts]
                others += [(one.start, one.end) for one in named]
                self._count(text, count, named, until, behind, others)
            for count in counts:
                self._whole(text, count, counts)
        attribute = counted_alone(text) or self._of_total(sentence)
        self._fresh = bool(attribute) or (self._fresh and _GOES_ON.search(text) is not None)
        if attribute:
            self._attribute = attribute
        self._just = len(named) == 1
        self._last = named[-1].layers if named else ()
        if named:
            self._before = named[-1].layers if len(named) == 1 else ()
        elif not self._within(sentence):
            self._before = ()

    def _share(
        self, count: _Count, part: int, total: int, of: tuple[str, str], *, certain: bool
    ) -> None:
        """Of the model; or of another count: „Der Boden hat 124.608. Allein … macht 66,6 % aus“."""
        wholes = [Fraction(total), *(one for one in self._wholes if part < one != total)]
        fitting = [one for one in wholes if self._holds(count, part / one)]
        whole = fitting[0] if fitting else wholes[0]
        fact, whose = of
        explanation = f"{whose}: {self._number(part)} von {self._number(whole)}"
        self._judge(count, part / whole, f"{fact}.share", explanation, certain=certain)

    def _whole(self, text: str, count: _Count, others: list[_Count]) -> None:
        """„Von 15.470.264.320 MACs entfallen …“: of how many in all, if the parts are confirmed."""
        reading = self._numbers[count.result.number].german
        unit, noun = count.statement.sides[0].unit, count.statement.noun.partition(" ")[0]
        attribute = counted_alone(f"{unit} {noun}")
        total = self._model.macs if attribute == "macs" else self._model.params
        if not attribute or reading is None or total < _LARGE or count.result.scale != 1:
            return
        held = any(self._ledger.holds(one.result.number) for one in others if one is not count)
        if self._ledger.settled(count.statement.numbers) or not _OF_ALL.search(text[: count.start]):
            return
        if reading.value == total or (held and is_typo(Fraction(total), reading)):
            what = "Parameter" if attribute == "params" else "MACs"
            explanation = f"{what} von {self._model.name}"
            fact = f"{self._model.name}.{attribute}"
            self._judge(count, Fraction(total), fact, explanation, certain=True)

    def _is_slip(self, count: _Count, group: tuple[Layer, ...], attribute: str) -> bool:
        """Whether a share of the model was meant, and a slip of the pen has made another of it."""
        total = self._total(attribute)
        part = sum(_value(layer, attribute) for layer in group)
        reading = self._numbers[count.result.number].german
        share = Fraction(part * 100, total or 1)
        return reading is not None and count.result.scale != 1 and is_typo(share, reading)

    def _total(self, attribute: str) -> int:
        return self._model.macs if attribute == "macs" else self._model.params

    def _told_total(self, attribute: str, which: Callable[[Iterable[bool]], bool]) -> bool:
        """Whether numbers of the sentence before say how much the model has in all."""
        total = self._total(attribute)
        before = self._wholes[: len(self._wholes) - len(self._here)]
        return bool(before) and which(abs(one - total) <= total * _ROUGH for one in before)

    def _large(self, sentence: Sentence) -> list[Fraction]:
        written = [self._numbers[n].german for one in self._within(sentence) for n in one.numbers]
        return [one.value for one in written if one is not None and one.value >= _SMALLEST]

    def _of_total(self, sentence: Sentence) -> str:
        """What a sentence counts that says how much the model has in all."""
        values = {one for one in self._large(sentence) if one >= _LARGE}
        totals = {"params": self._model.params, "macs": self._model.macs}
        found = [name for name, total in totals.items() if total in values]
        return found[0] if len(found) == 1 and not all(counted_in(sentence.text)) else ""

    def _within(self, sentence: Sentence) -> tuple[Statement, ...]:
        first = self._item.span.start
        return self._statements[
            bisect_left(self._starts, first + sentence.start) : bisect_left(
                self._starts, first + sentence.end
            )
        ]

    def _counts(self, sentence: Sentence) -> Iterator[_Count]:
        offset = self._item.span.start + sentence.start
        for statement in self._within(sentence):
            start, end = statement.span.start - offset, statement.span.end - offset
            result = result_of(statement.sides[0].expr)
            if result and len(statement.sides) == 1:
                yield _Count(statement, result, start, end)

    def _count(
        self,
        text: str,
        count: _Count,
        named: list[Mention],
        until: int,
        behind: list[_Count],
        others: list[tuple[int, int]],
    ) -> None:
        earlier = Group(self._before, said=self._just)
        found = group_of(text, (count.start, count.end), named, until, earlier)
        group, said = found.layers, found.said
        attribute = said_behind(text[count.end :]) or counted_alone(text)
        if not attribute and not any(counted_in(text)):
            # what a sentence before counted, if this one goes on with it
            attribute = self._attribute
            goes_on = _GOES_ON.search(text) is not None
            fits = self._told_total(
                attribute, any if self._is_slip(count, group, attribute) else all
            )
            said = said and self._fresh and (goes_on or fits)
        if of_something_else(text[count.end :]):
            return
        if not group or not attribute or not _FALLS.search(text):
            return
        place = (count.start, count.end)
        elsewhere = [one for one in others if one != place and not _overlaps(one, found.at)]
        certain = said and tells(text, place, found.at, elsewhere, goes_on=self._told)
        self._told = self._told or certain
        if self._ledger.settled(count.statement.numbers):
            return
        part = sum(_value(layer, attribute) for layer in group)
        total = self._model.params if attribute == "params" else self._model.macs
        if not total or ("macs" in self._model.incomplete and attribute == "macs"):
            return
        names = ", ".join(layer.name for layer in group)
        if len(names) > 60:
            names = f"{group[0].name} … {group[-1].name}"
        own = group[0] if len(group) == 1 else self._model
        about, whole = f"{own.name}.{attribute}", f"{self._model.name}.{attribute}"
        what = "Parameter" if attribute == "params" else "MACs"
        if count.result.scale == Fraction(1, 100):
            if said and narrowed(text[count.end :]):
                return
            those = self._those(text, count, named, group)
            if those:  # „69 % davon“: of all, or of what those layers have
                certain = False
            if {one.name for one in group} < {one.name for one in those}:
                total = sum(_value(layer, attribute) for layer in those) or total
            self._share(count, part, total, (about, f"{what} von {names}"), certain=certain)
            return
        if count.result.scale != 1 or count.statement.sides[0].unit not in ("", "MACs"):
            return
        gap = text[count.end : behind[0].start] if behind else ""
        if behind and _OUT_OF.fullmatch(gap) and behind[0].result.scale == 1:
            total_ = Fraction(total)  # one of the two has to be right, or it is another pair
            pair = (self._holds(count, Fraction(part)), self._holds(behind[0], total_))
            of_group, of_model = f"{what} von {names}", f"{what} von {self._model.name}"
            self._judge(count, Fraction(part), about, of_group, certain=said and bool(pair[1]))
            self._judge(behind[0], total_, whole, of_model, certain=said and bool(pair[0]))
            return
        without = any(WITHOUT.search(text[: one.start]) for one in named)
        if without and LEFT.search(text):
            rest = f"{what} ohne {names}: {self._number(total)} − {self._number(part)}"
            self._judge(count, Fraction(total - part), f"{whole}.rest", rest, certain=certain)
        elif not without and said and (_FALLING_ON.search(text) or _sums(text, count, group)):
            terms = " + ".join(self._number(_value(layer, attribute)) for layer in group)
            fact = about if len(group) == 1 else f"{about}.sum"
            explanation = f"{what} von {names}: {terms}"
            self._judge(count, Fraction(part), fact, explanation, certain=certain)

    def _those(
        self, text: str, count: _Count, named: list[Mention], group: tuple[Layer, ...]
    ) -> tuple[Layer, ...]:
        """The other layers that „davon“ may mean."""
        if not _OF_THEM.search(text):
            return ()
        before = [one.layers for one in named if one.end <= count.start and one.layers != group]
        return before[-1] if before else self._last

    def _judge(
        self, count: _Count, true: Fraction, fact: str, explanation: str, *, certain: bool
    ) -> None:
        statement = count.statement
        truth = Truth(fact, self._shown(true, count), explanation)
        how = self._holds(count, true)
        if how is not None:
            self._ledger.verified(statement.span, statement.numbers, truth, how)
        elif certain:
            self._ledger.wrong(statement.span, statement.numbers, truth)

    def _holds(self, count: _Count, true: Fraction) -> Notation | None:
        """The notation in which a number is what it should be."""
        statement, number = count.statement, self._numbers[count.result.number]
        hows: tuple[Notation, ...] = ("german", "english")
        for how in hows:
            shared = count.result.scale != 1
            reading = number.reading(how) if shared else number.counting(how)
            if reading is None:
                continue
            value = true / count.result.scale
            if statement.bound:
                holds = within(value, reading, statement.bound)
            else:
                rounded = statement.approximate or count.result.scale != 1
                zeros = statement.approximate
                allowed = tolerance(reading, approximate=rounded, zeros=zeros)
                holds = abs(value - reading.value) <= allowed
            if holds:
                return how
        return None

    def _shown(self, true: Fraction, count: _Count) -> str:
        if count.result.scale == 1:
            return self._number(true)
        reading = self._numbers[count.result.number].german
        decimals = reading.decimals if reading else 0  # another digit may mislead: 31,65 of 31,6497
        percent = notation.round_half_away(true * 100, max(0, decimals))
        return notation.number(percent, self._ledger.grouping, decimals=max(0, decimals)) + " %"

    def _number(self, value: int | Fraction) -> str:
        return notation.number(value, self._ledger.grouping)


def _overlaps(one: tuple[int, int], other: tuple[int, int] | None) -> bool:
    return other is not None and one[0] < other[1] and other[0] < one[1]


def _value(layer: Layer, attribute: str) -> int:
    return layer.params if attribute == "params" else layer.macs


def _sums(text: str, count: _Count, group: tuple[Layer, ...]) -> bool:
    """Whether a number is what several layers have together."""
    return len(group) > 1 and _TOGETHER.search(text[: count.start]) is not None
