"""Counts of a model that is changed a little: „Verdoppelt man die Schicht auf 240 Neuronen, …“.

One layer has another number of filters, units or words, which the sentence or the one before says,
or is left out. What its parameters and those of the layers behind it, all of them together, or the
difference would be, is confirmed: words seldom tell for sure which layer is meant. Refuted is a
slip of the pen in a large count, where the sentence names the layer and its new size.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from rechenprobe.check.layers.variants import sizes
from rechenprobe.check.numbers.slips import is_slip
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.late import late

_CHANGES = late(
    r"\b(?:verdoppel\w*|verdreifach\w*|halbier\w*|verkleiner\w*|vergrößer\w*|reduzier\w*|erhöh\w*|ersetz\w*"
    r"|verbreiter\w*|lässt man|ließe\w*|weglassen|entfern\w*|wäre\w*|hätte\w*|würde\w*|käme\w*"
    r"|bräuchte\w*|brächte\w*|nähme\w*|fiele\w*|bliebe\w*|ohne|would|without|doubl\w*|halv\w*)\b"
)
_COUNTS = late(r"parameter|gewicht|weights")
_SMALLEST = 1000
"""Counts below it come about by chance."""
_LARGEST = 10**7
_LONG = 10_000
"""A number from here on that is nearly what it should be is so by no chance."""
_EFFORT = 20


def confirm_varied(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if not _COUNTS.search(passage.lower) or not _CHANGES.search(passage.lower):
            continue
        for saying in passage.sayings:
            wanted = [
                one
                for one in saying.figures
                if one.is_count and one.value >= _SMALLEST and saying.is_open(one)
            ]
            near = (saying, saying.earlier)
            if wanted and any(it and _CHANGES.search(it.lower) for it in near):
                _judge(saying, wanted)


def _judge(saying: Saying, wanted: list[Figure]) -> None:
    named = {
        layer.name
        for it in (saying, saying.earlier)
        if it
        for one in it.spoken
        for layer in one.layers
    }
    known = dict[Fraction, tuple[str, Figure | None]]()
    sure: dict[Fraction, str] = {}
    present = {model.params for model in saying.ledger.page.models}
    present |= {one.params for model in saying.ledger.page.models for one in model.layers}
    before = {one.name: one.params for one in saying.model.layers} | {"": saying.model.params}
    for where, new, found in _variants(saying):
        for key, count in found.items():
            changed = key.partition(" ")[2]
            if changed and changed not in named | {where} and named:
                continue
            shown = f"{changed or saying.model.name}, wenn {where} geändert wird"
            for value in {count, abs(count - before[changed])} - present:
                known.setdefault(Fraction(value), (shown, new))
            if where in named and (key[:1] == "-" or new in saying.figures):
                sure[Fraction(count)] = shown
    for one in wanted:
        if one.value in known:
            shown, new = known[one.value]
            saying.confirm(one, f"{saying.model.name}.params", f"so viel hat {shown}")
            for it in (saying, saying.earlier):
                if it is not None and new is not None and new in it.figures and new.is_count:
                    it.confirm(new, "", "damit ist daneben gerechnet")
        elif (
            one.value >= _LONG and len(slips := [it for it in sure if is_slip(one.value, it)]) == 1
        ):
            fact = f"{saying.model.name}.params"
            saying.refute(one, fact, f"so viel hat {sure[slips[0]]}", slips[0])


def _variants(saying: Saying) -> Iterator[tuple[str, Figure | None, Mapping[str, int]]]:
    """Each with the layer that is changed, and with the number that is its new size."""
    model, page = saying.model, saying.ledger.page
    variants = page.variants(model)
    given = {
        one.value: one
        for it in (saying.earlier, saying)
        for one in (it.figures if it else ())
        if one.is_count and 1 < one.value < _LARGEST
    }
    for layer, old in sizes(model):
        new: dict[Fraction, Figure | None] = dict(given)
        new |= {
            value: None for value in (Fraction(old * 2), Fraction(old, 2)) if value not in given
        }
        for value, figure in new.items():
            if value.denominator == 1 and page.affords(_EFFORT):
                yield layer.name, figure, variants.resized(layer, int(value))
    for layer in model.layers:
        if layer.params and page.affords(_EFFORT):
            yield layer.name, None, variants.without(layer)
