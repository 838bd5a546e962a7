"""Keras model → facts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rechenprobe.model.collect import model_facts

__all__ = ["model_facts"]


def __getattr__(name: str) -> object:
    """`model_facts` on demand: the catalogue is pure and must import without keras."""
    if name == "model_facts":
        from rechenprobe.model.collect import model_facts  # noqa: PLC0415

        return model_facts
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
