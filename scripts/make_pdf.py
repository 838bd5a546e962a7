"""The whole course as one PDF: cover, contents with page numbers, bookmarks, sharp formulas.

    python -m scripts.make_pdf                  site/ → build/skript.pdf
    python -m scripts.make_pdf --site S --to F

`site/` must be there (`make site`). Chromium prints the pages in the order of the navigation, and
does so twice: it cannot count pages in the contents, so the first print tells where headings stand.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page
from pypdf import PdfReader, PdfWriter
from tests.browser.chromium import chromium, serve

ROOT = Path(__file__).parent.parent
START = "index.html"
SHEET = "skript.html"
"""The address of the page that holds all others; it exists in the browser only."""

_EMPTY = (
    '<!doctype html><html lang="de" dir="ltr" class="no-js"><meta charset="utf-8"><title>.</title>'
)
_STYLE = (Path(__file__).parent / "make_pdf.css").read_text("utf-8")
_ASSEMBLE = (Path(__file__).parent / "make_pdf.js").read_text("utf-8")

_NODE = re.compile(rb"\(node(\d{8})\)")


class Unsettled(Exception):
    """Headings moved between the prints, so the contents would lie."""


def make_pdf(browser: Browser, address: str, target: Path, changed: datetime) -> int:
    """Print the site at an address into one file; its number of pages. Equal input, equal bytes.

    `changed` is what the cover and the file say of their own age.
    """
    with browser.new_context(locale="de-DE", color_scheme="light") as context:
        page = context.new_page()
        page.route(
            f"**/{SHEET}", lambda route: route.fulfill(body=_EMPTY, content_type="text/html")
        )
        page.goto(address + SHEET)
        given = {"start": address + START, "style": _STYLE, "changed": changed.isoformat()}
        title = page.evaluate(_ASSEMBLE, given)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        numbers = headings(PdfReader(io.BytesIO(_print(page))))
        page.evaluate("numbers => fillIn(numbers)", dict(numbers))
        reader = PdfReader(io.BytesIO(_print(page)))
        if headings(reader) != numbers:
            raise Unsettled
    writer = PdfWriter(clone_from=reader)
    stamp = changed.strftime("D:%Y%m%d%H%M%SZ")
    writer.metadata = {"/Title": title, "/CreationDate": stamp, "/ModDate": stamp}
    printed = io.BytesIO()
    writer.write(printed)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_renumbered(printed.getvalue()))
    return len(reader.pages)


def headings(reader: PdfReader) -> Mapping[str, int]:
    """What the contents link to → its page, counted from 1."""
    pages = {}
    for name, destination in reader.named_destinations.items():
        number = reader.get_destination_page_number(destination)
        if number is not None:
            pages[name.removeprefix("/")] = number + 1
    return pages


def _renumbered(pdf: bytes) -> bytes:
    """Chromium numbers a table's heads through the life of its process; here they begin at 1.

    A number has eight digits before and after, so nothing in the file moves.
    """
    numbers = {number: index for index, number in enumerate(sorted({*_NODE.findall(pdf)}), 1)}
    return _NODE.sub(lambda node: b"(node%08d)" % numbers[node[1]], pdf)


def _print(page: Page) -> bytes:
    return page.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)


def main() -> int:
    """0 done, 2 no site to print."""
    parser = argparse.ArgumentParser(description="The whole course as one PDF")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "skript.pdf")
    arguments = parser.parse_args()
    if not (arguments.site / START).is_file():
        print(f"No site in {arguments.site}; run `make site` first.", file=sys.stderr)
        return 2
    changed = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    with serve(arguments.site) as address, chromium() as browser:
        count = make_pdf(browser, address, arguments.to, changed)
    print(f"{arguments.to}: {count} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
