"""Keras model → facts.

For an author's own layer: `Use` is what its method `rechenprobe_formulas` gets,
`Formulas` what it returns, built from `counted`, `plus` and `times`.
"""

from typing import TYPE_CHECKING

from rechenprobe.model.terms import counted, plus, times
from rechenprobe.model.use import Formulas, Use

if TYPE_CHECKING:
    from rechenprobe.model.collect import model_facts

__all__ = ["Formulas", "Use", "counted", "model_facts", "plus", "times"]


def __getattr__(name: str) -> object:
    """`model_facts` on demand: the catalogue is pure and must import without keras."""
    if name == "model_facts":
        from rechenprobe.model.collect import model_facts  # noqa: PLC0415

        return model_facts
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
