"""Numbered formulas and references in a real browser."""

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.visit import visiting

pytestmark = [pytest.mark.browser, pytest.mark.keras]


@pytest.mark.parametrize("width", [1440, 360])
def test_a_reference_leads_to_a_formula_with_its_number_at_the_edge(
    browser: Browser, site: str, width: int
) -> None:
    """On a slow phone, too: there the theme would fetch the page again and take the jump back."""
    with visiting(browser, site + "vorlesung/alexnet.html", width, settled=True) as visit:
        follows_a_reference(visit.page, width)


def follows_a_reference(page: Page, width: int) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.evaluate("document.querySelector('#eq-ausgabe').dataset.same = 'yes'")
    page.get_by_role("link", name="Gleichung (1)").first.click()
    page.wait_for_function(
        "Math.abs(document.querySelector('#eq-ausgabe').getBoundingClientRect().top - 200) < 200"
    )
    page.wait_for_timeout(1500)  # what would take the jump back needs no longer
    assert page.locator("#eq-ausgabe[data-same]").count() == 1, (
        "the page is still the one that was read"
    )
    places = page.locator("#eq-ausgabe").evaluate(
        """box => {
          const [formula, number] = box.children;
          const [whole, one, two] = [box, formula, number].map(e => e.getBoundingClientRect());
          return {right: whole.right - two.right, gap: two.left - one.right,
                  level: Math.abs((one.top + one.bottom) - (two.top + two.bottom)),
                  top: whole.top, width: document.documentElement.scrollWidth};
        }"""
    )
    assert places["right"] < 1
    assert places["gap"] >= 0
    assert places["level"] < 4
    assert places["top"] > 48, "below the header"
    assert places["width"] <= width


def test_the_way_back_from_a_reference_leads_to_where_it_was_read(
    browser: Browser, site: str
) -> None:
    """On a page that instant navigation brought, too: there the theme restores places by itself."""
    with visiting(browser, site + "glossar.html", settled=True) as visit:
        page = visit.page
        page.locator(".md-sidebar--primary").get_by_role("link", name="AlexNet").click()
        page.locator("#eq-ausgabe").wait_for()
        for place in (3000, 4000):
            # again until it lasts: the theme puts a page that it brought to its top
            scroll = "y => scrollY === y || void scrollTo({top: y, behavior: 'instant'})"
            page.wait_for_function(scroll, arg=place)
            page.locator("a[href*='#eq-ausgabe']").first.evaluate("link => link.click()")
            page.wait_for_function(
                "y => location.hash === '#eq-ausgabe' && scrollY !== y", arg=place
            )
            page.go_back()
            page.wait_for_function("y => location.hash === '' && scrollY === y", arg=place)
