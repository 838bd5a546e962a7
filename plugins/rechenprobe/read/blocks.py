"""Source → blocks: which lines are code, headings, list items, table cells, paragraphs.

Only as much Markdown as it takes to know what is prose and how it is nested;
Python-Markdown renders the page. Columns of indentation count a tab as four.
"""

import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.claims import CellPlace
from rechenprobe.late import late
from rechenprobe.lecture import Span
from rechenprobe.read.closings import Closings

TAB = 4
"""Columns to the next tab stop, as Python-Markdown has it."""

BlockKind: TypeAlias = Literal["heading", "item", "cell", "paragraph"]


class Block(Struct, frozen=True, gc=False):
    """A stretch of prose that belongs together: it is searched for statements as a whole."""

    kind: BlockKind
    span: Span
    """Without marker and trailing space; may run over several lines."""
    rank: int
    """Nesting: a block belongs to the nearest block before it with a lower rank."""
    cell: CellPlace | None = None
    """For the cell of a table."""


class Fence(Struct, frozen=True):
    """A fenced code block, closed."""

    span: Span
    indent: str
    info: str
    body: tuple[Span, ...]
    """Each line's code, indentation of the fence and newline left out."""


class Blocks(Struct, frozen=True):
    """What the lines of a source are."""

    prose: tuple[Block, ...]
    fences: tuple[Fence, ...]
    indented: tuple[Fence, ...]
    """Code blocks by their indentation, without a language."""
    unclosed: tuple[Span, ...]
    """Opening lines of fences that nothing closes."""


_FENCE = late(r"([ \t>]*)(`{3,}+|~{3,}+)([^`\n]*)$")
_HEADING = late(r" {0,3}(#{1,6})[ \t]+")
_ITEM = late(r"([ \t>]*)([-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_CONTAINER = late(r"[ \t]*(?:!!!|\?\?\?\+?|===\+?!?|\[\^[^\]]+\]:|:[ \t]{3})")
_RULE = late(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+)$")
_SUMMAND = late(r"[+-][ \t]+[\d(]")
_CALCULATION = late(r"(?=.*\d[\s)]*[-+*/·×])[\d\s.,()*/·×+=≈−-]+")
_DELIMITER_ROW = late(r"\|?[ \t]*:?-+:?[ \t]*+(?:\|[ \t]*:?-+:?[ \t]*+)*\|?$")
_DEFINED = late(r" {0,3}:[ \t]{1,4}(?=\S)")
_DEFINITION = late(r" {0,3}\[(?!\^)[^\]\n]+\]:[ \t]")
_RAW = late(r"[ \t]*<(script|style|pre|svg|math)\b", re.IGNORECASE)

_QUOTE = late(r"\n[ \t]*>[ \t>]*")

_LIST_RANK = 100
_TOP = _LIST_RANK - 1
"""Rank of a paragraph that is not indented."""


def read_blocks(source: str, start: int, end: int | None = None, *, nested: bool = False) -> Blocks:
    """Sort the lines of `source[start:end]` into prose and fences.

    `nested`: they stand in a list item, where indentation makes no code.
    """
    return _BlockReader(source, start, len(source) if end is None else end, nested=nested).read()


def unquoted(source: str, blocks: Iterable[Block]) -> str:
    """The source, as long as before, without the quote marks between a block's lines.

    „> 3 +“, „> 4 = 7“: the second mark compares nothing.
    """
    parts, done = [], 0
    for block in blocks:
        start, end = block.span.start, block.span.end
        if start < done or source.find("\n", start, end) < 0:
            continue
        if ">" in source[source.rfind("\n", 0, start) + 1 : start]:
            text = _QUOTE.sub(lambda mark: mark[0].replace(">", " "), source[start:end])
            parts += [source[done:start], text]
            done = end
    return "".join([*parts, source[done:]])


def columns(indent: str) -> int:
    """How far a line's leading white space (and quote marks) moves it, in columns."""
    width = 0
    for character in indent:
        width = width + TAB - width % TAB if character == "\t" else width + 1
    return width


class _BlockReader:
    """One pass over the lines; a paragraph grows until something else begins."""

    def __init__(self, source: str, start: int, end: int, *, nested: bool) -> None:
        self._source = source
        self._lines = _spans_of_lines(source, start, end)
        self._prose: list[Block] = []
        self._fences: list[Fence] = []
        self._indented: list[list[Span]] = []
        self._unclosed: list[Span] = []
        self._open: tuple[BlockKind, int, int, int] | None = None  # kind, start, end, rank
        self._nested = nested  # a list or an admonition is open: indentation is not code
        self._closings = {mark: Closings(source, self._lines, mark) for mark in "`~"}
        self._never_closed: set[str] = set()
        self._tables = 0
        self._quoted = False  # the open block began behind a quote mark

    def read(self) -> Blocks:
        number = 0
        while number < len(self._lines):
            number = self._line(number)
        self._close()
        indented = tuple(
            Fence(Span(body[0].start, body[-1].end), "", "", tuple(body)) for body in self._indented
        )
        return Blocks(tuple(self._prose), tuple(self._fences), indented, tuple(self._unclosed))

    def _line(self, number: int) -> int:
        """Handle the line; the number of the next one to look at."""
        span = self._lines[number]
        line = self._source[span.start : span.end]
        inner = line.lstrip(" \t>")
        if not inner:
            self._close()
            return number + 1
        first = inner[0]  # most lines are plain text, as it tells
        if first in "`~" and (fence := _FENCE.match(line)):
            self._close()
            return self._fence(number, fence)
        if first == "<" and (raw := _RAW.match(line)):
            self._close()
            return self._raw(number, f"</{raw[1].lower()}")
        if first == "#" and (heading := _HEADING.match(line)):
            self._close()
            self._nested = False
            self._prose.append(
                Block("heading", self._trimmed(span, heading.end()), len(heading[1]))
            )
            return number + 1
        if (first in "-*_=" and _RULE.match(line)) or (first == "[" and _DEFINITION.match(line)):
            self._close()
            return number + 1
        if "|" in line and number + 1 < len(self._lines) and self._delimits(number + 1):
            self._close()
            return self._table(number)
        if first == ":" and (definition := _DEFINED.match(line)):
            return self._definition(number, definition.end())
        marks = first in "-*+" or "0" <= first <= "9" or not first.isascii()
        if marks and (item := _ITEM.match(line)) and not self._calculates_on(inner):
            self._close()
            self._nested = True
            rank = _LIST_RANK + columns(item[1])
            self._quoted = ">" in item[1]
            trimmed = self._trimmed(span, item.end())
            self._open = ("item", trimmed.start, trimmed.end, rank)
            return number + 1
        indent = len(line) - len(inner)
        width = columns(line[:indent]) if indent else 0
        quoted = ">" in line[:indent]
        if quoted and not self._quoted:
            self._close()  # a quotation begins; one that ends may go on without its mark
        if self._open is None:
            self._quoted = quoted
            if width == 0:
                self._nested = bool(_CONTAINER.match(line))
            elif width >= TAB and not self._nested:
                before = self._indented[-1] if self._indented else []
                if not before or number == 0 or before[-1] != self._lines[number - 1]:
                    self._indented.append(before := [])
                before.append(Span(span.start, span.end))
                return number + 1
            trimmed = self._trimmed(span, indent)
            # A paragraph inside an item ranks below it and closes deeper items.
            rank = _LIST_RANK + width - 1 if width else _TOP
            self._open = ("paragraph", trimmed.start, trimmed.end, rank)
        else:
            kind, start, _, rank = self._open
            self._open = (kind, start, self._trimmed(span, indent).end, rank)
        return number + 1

    def _calculates_on(self, inner: str) -> bool:
        """„= 1 · 2“, „+ 3 · 4“, „= 14“ on three lines: no list begins within a calculation."""
        if self._open is None or self._open[0] != "paragraph" or not _SUMMAND.match(inner):
            return False
        _, start, end, _ = self._open
        return _CALCULATION.fullmatch(self._source[start:end].rpartition("\n")[2]) is not None

    def _definition(self, number: int, skip: int) -> int:
        """`:   …` below a term: the term becomes an item, what defines it its child."""
        if self._open is not None and self._open[0] == "paragraph":
            _, start, end, rank = self._open
            self._open = ("item", start, end, rank)
        self._close()
        if self._prose and self._prose[-1].kind == "paragraph" and self._prose[-1].rank == _TOP:
            term = self._prose.pop()
            self._prose.append(Block("item", term.span, term.rank))
        self._nested = True
        trimmed = self._trimmed(self._lines[number], skip)
        self._open = ("paragraph", trimmed.start, trimmed.end, _LIST_RANK + TAB - 1)
        self._quoted = False
        return number + 1

    def _fence(self, number: int, opening: re.Match[str]) -> int:
        indent, ticks, info = opening.groups()
        closing = self._closings[ticks[0]].after(number, len(ticks))
        if closing is None:
            self._unclosed.append(self._lines[number])
            return len(self._lines)  # all of it may be code
        body = [
            Span(
                span.start + _dedent(self._source[span.start : span.end], indent),
                span.end,
            )
            for span in self._lines[number + 1 : closing]
        ]
        whole = Span(self._lines[number].start, self._lines[closing].end)
        self._fences.append(Fence(whole, indent, info.strip(), tuple(body)))
        return closing + 1

    def _raw(self, number: int, closing: str) -> int:
        """Behind the line with the closing tag; a tag that nothing closes is text."""
        if closing in self._never_closed:
            return number + 1
        for later in range(number, len(self._lines)):
            span = self._lines[later]
            if closing in self._source[span.start : span.end].lower():
                return later + 1
        self._never_closed.add(closing)
        return number + 1

    def _delimits(self, number: int) -> bool:
        span = self._lines[number]
        line = self._source[span.start : span.end]
        return "|" in line and _DELIMITER_ROW.match(line.strip(" \t>")) is not None

    def _table(self, number: int) -> int:
        first = self._lines[number]
        line = self._source[first.start : first.end]
        width = columns(line[: len(line) - len(line.lstrip(" \t>"))])
        rank = _LIST_RANK + max(width - 1, 0)  # as a paragraph closes the items before it
        row = 0
        while number < len(self._lines):
            span = self._lines[number]
            if "|" not in self._source[span.start : span.end]:
                break
            if not self._delimits(number):
                for column, cell in _cells(self._source, span):
                    place = CellPlace(self._tables, row, column)
                    self._prose.append(Block("cell", cell, rank, place))
                row += 1
            number += 1
        self._tables += 1
        return number

    def _trimmed(self, span: Span, skip: int) -> Span:
        text = self._source[span.start : span.end]
        return Span(span.start + skip, span.start + max(skip, len(text.rstrip())))

    def _close(self) -> None:
        if self._open is not None:
            kind, start, end, rank = self._open
            self._prose.append(Block(kind, Span(start, end), rank))
            self._open = None


def _spans_of_lines(source: str, start: int, stop: int) -> list[Span]:
    spans = []
    while start < stop:
        end = source.find("\n", start, stop)
        end = stop if end == -1 else end
        spans.append(Span(start, end - (source[end - 1 : end] == "\r" and end > start)))
        start = end + 1
    return spans


def _dedent(line: str, indent: str) -> int:
    """How many characters of `line` belong to the fence's indentation."""
    if line.startswith(indent):
        return len(indent)
    width, taken = columns(indent), 0
    while taken < len(line) and line[taken] in " \t>" and columns(line[: taken + 1]) <= width:
        taken += 1
    return taken


def _cells(source: str, span: Span) -> list[tuple[int, Span]]:
    """The cells of a table row with their columns, empty ones left out.

    Bars in code spans and escaped ones do not divide; one at the beginning of the line does not
    begin a column.
    """
    cells, start, position, ticks = [], span.start, span.start, False
    column = -1 if source[span.start : span.end].lstrip(" \t>").startswith("|") else 0
    while position <= span.end:
        character = source[position] if position < span.end else "|"
        if character == "\\":
            position += 2
            continue
        if character == "`":
            ticks = not ticks
        if character == "|" and (not ticks or position == span.end):
            text = source[start:position]
            if text.strip(" \t>"):
                left = len(text) - len(text.lstrip(" \t>"))
                cells.append((column, Span(start + left, start + len(text.rstrip()))))
            start, column = position + 1, column + 1
        position += 1
    return cells
