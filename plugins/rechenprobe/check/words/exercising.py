"""Exercises and their solutions: they ask about the model with something else in it."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from rechenprobe.late import late

_HEADING = late(r"^(#{1,6})\s+(.*)$", re.MULTILINE)
_FENCE = late(r"^[ \t]*(`{3,}|~{3,}).*?(?:^[ \t]*\1|\Z)", re.MULTILINE | re.DOTALL)
_NAMES = late(
    r"\W*(?:[\d.]+\s+)?(?:(?:übungs|haus|rechen)?aufgaben?|übung(?:en|sblatt)?|kontrollfragen?"
    r"|(?:muster)?lösung(?:en|sskizzen?)?|zum (?:üben|nachrechnen)|exercises?|problems|questions"
    r"|solutions?)\b(?!:\s*\w)"
)
_BOX = late(
    r"^(?:\?\?\?\+?|!!!)[^\"\n]*\"[^\"\n]*\b(?:lösung|antwort|auflösung|solution|answer)\w*[^\n]*"
    r"(?:\n(?:[ \t]+\S[^\n]*|[ \t]*(?=\n)))*",
    re.MULTILINE,
)


def exercises(lower: str) -> list[tuple[int, int]]:
    """Where they stand in a lecture in small letters, in order and apart."""
    code = [(one.start(), one.end()) for one in _FENCE.finditer(lower)]  # where `#` is a comment
    headings = [
        (one.start(), len(one[1]), one[2])
        for one in _HEADING.finditer(lower)
        if not is_within(code, one.start())
    ]
    found = [(one.start(), one.end()) for one in _BOX.finditer(lower)]
    for at, (start, level, title) in enumerate(headings):
        if _NAMES.match(title):
            behind = (start for start, other, _ in headings[at + 1 :] if other <= level)
            found.append((start, next(behind, len(lower))))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def is_within(regions: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a place is in one of them."""
    index = bisect_right(regions, (at, at)) - 1
    near = regions[max(0, index) : index + 2]
    return any(start <= at < end for start, end in near)
