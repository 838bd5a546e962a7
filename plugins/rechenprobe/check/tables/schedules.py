"""Learning rates of schedules: what stands in a row follows from its epoch and what the text says.

    | Epoche | Lernrate |
    |--------|----------|
    | 0      | 0,1      |
    | 20     | 0,01     |

„Alle 15 Epochen durch 10 geteilt“, a linear warm-up, a rate that gets smaller from range to range.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from math import isclose

from rechenprobe.check.tables.around import Around
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.heads import fits
from rechenprobe.check.tables.term import Above, Same, Term, Top
from rechenprobe.check.words.number_words import counted
from rechenprobe.late import late
from rechenprobe.notation import brief

_I = re.IGNORECASE
_NEAR = 0.02
"""How far a rounded rate may be from 1/√t and still fall like it."""
_FEWEST = 2
"""Rows that show a rule."""
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
_SENTENCE = late(r"(?<=[.!?:])\s+")
_PERIOD = late(
    r"\b(?:alle|aller|je|nach jeweils|every|each)\s+\$?([^\W_]{1,12})\$?\s+"
    r"(?:epoch|schritt|step|iteration|update)",
    _I,
)
_SMALLER: tuple[tuple[re.Pattern[str], Fraction], ...] = (
    (late(r"halbier|\bhalv|hälfte", _I), Fraction(1, 2)),
    (late(r"zehntel|tenth", _I), Fraction(1, 10)),
    (late(r"drittel|dritteln", _I), Fraction(1, 3)),
    (late(r"viertel|quarter", _I), Fraction(1, 4)),
)
_DIVIDED = late(
    r"(?:durch|by)\s+\$?(\d+)\$?\s*(?:geteilt|teil|divi)"
    r"|(?:divid\w+|teil\w*|reduc\w+) (?:\w+ ){0,4}?(?:durch|by)\s+(?:a factor of |den faktor )?"
    r"\$?(\d+)\b(?!\s*\\?%)",
    _I,
)
_MULTIPLIED = late(r"(?:mit|by|faktor|factor|mal|times|of)\s+\$?(0(?:[.,]|\{,\})\d+)", _I)


def schedules(grid: Grid, around: Around, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """`heads` are those of columns of numbers."""
    yield from _fallen(around.text, column, heads)
    if fits(_STEPPED, heads[column]):
        yield from _stepped(grid, around.before, column, heads)
        yield from _warmed(grid, around.text, column, heads)


def _fallen(text: str, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """A rate that falls by a factor whenever so many epochs are over."""
    for sentence in _SENTENCE.split(text):
        period = _PERIOD.search(sentence)
        length = counted(period[1].lower(), " ") if period else None
        factors = [by for pattern, by in _SMALLER if pattern.search(sentence)]
        factors += [Fraction(1, int(it[1] or it[2])) for it in _DIVIDED.finditer(sentence)]
        factors += [
            Fraction(it[1].replace("{,}", ".").replace(",", "."))
            for it in _MULTIPLIED.finditer(sentence)
        ]
        named = fits(_STEPPED, heads[column]) or heads[column] in sentence
        if not length or len(set(factors)) != 1 or not named or _ENDS.search(sentence):
            continue
        for one in (one for one, head in heads.items() if fits(_COUNTER, head)):
            for first in (0, 1):

                def rate(
                    top: Fraction,
                    start: Fraction,
                    epoch: Fraction,
                    by: Fraction = factors[0],
                    first: int = first,
                    length: Fraction = length,
                ) -> Fraction:
                    begun, gone = ((it - first) // length for it in (start, epoch))
                    return top * by ** int(gone - begun)

                said = f"„{heads[column]}“: alle {length} Epochen mal {brief(factors[0])}"
                yield Term(said, (Top(column), Top(one), Same(one)), rate, enough=2)


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
