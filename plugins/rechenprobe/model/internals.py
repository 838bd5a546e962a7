"""The parts of Keras that have no public name, all in one place.

Keras 3 records what a model does in `Node`s, but offers no public way to read
them. Each function below touches one private attribute, as of Keras 3.15;
another version that renames one breaks here and nowhere else.
"""
# ruff: noqa: SLF001

from inspect import Signature
from typing import Any, NamedTuple

import keras
from keras.src.backend.common import global_state
from keras.src.utils.tracking import Tracker


class History(NamedTuple):
    """Which call made a symbolic tensor."""

    operation: keras.Operation
    node: int
    """Index among that operation's calls."""
    tensor: int
    """Index among that call's outputs."""


def history(tensor: keras.KerasTensor) -> History:
    """Where a symbolic tensor comes from."""
    return History(*tensor._keras_history)


def graph_of(model: keras.Model) -> Any:
    """The graph of a Sequential or functional model; None if its `call` is the author's own."""
    graph = getattr(model, "_functional", None) or model
    return graph if isinstance(graph, keras.Function) else None


def ordered_nodes(graph: Any) -> list[Any]:
    """A graph's calls as the summary orders layers: by depth, then by creation."""
    order = {id(operation): index for index, operation in enumerate(graph.operations)}
    by_depth = graph._nodes_by_depth
    return [
        node
        for depth in sorted(by_depth, reverse=True)
        for node in sorted(by_depth[depth], key=lambda node: order[id(node.operation)])
    ]


def call_signature(operation: keras.Operation) -> Signature | None:
    """The signature of a layer's `call` as its author wrote it; None for plain operations."""
    signature = getattr(operation, "_call_signature", None)
    return signature if isinstance(signature, Signature) else None


def has_call(layer: keras.Layer) -> bool:
    """Whether its author wrote what it does."""
    return type(layer).call is not keras.Layer.call


def build_shapes(layer: keras.Layer) -> dict[str, Any]:
    """The shapes that a layer was built with, by argument."""
    return dict(layer._build_shapes_dict or {})


def sublayers(layer: keras.Layer) -> list[keras.Layer]:
    """The layers directly below a layer or model, in the order of their creation."""
    return list(layer._flatten_layers(include_self=False, recursive=False))


def every_layer(layer: keras.Layer) -> list[keras.Layer]:
    """All layers below a layer or model, however deep."""
    return list(layer._flatten_layers(include_self=False, recursive=True))


def scratch_graph() -> Any:
    """Where the backend notes what the `call` does that now runs on shapes; None if nowhere."""
    if keras.backend.backend() != "tensorflow":
        return None
    from tensorflow.compat.v1 import get_default_graph  # noqa: PLC0415 - keras chooses its backend

    return get_default_graph()


def function_body(operation: Any) -> Any:
    """The graph of the function that an operation of the backend calls once; None if it is none.

    Keras compiles some convolutions as such, an author any `tf.function`.
    """
    if operation.type not in ("PartitionedCall", "StatefulPartitionedCall"):
        return None
    name = operation.get_attr("f").name
    return getattr(operation.graph._get_function(name), "graph", None)


def learning_rate(optimizer: keras.optimizers.Optimizer) -> object:
    """The learning rate as it was given: a variable or a schedule."""
    return optimizer._learning_rate


def is_adapted(operation: keras.Operation) -> bool:
    """Whether a layer, or one inside it, is quantized or carries a low-rank adaptation."""
    if not isinstance(operation, keras.Layer):
        return False
    if operation.quantization_mode is not None or getattr(operation, "lora_enabled", False):
        return True
    return any(is_adapted(layer) for layer in operation._layers)


def optimizer_for(several: keras.optimizers.Optimizer, variable: Any) -> Any:
    """The optimizer that a `MultiOptimizer` gives a variable to."""
    return several._optimizer_map(variable)


def uses_adamw(muon: keras.optimizers.Optimizer, variable: Any) -> bool:
    """Whether Muon leaves a variable to AdamW, which keeps one number more per weight."""
    return bool(muon._should_use_adamw(variable))


def bookkeeping() -> object:
    """What Keras keeps for the whole thread: names given so far, the generator without a seed."""
    return global_state.GLOBAL_STATE_TRACKER  # another one after `clear_session`


def is_bookkeeping(thing: object) -> bool:
    """Whether it is that, or keeps what has been assigned to a layer."""
    return thing is global_state.GLOBAL_STATE_TRACKER or isinstance(thing, Tracker)
