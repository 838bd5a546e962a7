"""What no search shows is folded away before the search plugin reads the page, then put back.

Tables, drawings and program output are most of a page's HTML, and say of themselves that they do
not belong into the index; the colours of code never get there. The plugin would read all of it,
tag by tag, in Python: on an unchanged course that is what takes longest.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct

_EXCLUDED = "data-search-exclude"
_OPENING = re.compile(r"<([a-zA-Z][\w-]*)[^<>]*\Z")
_HEADING = re.compile(r"h[1-6]", re.IGNORECASE)
_CODE = re.compile(r"<code>([^<]*<span.*?)</code>", re.DOTALL)
_COLOUR = re.compile(r"</?(?:span|a)\b[^<>]*>")
_MARK = "<!--rp-fold:"
_FOLD = re.compile(rf"{_MARK}(\d+)-->.*?<!--/rp-fold-->", re.DOTALL)


class Folded(Struct, frozen=True):
    """A page's HTML with comments in place of what was taken out."""

    html: str
    parts: tuple[str, ...]


def fold(html: str) -> Folded:
    """Leave out excluded elements, and of code all but its text.

    A heading that is excluded stays: it stands for its section.
    """
    parts: list[str] = []
    if _MARK in html:  # an author's comment: theirs and ours could not be told apart
        return Folded(html, ())

    def away(part: str, shown: str = "<i></i>") -> str:  # something must stand for the page
        parts.append(part)
        return f"{_MARK}{len(parts) - 1}-->{shown}<!--/rp-fold-->"

    pieces, position = [], 0
    for start, end in _excluded(html):
        pieces += [html[position:start], away(html[start:end])]
        position = end
    lean = "".join((*pieces, html[position:]))

    def without_colours(code: re.Match[str]) -> str:
        return f"<code>{away(code[1], _COLOUR.sub('', _FOLD.sub('', code[1])))}</code>"

    lean = _CODE.sub(without_colours, lean)
    return Folded(lean, tuple(parts))


def unfold(html: str, parts: Sequence[str]) -> str:
    """Put everything back, whatever else became of the page meanwhile."""

    def back(found: re.Match[str]) -> str:
        number = int(found[1])
        return unfold(parts[number], parts[:number])  # code may hold what was folded before it

    return _FOLD.sub(back, html) if parts else html


def _excluded(html: str) -> Iterator[tuple[int, int]]:
    """Start and end of the outermost elements that the search leaves out."""
    position = html.find(_EXCLUDED)
    while position != -1:
        start = html.rfind("<", 0, position)
        opening = _OPENING.match(html, start, position) if start != -1 else None
        end = -1
        if opening is not None and not _HEADING.fullmatch(opening[1]):
            end = _end(html, start, opening[1])
        if end != -1:
            yield start, end
        position = html.find(_EXCLUDED, max(end, position + 1))


def _end(html: str, start: int, name: str) -> int:
    """Behind the tag that closes the element at `start`; -1 if none does."""
    depth = 0
    if "-" in name:  # an element of our own: no other tag begins like it, so that words will do
        position = start
        while (close := html.find(f"</{name}", position)) != -1:
            depth += html.count(f"<{name}", position, close) - 1
            position = html.find(">", close) + 1
            if not position:
                return -1
            if depth == 0:
                return position
        return -1
    for tag in _tags(name).finditer(html, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return -1


@cache
def _tags(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}(?=[\s/>])[^<>]*>", re.IGNORECASE)
