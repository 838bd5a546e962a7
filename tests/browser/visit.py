"""A page in the browser, with all that it asked for and complained about."""

from urllib.parse import urlsplit

from playwright.sync_api import Page


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
