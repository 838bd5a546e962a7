"""What words around a number confirm: which layer is near, and which of its values it may be.

Only after all other rules, and only to confirm: „Die erste Faltung arbeitet mit Schrittweite 2: Aus
96 × 96 wird 48 × 48“. The words at the number have to say what it counts or measures; of the layers
that the text names, the nearest one is meant, and each number of a list is held against its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from rechenprobe.check.expectations import expectation
from rechenprobe.check.families import Some, somewhere
from rechenprobe.check.flows import states
from rechenprobe.check.kinds import mentions, reference
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.measures import Measure, batch_of, measures, without_batch
from rechenprobe.check.scopes import ModelAt, feeding, whole
from rechenprobe.check.sentences import LONGEST, Sentence, sentences
from rechenprobe.check.subjects import COORDINATED, names_model
from rechenprobe.check.vocabulary import Attribute
from rechenprobe.claims import Item, Statement
from rechenprobe.facts import Layer, Model

_SUPPOSES = re.compile(
    r"\b(?:wäre\w*|würde\w*|hätte\w*|könnte\w*|müsste\w*|wenn|falls|angenommen|(?:ersetz|verdoppel|halbier"
    r"|veränder|änder|verwende|nimm|nähm|nehme)\w*\s+(?:man|wir)|stattdessen|original\w*|ursprünglich\w*|paper"
    r"|would|if|instead|vgg\w*|resnet\w*|lenet\w*|inception\w*|efficientnet\w*)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*\$?(?:,|und|and|sowie|bzw\.|,\s+(?:und|and))\s*\$?")
_EACH: frozenset[Attribute] = frozenset({"input", "output"})


class _Subject(Struct, frozen=True, gc=False):
    """Layers that numbers behind them (or right before them) may be about."""

    start: int
    end: int
    layers: tuple[Layer, ...]
    some: Some | None = None
    """„zwei Faltungsschichten“: any so many of a kind."""


def confirm_nearby(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    _Walk(ledger, model_at).items(ledger.lecture.items, ())


class _Walk:
    """Through the outline; what headings, items and paragraphs name is looked up where needed."""

    def __init__(self, ledger: Ledger, model_at: ModelAt) -> None:
        self._ledger = ledger
        self._model_at = model_at

    def items(self, items: Iterable[Item], above: tuple[Item, ...]) -> None:
        """Items beside each other; a list goes on with what the paragraph before was about."""
        before: tuple[Item, ...] = ()
        for item in items:
            if item.kind in ("paragraph", "item") and self._is_open(item):
                model = self._model_at(item.span.start)
                if model is not None:
                    over = (*above, *before, item) if item.kind == "item" else above
                    _Text(self._ledger, item, model, _named(over, model)).check()
            if item.kind == "paragraph":
                before = (item,)
            elif item.kind == "heading":
                before = ()
            self.items(item.items, (*above, item))

    def _is_open(self, item: Item) -> bool:
        statements = self._ledger.lecture.statements
        return not all(
            self._ledger.decided(n) for index in item.statements for n in statements[index].numbers
        )


def _named(over: tuple[Item, ...], model: Model) -> tuple[Layer, ...]:
    """The layers that the nearest heading, item or paragraph above names."""
    for item in reversed(over):
        if item.kind == "paragraph":
            named = [one for one in mentions(item.text[-LONGEST:], model) if one.layers]
            if named:
                return named[-1].layers
        elif (found := reference(item.text, model, single=True)) and found.layer:
            return (found.layer,)
    return ()


class _Text:
    """One paragraph or item."""

    def __init__(self, ledger: Ledger, item: Item, model: Model, before: tuple[Layer, ...]) -> None:
        self._ledger = ledger
        self._numbers = ledger.lecture.numbers
        self._item = item
        self._model = model
        self._before = before
        self._statements = [ledger.lecture.statements[index] for index in item.statements]
        self._batch = batch_of(self._statements, self._numbers)

    def check(self) -> None:
        """All sentences in order; each may go on with what the one before was about."""
        for sentence in sentences(self._item.text):
            if len(sentence.text) > LONGEST:
                self._before = ()
                continue
            self._sentence(sentence)

    def _is_decided(self, statement: Statement) -> bool:
        return all(map(self._ledger.decided, statement.numbers))

    def _sentence(self, sentence: Sentence) -> None:
        text, offset = sentence.text, self._item.span.start + sentence.start
        inside = [
            one
            for one in self._statements
            if sentence.start <= one.span.start - self._item.span.start < sentence.end
        ]
        if _SUPPOSES.search(text):
            return
        found = [
            _Subject(one.start, one.end, one.layers)
            for one in mentions(text, self._model)
            if one.layers
        ]
        known = [(one.start, one.end) for one in found]
        found += [
            _Subject(one.start, one.end, (), one)
            for one in somewhere(text, self._model)
            if not any(start < one.end and one.start < end for start, end in known)
        ]
        found += [
            _Subject(start, end, (whole(self._model),))
            for start, end in names_model(text)
            if not any(one.start < end and start < one.end for one in found)
        ]
        found.sort(key=lambda one: one.start)
        for run in _runs(inside, text, offset):
            if not all(map(self._is_decided, run)):
                self._run(run, text, offset, found)
        named = [one for one in found if one.layers]
        if named:
            self._before = named[-1].layers
        elif any(one.some for one in found):
            self._before = ()

    def _run(self, run: list[Statement], text: str, offset: int, found: list[_Subject]) -> None:
        start, end = run[0].span.start - offset, run[-1].span.end - offset
        before = [one for one in found if one.end <= start]
        behind = [one for one in found if one.start >= end]
        measure = measures(run)
        if measure is None:
            return
        near = before[-1:] or behind[:1]
        if near and near[0].some is not None:
            self._some(run, measure, near[0].some)
            return
        if near and before:
            near = _together(before, text)
        layers = tuple(layer for one in near for layer in one.layers)
        for those in (layers,) if near else (self._before, _alike(self._model, measure)):
            if those and self._confirm(run, measure, those):
                return

    def _confirm(self, run: list[Statement], measure: Measure, layers: tuple[Layer, ...]) -> bool:
        """Each number of its own layer, or all of the same."""
        own = len(run) == len(layers)
        pairs = [(one, layers[n : n + 1] if own else layers) for n, one in enumerate(run)]
        for name in measure.attributes:
            if all(all(self._is(one, name, layer) for layer in those) for one, those in pairs):
                for one, those in pairs:
                    self._verified(one, name, those[0])
                return True
        return False

    def _some(self, run: list[Statement], measure: Measure, some: Some) -> None:
        """„zwei Dense-Schichten mit 128 und 43 Neuronen“: as many in a row have these values."""
        wanted = run if len(run) > 1 else run * some.count
        if len(wanted) != some.count:
            return
        for name in measure.attributes:
            for family in some.families:
                for first in range(len(family) - len(wanted) + 1):
                    layers = family[first : first + len(wanted)]
                    if all(
                        self._is(one, name, layer)
                        for one, layer in zip(wanted, layers, strict=True)
                    ):
                        for one, layer in zip(run, layers, strict=False):
                            self._verified(one, name, layer)
                        return

    def _is(self, one: Statement, name: Attribute, layer: Layer) -> bool:
        before = feeding(layer, self._model)
        if states(one, name, layer, self._numbers, before):
            return True
        batch = self._batch if one.shape else None
        rest = without_batch(one, batch, self._numbers) if batch else None
        return rest is not None and states(rest, name, layer, self._numbers, before)

    def _verified(self, statement: Statement, name: Attribute, layer: Layer) -> None:
        if self._is_decided(statement):
            return
        expected = expectation(layer, name)
        assert expected is not None
        explanation = expected.explain(self._ledger.grouping)
        shown = self._ledger.lecture.text(statement.span)
        truth = Truth(expected.fact, shown, explanation)
        self._ledger.verified(statement.span, statement.numbers, truth)
        batch = self._batch
        if batch and statement.shape and without_batch(statement, batch, self._numbers):
            truth = Truth("", self._ledger.lecture.text(batch.span), "steht so in der Form daneben")
            self._ledger.verified(batch.span, batch.numbers, truth)


def _together(before: Sequence[_Subject], text: str) -> list[_Subject]:
    """The last one named, and those that it is coordinated with."""
    together = [before[-1]]
    for one in reversed(before[:-1]):
        if COORDINATED.fullmatch(text[one.end : together[0].start]) is None:
            break
        together.insert(0, one)
    return together


def _alike(model: Model, measure: Measure) -> tuple[Layer, ...]:
    """The model, or all of its layers that have such a value, if it is the same of all of them."""
    for name in measure.attributes:
        if name in _EACH:
            if measure.of_model:
                return (whole(model),)
            continue
        found = [(one, layer) for layer in model.layers if (one := expectation(layer, name))]
        if found and all(one.forms == found[0][0].forms for one, _ in found):
            return tuple(layer for _, layer in found)
    return ()


def _runs(statements: Sequence[Statement], text: str, offset: int) -> Iterator[list[Statement]]:
    """Numbers in a row, `896, 9.248 und 18.496 Parameter`; others alone."""
    run: list[Statement] = []
    for one in statements:
        if one.relations or len(one.sides) != 1 or not one.sides[0].complete:
            if run:
                yield run
            run = []
            continue
        gap = text[run[-1].span.end - offset : one.span.start - offset] if run else ""
        if run and one.shape == run[-1].shape and _AND.fullmatch(gap):
            run.append(one)
        else:
            if run:
                yield run
            run = [one]
    if run:
        yield run
