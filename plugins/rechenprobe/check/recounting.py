"""Convolutions that an author counts together with the transposed ones between them.

They count for themselves, `Conv-Layer 7` of a U-Net is its seventh `Conv2D`. Who counts all of them
means another layer by it, and is right, too: only what neither has is wrong.
"""

import re

from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_ALONE = late(r"Conv[123]D")
_TOGETHER = late(r"Conv[123]D(?:Transpose)?")
_LAST = late(r"letzte|last|final|penultimate|abschlie", re.IGNORECASE)


def recounted(layer: Layer | None, words: str, model: Model) -> Layer | None:
    """The layer that words by which a convolution was named mean if all of them are counted."""
    if layer is None or _ALONE.fullmatch(layer.kind) is None or layer.name in words:
        return None
    alone, together = _convolutions(_ALONE, model), with_transposed(model)
    position = next((n for n, one in enumerate(alone) if one.name == layer.name), None)
    if position is None:
        return None
    if _LAST.search(words):
        position -= len(alone)
    return together[position] if together[position].name != layer.name else None


def with_transposed(model: Model) -> tuple[Layer, ...]:
    """All convolutions of a model, transposed ones among them."""
    return _convolutions(_TOGETHER, model)


def _convolutions(kind: "re.Pattern[str]", model: Model) -> tuple[Layer, ...]:
    return tuple(one for one in model.layers if one.first_use and kind.fullmatch(one.kind))
