"""Places and sizes, and how large a text or a volume is on the page. Lengths in CSS pixels."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

from msgspec import Struct

from rechenprobe.facts import Shape

Point: TypeAlias = tuple[float, float]
"""Along the flow, across it."""

SLANT = 0.35
"""Length of an edge that runs into the page, against one that lies in it."""

_WIDTHS = (
    (frozenset("ijl.,:;'|! ·\u202f"), 0.33),
    (frozenset("()[]tfrI-"), 0.42),
    (frozenset("mwMWGOQ×−+=@%"), 0.9),
)
"""Characters that are not as wide as most, in em."""
_OPEN = 8.0
"""Length that stands for an axis whose size the model leaves open, per unit of a small volume."""


class Size(Struct, frozen=True):
    """How much room something takes: along the flow, and to both sides of its axis."""

    length: float
    left: float
    right: float


class Solid(Struct, frozen=True):
    """A tensor as a body: channels along the page, height upright, width into the page."""

    depth: float
    height: float
    width: float = 0.0
    """0 for what is flat: sequences and vectors."""
    open: bool = False
    """Whether an axis has no size, so that the drawing has no scale there."""

    @property
    def breadth(self) -> float:
        """Extent from left to right."""
        return self.depth + self.width * SLANT

    @property
    def rise(self) -> float:
        """How far the top face stands above the front."""
        return self.width * SLANT


class Scale(Struct, frozen=True):
    """Pixels per element, for each kind of axis one scale for all volumes of a drawing."""

    space: float
    """Height and width."""
    channels: float
    units: float
    """Vectors."""
    steps: float
    """Length of sequences."""
    features: float
    """Features of sequences."""

    def solid(self, shape: Shape) -> Solid:
        """The body of a tensor; of more than three axes the last three, of none a dot."""
        is_open = None in shape
        match shape:
            case ():
                return Solid(8, 4)
            case (units,):
                return Solid(8, max(4, (units or _OPEN) * self.units), open=is_open)
            case (steps, features):
                height = 60 if steps is None else max(3, steps * self.steps)
                return Solid(max(3, (features or 1) * self.features), height, open=is_open)
            case (*_, height, width, channels):
                unknown = 40 / self.space
                return Solid(
                    max(1.5, (channels or 1) * self.channels),
                    max(2.5, (height or unknown) * self.space),
                    max(2.5, (width or unknown) * self.space),
                    open=is_open,
                )
        raise TypeError(shape)


def scale(shapes: Sequence[Shape], height: float, depth: float) -> Scale:
    """The scale in which the largest tensor of each kind is `height` high or `depth` deep."""
    volumes = [shape for shape in shapes if len(shape) > 2]
    sequences = [shape for shape in shapes if len(shape) == 2]
    vectors = [shape for shape in shapes if len(shape) == 1]

    def per(size: float, *axes: int | None) -> float:
        return size / max((axis for axis in axes if axis), default=1)

    return Scale(
        space=per(height, *(axis for shape in volumes for axis in shape[-3:-1])),
        channels=per(depth, *(shape[-1] for shape in volumes)),
        units=per(height, *(shape[0] for shape in vectors)),
        steps=per(height * 0.8, *(shape[0] for shape in sequences)),
        features=per(depth, *(shape[1] for shape in sequences)),
    )


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """An upper estimate of a text's width in a sans-serif type (DejaVu Sans, a wide one)."""
    return size * (1.1 if bold else 1) * sum(map(_character, text))


@cache
def _character(char: str) -> float:
    """Width in em."""
    known = next((width for chars, width in _WIDTHS if char in chars), None)
    return known or (0.7 if char.isupper() else 0.63)


def straightened(points: Iterable[Point]) -> tuple[Point, ...]:
    """Without points that repeat or lie on a straight line between their neighbours."""
    found: list[Point] = []
    for point in points:
        if found and point == found[-1]:
            continue
        if len(found) > 1 and _straight(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return tuple(found)


def _straight(first: Point, middle: Point, last: Point) -> bool:
    return any(first[axis] == middle[axis] == last[axis] for axis in (0, 1))
