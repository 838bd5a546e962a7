"""What the words at a number say that it measures or counts, as widely as they may be meant."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from math import prod

from msgspec import Struct, structs

from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.words.vocabulary import Attribute, attributes, counted, shared
from rechenprobe.claims import Number, Side, Statement
from rechenprobe.expression import Call
from rechenprobe.facts import Layer
from rechenprobe.late import late

_SIDES: tuple[Attribute, ...] = ("output", "input")
_NOUNS: tuple[tuple[re.Pattern[str], tuple[Attribute, ...], bool], ...] = tuple(
    (late(rf"(?:{words})(?!\w)", re.IGNORECASE), names, of_model)
    for words, names, of_model in (
        (r"aktivierungen|activations", ("output", "activations", "input"), False),
        (r"zeilen?|rows", ("input_dim",), False),
        (r"spalten?|columns", ("output_dim",), False),
        (
            r"klassen?|kategorien|ausgab(?:en|ewerten?)|ausgängen?|classes|outputs",
            ("output",),
            True,
        ),
        (
            r"eingab(?:en|ewerten?)|eingängen?|angaben|\w+zahlen|\w+werten?|farbkanälen?|inputs",
            ("input", "input_channels"),
            True,
        ),
        (r"pixeln?|bildpunkten?|pixels|abtastwerten?|samples", _SIDES[::-1], True),
        (r"wörtern?|words|tokens?", ("input_dim", "input", "output"), True),
        (r"(?:zeit)?schritten?|positionen|indizes|steps|positions|indices", _SIDES[::-1], True),
        (
            (
                r"werten?|einträgen?|elementen?|zahlen|merkmalen?|komponenten|dimensionen"
                r"|values|entries|elements|features|components|dimensions"
            ),
            ("output", "input", "output_dim", "key_dim"),
            False,
        ),
        (r"vektoren|vectors", ("output", "input", "input_dim"), False),
    )
)
"""Of some only a model's own input and output may be meant if no layer is named."""
_WINDOW = late(
    r"filtern?s?|filters|kernels?|faltungs?\w*|fenstern?s?|windows?|convolutions?", re.IGNORECASE
)
_POOLS = late(
    r"-?(?:max-?|average-?|avg-?|mean-?)?pooling(?:s|-?schicht(?:en)?|-?layers?)?", re.IGNORECASE
)
"""„2×2-Pooling“."""
_ENDINGS = late(
    r"(?:\s(?:hat|haben|mit|von|auf|der|die|das|dem|den|des|ist|sind|wird|werden|bleibt|bleiben|noch|nur|also|dann"
    r"|ein(?:e[nmrs]?)?|je|jeweils|es|bis|zu|aus|umfasst|beträgt|with|of|to|has|have|is|are))+$",
    re.IGNORECASE,
)
_SIZE = late(
    r"\b(?:länge|breite|höhe|auflösung|form|größe|tensor|matrix|vektor\w*|merkmalskarten?|bild(?:er)?"
    r"|kanten\w*|dimension|length|width|height|resolution|shape|size|vector)$",
    re.IGNORECASE,
)
_WIDE = late(
    r"\b(?:filtern?s?|kernels?|fenstern?s?|faltungskerne?n?s?)\s+(?:der|mit|von)\s+(?:breite|länge)$",
    re.IGNORECASE,
)
_RESIZES = late(
    r"\b(?:sind|bleiben)\s+(?:es\s+)?(?:nur\s+)?noch$|"
    r"\b(?:verkürz\w*|verklein\w*|halbier\w*|reduzier\w*|vergrößer\w*|verdoppel\w*|bilde\w*|verdichte\w*"
    r"|bring\w*|schrumpf\w*|wächst|sinkt|shrinks|reduces|halves|doubles)\b.*\b(?:auf|to)$",
    re.IGNORECASE,
)
_BEHIND = late(
    r"\b(?:nach|hinter|after|behind)\s+(?:de[rmn]|the)\s+[\w-]+\s+[\w-]+$", re.IGNORECASE
)
"""„nach der dritten Faltung: 14 × 14 × 56“ is what it gives, not its window."""
_STEPS = late(r"schritt|step", re.IGNORECASE)
_EPOCHS = late(r"\b(?:epochen?|epochs?)\b", re.IGNORECASE)
_SEQUENCE = 2
"""Axes of a sequence, which may be said to have so many values as it has steps."""
REMAINING = late(r"\b(?:restlich|übrig|verbleibend|verbliebe|remaining)\w*\s+\$?\Z")
"""Before a number that is not all of them."""
_AND = late(r"\s*\$?(?:,|und|and|sowie|bzw\.|,\s+(?:und|and))\s*\$?")
_BATCH = late(r"\b(?:batch(?:[- ]?(?:size|größe))?|stapel(?:größe)?)$", re.IGNORECASE)


class Measure(Struct, frozen=True, gc=False):
    """What a number, or each of several in a row, may be."""

    attributes: tuple[Attribute, ...]
    of_model: bool = False
    """Whether it may be the model's where the text names no layer."""
    sized: bool = False
    """Whether the words before a shape say that it is one of what flows: „ein Tensor der Form“."""
    width: bool = False
    """Whether it may be how long the vectors are that flow through the model."""
    values: bool = False
    """Whether it counts what flows, not the places where it does."""

    def directed(self, *, gives: object, takes: object) -> "Measure":
        """If words say that a layer gives it or takes it: nothing that flows the other way."""
        if bool(gives) == bool(takes):
            return self
        other = ("input", "input_channels") if gives else ("output", "output_channels")
        names = tuple(name for name in self.attributes if name not in other)
        return structs.replace(self, attributes=names) if names else self

    def may_be(self, one: Statement, value: Fraction, layer: Layer, name: Attribute) -> bool:
        """Whether a lone number can be that of the layer: values are no side of a plane."""
        if not self.values or one.shape or name not in _SIDES:
            return True
        shape = layer.output_shape if name == "output" else layer.input_shape
        return len(shape) <= _SEQUENCE or value in (shape[-1], prod(filter(None, shape)))


def measures(run: Sequence[Statement]) -> Measure | None:
    """Of numbers in a row that end with one noun; None if their words leave it open."""
    first, last = run[0], run[-1]
    unit = last.sides[-1].unit
    noun = last.noun
    if shared(noun) or unit not in ("", "MACs", "FLOPs"):
        return None
    label = " " + first.label
    shorter = _ENDINGS.sub("", label)
    if first.shape:
        words = (*noun.split()[:1], *shorter.split()[-1:])
        window = any(_WINDOW.fullmatch(word.strip("-")) for word in words)
        window = window and not shorter.endswith(("karten", "karte"))
        window = window and not (_BEHIND.search(shorter) and not noun)
        window = window or "kernel" in attributes(label)
        window = window or _POOLS.fullmatch(noun.partition(" ")[0]) is not None
        return Measure(
            ("kernel",) if window else _SIDES,
            of_model=True,
            sized=_SIZE.search(shorter) is not None,
        )
    if names := counted(noun) or counted(unit):
        more = next((found for found in map(_of_noun, (noun,)) if found), None)
        others = more.attributes if more else ()
        return Measure((*names, *others), of_model=more is not None and more.of_model)
    if found := _of_noun(noun):
        return found
    if _WIDE.search(label):
        return Measure(("kernel",))
    if names := attributes(label) or attributes(shorter):
        return Measure(names, of_model=names[0] in _SIDES)
    if _SIZE.search(shorter):
        return Measure(_SIDES, width=True)
    return Measure(_SIDES) if _RESIZES.search(label) else None


def counts_training(run: Sequence[Statement], text: str) -> bool:
    """Whether its steps are those of an epoch that the sentence speaks of, none of a sequence."""
    return _STEPS.match(run[-1].noun) is not None and _EPOCHS.search(text) is not None


def counts_else(noun: str) -> bool:
    """Whether the words behind numbers count what is no size: „3 · 40 · 104 Gewichte“."""
    if names := counted(noun):
        return not {"input_channels", "output_channels", "output"}.intersection(names)
    return noun[:1].isupper() and _of_noun(noun) is None


def in_rows(
    statements: Iterable[Statement], between: Callable[[int, int], str]
) -> Iterator[list[Statement]]:
    """Numbers in a row, `896, 9.248 und 18.496 Parameter`; others alone.

    `between` gives the text between two offsets of the source.
    """
    run: list[Statement] = []
    for one in statements:
        plain = not one.relations and len(one.sides) == 1 and one.sides[0].complete
        alike = run and plain and one.shape == run[-1].shape
        alike = alike and not (counted(one.noun) and attributes(run[-1].label))
        if run and not (alike and _AND.fullmatch(between(run[-1].span.end, one.span.start))):
            yield run
            run = []
        if plain:
            run.append(one)
    if run:
        yield run


def _of_noun(noun: str) -> Measure | None:
    for pattern, names, of_model in _NOUNS:
        if pattern.match(noun):
            counts = "output_dim" in names
            return Measure(names, of_model, width=counts, values=counts)
    return None


def batch_of(statements: Sequence[Statement], numbers: Sequence[Number]) -> Statement | None:
    """The statement that says how large a batch is: „Ein Batch von 64 Sätzen“."""
    for one in statements:
        plain = plain_number(one.sides[0].expr) if len(one.sides) == 1 else None
        shorter = _ENDINGS.sub("", " " + one.label)
        if plain is not None and numbers[plain].german and _BATCH.search(shorter):
            return one
    return None


def without_batch(
    shape: Statement, batch: Statement, numbers: Sequence[Number]
) -> Statement | None:
    """`(64, 40, 96)` without the batch size that it begins with; None if it does not."""
    side, size = shape.sides[0], plain_number(batch.sides[0].expr)
    if not isinstance(side.expr, Call) or side.expr.op != "*" or size is None:
        return None
    first, *rest = side.expr.args
    plain = plain_number(first)
    own, said = (numbers[n].german if n is not None else None for n in (plain, size))
    if not rest or own is None or said is None or own.value != said.value:
        return None
    expr = rest[0] if len(rest) == 1 else Call("*", tuple(rest))
    return structs.replace(shape, sides=(Side(side.span, expr),))
