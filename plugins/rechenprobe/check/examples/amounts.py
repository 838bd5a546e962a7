"""Results in bytes: which amount of memory a statement can be about."""

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from msgspec import Struct, structs

from rechenprobe.check.examples.context import Context, calculated_numbers, calculates
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.ledger import Truth
from rechenprobe.check.numbers.footprint import width_said
from rechenprobe.check.numbers.memory import WIDTHS, MemoryFact, fitting, likeliest, memory_facts
from rechenprobe.check.numbers.rounding import plain_number, tolerance
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.claims import Notation, Side, Statement
from rechenprobe.facts import Layer
from rechenprobe.late import late

_NEAR = Fraction(1, 10)
"""Of the true value; the next precision is at half of it or twice."""
_ROUNDED = Fraction(1, 20)
"""Of the value: how far rounding that no word speaks of may reach."""
_UNITS = ("Byte", "Bit", "kB", "MB", "GB", "KiB", "MiB", "GiB")
_EACH = late(
    r"\b(?:jede[rsn]?|je|pro|ein(?:e[nm]?)?|each|every|per)\s+"
    r"(?:parameter|gewicht|wert|zahl|eintrag|weight|value|number)\b[^.;:]*$"
)
_SINGLE = 32
_WORDS = 80
"""Before a number, that may say what it is of."""
_MOST_BATCHES = 24
"""Numbers in a calculation that may be its batch size; one of more would be chance."""


class Amount(Struct, frozen=True):
    """An amount of memory, as a statement has it."""

    fact: MemoryFact
    notation: Notation
    """In which it reads so."""

    def truth(self, layer: Layer, side: Side, context: Context) -> Truth:
        """In the unit of the side that states it."""
        unit = unit_of(side.unit)
        amount = Fraction(self.fact.total) / (unit.factors[0] if unit else 8)
        shown = f"{context.number(amount)} {unit.proper if unit else 'Byte'}"
        return Truth(self.fact.fact, shown, self.fact.explain(layer, context.grouping))


def find_amount(
    statement: Statement,
    layer: Layer,
    context: Context,
    batches: Iterable[Fraction],
    *,
    hows: tuple[Notation, ...] = ("german", "english"),
) -> Amount | None:
    """The amount that the statement's last side is, for a batch size chosen or written in it.

    In single precision, or one that the calculation or the page speaks of.
    """
    said, sizes = context.ledger.page.widths, _batches(statement, context, batches)
    for how in hows:
        values = context.values(statement, how)
        widths = [
            bits for bits, either in WIDTHS.items() if bits in said or not values.isdisjoint(either)
        ]
        found = _match(statement, context, memory_facts(layer, sizes, widths), how)
        if found is not None:
            return Amount(found, how)
    return None


def width_of_each(statement: Statement, context: Context) -> int:
    """„In float32 belegt jeder Parameter 4 Byte“: the bits of one; 0 if it is of all."""
    start = statement.span.start
    words = context.ledger.page.lower[max(0, start - _WORDS) : start]
    return (width_said(words) or _SINGLE) if _EACH.search(words) else 0


def is_so_wide(statement: Statement, bits: int, context: Context) -> bool:
    """Whether it states so many bits, in whatever unit."""
    side = statement.sides[-1]
    plain, unit = plain_number(side.expr), unit_of(side.unit)
    reading = None if plain is None else context.numbers[plain].german
    if reading is None or unit is None:
        return False
    return any(reading.value * factor == bits for factor in unit.factors)


def _is_twice(fact: MemoryFact, written: Counter[Fraction]) -> bool:
    """Whether one number of the calculation would have to be its batch and its precision."""
    batch, bits = fact.batch or 1, fact.bits
    if batch == 1 or batch not in (bits, bits / 8) or written[Fraction(batch)] != 1:
        return False
    widths = (Fraction(bits), Fraction(bits, 8))
    return not any(written[width] for width in widths if width != batch)


def _written(statement: Statement, context: Context, how: Notation) -> Iterator[Fraction]:
    for index in statement.numbers:
        if (reading := context.numbers[index].reading(how)) is not None:
            yield reading.value


def nearly_amount(statement: Statement, layer: Layer, context: Context) -> Amount | None:
    """The memory of the weights that a number in bytes can only be meant to be."""
    side = statement.sides[-1]
    plain, unit = plain_number(side.expr), unit_of(side.unit)
    if any(calculates(one.expr) for one in statement.sides):
        return None  # the calculation tells what it is
    if plain is None or unit is None or unit.dimension != "bit" or statement.bound:
        return None
    weights = [fact for fact in memory_facts(layer, ()) if fact.batch is None]
    bare = expectation(layer, "weights")
    hows: tuple[Notation, ...] = ("german", "english")
    for how in hows:
        reading = context.numbers[plain].reading(how)
        for fact in weights if reading is not None and bare is not None else ():
            assert reading is not None
            assert bare is not None
            true = Fraction(fact.total) / unit.factors[0]
            if abs(reading.value - true) <= tolerance(reading, approximate=True, zeros=False):
                return None  # as it is written, or in another precision
            if abs(reading.value - true) <= true * _NEAR:
                amounts = [Fraction(form[0] * fact.bits) / unit.factors[0] for form in bare.forms]
                return None if reading.value in amounts else Amount(fact, how)
    return None


def report_unit(statement: Statement, layer: Layer, context: Context, how: Notation) -> bool:
    """Whether a calculated number of `Bit` is one of `Byte`, with the precision and batch in it."""
    side = statement.sides[-1]
    own = unit_of(side.unit)
    if own is None or own.dimension != "bit" or statement.bound:
        return False
    values = context.values(statement, how)
    facts = [
        fact
        for fact in memory_facts(layer, _batches(statement, context, ()))
        if not values.isdisjoint(WIDTHS[fact.bits]) and (fact.batch is None or fact.batch in values)
    ]
    for name in _UNITS:
        unit = unit_of(name)
        if unit is None or unit.factors[0] in own.factors:
            continue
        fact = _match(statement, context, facts, how, name)
        if fact is not None:
            context.ledger.wrong(
                statement.span,
                statement.numbers,
                Amount(fact, how).truth(layer, structs.replace(side, unit=name), context),
                at=side.span,
                message="Die Einheit stimmt nicht",
            )
            return True
    return False


def _match(
    statement: Statement,
    context: Context,
    facts: list[MemoryFact],
    how: Notation,
    name: str | None = None,
) -> MemoryFact | None:
    """The fact that the last side is; `name` is another unit than the one that stands there."""
    side = statement.sides[-1]
    if name is not None:
        side = structs.replace(side, unit=name)
    plain = plain_number(side.expr)
    reading = None if plain is None else context.numbers[plain].reading(how)
    if reading is None or not side.complete:
        return None
    rounded = statement.approximate or ((unit := unit_of(side.unit)) is not None and unit.rounded)
    allowed = tolerance(reading, approximate=rounded, zeros=statement.approximate)
    if not statement.approximate:
        allowed = min(allowed, abs(reading.value) * _ROUNDED)  # „1 MiB“ is not 0,89 MiB
    near = fitting(facts, reading.value, side.unit, allowed)
    written = Counter(_written(statement, context, how)) if near else Counter()
    near = [one for one in near if not _is_twice(one, written)]
    return likeliest(near, reading.value, side.unit, frozenset(written))


def _batches(statement: Statement, context: Context, chosen: Iterable[Fraction]) -> list[int]:
    """Batch sizes that the calculation may be about."""
    calculated = (context.numbers[index].german for index in calculated_numbers(statement))
    written = sorted({reading.value for reading in calculated if reading is not None})
    both = (*list(chosen)[:_MOST_BATCHES], *written[:_MOST_BATCHES])
    return [int(value) for value in both if value.denominator == 1 and value > 0]
