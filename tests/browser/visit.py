"""A page in the browser, with all that it asked for and complained about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
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

    def open(self, url: str, *, settled: bool = False) -> None:
        """The page is there: its scripts have run, its fonts have come.

        With `settled` what the theme fetches afterwards has come, too: only then does it put pages
        in place of others. That takes half a second more.
        """
        self.page.goto(url, wait_until="networkidle" if settled else "load")
        self.page.evaluate("document.fonts.ready.then(() => {})")


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    width: int = 1440,
    scheme: Literal["light", "dark"] = "light",
    *,
    touch: bool = False,
    settled: bool = False,
) -> Iterator[Visit]:
    """A page in a window so wide (CSS pixels); it complains of nothing, asks nobody else."""
    with browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        has_touch=touch,
        locale="de-DE",
    ) as context:
        visit = Visit(context.new_page(), urlsplit(address).netloc)
        visit.open(address, settled=settled)
        yield visit
        assert visit.complaints == []
        assert visit.foreign == []


@contextmanager
def without_scripts(browser: Browser, address: str) -> Iterator[Page]:
    """A page as it is where no JavaScript runs."""
    with browser.new_context(java_script_enabled=False, locale="de-DE") as context:
        page = context.new_page()
        page.goto(address)
        yield page
