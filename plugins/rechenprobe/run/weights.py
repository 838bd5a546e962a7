"""In the lecture's process: weights are drawn when something first asks for their values.

Most cells of lecture notes build a model in order to look at it: its summary,
its shapes, its parameters. Drawing 60 million random numbers for that is most
of their time and memory. Keras' own initializers have their seed from the
moment they are made, so what they draw does not depend on when they draw it;
with them a weight waits. Everything else (an author's own initializer, one
with a generator for a seed, a variable made in a graph or for several devices)
is drawn at once, as without us.
"""

import copy
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

from msgspec import Struct

from rechenprobe.run.symbolic import Graph

_SEEDED = (
    "RandomNormal",
    "TruncatedNormal",
    "RandomUniform",
    "VarianceScaling",
    "GlorotUniform",
    "GlorotNormal",
    "LecunNormal",
    "LecunUniform",
    "HeNormal",
    "HeUniform",
    "Orthogonal",
)
_CONSTANT = ("Zeros", "Ones")

_MOMENTS = ("mean", "stddev", "minval", "maxval", "scale", "gain")
"""What Keras takes as number or tensor. Only a number cannot change until the weight is drawn."""

_SLOT = "_rechenprobe_waiting"


class _Waiting(Struct):
    """How a weight will be made: as it would have been when the author made it."""

    initializer: Callable[..., Any]
    scope: str
    trainable: bool
    graph: Graph | None
    """Of the symbolic cells, if one of them made it; there it has a place, and no value."""


def draw_late(keras: ModuleType, symbolic: Callable[[], Graph | None]) -> None:
    """Have Keras' variables wait for the first use of their values.

    `symbolic` gives the symbolic cells' graph where it is the one that is being built.
    With another backend than TensorFlow, and where this Keras looks different
    inside, nothing is changed.
    """
    try:
        from keras.src.backend.common.symbolic_scope import (  # noqa: PLC0415
            in_symbolic_scope,
        )
        from keras.src.backend.tensorflow.core import Variable  # noqa: PLC0415
    except ImportError:
        return
    at_once = vars(Variable).get("_initialize_with_initializer")
    if at_once is None or keras.backend.backend() != "tensorflow" or hasattr(Variable, _SLOT):
        return
    import tensorflow as tf  # noqa: PLC0415 - Keras has imported it

    kinds = frozenset(getattr(keras.initializers, name) for name in (*_SEEDED, *_CONSTANT))
    lock = threading.RLock()

    def initialize(variable: Any, initializer: Callable[..., Any]) -> None:
        if (
            type(initializer) in kinds
            and _is_fixed(initializer)
            and ((graph := symbolic()) is not None or tf.executing_eagerly())
            and not tf.distribute.has_strategy()
        ):
            waiting = _Waiting(
                copy.copy(initializer), tf.get_current_name_scope(), variable.trainable, graph
            )
            vars(variable).update({"_value": None, _SLOT: waiting})
        else:
            at_once(variable, initializer)

    def draw(variable: Any) -> None:
        state = vars(variable)
        with lock:
            waiting: _Waiting | None = state[_SLOT]
            if waiting is None:  # another thread was first
                return
            now, state["_trainable"] = state["_trainable"], waiting.trainable
            try:
                # Out of functions, and of a graph that is open by now: it was made outside of it.
                with (
                    tf.init_scope(),
                    waiting.graph.as_default()
                    if waiting.graph
                    else tf.__internal__.eager_context.eager_mode(),
                    tf.name_scope(f"{waiting.scope}/" if waiting.scope else ""),
                ):
                    at_once(variable, waiting.initializer)
            finally:
                state["_trainable"] = now
            state[_SLOT] = None  # behind the value: other threads do not wait for the lock then

    def get(variable: Any) -> Any:
        # Where Keras only infers shapes, it knows variables without a value.
        if getattr(variable, _SLOT) is not None and not in_symbolic_scope():
            draw(variable)
        try:
            return vars(variable)["_value"]
        except KeyError:
            raise AttributeError("_value") from None

    def put(variable: Any, value: Any) -> None:
        vars(variable)["_value"] = value

    def get_initializer(variable: Any) -> Any:
        # Keras forgets it once a variable made within `call` is initialized, but asks it for a
        # placeholder where it only infers shapes.
        waiting: _Waiting | None = getattr(variable, _SLOT)
        return vars(variable).get("_initializer") if waiting is None else waiting.initializer

    def put_initializer(variable: Any, initializer: Any) -> None:
        vars(variable)["_initializer"] = initializer

    for name, value in {
        _SLOT: None,
        "_initialize_with_initializer": initialize,
        "_value": property(get, put),
        "_initializer": property(get_initializer, put_initializer),
    }.items():
        setattr(Variable, name, value)


def _is_fixed(initializer: object) -> bool:
    """Whether it draws the same whenever it is asked."""
    attributes = vars(initializer)
    return isinstance(attributes.get("seed", 0), int) and all(
        isinstance(attributes.get(name, 0), int | float) for name in _MOMENTS
    )
