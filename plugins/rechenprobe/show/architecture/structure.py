"""A graph taken apart into what stands one after another and what stands side by side.

Networks are nearly always built of chains, branches and skips. Two rules find
them: a step with one successor which has one predecessor makes a chain with it;
chains between the same two ends are branches, a wire between these ends a skip.
What neither rule takes apart stays a net. Everything is a flat list in which
parts precede the whole, so that no depth of nesting needs recursion.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec import Struct

from rechenprobe.show.architecture.steps import Graph

Wire: TypeAlias = tuple[int, int]
"""From step, to step."""


class Leaf(Struct, frozen=True):
    """One step."""

    step: int


class Series(Struct, frozen=True):
    """Parts one after another."""

    items: tuple[int, ...]


class Parallel(Struct, frozen=True):
    """Branches between the same two ends, and wires that bypass them all."""

    branches: tuple[int, ...]
    skips: tuple[Wire, ...] = ()


class Net(Struct, frozen=True):
    """Parts in an order in which wires lead forward, and no rule to part them."""

    items: tuple[int, ...]
    links: tuple[tuple[int, int, tuple[Wire, ...]], ...]
    """From and to, places in `items`, and the wires that run there."""


class Fold(Struct, frozen=True):
    """A part drawn once that occurs several times in a row."""

    body: int
    count: int


Element: TypeAlias = Leaf | Series | Parallel | Net | Fold


class Tree(Struct, frozen=True):
    """Parts before their wholes; the last element is the whole."""

    elements: tuple[Element, ...]

    @property
    def root(self) -> int:
        """The whole."""
        return len(self.elements) - 1


def parts(element: Element) -> tuple[int, ...]:
    """What an element consists of."""
    match element:
        case Leaf():
            return ()
        case Series(items) | Net(items):
            return items
        case Parallel(branches):
            return branches
        case Fold(body):
            return (body,)


def structure(graph: Graph) -> Tree:
    """The tree of a graph, deterministic; branches stand in the order of their first step."""
    if not graph.wires and len(graph.steps) > 1:  # connections unknown: in the model's order
        leaves = tuple(Leaf(step) for step in range(len(graph.steps)))
        return Tree((*leaves, Series(tuple(range(len(leaves))))))
    return _Reduction(graph).run()


@dataclass(slots=True)
class _Reduction:
    """The graph while it shrinks: chains by the index of the step that they start with."""

    graph: Graph
    elements: list[Element] = field(default_factory=list)
    chains: dict[int, list[int]] = field(default_factory=dict)
    after: dict[int, dict[int, tuple[Wire, ...]]] = field(default_factory=dict)
    before: dict[int, dict[int, None]] = field(default_factory=dict)
    todo: deque[int] = field(default_factory=deque)

    def run(self) -> Tree:
        """Apply the rules as long as one fits."""
        for step in range(len(self.graph.steps)):
            self.elements.append(Leaf(step))
            self.chains[step] = [step]
            self.after[step] = {}
            self.before[step] = {}
        for source, target in self.graph.wires:
            self.after[source][target] = ((source, target),)
            self.before[target][source] = None
        self.todo.extend(self.chains)
        while self.todo:
            node = self.todo.popleft()
            if node in self.chains and not self._chain(node):
                self._branch(node)
        self._whole()
        return Tree(tuple(self.elements))

    def _chain(self, node: int) -> bool:
        """Append the only successor, if the node is its only predecessor."""
        if len(self.after[node]) != 1:
            return False
        (follower,) = self.after[node]
        if len(self.before[follower]) != 1:
            return False
        self.chains[node] += self.chains.pop(follower)
        self.after[node] = self.after.pop(follower)
        del self.before[follower]
        for target in self.after[node]:
            del self.before[target][follower]
            self.before[target][node] = None
        self._again(node)
        return True

    def _branch(self, node: int) -> None:
        """Put chains between the same two ends side by side; a wire between the ends is a skip."""
        ends = self._ends(node)
        if ends is None:
            return
        source, target = ends
        around = self.after[source] if source is not None else self.before[target or 0]
        twins = sorted(twin for twin in around if self._ends(twin) == ends)
        skips: tuple[Wire, ...] = ()
        if source is not None and target is not None:
            skips = self.after[source].get(target, ())
        if len(twins) < 2 and not skips:
            return
        if skips:
            del self.after[source or 0][target or 0]
            del self.before[target or 0][source or 0]
        branches: list[int] = []
        for twin in twins:
            chain = self.chains[twin]
            only = self.elements[chain[0]]
            if len(chain) == 1 and isinstance(only, Parallel):
                branches += only.branches
                skips += only.skips
            else:
                branches.append(self._finished(chain))
        kept, *gone = twins
        wires = tuple(w for twin in twins for found in self.after[twin].values() for w in found)
        self.chains[kept] = [self._add(Parallel(tuple(branches), skips))]
        for twin in gone:
            del self.chains[twin], self.after[twin], self.before[twin]
            if source is not None:
                self.after[source][kept] += self.after[source].pop(twin)
            if target is not None:
                del self.before[target][twin]
        if target is not None:
            self.after[kept] = {target: wires}
        self._again(kept)

    def _ends(self, node: int) -> tuple[int | None, int | None] | None:
        """The node's only predecessor and successor; None if it has several, or neither."""
        if len(self.before[node]) > 1 or len(self.after[node]) > 1:
            return None
        ends = next(iter(self.before[node]), None), next(iter(self.after[node]), None)
        return None if ends == (None, None) else ends

    def _again(self, node: int) -> None:
        self.todo.extend((node, *self.before[node], *self.after[node]))

    def _whole(self) -> None:
        """What is left: one chain, or a net of chains."""
        left = sorted(self.chains)
        if len(left) == 1:
            self._finished(self.chains[left[0]], last=True)
            return
        order = _sorted(left, self.after)
        items = tuple(self._finished(self.chains[node]) for node in order)
        place = {node: index for index, node in enumerate(order)}
        links = sorted(
            (place[source], place[target], wires)
            for source in order
            for target, wires in self.after[source].items()
        )
        self._add(Net(items, tuple(links)))

    def _finished(self, chain: list[int], *, last: bool = False) -> int:
        """The element for a chain; as the last one it has to stand at the end of the list."""
        if len(chain) == 1 and (not last or chain[0] == len(self.elements) - 1):
            return chain[0]
        return self._add(Series(tuple(chain)))

    def _add(self, element: Element) -> int:
        self.elements.append(element)
        return len(self.elements) - 1


def _sorted(nodes: Iterable[int], after: dict[int, dict[int, tuple[Wire, ...]]]) -> list[int]:
    """Topological order; a chain comes as late as its first step stands in the model."""
    found: list[int] = []
    seen: set[int] = set()
    for start in nodes:
        stack = [(start, False)]
        while stack:
            node, done = stack.pop()
            if done:
                found.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((target, False) for target in after[node])
    return found[::-1]


def steps_of(elements: Sequence[Element], index: int) -> list[int]:
    """All steps of an element, in the order in which they are drawn."""
    found = []
    todo = [index]
    while todo:
        element = elements[todo.pop()]
        if isinstance(element, Leaf):
            found.append(element.step)
        todo += reversed(parts(element))
    return found
