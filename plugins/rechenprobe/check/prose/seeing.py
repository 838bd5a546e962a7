"""Receptive fields: „Nach der zweiten Faltung sieht ein Neuron 5 × 5 Pixel“.

Of the layer that is named right before the number. Refuted is what the sentence says of one layer
for sure, if it speaks of seeing itself.
"""

from collections.abc import Mapping
from fractions import Fraction

from rechenprobe.check.layers.fields import SEEN, receptive_fields
from rechenprobe.check.layers.speaking import Spoken
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.facts import Layer
from rechenprobe.late import late

_SIZE = late(
    r"[\s*_$]*(?:pixeln?|bildpunkten?|pixels|breit|groß)?(?![\s*_$]*(?:\w*kan[aä]l|\w*farb|filter|%|weiter|mehr))"
)
_OTHER = late(
    r"[\s*_$]*(?:[a-zäöü]+e[nrs]?\s+)?\w*(?:kan[aä]l|channel|merkmal|feature|filter|farb)"
)
_BY = late(r"\b(?:um|alle|je|jeweils|pro|jede[rnm]?|by|every)\s+[*$]*$")
_NEXT = late(r"[,;:]|\b(?:und|and)\b")
_APPOSED = late(r"[`*]*,\s+(?:(?:schon|bereits|dann|sogar|nur|noch|erst|already|even)\s+)*[*$]*")
"""„… und am Boden, nach `boden_conv2`, schon 32 × 32“."""
_AFTER = late(r"[\s$*]*(?:pixeln?\s+)?(?:nach|hinter|bei|in|after)\s+(?:de[mr]\s+)?[`*]*")
_PLANE = 2
_ENOUGH = 3
"""Fields in a row that are those of layers by no chance."""


def confirm_seen(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if not SEEN.search(passage.lower):
            continue
        fields = receptive_fields(passage.model)
        told = False
        for saying in passage.sayings if fields else ():
            told = told or SEEN.search(saying.lower) is not None
            for one in saying.figures if told else ():
                if saying.is_open(one):
                    _number(saying, one, dict(fields))
            if told:
                _sequence(saying, fields)


def _sequence(saying: Saying, fields: Mapping[str, tuple[int, ...]]) -> None:
    """„3 → 4 → 8 → 10 Pixel“: fields of layers in their order, and nothing else."""
    found = [(one, sides) for one in saying.figures if (sides := _sides(saying, one))]
    left = iter(fields.items())
    if len({sides for _, sides in found}) < _ENOUGH:
        return
    named = [
        next((name for name, field in left if sides in (field, field[:1])), "")
        for _, sides in found
    ]
    for (one, _), name in zip(found, named, strict=True) if all(named) else ():
        saying.confirm(one, f"{name}.field", f"rezeptives Feld von {name}")


def _number(saying: Saying, one: Figure, fields: dict[str, tuple[int, ...]]) -> None:
    sides = _sides(saying, one)
    before = saying.lower[: one.start]
    if not sides or _BY.search(before) or not _SIZE.match(saying.lower, one.end):
        return
    layer, sure = _layer(saying, one)
    if layer is not None and not sure:  # „nach dem Pooling“: one of that kind
        alike = (it for it in saying.model.layers if it.kind == layer.kind and it.name in fields)
        layer = next((it for it in alike if sides in (fields[it.name], fields[it.name][:1])), layer)
    field = fields.get(layer.name) if layer else None
    if layer is None or field is None:
        return
    shown = f"rezeptives Feld von {layer.name}"
    fact = f"{layer.name}.field"
    if sides in (field, field[:1]) and (len(sides) > 1 or len(set(field)) == 1):
        saying.confirm(one, fact, shown)
    elif sure and _is_said(saying) and not (saying.supposes or _counts_else(saying, one)):
        true = field if len(sides) > 1 else field[:1]
        saying.refute_as(one, fact, shown, true)


def _counts_else(saying: Saying, one: Figure) -> bool:
    """„Die erste sieht 48 Kanäle, die zweite 96“."""
    before = [it for it in saying.figures if it.end <= one.start]
    return bool(before) and _OTHER.match(saying.lower, before[-1].end) is not None


def _is_said(saying: Saying) -> bool:
    """Whether the sentence speaks of it, or another of its numbers has been such a field."""
    facts = (saying.ledger.fact_at(it.statement.span) for it in saying.figures)
    return SEEN.search(saying.lower) is not None or any(it.endswith(".field") for it in facts)


def _sides(saying: Saying, one: Figure) -> tuple[Fraction, ...]:
    numbers = saying.ledger.lecture.numbers
    readings = [numbers[index].german for index in one.statement.numbers]
    values = tuple(it.value for it in readings if it is not None)
    square = len(values) == _PLANE and one.statement.shape
    return values if square or one.is_count else ()


def _layer(saying: Saying, one: Figure) -> tuple[Layer | None, bool]:
    """The layer named last before the number, and whether nothing stands between them."""
    for it in saying.spoken:  # „von 3 × 3 nach `conv1` auf 7 × 7 nach `conv2`“
        if it.start >= one.end and _AFTER.fullmatch(saying.lower, one.end, it.start):
            return (it.layers[-1] if it.layers else None), len(it.layers) == 1
    named = [it for it in saying.spoken if it.layers and it.end <= one.start]
    parts = [
        it
        for it in saying.ledger.page.parts(saying.model).named(saying.text)
        if it.end <= one.start and (not named or it.end > named[-1].end)
    ]
    if parts:
        last = [layer for layer in parts[-1].possible[0] if layer.attributes.get("kernel_size")]
        return (last[-1] if last else None), False
    if not named:
        return None, False
    near: Spoken = named[-1]
    between = saying.lower[near.end : one.start]
    others = any(near.end <= it.start < one.start for it in saying.figures)
    alone = not _NEXT.search(between) or _APPOSED.fullmatch(between)
    sure = not near.vague and len(near.layers) == 1 and not others and bool(alone)
    return near.layers[-1], sure
