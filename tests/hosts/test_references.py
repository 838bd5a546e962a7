"""What spans the pages of a MkDocs site: references to other pages, terms of the glossary."""

import re
from collections.abc import Callable

import pytest
from mkdocs.exceptions import Abort
from tests.hosts.building import Site

NET = "# Netz\n\n## Teil {#sec-teil}\n\n$$ x $$ {#eq-ausgabe}\n\n![Netz](n.svg){#fig-n}\n"
OTHER = (
    "# Andere\n\nNach [@eq-ausgabe](teil/netz.md#eq-ausgabe), [@fig-n](teil/netz.md#fig-n)"
    " und [@sec-teil](teil/netz.md#sec-teil).\n"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def links(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([^"#]*#(?:eq|fig|sec)-\w+)">([^<]*)</a>', html)


def test_a_link_to_another_page_says_its_number(site: Site) -> None:
    """The author writes the label as the link's text; strict MkDocs knows the anchors."""
    site.strict = True
    site.config_text += "validation:\n  anchors: warn\n"
    site.write({"docs/index.md": OTHER, "docs/teil/netz.md": NET, "docs/teil/n.svg": SVG})
    site.build()
    assert links(site.read()) == [
        ("teil/netz/#eq-ausgabe", "Gleichung\u00a0(1)"),
        ("teil/netz/#fig-n", "Abbildung\u00a01"),
        ("teil/netz/#sec-teil", "Abschnitt\u00a01"),
    ]


def test_a_link_to_a_label_that_is_gone_stops_a_strict_build(
    site: Site, messages: Callable[[], str]
) -> None:
    site.strict = True
    site.config_text += "validation:\n  anchors: warn\n"
    gone = NET.replace("eq-ausgabe", "eq-eingabe")
    site.write({"docs/index.md": OTHER, "docs/teil/netz.md": gone, "docs/teil/n.svg": SVG})
    with pytest.raises(Abort):
        site.build()
    assert "eq-ausgabe" in messages()


def test_terms_lead_to_the_glossary_from_any_folder(site: Site) -> None:
    """Not on a page that says so, and not on the glossary itself."""
    site.config_text += "markdown_extensions: [def_list]\n"
    site.write(
        {
            "docs/index.md": "# Start\n\nEin Kanal.\n",
            "docs/teil/netz.md": "# Netz\n\nDrei Kanäle.\n",
            "docs/teil/ohne.md": "---\nglossary: false\n---\n\n# Ohne\n\nEin Kanal.\n",
            "docs/glossar.md": "# Glossar\n\nKanal\n:   Eine Ebene; noch ein Kanal.\n",
        }
    )
    site.build()
    explained = 'aria-description="Eine Ebene; noch ein Kanal."'
    assert f'<a class="rp-term" href="glossar/#kanal" {explained}>Kanal</a>' in site.read()
    there = site.read("teil/netz/index.html")
    assert f'<a class="rp-term" href="../../glossar/#kanal" {explained}>Kanäle</a>' in there
    for page in ("teil/ohne/index.html", "glossar/index.html"):
        assert "rp-term" not in site.read(page)
    assert '<dt class="rp-entry" id="kanal">' in site.read("glossar/index.html")


def test_another_page_may_be_the_glossary_or_none(site: Site) -> None:
    pages = {"docs/index.md": "# Start\n\nEin Kanal.\n", "docs/woerter.md": "Kanal\n:   Ebene.\n"}
    site.write(pages)
    site.build()
    assert "rp-term" not in site.read()
    assert "rechenprobe" in site.config_text
    site.config_text = site.config_text.replace(
        "rechenprobe", "rechenprobe: {glossary: woerter.md}", 1
    )
    site.build()
    assert 'href="woerter/#kanal"' in site.read()
