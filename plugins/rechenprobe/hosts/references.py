"""References from one page to what is numbered on another: `[@eq-ausgabe](netz.md#eq-ausgabe)`.

Each page announces its numbers in its own HTML. MkDocs makes the link and says what leads nowhere;
the words are put in once all pages are read.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

_ANNOUNCED = re.compile(r' data-label="([^"]+)" data-words="([^"]*)"')
_ASKS = ">@"
"""In every such link: most pages have none, and to search one for links takes a while."""
_LINK = re.compile(
    r'(?P<opening><a [^>]*?href="(?P<href>[^"#]*#(?P<label>[\w-]+))"[^>]*>)@(?P=label)(?=</a>)'
)


def note_anchors(html: str, page: "Page") -> None:
    """Tell MkDocs where links to the page may lead: it did not see what stood in seals."""
    labels = {label for label, _ in _announced(html)}
    page.present_anchor_ids = (page.present_anchor_ids or set()) | labels


def fill_in(pages: Iterable["Page"]) -> None:
    """Say `Gleichung (3)` where a link to another page says `@eq-ausgabe`."""
    read = [page for page in pages if page.content]
    asking = [page for page in read if _ASKS in (page.content or "")]
    if not asking:
        return
    words: dict[tuple[str, str], str] = {
        (page.url, label): text for page in read for label, text in _announced(page.content or "")
    }
    for page in asking:

        def spoken(match: re.Match[str], base: str = page.url) -> str:
            target = urldefrag(urljoin(base, match["href"])).url
            opening, label = str(match["opening"]), str(match["label"])
            return opening + words.get((target, label), f"@{label}")

        page.content = _LINK.sub(spoken, page.content or "")


def _announced(html: str) -> list[tuple[str, str]]:
    """Label and words of all that is numbered on a page."""
    return _ANNOUNCED.findall(html) if "data-words" in html else []
