"""Columns of so much of each: „Sekunden je Schritt“ beside „Schritte“ and „Dauer“.

| Lauf | Schritte | Sekunden je Schritt | Dauer  |
|------|----------|---------------------|--------|
| A    | 3 600    | 0,5                 | 30 min |
"""

import re
from collections.abc import Iterator, Mapping

from rechenprobe.check.numbers.units import Unit, unit_of
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.term import Same, Term
from rechenprobe.check.words.nouns import kin, stem
from rechenprobe.late import late

_EACH = late(r"(?P<what>.*?)\s*(?:\b(?:je|pro|per)\s+|/\s*)(?P<thing>[^\W\d_]+)\b.*", re.IGNORECASE)
_UNIT = late(r"[(\[]\s*(?:in\s+)?([^\W\d_]+)\s*[)\]]|\bin\s+([^\W\d_]+)\s*$")
_TOTAL = late(
    r"(?:gesamt\w*|insgesamt|dauer|\w*zeit|laufzeit|kosten|speicher\w*|summe|total|duration|time|cost"
    r"|memory|\w*bedarf)(?![\w-]).*",
    re.IGNORECASE,
)


def rated(grid: Grid, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """The product of a rate and what it is said of, in the column's own unit."""
    head = heads[column]
    if not _TOTAL.fullmatch(head) or _EACH.fullmatch(head):
        return
    for one, name in heads.items():
        each = _EACH.fullmatch(name) if one != column else None
        if each is None:
            continue
        own, its = _unit(grid, column, head), _unit(grid, one, each["what"])
        if (own and own.dimension) != (its and its.dimension):
            continue
        factor = its.factors[0] / own.factors[0] if own and its else 1
        for other, things in heads.items():
            if other not in (one, column) and kin(stem(things.split()[0]), stem(each["thing"])):
                yield Term(
                    f"„{head}“: „{things}“ mal „{name}“",
                    (Same(one), Same(other)),
                    lambda a, b, k=factor: a * b * k,
                    measured=True,
                )


def _unit(grid: Grid, column: int, head: str) -> Unit | None:
    """What the numbers are in: beside them, in brackets, or all that is said of what is rated."""
    for row in grid.rows:
        if (alone := grid.alone(row, column)) and (unit := alone[0].sides[0].unit):
            return unit_of(unit)
    said = _UNIT.search(head)
    return unit_of(said[1] or said[2] if said else head.strip())
