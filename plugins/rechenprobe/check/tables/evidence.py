"""How surprising it would be if rows followed a rule by chance, in bits."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import log2

from rechenprobe.check.tables.column_rules import NumberCell
from rechenprobe.check.tables.heads import Rule
from rechenprobe.claims import Number

_DOUBLED = 16
"""What is divisible by it has been doubled over and over."""
_CHOSEN = 10**5
"""Larger numbers hardly anybody chooses."""
_FEWEST = _PAIR = 2
"""Rows that say something; a number and the only one that it follows from."""


def evidence(
    rule: Rule,
    holding: Sequence[int],
    cells: Mapping[int, NumberCell],
    columns: Mapping[int, Mapping[int, NumberCell]],
    foreign: Sequence[Number],
) -> float:
    """That of the rows that follow it; `foreign` are all numbers if they are read as nobody would.

    What is added to nothing or multiplied by one says nothing, nor does what has been seen before.
    """
    seen: dict[tuple[Fraction, ...], float] = {}
    for row in holding:
        some = [cells[row], *(columns[one][row] for one in rule.operands)]
        if foreign and any(foreign[it.result.number].ambiguous for it in some):
            return 0.0  # „4.000“ as 4
        own, *operands = (one.reading.value for one in some)
        plain = own in operands or not all(operands)
        either = some if len(some) == _PAIR else some[:1]
        seen[own, *operands] = 0.0 if plain else max(map(information, either))
    return sum(seen.values()) if len(seen) >= _FEWEST and not rule.free else 0.0


def information(cell: NumberCell) -> float:
    """Bits: how surprising it is that a number is just that one.

    Round numbers and those that are doubled over and over surprise less: these, people choose.
    """
    units = abs(cell.reading.value) * 10 ** max(0, cell.reading.decimals)
    whole = abs(units.numerator // units.denominator)
    if whole <= 1:
        return 0.0
    plain = not cell.reading.decimals and cell.result.scale == 1 and whole < _CHOSEN
    if plain and whole % _DOUBLED == 0:
        odd = whole // (whole & -whole)
        while odd % 5 == 0:
            odd //= 5
        return log2(odd)
    return (log2(int(str(whole).rstrip("0"))) + log2(whole)) / 2
