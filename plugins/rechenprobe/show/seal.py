"""HTML that passes through Markdown untouched: sealed before, opened after.

Output stands in nested, tab-indented lists, table cells, headings and code. Whatever
Markdown, its extensions and Jinja do to text there, they see nothing in a seal: one line of
private-use characters, one per UTF-8 byte; while Markdown is at work, only a number in such
characters. A postprocessor opens the seals when the document is serialised, so that even
highlighted code can carry marks.
"""

from codecs import charmap_decode
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from rechenprobe.late import late

if TYPE_CHECKING:
    from re import Match

_OPEN, _CLOSE, _STOWED = "\U0010fd00", "\U0010fd01", "\U0010fd02"
_BYTE_0 = 0x10FE00
"""The character that stands for byte 0. Plane 16, so that icon fonts' characters are no seals."""

_ALPHABET = "".join(chr(_BYTE_0 + byte) for byte in range(256))

_SEAL = rf"{_OPEN}([\U0010fe00-\U0010feff]*){_CLOSE}"
_SEALED = late(_SEAL)
_LAID_OPEN = late(rf"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_NUMBERED = late(_SEAL.replace(_OPEN, _STOWED))
_SEALED_BLOCK = late(rf"<p>\s*({_SEAL})\s*</p>")
_TAG_WITH_SEAL = late(rf"<[a-zA-Z][^<>]*{_OPEN}[^<>]*>")
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
    text = _TAG_WITH_SEAL.sub(lambda tag: _SEALED.sub(_plain, tag[0]), text)
    text = _SEALED_BLOCK.sub(_block, text)
    return _SEALED.sub(lambda sealed: _html(sealed[1]), text)


def lay_open(text: str) -> str:
    """The same text with its seals readable: a quarter of the bytes, for keeping. See `close`."""
    return _SEALED.sub(lambda sealed: f"{_OPEN}{_html(sealed[1])}{_CLOSE}", text)


def close(text: str) -> str:
    """What `lay_open` was given, unless HTML in it had an end of a seal within."""
    first, *rest = _LAID_OPEN.split(text)
    closed = _wide(_CLOSE.join(rest[::2])).split(_wide(_CLOSE))  # all at once, for each build does
    pairs = zip(closed, rest[1::2], strict=False)
    return "".join((first, *(f"{_OPEN}{one}{_CLOSE}{behind}" for one, behind in pairs)))


def _wide(html: str) -> str:
    """What stands in a seal, for a long text in half the time."""
    narrow = html.encode()
    wide = bytearray(_BYTE_0.to_bytes(4, "little") * len(narrow))
    wide[::4] = narrow
    return wide.decode("utf-32-le")


def _html(payload: str) -> str:
    return payload.encode("utf-32-le")[::4].decode(errors="replace")  # the byte is the lowest of 4


def _plain(sealed: "Match[str]") -> str:
    return _TAG.sub("", _html(sealed[1])).replace('"', "&quot;")


def _block(paragraph: "Match[str]") -> str:
    html = _html(paragraph[2])
    return html if _BLOCK.match(html) else paragraph[0]


class _Stower(Preprocessor):
    """Puts numbers for seals: Markdown looks at each character of its text some forty times."""

    def __init__(self, md: Markdown, stowed: dict[str, str]) -> None:
        super().__init__(md)
        self._stowed = stowed

    def run(self, lines: list[str]) -> list[str]:
        return [_SEALED.sub(self._stow, line) if _OPEN in line else line for line in lines]

    def _stow(self, sealed: "Match[str]") -> str:
        number = seal(str(len(self._stowed))).replace(_OPEN, _STOWED)
        self._stowed[number] = sealed[0]
        return number


class _Unsealer(Postprocessor):
    """Puts the seals back and opens them. Called for each heading, too."""

    def __init__(self, md: Markdown, stowed: dict[str, str]) -> None:
        super().__init__(md)
        self._stowed = stowed

    def run(self, text: str) -> str:
        return unseal(_NUMBERED.sub(lambda found: self._stowed.get(found[0], ""), text))


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
