r"""What a column's head alone says of how it comes about of the others in its row.

    | Lauf | A  | B  | C  | Mittel |
    |------|----|----|----|--------|
    | 1    | 81 | 84 | 87 | 84     |

The largest, the smallest and the mean of what stands before, a formula of words.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod

from rechenprobe.check.tables.around import Around, key
from rechenprobe.check.tables.calculated import calculated
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.heads import fits, spellings
from rechenprobe.check.tables.schedules import schedules
from rechenprobe.check.tables.term import Above, Same, Term
from rechenprobe.late import late

_I = re.IGNORECASE
_FEWEST = 2
"""Cells among which one is the largest."""
_AGGREGATES: Sequence[tuple[re.Pattern[str], str, Callable[..., Fraction]]] = (
    (
        late(r"max(?:imum|imalwert|[- ]pool(?:ing)?)?|\\?max(?:[\s_(].*)|größter wert|largest", _I),
        "Maximum",
        max,
    ),
    (late(r"min(?:imum|imalwert)?|\\?min(?:[\s_(].*)|kleinster wert|smallest", _I), "Minimum", min),
    (
        late(r"mittel(?:wert)?|durchschnitt|schnitt|mean|avg|average|[øØ⌀∅]|\\bar\s*\{?x\}?", _I),
        "Mittelwert",
        lambda *row: sum(row, Fraction(0)) / len(row),
    ),
    (
        late(r"summe|sum|Σ|∑|gesamt|total|zusammen|insgesamt", _I),
        "Summe",
        lambda *row: sum(row, Fraction(0)),
    ),
    (late(r"produkte?|products?", _I), "Produkt", lambda *row: prod(row)),
    (late(r"spannweite|range", _I), "Spannweite", lambda *row: max(row) - min(row)),
)
_CHANGE = late(r"\A(?:Δ|Delta)")


def head_terms(grid: Grid, around: Around, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """`heads` are those of columns of numbers."""
    for spelling in spellings(heads[column]):
        yield from calculated(spelling, column, heads)
    yield from _aggregate(column, heads)
    own = key(heads[column])
    for one in (one for one, head in heads.items() if _CHANGE.sub("", key(head), 1) == own):
        if one != column:  # as it is after the change, or before
            said = f"„{heads[column]}“ ändert sich um „{heads[one]}“"
            for by in (Same(one), Above(one)):
                yield Term(said, (Above(column), by), lambda a, b: a + b, summed=True, enough=2)
    yield from schedules(grid, around, column, heads)


def _aggregate(column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """Of all columns of numbers before the first of this kind, the first one of them or not."""
    kinds = {one: kind for one, head in heads.items() if (kind := _kind(head))}
    if column not in kinds:
        return
    name, function = kinds[column]
    before = [one for one in sorted(heads) if one < min(kinds)]
    for operands in (before[1:], before):
        if len(operands) >= _FEWEST:
            names = ", ".join(f"„{heads[one]}“" for one in operands)
            said = f"„{heads[column]}“: {name} von {names}"
            summed, enough = name != "Mittelwert", 1 if name in ("Summe", "Produkt") else 2
            yield Term(said, tuple(map(Same, operands)), function, summed=summed, enough=enough)


def _kind(head: str) -> tuple[str, Callable[..., Fraction]] | None:
    found = ((name, of) for pattern, name, of in _AGGREGATES if fits(pattern, head))
    return next(found, None)
