"""What feeds many places at once is named instead of wired: `Ausgabe A` here, `mit A` there.

The output of an encoder goes into every layer of the decoder. Drawn as wires that
hides that these layers are all alike; as a name it stands in each of them, and
they fold. Only what is neither chain nor branches is taken apart like this.
"""

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from rechenprobe.show.architecture.steps import Graph
from rechenprobe.show.architecture.structure import Net, Tree, Wire

MARKS = "ABCDEFGH"
NAMED = "Ausgabe "
"""Before the mark of a hub."""
_MANY = 4
"""Wires that a step has to send out to be named."""


def named(graph: Graph, tree: Tree) -> Graph:
    """The same graph, hubs' wires but for the first replaced by a mark; unchanged without hubs."""
    wires = sorted(_unparted(tree))
    sent = Counter(source for source, _ in wires)
    hubs = [step for step, count in sorted(sent.items()) if count >= _MANY][: len(MARKS)]
    marks = dict(zip(hubs, MARKS, strict=False))
    cut: set[Wire] = set()
    steps = list(graph.steps)
    for hub, mark in marks.items():
        steps[hub] = replace(steps[hub], after=(*steps[hub].after, NAMED + mark))
        _, *others = [target for source, target in wires if source == hub]
        for target in others:
            cut.add((hub, target))
            steps[target] = replace(steps[target], after=(*steps[target].after, f"mit {mark}"))
    return Graph(tuple(steps), tuple(wire for wire in graph.wires if wire not in cut))


def _unparted(tree: Tree) -> Iterator[Wire]:
    """The wires between parts that are neither chain nor branches."""
    for element in tree.elements:
        if isinstance(element, Net):
            for _, _, wires in element.links:
                yield from wires
