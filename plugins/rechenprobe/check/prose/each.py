"""What one filter or neuron of a layer has: „Jeder ihrer Filter hat 252 Gewichte und einen Bias“.

It is the layer's weights, with or without biases, by the number of its filters. Refuted is what the
sentence says of a layer that it names, or that the one before was about.
"""

from fractions import Fraction

from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.facts import Layer
from rechenprobe.late import late

_HINTS = ("filter", "neuron", "einheit", "kern")
_ONE = late(
    r"\b(?:ein(?:e[mnrs]?)?|jede[rsnm]?(?: einzelnen?)?|jede[rs] einzelne|pro|je|each|every|per)\s+"
    r"(?:(?:ihrer|seiner|dieser|der|of its)\s+(?:\d+\s+)?)?"
    r"(?:filters?|faltungskern|kern|neurons?|einheit)(?:s|n|en)?\b"
)
_EACH = late(
    r"\b(?:die|ihre|seine|its|the)\s+(?:\d+\s+)?(?:filter|neuronen|einheiten|filters|neurons|units)\b.*"
    r"\b(?:je|jeweils|each)[\s*_$]+$"
)
_WEIGHTS = late(r"[\s*_$]*(?:gewichten?|parametern?|weights|parameters)(?!\w)")


def confirm_each(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if not any(map(passage.lower.__contains__, _HINTS)):
            continue
        for saying in passage.sayings:
            for one in saying.figures:
                if one.is_count and saying.is_open(one) and _is_of_one(saying, one):
                    _number(saying, one)


def _is_of_one(saying: Saying, one: Figure) -> bool:
    if not _WEIGHTS.match(saying.lower, one.end):
        return False
    before = saying.lower[: one.start]
    last = max((match.end() for match in _ONE.finditer(before)), default=-1)
    if last >= 0 and not any(
        it.start >= last and it.is_count for it in saying.figures if it.end < one.start
    ):
        return True
    return _EACH.search(before) is not None


def _number(saying: Saying, one: Figure) -> None:
    named = [it for it in saying.spoken if it.layers and it.end <= one.start]
    layers = named[-1].layers if named else saying.earlier.about if saying.earlier else ()
    found = {layer.name: _sizes(layer) for layer in layers}
    sizes = {name: some for name, some in found.items() if some}
    for name, some in sizes.items():
        if one.value in some:
            saying.confirm(one, f"{name}.params", f"so viel hat von {name} jeder Filter")
            return
    for layer in layers:
        if one.value == layer.params:  # „jeder ihrer 24 Filter …, zusammen 624 Parameter“
            saying.confirm(one, f"{layer.name}.params", f"so viel hat {layer.name} im Ganzen")
            return
    sure = len(sizes) == len(layers) == 1 and not (named and named[-1].vague)
    if sure and not saying.supposes:
        ((name, some),) = sizes.items()
        saying.refute(
            one, f"{name}.params", f"so viel hat von {name} jeder Filter", *dict.fromkeys(some)
        )


def _sizes(layer: Layer) -> tuple[Fraction, ...]:
    """The weights of one, and those with its bias."""
    counts = [expectation(layer, name) for name in ("filters", "units")]
    count = next((Fraction(one.form(1)[0]) for one in counts if one is not None), None)
    bare = expectation(layer, "unbiased")
    if not count or bare is None or layer.kind not in _PLAIN:
        return ()
    return (Fraction(bare.form(1)[0]) / count, Fraction(layer.params) / count)


_PLAIN = frozenset({"Conv1D", "Conv2D", "Conv3D", "Dense"})
"""Layers whose filters or neurons have the same weights each."""
