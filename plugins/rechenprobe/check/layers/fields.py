"""How many pixels of the input one value of a layer's output sees: its receptive field.

From layer to layer it grows by (k − 1) · d times the product of the strides so far (Dumoulin and
Visin; Araujo et al. 2019). Where branches meet, the widest counts.
"""

from collections.abc import Mapping

from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

SEEN = late(
    r"\b(?:rezeptive[nrs]?|receptive|sichtfeld\w*|gesichtsfeld\w*|sieht|sehen|überblickt|blickt|sees)\b"
)
"""Words for it."""
_ALONE = frozenset(
    {
        *("Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "BatchNormalization"),
        *("Dropout", "SpatialDropout2D", "LayerNormalization", "GroupNormalization", "Add"),
        *(
            "Concatenate",
            "Multiply",
            "Average",
            "Subtract",
            "Maximum",
            "Rescaling",
            "Normalization",
        ),
        *(
            "Normalization",
            "ZeroPadding2D",
            "ZeroPadding1D",
            "GaussianNoise",
            "SpatialDropout1D",
            "InputLayer",
        ),
    }
)
"""Layers whose values see what the values below them see."""
_BEGINS = frozenset({"Resizing", "CenterCrop"})
"""What they give is the image that is spoken of."""


def receptive_fields(model: Model) -> Mapping[str, tuple[int, ...]]:
    """For each layer name the sides, as long as a chain of windows leads there."""
    sizes: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    found: dict[str, tuple[int, ...]] = {}
    for place, layer in enumerate(model.layers):
        window = _window(layer)
        axes = len(layer.output_shape) - 1
        below = [] if layer.kind in _BEGINS else [sizes.get(one) for one in layer.sources]
        if window is None or axes < 1 or None in below:
            continue
        known = [one for one in below if one is not None and len(one[0]) == axes]
        if len(known) < len(below):
            continue
        seen = tuple(max((one[0][axis] for one in known), default=1) for axis in range(axes))
        jump = tuple(max((one[1][axis] for one in known), default=1) for axis in range(axes))
        sides, strides = window if window[0] else ((1,) * axes, (1,) * axes)
        if len(sides) != axes or len(strides) != axes:
            continue
        seen = tuple(
            one + (side - 1) * step for one, side, step in zip(seen, sides, jump, strict=True)
        )
        jump = tuple(one * step for one, step in zip(jump, strides, strict=True))
        sizes[place] = (seen, jump)
        if layer.kind != "InputLayer":
            found[layer.name] = seen
    return found


def _window(layer: Layer) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The sides of its window, dilated, and its strides; empty if it has none; None if unknown."""
    own = layer.attributes
    if layer.kind in _ALONE or layer.kind in _BEGINS:
        return (), ()
    if layer.kind.endswith("Transpose") or layer.kind.startswith("Global"):
        return None
    size = own.get("kernel_size", own.get("pool_size"))
    strides, dilation = own.get("strides"), own.get("dilation_rate", 1)
    sides = (size,) if isinstance(size, int) else size
    steps = (strides,) if isinstance(strides, int) else strides
    if not isinstance(sides, tuple) or not isinstance(steps, tuple):
        return None
    wide = dilation if isinstance(dilation, tuple) else (dilation,) * len(sides)
    if not all(isinstance(one, int) for one in wide) or len(wide) != len(sides):
        return None
    dilated = tuple((side - 1) * int(one or 1) + 1 for side, one in zip(sides, wide, strict=True))
    return dilated, steps
