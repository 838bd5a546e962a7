"""Questions claim nothing: „Hat das Netz also 16 Parameter? Nein, …“."""

import re

from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span

_REACH = 240
"""Characters of a sentence before and behind a number."""
_END = late(r"[.!?](?=[\s)“”\"*_]|$)|\n\s*\n|\n\s*(?:[-*+]|\d+\.)\s|\|")
_RIGHT_BEHIND = late(r"[$*_`)“\"' ]{0,4}\?")
_OPEN = late(
    r"[^\w]*(?:wie|was|welche[rsmn]?|warum|wieso|weshalb|wo|woher|womit|wodurch|wann|wer|how|what"
    r"|which|why|where|when|who)\b",
    re.IGNORECASE,
)


def only_asks(lecture: Lecture, span: Span) -> bool:
    """Whether a sentence asks if it is so, or ends in a question with just that.

    „Warum hat die erste Faltung 34.944 Parameter?“ takes for granted what it gives, and what an
    exercise gives is held against its solution.
    """
    if _RIGHT_BEHIND.match(lecture.source, span.end):
        return True
    if any(one.span.start <= span.start < one.span.end for one in lecture.exercises):
        return False
    end = _END.search(lecture.source, span.end, span.end + _REACH)
    if end is None or end[0] != "?":
        return False
    before = lecture.source[max(0, span.start - _REACH) : span.start]
    return _OPEN.match(_END.split(before)[-1]) is None
