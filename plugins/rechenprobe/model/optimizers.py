"""What a model's optimizer stores, from its class and settings.

Read from the settings rather than from its variables: a compiled optimizer has
none before the first training step, and a symbolic model never gets any.
"""

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

import keras

from rechenprobe.memory import BITS, Optimizer
from rechenprobe.model.internals import learning_rate, optimizer_for, uses_adamw

SLOTS: Mapping[str, Callable[[keras.optimizers.Optimizer], int]] = {
    "SGD": lambda it: int(it.momentum != 0),
    "RMSprop": lambda it: 1 + int(it.momentum > 0) + int(it.centered),
    "Adam": lambda it: 2 + int(it.amsgrad),
    "AdamW": lambda it: 2 + int(it.amsgrad),
    "Adagrad": lambda _: 1,
    "Adadelta": lambda _: 2,
    "Adamax": lambda _: 2,
    "Nadam": lambda _: 2,
    "Ftrl": lambda _: 2,
    "Lion": lambda _: 1,
    "Lamb": lambda _: 2,
    "ScheduleFreeAdamW": lambda _: 2,
}
"""Optimizer class → variables of a weight's own shape, by its settings."""

PROBE = (3, 5)
"""Shape of the weight that an unknown optimizer is built for, to see what it stores."""


def read_optimizer(model: keras.Model) -> Optimizer | None:
    """The compiled optimizer; None before `compile`."""
    outer = getattr(model, "optimizer", None)
    if outer is None:
        return None
    inner = getattr(outer, "inner_optimizer", outer)
    variables = model.trainable_variables
    params = sum(prod(variable.shape) for variable in variables)
    try:
        stored = [(_elements(inner, variable), str(variable.dtype)) for variable in variables]
    except UnknownOptimizerError:
        return _probed(inner, params)
    scalars = _scalars(inner, variables) + 4 * int(inner is not outer)
    return _summed(_german(inner), stored, scalars, params)


def _summed(name: str, stored: Sequence[tuple[int, str]], scalars: int, params: int) -> Optimizer:
    """From numbers and their type, variable by variable."""
    elements = sum(count for count, _ in stored)
    slots, rest = divmod(elements, params) if params else (0, 0)
    size = sum(count * BITS.get(dtype, 32) for count, dtype in stored) // 8
    return Optimizer(name, slots, scalars, elements if rest else None, size if rest else None)


class UnknownOptimizerError(Exception):
    """A class of the author's own: what it stores has to be found out."""


def _elements(optimizer: keras.optimizers.Optimizer, variable: Any) -> int:
    """Numbers stored for one trainable variable, scalars left out."""
    name, shape = type(optimizer).__name__, tuple(variable.shape)
    size = int(prod(shape))
    if name == "MultiOptimizer":
        return _elements(optimizer_for(optimizer, variable), variable)
    if name == "Adafactor":  # the last two axes as a row and a column, and the whole beside it
        own = size + (prod(shape[:-1]) + prod(shape[:-2]) * shape[-1] if len(shape) > 1 else 0)
    elif name == "Muon":
        own = size * (2 if uses_adamw(optimizer, variable) else 1)
    elif name in SLOTS:
        own = size * SLOTS[name](optimizer)
    else:
        raise UnknownOptimizerError(name)
    copies = int(bool(optimizer.use_ema)) + int(bool(optimizer.gradient_accumulation_steps))
    return own + size * copies


def _scalars(optimizer: keras.optimizers.Optimizer, variables: Sequence[Any]) -> int:
    """Iteration counter, learning rate unless scheduled, and what a class adds of its own."""
    rate = learning_rate(optimizer)
    scheduled = isinstance(rate, keras.optimizers.schedules.LearningRateSchedule)
    name = type(optimizer).__name__
    flat = sum(len(variable.shape) < 2 for variable in variables) if name == "Adafactor" else 0
    return 2 - int(scheduled) + int(name == "Nadam") + 2 * flat  # two placeholders for each


def _probed(optimizer: keras.optimizers.Optimizer, params: int) -> Optimizer:
    """What an author's optimizer holds, or what a twin does that is built for one small weight.

    The state stays unknown if it has none yet and cannot be copied.
    """
    name = type(optimizer).__name__
    if optimizer.built:
        shaped = [v for v in optimizer.variables if len(v.shape)]
        stored = [(int(prod(v.shape)), str(v.dtype)) for v in shaped]
        return _summed(name, stored, len(optimizer.variables) - len(shaped), params)
    try:
        twin = type(optimizer).from_config(optimizer.get_config())
        twin.build([keras.Variable(keras.ops.zeros(PROBE), name="probe")])
    except Exception:  # noqa: BLE001  # the author's class; without its state the rest still holds
        return Optimizer(f"{name} (Zustand unbekannt)", 0)
    sizes = [prod(variable.shape) for variable in twin.variables]
    slots = sum(size == prod(PROBE) for size in sizes)
    return Optimizer(name, slots, len(sizes) - slots)


def _german(optimizer: keras.optimizers.Optimizer) -> str:
    name = type(optimizer).__name__
    if name == "SGD" and optimizer.momentum:
        return "SGD mit Momentum"
    return "Adam mit AMSGrad" if name == "Adam" and optimizer.amsgrad else name
