"""Pictures of the built course.

    python -m scripts.screenshots               the picture of the README
    python -m scripts.screenshots --all FOLDER  whole pages: light, dark, phone, print

`site/` must be there (`make site`).
"""

import argparse
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page
from tests.browser.chromium import chromium, serve

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "assets" / "alexnet.png"
LECTURE = "vorlesung/alexnet.html"

A4_WIDTH = 794
"""CSS pixels of a sheet's width."""


def open_page(
    browser: Browser,
    url: str,
    width: int,
    height: int,
    *,
    scheme: Literal["light", "dark"] = "light",
    scale: float = 1,
) -> Page:
    """A page that has loaded everything."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        device_scale_factor=scale,
        locale="de-DE",
        reduced_motion="reduce",
    )
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page


def readme_picture(browser: Browser, site: str, target: Path) -> None:
    """The worked example of the first layer, one number explaining itself."""
    page = open_page(browser, site + LECTURE, 1240, 760, scale=1.5)
    page.locator("#conv-layer-1").evaluate(
        "h => window.scrollBy(0, h.getBoundingClientRect().top - 76)"
    )
    page.locator(".rp-claim", has_text="34.944").filter(has_text="11").first.hover()
    page.wait_for_timeout(400)
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target)
    page.close()


def whole_pages(browser: Browser, site: str, folder: Path) -> None:
    """The start page and the lecture as students see them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in (("start", ""), ("alexnet", LECTURE)):
        for scheme in ("light", "dark"):
            page = open_page(browser, site + path, 1440, 900, scheme=scheme)
            page.screenshot(path=folder / f"{name}-{scheme}.png", full_page=True)
            page.close()
        page = open_page(browser, site + path, 360, 780, scale=2)
        page.screenshot(path=folder / f"{name}-phone.png", full_page=True)
        page.close()
        page = open_page(browser, site + path, A4_WIDTH, 1123)
        page.pdf(path=folder / f"{name}.pdf", format="A4", print_background=False)
        page.emulate_media(media="print")
        page.screenshot(path=folder / f"{name}-print.png", full_page=True)
        page.close()


def main() -> int:
    """0 done, 2 no site to picture."""
    parser = argparse.ArgumentParser(description="Pictures of the built course")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="whole pages into this folder")
    arguments = parser.parse_args()
    if not (arguments.site / LECTURE).is_file():
        print(f"No lecture in {arguments.site}; run `make site` first.", file=sys.stderr)
        return 2
    with serve(arguments.site) as site, chromium() as browser:
        if arguments.all:
            whole_pages(browser, site, arguments.all)
        else:
            readme_picture(browser, site, PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
