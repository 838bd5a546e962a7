"""The site's Prüfbericht: a page in no navigation, `rechenprobe.json` beside it, links to it."""

from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

from rechenprobe.hosts.messages import as_json
from rechenprobe.pipeline import coverage_page, plain_text
from rechenprobe.report import Covered, Report
from rechenprobe.settings import Settings

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

JSON = "rechenprobe.json"
"""In the root of the site: what `rechenprobe check --format json` prints, for all lectures."""

_SOURCE = "---\ntitle: Prüfbericht\nsearch:\n  exclude: true\n---\n"
"""Until all lectures are checked, nothing can be said of them."""
_BALANCE = '<div class="rp-balance"'


def add_page(files: Files, config: "MkDocsConfig", settings: Settings) -> None:
    """A place for the page; in the navigation only if the site says so.

    Raises `PluginError` if the site has a page of that name.
    """
    uri = settings.report
    if not uri:
        return
    if files.get_file_from_path(uri) is not None:
        message = (
            f"„{uri}“ gibt es schon; der Prüfbericht braucht eine eigene Seite.\n"
            f"    Abhilfe:      Option „report“ von rechenprobe: ein anderer Name, oder false"
        )
        raise PluginError(message)
    files.append(File.generated(config, uri, content=_SOURCE, inclusion=InclusionLevel.NOT_IN_NAV))


def page_markdown(
    page: "Page", files: Files, reports: Mapping[str, Report], settings: Settings
) -> str:
    """The page's Markdown. `reports`: source URI of a page → what the check says of it."""
    own = page.url
    covered = [
        Covered(_title(other), get_relative_url(other.url, own), reports[other.file.src_uri])
        for other in _in_reading_order(files, reports)
    ]
    tools = {"Rechenprobe": version("rechenprobe")}
    return coverage_page(covered, tools, get_relative_url(JSON, own), settings.grouping)


def link_balance(html: str, page: "Page", config: "MkDocsConfig", settings: Settings) -> str:
    """A lecture's page with a link from its balance to the report."""
    if not settings.report:
        return html
    report = File.generated(config, settings.report, content="")
    href = get_relative_url(report.url, page.url)
    link = Markup(' <a class="rp-balance__report" href="{}">Prüfbericht</a>').format(href)
    before, balance, behind = html.partition(_BALANCE)
    return before + balance + behind.replace("</div>", f"{link}</div>", 1)


def write_json(config: "MkDocsConfig", reports: Iterable[Report], settings: Settings) -> None:
    """The report for machines, beside the page."""
    if settings.report:
        ordered = sorted(reports, key=lambda report: report.path)
        Path(config.site_dir, JSON).write_text(as_json(ordered) + "\n", encoding="utf-8")


def _title(page: "Page") -> str:
    """As text: a heading's may hold formulas, and comes escaped."""
    return unescape(plain_text(str(page.title or page.file.src_uri)))


def _in_reading_order(files: Files, reports: Mapping[str, Report]) -> "Iterator[Page]":
    """As the navigation leads through them; behind these the pages that it leaves out."""
    pages = [file.page for file in files.documentation_pages() if file.page is not None]
    left = {page.file.src_uri: page for page in pages if page.file.src_uri in reports}
    for first in pages:
        if first.previous_page is not None or first.next_page is None:
            continue
        led: Page | None = first
        while led is not None:
            if left.pop(led.file.src_uri, None) is not None:
                yield led
            led = led.next_page
    yield from left.values()
