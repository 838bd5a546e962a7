"""A page's stamp: only a build that checked the lecture puts it there, with the text's digest.

Another generator, or MkDocs without the plugin, gives the same page without it.
`rechenprobe check --site site` misses it, and sees whether the text is still the same.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from markupsafe import Markup
from msgspec import Struct

from rechenprobe.edition import Edition
from rechenprobe.hosts.messages import balance

_STAMP = re.compile(
    r'<meta name="rechenprobe" content="[^"]*"'
    r' data-lecture="([^"]*)" data-sha256="([0-9a-f]{64})">'
)


class Stamp(Struct, frozen=True):
    """What a built page says of its lecture."""

    lecture: str
    """Its path, as messages show it."""
    digest: str
    """SHA-256 of the text that was checked, in hex."""
    page: Path


def stamp(html: str, edition: Edition) -> str:
    """The page with its stamp, unless something on it is wrong: a preview shows such pages."""
    report = edition.report
    if report.failed:
        return html
    mark = Markup(
        '<meta name="rechenprobe" content="{}" data-lecture="{}" data-sha256="{}">'
    ).format(balance(report.counts), report.path, edition.digest)
    return html.replace("</head>", f"{mark}\n</head>", 1)


def stamps(folder: Path) -> Iterator[Stamp]:
    """All stamps of the pages in a folder, in the order of their names."""
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8", errors="replace")
        for found in _STAMP.finditer(text.partition("</head>")[0]):
            yield Stamp(unescape(found[1]), found[2], page)
