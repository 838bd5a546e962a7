"""What a model's optimizer stores per trainable parameter, from its class and settings.

Read from the settings rather than from its variables: a compiled optimizer has
none before the first training step, and a symbolic model never gets any.
"""

from collections.abc import Callable, Mapping

import keras

from rechenprobe.facts import Optimizer
from rechenprobe.model.internals import learning_rate

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
}
"""Optimizer class → variables of a weight's own shape, by its settings."""


def read_optimizer(model: keras.Model) -> Optimizer | None:
    """The compiled optimizer; None before `compile` and for a class that is not known."""
    outer = getattr(model, "optimizer", None)
    if outer is None:
        return None
    inner = getattr(outer, "inner_optimizer", outer)
    name = type(inner).__name__
    if name not in SLOTS:
        return None
    slots = SLOTS[name](inner) + bool(inner.use_ema) + bool(inner.gradient_accumulation_steps)
    scheduled = isinstance(learning_rate(inner), keras.optimizers.schedules.LearningRateSchedule)
    scalars = 2 - int(scheduled) + int(name == "Nadam") + 2 * int(inner is not outer)
    return Optimizer(_german(name, inner), slots, scalars)


def _german(name: str, optimizer: keras.optimizers.Optimizer) -> str:
    return f"{name} mit Momentum" if name == "SGD" and optimizer.momentum else name
