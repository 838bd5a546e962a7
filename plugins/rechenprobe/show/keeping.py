"""Formulas with the punctuation that touches them: a line may break around a formula, not so."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rechenprobe.late import late
from rechenprobe.lecture import Formula, Lecture
from rechenprobe.show.edits import Edit, insert
from rechenprobe.show.html import fill
from rechenprobe.show.marks import Mark
from rechenprobe.show.seal import seal

_BEHIND = late(r"[.,;:!?…)“”»’]{1,3}|[-‑][^\W\d_]{1,12}\b")
"""A full stop, a closing bracket; „$k$-mal“."""
_NEAR = 20
_OPENING = frozenset("(„«‚")


def keeping_edits(lecture: Lecture, marks: Sequence[Mark]) -> Iterator[Edit]:
    """Tags around each formula in a line that something touches; to stand before the marks'."""
    starts = [mark.span.start for mark in marks]
    for formula in lecture.formulas:
        if not formula.display:
            # marks do not overlap: only the last one before, and those within, may be cut
            first = max(0, bisect_left(starts, formula.span.start) - 1)
            yield from _around(lecture, formula, marks[first : first + _NEAR])


def _around(lecture: Lecture, formula: Formula, marks: Sequence[Mark]) -> Iterator[Edit]:
    source, span = lecture.source, formula.span
    behind = _BEHIND.match(source, span.end)
    end = behind.end() if behind else span.end
    start = span.start - (source[max(0, span.start - 1) : span.start] in _OPENING)
    if (start, end) == (span.start, span.end):
        return
    if any(_cuts(mark, start, end) for mark in marks):
        return
    yield insert(start, seal(fill('<span class="rp-together">')), "open")
    yield insert(end, seal(fill("</span>")))


def _cuts(mark: Mark, start: int, end: int) -> bool:
    """Whether a mark would begin within, and end without, or the other way round."""
    one, other = mark.span.start, mark.span.end
    return one < start < other < end or start < one < end < other
