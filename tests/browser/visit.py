"""A page in the browser, with all that it asked for and complained about."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page


class Visit:
    """A page that was opened, with all that it asked for and complained about."""

    def __init__(self, page: Page, host: str) -> None:
        self.page = page
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self._request(request.url, host))
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _request(self, url: str, host: str) -> None:
        if urlsplit(url).scheme != "data" and urlsplit(url).netloc != host:
            self.foreign.append(url)

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.page.wait_for_load_state("networkidle")


@contextmanager
def visiting(browser: Browser, site: str, path: str, width: int) -> Iterator[Visit]:
    """A page of the site in a window so wide (CSS pixels); it complains of nothing, asks nobody."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="de-DE")
    visit = Visit(context.new_page(), urlsplit(site).netloc)
    visit.open(site + path)
    yield visit
    assert visit.complaints == []
    assert visit.foreign == []
    context.close()
