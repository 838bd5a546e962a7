"""`<!-- ungeprüft: Messwerte -->` alone below a table, a list or a paragraph is about all of it."""

from rechenprobe.claims import Waiver
from rechenprobe.late import late
from rechenprobe.lecture import Span

_BLANK = late(r"\n[ \t>]*(?=\n)")
_CAPTION = late(r"[ \t>]*Table: ")


def waiver_above(source: str, comment: Span, reason: str) -> Waiver | None:
    """For a comment alone in its lines: what stands right above it, up to a blank line.

    A table's caption is a paragraph of its own that belongs to the table.
    """
    if not _is_alone(source, comment):
        return None
    end = len(source[: comment.start].rstrip(" \t>\n"))
    start = _start(source, end)
    if _CAPTION.match(source, start):
        start = _start(source, len(source[:start].rstrip(" \t>\n")))
    return Waiver(Span(start, end), reason, comment) if start < end else None


def _start(source: str, end: int) -> int:
    """Where the lines that end there begin."""
    found = 0
    for blank in _BLANK.finditer(source, max(0, end - _LONGEST), end):
        found = blank.end() + 1
    return found or max(0, end - _LONGEST)


_LONGEST = 20_000
"""Characters of a table; no author leaves more than that unchecked for one reason."""


def _is_alone(source: str, span: Span) -> bool:
    line = source.rfind("\n", 0, span.start) + 1
    end = source.find("\n", span.end)
    behind = source[span.end : end if end >= 0 else len(source)]
    return not source[line : span.start].strip(" \t>") and not behind.strip()
