"""HTML that passes through Markdown untouched: sealed before, opened after.

Output stands in nested, tab-indented lists, table cells, headings and code. Whatever
Markdown, its extensions and Jinja do to text there, they see nothing in a seal: one line of
private-use characters, one per UTF-8 byte; while Markdown is at work, only a number in such
characters. A postprocessor opens the seals when the document is serialised, so that even
highlighted code can carry marks.
"""

from codecs import charmap_decode
from collections.abc import Callable
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from rechenprobe.late import late

if TYPE_CHECKING:
    from re import Match, Pattern

_OPEN, _CLOSE, _STOWED = "\U0010fd00", "\U0010fd01", "\U0010fd02"
_BYTE_0 = 0x10FE00
"""The character that stands for byte 0. Plane 16, so that icon fonts' characters are no seals."""

_ALPHABET = "".join(chr(_BYTE_0 + byte) for byte in range(256))

_PAYLOAD = rf"([\U0010fe00-\U0010feff]*){_CLOSE}"
_SEALED = late(_OPEN + _PAYLOAD)
_LAID_OPEN = late(rf"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_NUMBERED = late(_STOWED + _PAYLOAD)
_SEALED_BLOCK, _NUMBERED_BLOCK = (
    late(rf"<p>\s*{mark}{_PAYLOAD}\s*</p>") for mark in (_OPEN, _STOWED)
)
_TAG_WITH_SEAL, _TAG_WITH_NUMBER = (
    late(rf"<[a-zA-Z][^<>]*{mark}[^<>]*>") for mark in (_OPEN, _STOWED)
)
_TAG = late(r"<[^<>]*>")

_BLOCK = late(
    r"</?(?:div|rp-output|details|summary|figure|figcaption|pre|table|section|aside|footer)\b"
)


def seal(html: str) -> str:
    """`html` as one line in which nothing but `SealExtension` sees markup."""
    return _OPEN + charmap_decode(html.encode(), "strict", _ALPHABET)[0] + _CLOSE


def unseal(text: str) -> str:
    """`text` with every seal opened; a block-level one also leaves its paragraph.

    Within a tag (an image's alternative text) only the plain text of a seal remains.
    """
    if _OPEN not in text:
        return text
    return _opened(text, _html, _TAG_WITH_SEAL, _SEALED_BLOCK, _SEALED)


def _opened(
    text: str,
    html: Callable[[str], str],
    in_tag: "Pattern[str]",
    block: "Pattern[str]",
    anywhere: "Pattern[str]",
) -> str:
    """The text with HTML for what the patterns find; `html` gives it for a seal's characters."""

    def plain(found: "Match[str]") -> str:
        return _TAG.sub("", html(found[1])).replace('"', "&quot;")

    def alone(paragraph: "Match[str]") -> str:
        opened = html(paragraph[1])
        return opened if _BLOCK.match(opened) else paragraph[0]

    text = in_tag.sub(lambda tag: anywhere.sub(plain, tag[0]), text)
    text = block.sub(alone, text)
    return anywhere.sub(lambda found: html(found[1]), text)


def lay_open(text: str) -> str:
    """The same text with its seals readable: a quarter of the bytes, for keeping. See `close`."""
    return _SEALED.sub(lambda sealed: f"{_OPEN}{_html(sealed[1])}{_CLOSE}", text)


def close(text: str) -> str:
    """What `lay_open` was given, unless HTML in it had an end of a seal within."""
    return _LAID_OPEN.sub(lambda seen: seal(seen[1]), text)


def _html(payload: str) -> str:
    return payload.encode("utf-32-le")[::4].decode(errors="replace")  # the byte is the lowest of 4


class _Stower(Preprocessor):
    """Puts numbers for seals: Markdown looks at each character of its text some forty times."""

    def __init__(self, md: Markdown, stowed: dict[str, str]) -> None:
        super().__init__(md)
        self._stowed = stowed

    def run(self, lines: list[str]) -> list[str]:
        return [_SEALED.sub(self._stow, line) if _OPEN in line else line for line in lines]

    def _stow(self, sealed: "Match[str]") -> str:
        number = seal(str(len(self._stowed)))[1:-1]
        self._stowed[number] = _html(sealed[1])
        return f"{_STOWED}{number}{_CLOSE}"


class _Unsealer(Postprocessor):
    """Puts HTML for the numbers. Called for each heading, too."""

    def __init__(self, md: Markdown, stowed: dict[str, str]) -> None:
        super().__init__(md)
        self._stowed = stowed

    def run(self, text: str) -> str:
        text = unseal(text)  # what Markdown never saw
        if _STOWED not in text:
            return text
        patterns = _TAG_WITH_NUMBER, _NUMBERED_BLOCK, _NUMBERED
        return _opened(text, lambda number: self._stowed.get(number, ""), *patterns)


class SealExtension(Extension):
    """Python-Markdown extension that opens seals at the very end."""

    def __init__(self) -> None:
        super().__init__()
        self._stowed: dict[str, str] = {}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register before everything that looks at the text, and behind all that rewrites it."""
        md.registerExtension(self)
        md.preprocessors.register(_Stower(md, self._stowed), "rechenprobe_seal", 1000)
        md.postprocessors.register(_Unsealer(md, self._stowed), "rechenprobe_seal", -100)

    def reset(self) -> None:
        """Forget the last document."""
        self._stowed.clear()


def makeExtension(**_: object) -> SealExtension:  # noqa: N802 - Python-Markdown's name
    """Entry for `markdown_extensions: [rechenprobe.show.seal]`."""
    return SealExtension()
