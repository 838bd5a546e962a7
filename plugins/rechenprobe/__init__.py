"""Lecture notes whose numbers cannot be wrong."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rechenprobe.display import architecture, derivation, layer_table, memory_table, shares
    from rechenprobe.model.collect import model_facts

__all__ = ["architecture", "derivation", "layer_table", "memory_table", "model_facts", "shares"]


def __getattr__(name: str) -> object:
    """The public names on demand: importing the package must not import keras."""
    if name == "model_facts":
        return import_module("rechenprobe.model").model_facts
    if name in __all__:
        return getattr(import_module("rechenprobe.display"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
