"""Numbers that tell which layers are meant: `Conv-Layer 2`, „13 Faltungsschichten“."""

import re
from collections.abc import Mapping

from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.words.kinds import counted_layers, numbered
from rechenprobe.check.words.layer_patterns import has_root, small
from rechenprobe.check.words.recounting import counted_together
from rechenprobe.check.words.sentences import LONGEST, Sentence, supposes
from rechenprobe.claims import Item
from rechenprobe.facts import Model
from rechenprobe.late import late

_REACH = 200
"""Characters before a sentence in which another model may be named."""
_CONSISTS = late(
    r"\W*(?:das|unser|dieses|the|our)\s+(?:netz|modell|network|model)\s+"
    r"(?:besteht aus|hat|enthält|umfasst|consists of|has|contains)\s+"
    r"(?:(?:genau|insgesamt|exactly)\s+)?"
    r"(?:\d{1,3}\s+(?:[a-zäöü]+n\s+)?[\w-]+(?:,|\s+(?:und|and|sowie))\s+)*",
    re.IGNORECASE,
)
"""Up to the number there is nothing but other layers that are counted."""
_ENDS = late(
    r"\d{1,3}\s+[\w-]+(?:(?:,|\s+(?:und|and|sowie))\s+\d{1,3}\s+(?:[a-zäöü]+n\s+)?[\w-]+)*[\s.!;*]*",
    re.IGNORECASE,
)
"""Behind it, too: „3 Faltungsschichten mit 3 × 3-Filtern“ are some of them."""


def check_mentions(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that say which layer is meant: `Conv-Layer 2` in the middle of a sentence."""
    lecture = ledger.lecture
    numbers: Mapping[int, int] = {}
    for item in (one.item for one in ledger.undecided):
        model = model_at(item.span.start)
        if model is None or not has_root(small(item.text)):
            continue
        numbers = numbers or {one.span.start: index for index, one in enumerate(lecture.numbers)}
        _check_numbers_of_layers(ledger, item, model, numbers)
        for start, layer in numbered(item.text, model):
            index = numbers.get(item.span.start + start)
            if index is not None and not ledger.decided(index):
                truth = Truth(layer.name, lecture.numbers[index].text, f"{layer.kind} des Modells")
                ledger.verified(lecture.numbers[index].span, (index,), truth)


def _check_numbers_of_layers(
    ledger: Ledger, item: Item, model: Model, numbers: Mapping[int, int]
) -> None:
    """„Das Netz besteht aus 13 Faltungsschichten“: it is only wrong where the model is named."""
    if not any(counted_layers(item.text, model)):
        return
    for sentence in ledger.page.sentences(item.text):
        found = list(counted_layers(sentence.text, model))
        for start, counted in found:
            index = numbers.get(item.span.start + sentence.start + start)
            if index is None or ledger.decided(index):
                continue
            number, narrow = ledger.lecture.numbers[index], counted[0]
            possible = [*counted, *(one for one in counted_together(model) if narrow[0] in one)]
            family = next((one for one in possible if number.text == str(len(one))), narrow)
            true = len(family)
            truth = Truth(f"{model.name}.layers", str(true), ", ".join(one.name for one in family))
            once = sum(other == counted for _, other in found) == 1
            alone = len({len(one) for one in counted}) == 1
            if number.text == str(true):
                ledger.verified(number.span, (index,), truth)
            elif once and alone and _is_of_model(item.text, sentence, start):
                ledger.wrong(number.span, (index,), truth)


def _is_of_model(text: str, sentence: Sentence, start: int) -> bool:
    """Whether a sentence says of the model, and of all of it, how many layers it has."""
    said = sentence.text
    if len(said) > LONGEST or not _CONSISTS.fullmatch(said, 0, start):
        return False
    before = text[max(0, sentence.start - _REACH) : sentence.end]
    return _ENDS.fullmatch(said, start) is not None and not supposes(before, ())
