"""What the catalogue needs to know of a Keras layer, as plain data."""

from collections.abc import Callable, Mapping
from typing import Any

import keras

from rechenprobe.facts import Attribute, Weight
from rechenprobe.model.graph import Call
from rechenprobe.model.use import Catalogue, Use

BEHAVIOUR = ("call", "build", "compute_output_shape")
"""A subclass that overrides one of these is a layer of its own."""


def catalogue_kind(operation: keras.Operation, catalogue: Catalogue) -> str:
    """The entry whose formulas hold for it; empty if it computes in a way of its own."""
    own = type(operation)
    for ancestor in own.__mro__:
        if ancestor.__name__ in catalogue and ancestor.__module__.startswith("keras."):
            same = all(
                getattr(own, method, None) is getattr(ancestor, method, None)
                for method in BEHAVIOUR
            )
            return ancestor.__name__ if same else ""
    return ""


def read_settings(operation: keras.Operation, names: tuple[str, ...]) -> dict[str, Attribute]:
    """Attributes of these names; a leading underscore (Keras keeps it private) is dropped."""
    found = {}
    for name in names:
        value = getattr(operation, name, None)
        found[name.lstrip("_")] = plain(value)
    return found


def plain(value: object) -> Attribute:
    """A setting as data: nested tuples flattened, functions by name, the rest None."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        flat = keras.tree.flatten(value)
        return tuple(flat) if all(isinstance(item, int) for item in flat) else None
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) else None


class WeightReader:
    """Reads variables of one model; numbers them, so that shared ones are recognized."""

    def __init__(self) -> None:
        self._identities: dict[int, int] = {}

    def read(self, operation: keras.Operation) -> tuple[Weight, ...]:
        """A layer's weights, each once; seed generators are not weights."""
        if not isinstance(operation, keras.Layer):
            return ()
        unique = {id(variable): variable for variable in operation.weights}
        if not unique:
            return ()
        trainable = {id(variable) for variable in operation.trainable_weights}
        return tuple(
            Weight(
                name=variable.name,
                shape=tuple(int(axis) for axis in variable.shape),
                dtype=str(variable.dtype),
                trainable=key in trainable,
                identity=self._identities.setdefault(key, len(self._identities)),
            )
            for key, variable in unique.items()
        )


def read_use(call: Call, weights: tuple[Weight, ...], catalogue: Catalogue) -> Use:
    """One call as the catalogue sees it; `kind` is empty for a layer without an entry."""
    kind = catalogue_kind(call.operation, catalogue)
    attributes: Mapping[str, Attribute] = (
        read_settings(call.operation, catalogue[kind].settings)
        if kind
        else read_config(call.operation)
    )
    return Use(kind, attributes, call.inputs, call.outputs, call.arguments, weights)


def read_config(operation: keras.Operation) -> dict[str, Attribute]:
    """The settings that an unknown layer states itself; nothing if it states none."""
    get_config: Callable[[], Mapping[str, Any]] | None = getattr(operation, "get_config", None)
    if get_config is None or not isinstance(operation, keras.Layer):
        return {}
    try:
        config = get_config()
    except Exception:  # noqa: BLE001  # the author's code; without settings the rest still holds
        return {}
    known = {name: plain(value) for name, value in config.items()}
    return {
        name: value
        for name, value in known.items()
        if value is not None and name not in ("name", "trainable", "dtype")
    }
