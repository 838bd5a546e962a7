r"""What a column's head alone says of how it comes about of the others in its row.

    | Knoten $n$ | Kanten $n(n-1)/2$ |        | Lauf | A  | B  | C  | Mittel |
    |------------|-------------------|        |------|----|----|----|--------|
    | 5          | 10                |        | 1    | 81 | 84 | 87 | 84     |

A formula whose letters other heads end with; the largest, the smallest and the mean of what stands
before; a rate that gets smaller from range to range.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod

from rechenprobe.check.tables.calculated import calculated
from rechenprobe.check.tables.grids import Grid, start_of
from rechenprobe.check.tables.heads import fits, spellings
from rechenprobe.check.tables.term import Above, Same, Term
from rechenprobe.expression import NotEvaluable, Symbol, evaluate, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_I = re.IGNORECASE
_LETTER = late(r"\$([^$]+)\$")
_SPACES = late(r"[\s{}\\$*_`]+")
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
_STEPPED = late(r"lernraten?|learning rates?|lr|η|\\eta|schrittweite|step size", _I)
_RANGE = late(r"[^\d\W]*\W*(\d+)\s*(?:–|—|-|bis|to|\.\.\.?|…)\s*(\d+)\W*")
_EACH = late(r"\b(?:alle|aller|jeweils|je|every|each)\s+\$?(\d{1,9})\b", _I)
_ENDS = late(
    r"mindest|minimum|minimal|unter|höchst|begrenz|danach|zuletzt|schließlich|at least|finally", _I
)
_BEFORE = 500
"""Characters before a table in which it is said how long each range is."""


def head_terms(
    lecture: Lecture, grid: Grid, column: int, known: Mapping[int, Fraction]
) -> Iterator[Term]:
    """`known` are columns of numbers with their scale."""
    heads = {one: grid.head(one) for one in known}
    yield from _formula(lecture, grid, column, known)
    for spelling in spellings(heads[column]):
        yield from calculated(spelling, column, heads)
    yield from _aggregate(column, heads)
    yield from _stepped(lecture, grid, column, heads)


def _formula(
    lecture: Lecture, grid: Grid, column: int, known: Mapping[int, Fraction]
) -> Iterator[Term]:
    item = grid.cell(0, column)
    if item is None or len(item.statements) != 1:
        return
    side = lecture.statements[item.statements[0]].sides[-1]
    symbols = (one for one in walk(side.expr) if isinstance(one, Symbol) and one.value is None)
    names = list(dict.fromkeys(one.latex for one in symbols))
    letters = _letters(grid, [one for one in known if one != column])
    before = [one for one in known if one < column]
    operands = [letters[key] for name in names if (key := _SPACES.sub("", name)) in letters]
    if len(names) > 1 and not operands:
        operands = before[-len(names) :]  # named by nothing but their order
    if not names or len(operands) != len(names) or not side.complete:
        return

    def written(index: int) -> Fraction:
        number = lecture.numbers[index]
        reading = number.german or number.english
        if reading is None:
            raise NotEvaluable("")
        return reading.value

    def apply(*values: Fraction) -> Fraction:
        bound = {
            name: value * known[one]
            for name, value, one in zip(names, values, operands, strict=True)
        }
        try:
            return evaluate(side.expr, written, bound.get, approximate=True) / known[column]
        except NotEvaluable:
            raise ZeroDivisionError from None

    said = f"„{grid.head(column)}“ steht im Kopf der Spalte"
    yield Term(said, tuple(map(Same, operands)), apply, enough=2)


def _letters(grid: Grid, columns: Sequence[int]) -> dict[str, int]:
    """By what formulas name columns: a head, or the only formula in it, unless two have it."""
    exact = {_SPACES.sub("", grid.head(one)): one for one in columns}
    inside: dict[str, list[int]] = {}
    for one in columns:
        item = grid.cell(0, one)
        found = _LETTER.findall(item.text) if item else []
        if len(found) == 1:
            inside.setdefault(_SPACES.sub("", found[0]), []).append(one)
    return {key: of[0] for key, of in inside.items() if len(of) == 1} | exact


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


def _stepped(lecture: Lecture, grid: Grid, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """A rate that gets smaller by the same factor from each range of epochs to the next."""
    length = _length(grid) if _STEPPED.fullmatch(heads[column]) else 0
    if not length:
        return
    found = [alone and grid.value(alone) for row in grid.rows if (alone := grid.alone(row, column))]
    ratios = {two / one: None for one, two in pairwise(found) if one and two}
    start = start_of(grid)
    before = lecture.source[max(0, start - _BEFORE) : start].rpartition("\n#")[2]
    told = any(int(one[1]) == length for one in _EACH.finditer(before))
    for ratio in ratios:
        if ratio < 1 and (1 / ratio).denominator == 1:
            said = f"„{heads[column]}“: von Zeile zu Zeile durch {1 / ratio}"
            step = lambda a, k=ratio: a * k  # noqa: E731
            yield Term(said, (Above(column),), step, goes_on=True, stated=True)
            if told and not _ENDS.search(before):
                yield Term(said, (Above(column),), step, goes_on=True, enough=2)


def _length(grid: Grid) -> int:
    """That of the ranges, behind each other and equally long, with which the rows begin."""
    found = [_RANGE.fullmatch(text.strip(" *_`$")) for text in grid.words().values()]
    ends = [(int(one[1]), int(one[2])) for one in found if one]
    if len(ends) < len(grid.rows) or len(ends) < _FEWEST:
        return 0
    lengths = {two - one for one, two in ends}
    starts = {two[0] - one[0] for one, two in pairwise(ends)}
    equal = len(starts) == len(lengths) == 1
    return max(starts) if equal and max(starts) - max(lengths) in (0, 1) else 0
