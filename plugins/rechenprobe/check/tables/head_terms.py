r"""What a column's head alone says of how it comes about of the others in its row.

    | Knoten $n$ | Kanten $n(n-1)/2$ |        | Lauf | A  | B  | C  | Mittel |
    |------------|-------------------|        |------|----|----|----|--------|
    | 5          | 10                |        | 1    | 81 | 84 | 87 | 84     |

A formula whose letters other heads end with; the largest, the smallest and the mean of what stands
before; right ones among all; a function of the first column whose name leaves nothing open.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import exp, log1p

from rechenprobe.check.tables.grids import Grid, start_of
from rechenprobe.check.tables.term import Above, Same, Term
from rechenprobe.expression import NotEvaluable, Symbol, evaluate, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_I = re.IGNORECASE
_LETTER = late(r"\$([^$]+)\$")
_SPACES = late(r"[\s{}\\$*_`]+")
_LARGEST = 50
"""Of what exp is taken."""
_FEWEST = 2
"""Cells among which one is the largest."""
_AGGREGATES: Sequence[tuple[re.Pattern[str], str, Callable[..., Fraction]]] = (
    (late(r"max(?:imum|imalwert|[- ]pool(?:ing)?)?|größter wert|largest", _I), "Maximum", max),
    (late(r"min(?:imum|imalwert)?|kleinster wert|smallest", _I), "Minimum", min),
    (
        late(r"mittel(?:wert)?|durchschnitt|schnitt|mean|avg|average|[øØ⌀∅]|\\bar\s*\{?x\}?", _I),
        "Mittelwert",
        lambda *row: sum(row, Fraction(0)) / len(row),
    ),
    (late(r"summe|sum|Σ|∑", _I), "Summe", lambda *row: sum(row, Fraction(0))),
    (late(r"spannweite|range", _I), "Spannweite", lambda *row: max(row) - min(row)),
)
_QUOTA = late(
    r"(?:recall|trefferquote|treffer ?rate|genauigkeit|accuracy|quote|acc\.?|erfolgsquote"
    r"|success rate|hit rate|anteil richtig\w*)(?: in %| \(%\)| \[%\])?",
    _I,
)
_RIGHT = late(r"richtig\w*|korrekt\w*|correct|treffer|hits|erkannt|right|(?:#|n) ?correct", _I)
_ALL = late(
    r"gesamt\w*|total|alle|insgesamt|all|n|anzahl|beispiele|bilder|proben|samples|support|fälle|fragen",
    _I,
)
_PUT_IN = late(
    r"(?:.*[\s$])?\\?[a-zα-ω](?:_\{?\w\}?)?|\w*eingabe\w*|eingang|\w*inputs?|\w*werte?|values?|logits?"
    r"|argument|\w*aktivierung|pre-?activation",
    _I,
)
"""Heads of what a function is taken of."""
_STEPPED = late(r"lernraten?|learning rates?|lr|η|\\eta|schrittweite|step size", _I)
_RANGE = late(r"[^\d\W]*\W*(\d+)\s*(?:–|—|-|bis|to|\.\.\.?|…)\s*(\d+)\W*")
_EACH = late(r"\b(?:alle|aller|jeweils|je|every|each)\s+\$?(\d{1,9})\b", _I)
_ENDS = late(
    r"mindest|minimum|minimal|unter|höchst|begrenz|danach|zuletzt|schließlich|at least|finally", _I
)
_BEFORE = 500
"""Characters before a table in which it is said how long each range is."""
_SLOPE = late(r"(?:\\alpha\s*|α\s*)?=?\s*(\d+(?:(?:\{,\}|[.,])\d+)?)\s*\$?\)?$")
_LEAKY = late(r"leaky[- ]?relu\b.*", _I)
_FUNCTIONS: Sequence[tuple[re.Pattern[str], str, Callable[[float], float]]] = (
    (late(r"hard[- ]?tanh", _I), "Hard-tanh", lambda x: max(-1.0, min(1.0, x))),
    (late(r"relu[- ]?6", _I), "ReLU6", lambda x: max(0.0, min(6.0, x))),
    (late(r"relu|max\(0,\s*[xz]\)", _I), "ReLU", lambda x: max(0.0, x)),
    (
        late(r"elu(?: ?\(\$?(?:\\alpha|α) ?= ?1\$?\))?", _I),
        "ELU",
        lambda x: x if x > 0 else exp(x) - 1,
    ),
    (late(r"soft[- ]?plus", _I), "Softplus", lambda x: log1p(exp(x))),
    (late(r"soft[- ]?sign", _I), "Softsign", lambda x: x / (1 + abs(x))),
    (late(r"silu|swish", _I), "SiLU", lambda x: x / (1 + exp(-x))),
    (late(r"hard[- ]?sigmoid", _I), "Hard-Sigmoid", lambda x: max(0.0, min(1.0, x / 6 + 0.5))),
    (late(r"hard[- ]?sigmoid", _I), "Hard-Sigmoid", lambda x: max(0.0, min(1.0, x / 5 + 0.5))),
)


def head_terms(
    lecture: Lecture, grid: Grid, column: int, known: Mapping[int, Fraction]
) -> Iterator[Term]:
    """`known` are columns of numbers with their scale."""
    heads = {one: grid.head(one) for one in known}
    yield from _formula(lecture, grid, column, known)
    yield from _aggregate(column, heads)
    yield from _quota(column, heads, known[column])
    yield from _stepped(lecture, grid, column, heads)
    first = min(known)
    if first < column and _PUT_IN.fullmatch(heads[first]):
        yield from _function(first, column, heads)


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
    operands = [letters[key] for name in names if (key := _SPACES.sub("", name)) in letters]
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
    yield Term(said, tuple(map(Same, operands)), apply, told=True)


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
        some = function in (max, min)
        if len(operands) >= _FEWEST + some:  # of two one is the larger often enough
            names = ", ".join(f"„{heads[one]}“" for one in operands)
            said = f"„{heads[column]}“: {name} von {names}"
            summed = name != "Mittelwert"
            yield Term(said, tuple(map(Same, operands)), function, summed=summed, told=True)


def _kind(head: str) -> tuple[str, Callable[..., Fraction]] | None:
    found = ((name, of) for pattern, name, of in _AGGREGATES if pattern.fullmatch(head))
    return next(found, None)


def _quota(column: int, heads: Mapping[int, str], scale: Fraction) -> Iterator[Term]:
    """The right ones among all of them."""
    if not _QUOTA.fullmatch(heads[column]):
        return
    right = [one for one, head in heads.items() if _RIGHT.fullmatch(head)]
    whole = [one for one, head in heads.items() if _ALL.fullmatch(head)]
    if len(right) == len(whole) == 1:
        names = f"„{heads[right[0]]}“ durch „{heads[whole[0]]}“"
        for factor in (scale, Fraction(1, 100)):
            yield Term(
                f"„{heads[column]}“: {names}",
                (Same(right[0]), Same(whole[0])),
                lambda a, b, k=factor: a / b / k,
                told=True,
            )


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
                yield Term(said, (Above(column),), step, goes_on=True, told=True)


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


def _function(first: int, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    head = heads[column]
    for pattern, name, function in _FUNCTIONS:
        if pattern.fullmatch(head):
            yield Term(
                f"„{head}“ = {name}(„{heads[first]}“)", (Same(first),), _real(function), told=True
            )
    if _LEAKY.fullmatch(head):
        slope = _SLOPE.search(head)
        digits = slope[1].replace("{,}", ".").replace(",", ".") if slope else "0.01"
        leaky = lambda a, k=Fraction(digits): max(a, a * k)  # noqa: E731
        yield Term(f"„{head}“ = Leaky ReLU(„{heads[first]}“)", (Same(first),), leaky, told=True)


def _real(function: Callable[[float], float]) -> Callable[[Fraction], Fraction]:
    def apply(value: Fraction) -> Fraction:
        if abs(value) > _LARGEST:
            raise ZeroDivisionError
        return Fraction(function(float(value))).limit_denominator(10**12)

    return apply
