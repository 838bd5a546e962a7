"""What a subclassed model was called on: Keras remembers the first argument's shape only.

The others follow from the layers: each remembers the shape that it was built
with. Whatever arguments lead every layer to its own shape, and leave none out,
are those of the model.
"""

from collections.abc import Iterator, Mapping
from inspect import Parameter
from itertools import islice, product
from typing import Any, TypeAlias

import keras

from rechenprobe.facts import Shape
from rechenprobe.model.internals import build_shapes, call_signature, sublayers
from rechenprobe.model.shapes import shapes
from rechenprobe.model.tracing import Event, Untraceable, trace

Given: TypeAlias = tuple[tuple[Any, ...], Mapping[str, Any]]
"""Symbolic arguments of `call`, by position and by name."""

ATTEMPTS = 64
"""Combinations of shapes that are tried for the arguments after the first."""

NO_TENSORS = ("training", "mask", "self")


def called_on(model: keras.Model) -> Given | None:
    """Symbolic arguments for a built model's `call`; None if they cannot be found out."""
    first = next(iter(build_shapes(model).values()), None)
    if first is None:
        return None
    possible = None
    for given in islice(_candidates(model, _tensors(first)), ATTEMPTS):
        try:
            events = trace(model, *given).events
        except Untraceable:
            continue
        if _as_built(model, events):
            return given
        possible = possible or given  # a layer may be built and never called
    return possible


def _candidates(model: keras.Model, first: Any) -> Iterator[Given]:
    """The first argument alone, then with shapes of the layers for the others."""
    yield (first,), {}
    signature = call_signature(model)
    first_name, *names = [
        name
        for name, parameter in (signature.parameters.items() if signature else ())
        if name not in NO_TENSORS
        and parameter.kind not in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
    ] or [""]
    seen = [shape for layer in _leaves(model) for shape in build_shapes(layer).values()]
    choices = [shape for number, shape in enumerate(seen) if shape not in seen[:number]]
    for count in range(1, len(names) + 1):
        for chosen in product(choices, repeat=count):
            others = zip(names, map(_tensors, chosen), strict=False)
            yield (), {first_name: first, **dict(others)}


def _tensors(shape: Any) -> Any:
    return keras.tree.map_shape_structure(lambda axes: keras.KerasTensor((None, *axes[1:])), shape)


def _leaves(layer: keras.Layer) -> Iterator[keras.Layer]:
    for below in sublayers(layer):
        if isinstance(below, keras.Model):
            yield from _leaves(below)
        else:
            yield below


def _as_built(model: keras.Model, events: tuple[Event, ...]) -> bool:
    """Whether every built layer was called, the first time with the shape it was built with."""
    first: dict[int, Event] = {}
    for event in events:
        first.setdefault(id(event.layer), event)
    for layer in _leaves(model):
        if id(layer) not in first:
            if layer.weights:
                return False
            continue
        built = next(iter(build_shapes(layer).values()), None)
        seen = tuple(next(iter(first[id(layer)].arguments.values()), ()))
        if built is not None and seen and not _agrees(_flat(built), seen):
            return False
    return True


def _flat(built: Any) -> tuple[Shape, ...]:
    structure = keras.tree.map_shape_structure(keras.KerasTensor, built)
    return shapes(keras.tree.flatten(structure))


def _agrees(built: tuple[Shape, ...], seen: tuple[Shape, ...]) -> bool:
    """Open axes fit anything."""
    return all(
        len(one) == len(other)
        and all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))
        for one, other in zip(built, seen, strict=False)
    )
