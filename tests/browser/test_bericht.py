"""The Prüfbericht of the course in a real browser."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.keras]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_balance_leads_to_the_report_and_back(browser: Browser, site: str, scheme: str) -> None:
    """On a phone: within its width, bars in the colours of their legend, asking nobody else."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="de-DE",
    )
    visit = Visit(context.new_page(), urlsplit(site).netloc)
    visit.open(site + "vorlesung/alexnet.html")
    page = visit.page
    page.locator(".rp-balance__report").click()
    expect(page.locator("h1")).to_have_text(re.compile("Prüfbericht"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    colours = page.evaluate(
        """() => [...document.querySelectorAll('.rp-coverage__sum .rp-bar > i')].map(part => {
          const word = `.rp-legend > [data-verdict=${part.dataset.verdict}]`;
          const mark = getComputedStyle(document.querySelector(word), '::before');
          const bar = getComputedStyle(part);
          return [bar.backgroundColor, mark.backgroundColor, part.getBoundingClientRect().width];
        })"""
    )
    assert len(colours) > 1
    assert all(bar == mark for bar, mark, _ in colours)
    assert all(width >= 3 for *_, width in colours)
    assert colours[0][2] == max(width for *_, width in colours)
    page.locator(".rp-coverage__page a", has_text="AlexNet").click()
    expect(page.locator("h1")).to_have_text(re.compile("AlexNet"))
    assert "alexnet" in page.url
    assert visit.foreign == []
    assert visit.complaints == []
    context.close()
