"""By keyboard: what has the focus can be seen, the drawer of a narrow window opens and closes."""

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.visit import visiting

pytestmark = [pytest.mark.browser, pytest.mark.keras]

HIDDEN = """() => {
  const bar = document.querySelector('.md-header').getBoundingClientRect();
  const can = 'a[href], button, input, select, summary, label[tabindex="0"], [tabindex="0"]';
  const found = [];
  for (const one of [...document.querySelectorAll(can)].reverse()) {
    one.focus();
    if (document.activeElement !== one || one.tabIndex < 0 || one.matches('.md-option')) continue;
    const {top, bottom, left, right} = one.getBoundingClientRect();
    const below = bottom <= bar.bottom && !one.closest('.md-header, .md-skip');
    const covered = document.querySelector('.md-top:not([hidden])')?.getBoundingClientRect();
    const under = covered && !one.matches('.md-top') && top >= covered.top
      && bottom <= covered.bottom && left >= covered.left && right <= covered.right;
    const outside = right <= 0 || left >= innerWidth || right === left;
    if (below || under || outside || bottom <= 0 || top >= innerHeight)
      found.push([below, under, outside, top, bottom, one.outerHTML.slice(0, 120)].join(' '));
  }
  return found;
}"""
"""Everything that can have the focus, from the end to the beginning, as Shift+Tab goes.

The palette's switches show it at the picture that stands for them.
"""


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("path", ["vorlesung/alexnet.html", "werkzeuge/rechner.html"])
def test_what_has_the_focus_is_seen(browser: Browser, site: str, path: str, width: int) -> None:
    """Neither below the header nor in a drawer that is closed."""
    with visiting(browser, site + path, width) as visit:
        assert visit.page.evaluate(HIDDEN) == []


def test_a_drawer_opens_turns_and_closes(browser: Browser, site: str) -> None:
    """With Enter, Space and Escape; the focus is where the reader looks."""
    with visiting(browser, site + "glossar.html", 360) as visit:
        page = visit.page
        opener = page.get_by_role("button", name="Navigation")
        opener.press("Enter")
        expect(opener).to_have_attribute("aria-expanded", "true")
        drawer = page.get_by_role("navigation", name="Navigation")
        expect(drawer.locator(":focus")).to_have_count(1)
        drawer.get_by_role("button", name="Vorlesung").first.press("Space")
        inner = drawer.get_by_role("navigation", name="Vorlesung")
        expect(inner.get_by_role("link", name="AlexNet")).to_be_visible()
        expect(inner.locator(".md-nav__title")).to_be_focused()
        expect(drawer.get_by_role("link", name="Start")).to_be_hidden()
        page.keyboard.press("Enter")
        expect(drawer.get_by_role("button", name="Vorlesung").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(opener).to_be_focused()
        expect(drawer.get_by_role("link", name="Start")).to_be_hidden()


def test_letters_do_nothing_by_themselves(browser: Browser, site: str) -> None:
    """The theme would turn pages and open its search, for whoever dictates, too."""
    with visiting(browser, site + "glossar.html") as visit:
        page = visit.page
        for letter in "pnfs,./":
            page.keyboard.press(letter)
        expect(page.get_by_role("textbox", name="Suche")).not_to_be_focused()
        assert page.url.endswith("glossar.html")
        page.get_by_role("textbox", name="Suche").press_sequentially("np")
        expect(page.get_by_role("textbox", name="Suche")).to_have_value("np")
