"""Repetitions drawn once: `× 12`."""

from collections.abc import Sequence

from msgspec import Struct

from rechenprobe.show.architecture.steps import Graph, Step
from rechenprobe.show.architecture.structure import (
    Element,
    Fold,
    Leaf,
    Net,
    Parallel,
    Series,
    Tree,
    Wire,
    steps_of,
)

_LONGEST = 12
"""Parts of the longest sequence that is looked for."""


class Folded(Struct, frozen=True):
    """A tree without its repetitions, and what its steps stand for."""

    tree: Tree
    stands: tuple[tuple[int, ...], ...]
    """Per step all steps that its box stands for, itself first; empty if another's does."""
    wires: tuple[Wire, ...]
    """Between the steps that are drawn."""
    drawn: tuple[int, ...]
    """Per step the one whose box stands for it."""

    def wire(self, wire: Wire) -> Wire:
        """The wire that is drawn for one of the graph's."""
        return self.drawn[wire[0]], self.drawn[wire[1]]


def unfolded(graph: Graph, tree: Tree) -> Folded:
    """Everything drawn as it is."""
    steps = range(len(graph.steps))
    return Folded(tree, tuple((step,) for step in steps), graph.wires, tuple(steps))


def fold(graph: Graph, tree: Tree, *, alike: bool = False) -> Folded:
    """Equal sequences of parts become one.

    Parts are equal if they read the same and have the same height and width;
    the number of channels may grow from one to the next, as it does where
    every block appends its own (DenseNet). If `alike` is enough, they may have
    different numbers of filters, too (the modules of GoogLeNet).
    """
    elements: list[Element] = []
    places: list[int] = []  # old element → new one
    marks: list[int] = []  # new element → number of its looks
    looks: dict[object, int] = {}
    stands = [[step] for step in range(len(graph.steps))]
    drawn = list(range(len(graph.steps)))

    def add(element: Element, look: object) -> int:
        elements.append(element)
        marks.append(looks.setdefault(look, len(looks)))
        return len(elements) - 1

    for index, element in enumerate(tree.elements):
        least = 1 if index == tree.root else 2  # within a branch a frame costs more than a box
        match element:
            case Leaf(step):
                places.append(add(element, _look(graph.steps[step], alike=alike)))
            case Parallel(branches, skips):
                new = tuple(places[branch] for branch in branches)
                look = ("parallel", bool(skips), *(marks[branch] for branch in new))
                places.append(add(Parallel(new, skips), look))
            case Net(items, links):
                places.append(add(Net(tuple(places[item] for item in items), links), object()))
            case Series(items):
                series: list[int] = []
                for start, length, count in _runs(
                    [places[item] for item in items], elements, marks, least
                ):
                    run = [places[item] for item in items[start : start + length * count]]
                    if count == 1:
                        series += run
                        continue
                    body = run[:length]
                    look = ("series", *(marks[item] for item in body))
                    whole = body[0] if length == 1 else add(Series(tuple(body)), look)
                    first = [step for item in body for step in steps_of(elements, item)]
                    for copy in range(1, count):
                        again = run[copy * length : (copy + 1) * length]
                        hidden = [step for item in again for step in steps_of(elements, item)]
                        for shown, other in zip(first, hidden, strict=True):
                            stands[shown] += stands[other]
                            stands[other] = []
                            drawn[other] = shown
                    series.append(add(Fold(whole, count), ("fold", count, marks[whole])))
                look = ("series", *(marks[item] for item in series))
                places.append(series[0] if len(series) == 1 else add(Series(tuple(series)), look))
            case Fold():
                raise TypeError("a tree is folded once")
    root = places[tree.root]
    if root != len(elements) - 1:
        add(Series((root,)), object())
    wires = {(_drawn(drawn, source), _drawn(drawn, target)) for source, target in graph.wires}
    return Folded(
        Tree(tuple(elements)),
        tuple(map(tuple, stands)),
        tuple(sorted(wire for wire in wires if wire[0] < wire[1])),
        tuple(_drawn(drawn, step) for step in drawn),
    )


def _look(step: Step, *, alike: bool) -> object:
    """What has to agree for two steps to be drawn as one."""
    space = step.shape[:-1]
    after = tuple(word.split()[0] for word in step.after)  # Dropout's rate may grow
    return (step.family, step.words, step.before, after, step.symbol, alike or step.width, space)


def _drawn(drawn: Sequence[int], step: int) -> int:
    while drawn[step] != step:
        step = drawn[step]
    return step


def _runs(
    items: Sequence[int], elements: Sequence[Element], marks: Sequence[int], least: int
) -> list[tuple[int, int, int]]:
    """Start, length and count of each repeated sequence; what is not repeated counts 1.

    Branches and the step that joins them stay together. A repetition has to save
    at least `least` parts.
    """
    units: list[tuple[int, int]] = []  # start, length
    at = 0
    while at < len(items):
        joined = isinstance(elements[items[at]], Parallel) and at + 1 < len(items)
        units.append((at, 2 if joined else 1))
        at += units[-1][1]
    looks = [tuple(marks[item] for item in items[at : at + size]) for at, size in units]
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(units):
        size, count = _best(looks, at, least)
        span = sum(length for _, length in units[at : at + size])
        found.append((units[at][0], span, count))
        at += size * count
    return found


def _best(looks: Sequence[object], at: int, least: int) -> tuple[int, int]:
    """Length and count of the repetition at `at` that covers most; 1, 1 for none."""
    best = (1, 1)
    for size in range(1, min(_LONGEST, (len(looks) - at) // 2) + 1):
        end = at + size
        while end < len(looks) and looks[end] == looks[end - size]:
            end += 1
        count = (end - at) // size
        if size * (count - 1) >= least and size * count > best[0] * best[1]:
            best = (size, count)
    return best
