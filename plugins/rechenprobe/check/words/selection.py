"""All layers of a kind, in each of its readings."""

import re
from collections.abc import Iterable
from functools import cache

from rechenprobe.check.words.layer_words import HIDDEN, POINTWISE, WEIGHTED, WRAPPED, Kind
from rechenprobe.facts import Layer, Model


def at(index: int, families: Iterable[tuple[Layer, ...]]) -> list[tuple[Layer, tuple[Layer, ...]]]:
    """The layer in that place, and the family, of all that are so long."""
    return [(one[index], one) for one in families if -len(one) <= index < len(one)]


def families_in(kind: Kind, model: Model) -> list[tuple[Layer, ...]]:
    """Those that the model has any of, narrow to wide; a single empty one if it has none."""
    layers = [one for one in model.layers if one.first_use and one.kind != "InputLayer"]
    found = [tuple(_select(reading, layers)) for reading in kind.readings]
    return [family for family in found if family] or [()]


def _select(reading: str, layers: list[Layer]) -> list[Layer]:
    if reading == WEIGHTED:
        return [one for one in layers if one.params]
    if reading == HIDDEN:
        weighted = [one for one in layers if one.params]
        return weighted[:-1] if all(one.kind == "Dense" for one in weighted) else []
    if reading == POINTWISE:
        return [one for one in layers if _is_of(r"^Conv[123]D$", one.kind) and _is_point(one)]
    if reading.startswith(WRAPPED):
        inner = reading.removeprefix(WRAPPED)
        return [
            one for one in layers if _is_of(inner, one.kind) or one.attributes.get("layer") == inner
        ]
    return [one for one in layers if _is_of(reading, one.kind)]


def _is_point(layer: Layer) -> bool:
    size = layer.attributes.get("kernel_size")
    return isinstance(size, tuple) and set(size) == {1}


@cache  # few readings and classes of layers, asked for each row of each table
def _is_of(reading: str, kind: str) -> bool:
    return re.search(reading, kind) is not None


def spellings(name: str) -> tuple[str, ...]:
    """`c5` is also C5 in a text, `conv1` Conv1: with a digit it is no word of the language."""
    if name.isalpha() or not name[-1:].isdecimal():
        return (name,)
    return (name, name.capitalize(), name.upper())
