"""What feeds many places at once is named instead of wired: `Ausgabe A` here, `mit A` there.

The output of an encoder goes into every layer of the decoder. Drawn as wires that
hides that these layers are all alike; as a name it stands in each of them, and
they fold. Only what is neither chain nor branches is taken apart like this.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from rechenprobe.show.architecture.steps import Graph, Step
from rechenprobe.show.architecture.structure import Net, Tree, Wire
from rechenprobe.show.architecture.wording import Words

MARKS = "ABCDEFGH"
NAMED = "Ausgabe "
"""Before the mark of a hub."""
_MANY = 4
"""Wires that a step has to send out to be named."""


def named(graph: Graph, tree: Tree) -> Graph:
    """The same graph, hubs' wires but for the first replaced by a mark; unchanged without hubs.

    Where a hub's wires are all that joins a part with inputs of its own (a decoder) to what
    lies before, the first goes, too: both parts stand side by side, and each folds as a whole.
    """
    wires = sorted(_unparted(tree))
    sent = Counter(source for source, _ in wires)
    hubs = [step for step, count in sorted(sent.items()) if count >= _MANY][: len(MARKS)]
    every = {hub: [target for source, target in wires if source == hub] for hub in hubs}
    apart = set(graph.wires) - {(hub, target) for hub in hubs for target in every[hub]}
    whole = not _own_inputs(graph, apart)
    marks = dict(zip(hubs, MARKS, strict=False))
    cut: set[Wire] = set()
    steps = list(graph.steps)
    for hub, mark in marks.items():
        if whole:
            steps[hub] = replace(steps[hub], after=(*steps[hub].after, NAMED + mark))
        for target in every[hub][1 if whole else 0 :]:
            cut.add((hub, target))
            steps[target] = replace(steps[target], after=(*steps[target].after, f"mit {mark}"))
    left = tuple(wire for wire in graph.wires if wire not in cut)
    found = Graph(tuple(steps), left)
    return found if whole else _ended(found, marks)


def _own_inputs(graph: Graph, wires: set[Wire]) -> bool:
    """Whether without the other wires there are several parts, an input in each."""
    part = list(range(len(graph.steps)))

    def of(step: int) -> int:
        while part[step] != step:
            step = part[step]
        return step

    for source, target in sorted(wires):
        part[of(target)] = of(source)
    fed = {of(step) for step, one in enumerate(graph.steps) if one.family == "input"}
    return len(fed) > 1 and fed == {of(step) for step in part}


def _ended(graph: Graph, marks: Mapping[int, str]) -> Graph:
    """A sign behind each hub: what it gives out leaves its part there."""
    steps: list[Step] = []
    place: list[int] = []
    wires: list[Wire] = []
    for step, one in enumerate(graph.steps):
        place.append(len(steps))
        steps.append(one)
        if step in marks:
            wires.append((len(steps) - 1, len(steps)))
            words = Words(NAMED + marks[step])
            steps.append(Step((), "merge", words, one.shape, symbol=marks[step]))
    wires += [(place[source], place[target]) for source, target in graph.wires]
    return Graph(tuple(steps), tuple(sorted(wires)))


def _unparted(tree: Tree) -> Iterator[Wire]:
    """The wires between parts that are neither chain nor branches."""
    for element in tree.elements:
        if isinstance(element, Net):
            for _, _, wires in element.links:
                yield from wires
