"""Pictures of the built course.

    python -m scripts.screenshots               the pictures of the README
    python -m scripts.screenshots --all FOLDER  every page: light, dark, phone, print; what opens

`site/` must be there (`make site`).
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page
from tests.browser.chromium import chromium, serve

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "assets"
LECTURE = "vorlesung/alexnet.html"

Scheme = Literal["light", "dark"]
DESK, PHONE, SHEET = (1440, 900), (360, 780), (794, 1123)
"""Width and height in CSS pixels; a sheet is A4."""


@contextmanager
def opened(
    browser: Browser, url: str, size: tuple[int, int], scheme: Scheme = "light", scale: float = 1
) -> Iterator[Page]:
    """A page that has loaded everything."""
    with browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        device_scale_factor=scale,
        locale="de-DE",
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        page.goto(url)
        page.wait_for_load_state("networkidle")
        page.reload()  # the text font waits for the second visit
        page.wait_for_load_state("networkidle")
        yield page


def readme_pictures(browser: Browser, site: str) -> None:
    """The start page, and the worked example of a layer with one number explaining itself."""
    with opened(browser, site + "index.html", (1100, 640), scale=1.5) as page:
        page.screenshot(path=PICTURES / "start.png")
    with opened(browser, site + LECTURE, (1240, 760), scale=1.5) as page:
        page.locator("#conv-layer-1").evaluate(
            "h => window.scrollBy(0, h.getBoundingClientRect().top - 76)"
        )
        page.locator(".rp-claim", has_text="34.944").filter(has_text="11").first.hover()
        page.wait_for_timeout(400)
        page.screenshot(path=PICTURES / "alexnet.png")


def every_page(browser: Browser, site: str, pages: list[str], folder: Path) -> None:
    """As students see them: whole pages, then what opens on them."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in pages:
        name = path.removesuffix(".html").replace("/", "-")
        for kind, size, scheme in (
            ("light", DESK, "light"),
            ("dark", DESK, "dark"),
            ("phone", PHONE, "light"),
        ):
            with opened(
                browser, site + path, size, "dark" if scheme == "dark" else "light"
            ) as page:
                page.screenshot(path=folder / f"{name}-{kind}.png", full_page=True)
        with opened(browser, site + path, SHEET) as page:
            page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True)
    with opened(browser, site + LECTURE, DESK) as page:
        page.get_by_role("textbox", name="Suche").click()
        page.keyboard.type("groesse")
        page.wait_for_timeout(1500)
        page.screenshot(path=folder / "suche.png")
    with opened(browser, site + LECTURE, PHONE) as page:
        page.locator("label.md-header__button[for=__drawer]").click()
        page.wait_for_timeout(600)
        page.screenshot(path=folder / "menue-phone.png")


def main() -> int:
    """0 done, 2 no site to picture."""
    parser = argparse.ArgumentParser(description="Pictures of the built course")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page into this folder")
    arguments = parser.parse_args()
    if not (arguments.site / LECTURE).is_file():
        print(f"No lecture in {arguments.site}; run `make site` first.", file=sys.stderr)
        return 2
    pages = sorted(
        one.relative_to(arguments.site).as_posix() for one in arguments.site.rglob("*.html")
    )
    with serve(arguments.site) as site, chromium() as browser:
        if arguments.all:
            every_page(browser, site, pages, arguments.all)
        else:
            readme_pictures(browser, site)
    return 0


if __name__ == "__main__":
    sys.exit(main())
