"""What readers do with the course: search, turn pages, read offline, on paper, by keyboard."""

import io
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader
from tests.browser.chromium import serve
from tests.browser.visit import Visit, visiting

from make_pdf import headings, make_pdf

pytestmark = [pytest.mark.browser, pytest.mark.keras]

LECTURE = "vorlesung/alexnet.html"
SECOND = "vorlesung/mlp.html"
"""The page that follows the first."""
DAY = datetime(2026, 1, 2, tzinfo=UTC)

FOUND = {
    "faltung": "Conv-Layer 1|Faltung|Drei Fragen|AlexNet",
    "schicht": "AlexNet",
    "groesse": "AlexNet",
    "merkmalskarten": "AlexNet",
    "34.944": "Conv-Layer 1",
    "Conv2D": "Das Modell",
}
"""What is typed → a section that has to be among the results."""


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    visit = Visit(context.new_page(), urlsplit(site).netloc)
    yield visit
    assert visit.complaints == []
    context.close()


def search(page: Page, words: str) -> Locator:
    """The search dialog's results, which come in their own time."""
    query = page.get_by_role("textbox", name="Suche")
    query.click()
    query.fill("")
    query.press_sequentially(words)
    return page.locator(".md-search-result__list")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_follow_the_palette_and_paper_is_light(
    browser: Browser, site: str, scheme: Literal["light", "dark"]
) -> None:
    with visiting(browser, f"{site}vorlesung/mlp.html", scheme=scheme) as visit:
        figures = visit.page.locator(".rp-figure")
        assert figures.count() >= 2
        for wanted in (scheme, "light"):
            for figure in figures.all():
                shown = figure.locator("img:visible")
                expect(shown).to_have_count(1)
                expect(shown).to_have_attribute("data-scheme", wanted)
            visit.page.emulate_media(media="print")


@pytest.mark.parametrize("opened", ["from a server", "from the disk"])
def test_the_search_knows_german(visit: Visit, site: str, folder: Path, opened: str) -> None:
    """Parts of compounds, ae for ä, other cases, numbers, code; without a server, too."""
    visit.page.goto((site if opened == "from a server" else folder.as_uri() + "/") + "index.html")
    for words, section in FOUND.items():
        expect(search(visit.page, words)).to_contain_text(re.compile(section), timeout=15_000)
    assert not [url for url in visit.foreign if not url.startswith(folder.as_uri())]


def test_the_search_does_not_drown_in_output(folder: Path) -> None:
    """What a program printed and what its tables say is not in the index."""
    index = (folder / "search" / "search_index.json").read_text("utf-8")
    assert "Faltungsschicht" in index
    for printed in (
        "Total params",
        "max_pooling2d_1 (MaxPooling2D)",
        "105.415.200 kB",
        "UserWarning",
    ):
        assert printed not in index


def test_pages_turn_without_loading_anew(visit: Visit, site: str) -> None:
    """There and back; what our scripts improve, they improve on each page."""
    page = visit.page
    visit.open(site + "index.html", settled=True)
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Zur Vorlesung: AlexNet").click()
    expect(page).to_have_title(re.compile("AlexNet"))
    expect(page.get_by_role("tab", name="Speicher").first).to_be_visible()
    page.go_back()
    expect(page.locator("h1")).to_contain_text("nachgerechnet")
    page.go_forward()
    expect(page.get_by_role("tab", name="Speicher").first).to_be_visible()
    assert page.evaluate("window.stayed") is True
    assert visit.foreign == []


def test_escape_sends_an_explanation_away(visit: Visit, site: str) -> None:
    """It comes by focus, goes by Escape, and comes again after the focus was elsewhere."""
    visit.open(site + "index.html")
    mark = visit.page.locator(".heft .rp-claim").first
    shown = "element => getComputedStyle(element, '::before').content"
    mark.focus()
    assert "geprüft" in mark.evaluate(shown)
    visit.page.keyboard.press("Escape")
    assert mark.evaluate(shown) == "none"
    mark.blur()
    mark.focus()
    assert "geprüft" in mark.evaluate(shown)


def test_a_wrong_number_shows_on_the_start_page(visit: Visit, site: str) -> None:
    """Marked by the plugin itself, with the message that an author gets."""
    visit.open(site + "index.html")
    wrong = visit.page.locator(".rp-claim[data-verdict=wrong]")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("34.994")
    expect(visit.page.locator(".heft .rp-stream")).to_contain_text("berechnet:    34.944")


def test_the_way_on_and_back_and_home(visit: Visit, site: str, folder: Path) -> None:
    """Contents, neighbours, downloads, the author's text, the day of the last change."""
    visit.open(site + LECTURE)
    page = visit.page
    expect(page.get_by_role("navigation", name="Auf dieser Seite")).to_contain_text("Das Modell")
    assert page.locator("a.md-footer__link--next").count() == 1
    assert page.locator("a.md-footer__link--prev").count() == 1
    source = page.get_by_role("link", name="Quelltext").get_attribute("href")
    assert source is not None
    assert "#| label: alexnet" in (folder / "vorlesung" / Path(source).name).read_text("utf-8")
    notebook = page.get_by_role("link", name="Als Notebook").get_attribute("href")
    assert notebook is not None
    assert (folder / "vorlesung" / Path(notebook).name).is_file()


def test_wide_formulas_are_scrolled_by_keyboard(browser: Browser, site: str) -> None:
    """On a phone each formula that does not fit can be focused, and the page itself stays."""
    with visiting(browser, site + LECTURE, 360) as visit:
        visit.page.wait_for_function(
            """() => {
              const wide = [...document.querySelectorAll('.rp-formula, .rp-claim--formula')]
                .filter(box => box.scrollWidth > box.clientWidth + 1
                  && getComputedStyle(box).overflowX === 'auto');
              return wide.length > 3 && wide.every(box => box.tabIndex === 0);
            }"""
        )


def test_wide_tables_are_scrolled_by_keyboard(browser: Browser, site: str) -> None:
    """Those that authors write, too, on a small phone."""
    with visiting(browser, site + "handbuch/schreiben.html", 320) as visit:
        visit.page.wait_for_function(
            """() => {
              const wide = [...document.querySelectorAll('.md-typeset__scrollwrap')]
                .filter(box => box.scrollWidth > box.clientWidth + 1);
              return wide.length && wide.every(box => box.tabIndex === 0);
            }"""
        )


def test_on_paper_there_is_text_and_nothing_to_click(visit: Visit, site: str) -> None:
    """Navigation, search and buttons stay away; formulas and tables are there."""
    visit.open(site + LECTURE)
    printed = PdfReader(io.BytesIO(visit.page.pdf(prefer_css_page_size=True)))
    text = "\n".join(page.extract_text() for page in printed.pages)
    for words in ("AlexNet", "Rechenbeispiel", "37.752.832", "Alles zusammen"):
        assert words in text
    for words in ("Als Notebook", "Auf dieser Seite", "Zurück zum Seitenanfang", "Quelltext"):
        assert words not in text


def test_the_same_course_is_the_same_pdf(
    browser: Browser, site: str, folder: Path, tmp_path: Path
) -> None:
    """Byte by byte, in a browser that has printed before; its first two pages are enough for that.

    The second has tables, whose heads Chromium numbers through the life of its process.
    """
    shutil.copytree(folder, tmp_path / "site")
    last = tmp_path / "site" / SECOND
    page = last.read_text("utf-8")
    assert "<table" in page
    last.write_text(re.sub('<link rel="next"[^>]*>', "", page), "utf-8")
    prints = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    with serve(tmp_path / "site") as address:
        for to in prints:
            make_pdf(browser, address, to, DAY)
    one, two = (to.read_bytes() for to in prints)
    assert b"(node00000001)" in one
    assert one == two


def test_the_whole_course_is_one_pdf(browser: Browser, site: str, tmp_path: Path) -> None:
    """Contents that name the right pages, bookmarks, links within."""
    count = make_pdf(browser, site, tmp_path / "one.pdf", DAY)
    reader = PdfReader(tmp_path / "one.pdf")
    assert len(reader.pages) == count
    assert "Stand: 2. Januar 2026" in reader.pages[0].extract_text()
    contents = "".join(page.extract_text() for page in reader.pages[1:3])
    for title in ("Alles zusammen", "Schreiben"):
        listed = re.search(rf"{title}\s+(\d+)", contents)
        assert listed is not None, title
        assert title in reader.pages[int(listed[1]) - 1].extract_text()
    assert "AlexNet" in {str(getattr(one, "title", "")) for one in reader.outline}
    assert len(headings(reader)) > 20
