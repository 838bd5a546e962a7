"""A resolution and the channels in it: „6 × 6 mit 96 Kanälen“, „8 × 8 Positionen mit 256 Kanälen“.

Both are those of one layer. If the model has layers of that resolution, but with other channels,
the number of channels is wrong.
"""

from fractions import Fraction
from itertools import pairwise

from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_HINTS = ("kanäle", "channels", "merkmalskarten", "feature maps", "feature-maps")
_WITH = late(
    r"[\s*_$]*(?:(?:pixeln?|positionen|bildpunkten?|auflösung|pixels)[\s*_$,]+)?(?:mit|und|in|bei|zu|with|and)"
    r"(?:\s+(?:je|jeweils|nun|jetzt|noch|nur|nur noch|dafür))?[\s*_$]+"
)
_CHANNELS = late(r"[\s*_$]*(?:kanäle|kanälen|channels|merkmalskarten|feature[ -]maps)(?!\w)")
_PLANE = 2
_MOST = 3
"""Layers that a message names."""


def confirm_resolutions(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if not any(map(passage.lower.__contains__, _HINTS)):
            continue
        for saying in passage.sayings:
            for size, count in pairwise(saying.figures):
                if size.statement.shape and _is_said(saying, size, count):
                    _pair(saying, size, count)


def _is_said(saying: Saying, size: Figure, count: Figure) -> bool:
    return (
        count.is_count
        and len(size.statement.numbers) == _PLANE
        and (saying.is_open(size) or saying.is_open(count))
        and _WITH.fullmatch(saying.lower[size.end : count.start]) is not None
        and _CHANNELS.match(saying.lower, count.end) is not None
    )


def _pair(saying: Saying, size: Figure, count: Figure) -> None:
    numbers = saying.ledger.lecture.numbers
    readings = [numbers[index].german for index in size.statement.numbers]
    plane = tuple(one.value for one in readings if one is not None)
    found = _layers(saying.model, plane)
    layer = next((one for one, channels in found if channels == count.value), None)
    if layer is not None:
        shown = f"Ausgabe von {layer.name}"
        saying.confirm(size, f"{layer.name}.output", shown)
        saying.confirm(count, f"{layer.name}.output.channels", shown)
        return
    others = {one for model in saying.ledger.page.models for _, one in _layers(model, plane)}
    if found and count.value not in others and saying.is_open(count) and not saying.supposes:
        names = ", ".join(list(dict.fromkeys(one.name for one, _ in found))[:_MOST])
        shown = f"so viele haben bei dieser Größe {names}"
        true = (Fraction(one) for one in sorted({channels for _, channels in found})[:_MOST])
        saying.refute(count, f"{found[0][0].name}.output.channels", shown, *true)


def _layers(model: Model, plane: tuple[Fraction, ...]) -> list[tuple[Layer, int]]:
    """All that give such maps, each with its channels."""
    return [
        (one, shape[-1])
        for one in model.layers
        for shape in one.output_shapes
        if len(shape) == _PLANE + 1 and shape[:-1] == plane and shape[-1] is not None
    ]
