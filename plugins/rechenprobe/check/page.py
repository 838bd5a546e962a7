"""What the rules want to know of a lecture as a whole and of its models, each found out once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from math import prod

from msgspec import Struct

from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.layers.factors import Factors
from rechenprobe.check.layers.parts import Parts
from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.layers.variants import Variants
from rechenprobe.check.numbers.footprint import widths_said
from rechenprobe.check.numbers.slips import is_slip_of_pen
from rechenprobe.check.words.exercising import exercises, is_within
from rechenprobe.check.words.kinds import Mention, Reference, mentions, reference
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.nouns import notation_of, told_notation
from rechenprobe.check.words.sentences import Sentence, sentences
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Item, Notation
from rechenprobe.facts import Layer, Model
from rechenprobe.lecture import Lecture, Span

_LARGE = 1000
_EFFORT = 200_000
"""For all that is tried with other numbers or other layers."""


class Placed(Struct, frozen=True, gc=False):
    """An item, and what it stands below."""

    item: Item
    above: tuple[Item, ...]
    """The headings and items that it is part of, the outermost first."""
    before: tuple[Item, ...]
    """The paragraph before it, if no heading stands between: a list goes on with it."""

    @property
    def over(self) -> tuple[Item, ...]:
        """What says of which layer it speaks: for a list item the paragraph before, too."""
        return (*self.above, *self.before) if self.item.kind == "item" else self.above


class Page:
    """A lecture while it is checked: one for a check and all its trials, made before the rules.

    It knows nothing of their verdicts. `models` are those that the lecture's cells show.
    """

    def __init__(self, lecture: Lecture, models: Iterable[Model]) -> None:
        self.lecture = lecture
        self.models = tuple({id(model): model for model in models}.values())
        self.factors = Factors()
        self._sentences: dict[str, tuple[Sentence, ...]] = {}
        self._references: dict[tuple[str, int, bool], Reference | None] = {}
        self._mentions: dict[tuple[str, int], list[Mention]] = {}
        self._parts: dict[int, Parts] = {}
        self._variants: dict[int, Variants] = {}
        self._wholes: dict[int, Layer] = {}
        self._expected: dict[tuple[int, Attribute], tuple[Layer, Expectation | None]] = {}
        """With the layer, which lives as long as its identity stands for it."""
        self._larger: dict[Notation, frozenset[Fraction]] = {}
        self._left = _EFFORT

    def affords(self, effort: int) -> bool:
        """Whether so much may still be calculated to say more of what is wrong.

        One is a term of a sum; what it costs to check a page stays with its length.
        """
        affordable = effort <= self._left
        self._left -= effort if affordable else 0
        return affordable

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of the source, those below an item behind it."""
        return tuple(one.item for one in self.placed)

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The same, each with what it stands below."""
        return tuple(_flat(self.lecture.items, ()))

    @cached_property
    def tables(self) -> tuple[list[Item], ...]:
        """The cells of each table."""
        return tuple(tables_of(self.lecture.items))

    @cached_property
    def lower(self) -> str:
        """Its source in small letters and on one line, each character in its place."""
        return small(self.lecture.source).replace("\n", " ")

    @cached_property
    def exercise_regions(self) -> list[tuple[int, int]]:
        """Where exercises and their solutions stand in the source."""
        return exercises(small(self.lecture.source))

    def notation(self, text: str) -> Notation:
        """Which one a passage is written in; the page's, if no word tells: „Total 50,692“."""
        return told_notation(text) or self._notation

    @cached_property
    def _notation(self) -> Notation:
        return notation_of(self.lecture.source[self.lecture.body_start :])

    def may_vary(self, place: Span, true: str) -> bool:
        """Whether an exercise may mean another model than the page's: then only slips are wrong."""
        within = is_within(self.exercise_regions, place.start)
        return within and not is_slip_of_pen(self.lecture.text(place), true)

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        """Those of an item's text."""
        found = self._sentences.get(text)
        if found is None:
            found = self._sentences[text] = tuple(sentences(text))
        return found

    def reference(self, text: str, model: Model, *, single: bool) -> Reference | None:
        """The layer that an item's text names, as `kinds.reference` has it."""
        key = (text, id(model), single)
        if key not in self._references:
            self._references[key] = reference(text, model, single=single)
        return self._references[key]

    def mentions(self, text: str, model: Model) -> Sequence[Mention]:
        """Where a sentence names layers, as `kinds.mentions` has it."""
        key = (text, id(model))
        if key not in self._mentions:
            self._mentions[key] = mentions(text, model)
        return self._mentions[key]

    def parts(self, model: Model) -> Parts:
        """The parts of one of its models."""
        if id(model) not in self._parts:
            self._parts[id(model)] = Parts(model)
        return self._parts[id(model)]

    def whole(self, model: Model) -> Layer:
        """One of its models as if it were one layer."""
        if id(model) not in self._wholes:
            self._wholes[id(model)] = whole(model)
        return self._wholes[id(model)]

    def expectation(self, layer: Layer, attribute: Attribute) -> Expectation | None:
        """What the attribute of the layer has to be, as `expectations.expectation` has it."""
        key = (id(layer), attribute)
        if key not in self._expected:
            self._expected[key] = (layer, expectation(layer, attribute))
        return self._expected[key][1]

    def variants(self, model: Model) -> Variants:
        """One of its models, changed a little."""
        if id(model) not in self._variants:
            self._variants[id(model)] = Variants(model)
        return self._variants[id(model)]

    @cached_property
    def waived(self) -> frozenset[Span]:
        """Where numbers stand that the author wants unchecked."""
        return frozenset(one.span for one in self.lecture.numbers if one.exempt is not None)

    @cached_property
    def widths(self) -> frozenset[int]:
        """How many bits its numbers may have."""
        return widths_said(self.lecture.source)

    @cached_property
    def _written(self) -> Counter[Fraction]:
        readings = ({one.german, one.english} - {None} for one in self.lecture.numbers)
        return Counter(value for some in readings for value in {one.value for one in some if one})

    @cached_property
    def counts(self) -> frozenset[Fraction]:
        """What its models and their layers count: parameters, MACs, values."""
        found = [
            count for one in self.models for count in (one.params, one.trainable_params, one.macs)
        ]
        for layer in (layer for one in self.models for layer in one.layers):
            biases = (prod(one.shape) for one in layer.weights if one.name.endswith("bias"))
            found += (layer.params, layer.trainable_params, layer.macs, layer.activations)
            found.append(layer.params - sum(biases))
        return frozenset(map(Fraction, found))

    def is_known(self, value: Fraction) -> bool:
        """Whether it is more than this once written, a power of two or counted in a model.

        So no slip of the pen has made it.
        """
        n = value.numerator
        power = value.denominator == 1 and n > 0 and n & (n - 1) == 0
        return power or self._written[value] > 1 or value in self.counts

    def large(self, how: Notation) -> frozenset[Fraction]:
        """Numbers from 1000 on, the lecture's and those that its models count.

        No equation is mended by one of them by chance.
        """
        if how not in self._larger:
            readings = (number.reading(how) for number in self.lecture.numbers)
            layers = (layer for model in self.models for layer in model.layers)
            counts = (Fraction(n) for one in layers for n in (one.params, one.macs))
            values = (*(one.value for one in readings if one), *counts)
            self._larger[how] = frozenset(value for value in values if value >= _LARGE)
        return self._larger[how]


def _flat(items: Iterable[Item], above: tuple[Item, ...]) -> Iterator[Placed]:
    before: tuple[Item, ...] = ()
    for item in items:
        yield Placed(item, above, before)
        if item.kind == "paragraph":
            before = (item,)
        elif item.kind == "heading":
            before = ()
        if item.items:
            yield from _flat(item.items, (*above, item))


def tables_of(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The cells of each table, in the order of the source."""
    for table, some in groupby(items, lambda item: item.cell and item.cell.table):
        if table is not None:
            yield list(some)
        else:
            for item in some:
                if item.items:
                    yield from tables_of(item.items)
