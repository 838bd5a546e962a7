"""Equations that go on with a result before them: „16² = 256 (+1 = 257)“, „…, also rund 3,1 Mio.“.

What is written holds with that result, though nobody has written it again.
"""

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate, takewhile

from rechenprobe.check.equations.arithmetic import Judgement
from rechenprobe.check.equations.asserted import REACH, SENTENCE
from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.claims import Notation, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_PLUS = late(r"[(\s]\+\s?\Z|\A\+")
_WORDS = late(r"[^\W\d_]{3}")
_LARGE = 1000
"""Smaller ones may be a sum by chance."""


def goes_on(statement: Statement, judgement: Judgement, lecture: Lecture) -> bool:
    """Whether the side that fails is right with what was calculated right before."""
    at = judgement.failing
    result, true = result_of(statement.sides[at].expr), judgement.true
    if result is None or true is None or not at:
        return False
    reading = lecture.numbers[result.number].reading(judgement.notation)
    if reading is None:
        return False
    start = statement.span.start
    added = _PLUS.search(lecture.source[max(0, start - 3) : start]) or _PLUS.match(
        lecture.source[start : start + 1]
    )
    between = lecture.source[statement.sides[at - 1].span.end : statement.sides[at].span.start]
    written = reading.value * result.scale
    worded = _WORDS.search(between) is not None and abs(written) >= _LARGE
    if not (added or worded):
        return False
    allowed = tolerance(reading, approximate=worded) * abs(result.scale)
    before = _results(statement, judgement.notation, lecture)
    return any(abs(true + it - written) <= allowed for it in accumulate(before))


def _results(statement: Statement, how: Notation, lecture: Lecture) -> Iterator[Fraction]:
    """Of the sentence before it, the last one first."""
    start, source = statement.span.start, lecture.source
    sentence = SENTENCE.split(source[max(0, start - REACH) : start])[-1]
    first = start - len(sentence)
    at = bisect_left(lecture.statements, start, key=lambda it: it.span.start)
    earlier = (lecture.statements[index] for index in range(at - 1, -1, -1))
    for one in takewhile(lambda it: it.span.start >= first, earlier):
        if one.span.end <= start:
            result = result_of(one.sides[-1].expr)
            reading = lecture.numbers[result.number].reading(how) if result else None
            if result and reading:
                yield reading.value * result.scale
