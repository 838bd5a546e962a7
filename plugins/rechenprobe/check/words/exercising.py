"""Exercises and their solutions: they ask about the model with something else in it."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from rechenprobe.late import late

_HEADING = late(r"^(#{1,6})\s+(.*)$", re.MULTILINE)
_NAMES = late(
    r"\b(?:\w*aufgaben?|\w*übung(?:en)?|kontrollfragen?|\w*lösung(?:en)?|zum (?:üben|nachrechnen)"
    r"|exercises?|problems|questions|solutions?)\b"
)
_BOX = late(
    r"^(?:\?\?\?\+?|!!!)[^\"\n]*\"[^\"\n]*\b(?:lösung|antwort|auflösung|solution|answer)\w*[^\n]*"
    r"(?:\n(?:[ \t]+\S[^\n]*|[ \t]*(?=\n)))*",
    re.MULTILINE,
)


def exercises(lower: str) -> list[tuple[int, int]]:
    """Where they stand in a lecture in small letters, in order and apart."""
    headings = [(one.start(), len(one[1]), one[2]) for one in _HEADING.finditer(lower)]
    found = [(one.start(), one.end()) for one in _BOX.finditer(lower)]
    for at, (start, level, title) in enumerate(headings):
        if _NAMES.search(title):
            behind = (begins for begins, other, _ in headings[at + 1 :] if other <= level)
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
