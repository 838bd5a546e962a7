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
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.vocabulary import Attribute, attribute
from rechenprobe.claims import Item, Statement
from rechenprobe.facts import Layer
from rechenprobe.late import late

COUNTS: tuple[Attribute, ...] = ("params", "trainable", "frozen", "macs", "flops")
_SCALES = (
    (10**3, late(r"\b(?:tsd|tausend|thousands?|k)\b")),
    (10**6, late(r"\b(?:mio|million\w*|mega\w+)\b|\bM\b")),
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
_SINGLE = 32
_BITS = (32, 16, 8, 64)


class Counting(Struct, frozen=True, gc=False):
    """What numbers of a row or column count, in which unit."""

    about: Attribute
    """One of `COUNTS`, or `memory`."""
    scale: Fraction
    """What 1 is worth."""
    bits: tuple[int, ...] = ()
    """Of a weight, as wide as it may be; empty if it is no memory."""

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
    bare = _DETAIL.sub("", label).strip()
    about = attribute(bare) or attribute(bare.partition(" pro ")[0].partition(" je ")[0])
    about = "params" if about == "weights" or _ALTOGETHER.fullmatch(bare) else about
    scale = next((by for by, pattern in _SCALES if pattern.search(label.lower())), 1)
    return Counting(about, Fraction(scale)) if about in COUNTS else None


def held(
    ledger: Ledger, one: Statement, reading_of: Grid, kind: Counting, layer: Layer
) -> Holding | None:
    """Whether a cell's number is what a layer, or a model as one, has; None if it has no such."""
    found = reading_of.result(one)
    reading = None if found is None else ledger.lecture.numbers[found.number].german
    name: Attribute = "params" if kind.bits else kind.about
    expected = expectation(layer, name)
    if reading is None or expected is None or one.relations:
        return None
    count = Fraction(expected.forms[0][0])
    why = expected.explain(ledger.grouping)
    rounded = one.approximate or not kind.is_exact
    off = tolerance(reading, approximate=rounded, zeros=one.approximate)
    true = count / kind.scale
    for bits in kind.bits:
        true = count * bits / kind.scale
        why = f"{notation.number(int(count), ledger.grouping)} Parameter zu {bits} Bit"
        if abs(true - reading.value) <= off:
            return Holding(f"{layer.name}.memory", true, why, holds=True)
    if kind.bits:
        true = count * kind.bits[0] / kind.scale
        return Holding(f"{layer.name}.memory", true, why, holds=False)
    return Holding(expected.fact, true, why, holds=abs(true - reading.value) <= off)


def alone(ledger: Ledger, item: Item | None) -> Statement | None:
    """The only statement of a cell, if it is complete and one number."""
    if item is None or len(item.statements) != 1:
        return None
    one = ledger.lecture.statements[item.statements[0]]
    return one if len(one.sides) == 1 and one.sides[0].complete and not one.shape else None
