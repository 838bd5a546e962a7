"""Shapes of Keras' tensors as facts know them: batch axis left out, masks left out."""

from collections.abc import Iterable, Mapping
from typing import Any

import keras

from rechenprobe.facts import Shape


def shapes(tensors: Iterable[Any]) -> tuple[Shape, ...]:
    """Shapes of all tensors among the values given; what is no tensor is left out."""
    return tuple(
        tuple(None if axis is None else int(axis) for axis in tuple(tensor.shape)[1:])
        for tensor in tensors
        if hasattr(tensor, "shape") and hasattr(tensor, "dtype")
    )


def named_shapes(arguments: Mapping[str, Any]) -> dict[str, tuple[Shape, ...]]:
    """Shapes of the tensors among a call's arguments, by the arguments' names."""
    return {
        name: found
        for name, value in arguments.items()
        if not name.endswith("mask") and (found := shapes(keras.tree.flatten(value)))
    }
