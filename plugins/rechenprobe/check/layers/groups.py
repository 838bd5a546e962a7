"""Parts of a net and layers of a kind within them, as a sentence names them near its numbers.

Which layers are meant is mostly open: each group has all that it may be.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from rechenprobe.check.layers.parts import Layers, Part, Parts
from rechenprobe.check.words.families import bare
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.check.words.recounting import counted_together
from rechenprobe.facts import Model
from rechenprobe.late import late

_MANY = late(
    r"\b(zwei|beiden?|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|\d{1,2})\s+(?:\w+e[nrs]?\s+)?$"
)
_WITHIN = late(
    r"\s+(?:(?:de[rsmn]|[ia]m|in (?:de[rm]|jedem)|von|of the|in the)\s+)?"
    r"(?:(?:ganzen|gesamten|jeweiligen)\s+)?$"
)
_WITH = late(
    r"\s+(?:\w+\s+){0,2}(?:mit|samt|einschließlich|inklusive|und|plus|with)(?:\s+(?:den|seinen|der|die))?\s+"
)
_ADJECTIVE = late(
    r"\bdie\s+(?:(?:zwei|drei|vier|fünf|sechs|acht|beiden)\s+)?"
    r"(transponierten|separierbaren|tiefenweisen|punktweisen)(?!\s+\w*(?:faltung|conv))\b"
)
"""„…, die drei transponierten 96.936“: the noun stood before."""


class Group(Struct, frozen=True, gc=False):
    """Layers that a number may be about; offsets are the sentence's."""

    start: int
    end: int
    possible: tuple[Layers, ...]
    sure: bool = False


def groups_named(
    text: str, model: Model, parts: Parts, kinds: Sequence[tuple[int, int, Layers]]
) -> list[Group]:
    """The parts that a sentence names, and the layers of a kind within them, in order.

    `kinds` are the `bare` ones that it names.
    """
    found = _groups(text, model, parts, kinds)
    return sorted(found, key=lambda one: (one.end, -one.start))


def _groups(
    text: str, model: Model, parts: Parts, kinds: Sequence[tuple[int, int, Layers]]
) -> Iterator[Group]:
    named = parts.named(text)
    for one, other in pairwise(named):  # „die zweite Stufe des Encoders“
        if _WITHIN.fullmatch(text[one.end : other.start].lower()):
            yield Group(one.start, other.end, tuple(_both(one, other)))
    for part in named:
        for start, end, family in kinds:
            if end < part.start and _WITHIN.fullmatch(text[end : part.start].lower()):
                own = tuple(_of_kind(family, part, text[:start], model))
                yield Group(start, part.end, own)
            if part.end < start and _WITH.fullmatch(text[part.end : start].lower()):
                wider = tuple((*some, *family) for some in part.possible)
                yield Group(part.start, end, tuple(map(_once, wider)))
        yield Group(part.start, part.end, part.possible, part.sure)
    for match in _ADJECTIVE.finditer(text.lower()):
        for *_, family in bare(f"{match[1]} faltungen", model):
            yield Group(match.start(), match.end(), (family,))
    for start, end, family in kinds:
        if len(family) > 1 and text[:end].lower().endswith(("en", "ngs", "layers")):
            yield Group(start, end, (family,))


def _of_kind(family: Layers, part: Part, before: str, model: Model) -> Iterator[Layers]:
    many = _MANY.search(before.lower())
    wanted = 0 if many is None else int(COUNTS.get(many[1], 0) or many[1])
    names = {one.name for one in family}
    wider = [one for one in counted_together(model) if one and family[0] in one]
    for layers in part.possible:
        for kinds in (names, *({one.name for one in some} for some in wider)):
            found = tuple(one for one in layers if one.name in kinds)
            if found and (not wanted or len(found) == wanted):
                yield found


def _both(one: Part, other: Part) -> Iterator[Layers]:
    for some in one.possible:
        for whole in other.possible:
            names = {layer.name for layer in whole}
            if found := tuple(layer for layer in some if layer.name in names):
                yield found


def _once(layers: Layers) -> Layers:
    return tuple({layer.name: layer for layer in layers}.values())
