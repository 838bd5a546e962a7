"""In the lecture's process: `#| symbolic: true`, models without weights.

Inside a TensorFlow graph Keras builds a model from its shapes and allocates
nothing. Whatever needs a weight's value raises, in one of TensorFlow's many
ways of saying so; `needs_weights` knows them and gives the author one.
"""

import functools
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from operator import attrgetter
from types import ModuleType
from typing import Any, Protocol

from rechenprobe.execution import SEED

_NEEDS_WEIGHTS = re.compile(
    r"numpy\(\) is only available when eager execution is enabled"
    r"|only supports Python-style iteration in eager mode"
    r"|Cannot convert a symbolic tf\.Tensor .* to a numpy array"
    r"|is out of scope and cannot be used here"
    r"|(?:Iterating over|Using) a symbolic `?tf\.Tensor"
    r"|only supported (?:in eager mode|inside of tf\.function or when eager execution is enabled)"
    r"|Unable to save checkpoint to .* in graph mode"
    r"|not 'SymbolicTensor'|'SymbolicTensor' object has no attribute 'numpy'"
)

MESSAGE = "hier wird gerechnet, aber das Modell ist symbolisch gebaut: es hat keine Gewichte"

REMEDY = "`#| symbolic: true` in der Zelle entfernen, in der das Modell entsteht."


_SILENT = {
    "Model": ("train_on_batch", "test_on_batch", "load_weights", "export"),
    "layers.Layer": ("set_weights",),
    "optimizers.Optimizer": ("apply_gradients",),
}
"""What Keras takes for a part of the graph: it would do nothing, and not say so."""


class NeedsWeights(Exception):
    """Something is to be done with weights that are not there. German."""


class Graph(Protocol):
    """What we use of `tf.Graph`."""

    def as_default(self) -> AbstractContextManager[object]:
        """Everything inside is built, nothing is computed."""


class Symbolism:
    """The one graph in which all symbolic cells of a lecture build their models."""

    def __init__(self) -> None:
        self._graph: Graph | None = None

    def protect(self, keras: ModuleType) -> None:
        """Have what would silently do nothing raise `NeedsWeights` in symbolic cells."""
        for name, methods in _SILENT.items():
            owner = attrgetter(name)(keras)
            for method in methods:
                setattr(owner, method, self._refusing(getattr(owner, method)))
        for module in (keras.utils, keras.backend):
            vars(module)["clear_session"] = self._clearing(module.clear_session)

    def _refusing(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def refusing(*args: Any, **kwargs: Any) -> Any:
            if self.here() is not None:
                raise NeedsWeights(MESSAGE)
            return original(*args, **kwargs)

        return refusing

    def _clearing(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Keras forgets its graph, too, which TensorFlow refuses while a cell is building in it."""

        @functools.wraps(original)
        def clear_session(*args: Any, **kwargs: Any) -> Any:
            if self.here() is None:
                return original(*args, **kwargs)
            from tensorflow.compat import v1  # noqa: PLC0415 - Keras needs it for this

            reset, v1.reset_default_graph = v1.reset_default_graph, lambda: None
            try:
                return original(*args, **kwargs)
            finally:
                v1.reset_default_graph = reset

        return clear_session

    def here(self) -> Graph | None:
        """The graph of the symbolic cells, where it is the one that is being built."""
        if self._graph is None:
            return None
        try:  # `tf.compat` has it, too, but is a tenth of TensorFlow and not imported yet
            from tensorflow.python.framework.ops import get_default_graph  # noqa: PLC0415
        except ImportError:
            from tensorflow.compat.v1 import get_default_graph  # noqa: PLC0415
        return self._graph if get_default_graph() is self._graph else None

    @property
    def used(self) -> bool:
        """Whether a symbolic cell has begun."""
        return self._graph is not None

    def scope(self) -> AbstractContextManager[object]:
        """In it, models get no weights."""
        import tensorflow as tf  # noqa: PLC0415 - only if a cell is symbolic

        if self._graph is None:
            self._graph = tf.Graph()
            with self._graph.as_default():
                tf.random.set_seed(SEED)  # a graph has a seed of its own
        return self._graph.as_default()


def needs_weights(error: BaseException | None) -> bool:
    """Whether the error, or one that caused it, says that a weight has no value."""
    while error is not None:
        if isinstance(error, NeedsWeights) or _NEEDS_WEIGHTS.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False
