"""Which attributes of its layer a statement may be about: what its words and its section say."""

from collections.abc import Sequence

from rechenprobe.check.examples.comparing import is_amount
from rechenprobe.check.examples.context import Context
from rechenprobe.check.examples.counting import counts_filters
from rechenprobe.check.examples.unequal import WORK
from rechenprobe.check.layers.scopes import MEMORY
from rechenprobe.check.words.symbols import letter
from rechenprobe.check.words.vocabulary import Attribute, attributes, counted, goes_on, shared
from rechenprobe.claims import Statement

WEIGHING: frozenset[Attribute] = frozenset({"params", "weights", "unbiased", "trainable"})
COMPARED: frozenset[Attribute] = WEIGHING | {"output", "macs", "flops"}
"""Results whose calculation is looked into: its factors count, too."""
_SIDES: frozenset[Attribute] = frozenset({"input", "output"})
RESULTS: frozenset[Attribute] = COMPARED | {"memory", "activations"}
"""What follows from the rest. A stride is a choice: which is wrong, code or text, is open."""
GUESSED: tuple[Attribute, ...] = ("params", "macs", "flops", "weights", "output", "activations")
"""What a calculation without a word may calculate."""
SLIPPING: frozenset[Attribute] = frozenset({"params", "macs"})
"""Products of so many numbers that one of them replaced gives them by no chance."""


def targets_of(
    statement: Statement, defined: Sequence[str], context: Context, *, calculated: bool
) -> tuple[Attribute, ...]:
    """Which attributes the statement may be about; `defined` is what letter it defines."""
    layer, section = context.layer, context.section
    own = (section,) if section is not None else ()
    if layer is None:
        return ()
    if shared(statement.noun):
        return ()  # „3 · 3 · 64 = 576 Gewichte je Filter“
    for name in defined:
        named = attributes(name) or letter(name, layer)
        return named or attributes(statement.label) or (own if calculated else ())
    results = tuple(name for name in counted(statement.noun) if name in COMPARED)
    if calculated and results:
        return results  # „3 × 3-Filter: 3 · 3 · 32 = 288 Gewichte“
    unit = statement.sides[-1].unit
    if calculated and section in WORK and unit in ("MACs", "FLOPs"):
        return counted(unit)
    if statement.label and (named := attributes(statement.label, statement.noun)):
        if named == ("kernel", "filters") and counts_filters(statement, layer):
            return ("filters",)
        if calculated and section in COMPARED - _SIDES and set(named) <= _SIDES:
            return ()  # „Ausgabe: 24 · 24 + 24 = 600“ below „Parameter“: part of them
        # „Gewichte: 34.944 · 16 / 8“ below „Speicherbedarf“ is their memory, not their number.
        memory = section in MEMORY and calculated and is_amount(statement, named, context)
        return own if memory else named
    if (statement.noun or unit in ("MACs", "FLOPs")) and not calculated:
        named = counted(statement.noun or unit)
        # „mit 3 × 3-Filtern“ is their size.
        return ("kernel",) if statement.shape and named == ("filters",) else named
    more = statement.shape and goes_on(statement.label)  # „= 126, also 126 × 64“
    return own if not statement.label or calculated or more else ()
