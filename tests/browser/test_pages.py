"""Every page of the course: for everybody, light, quiet, complete."""

import gzip
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page
from tests.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.keras]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
OF_PALETTES = ["color-contrast", "link-in-text-block"]
"""What can differ between the palettes; all else is the same. Asked of what looks different."""
OF_WIDTHS = ["aria-hidden-focus", "scrollable-region-focusable", "target-size"]
"""What can differ between the widths, which have the same colours."""

PALETTES: tuple[tuple[Literal["light", "dark"], str], ...] = (
    ("light", "default"),
    ("dark", "slate"),
)
"""What the system asks for → what the theme calls it, a moment later."""

LOOKS = """() => {
  for (const node of document.querySelectorAll("article *")) {
    const {color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight,
      textDecorationLine} = getComputedStyle(node);
    node.looks = [node.looks, color, backgroundColor, backgroundImage, opacity, fontSize,
      fontWeight, textDecorationLine].join();
  }
}"""
"""Notes what of each element decides on its contrast, in the palette that is shown."""

THIN = """() => {
  const kinds = new Map(), kind = new Map(), kept = new Set();
  const nodes = [...document.querySelectorAll("article *")];
  for (const node of nodes) {
    const name = [kind.get(node.parentElement), node.localName, node.className, node.looks].join();
    if (!kinds.has(name)) kinds.set(name, {number: kinds.size, seen: 0});
    const found = kinds.get(name);
    kind.set(node, found.number);
    if (++found.seen <= 3 || node.localName === "a") kept.add(node);
  }
  for (const node of nodes.reverse()) if (kept.has(node)) kept.add(node.parentElement);
  for (const node of nodes) if (!kept.has(node)) node.remove();
}"""
"""Leaves all links, and three of the elements that look alike and stand alike in what looks alike.
Thousands of numbers in a page's tables have the same contrast, and axe needs long to see it."""

SHIFTS = """
    window.shifts = 0;
    new PerformanceObserver(list => {
      for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts += one.value;
    }).observe({type: "layout-shift", buffered: true});
"""


def pages(folder: Path) -> list[str]:
    """Addresses below the site's, with `404.html`."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Waits for a picture of the new size: observers of sizes are told with it."""


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds: rule and element. All rules but those of palettes, best practices, too."""
    options: dict[str, object] = {"resultTypes": ["violations"], "selectors": False}
    if rules is not None:
        options["runOnly"] = {"type": "rule", "values": rules}
    else:
        options["rules"] = {rule: {"enabled": False} for rule in OF_PALETTES}
    found = page.evaluate(
        """async options => (await axe.run(document, options)).violations.flatMap(
             one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)}`))""",
        options,
    )
    return [str(one) for one in found]


def test_every_page_is_quiet_light_and_for_everybody(
    browser: Browser, site: str, folder: Path
) -> None:
    """At both widths and in both palettes, visited once each; no other host is asked.

    A page with all that is ours stays below 300 kB, our scripts, uncompressed, below 30 kB.
    """
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="de-DE", reduced_motion="reduce"
    )
    context.add_init_script(SHIFTS)
    visit = Visit(context.new_page(), urlsplit(site).netloc)
    page = visit.page
    found: list[str] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in pages(folder):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        visit.open(site + name, settled=True)
        sizes = weights(asked, site, folder)
        asked.clear()
        shift = page.evaluate("window.shifts")
        if shift > 0.01:  # on a busy machine a font may come late, but not again and again
            visit.open(site + name, settled=True)
            shift = min(shift, page.evaluate("window.shifts"))
            asked.clear()
        if shift > 0.01:
            found.append(f"{name}: shifts by {shift}")
        scripts = [len(content(folder / path)) for path in sizes if path.endswith(".js")]
        assert scripts, "ours is among them"
        if sum(sizes.values()) >= 300_000 or sum(scripts) >= 30_000:
            found.append(f"{name}: heavy, {sizes}")
        page.evaluate(AXE)
        for width, rules in ((1440, None), (360, OF_WIDTHS)):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(DRAWN)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{name}: wider than {width}")
            found += [f"{name} {width}: {one}" for one in violations(page, rules)]
        page.set_viewport_size({"width": 1440, "height": 900})
        for _ in shown(page):
            page.evaluate(LOOKS)
        page.evaluate(THIN)
        for scheme in shown(page):
            found += [f"{name} {scheme}: {one}" for one in violations(page, OF_PALETTES)]
        found += [f"{name}: {one}" for one in visit.complaints + visit.foreign]
        visit.complaints.clear()
        visit.foreign.clear()
    context.close()
    assert not found, "\n".join(found)


def shown(page: Page) -> Iterator[str]:
    """Each palette, when the page is shown in it."""
    for scheme, name in PALETTES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("name => document.body.dataset.mdColorScheme === name", arg=name)
        yield scheme


def content(file: Path) -> bytes:
    """Empty if there is none."""
    return file.read_bytes() if file.is_file() else b""


def weights(asked: list[str], site: str, folder: Path) -> dict[str, int]:
    """What was asked of the site → bytes as servers send them; without what the theme brings."""
    paths = {url.removeprefix(site).split("#")[0].split("?")[0] for url in asked}
    theme = ("assets/javascripts/", "assets/stylesheets/", "search/", "sitemap")
    return {
        path: len(data if path.endswith(".woff2") else gzip.compress(data))
        for path in sorted(paths)
        if not path.startswith(theme) and (data := content(folder / path))
    }


def test_pages_are_complete_without_scripts(browser: Browser, site: str, folder: Path) -> None:
    """One title, headings in steps, text, balance; nothing waits for a script to show it."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    for name in pages(folder):
        page.goto(site + name)
        article = page.locator("article")
        levels = [
            int(tag[1])
            for tag in article.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
                "all => all.map(one => one.tagName)"
            )
        ]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert len(article.inner_text()) > 150, name
        assert page.locator("html").get_attribute("lang") == "de"
    page.goto(site + "vorlesung/alexnet.html")
    for words in ("34.944", "Total params: 56,356,234", "Speicherbedarf", "geprüft"):
        assert words in page.locator("article").inner_text()
    context.close()


def test_nothing_of_the_theme_speaks_english(browser: Browser, site: str, folder: Path) -> None:
    """Labels, titles and placeholders that readers and screen readers meet."""
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    for name in ("404.html", "index.html", "vorlesung/alexnet.html"):
        page.goto(site + name)
        page.wait_for_load_state("networkidle")
        words = page.evaluate(
            """() => [document.title, document.body.innerText,
                 ...[...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')]
                   .flatMap(one => ['aria-label', 'title', 'placeholder', 'alt']
                     .map(name => one.getAttribute(name) ?? ''))].join('\\n')"""
        )
        for english in ("Made with", "Search", "Not found", "Table of contents", "Skip to", "logo"):
            assert english not in words, (name, english)
    context.close()
