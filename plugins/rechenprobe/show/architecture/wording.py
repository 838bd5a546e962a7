"""How a layer reads in a drawing: `Conv 11 × 11`, `s = 4`, `ReLU`."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.facts import Attribute, Layer
from rechenprobe.notation import Grouping, number, round_half_away

Family: TypeAlias = Literal["input", "conv", "pool", "dense", "sequence", "merge", "other"]
"""What a layer is drawn like: a colour each."""


class Words(Struct, frozen=True):
    """One layer in a few words."""

    operation: str
    """`Conv 3 × 3`."""
    settings: tuple[str, ...] = ()
    """`s = 2`, `p = 1`, `d = 2`, `32 Gruppen`: only what differs from the plain case."""
    function: str = ""
    """The activation function within the layer; empty for none."""


_NAMES: Mapping[str, str] = {
    "Absolute": "|x|",
    "AveragePooling": "Avg-Pool",
    "BatchNormalization": "BatchNorm",
    "Concatenate": "Concat",
    "Conv": "Conv",
    "ConvTranspose": "Conv transp.",
    "DepthwiseConv": "Conv je Kanal",
    "EinsumDense": "Einsum-Dense",
    "GaussianDropout": "Gauß-Dropout",
    "GetItem": "Ausschnitt",
    "GlobalAveragePooling": "globales Avg-Pool",
    "GlobalMaxPooling": "globales Max-Pool",
    "GroupNormalization": "GroupNorm",
    "GroupQueryAttention": "Grouped Attention",
    "InputLayer": "Eingabe",
    "LayerNormalization": "LayerNorm",
    "Matmul": "Matrixprodukt",
    "MaxPooling": "Max-Pool",
    "MultiHeadAttention": "Multi-Head-Attention",
    "RMSNormalization": "RMSNorm",
    "ReversibleEmbedding": "Embedding",
    "SeparableConv": "Conv separabel",
    "SpatialDropout": "Dropout (Kanäle)",
    "UpSampling": "Upsampling",
    "ZeroPadding": "Padding",
}
"""Keras' class (dimensions left out) → the lecture's word; others keep Keras' name."""

_FUNCTIONS: Mapping[str, str] = {
    "elu": "ELU",
    "exponential": "exp",
    "gelu": "GELU",
    "hard_sigmoid": "Hard-Sigmoid",
    "hard_silu": "Hard-Swish",
    "hard_swish": "Hard-Swish",
    "leaky_relu": "Leaky ReLU",
    "log_softmax": "Log-Softmax",
    "mish": "Mish",
    "relu": "ReLU",
    "relu6": "ReLU6",
    "selu": "SELU",
    "sigmoid": "Sigmoid",
    "silu": "SiLU",
    "softmax": "Softmax",
    "softplus": "Softplus",
    "swish": "Swish",
    "tanh": "tanh",
}
_RECURRENT = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "RNN", "ConvLSTM")
"""Their functions belong to the gates and are not said."""
_SYMBOLS: Mapping[str, str] = {
    "Add": "+",
    "Subtract": "−",
    "Multiply": "×",
    "Divide": "÷",
    "TrueDivide": "÷",
}


CONSTANT = r"[+−×÷] c\b"
"""How arithmetic with a number reads that facts do not know."""

_PREFIXES: Mapping[str, str] = {"Bidirectional": "Bi-"}
_AROUND: Mapping[str, str] = {
    "TimeDistributed": "je Schritt",
    "SpectralNormalization": "Spektralnorm",
}
_WRAPPERS = frozenset((*_PREFIXES, *_AROUND))


def words(layer: Layer, grouping: Grouping) -> Words:
    """The layer's operation, its settings where they are not the plain ones, its function."""
    base = _base(_wrapped(layer))
    own = layer.attributes
    if layer.kind in _SYMBOLS and not symbol(layer):
        return Words(f"{_SYMBOLS[layer.kind]} c")
    if base == "Activation":
        return Words(_function(own.get("activation")) or "linear")
    if base == "ReLU":
        return Words("ReLU6" if own.get("max_value") == 6 else "ReLU")
    name = _PREFIXES.get(layer.kind, "") + _NAMES.get(base, base)
    if base == "ReversibleEmbedding" and len(layer.output_shape) == len(layer.input_shape):
        name = f"{name} rückwärts"
    sizes = own.get("kernel_size") or own.get("pool_size")
    if base == "ZeroPadding" and isinstance(own.get("padding"), int):
        name = f"{name} {own['padding']}"
    if isinstance(sizes, int):
        name = f"{name} {sizes}"
    elif isinstance(sizes, tuple) and sizes:
        name = f"{name} {' × '.join(map(str, sizes))}"
    rate = own.get("rate")
    if base.endswith("Dropout") and isinstance(rate, int | float):
        exact = round_half_away(Fraction(str(rate)), 3)
        name = f"{name} {number(exact, grouping)}"
    if heads := own.get("num_heads"):
        name = f"{name}, {heads} Köpfe"
    function = "" if base in _RECURRENT else _function(own.get("activation"))
    around = _AROUND.get(layer.kind) if base != layer.kind else None
    return Words(name, (*_settings(own), *([around] if around else [])), function)


def family(layer: Layer) -> Family:
    """Which kind of thing a layer is, for its colour."""
    base = _base(_wrapped(layer))
    if base == "InputLayer":
        return "input"
    if len(layer.input_shapes) > 1 and not layer.params:
        return "merge"
    if base.startswith(_RECURRENT) or "Attention" in base or base.endswith("Embedding"):
        return "sequence"
    if "Conv" in base:
        return "conv"
    if "Pool" in base:
        return "pool"
    return "dense" if "Dense" in base else "other"


def symbol(layer: Layer) -> str:
    """The sign of an arithmetic merge; empty for all other layers."""
    return _SYMBOLS.get(layer.kind, "") if len(layer.input_shapes) > 1 else ""


def _wrapped(layer: Layer) -> str:
    """The class that says what a layer does: in a wrapper, that of the layer inside."""
    inside = layer.attributes.get("layer")
    return inside if isinstance(inside, str) and layer.kind in _WRAPPERS else layer.kind


def _base(kind: str) -> str:
    """`Conv2DTranspose` → `ConvTranspose`."""
    for dimension in ("1D", "2D", "3D"):
        kind = kind.replace(dimension, "")
    return kind


def _settings(own: Mapping[str, Attribute]) -> list[str]:
    """Stride, padding, dilation and groups, where they change anything."""
    strides = own.get("strides")
    found = []
    if text := _uniform(strides, 1):
        found.append(f"s = {text}")
    if "kernel_size" in own and (text := _uniform(own.get("pad"), 0)):
        found.append(f"p = {text}")
    if text := _uniform(own.get("dilation_rate"), 1):
        found.append(f"d = {text}")
    groups = own.get("groups")
    if isinstance(groups, int) and groups > 1:
        found.append(f"{groups} Gruppen")
    return found


def _uniform(value: Attribute, plain: int) -> str:
    """One number if all axes agree, `2 × 1` if not; empty for the plain case."""
    if isinstance(value, int):
        return "" if value == plain else str(value)
    if not isinstance(value, tuple) or set(value) <= {plain}:
        return ""
    return str(value[0]) if len(set(value)) == 1 else " × ".join(map(str, value))


def _function(value: Attribute) -> str:
    if not isinstance(value, str) or value == "linear":
        return ""
    return _FUNCTIONS.get(value, value)
