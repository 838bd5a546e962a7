r"""What a column's head alone says of how it comes about of the others in its row.

    | Lauf | A  | B  | C  | Mittel |
    |------|----|----|----|--------|
    | 1    | 81 | 84 | 87 | 84     |

The largest, the smallest and the mean of what stands before, a formula of words; a rate that gets
smaller from range to range.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import isclose, prod

from rechenprobe.check.tables.around import Around, key
from rechenprobe.check.tables.calculated import calculated
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.heads import fits, spellings
from rechenprobe.check.tables.term import Above, Same, Term
from rechenprobe.check.words.number_words import counted
from rechenprobe.late import late

_I = re.IGNORECASE
_NEAR = 0.02
"""How far a rounded rate may be from 1/√t and still fall like it."""
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
_STEPPED = late(r"lernraten?|learning rates?|lr|η|\\eta|schrittweite|step size", _I)
_RANGE = late(r"[^\d\W]*\W*(\d+)(?:\s*(?:–|—|-|bis|to|\.\.\.?|…)\s*(\d+))?\W*")
_EACH = late(r"\b(?:alle|aller|jeweils|je|every|each)\s+\$?([^\W_]{1,12})\b", _I)
_WARM = late(
    r"(?:über|over|for|ersten|first)\s+(?:(?:die|the)\s+)?(?:(?:ersten|first)\s+)?"
    r"(\d[\d.\u202f]*)\s+(?:schritt|step|epoch|iteration|update)",
    _I,
)
_ROOT = late(r"\\sqrt|√|wurzel|\broot\b", _I)
_COUNTER = late(r"(?:trainings?-?)?(?:schritte?|steps?|iteration(?:en|s)?|epoch(?:en?|s)?|t)", _I)
_ENDS = late(
    r"mindest|minimum|minimal|unter|höchst|begrenz|danach|zuletzt|schließlich|at least|finally", _I
)


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
    if fits(_STEPPED, heads[column]):
        yield from _stepped(grid, around.before, column, heads)
        yield from _warmed(grid, around.text, column, heads)


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


def _stepped(grid: Grid, before: str, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """A rate that gets smaller by the same factor from each range of epochs to the next."""
    length = _length(grid)
    if not length:
        return
    found = [alone and grid.value(alone) for row in grid.rows if (alone := grid.alone(row, column))]
    ratios = {two / one: None for one, two in pairwise(found) if one and two}
    told = any(counted(one[1].lower(), " ") == length for one in _EACH.finditer(before))
    for ratio in ratios:
        if ratio < 1 and (1 / ratio).denominator == 1:
            said = f"„{heads[column]}“: von Zeile zu Zeile durch {1 / ratio}"
            step = lambda a, k=ratio: a * k  # noqa: E731
            yield Term(said, (Above(column),), step, goes_on=True, stated=True)
            if told and not _ENDS.search(before):
                yield Term(said, (Above(column),), step, goes_on=True, enough=2)


def _warmed(grid: Grid, text: str, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """A rate that grows linearly for so many steps; behind them it may fall like 1/√t."""
    found = _WARM.search(text) if "linear" in text.lower() else None
    end = int(re.sub(r"\D", "", found[1])) if found else 0
    for one in (one for one, head in heads.items() if end and fits(_COUNTER, head)):
        pairs = [(grid.alone(row, column), grid.alone(row, one)) for row in grid.rows]
        values = [(grid.value(own), grid.value(its)) for own, its in pairs if own and its]
        ratios = Counter(own / its for own, its in values if own and its and its <= end)
        for ratio, often in ratios.most_common(1):
            if often < _FEWEST:
                continue
            top = ratio * end
            after = [(own, its) for own, its in values if own and its and its > end]
            falls = _ROOT.search(text) is not None and any(
                isclose(own, top * (end / its) ** 0.5, rel_tol=_NEAR) for own, its in after
            )

            def rate(step: Fraction, top: Fraction = top, *, falls: bool = falls) -> Fraction:
                if step <= end:
                    return top * step / end
                return top * Fraction((end / step) ** 0.5) if falls else top / 0

            said = f"„{heads[column]}“ steigt bis {end} mit „{heads[one]}“ linear an"
            yield Term(said, (Same(one),), rate, enough=2)


def _length(grid: Grid) -> int:
    """That of the ranges, behind each other and equally long, or between where they begin."""
    found = [_RANGE.fullmatch(text.strip(" *_`$")) for text in grid.words().values()]
    ends = [(int(one[1]), int(one[2] or one[1])) for one in found if one]
    if len(ends) < len(grid.rows) or len(ends) < _FEWEST:
        return 0
    lengths = {two - one for one, two in ends}
    starts = {two[0] - one[0] for one, two in pairwise(ends)}
    equal = len(starts) == len(lengths) == 1
    return max(starts) if equal and max(starts) - max(lengths) in (0, 1, max(starts)) else 0
