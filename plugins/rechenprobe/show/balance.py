"""HTML that code made, so that it ends where it ends: what it opens, it closes, and no more.

A table that is left open would take in the rest of the page, a stray `</div>` would close what
the page has opened.
"""

import re
from html.parser import HTMLParser

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_IMPLIED = frozenset("caption colgroup dd dt li optgroup option tbody td tfoot th thead tr".split())
"""They end with what they stand in."""
_BEGUN = re.compile(r"<[A-Za-z/]")
_OPAQUE = re.compile(
    r"<!---?>|<!--.*?(?:-->|\Z)|<(script|style|textarea|title)\b.*?(?:</\1\b|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""Comments, and elements in which nothing begins one."""
_FOREIGN = frozenset(("svg", "math"))
"""In them an element may close itself: `<path/>`."""


def balanced(html: str) -> str:
    """The same where it is balanced."""
    for piece in _OPAQUE.finditer(html):
        if piece[0].startswith("<!--") and not piece[0].endswith("-->"):
            html += "-->"
    if broken_off := _BEGUN.search(html, html.rfind(">") + 1):
        html = html[: broken_off.start()]
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    return reader.mended()


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._html = html
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._open: list[str] = []
        self._stray: list[int] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Open until it is closed."""
        del attrs
        if tag not in _VOID and tag != "p":  # the next block ends a paragraph anyway
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """`<div/>` closes nothing in HTML."""
        if not _FOREIGN.intersection(self._open):
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """What was opened behind its own start is closed with it, as browsers do."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        elif tag not in ("p", "br"):  # which browsers take for an empty one
            line, column = self.getpos()
            self._stray.append(self._lines[line - 1] + column)

    def mended(self) -> str:
        """Without stray ends, with all ends."""
        parts, position = [], 0
        for start in self._stray:
            parts.append(self._html[position:start])
            position = self._html.find(">", start) + 1 or len(self._html)
        ends = (f"</{tag}>" for tag in reversed(self._open) if tag not in _IMPLIED)
        return "".join((*parts, self._html[position:], *ends))
