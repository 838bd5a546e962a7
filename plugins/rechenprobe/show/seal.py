"""HTML that passes through Markdown untouched: sealed before, opened after.

Output stands in nested, tab-indented lists, table cells, headings and code. Whatever
Markdown, its extensions and Jinja do to text there, they see nothing in a seal: one line of
private-use characters, one per UTF-8 byte. A postprocessor opens the seals when the document
is serialised, so that even highlighted code can carry marks.
"""

import re
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

if TYPE_CHECKING:
    from re import Match

_OPEN, _CLOSE = "\U0010fd00", "\U0010fd01"
_BYTE_0 = 0x10FE00
"""The character that stands for byte 0. Plane 16, so that icon fonts' characters are no seals."""

_SEAL = rf"{_OPEN}([\U0010fe00-\U0010feff]*){_CLOSE}"
_SEALED = re.compile(_SEAL)
_SEALED_BLOCK = re.compile(rf"<p>\s*({_SEAL})\s*</p>")
_TAG_WITH_SEAL = re.compile(rf"<[a-zA-Z][^<>]*{_OPEN}[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")

_BLOCK = re.compile(
    r"</?(?:div|rp-output|details|summary|figure|pre|table|section|aside|footer)\b"
)


def seal(html: str) -> str:
    """`html` as one line in which nothing but `SealExtension` sees markup."""
    return _OPEN + "".join(chr(_BYTE_0 + byte) for byte in html.encode()) + _CLOSE


def unseal(text: str) -> str:
    """`text` with every seal opened; a block-level one also leaves its paragraph.

    Within a tag (an image's alternative text) only the plain text of a seal remains.
    """
    if _OPEN not in text:
        return text
    text = _TAG_WITH_SEAL.sub(lambda tag: _SEALED.sub(_plain, tag[0]), text)
    text = _SEALED_BLOCK.sub(_block, text)
    return _SEALED.sub(lambda sealed: _html(sealed[1]), text)


def _html(payload: str) -> str:
    return bytes(ord(char) - _BYTE_0 for char in payload).decode(errors="replace")


def _plain(sealed: "Match[str]") -> str:
    return _TAG.sub("", _html(sealed[1])).replace('"', "&quot;")


def _block(paragraph: "Match[str]") -> str:
    html = _html(paragraph[2])
    return html if _BLOCK.match(html) else paragraph[0]


class _Unsealer(Postprocessor):
    def run(self, text: str) -> str:
        return unseal(text)


class SealExtension(Extension):
    """Python-Markdown extension that opens seals at the very end."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register behind everything else that rewrites the serialised page."""
        md.postprocessors.register(_Unsealer(md), "rechenprobe_seal", -100)


def makeExtension(**_: object) -> SealExtension:  # noqa: N802 - Python-Markdown's name
    """Entry for `markdown_extensions: [rechenprobe.show.seal]`."""
    return SealExtension()
