"""Of which layers a text speaks near a number: as widely as its words may be meant.

Beside what `mentions` finds for sure: kinds without an article („Max-Pooling verkürzt auf …“),
which are the next of that kind behind the layer named before; „die erste“ of those that the
sentence before named; the other models of the page by their names; any so many layers of a kind,
„zwei Faltungsschichten“.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from rechenprobe.check.layers.rivals import by_name
from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.layers.subjects import COORDINATED, names_model
from rechenprobe.check.words.families import Some, bare, somewhere
from rechenprobe.check.words.kinds import Mention
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.layer_words import ORDINALS
from rechenprobe.check.words.own_names import called
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_ELLIPTIC = late(
    rf"\b(?:die|der|das|dem|the)\s+({'|'.join(ORDINALS)})"
    r"(?:\s+(?=[a-zäöü])|(?<!n)\s+(?=[\d$])|\s+(?=\$?\d+ ?(?:[×x]|\\times))|[.,;:]|$)"
)
_LAYERS = late(r"\b(?:schichten|layers)\b")


class Spoken(Struct, frozen=True, gc=False):
    """Layers that numbers behind them (or right before them) may be about."""

    start: int
    end: int
    layers: tuple[Layer, ...]
    some: Some | None = None
    """„zwei Faltungsschichten“: any so many of a kind."""
    vague: bool = False
    """The one named before may be meant as well."""


def spoken(
    text: str,
    mentions: Sequence[Mention],
    model: Model,
    before: tuple[Layer, ...],
    models: Sequence[Model],
) -> list[Spoken]:
    """All of a sentence, in order; `before` is what the one before was about.

    `mentions` are where it names layers.
    """
    found = [Spoken(one.start, one.end, one.layers) for one in mentions if one.layers]
    lower = small(text)

    def add(more: Iterator[Spoken]) -> None:
        known = list(found)
        found.extend(
            one
            for one in more
            if not any(one.start < other.end and other.start < one.end for other in known)
        )

    add(Spoken(start, end, (layer,), vague=True) for start, end, layer in called(text, model))
    add(Spoken(one.start, one.end, (), one) for one in somewhere(text, model))
    add(Spoken(start, end, (whole(model),)) for start, end in names_model(text))
    add(Spoken(*match.span(), (whole(one),)) for match, one in by_name(lower, models))
    found.sort(key=lambda one: one.start)
    add(_elliptic(lower, model, before, found))
    found.sort(key=lambda one: one.start)
    add(_bare(lower, model, before, found))
    found.sort(key=lambda one: one.start)
    return found


def together(before: Sequence[Spoken], text: str) -> tuple[Layer, ...]:
    """The layers of the last one named, and of those that it is coordinated with."""
    last = [before[-1]]
    for one in reversed(before[:-1]):
        if COORDINATED.fullmatch(text[one.end : last[0].start]) is None:
            break
        last.insert(0, one)
    return tuple(layer for one in last for layer in one.layers)


def _elliptic(
    lower: str, model: Model, before: tuple[Layer, ...], found: Sequence[Spoken]
) -> Iterator[Spoken]:
    """„Die drei Faltungen brauchen … Die erste verursacht …“."""
    for match in _ELLIPTIC.finditer(lower):
        family = before
        named = [one.layers for one in found if one.end <= match.start() and one.layers]
        family = named[-1] if named else before
        if not family and _LAYERS.search(lower):
            family = tuple(one for one in model.layers if one.params)
        if len(family) == 1:
            family = tuple(one for one in model.layers if one.kind == family[0].kind)
        ordinal = ORDINALS[match[1]]
        index = ordinal - 1 if ordinal > 0 else ordinal
        if len(family) > 1 and -len(family) <= index < len(family):
            yield Spoken(match.start(), match.end(1), (family[index],))


def _bare(
    lower: str, model: Model, before: tuple[Layer, ...], found: Sequence[Spoken]
) -> Iterator[Spoken]:
    """Kinds without a word that says which: the next one, or all of them."""
    places = {layer.name: place for place, layer in enumerate(model.layers)}
    for start, end, family in bare(lower, model):
        named = [one.layers for one in found if one.end <= start and one.layers]
        last = (named[-1] if named else before)[-1:]
        at = places.get(last[0].name) if last else None
        layers = family
        if len(family) > 1 and at is not None:
            behind = [one for one in family if places[one.name] > at]
            layers = tuple(behind[:1]) or family
        yield Spoken(start, end, layers, vague=True)
