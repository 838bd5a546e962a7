"""Which part of a block has to be looked into: most of what is written is only prose."""

import re

from rechenprobe.late import late
from rechenprobe.lecture import Span
from rechenprobe.read.phrases import ABBREVIATIONS

_NOTED = late(r"[0-9`$!<@]|\{#|\\[(\[]", re.ASCII)
_PROSE = late(r"[A-Za-zÄÖÜäöüß\s,;.?()„“\"'–-]*")
"""Nothing in it counts, calculates or is marked up."""
_END = late(r"\s([^\W\d_]+)\.(?=\s+[A-ZÄÖÜ])")
"""A sentence's last word: labels do not reach across the full stop behind it."""


def noted(source: str, span: Span) -> Span:
    """From where numbers and markup stand in a block, with all words that may belong to them.

    Most blocks have none. Of the sentences before only the last word is left: what follows stands
    behind a full stop then, too.
    """
    if _NOTED.search(source, span.start, span.end) is None:
        return Span(span.end, span.end)
    if source.find(".", span.start, span.end) < 0:
        return span  # as most list items
    prose = _PROSE.match(source, span.start, span.end)
    ends = _END.finditer(source, span.start, prose.end()) if prose else ()
    starts = [one.start(1) for one in ends if one[1].lower() not in ABBREVIATIONS]
    return Span(starts[-1], span.end) if starts else span
