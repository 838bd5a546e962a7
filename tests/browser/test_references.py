"""Numbered formulas and references in a real browser."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from tests.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.keras]


@pytest.mark.parametrize("width", [1440, 360])
def test_a_reference_leads_to_a_formula_with_its_number_at_the_edge(
    browser: Browser, site: str, width: int
) -> None:
    """On a slow phone, too: there the theme would fetch the page again and take the jump back."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    visit = Visit(context.new_page(), urlsplit(site).netloc)
    visit.open(site + "vorlesung/alexnet.html")
    page = visit.page
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
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
    assert visit.complaints == []
    context.close()
