"""How many bytes a model needs: weights, gradients, optimizer state, activations.

What is counted is exact arithmetic on counts; what is not counted (workspaces,
copies in another precision, the framework itself) is said in `NOTES`, which are
shown beside the numbers.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from rechenprobe.facts import Layer, Model, Shape, Weight

STORED = "stored"
"""The precision that takes each tensor as the model really stores it."""


class Optimizer(Struct, frozen=True):
    """What training adds to a model's memory."""

    name: str
    slots: int
    """Variables per trainable parameter: SGD 0, momentum 1, Adam 2."""
    scalars: int = 2
    """Iteration counter, learning rate and the like; too small to be counted in bytes."""
    elements: int | None = None
    """Numbers stored for this model where that is no multiple of its parameters (Adafactor)."""
    size: int | None = None
    """Bytes that these numbers take in the types of the model's own weights."""

    def stores(self, trainable_params: int) -> int:
        """Numbers that it keeps for so many trainable parameters, scalars left out."""
        return self.slots * trainable_params if self.elements is None else self.elements


class Memory(Struct, frozen=True):
    """Bytes that a model needs. Activations are an estimate: workspaces are not in them."""

    weights: int
    gradients: int
    optimizer_state: int
    activations: int

    @property
    def total(self) -> int:
        """All four, in bytes."""
        return self.weights + self.gradients + self.optimizer_state + self.activations


NOTES: Mapping[str, str] = {
    "weights": "Jedes Gewicht zählt einmal, auch wenn mehrere Schichten es teilen.",
    "optimizer_state": "Schrittzähler und Lernrate des Optimierers fallen nicht ins Gewicht.",
    "activations": "Die Aktivierungen sind eine Schätzung: die Ausgabe jeder Schicht einmal, dazu "
    "Masken (Dropout), Tore und Zustände (rekurrente Schichten) und die Gewichte der "
    "Aufmerksamkeit; ohne Eingabedaten, Zwischenspeicher der Rechenkerne und Kopien in anderer "
    "Genauigkeit.",
    "inference": "Für Vorhersagen zählen die Gewichte und die Schicht mit der größten Ein- und "
    "Ausgabe zusammen.",
    "total": "Nicht dabei ist, was das Framework selbst belegt.",
}
"""German sentences on what is counted and what is not; `inference`: without training."""

BITS: Mapping[str, int] = {
    "float64": 64,
    "float32": 32,
    "float16": 16,
    "bfloat16": 16,
    "float8_e4m3fn": 8,
    "float8_e5m2": 8,
    "int8": 8,
    "uint8": 8,
    "int4": 4,
    "int16": 16,
    "int32": 32,
    "int64": 64,
    "bool": 8,
}
"""Stored bits per element of a dtype."""

OPTIMIZERS: Mapping[str, Optimizer] = {
    "sgd": Optimizer("SGD", 0),
    "sgd+momentum": Optimizer("SGD mit Momentum", 1),
    "rmsprop": Optimizer("RMSprop", 1),
    "adagrad": Optimizer("Adagrad", 1),
    "adadelta": Optimizer("Adadelta", 2),
    "lion": Optimizer("Lion", 1),
    "adam": Optimizer("Adam", 2),
    "adam+amsgrad": Optimizer("Adam mit AMSGrad", 3),
    "adamw": Optimizer("AdamW", 2),
    "adamax": Optimizer("Adamax", 2),
    "nadam": Optimizer("Nadam", 2, 3),
    "ftrl": Optimizer("Ftrl", 2),
    "lamb": Optimizer("Lamb", 2),
}
"""Optimizers by the names that `Model.memory` takes; slots as measured with Keras 3.15."""


def model_memory(
    model: "Model",
    batch_size: int,
    precision: str,
    optimizer: str | Optimizer | None,
    *,
    training: bool,
) -> Memory:
    """As `facts.Model.memory`, which says what the arguments mean and what is raised."""
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; it must be at least 1")
    store, compute = _precisions(precision)
    weights = _unique(model.layers)
    activations = [
        (layer.activations if training else _around(layer), compute or layer.dtype)
        for layer in model.layers
    ]
    held = sum if training else max
    kept = held([_bytes(batch_size * n, BITS.get(dtype, 32)) for n, dtype in activations] or [0])
    variables = _stored(model.params, weights, store)
    if not training:
        return Memory(variables, 0, 0, kept)
    trainable = tuple(weight for weight in weights if weight.trainable)
    gradients = _stored(model.trainable_params, trainable, store)
    chosen = _optimizer(optimizer) or model.optimizer or OPTIMIZERS["sgd"]
    numbers = chosen.stores(model.trainable_params)
    if store is not None:
        state = _bytes(numbers, BITS[store])
    elif chosen.elements is None:
        state = chosen.slots * gradients
    else:
        state = _bytes(numbers, 32) if chosen.size is None else chosen.size
    return Memory(variables, gradients, state, kept)


def _precisions(name: str) -> tuple[str | None, str | None]:
    """How variables and activations are stored; None for `as each tensor is`."""
    if name == STORED:
        return None, None
    compute = name.removeprefix("mixed_")
    mixed = name != compute
    if compute not in BITS or (mixed and compute not in ("float16", "bfloat16")):
        known = ", ".join((*BITS, "mixed_float16", "mixed_bfloat16", STORED))
        raise ValueError(f"precision {name!r} is unknown; known are {known}")
    return ("float32" if mixed else compute), compute


def _optimizer(name: str | Optimizer | None) -> Optimizer | None:
    if not isinstance(name, str):
        return name
    if name.lower() not in OPTIMIZERS:
        raise ValueError(f"optimizer {name!r} is unknown; known are {', '.join(OPTIMIZERS)}")
    return OPTIMIZERS[name.lower()]


def _unique(layers: "Iterable[Layer]") -> "tuple[Weight, ...]":
    found = {weight.identity: weight for layer in layers for weight in layer.weights}
    return tuple(found.values())


def _stored(elements: int, weights: "Iterable[Weight]", dtype: str | None) -> int:
    if dtype is not None:
        return _bytes(elements, BITS[dtype])
    return sum(_bytes(_size(weight.shape), BITS.get(weight.dtype, 32)) for weight in weights)


def _bytes(elements: int, bits: int) -> int:
    return -(-elements * bits // 8)


def _size(shape: "Shape") -> int:
    product = 1
    for axis in shape:
        product *= 1 if axis is None else axis
    return product


def _around(layer: "Layer") -> int:
    return sum(map(_size, layer.input_shapes)) + sum(map(_size, layer.output_shapes))
