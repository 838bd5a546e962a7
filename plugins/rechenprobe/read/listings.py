"""Listings in blocks of text whose last line is the sum of a column: a printed summary.

conv1            80
conv2          1168
-------------------
Total          1248
"""

import re
from collections.abc import Callable, Sequence

from rechenprobe.claims import Side, Statement
from rechenprobe.expression import Call, Written
from rechenprobe.late import late
from rechenprobe.lecture import Span

_NUMBER = r"(?P<number>\d{1,3}(?:[.,]\d{3})+|\d+)"
_ROW = late(rf"\s*[^\W\d_].*?(?:\s{{2,}}|\d\)?\s=\s){_NUMBER}\s*$")
_TOTAL = late(
    rf"\s*(?:total(?: params)?|summe|gesamt|insgesamt|sum)\s*[:=]?\s+{_NUMBER}(?:\s+\(.*\))?"
    r"(?:\s+[^\W\d]+)?\s*$",
    re.IGNORECASE,
)
_RULE = late(r"\s*[-=_─═+\s]*$")
_LONGEST = 200
"""Characters of a line that is looked at."""
_MOST_LINES = 200
_FEWEST = 2
_DIGITS = 3


def closing_sum(
    source: str, lines: Sequence[Span], add_number: Callable[[Span, int], int]
) -> Statement | None:
    """What the last line says of those above it; None if it may be about something else.

    A total may be of more than is shown: only what is the sum, or a slip of it, is taken for one.
    """
    if len(lines) > _MOST_LINES:
        return None
    texts = [source[line.start : line.end] for line in lines]
    last = next((i for i, text in enumerate(texts) if _found(_TOTAL, text)), 0)
    total = _found(_TOTAL, texts[last]) if texts else None
    rows: list[tuple[int, re.Match[str]]] = []
    for index in range(last - 1, -1, -1):
        row = _found(_ROW, texts[index])
        if row is not None:
            rows.insert(0, (index, row))
        elif _RULE.match(texts[index]) is None:
            break
    if total is None or len(rows) < _FEWEST:
        return None
    if not _is_near(sum(_value(row) for _, row in rows), _value(total)):
        return None
    spans = [_span(lines[index], row) for index, row in (*rows, (last, total))]
    numbers = [add_number(span, 0) for span in spans]
    addends = Call("+", tuple(map(Written, numbers[:-1])))
    sides = (
        Side(Span(spans[0].start, spans[-2].end), addends),
        Side(spans[-1], Written(numbers[-1])),
    )
    return Statement(Span(spans[0].start, spans[-1].end), sides, ("=",), "comment", tuple(numbers))


def _found(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.match(text) if len(text) <= _LONGEST else None


def _span(line: Span, match: re.Match[str]) -> Span:
    return Span(line.start + match.start("number"), line.start + match.end("number"))


def _value(match: re.Match[str]) -> int:
    return int(re.sub(r"\D", "", match["number"]))


def _is_near(true: int, written: int) -> bool:
    """Whether they are the same, or the same digits in another order, or but for one of them."""
    one, two = str(true), str(written)
    if len(one) != len(two):
        return False
    apart = sum(a != b for a, b in zip(one, two, strict=True))
    return apart == 0 or (len(one) >= _DIGITS and (apart == 1 or sorted(one) == sorted(two)))
