"""Block → regions: what in a paragraph is text, formula, code, comment, image or markup."""

import re
from bisect import bisect_left
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.late import late
from rechenprobe.lecture import Span

RegionKind: TypeAlias = Literal["text", "formula", "code", "comment", "image", "reference", "skip"]


class Region(Struct, frozen=True, gc=False):
    """A stretch of a block of one kind, delimiters included."""

    kind: RegionKind
    span: Span
    inner: Span
    """Without delimiters; for an image its alternative text with the size."""
    display: bool = False
    """For a formula: written with two dollars."""


_SPECIAL = late(
    r"[\\`$<!\[\]{:@hw]"
    r"(?:(?<![@hw])|(?<![\w@./-]@)(?<=@)(?=[a-z]{2,3}-)|(?<=h)ttps?://|(?<=w)ww\.)"
)
"""It begins with one set of characters: so their places are found faster than with alternatives."""
_URL = late(r"(?:https?://|www\.)[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]]")
_TAG = late(r"</?[A-Za-z][^<>\n]{0,2000}>|<https?://[^<>\s]+>|<[^<>\s@]+@[^<>\s]+>")
_IMAGE = late(
    r"!\[([^\[\]\n]{0,2000})\]\(([^()\n]{0,4000}+(?:\([^()\n]{0,2000}\)[^()\n]{0,2000}+)?)\)"
)
_TARGET = late(
    r"\]\([^()\n]{0,4000}+(?:\([^()\n]{0,2000}\)[^()\n]{0,2000}+)?\)|\]\[[^\[\]\n]{0,999}\]"
)
_NOTE = late(r"\[\^[^\[\]\n]{1,200}\]")
_ATTRIBUTES = late(r"\{[:.#][^{}\n]{0,1000}\}")
_REFERENCE = late(
    r"\[-@(?P<bare>(?:eq|fig|tbl|sec|exr)-\w{1,80}(?:-\w{1,80}){0,9})\]"
    r"|@(?P<name>(?:eq|fig|tbl|sec|exr)-\w{1,80}(?:-\w{1,80}){0,9})(?![\w-]|\]\()"
)
"""`[@eq-x](page.md#eq-x)` is none: what stands on another page only the host knows."""
_TICKS = late(r"`+")
_ENVIRONMENT = late(
    r"\\begin\{((?:align|aligned|equation|gather|gathered|multline|split|eqnarray)\*?)\}"
)
_CLOSERS = {r"\(": r"\)", r"\[": r"\]"}
_SHORTCODE = late(r":[a-z0-9_+-]{2,80}:")


def read_regions(source: str, span: Span) -> tuple[Region, ...]:
    """Cut a block into regions, in order and without gaps. Linear in the block's length."""
    if _SPECIAL.search(source, span.start, span.end) is None:  # as in most list items
        return (Region("text", span, span),) if span.start < span.end else ()
    return tuple(_Cutter(source, span).cut())


class _Cutter:
    def __init__(self, source: str, span: Span) -> None:
        self._source = source
        self._end = span.end
        self._position = span.start
        self._text_from = span.start
        self._regions: list[Region] = []
        self._missing: dict[str, int] = {}  # closers known not to come after an offset
        self._dollar_from = 0
        self._runs: dict[int, list[int]] | None = None  # offsets of backtick runs, by length

    def cut(self) -> list[Region]:
        while True:
            match = _SPECIAL.search(self._source, self._position, self._end)
            if match is None:
                break
            self._position = match.start()
            region = self._special(match[0])
            if region is None:
                self._position += 2 if match[0] == "\\" else 1
            else:
                self._text(region.span.start)
                self._regions.append(region)
                self._position = self._text_from = region.span.end
        self._text(self._end)
        return self._regions

    def _text(self, end: int) -> None:
        if end > self._text_from:
            span = Span(self._text_from, end)
            self._regions.append(Region("text", span, span))

    def _special(self, character: str) -> Region | None:
        match character:
            case "`":
                return self._code()
            case "$":
                return self._formula()
            case "<":
                return self._comment() or self._skip(_TAG)
            case "!":
                image = _IMAGE.match(self._source, self._position, self._end)
                if image:
                    return Region("image", Span(*image.span()), Span(*image.span(1)))
                return None
            case "[":
                return self._reference() or self._skip(_NOTE)
            case "@":
                return self._reference()
            case "]":
                return self._skip(_TARGET)
            case "{":
                return self._skip(_ATTRIBUTES)
            case ":":
                return self._skip(_SHORTCODE)
            case "\\":
                return self._bracketed_formula()
            case _:
                return self._skip(_URL)

    def _reference(self) -> Region | None:
        match = _REFERENCE.match(self._source, self._position, self._end)
        if match is None:
            return None
        return Region("reference", Span(*match.span()), Span(*match.span(match.lastgroup or 0)))

    def _skip(self, pattern: re.Pattern[str]) -> Region | None:
        match = pattern.match(self._source, self._position, self._end)
        if match is None:
            return None
        span = Span(*match.span())
        return Region("skip", span, span)

    def _find(self, closer: str, start: int) -> int:
        """Like `str.find` within the block, but remembers what does not exist."""
        if self._missing.get(closer, self._end + 1) <= start:
            return -1
        found = self._source.find(closer, start, self._end)
        if found == -1:
            self._missing[closer] = min(start, self._missing.get(closer, start))
        return found

    def _code(self) -> Region | None:
        start = self._position
        run = start
        while run < self._end and self._source[run] == "`":
            run += 1
        if self._runs is None:
            self._runs = {}
            for match in _TICKS.finditer(self._source, start, self._end):
                self._runs.setdefault(len(match[0]), []).append(match.start())
        same = self._runs.get(run - start, [])
        index = bisect_left(same, run)
        if index < len(same):
            close = same[index]
            return Region("code", Span(start, close + run - start), Span(run, close))
        self._position = run - 1  # an unclosed run is text, all of it
        return None

    def _comment(self) -> Region | None:
        start = self._position
        if not self._source.startswith("<!--", start):
            return None
        close = self._find("-->", start + 4)
        if close == -1:
            return None
        return Region("comment", Span(start, close + 3), Span(start + 4, close))

    def _formula(self) -> Region | None:
        start = self._position
        if self._source.startswith("$$", start):
            close = self._find("$$", start + 2)
            if close > start + 2 and self._source[start + 2 : close].strip():
                span = Span(start, close + 2)
                return Region("formula", span, Span(start + 2, close), display=True)
            self._position = start + 1
            return None
        if self._source[start + 1 : start + 2].isspace():
            return None  # „5 $ und 7 $“ are prices
        close = self._closing_dollar(start + 1)
        if close == -1:
            return None
        return Region("formula", Span(start, close + 1), Span(start + 1, close))

    def _bracketed_formula(self) -> Region | None:
        r"""`\( … \)`, `\[ … \]` (with two backslashes, too), `\begin{align} … \end{align}`."""
        start = self._position
        if environment := _ENVIRONMENT.match(self._source, start, self._end):
            ending = f"\\end{{{environment[1]}}}"
            close = self._find(ending, environment.end())
            if close == -1:
                return None
            span = Span(start, close + len(ending))
            return Region("formula", span, span, display=True)
        escaped = self._source.startswith("\\\\", start)  # `\\(`, as kramdown has it
        opener = self._source[start + escaped : start + escaped + 2]
        closer = "\\" * escaped + _CLOSERS[opener] if opener in _CLOSERS else ""
        first = start + escaped + 2
        close = self._find(closer, first) if closer else -1
        if close == -1:
            return None
        display = opener == r"\["
        return Region(
            "formula", Span(start, close + len(closer)), Span(first, close), display=display
        )

    def _closing_dollar(self, start: int) -> int:
        """The next dollar if it can close a formula; one before a digit is skipped."""
        close = max(start, self._dollar_from)
        while (close := self._find("$", close)) != -1:
            before = self._source[close - 1]
            if before.isspace():
                return -1
            if before != "\\" and not self._source[close + 1 : close + 2].isdigit():
                return close
            close += 1
            self._dollar_from = close  # those before cannot close any formula
        return -1
