"""Letters as textbooks use them in worked examples: which attribute of a layer they mean."""

from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.facts import Layer

_MEANINGS: dict[str, tuple[Attribute, ...]] = {
    "n": ("input", "units"),
    "N": ("input", "units"),
    "W": ("input",),
    "H": ("input",),
    "p": ("padding",),
    "P": ("padding", "params"),
    "f": ("kernel",),
    "F": ("filters", "kernel"),
    "k": ("kernel", "filters"),
    "K": ("filters", "kernel"),
    "s": ("stride",),
    "S": ("stride",),
    "C": ("input_channels", "output_channels"),
    "d": ("input_channels", "input"),
    "D": ("input_channels", "output_channels"),
    "u": ("units",),
}
"""Letters as textbooks use them: CS231n's N, F, S, P and K, its lecture's n, f, s, p."""


def letter(name: str, layer: Layer) -> tuple[Attribute, ...]:
    """What a letter may stand for in an example about this layer."""
    possible = _MEANINGS.get(name, ())
    spatial = len(layer.input_shape) > 1
    return tuple(one for one in possible if one != ("units" if spatial else "input"))
