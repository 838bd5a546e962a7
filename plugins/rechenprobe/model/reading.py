"""What the catalogue needs to know of a Keras layer, as plain data."""

from collections.abc import Callable, Mapping
from typing import Any

import keras
from msgspec.structs import replace

from rechenprobe.facts import Attribute, Shape, Weight
from rechenprobe.model.catalogue.operations import PREFIX
from rechenprobe.model.graph import Call, calls, follow
from rechenprobe.model.internals import build_shapes, graph_of
from rechenprobe.model.own import METHOD, own_formulas
from rechenprobe.model.use import Catalogue, Entry, Use, Wrapper
from rechenprobe.model.work import NO_WORK, UNKNOWN, Work, read_work

BEHAVIOUR = ("call", "build", "compute_output_shape")
"""A subclass that overrides one of these is a layer of its own."""


def catalogue_kind(operation: keras.Operation, catalogue: Catalogue) -> str:
    """The entry whose formulas hold for it; empty if it computes in a way of its own."""
    own = type(operation)
    if not isinstance(operation, keras.Layer):
        name = PREFIX + own.__name__
        return name if name in catalogue else ""
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
    """A setting as data: nested tuples flattened, None in them as 0, functions by name."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        flat = [0 if item is None else item for item in keras.tree.flatten(value)]
        return tuple(flat) if all(isinstance(item, int) for item in flat) else None
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) else None


class WeightReader:
    """Reads variables of one model; numbers them, so that shared ones are recognized.

    Whether one is trainable is for the whole model to say: a frozen model does not
    train a layer inside that is not frozen itself.
    """

    def __init__(self, model: keras.Model) -> None:
        self._model = model
        self._identities: dict[int, int] = {}
        self._known: set[int] = set()
        self._trainable: set[int] = set()

    def read(self, operation: keras.Operation) -> tuple[Weight, ...]:
        """A layer's weights, each once; seed generators are not weights."""
        if not isinstance(operation, keras.Layer):
            return ()
        unique = {id(variable): variable for variable in operation.weights}
        if not unique.keys() <= self._known:  # there are more since some layers were followed
            self._known = unique.keys() | set(map(id, self._model.weights))
            self._trainable = {id(variable) for variable in self._model.trainable_weights}
        return tuple(
            Weight(
                name=variable.name,
                shape=tuple(int(axis) for axis in variable.shape),
                dtype=str(variable.dtype),
                trainable=key in self._trainable,
                identity=self._identities.setdefault(key, len(self._identities)),
            )
            for key, variable in unique.items()
        )


class UseReader:
    """Reads calls of one model as the catalogue sees them."""

    def __init__(self, catalogue: Catalogue, model: keras.Model) -> None:
        self._catalogue = catalogue
        self._weights = WeightReader(model)

    def weights(self, operation: keras.Operation) -> tuple[Weight, ...]:
        """As `WeightReader.read`."""
        return self._weights.read(operation)

    def read(self, call: Call) -> Use:
        """One call; `kind` is empty for a layer without an entry."""
        operation = call.operation
        kind = catalogue_kind(operation, self._catalogue) if call.known else ""
        stated = call.known and getattr(operation, METHOD, None) is not None
        inner, work = ((), NO_WORK) if stated else self._inside(call, kind)
        use = Use(
            kind,
            self._attributes(operation, kind),
            call.inputs,
            call.outputs,
            call.arguments,
            self.weights(operation),
            inner,
            operation.name,
            work,
            call.times,
        )
        return replace(use, own=own_formulas(operation, use)) if stated else use

    def _attributes(self, operation: keras.Operation, kind: str) -> Mapping[str, Attribute]:
        if not kind:
            return read_config(operation)
        return read_settings(operation, self._catalogue[kind].settings)

    def _inside(self, call: Call, kind: str) -> tuple[tuple[Use, ...], Work]:
        """The layers inside a layer, and what it multiplies itself."""
        operation, entry = call.operation, self._catalogue.get(kind)
        if not call.known:
            return (), UNKNOWN
        if isinstance(operation, keras.Model) and graph_of(operation) is not None:
            return tuple(self.read(inner) for inner in calls(operation).layers), NO_WORK
        if isinstance(entry, Wrapper) and entry.wraps:
            return self._wrapped(operation, entry.wraps), NO_WORK
        if isinstance(entry, Entry) and not entry.followed:
            return (), NO_WORK
        if not kind and not isinstance(operation, keras.Layer):
            return (), NO_WORK  # a function without an entry works element by element
        found, operations = follow(call)
        inner = tuple(self.read(one) for one in found)
        return inner, UNKNOWN if operations is None else read_work(operations)

    def _wrapped(self, operation: keras.Operation, names: tuple[str, ...]) -> tuple[Use, ...]:
        """Layers that an attribute holds: settings and weights, no shapes yet."""
        held = keras.tree.flatten([getattr(operation, name) for name in names])
        return tuple(
            self.read(Call(layer, layer.name, (), _steps(layer), given=_built(layer)))
            for layer in held
        )


def _steps(layer: keras.Layer) -> tuple[Shape, ...]:
    """What a recurrent cell puts out at each step; nothing for other layers."""
    states = state_sizes(layer)
    if not states:
        return ()
    size = getattr(layer, "output_size", None) or states[0]
    return ((size,),) if isinstance(size, int) else ()


def _built(layer: keras.Layer) -> tuple[tuple[Any, ...], Mapping[str, Any]] | None:
    """Symbolic arguments of the shapes that a wrapped layer was built with; None if unknown.

    A recurrent cell gets its states, too.
    """
    shape = next(iter(build_shapes(layer).values()), None)
    if shape is None:
        return None
    inputs = keras.tree.map_shape_structure(keras.KerasTensor, shape)
    cell = not isinstance(layer, keras.layers.RNN)
    states = [keras.KerasTensor((None, size)) for size in state_sizes(layer) if cell]
    return ((inputs, states) if states else (inputs,)), {}


def state_sizes(layer: keras.Layer) -> tuple[int, ...]:
    """The lengths of a recurrent cell's states; empty for a layer that is none."""
    sizes = getattr(layer, "state_size", None)
    return () if sizes is None else tuple(keras.tree.flatten(sizes))


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
