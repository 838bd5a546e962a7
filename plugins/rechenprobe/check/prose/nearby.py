"""What words around a number confirm: which layer is near, and which of its values it may be.

Only after all other rules, and only to confirm: „Die erste Faltung arbeitet mit Schrittweite 2: Aus
96 × 96 wird 48 × 48“. The words at the number have to say what it counts or measures; of the layers
that the text names, the nearest one is meant, and each number of a list is held against its own.
"""

from fractions import Fraction

from msgspec import structs

from rechenprobe import notation
from rechenprobe.check.examples.counting import GIVES, TAKES, counted_alone
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.flows import states
from rechenprobe.check.layers.ruling import alike
from rechenprobe.check.layers.scopes import ModelAt, whole
from rechenprobe.check.layers.speaking import Spoken, spoken, together
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of, tolerance, within
from rechenprobe.check.page import Page
from rechenprobe.check.prose.agreeing import Agreement, Fitting
from rechenprobe.check.words.families import Some
from rechenprobe.check.words.kinds import mentions, names_absent
from rechenprobe.check.words.measures import (
    REMAINING,
    Measure,
    batch_of,
    counts_training,
    in_rows,
    measures,
    without_batch,
)
from rechenprobe.check.words.sentences import (
    LONGEST,
    Sentence,
    begins_supposing,
    inside,
)
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Item, Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_SUPPOSES = late(
    r"\b(?:wäre\w*|würde\w*|hätte\w*|könnte\w*|müsste\w*|wenn|falls|angenommen|(?:ersetz|verdoppel|halbier"
    r"|veränder|änder|verwende|nimm|nähm|nehme)\w*\s+(?:man|wir)|stattdessen|original\w*|ursprünglich\w*|paper"
    r"|would|if|instead|vgg\w*|resnet\w*|lenet\w*|inception\w*|efficientnet\w*)\b",
)
_COMMA = late(r"[,;:(](?!\d)")
_COUNTED: dict[str, Attribute] = {"params": "params", "macs": "macs"}
_SORTS = late(
    r"\b(?:unterscheid\w*|klassifizier\w*|erkenn\w*|zuordn\w*|zuzuordnen|einordn\w*|einzuordnen|einteil\w*"
    r"|klassen?|kategorien?|classif\w*|distinguish\w*)\b",
)
_PLANE = 2
_SMALL = 100
"""Counts below it fit by chance."""
_LARGE = 1000
_RATE = Measure(("rate",))


def confirm_nearby(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    for one in ledger.undecided.texts():
        if (model := model_at(one.item.span.start)) is not None:
            over = (*one.over, one.item) if one.item.kind == "item" else one.above
            named = _named(over, model, ledger.page)
            if named is not None:
                _Text(ledger, one.item, model, named).check()


def _named(over: tuple[Item, ...], model: Model, page: Page) -> tuple[Layer, ...] | None:
    """The layers that the nearest heading, item or paragraph above names.

    None if it is one that the model does not have.
    """
    for item in reversed(over):
        if item.kind == "paragraph":
            named = [one for one in mentions(item.text[-LONGEST:], model) if one.layers]
            if named:
                return named[-1].layers
        elif found := page.reference(item.text, model, single=True):
            return (found.layer,) if found.layer else None
    return ()


class _Text:
    """One paragraph or item."""

    def __init__(
        self,
        ledger: Ledger,
        item: Item,
        model: Model,
        before: tuple[Layer, ...],
    ) -> None:
        self._ledger = ledger
        self._about = ""
        """What the sentences so far count: parameters or work."""
        self._numbers = ledger.lecture.numbers
        self._item = item
        self._model = model
        self._before = before
        self._statements = [ledger.lecture.statements[index] for index in item.statements]
        self._starts = [one.span.start for one in self._statements]
        self._batch = batch_of(self._statements, self._numbers)
        self._said = Agreement()

    def check(self) -> None:
        """All sentences in order; each may go on with what the one before was about."""
        for sentence in self._ledger.page.sentences(self._item.text):
            if len(sentence.text) > LONGEST:
                self._before = ()
                continue
            self._sentence(sentence)

    def _is_decided(self, statement: Statement) -> bool:
        return self._ledger.settled(statement.numbers)

    def _sentence(self, sentence: Sentence) -> None:
        text, offset = sentence.text, self._item.span.start + sentence.start
        own = inside(sentence, self._item.span.start, self._starts)
        if _SUPPOSES.search(text.lower()) or begins_supposing(text):
            return
        page, model = self._ledger.page, self._model
        found = spoken(text, page.mentions(text, model), model, self._before, page.models)
        self._said = Agreement()
        self._about = counted_alone(text) or self._about
        for run in in_rows(
            (self._statements[n] for n in own),
            lambda start, end: text[start - offset : end - offset],
        ):
            if not all(map(self._is_decided, run)):
                behind = (self._statements[n].span.start - offset for n in own)
                end = run[-1].span.end - offset
                next_ = next((at for at in behind if at >= end), len(text))
                self._run(run, text, offset, [it for it in found if it.start < next_])
        for fitting in self._said.settle():
            for one, layer in fitting.pairs:
                self._verified(one, fitting.name, layer)
        named = [one for one in found if one.layers]
        if named:
            self._before = together(named, text)
        elif found:
            self._before = ()

    def _run(self, run: list[Statement], text: str, offset: int, found: list[Spoken]) -> None:
        start, end = run[0].span.start - offset, run[-1].span.end - offset
        before = [one for one in found if one.end <= start]
        behind = [one for one in found if one.start >= end]
        measure = measures(run)
        if measure and run[0].shape and text[:start].endswith(("(", "($")):
            names = (*measure.attributes, "kernel")  # „Die erste Faltung (7 × 7, Schrittweite 2)“
            measure = structs.replace(measure, attributes=names)
        if counts_training(run, text):
            return
        near = before[-1:] or behind[:1]
        if measure and before:
            gap = text[near[0].end : start].lower()
            measure = measure.directed(gives=GIVES.search(gap), takes=TAKES.search(gap))
        if near and near[0].some is not None:
            if not measure and run[0].sides[0].unit == "":
                measure = _RATE  # „ein Dropout von 20 %“
            if measure and (fitting := self._some(run, measure, near[0].some)):
                self._said.note(near[0].some, fitting)
            elif measure and measure.of_model:
                any(self._confirm(run, measure, one) for one in alike(self._model, measure))
            return
        tries = [together(before, text) if before else near[0].layers] if near else []
        if before and len(tries[0]) > len(before[-1].layers):
            tries.append(before[-1].layers)
        if near and near[0].vague and len(before) > 1:
            tries.append(together(before[:-1], text))
        for layers in tries or (self._before,):
            all_ = not REMAINING.search(text.lower(), 0, start) and layers
            if (all_ and self._total(run, layers)) or (
                layers and self._count(run, measure, layers)
            ):
                return
        if measure is None and _SORTS.search(text.lower()) and run[0].noun:
            measure = Measure(("output",), of_model=True)
        if not near and names_absent(text.lower(), self._model):
            return  # „Eine transponierte Faltung mit Schrittweite 2“ is none of this model
        if measure and (not near or near[0].layers == (whole(self._model),)):
            groups = alike(self._model, measure, _clause(text, start, end))
            if not any(self._confirm(run, measure, one) for one in groups):
                self._anywhere(run, measure)
        elif measure and near[0].vague and len(run) == 1:
            self._one_of(run, measure, near[0].layers)

    def _one_of(self, run: list[Statement], measure: Measure, layers: tuple[Layer, ...]) -> None:
        """„Die Depthwise-Faltung“ of several: what one of them has is meant to be its own."""
        telling = len(run[0].numbers) > _PLANE or self._value(run[0]) >= _SMALL
        for layer in layers if telling else ():
            if self._confirm(run, measure, (layer,)):
                return

    def _anywhere(self, run: list[Statement], measure: Measure) -> None:
        """A large count or a whole shape: what is a layer's, is so by no chance."""
        name = measure.attributes[0]
        if self._item.kind != "paragraph":
            return  # what heads it may be a layer that is not understood
        if run[0].shape:
            wanted = measure.sized and len(run) == 1 and len(run[0].numbers) > 2
        else:
            flows = measure.attributes[:2] == ("output", "activations")
            wanted = name in _COUNTED or flows
            wanted = wanted and all(self._value(one) >= _LARGE for one in run)
        for one in run if wanted else ():
            for layer in (whole(self._model), *self._model.layers):
                if self._is(one, name, layer, measure):
                    self._verified(one, name, layer)
                    break

    def _count(
        self, run: list[Statement], measure: Measure | None, layers: tuple[Layer, ...]
    ) -> bool:
        """What the words say, or without a word what the text counts."""
        if measure is not None:
            return self._confirm(run, measure, layers)
        large = all(self._value(one) >= _SMALL for one in run)
        name = _COUNTED.get(self._about)
        return large and name is not None and self._confirm(run, Measure((name,)), layers)

    def _value(self, one: Statement) -> Fraction:
        found = result_of(one.sides[0].expr)
        reading = self._numbers[found.number].german if found else None
        return reading.value if found and reading and found.scale == 1 else Fraction(0)

    def _total(self, run: list[Statement], layers: tuple[Layer, ...]) -> bool:
        """What several layers have together, and which share of the model layers have."""
        one, name = run[0], _COUNTED.get(counted_alone(run[0].noun) or self._about)
        found = result_of(one.sides[0].expr) if len(run) == 1 else None
        if found is not None and found.scale != 1 and self._confirm(run, _RATE, layers):
            return True
        if found is None or name is None or one.sides[0].unit not in ("", "MACs"):
            return False
        shared = found.scale != 1
        if not shared and (len(layers) < 2 or self._value(one) < _SMALL):
            return False
        values = {layer.name: _of(layer, name) for layer in layers}
        part, all_ = sum(values.values()), _of(whole(self._model), name)
        reading = self._numbers[found.number].german
        if reading is None or not part or (shared and part >= all_):
            return False
        true = Fraction(part, all_) / found.scale if shared else Fraction(part)
        rounded = shared or one.approximate
        if one.bound:
            holds = within(true, reading, one.bound)
        else:
            allowed = tolerance(reading, approximate=rounded, zeros=one.approximate)
            holds = abs(true - reading.value) <= allowed
        if holds:
            what = "Parameter" if name == "params" else "MACs"
            whose = f"{what} von {', '.join(values)}"
            if shared:
                grouping = self._ledger.grouping
                whose += (
                    f": {notation.number(part, grouping)} von {notation.number(all_, grouping)}"
                )
            fact = f"{self._model.name}.{name}.{'share' if shared else 'sum'}"
            truth = Truth(fact, self._ledger.lecture.text(one.span), whose)
            self._ledger.verified(one.span, one.numbers, truth)
        return holds

    def _confirm(self, run: list[Statement], measure: Measure, layers: tuple[Layer, ...]) -> bool:
        """Each number of its own layer, or all of the same."""
        if not layers:
            return False
        own = len(run) == len(layers)
        pairs = [(one, layers[n : n + 1] if own else layers) for n, one in enumerate(run)]
        for name in measure.attributes:
            if all(
                all(self._is(one, name, layer, measure) for layer in those) for one, those in pairs
            ):
                for one, those in pairs:
                    self._verified(one, name, those[0])
                return True
        return False

    def _some(self, run: list[Statement], measure: Measure, some: Some) -> list[Fitting]:
        """„zwei Dense-Schichten mit 128 und 43 Neuronen“: so many in a row have these values."""
        wanted = run if len(run) > 1 else run * some.count
        if len(wanted) != some.count:
            return []
        found: list[Fitting] = []
        for name in measure.attributes:
            for family in some.families:
                for first in range(len(family) - len(wanted) + 1):
                    pairs = list(zip(wanted, family[first:], strict=False))
                    if all(self._is(one, name, layer, measure) for one, layer in pairs):
                        found.append(Fitting(family[first].name, name, pairs))
        return found

    def _is(self, one: Statement, name: Attribute, layer: Layer, measure: Measure) -> bool:
        if name == "rate":
            return self._is_rate(one, layer)
        if not measure.may_be(one, self._value(one), layer, name):
            return False
        before = self._model.feeding(layer)
        if states(one, name, layer, self._numbers, before):
            return True
        batch = self._batch if one.shape else None
        rest = without_batch(one, batch, self._numbers) if batch else None
        return rest is not None and states(rest, name, layer, self._numbers, before)

    def _is_rate(self, one: Statement, layer: Layer) -> bool:
        """Written as it stands in the code or in percent."""
        found, expected = result_of(one.sides[0].expr), expectation(layer, "rate")
        reading = self._numbers[found.number].german if found else None
        if found is None or expected is None or reading is None or one.sides[0].unit:
            return False
        return reading.value * found.scale == expected.form(1)[0]

    def _verified(self, statement: Statement, name: Attribute, layer: Layer) -> None:
        if self._is_decided(statement):
            return
        expected = expectation(layer, name)
        assert expected is not None
        shown = self._ledger.lecture.text(statement.span)
        truth = Truth(expected.fact, shown, expected.explain(self._ledger.grouping))
        self._ledger.verified(statement.span, statement.numbers, truth)
        batch = self._batch
        if batch and statement.shape and without_batch(statement, batch, self._numbers):
            truth = Truth("", self._ledger.lecture.text(batch.span), "steht so in der Form daneben")
            self._ledger.verified(batch.span, batch.numbers, truth)


def _clause(text: str, start: int, end: int) -> str:
    """What stands around a number up to the next comma."""
    first = max((match.end() for match in _COMMA.finditer(text, 0, start)), default=0)
    last = _COMMA.search(text, end)
    return text[first : last.start() if last else len(text)].lower()


def _of(layer: Layer, name: Attribute) -> int:
    return layer.params if name == "params" else layer.macs
