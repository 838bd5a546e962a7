"""Sentences of a page with the numbers in them that are still open, and what each says around them.

For rules that look for one way of saying something, „im Mittel 24 der 120 Neuronen“: they ask for
the texts that hold one of their words, and get sentence by sentence what stands there.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.layers.rivals import by_name
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.layers.speaking import Spoken, spoken, together
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.likeness import mistakable
from rechenprobe.check.numbers.rounding import Result, result_of, tolerance, within
from rechenprobe.check.numbers.writing import like
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.sentences import LONGEST, Sentence, begins_supposing, inside, supposes
from rechenprobe.claims import Item, Reading, Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

BACK = late(
    r"\W*(?:das|dies|that|this)\s+(?:sind|ist|entspricht|macht|is|are)\s+(?:\w+\s+){0,3}[*$]*"
)
"""„Das sind …“, right before a number of which the sentence before has told."""
IMAGINES = late(
    r"\b(?:hätte\w*|könnte\w*|müsste\w*|käme\w*|bliebe\w*|bräuchte\w*|fiele\w*|angenommen|stattdessen"
    r"|could|might|imagine)\b"
)


class Figure(Struct, frozen=True, gc=False):
    """A number of a sentence that is no calculation, or a shape; offsets are the sentence's."""

    start: int
    end: int
    statement: Statement
    result: Result | None
    """None for a shape."""
    reading: Reading | None

    @property
    def value(self) -> Fraction:
        """As it is written, percent as parts of a hundred; 0 for a shape."""
        return self.reading.value if self.reading else Fraction(0)

    @property
    def is_count(self) -> bool:
        """A plain whole number without a unit."""
        unit = self.statement.sides[0].unit
        whole = self.reading is not None and self.reading.value.denominator == 1
        return whole and not unit and self.result is not None and self.result.scale == 1

    @property
    def counts(self) -> bool:
        """Such a number, also with the unit MACs."""
        return self.is_count or self.statement.sides[0].unit == "MACs"


class Saying:
    """One sentence. `before` are the layers that the one before was about."""

    def __init__(self, passage: "Passage", sentence: Sentence, place: int) -> None:
        self._passage = passage
        self._place = place
        self.ledger = passage.ledger
        self.model = passage.model
        self.text = sentence.text
        self.lower = small(sentence.text)
        self.offset = passage.item.span.start + sentence.start
        self._sentence = sentence

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All that it says with numbers, calculations included, in order."""
        some = inside(self._sentence, self._passage.item.span.start, self._passage.starts)
        return tuple(self._passage.statements[index] for index in some)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its plain numbers and shapes, in order."""
        return tuple(one for it in self.statements if (one := self._figure(it)))

    def _figure(self, statement: Statement) -> Figure | None:
        if statement.relations or len(statement.sides) != 1 or not statement.sides[0].complete:
            return None
        start, end = statement.span.start - self.offset, statement.span.end - self.offset
        result = result_of(statement.sides[0].expr)
        if result is None:
            return Figure(start, end, statement, None, None) if statement.shape else None
        reading = self.ledger.lecture.numbers[result.number].german
        return Figure(start, end, statement, result, reading) if reading else None

    @property
    def earlier(self) -> "Saying | None":
        """The sentence before it in its text."""
        return self._passage.sayings[self._place - 1] if self._place else None

    @cached_property
    def spoken(self) -> list[Spoken]:
        """The layers that it names."""
        self._passage.ask_up_to(self._place)
        before = self.earlier.about if self.earlier else self._passage.before
        page, model = self.ledger.page, self.model
        return spoken(self.text, page.mentions(self.text, model), model, before, page.models)

    @cached_property
    def about(self) -> tuple[Layer, ...]:
        """The layers that a sentence behind it may mean."""
        named = [one for one in self.spoken if one.layers]
        if named:
            return together(named, self.text)
        return () if self.spoken or not self.earlier else self.earlier.about

    @cached_property
    def supposes(self) -> bool:
        """Whether it, or the one before it, denies, supposes or speaks of another net."""
        names = tuple(one.span() for one, _ in by_name(self.lower, self.ledger.page.models))
        own = supposes(self.text, names) or IMAGINES.search(self.lower) is not None
        own = own or begins_supposing(self.text)
        return own or (self.earlier is not None and begins_supposing(self.earlier.text))

    def is_open(self, one: Figure) -> bool:
        """Whether nothing has confirmed or refuted it."""
        return not self.ledger.settled(one.statement.numbers)

    def agrees(self, one: Figure, true: Fraction, *, rounded: bool = False) -> bool:
        """Whether a number is the true value (in its unit), rounded as it is written."""
        if one.reading is None or one.result is None:
            return False
        value = true / one.result.scale
        if one.statement.bound:
            return within(value, one.reading, one.statement.bound)
        approximate = one.statement.approximate or rounded or one.result.scale != 1
        zeros = one.statement.approximate
        allowed = tolerance(one.reading, approximate=approximate, zeros=zeros)
        return abs(value - one.reading.value) <= allowed

    def confirm(self, one: Figure, fact: str, explanation: str) -> None:
        """It is what the words say."""
        if self.is_open(one):
            truth = Truth(fact, self.ledger.lecture.text(one.statement.span), explanation)
            self.ledger.verified(one.statement.span, one.statement.numbers, truth)

    def refute(
        self, one: Figure, fact: str, explanation: str, *true: Fraction, sure: bool = False
    ) -> None:
        """It is not: `true` is, in the number's unit, or one of several."""
        lecture, side = self.ledger.lecture, one.statement.sides[0]
        decimals = one.reading.decimals if one.reading else 0
        share = one.reading is not None and one.result is not None and one.result.scale != 1
        shown = [
            like(
                side,
                lecture.numbers,
                "german",
                value,
                self.ledger.grouping,
                rounded=decimals > 0,
                decimals=decimals if share else None,
            )
            for value in true
        ]
        truth = Truth(fact, " oder ".join(shown), explanation)
        self._refute(one, truth, *((it,) for it in true), sure=sure)

    def refute_as(
        self,
        one: Figure,
        fact: str,
        explanation: str,
        form: Sequence[int | Fraction],
        *,
        sure: bool = False,
    ) -> None:
        """The same of a shape, whose sides are `form`, or of a count."""
        shown = " × ".join(notation.number(axis, self.ledger.grouping) for axis in form)
        self._refute(one, Truth(fact, shown, explanation), tuple(map(Fraction, form)), sure=sure)

    def _refute(
        self, one: Figure, truth: Truth, *forms: tuple[Fraction, ...], sure: bool = False
    ) -> None:
        """If one of them may have been meant."""
        numbers, others = self.ledger.lecture.numbers, self.ledger.page.counts
        found = [numbers[index].german for index in one.statement.numbers]
        written = [it for it in found if it is not None]
        scale = one.result.scale if one.result else Fraction(1)
        scaled = (tuple(axis / scale for axis in form) for form in forms)
        if sure or any(mistakable(written, form, others) for form in scaled):
            self.ledger.wrong(one.statement.span, one.statement.numbers, truth)

    def number(self, value: Fraction | int) -> str:
        """As explanations show it."""
        return notation.brief(Fraction(value), self.ledger.grouping)


class Passage:
    """A paragraph or an item, with the model that it is about."""

    def __init__(self, ledger: Ledger, item: Item, model: Model, above: Sequence[Item]) -> None:
        self.ledger = ledger
        self.item = item
        self.model = model
        self.above = above
        """Headings and items that it stands below, and the paragraph before a list."""
        self.statements = [ledger.lecture.statements[index] for index in item.statements]
        self.starts = [one.span.start for one in self.statements]
        self.before: tuple[Layer, ...] = ()
        self._asked = 0

    @cached_property
    def lower(self) -> str:
        """Its text in small letters, each in its place."""
        return small(self.item.text)

    @cached_property
    def sayings(self) -> list[Saying]:
        """Its sentences, without those that are too long to have one meaning."""
        cut = self.ledger.page.sentences(self.item.text)
        fitting = [one for one in cut if len(one.text) <= LONGEST]
        return [Saying(self, one, place) for place, one in enumerate(fitting)]

    def ask_up_to(self, place: int) -> None:
        """Find out what the sentences before that one are about, in order.

        Each asks the one before it: from the last to the first, a long text would be too deep.
        """
        first, self._asked = self._asked, max(self._asked, place)
        for saying in self.sayings[first:place]:
            _ = saying.about

    @property
    def is_open(self) -> bool:
        """Whether some of its numbers are."""
        return not self.ledger.settled(self.item.numbers)


def passages(ledger: Ledger, model_at: ModelAt) -> list[Passage]:
    """All texts of a page that speak of a model and have open numbers, in order."""
    return [
        Passage(ledger, one.item, model, one.over)
        for one in ledger.undecided.texts()
        if (model := model_at(one.item.span.start)) is not None and model.layers
    ]
