"""Numbers that tell which layers are meant: `Conv-Layer 2`, „13 Faltungsschichten“."""

import re
from collections.abc import Iterable, Mapping

from rechenprobe.check.kinds import counted_layers, numbered
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.scopes import ModelAt
from rechenprobe.claims import Item
from rechenprobe.facts import Model

_REACH = 200
"""Characters before a number in which the model has to be named."""
_CONSISTS = re.compile(
    r"\b(?:das|unser|dieses|the|our)\s+(?:netz|modell|network|model)\s+"
    r"(?:besteht aus|hat|enthält|umfasst|consists of|has|contains)\s[^.;]*$",
    re.IGNORECASE,
)


def check_mentions(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that say which layer is meant: `Conv-Layer 2` in the middle of a sentence."""
    lecture = ledger.lecture
    numbers = {number.span.start: index for index, number in enumerate(lecture.numbers)}
    for item in _all(lecture.items):
        model = model_at(item.span.start)
        if model and item.numbers:
            _check_numbers_of_layers(ledger, item, model, numbers)
        for start, layer in numbered(item.text, model) if model and item.numbers else ():
            index = numbers.get(item.span.start + start)
            if index is not None and not ledger.decided(index):
                truth = Truth(layer.name, lecture.numbers[index].text, f"{layer.kind} des Modells")
                ledger.verified(lecture.numbers[index].span, (index,), truth)


def _check_numbers_of_layers(
    ledger: Ledger, item: Item, model: Model, numbers: Mapping[int, int]
) -> None:
    """„Das Netz besteht aus 13 Faltungsschichten“: it is only wrong where the model is named."""
    for start, family in counted_layers(item.text, model):
        index = numbers.get(item.span.start + start)
        if index is None or ledger.decided(index):
            continue
        number, true = ledger.lecture.numbers[index], len(family)
        truth = Truth(f"{model.name}.layers", str(true), ", ".join(one.name for one in family))
        if number.text == str(true):
            ledger.verified(number.span, (index,), truth)
        elif _CONSISTS.search(item.text[max(0, start - _REACH) : start]):
            ledger.wrong(number.span, (index,), truth)


def _all(items: Iterable[Item]) -> Iterable[Item]:
    for item in items:
        yield item
        yield from _all(item.items)
