"""Convolutions that an author counts together with other kinds of them between them.

They count for themselves, `Conv-Layer 7` of a U-Net is its seventh `Conv2D`, and so is that of a
MobileNet. Who counts transposed or depthwise ones, too, means another layer by it, and is right as
well: only what no way of counting has is wrong.
"""

import re

from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_ALONE = late(r"Conv[123]D")
_TOGETHER = tuple(
    late(kinds)
    for kinds in (
        r"Conv[123]D(?:Transpose)?",
        r"(?:Depthwise|Separable)?Conv[123]D",
        r"(?:Depthwise|Separable)?Conv[123]D(?:Transpose)?",
    )
)
_LAST = late(r"letzte|last|final|penultimate|abschlie", re.IGNORECASE)


def recounted(layer: Layer | None, words: str, model: Model) -> tuple[Layer, ...]:
    """The layers that words by which a convolution was named mean if it is counted otherwise."""
    if layer is None or _ALONE.fullmatch(layer.kind) is None or layer.name in words:
        return ()
    alone = _convolutions(_ALONE, model)
    position = next((n for n, one in enumerate(alone) if one.name == layer.name), None)
    if position is None:
        return ()
    if _LAST.search(words):
        position -= len(alone)
    meant = {(some := family[position]).name: some for family in counted_together(model)}
    return tuple(one for one in meant.values() if one.name != layer.name)


def counted_together(model: Model) -> list[tuple[Layer, ...]]:
    """All convolutions of a model with one kind or all kinds of others among them."""
    return [_convolutions(kinds, model) for kinds in _TOGETHER]


def _convolutions(kind: "re.Pattern[str]", model: Model) -> tuple[Layer, ...]:
    return tuple(one for one in model.layers if one.first_use and kind.fullmatch(one.kind))
