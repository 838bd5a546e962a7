"""Where everything stands. `u` runs along the flow, `v` across it; the axis of a part is its v."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from rechenprobe.show.architecture.folding import Folded
from rechenprobe.show.architecture.geometry import Point, Size, straightened
from rechenprobe.show.architecture.net import NetPlan, plan_net
from rechenprobe.show.architecture.structure import (
    Fold,
    Leaf,
    Net,
    Parallel,
    Series,
    Tree,
    Wire,
    parts,
)

GAP = 24.0
"""Between two parts of a chain: room for an arrow."""
FORK = 14.0
"""From the start of branches to the first of them: room to part."""
LANE = 14.0
"""From a branch to the wire that bypasses it."""
BESIDE = 18.0
"""Between branches."""
PAD = 12.0
"""Between a repeated part and its frame."""
TAG = 22.0
"""Room for the frame's `×3`, between its edge and the part."""
BETWEEN_LINES = 44.0
AROUND = 14.0
"""How far a wire runs past the end of a line before it turns."""


class Box(Struct, frozen=True):
    """The room of one step."""

    step: int
    u: float
    v: float
    size: Size


class Frame(Struct, frozen=True):
    """A repeated part."""

    start: Point
    end: Point
    count: int


class Route(Struct, frozen=True):
    """A wire's way."""

    wire: Wire
    points: tuple[Point, ...]


class Layout(Struct, frozen=True):
    """A drawing's places. Everything lies between `low` and `high`."""

    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    routes: tuple[Route, ...]
    low: Point
    high: Point


def flow_length(tree: Tree, sizes: Sequence[Size]) -> float:
    """How long the drawing is in one line."""
    return _measure(tree, sizes).sizes[tree.root].length


def lay_out(
    folded: Folded,
    sizes: Sequence[Size],
    line: float,
    ports: Sequence[tuple[float, float]] | None = None,
) -> Layout:
    """Places for the steps of a tree, broken into lines of about the length `line`.

    `sizes` per step; `ports` per step where wires end and start, measured from
    the start of its box (its whole length, if not given).
    """
    measured = _measure(folded.tree, sizes)
    placing = _Placing(folded, measured, line)
    placing.run()
    entries = ports or [(0.0, size.length) for size in sizes]
    boxes = {box.step: box for box in placing.boxes}
    routes = []
    for source, target in folded.wires:
        start, end = boxes[source], boxes[target]
        points = (
            (start.u + entries[source][1], start.v),
            *placing.trails.get(source, ()),
            *placing.via.get((source, target), ()),
            *placing.leads.get(target, ()),
            (end.u + entries[target][0], end.v),
        )
        routes.append(Route((source, target), straightened(points)))
    return bounded(tuple(placing.boxes), tuple(placing.frames), tuple(routes))


class _Measured(Struct, frozen=True):
    """Sizes per element; for branches their axes and the lane; the plan of a net."""

    sizes: tuple[Size, ...]
    axes: Mapping[int, tuple[float, ...]]
    lanes: Mapping[int, float]
    nets: Mapping[int, NetPlan]


def _measure(tree: Tree, leaves: Sequence[Size]) -> _Measured:
    sizes: list[Size] = []
    axes: dict[int, tuple[float, ...]] = {}
    lanes: dict[int, float] = {}
    nets: dict[int, NetPlan] = {}
    counts: list[int] = []  # steps of each element
    for index, element in enumerate(tree.elements):
        counts.append(sum(counts[part] for part in parts(element)) or 1)
        match element:
            case Leaf(step):
                sizes.append(leaves[step])
            case Series(items):
                inner = [sizes[item] for item in items]
                length = sum(size.length for size in inner) + GAP * (len(inner) - 1)
                left = max(size.left for size in inner)
                sizes.append(Size(length, left, max(size.right for size in inner)))
            case Parallel(branches, skips):
                inner = [sizes[branch] for branch in branches]
                axes[index] = _axes(inner, [counts[branch] for branch in branches])
                pairs = list(zip(inner, axes[index], strict=True))
                left = max(size.left - axis for size, axis in pairs)
                right = max(size.right + axis for size, axis in pairs)
                if skips:
                    right += LANE
                    lanes[index] = right
                length = max(size.length for size in inner) + 2 * FORK
                sizes.append(Size(length, max(left, 0), max(right, 0)))
            case Fold(body):
                size = sizes[body]
                sizes.append(Size(size.length + 2 * PAD, size.left + PAD + TAG, size.right + PAD))
            case Net():
                nets[index] = plan_net(element, [sizes[item] for item in element.items])
                sizes.append(nets[index].size)
    return _Measured(tuple(sizes), axes, lanes, nets)


def _axes(branches: Sequence[Size], counts: Sequence[int]) -> tuple[float, ...]:
    """Where branches stand: a longer main branch goes straight on, equal ones lie even."""
    if len(branches) == 1:
        return (0.0,)
    if len(branches) == 2 and counts[0] != counts[1]:
        main = 0 if counts[0] > counts[1] else 1
        aside = branches[main].right + BESIDE + branches[1 - main].left
        return (0.0, aside) if main == 0 else (aside, 0.0)
    span = sum(size.left + size.right for size in branches) + BESIDE * (len(branches) - 1)
    at = -span / 2
    found = []
    for size in branches:
        found.append(at + size.left)
        at += size.left + size.right + BESIDE
    return tuple(found)


@dataclass(slots=True)
class _Placing:
    """Wholes first, then their parts."""

    folded: Folded
    measured: _Measured
    line: float
    boxes: list[Box] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    leads: dict[int, tuple[Point, ...]] = field(default_factory=dict)
    """Per step the turns of every wire that comes to it."""
    trails: dict[int, tuple[Point, ...]] = field(default_factory=dict)
    via: dict[Wire, tuple[Point, ...]] = field(default_factory=dict)
    todo: list[tuple[int, Point, tuple[Point, ...], tuple[Point, ...]]] = field(
        default_factory=list
    )
    """Element, place of its start on its axis, lead, trail."""

    def run(self) -> None:
        """Place everything, beginning with the whole."""
        tree = self.folded.tree
        root = tree.elements[tree.root]
        if isinstance(root, Series):
            self._lines(root)
        else:
            self.todo.append((tree.root, (0, 0), (), ()))
        while self.todo:
            index, place, lead, trail = self.todo.pop()
            self._place(index, place, lead, trail)

    def _lines(self, series: Series) -> None:
        """The whole chain, broken like a text."""
        lines = broken([self.measured.sizes[item].length for item in series.items], self.line)
        at = 0.0
        gap = 0.0
        turn: tuple[Point, ...] = ()
        for start, end in lines:
            items = series.items[start:end]
            sizes = [self.measured.sizes[item] for item in items]
            axis = at + max(size.left for size in sizes)
            lead = (*turn, (-AROUND, gap), (-AROUND, axis)) if turn else ()
            u = 0.0
            for item, size in zip(items, sizes, strict=True):
                self.todo.append((item, (u, axis), lead, ()))
                lead = ()
                u += size.length + GAP
            bottom = axis + max(size.right for size in sizes)
            gap = bottom + BETWEEN_LINES / 2
            past = u - GAP + AROUND
            turn = ((past, axis), (past, gap))
            at = bottom + BETWEEN_LINES

    def _place(
        self, index: int, place: Point, lead: tuple[Point, ...], trail: tuple[Point, ...]
    ) -> None:
        u, v = place
        size = self.measured.sizes[index]
        match self.folded.tree.elements[index]:
            case Leaf(step):
                self.boxes.append(Box(step, u, v, size))
                self.leads[step] = lead
                self.trails[step] = trail
            case Series(items):
                for position, item in enumerate(items):
                    is_last = position == len(items) - 1
                    into = () if position else lead
                    self.todo.append((item, (u, v), into, trail if is_last else ()))
                    u += self.measured.sizes[item].length + GAP
            case Fold(body, count):
                end = u + size.length, v + size.right
                self.frames.append(Frame((u, v - size.left), end, count))
                self.todo.append((body, (u + PAD, v), lead, trail))
            case Parallel(branches, skips):
                first, last = u + FORK / 2, u + size.length - FORK / 2
                for branch, axis in zip(branches, self.measured.axes[index], strict=True):
                    length = self.measured.sizes[branch].length
                    start = u + (size.length - length) / 2
                    fork = (*lead, (first, v), (first, v + axis))
                    out = ((last, v + axis), (last, v), *trail)
                    self.todo.append((branch, (start, v + axis), fork, out))
                for wire in skips:
                    lane = v + self.measured.lanes[index]
                    aside = (first, v), (first, lane), (last, lane), (last, v)
                    self.via[self.folded.wire(wire)] = (*lead, *aside, *trail)
            case Net(items):
                plan = self.measured.nets[index]
                for item, (du, dv) in zip(items, plan.places, strict=True):
                    self.todo.append((item, (u + du, v + dv), (), ()))
                for wire, turns in plan.turns.items():
                    way = tuple((u + du, v + dv) for du, dv in turns)
                    self.via[self.folded.wire(wire)] = way


def broken(lengths: Sequence[float], line: float) -> list[tuple[int, int]]:
    """Start and end of each line: as few as `line` allows, of lengths as even as possible."""
    total = sum(lengths) + GAP * (len(lengths) - 1)
    wanted = max(1, -(-total // line))
    longest = max(lengths)
    low, high = max(longest, total / wanted), max(longest, line, total / wanted + 1)
    best = _filled(lengths, high)
    for _ in range(12):
        middle = (low + high) / 2
        lines = _filled(lengths, middle)
        if len(lines) <= len(best):
            best, high = lines, middle
        else:
            low = middle
    return best


def _filled(lengths: Sequence[float], line: float) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    start, used = 0, 0.0
    for index, length in enumerate(lengths):
        if index > start and used + GAP + length > line:
            lines.append((start, index))
            start, used = index, length
        else:
            used += length + (GAP if index > start else 0)
    return [*lines, (start, len(lengths))]


def bounded(boxes: tuple[Box, ...], frames: tuple[Frame, ...], routes: tuple[Route, ...]) -> Layout:
    """A layout of these, with its extent."""
    points = [
        *((box.u, box.v - box.size.left) for box in boxes),
        *((box.u + box.size.length, box.v + box.size.right) for box in boxes),
        *(frame.start for frame in frames),
        *(frame.end for frame in frames),
        *(point for route in routes for point in route.points),
    ]
    low = min(u for u, _ in points), min(v for _, v in points)
    high = max(u for u, _ in points), max(v for _, v in points)
    return Layout(tuple(sorted(boxes, key=lambda box: box.step)), frames, routes, low, high)
