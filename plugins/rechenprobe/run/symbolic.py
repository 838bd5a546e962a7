"""In the lecture's process: `#| symbolic: true`, models without weights.

Inside a TensorFlow graph Keras builds a model from its shapes and allocates
nothing. Whatever needs a weight's value raises, in one of TensorFlow's many
ways of saying so; `needs_weights` knows them and gives the author one.
"""

import re
from contextlib import AbstractContextManager
from typing import Protocol

from rechenprobe.execution import SEED

_NEEDS_WEIGHTS = re.compile(
    r"numpy\(\) is only available when eager execution is enabled"
    r"|only supports Python-style iteration in eager mode"
    r"|Cannot convert a symbolic tf\.Tensor .* to a numpy array"
    r"|is out of scope and cannot be used here"
    r"|(?:Iterating over|Using) a symbolic `?tf\.Tensor"
    r"|not 'SymbolicTensor'|'SymbolicTensor' object has no attribute 'numpy'"
)

MESSAGE = "hier wird gerechnet, aber das Modell ist symbolisch gebaut: es hat keine Gewichte"

REMEDY = "`#| symbolic: true` in der Zelle entfernen, in der das Modell entsteht."


class Graph(Protocol):
    """What we use of `tf.Graph`."""

    def as_default(self) -> AbstractContextManager[object]:
        """Everything inside is built, nothing is computed."""


class Symbolism:
    """The one graph in which all symbolic cells of a lecture build their models."""

    def __init__(self) -> None:
        self._graph: Graph | None = None

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
        if _NEEDS_WEIGHTS.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False
