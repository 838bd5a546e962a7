"""Layers that are called by a word of the language: „Der Stamm hat 24 Filter“ means `stamm`."""

import re
from collections.abc import Iterator

from rechenprobe.check.words.kinds import is_kind
from rechenprobe.check.words.layer_patterns import QUALIFIED, small
from rechenprobe.check.words.layer_words import OUTPUT
from rechenprobe.check.words.vocabulary import attribute
from rechenprobe.facts import Layer, Model

_SHORTEST = 4
_ARTICLE = (
    r"(?:de[rsmn]|die|das|[iab]m|vo[mn]|zu[mr]|beim|unser[emnrs]?|unsere[mnrs]?|sein[em]?|the|our)"
)


def called(text: str, model: Model) -> Iterator[tuple[int, int, Layer]]:
    """Where a text speaks of layers so: both ends, and the layer. The word is a noun there."""
    lower = small(text)
    said = {layer.name: layer for layer in model.layers if layer.name in lower}
    for name, layer in said.items():
        if not _is_word(name, model):
            continue
        for match in re.finditer(rf"\b{_ARTICLE}\s+({name})(?:e?s)?(?![\w-])", lower):
            noun = text[match.start(1) : match.start(1) + 1].isupper()
            if noun and QUALIFIED.match(lower, match.end()) is None:
                yield match.start(), match.end(), layer


def _is_word(name: str, model: Model) -> bool:
    """Whether it is an author's own word, and no other layer's name begins with it."""
    if len(name) < _SHORTEST or not name.isalpha() or not name.islower():
        return False
    if is_kind(name) or attribute(name) or re.fullmatch(OUTPUT.stem, name):
        return False
    return sum(one.name.startswith(name) for one in model.layers) == 1
