"""What every strategy is made of: a case as plain data, axes, shapes."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

Axis = int | None


class Case(NamedTuple):
    """One layer to build and what to call it on."""

    kind: str
    inputs: tuple[tuple[Axis, ...], ...]
    settings: Mapping[str, Any]
    dtype: str = "float32"
    nested: str = ""
    """Class of the layer that `settings["layer"]` or `settings["cell"]` describes."""


def whole(low: int = 1, high: int = 6) -> st.SearchStrategy[int]:
    return st.integers(low, high)


def axis(low: int = 1, high: int = 9) -> st.SearchStrategy[Axis]:
    """An axis, now and then one that the model leaves open."""
    return st.one_of(whole(low, high), whole(low, high), whole(low, high), st.none())


def feature_map(
    draw: Draw, rank: int, low: int = 1, high: int = 9, *, first: bool, weightless: bool = False
) -> tuple[Axis, ...]:
    """A map whose axes may be open; its channels only where no weights depend on them."""
    spatial = [draw(axis(low, high)) for _ in range(rank)]
    channels = draw(axis(1, 6) if weightless else whole())
    return (channels, *spatial) if first else (*spatial, channels)


def data_format(draw: Draw) -> tuple[bool, dict[str, Any]]:
    first = draw(st.booleans())
    return first, {"data_format": "channels_first" if first else "channels_last"}


def tuples(draw: Draw, rank: int, low: int, high: int) -> Any:
    """One number for all axes or one for each: Keras takes both."""
    if draw(st.booleans()):
        return draw(whole(low, high))
    return tuple(draw(whole(low, high)) for _ in range(rank))


def anything(draw: Draw, low: int = 1, high: int = 4) -> tuple[Axis, ...]:
    return (*(draw(axis()) for _ in range(draw(whole(low, high)) - 1)), draw(whole()))


def plain(**settings: st.SearchStrategy[Any]) -> Callable[[Draw, str], Case]:
    """Layers that take any shape."""

    def make(draw: Draw, kind: str) -> Case:
        chosen = {name: draw(value) for name, value in settings.items()}
        return Case(kind, (anything(draw),), chosen)

    return make


def closed(draw: Draw, low: int = 1, high: int = 3) -> tuple[int, ...]:
    return tuple(draw(whole(1, 6)) for _ in range(draw(whole(low, high))))
