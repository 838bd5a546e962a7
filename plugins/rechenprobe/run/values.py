"""In the lecture's process: what a value's Python object is to the reader."""

import numbers
from collections.abc import Sequence

from rechenprobe.execution import ValueRun


class NoValue(Exception):
    """The expression gives nothing that could stand in a text. German reason."""


def describe(index: int, value: object) -> ValueRun:
    """Kind and text of a value. Raises `NoValue` for None."""
    if value is None:
        raise NoValue("der Ausdruck ergibt None")
    value = _plain(value)
    if isinstance(value, bool):
        return ValueRun(index, "text", str(value))
    if isinstance(value, int):
        return ValueRun(index, "int", repr(value))
    if isinstance(value, float):
        return ValueRun(index, "float", repr(value))
    shape = _shape(value)
    if shape is not None:
        return ValueRun(index, "shape", repr(shape))
    return ValueRun(index, "text", str(value))


def _plain(value: object) -> object:
    """Python's own number for one of NumPy, Keras or TensorFlow; anything else unchanged."""
    if isinstance(value, (bool, int, float, str)):
        # A subclass such as np.float64 is a float already, but its repr is not one.
        kinds = (bool, int, float)
        return next((kind(value) for kind in kinds if isinstance(value, kind)), value)
    if getattr(value, "shape", None) == () and callable(getattr(value, "numpy", None)):
        value = value.numpy()  # type: ignore[attr-defined]
    if getattr(value, "shape", None) == () and callable(getattr(value, "item", None)):
        item = value.item()  # type: ignore[attr-defined]
        # float32's 0.1 is 0.1 to its author, not 0.10000000149011612.
        return float(str(value)) if isinstance(item, float) else item
    if isinstance(value, numbers.Integral):
        return int(value)
    return value


def _shape(value: object) -> tuple[int, ...] | None:
    as_list = getattr(value, "as_list", None)
    if callable(as_list):  # TensorShape; one of unknown rank raises
        try:
            value = as_list()
        except ValueError:
            return None
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)) or not value:
        return None
    axes = [_plain(axis) for axis in value]
    if axes[0] is None:  # the batch axis, which is left out everywhere
        axes = axes[1:]
    shape = tuple(axis for axis in axes if isinstance(axis, int) and not isinstance(axis, bool))
    return shape if shape and len(shape) == len(axes) else None
