"""What parts of a net have together: „der Encoder kommt auf 161.256 Parameter“, „46 % im Boden“.

The part has to be named near the number, in its sentence, its paragraph or the heading; the words
say whether it counts parameters or work. Which layers belong to a part is mostly open (`parts`),
and so this only confirms. One thing is no chance: a part that its layers' names tell for sure, and
a number that is its own but for a slip in one digit.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.examples.counting import counted_alone
from rechenprobe.check.layers.groups import Group, groups_named
from rechenprobe.check.layers.parts import Layers
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import Result, result_of, tolerance, within
from rechenprobe.check.words.families import bare
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.measures import REMAINING
from rechenprobe.check.words.sentences import LONGEST, Sentence, inside
from rechenprobe.check.words.vocabulary import counted
from rechenprobe.claims import Item, Statement
from rechenprobe.facts import Model
from rechenprobe.late import late

_SMALLEST = 100
"""Counts below it are those of some part by chance."""
_BEHIND = 20
"""Characters behind a share that say of what it is."""
_BELONGS = late(
    r"[\s%,]*(?:[\w-]+\s+){0,2}(?:(?:entfallen|entfällt|stecken|steckt|sitzen|liegen|gehören)\s+)?"
    r"(?:auf|in|zu|bei|im|des|der|vom|of|in the)(?:\s+(?:de[nmr]|die|das|the))?"
    r"(?:\s+(?:beiden|zwei|drei|vier|fünf|two|three|four))?\s*$"
)
"""Between a number and the part behind it: „46 % der Parameter stecken im Boden“."""
_WHAT = {"params": "Parameter", "macs": "MACs"}


def confirm_portions(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    for one in ledger.undecided.texts():
        if (model := model_at(one.item.span.start)) is not None:
            _Text(ledger, one.item, model, one.above).check()


class _Text:
    def __init__(self, ledger: Ledger, item: Item, model: Model, above: tuple[Item, ...]) -> None:
        self._ledger = ledger
        self._item = item
        self._model = model
        self._parts = ledger.page.parts(model)
        self._before: tuple[Layers, ...] = ()
        for one in above:
            self._before = self._parts.last_named(one.text[:LONGEST]) or self._before
        self._about: str = ""
        self._family: Layers = ()
        """All layers of the kind that a sentence before named."""

    def check(self) -> None:
        """Sentence by sentence: each may go on with what the one before named."""
        statements = [self._ledger.lecture.statements[index] for index in self._item.statements]
        starts = [one.span.start for one in statements]
        for sentence in self._ledger.page.sentences(self._item.text):
            if len(sentence.text) > LONGEST:
                continue
            some = [statements[n] for n in inside(sentence, self._item.span.start, starts)]
            kinds = list(bare(small(sentence.text), self._model))
            groups = groups_named(sentence.text, self._model, self._parts, kinds)
            self._about = counted_alone(sentence.text) or self._about
            for one in some:
                self._statement(one, sentence, groups)
            if groups:
                self._before = groups[-1].possible
            self._family = kinds[-1][2] if kinds else self._family

    def _statement(self, one: Statement, sentence: Sentence, groups: Sequence[Group]) -> None:
        found = result_of(one.sides[-1].expr) if len(one.sides) == 1 else None
        unit = one.sides[-1].unit
        if found is None or one.shape or self._ledger.settled(one.numbers):
            return
        if unit not in ("", "MACs", "%") and found.scale == 1:
            return
        offset = self._item.span.start + sentence.start
        start, end = one.span.start - offset, one.span.end - offset
        said: set[str] = {*counted(one.noun), *counted(unit)}
        about: list[str] = [name for name in ("params", "macs") if name in said]
        if said and not about:
            return
        if REMAINING.search(sentence.text[:start].lower()):
            return
        if found.scale != 1 and (name := counted_alone(sentence.text[end : end + _BEHIND])):
            about = [name]
        near = list(_near(groups, start, end, sentence.text))
        near = near or [Group(0, 0, self._before)]
        for attribute in about or [self._about or "params"]:
            for group in near:
                if any(self._holds(one, found, some, attribute) for some in group.possible):
                    return

    def _holds(self, one: Statement, found: Result, layers: Layers, attribute: str) -> bool:
        reading = self._ledger.lecture.numbers[found.number].german
        part, whole = _sum(layers, attribute), _sum_of(self._model, attribute)
        if reading is None or not part or not whole:
            return False
        if found.scale == 1 and abs(reading.value) < _SMALLEST:
            return False
        shared = found.scale != 1
        true = Fraction(part, whole) / found.scale if shared else Fraction(part)
        if one.bound:
            holds = within(true, reading, one.bound)
        else:
            rounded = shared or one.approximate
            allowed = tolerance(reading, approximate=rounded, zeros=one.approximate)
            holds = abs(true - reading.value) <= allowed
        if holds:
            self._ledger.verified(one.span, one.numbers, self._truth(layers, attribute))
        return holds

    def _truth(self, layers: Layers, attribute: str) -> Truth:
        names = ", ".join(layer.name for layer in layers if _sum((layer,), attribute))
        if len(names) > 60:
            names = f"{layers[0].name} … {layers[-1].name}"
        true = notation.number(_sum(layers, attribute), self._ledger.grouping)
        fact = f"{self._model.name}.{attribute}.part"
        return Truth(fact, true, f"{_WHAT[attribute]} von {names}")


def _near(groups: Sequence[Group], start: int, end: int, text: str) -> Iterator[Group]:
    """What is named right before a number, or right behind it."""
    before = [one for one in groups if one.end <= start]
    behind = [one for one in groups if one.start >= end]
    if before:
        start = min(one.start for one in before if one.end == before[-1].end)
        yield from (one for one in before if one.end > start)
    for one in behind:
        if _BELONGS.fullmatch(text[end : one.start].lower()):
            yield one


def _sum(layers: Layers, attribute: str) -> int:
    if attribute == "params":
        return sum(one.params for one in layers if one.first_use)
    return sum(one.macs for one in layers)


def _sum_of(model: Model, attribute: str) -> int:
    return model.params if attribute == "params" else model.macs
