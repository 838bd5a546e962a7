"""The site's Prüfbericht: a page like any other, true to what the lectures are."""

import json
import re

import pytest
from mkdocs.exceptions import Abort
from tests.hosts.building import Site

CONFIG = """\
site_name: Test
use_directory_urls: {urls}
theme: material
nav: [index.md, {{Teil: [teil/b.md, a.md]}}]
not_in_nav: frei.md
plugins: [search, rechenprobe]
"""
PAGES = {
    "docs/index.md": "# Vorwort\n\nNur Text.\n",
    "docs/a.md": "# Anfang\n\n3 · 4 = 12 und 7<!-- ungeprüft: so halt -->\n",
    "docs/teil/b.md": "# Faltung & $x$\n\nEs gilt 96 · 364 = 34944.\n",
    "docs/frei.md": "# Frei\n\n1 + 1 = 2\n",
}


def reported(site: Site, *, urls: bool = True) -> str:
    site.config_text = CONFIG.format(urls=str(urls).lower())
    site.write(PAGES)
    site.build()
    return site.read("pruefbericht/index.html" if urls else "pruefbericht.html")


@pytest.mark.parametrize("urls", [True, False])
def test_lectures_are_linked_in_the_order_of_the_navigation(
    site: Site,
    urls: bool,  # noqa: FBT001
) -> None:
    page = reported(site, urls=urls)
    rows = re.findall(r'rp-coverage__page"><a href="(.*?)">(.*?)</a><span>(.*?)</span>', page)
    assert [row[1:] for row in rows] == [
        ("Faltung &amp; x", "3 Zahlen"),
        ("Anfang", "4 Zahlen"),
        ("Frei", "3 Zahlen"),
    ]
    here = site.root / "site" / ("pruefbericht" if urls else "")
    for href, *_ in rows:
        target = here / href / "index.html" if urls else here / href
        assert target.resolve().is_file(), href
    assert "so halt" in page
    assert "Vorwort</a>." in page


@pytest.mark.parametrize("urls", [True, False])
def test_each_balance_leads_to_it_but_the_navigation_does_not(
    site: Site,
    urls: bool,  # noqa: FBT001
) -> None:
    reported(site, urls=urls)
    name = "teil/b/index.html" if urls else "teil/b.html"
    page = site.read(name)
    hrefs = re.findall(r'href="([^"]*pruefbericht[^"]*)"', page)
    assert len(hrefs) == 1
    target = (site.root / "site" / name).parent / hrefs[0]
    assert (target / "index.html" if urls else target).resolve().is_file()


def test_the_json_beside_it_is_that_of_the_command(site: Site) -> None:
    reported(site)
    document = json.loads(site.read("rechenprobe.json"))
    paths = [lecture["path"] for lecture in document["lectures"]]
    assert paths == ["docs/a.md", "docs/frei.md", "docs/index.md", "docs/teil/b.md"]
    assert document["lectures"][0]["counts"]["exempt"] == 1


def test_it_can_be_named_and_put_into_the_navigation(site: Site) -> None:
    site.config_text = (
        "site_name: T\nnav: [index.md, {Bericht: info/probe.md}]\n"
        "plugins: [rechenprobe: {report: info/probe.md}]\n"
    )
    site.write({"docs/index.md": "1 + 1 = 2\n"})
    site.build()
    assert "1 Zahl" not in site.read("info/probe/index.html")
    assert "3 Zahlen" in site.read("info/probe/index.html")
    assert site.read().count('href="info/probe/"') >= 2


def test_it_can_be_switched_off(site: Site) -> None:
    site.config_text = "site_name: T\nplugins: [rechenprobe: {report: false}]\n"
    site.write({"docs/index.md": "1 + 1 = 2\n"})
    site.build()
    assert "rp-balance" in site.read()
    assert "bericht" not in site.read()
    assert not (site.root / "site/rechenprobe.json").exists()


def test_a_page_of_that_name_is_not_overwritten(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.write({"docs/index.md": "", "docs/pruefbericht.md": "Meiner.\n"})
    with pytest.raises(Abort):
        site.build()
    assert "„pruefbericht.md“ gibt es schon" in caplog.text
    assert "Option „report“" in caplog.text


def test_a_false_number_leaves_no_report_that_praises_the_rest(site: Site) -> None:
    site.write({"docs/index.md": "1 + 1 = 3\n", "docs/b.md": "1 + 1 = 2\n"})
    with pytest.raises(Abort):
        site.build()
    assert not (site.root / "site/pruefbericht").exists()
    assert not (site.root / "site/rechenprobe.json").exists()
