"""The published AlexNet page in a real browser: Debian's chromium, driven by Playwright."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser
from tests.browser.visit import Visit, visiting

pytestmark = [pytest.mark.browser, pytest.mark.keras]


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Literal["light", "dark"]:
    return "dark" if request.param == "dark" else "light"


@pytest.fixture(scope="module", params=[1440, 360])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def visit(
    browser: Browser, site: str, scheme: Literal["light", "dark"], width: int
) -> Iterator[Visit]:
    """Opened once for all tests of this file, which look at it and change nothing."""
    with visiting(browser, site + "vorlesung/alexnet.html", width, scheme, settled=True) as visit:
        yield visit


def test_the_page_is_complete_and_fits(visit: Visit, width: int) -> None:
    """Real summary, computed tables, visible formulas, marks; its width."""
    page = visit.page
    assert "Total params: 56,356,234" in page.locator("[data-stream=stdout]").first.inner_text()
    row = page.locator(".rp-layers tr", has=page.get_by_text("conv2d", exact=True))
    for words in ("55 × 55 × 96", "34.944", "105.415.200", "139,776\u00a0kB"):
        assert words in row.inner_text()
    assert "56.356.234" in page.locator(".rp-layers tfoot").inner_text()
    assert page.locator(".rp-claim[data-verdict=verified]").count() > 50
    assert page.locator(".rp-claim[data-verdict=wrong], .rp-failure, .rp-missing").count() == 0
    assert "Keras" in page.locator(".rp-balance").inner_text()
    scrolled = page.evaluate("document.documentElement.scrollWidth")
    assert scrolled <= width, "the page itself must not scroll sideways"


def test_formulas_are_drawn_with_the_math_font(visit: Visit) -> None:
    """The font is loaded; brackets stretch around a fraction, which only a math font allows."""
    page = visit.page
    assert page.evaluate("document.fonts.check('16px \"Rechenprobe Math\"', '∑')")
    heights = page.evaluate(
        """() => {
          const high = element => element.getBoundingClientRect().height;
          const formula = [...document.querySelectorAll('math[display=block]')]
            .find(math => math.textContent.includes('⌊'));
          const bracket = [...formula.querySelectorAll('mo')].find(mo => mo.textContent === '⌊');
          const fraction = formula.querySelector('mfrac');
          return {bracket: high(bracket), fraction: high(fraction)};
        }"""
    )
    assert heights["fraction"] > 20
    assert heights["bracket"] >= heights["fraction"]


def test_text_is_readable_against_its_background(visit: Visit, scheme: str) -> None:
    """The tables take their colours from the palette that is shown."""
    page = visit.page
    bright = page.evaluate(
        """() => {
          const light = colour => {
            const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
            return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
          };
          const cell = getComputedStyle(document.querySelector('.rp-layers tbody th'));
          return {text: light(cell.color), ground: light(cell.backgroundColor)};
        }"""
    )
    if scheme == "dark":
        assert bright["text"] > 0.5 > bright["ground"]
    else:
        assert bright["text"] < 0.5 < bright["ground"]


def test_a_mark_explains_itself_on_focus(visit: Visit, width: int) -> None:
    """Without JavaScript, within the window, and the words say what was compared."""
    page = visit.page
    claim = page.locator(".rp-claim", has_text="34.944").last
    claim.focus()
    shown = claim.evaluate(
        """element => {
          const note = getComputedStyle(element, '::before');
          return {text: note.content, position: note.position, width: parseFloat(note.width)};
        }"""
    )
    assert "geprüft" in shown["text"]
    assert shown["position"] == "fixed"
    assert 0 < shown["width"] < width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_wide_tables_scroll_in_their_own_box(visit: Visit, width: int) -> None:
    """On a phone the box scrolls and the layer's name stays in sight."""
    box = visit.page.locator(".rp-table.rp-layers")
    moved = box.evaluate(
        """box => {
          box.scrollLeft = 10000;
          const name = box.querySelector('tbody th').getBoundingClientRect();
          const frame = box.getBoundingClientRect();
          return {scrolled: box.scrollLeft, offset: name.left - frame.left};
        }"""
    )
    if width == 360:
        assert moved["scrolled"] > 0
        assert abs(moved["offset"]) < 2
