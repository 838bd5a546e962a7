"""What words in the head of a column, or before the table, say of how its numbers come about.

„kumuliert“ beside what is added up, „Speed-up“ beside times, „neues w“ beside w and a gradient if a
learning rate is given, „in s“ beside the same „in ms“, and a column that is halved from row to row.
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from rechenprobe.check.numbers.footprint import bits_said
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.tables.around import Around
from rechenprobe.check.tables.compared import compared
from rechenprobe.check.tables.counting import counting
from rechenprobe.check.tables.formulas import formulas
from rechenprobe.check.tables.gates import gates
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.head_terms import head_terms
from rechenprobe.check.tables.neurons import neuron
from rechenprobe.check.tables.rates import rated
from rechenprobe.check.tables.relations import relations
from rechenprobe.check.tables.stated import stated
from rechenprobe.check.tables.term import Above, Same, Term
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_CUMULATED = late(r"kumul|cumul|aufsummier|laufende summe|running total", re.IGNORECASE)
_UNIT = late(r"(.*?)\s*(?:\bin\s+|[(\[]\s*(?:in\s+)?)?(\w+)\s*[)\]]?")


def terms(
    lecture: Lecture,
    grid: Grid,
    around: Around,
    column: int,
    known: Mapping[int, Fraction],
    inner: Mapping[int, str],
) -> Iterator[Term]:
    """Ways in which `column` may come about; `known` are columns of numbers with their scale.

    `inner` are the heads of columns that stand in others.
    """
    heads = {one: grid.head(one) for one in known}
    own = f"„{heads[column]}“"
    for one in (one for one in known if one != column):
        name = f"„{heads[one]}“"
        if _CUMULATED.search(heads[column]):
            yield Term(
                f"{own} summiert {name} auf",
                (Above(column, 0), Same(one)),
                lambda a, b: a + b,
                summed=True,
            )
        for factor in _converted(heads[one], heads[column]):
            text = f"{own}: {name}, umgerechnet"
            yield Term(text, (Same(one),), lambda a, k=factor: a * k, measured=True)
        yield from _in_memory(grid, around, column, one, heads)
    yield from relations(column, {**heads, **inner}, {**known, **dict.fromkeys(inner, Fraction(1))})
    yield from compared(grid, column, heads, known)
    yield from formulas(lecture, grid, around, column, known)
    yield from head_terms(grid, around, column, heads)
    yield from stated(grid, around, column, heads, known)
    yield from neuron(around.before, column, heads)
    yield from gates(around.before, column, heads)
    yield from rated(grid, around, column, heads)


def _in_memory(
    grid: Grid, around: Around, column: int, one: int, heads: Mapping[int, str]
) -> Iterator[Term]:
    """So many parameters, each as wide as the head or the text says, or as is usual."""
    own, its = (counting(heads[it], _unit_in(grid, it)) for it in (column, one))
    if own is None or its is None or own.about != "memory" or its.about != "params":
        return
    for bits in (*own.bits, *bits_said(around.text.lower())):
        yield Term(
            f"„{heads[column]}“: „{heads[one]}“ zu {bits} Bit",
            (Same(one),),
            lambda a, k=its.scale * bits / own.scale: a * k,
            measured=True,
            enough=2,
        )


def _unit_in(grid: Grid, column: int) -> str:
    cells = (grid.alone(row, column) for row in grid.rows)
    return next((one[0].sides[0].unit for one in cells if one), "")


def _converted(one: str, other: str) -> Iterator[Fraction]:
    """By how much numbers under the first head are multiplied to be those under the second."""
    left, right = _UNIT.fullmatch(one), _UNIT.fullmatch(other)
    if not left or not right or left[1].strip().lower() != right[1].strip().lower():
        return
    units = unit_of(left[2]), unit_of(right[2])
    if units[0] is None or units[1] is None or units[0].dimension != units[1].dimension:
        return
    factor = units[0].factors[0] / units[1].factors[0]
    if factor != 1:
        yield factor
    for power in (1, 2, 3) if units[0].dimension == "bit" else ():
        for thousand in (Fraction(1000) ** power, 1 / Fraction(1000) ** power):
            if factor == thousand:  # „1024 MB“, „1 GB“
                yield factor * (Fraction(1024, 1000) ** (power if factor > 1 else -power))
