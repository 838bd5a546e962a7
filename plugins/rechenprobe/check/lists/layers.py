"""Lists with an item for each layer that says only its kind: „Conv2D (16 Filter): 1.168 Parameter“.

As many items of a kind as the model has layers of it: their order says which is which.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.flows import states
from rechenprobe.check.layers.scopes import ModelAt, feeding
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.words.rows import by_kinds, may_describe
from rechenprobe.check.words.vocabulary import Attribute, attributes, counted
from rechenprobe.claims import Item, Statement
from rechenprobe.facts import Layer, Model

_FEWEST = 2
_MOST = 60
_SURE = 3
_SETTINGS: tuple[Attribute, ...] = ("filters", "units")


def check_layer_items(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    for items in runs(ledger.page.lecture.items):
        model = model_at(items[0].span.start)
        if model is not None and _FEWEST <= len(items) <= _MOST:
            _List(ledger, items, model).check()


def runs(items: Sequence[Item]) -> Iterator[list[Item]]:
    """List items beside each other."""
    run: list[Item] = []
    for item in items:
        yield from runs(item.items)
        if item.kind == "item":
            run.append(item)
        elif run:
            yield run
            run = []
    if run:
        yield run


class _List:
    def __init__(self, ledger: Ledger, items: Sequence[Item], model: Model) -> None:
        self._ledger = ledger
        self._items = items
        self._model = model

    def check(self) -> None:
        """Confirm what is so; one that is not is wrong, if the rest says which layers are meant."""
        if not any(map(self._is_open, self._items)):
            return  # as most are
        labels = {index: item.text for index, item in enumerate(self._items)}
        if not may_describe(list(labels.values()), self._model):
            return
        layers = by_kinds(labels, self._model)
        if len(layers) < _FEWEST:
            return
        right: list[tuple[Statement, Layer, Attribute]] = []
        wrong: list[tuple[Statement, Layer, Attribute]] = []
        for index, layer in layers.items():
            for one, name in self._said(self._items[index]):
                if expectation(layer, name) is not None:
                    (right if self._holds(one, layer, name) else wrong).append((one, layer, name))
        told = [one for one in right if one[2] in _SETTINGS]
        counted_right = [one for one in right if one[2] not in _SETTINGS]
        if not counted_right or len(wrong) > max(1, len(counted_right) // _SURE):
            return
        for one, layer, name in right:
            expected = expectation(layer, name)
            if expected and not self._ledger.settled(one.numbers):
                shown = self._ledger.lecture.text(one.span)
                truth = Truth(expected.fact, shown, expected.explain(self._ledger.grouping))
                self._ledger.verified(one.span, one.numbers, truth)
        for one, layer, name in wrong:
            named = any(layer is other for _, other, _ in told)
            self._refute(one, layer, name, sure=named or len(counted_right) >= _SURE)

    def _is_open(self, item: Item) -> bool:
        statements = self._ledger.lecture.statements
        return any(not self._ledger.settled(statements[it].numbers) for it in item.statements)

    def _said(self, item: Item) -> Iterator[tuple[Statement, Attribute]]:
        """`(16 Filter)`, `(10)`, `1.168 Parameter`."""
        for index in item.statements:
            one = self._ledger.lecture.statements[index]
            if len(one.sides) != 1 or not one.sides[0].complete or one.approximate or one.bound:
                continue
            names = counted(one.noun) or attributes(one.label)
            text = self._ledger.lecture.text(one.span)
            if names:
                yield one, names[0]
            elif text.startswith("(") and text.endswith(")") and not one.shape:
                yield one, "units"

    def _holds(self, one: Statement, layer: Layer, name: Attribute) -> bool:
        numbers = self._ledger.lecture.numbers
        return states(one, name, layer, numbers, feeding(layer, self._model))

    def _refute(self, one: Statement, layer: Layer, name: Attribute, *, sure: bool) -> None:
        expected = expectation(layer, name)
        plain = plain_number(one.sides[0].expr)
        reading = None if plain is None else self._ledger.lecture.numbers[plain].german
        if expected is None or reading is None or self._ledger.settled(one.numbers):
            return
        true = next((Fraction(form[0]) for form in expected.forms if len(form) == 1), None)
        if true is None or not (sure or is_typo(true, reading)):
            return
        repairs = repair_result(one, one.sides[0], self._ledger.lecture, "german", true)
        shown = expected.true(1, self._ledger.grouping)
        truth = Truth(expected.fact, shown, expected.explain(self._ledger.grouping))
        self._ledger.wrong(one.span, one.numbers, truth, repairs=repairs)
