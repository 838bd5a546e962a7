"""The Prüfbericht of the course in a real browser."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.visit import visiting

pytestmark = [pytest.mark.browser, pytest.mark.keras]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_balance_leads_to_the_report_and_back(
    browser: Browser, site: str, scheme: Literal["light", "dark"]
) -> None:
    """On a phone: within its width, bars in the colours of their legend, asking nobody else."""
    with visiting(browser, site + "vorlesung/alexnet.html", 360, scheme) as visit:
        there_and_back(visit.page)


def there_and_back(page: Page) -> None:
    page.locator(".rp-balance__report").click()
    expect(page.locator("h1")).to_have_text(re.compile("Prüfbericht"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    colours = page.evaluate(
        """() => [...document.querySelectorAll('.rp-coverage__sum .rp-bar > i')].map(part => {
          const word = `.rp-coverage__legend > [data-verdict=${part.dataset.verdict}]`;
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
