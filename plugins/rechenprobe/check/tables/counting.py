"""What a head, or the first cell of a row, says that numbers of models or parts of them count.

| Modell | Parameter | MACs (in Mio.) | Gewichte in kB |
"""

from fractions import Fraction
from re import IGNORECASE

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.numbers.footprint import width_said
from rechenprobe.check.numbers.rounding import tolerance
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.words.families import bare
from rechenprobe.check.words.kinds import mentions
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.vocabulary import Attribute, attribute
from rechenprobe.claims import Item, Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late
from rechenprobe.notation import Grouping

COUNTS: tuple[Attribute, ...] = ("params", "trainable", "frozen", "macs", "flops")
_SCALES = (
    (10**3, late(r"\b(?:tsd|tausend|thousands?|k)\b")),
    (10**6, late(r"\b(?:mio|million\w*|mega\w+)\b")),
    (10**9, late(r"\b(?:mrd|milliard\w*|billions?|giga\w+)\b")),
)
_WORD = late(r"[^\W\d_]+")
_DETAIL = late(r"\s*[(\[].*|\s+in\s+\S+\s*$|,.*")
_ALTOGETHER = late(
    r"(?:insgesamt|gesamt\w*|alle|total|all)(?:\s+parameter\w*)?|größe|umfang|size", IGNORECASE
)
_OF_WEIGHTS = late(
    r"gewicht|parameter|speicher|modell|datei|größe|platte|weights|memory|size|model|file"
)
_PART = late(
    r"(?P<about>[\w-]+)?\s*(?:(?P<without>ohne|without)\s+|(?=(?:der|des|aller|im|in|of)\s))"
    r"(?P<part>.+)",
    IGNORECASE,
)
_BITS = (32, 16, 8, 64)


class Counting(Struct, frozen=True, gc=False):
    """What numbers of a row or column count, in which unit."""

    about: Attribute
    """One of `COUNTS`, or `memory`."""
    scale: Fraction
    """What 1 is worth."""
    bits: tuple[int, ...] = ()
    """Of a weight, as wide as it may be; empty if it is no memory."""
    part: str = ""
    """The words that say of which layers: „der ersten Faltung“; empty if of the whole model."""
    without: bool = False
    """Whether these layers are left out."""

    @property
    def is_exact(self) -> bool:
        """Whether each one counts."""
        return self.scale == 1 and not self.bits


class Holding(Struct, frozen=True, gc=False):
    """What a cell should be."""

    fact: str
    true: Fraction
    """In the cell's unit."""
    explanation: str
    holds: bool


def counting(label: str, unit: str = "") -> Counting | None:
    """Of numbers that this stands above or before; `unit` stands behind them."""
    lower = small(label)
    words = (unit, *_WORD.findall(label))
    units = [one for one in map(unit_of, words) if one and one.dimension == "bit"]
    if units and units[0].factors[0] >= 8:
        said = width_said(lower)
        bits = (said,) if said else _BITS
        return Counting("memory", units[0].factors[0], bits) if _OF_WEIGHTS.search(lower) else None
    plain = _DETAIL.sub("", label).strip()
    about = attribute(plain) or attribute(plain.partition(" pro ")[0].partition(" je ")[0])
    about = "params" if about == "weights" or _ALTOGETHER.fullmatch(plain) else about
    scale = next((by for by, pattern in _SCALES if pattern.search(lower)), 1)
    return Counting(about, Fraction(scale)) if about in COUNTS else None


def counting_part(label: str) -> Counting | None:
    """Of layers that a head names: „Parameter der ersten Faltung“, „ohne Embedding“."""
    found = _PART.fullmatch(_DETAIL.sub("", label).strip())
    about = attribute(found["about"]) if found and found["about"] else "params"
    if found is None or about not in COUNTS:
        return None
    return Counting(about, Fraction(1), part=found["part"], without=bool(found["without"]))


class Had(Struct, frozen=True, gc=False):
    """How many a layer, a part of a model or the model as one has."""

    count: Fraction
    fact: str
    explanation: str


def had(layer: Layer, kind: Counting, grouping: Grouping) -> Had | None:
    """Of a layer, or of a model as one."""
    expected = expectation(layer, "params" if kind.bits else kind.about)
    if expected is None:
        return None
    count = Fraction(expected.forms[0][0])
    fact = f"{layer.name}.memory" if kind.bits else expected.fact
    return Had(count, fact, expected.explain(grouping))


def had_by_part(model: Model, kind: Counting, grouping: Grouping) -> Had | None:
    """Of the layers that the head names, if the model has them; or of all others."""
    named = [one.layers for one in mentions(kind.part, model)]
    named = named or [layers for _, _, layers in bare(small(kind.part), model)]
    if len(named) != 1 or not named[0]:
        return None
    counts = [expectation(layer, kind.about) for layer in named[0]]
    whole = {"params": model.params, "macs": model.macs}.get(kind.about)
    count = Fraction(sum(one.forms[0][0] for one in counts if one))
    names = " + ".join(layer.name for layer in named[0])
    fact = f"{model.name}.{kind.about}.part"
    if not kind.without:
        return Had(count, fact, names) if any(counts) else None
    if whole is None:
        return None
    return Had(whole - count, fact, f"{notation.number(whole, grouping)} ohne {names}")


def held(
    ledger: Ledger, one: Statement, reading_of: Grid, kind: Counting, what: Had
) -> Holding | None:
    """Whether a cell's number is so many; None if it is none."""
    found = reading_of.result(one)
    reading = None if found is None else ledger.lecture.numbers[found.number].german
    if reading is None or one.relations:
        return None
    count, why = what.count, what.explanation
    rounded = one.approximate or not kind.is_exact
    off = tolerance(reading, approximate=rounded, zeros=one.approximate)
    true = count / kind.scale
    for bits in kind.bits:
        true = count * bits / kind.scale
        why = f"{notation.number(int(count), ledger.grouping)} Parameter zu {bits} Bit"
        if abs(true - reading.value) <= off:
            return Holding(what.fact, true, why, holds=True)
    if kind.bits:
        true = count * kind.bits[0] / kind.scale
        return Holding(what.fact, true, why, holds=False)
    return Holding(what.fact, true, why, holds=abs(true - reading.value) <= off)


def alone(ledger: Ledger, item: Item | None) -> Statement | None:
    """The only statement of a cell, if it is complete and one number."""
    if item is None or len(item.statements) != 1:
        return None
    one = ledger.lecture.statements[item.statements[0]]
    return one if len(one.sides) == 1 and one.sides[0].complete and not one.shape else None
