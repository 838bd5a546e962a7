"""The glossary page of a MkDocs site, and its terms on the others."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mkdocs.structure.files import Files
from mkdocs.utils import get_relative_url

from rechenprobe.glossary import Glossary
from rechenprobe.hosts.folding import fold, unfold
from rechenprobe.pipeline import anchor_terms, explain_terms, read_glossary
from rechenprobe.settings import Settings

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page


def site_glossary(files: Files, settings: Settings) -> Glossary:
    """The terms of the site's glossary page; none if there is no such page."""
    file = files.get_file_from_path(settings.glossary) if settings.glossary else None
    return Glossary() if file is None else read_glossary(file.content_string)


def with_terms(
    html: str, page: "Page", files: Files, glossary: Glossary, settings: Settings
) -> str:
    """A page's HTML with its terms explained; a page that says `glossary: false` stays as it is."""
    if page.file.src_uri == settings.glossary:
        anchors = {term.anchor for term in glossary.terms}
        page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors
        return _in_prose(html, anchor_terms)
    file = files.get_file_from_path(settings.glossary)
    if file is None or page.meta.get("glossary") is False:
        return html
    url = get_relative_url(file.url, page.url)
    return _in_prose(html, lambda prose: explain_terms(prose, glossary, url))


def _in_prose(html: str, change: Callable[[str], str]) -> str:
    """No term is looked for in code and output."""
    lean = fold(html)
    return unfold(change(lean.html), lean.parts)
