"""What the head of a column says of each stage: layers of a kind, how far the last one sees."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from rechenprobe.check.layers.fields import receptive_fields
from rechenprobe.check.layers.parts import Layers, Parts
from rechenprobe.check.words.families import bare
from rechenprobe.claims import Number, Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_FIELD = late(r"(?:rezeptives|receptive|effective receptive)\s+(?:feld|field)|sicht(?:feld|weite)")
_BEHIND = late(
    r"\s+(?:(?:direkt\s+)?(?:nach|hinter|after|behind)|am ende|zum schluss|des blocks?|der stufe"
    r"|of the (?:block|stage)|at the end)(?!\w).*$"
)
"""„Ausgabe nach dem Pooling“: what the stage gives."""
_PLURALS = ("en", "ngs", "layers", "s")
_LAYERS = late(r"(?:schichten|layers)(?:\s+mit\s+gewichten)?")

Rows = Mapping[int, Layers]
"""The layers that each row is about."""


class Told(Struct, frozen=True):
    """What a cell should say, as one way to understand its column has it."""

    fact: str
    true: str
    explanation: str
    values: tuple[int, ...]
    holds: bool = False


Way = Callable[[Statement, Layers], Told | None]


def without_place(head: str) -> str:
    """The head without the words that say where in the stage."""
    return _BEHIND.sub("", head.lower())


def stretched(layers: Layers, model: Model) -> Layers:
    """With the layers without weights behind them."""
    places = {id(one): place for place, one in enumerate(model.layers)}
    start = end = places[id(layers[-1])] + 1
    for one in model.layers[start:]:
        if one.params or one.kind == "Flatten":
            break
        end += 1
    return (*layers, *model.layers[start:end])


def part_of(head: str, parts: Parts) -> frozenset[str]:
    """The part of the net that a column is about: „Encoder“ beside „Decoder“."""
    named = parts.named(head)
    whole = named and (named[0].start, named[0].end) == (0, len(head))
    return frozenset(one.name for one in named[0].possible[0]) if whole else frozenset()


def ways_of(head: str, model: Model, numbers: Sequence[Number]) -> Iterator[Way]:
    """The ways to understand a column of receptive fields, or of how many layers a stage has."""
    for known in _fields(head, model):

        def field(one: Statement, layers: Layers, known: Mapping[str, int] = known) -> Told | None:
            some = [it for it in stretched(layers, model) if it.name in known]
            if not some:
                return None
            name = some[-1].name
            return _told(one, known[name], f"{name}.field", f"rezeptives Feld von {name}", numbers)

        yield field
    for family in _families(head, model):

        def count(one: Statement, layers: Layers, names: frozenset[str] = family) -> Told | None:
            many = sum(layer.name in names for layer in layers)
            return _told(one, many, f"{model.name}.layers", "so viele sind es", numbers)

        yield count


def _fields(head: str, model: Model) -> Iterator[Mapping[str, int]]:
    """Sides of receptive fields by layer: of all that have one, and of those with weights."""
    if _FIELD.match(head.lower()):
        fields = receptive_fields(model).items()
        square = {name: some[0] for name, some in fields if len({*some}) == 1}
        weighted = {one.name for one in model.layers if one.params}
        yield square
        yield {name: side for name, side in square.items() if name in weighted}


def _families(head: str, model: Model) -> Iterator[frozenset[str]]:
    """The layers that a column counts: „Faltungen“, „Schichten mit Gewichten“.

    Without those that only adapt the channels of a shortcut, and without normalizations, too.
    """
    lower = head.lower()
    if _LAYERS.fullmatch(lower):
        some = tuple(one for one in model.layers if one.params)
    else:
        size = (0, len(lower))
        named = [it for start, end, it in bare(lower, model) if (start, end) == size]
        some = named[0] if named and lower.endswith(_PLURALS) else ()
    narrow = (one for one in some if not one.kind.endswith("Normalization"))
    names = frozenset(one.name for one in some)
    wide = frozenset(one.name for one in narrow if set(_sides(one)) != {1})
    yield from filter(None, dict.fromkeys((names, wide)))


def _sides(layer: Layer) -> tuple[object, ...]:
    size = layer.attributes.get("kernel_size")
    return size if isinstance(size, tuple) else (size,)


def _told(one: Statement, value: int, fact: str, why: str, numbers: Sequence[Number]) -> Told:
    """A count, or a square with such sides."""
    readings = [numbers[index].german for index in one.numbers]
    holds = all(it is not None and it.value == value for it in readings)
    shown = " × ".join([str(value)] * len(readings))
    return Told(fact, shown, why, (value,) * len(readings), holds)
