"""Memory in worked examples: which amount a result can be, and what the givens are in it."""

from collections.abc import Collection, Iterable
from fractions import Fraction
from math import ceil, floor, prod

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.facts import Layer
from rechenprobe.notation import Grouping

_HALF_BYTE = 4
WIDTHS = {bits: frozenset((Fraction(bits), Fraction(bits, 8))) for bits in (8, 16, 32, 64)} | {
    _HALF_BYTE: frozenset((Fraction(1, 2),))
}
"""Bits of a number, each with what a calculation has for it: they themselves, or bytes. A 4 alone
is one of bytes: in so few bits only a page that says so stores its weights."""


class MemoryFact(Struct, frozen=True):
    """An amount of memory that a layer's example can be about."""

    fact: str
    bits: int
    """Per element."""
    batch: int | None
    """None for weights: their memory does not depend on the batch."""
    total: int
    """In bits."""

    def explain(self, layer: Layer, grouping: Grouping) -> str:
        """German, for messages and hover."""
        if self.batch is None:
            params = notation.number(layer.params, grouping)
            return f"Gewichte von {layer.name}: {params} · {self.bits} Bit"
        shown = notation.shape(layer.output_shape, grouping)
        return f"Ausgabe von {layer.name}: {self.batch} · {shown} · {self.bits} Bit"


def memory_facts(
    layer: Layer, batches: Iterable[int], widths: Collection[int] = tuple(WIDTHS)
) -> list[MemoryFact]:
    """Weights and outputs of a layer in each precision, outputs for each batch size given."""
    weights, output = f"{layer.name}.memory.weights", f"{layer.name}.memory.output"
    found = [MemoryFact(weights, bits, None, layer.params * bits) for bits in widths]
    elements = prod(axis or 0 for axis in layer.output_shape)  # nothing where an axis is open
    for batch in dict.fromkeys((*batches, 1)):
        found += [MemoryFact(output, bits, batch, batch * elements * bits) for bits in widths]
    return [fact for fact in found if fact.total]


def fitting(
    facts: Iterable[MemoryFact], value: Fraction, unit: str, tolerance: Fraction
) -> list[MemoryFact]:
    """Those that the written amount may be; without a unit it may be bits or bytes."""
    ranges = [
        (ceil(factor * (value - tolerance)), floor(factor * (value + tolerance)))
        for factor in _factors(unit)
    ]
    return [fact for fact in facts if any(low <= fact.total <= high for low, high in ranges)]


def likeliest(
    facts: Collection[MemoryFact], value: Fraction, unit: str, leaves: frozenset[Fraction]
) -> MemoryFact | None:
    """The one whose precision and batch size are in the calculation (`leaves`), or the nearest."""
    if not facts:
        return None
    factors = _factors(unit)

    def used(fact: MemoryFact) -> tuple[bool, bool, Fraction]:
        precision = Fraction(fact.bits) in leaves or Fraction(fact.bits, 8) in leaves
        distance = min(abs(fact.total - factor * value) for factor in factors)
        return precision, fact.batch is None or Fraction(fact.batch) in leaves, -distance

    return max(facts, key=used)


def _factors(unit: str) -> tuple[Fraction, ...]:
    """Bits of the unit, in each of its usages; none if it measures something else."""
    known = unit_of(unit)
    if known is None:
        return Fraction(1), Fraction(8)
    return known.factors if known.dimension == "bit" else ()
