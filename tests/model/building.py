"""From a drawn case to a Keras model."""

from typing import Any

from tests.model.strategies.basics import Case

EXPORTED = {"GroupedQueryAttention": "GroupQueryAttention"}
"""Classes that `keras.layers` exports under another name than their own."""


def build(case: Case) -> Any:
    """A functional model that calls the case's layer once."""
    import keras

    inputs = [keras.Input(shape, dtype=case.dtype) for shape in case.inputs]
    outputs = call(layer_of(case), case, inputs)
    return keras.Model(inputs, outputs)


def layer_of(case: Case) -> Any:
    """The layer alone, not built."""
    import keras

    settings = dict(case.settings)
    if case.kind == "StackedRNNCells":
        return keras.layers.StackedRNNCells(
            [keras.layers.LSTMCell(settings["units"]), keras.layers.GRUCell(settings["units"] + 1)]
        )
    for name in ("layer", "cell"):
        if case.nested and name in settings:
            inner = Case(case.nested, (), settings[name])
            settings[name] = layer_of(inner)
    return getattr(keras.layers, EXPORTED.get(case.kind, case.kind))(**settings)


def call(layer: Any, case: Case, inputs: list[Any]) -> Any:
    """The layer's output, called as its class wants to be called; cells get states of their own."""
    import keras

    if case.kind in ("MultiHeadAttention", "GroupedQueryAttention"):
        return layer(**dict(zip(("query", "value", "key"), inputs, strict=False)))
    if case.kind.endswith("Cell") or case.kind == "StackedRNNCells":
        states = keras.tree.map_structure(lambda size: keras.Input((size,)), layer.state_size)
        inputs.extend(keras.tree.flatten(states))
        states = states if isinstance(states, list | tuple) else [states]
        return keras.tree.flatten(layer(inputs[0], states))[0]
    return layer(inputs[0] if len(inputs) == 1 else inputs)
