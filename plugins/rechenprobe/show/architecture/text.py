"""The drawing in words, for those who do not see it."""

from collections.abc import Mapping, Sequence

from rechenprobe.facts import Model
from rechenprobe.notation import Grouping, number
from rechenprobe.show.architecture.drawing import Item
from rechenprobe.show.architecture.folding import Folded
from rechenprobe.show.architecture.structure import Fold, Leaf, Net, Parallel, Series


def title(model: Model) -> str:
    """What the drawing shows."""
    return f"Architektur von „{model.name}“"


def description(model: Model, folded: Folded, items: Sequence[Item], grouping: Grouping) -> str:
    """Every box in order; branches in brackets, repetitions by number."""
    layers = len({layer.name for layer in model.layers})
    words = "1 Schicht" if layers == 1 else f"{number(layers, grouping)} Schichten"
    said: list[str] = []
    feeds: dict[int, list[int]] = {}
    for source, target in folded.wires:
        feeds.setdefault(target, []).append(source)
    for element in folded.tree.elements:  # parts before wholes
        match element:
            case Leaf(step):
                said.append(sentence(items[step]))
            case Series(parts):
                said.append("; ".join(said[part] for part in parts))
            case Parallel(branches, skips):
                ways = [said[branch] for branch in branches]
                if skips:
                    ways.append("unverändert daran vorbei")
                said.append(f"[nebeneinander: {' | '.join(ways)}]")
            case Fold(body, count):
                said.append(f"{count}-mal nacheinander ({said[body]})")
            case Net(parts, links):
                said.append(_net([said[part] for part in parts], _places(links)))
    flow = "" if folded.wires or len(items) == 1 else " Die Verbindungen sind nicht bekannt."
    parameters = number(model.params, grouping)
    return f"{words}, {parameters} Parameter.{flow} {said[-1]}."


def sentence(item: Item) -> str:
    """`Conv 11 × 11, s = 4, ReLU: 55 × 55 × 96`."""
    step = item.step
    parts = (*step.before, step.words.operation, *step.words.settings, *step.after)
    return f"{', '.join(parts)}: {item.shape}"


def _places(links: Sequence[tuple[int, int, object]]) -> Mapping[int, list[int]]:
    feeds: dict[int, list[int]] = {}
    for source, target, _ in links:
        feeds.setdefault(target, []).append(source)
    return feeds


def _net(parts: Sequence[str], feeds: Mapping[int, Sequence[int]]) -> str:
    """Numbered parts, each with those that it takes."""
    return " ".join(
        f"({index + 1}) {part}{_taken(feeds.get(index, ()))}" for index, part in enumerate(parts)
    )


def _taken(sources: Sequence[int]) -> str:
    return f" – aus {', '.join(f'({source + 1})' for source in sources)}." if sources else "."
