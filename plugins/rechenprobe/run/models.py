"""In the lecture's process: models that the author summarises, as facts.

Keras is only ever touched through `sys.modules`: nothing here imports it.
"""

import functools
import sys
import weakref
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from rechenprobe.execution import Shown
from rechenprobe.facts import Model


class FactsFailed(Exception):
    """The facts of a model could not be had. German; the cause is chained."""


class Registry:
    """The models seen so far. `found` is called once for each index, in order."""

    def __init__(self, found: Callable[[Model], None]) -> None:
        self._found = found
        self._count = 0
        self._latest: dict[int, tuple[weakref.ref[Any], int, Model]] = {}

    def register(self, model: Any) -> int:
        """Index of the model as it is now; the same index as long as it stays the same."""
        facts = _facts(model)
        known = self._latest.get(id(model))
        if known is not None and known[0]() is model and known[2] == facts:
            return known[1]
        index = self._count
        self._count += 1
        self._latest[id(model)] = (weakref.ref(model), index, facts)
        self._found(facts)
        return index

    def register_rest(self, values: Iterable[object]) -> None:
        """Register built models among `values` that no summary has shown."""
        model = getattr(sys.modules.get("keras"), "Model", None)
        if not isinstance(model, type):
            return
        for value in list(values):
            if issubclass(type(value), model) and getattr(value, "built", False):
                known = self._latest.get(id(value))
                if known is None or known[0]() is not value:
                    self.register(value)


def _facts(model: Any) -> Model:
    from rechenprobe.model import model_facts  # noqa: PLC0415 - imports keras

    try:
        return model_facts(model)
    except Exception as error:
        raise FactsFailed(
            f"das Modell „{model.name}“ lässt sich nicht auswerten: {error}"
        ) from error


def wrap_summary(
    keras: ModuleType, register: Callable[[Any], int], show: Callable[[Shown], None]
) -> None:
    """Have `Model.summary` show the model's facts behind its text."""
    original = keras.Model.summary

    @functools.wraps(original)
    def summary(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(self, *args, **kwargs)
        if self.built:
            show(Shown(register(self)))
        return result

    keras.Model.summary = summary
