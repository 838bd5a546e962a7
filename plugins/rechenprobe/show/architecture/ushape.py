"""Skips within skips as a U: down on the left, up on the right, what is kept goes straight across.

So the U-Net got its name, and so every textbook draws an encoder whose stages
the decoder takes up again. It needs a chain around a chain around a chain, each
with one way past it, on which at most a crop or the like stands.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from rechenprobe.show.architecture.folding import Folded
from rechenprobe.show.architecture.geometry import Point, Size
from rechenprobe.show.architecture.layout import AROUND, GAP, Box, Layout, Route, bounded
from rechenprobe.show.architecture.structure import Leaf, Parallel, Series, Tree

_LEVELS = 3
"""Fewer are read as well one after another."""
_ACROSS = 34.0
"""Between the columns and what stands between them."""


class Level(Struct, frozen=True):
    """One stage: steps on the way down, across, and on the way up."""

    down: tuple[int, ...]
    across: tuple[int, ...]
    up: tuple[int, ...]


class Shape(Struct, frozen=True):
    """The stages from above, and the chain at the bottom."""

    levels: tuple[Level, ...]
    bottom: tuple[int, ...]

    @property
    def down(self) -> tuple[int, ...]:
        """The chain at the bottom but for its last step, which already leads up."""
        return self.bottom[:-1] or self.bottom

    @property
    def up(self) -> tuple[int, ...]:
        """That last step; none if there is only one."""
        return self.bottom[len(self.down) :]


def u_shape(tree: Tree) -> Shape | None:
    """The stages of a tree; None if it is anything but skips within skips."""
    levels: list[Level] = []
    chain: Sequence[int] = _chain(tree, tree.root)
    while True:
        inner = [at for at, item in enumerate(chain) if isinstance(tree.elements[item], Parallel)]
        if not inner:
            bottom = _steps(tree, chain)
            fits = bottom and len(levels) >= _LEVELS
            return Shape(tuple(levels), bottom) if fits and bottom else None
        at = inner[0]
        part = tree.elements[chain[at]]
        down, up = _steps(tree, chain[:at]), _steps(tree, chain[at + 1 :])
        ways = _ways(tree, part) if isinstance(part, Parallel) else None
        if len(inner) > 1 or not down or not up or ways is None:
            return None
        chain, across = ways
        levels.append(Level(down, across, up))


def _chain(tree: Tree, index: int) -> Sequence[int]:
    element = tree.elements[index]
    return element.items if isinstance(element, Series) else (index,)


def _steps(tree: Tree, items: Sequence[int]) -> tuple[int, ...] | None:
    """The steps of a chain that has nothing but steps; None otherwise."""
    found = [tree.elements[item] for item in items]
    steps = tuple(element.step for element in found if isinstance(element, Leaf))
    return steps if len(steps) == len(found) else None


def _ways(tree: Tree, part: Parallel) -> tuple[Sequence[int], tuple[int, ...]] | None:
    """The chain further down, and the steps on the way past it."""
    chains = sorted((_chain(tree, branch) for branch in part.branches), key=len, reverse=True)
    if len(chains) + bool(part.skips) != 2:
        return None
    across = _steps(tree, chains[1]) if len(chains) > 1 else ()
    return None if across is None or len(across) > 1 else (chains[0], across)


def lay_out_u(
    folded: Folded, shape: Shape, sizes: Sequence[Size], ports: Sequence[tuple[float, float]]
) -> Layout:
    """Places for the steps of a U; `sizes` and `ports` as `lay_out` takes them."""
    places = _places(shape, sizes)
    rising = {*shape.up, *(step for level in shape.levels for step in level.up)}
    lowest = max(box.u + box.size.length for box in places.values()) + AROUND

    def end(step: int, *, leaving: bool) -> Point:
        box = places[step]
        return box.u + ports[step][leaving != (step in rising)], box.v

    def way(source: int, target: int) -> tuple[Point, ...]:
        one, other = places[source], places[target]
        if one.v == other.v:
            return end(source, leaving=True), end(target, leaving=False)
        if source == shape.down[-1]:
            start, stop = end(source, leaving=True), end(target, leaving=False)
            return start, (lowest, start[1]), (lowest, stop[1]), stop
        middle = one.u + one.size.length / 2
        return (middle, one.v + one.size.right + 1), (middle, other.v - other.size.left - 1)

    routes = tuple(Route(wire, way(*wire)) for wire in folded.wires)
    return bounded(tuple(places.values()), (), routes)


def _places(shape: Shape, sizes: Sequence[Size]) -> Mapping[int, Box]:
    """Stages below one another; what goes across leaves and arrives at the same height."""
    falling = [*shape.down, *(step for level in shape.levels for step in level.down)]
    rising = [*shape.up, *(step for level in shape.levels for step in level.up)]
    between = [step for level in shape.levels for step in level.across]
    left = max(sizes[step].right for step in falling)
    aside = max((sizes[step].left + sizes[step].right for step in between), default=0.0)
    middle = left + _ACROSS + max((sizes[step].left for step in between), default=0.0)
    right = left + aside + 2 * _ACROSS + max(sizes[step].left for step in rising)
    boxes: dict[int, Box] = {}

    def put(step: int, u: float, v: float) -> float:
        boxes[step] = Box(step, u, v, sizes[step])
        return u

    top = 0.0
    for level in shape.levels:
        turn = level.down[-1], *level.across, level.up[0]
        row = max(sizes[step].length for step in turn)
        above = (level.down[:-1], level.up[1:])
        centre = top + max(_length(steps, sizes) for steps in above) + row / 2
        for step, v in zip(turn, (0.0, *[middle] * len(level.across), right), strict=True):
            put(step, centre - sizes[step].length / 2, v)
        for steps, v in ((reversed(above[0]), 0.0), (above[1], right)):
            u = centre - row / 2
            for step in steps:
                u = put(step, u - GAP - sizes[step].length, v)
        top = centre + row / 2 + GAP
    for steps, v in ((shape.down, 0.0), (shape.up, right)):
        u = top
        for step in steps:
            u = put(step, u, v) + sizes[step].length + GAP
    return boxes


def _length(steps: Sequence[int], sizes: Sequence[Size]) -> float:
    return sum(sizes[step].length + GAP for step in steps)
