"""Terms explain themselves in a browser: to a pointer, a keyboard, a finger, without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page
from tests.browser.visit import Visit, visiting, without_scripts

pytestmark = [pytest.mark.browser, pytest.mark.keras]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    with visiting(browser, site + "vorlesung/alexnet.html", 360, touch=True) as visit:
        yield visit


def term(page: Page) -> Locator:
    return page.locator(".rp-term", has_text="Schrittweite").first


def explanation(page: Page) -> str:
    """What is shown beside the term; empty if nothing is."""
    shown = term(page).evaluate("element => getComputedStyle(element, '::before').content")
    return "" if shown == "none" else str(shown)


def test_hover_and_focus_explain_and_escape_hides(visit: Visit) -> None:
    page = visit.page
    assert explanation(page) == ""
    term(page).hover()
    assert "das Fenster weiterrückt" in explanation(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Escape")
    assert explanation(page) == ""
    page.mouse.move(0, 0)
    term(page).focus()
    assert "das Fenster weiterrückt" in explanation(page)
    page.keyboard.press("Escape")
    assert explanation(page) == ""


def test_the_pointer_may_move_onto_the_explanation(visit: Visit) -> None:
    page = visit.page
    term(page).hover()
    box = term(page).bounding_box()
    assert box is not None
    for step in range(1, 30):
        page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] + step)
        assert explanation(page) != "", f"{step} px below the term"


def test_the_first_tap_explains_the_second_one_follows(visit: Visit) -> None:
    page = visit.page
    term(page).tap()
    assert "das Fenster weiterrückt" in explanation(page)
    page.wait_for_timeout(300)
    assert "alexnet" in page.url
    term(page).tap()
    entry = page.locator("#schrittweite")
    assert entry.inner_text() == "Schrittweite, Stride"
    assert page.locator("dd [lang=en]").count() > 10


def test_without_javascript_it_is_a_link_with_an_explanation(browser: Browser, site: str) -> None:
    with without_scripts(browser, site + "vorlesung/alexnet.html") as page:
        page.locator(".rp-term").first.hover()
        term(page).click()
        page.wait_for_url("**/glossar.html#schrittweite")
