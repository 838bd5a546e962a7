"""Labelled things bear their number; references are links to them."""

import msgspec
from markdown import markdown
from tests.show.samples import SETTINGS, lecture, report

from rechenprobe.execution import CellRun, Run, Stream
from rechenprobe.show import show_lecture, show_notebook

EXTENSIONS = ["tables", "attr_list", "toc", "pymdownx.superfences", "rechenprobe.show.seal"]


def html_of(source: str, run: Run | None = None) -> str:
    page = lecture(source)
    published = show_lecture(page, run or Run(), report(page), SETTINGS)
    return markdown(published, extensions=EXTENSIONS)


def test_a_formula_bears_its_number_and_can_be_pointed_to() -> None:
    html = html_of("$$\nx\n$$ {#eq-a}\n\nNach @eq-a und [-@eq-a].\n")
    box = html[html.index('<span class="rp-equation" id="eq-a"') : html.index("</p>")]
    assert box.index("</math>") < box.index('<span class="rp-equation__number">(1)</span>')
    assert '<a class="rp-reference" href="#eq-a">Gleichung\u00a0(1)</a>' in html
    assert '<a class="rp-reference" href="#eq-a">(1)</a>' in html
    assert "{#" not in html


def test_an_image_becomes_a_figure_with_its_text_as_caption() -> None:
    html = html_of('Davor.\n\n![Das *Netz*|300x200](n.png){#fig-n fig-alt="Kästen"}\n\nDanach.\n')
    figure = html[html.index("<figure") : html.index("</figure>")]
    assert '<figure class="rp-captioned rp-captioned--fig" id="fig-n"' in figure
    assert '<img alt="Kästen" height="200" src="n.png" width="300"' in figure
    assert "<p><strong>Abbildung\u00a01:</strong> Das <em>Netz</em></p>" in figure
    assert "<p>Danach.</p>" in html.partition("</figure>")[2]


def test_without_a_text_of_its_own_the_image_is_described_by_its_caption() -> None:
    assert 'alt="Das Netz mit x"' in html_of("![Das **Netz** mit $x$](n.png){#fig-n}\n")


def test_a_table_gets_its_caption() -> None:
    html = html_of("| a |\n|---|\n| b |\n\nTabelle: Werte {#tbl-w}\n\nSiehe @tbl-w.\n")
    figure = html[html.index("<figure") : html.index("</figure>")]
    assert "<table>" in figure
    assert "<strong>Tabelle\u00a01:</strong> Werte" in figure
    assert 'href="#tbl-w">Tabelle\u00a01</a>' in html


def test_a_cells_output_becomes_a_figure() -> None:
    source = "```python\n#| label: fig-v\n#| fig-cap: Der Verlauf\nplot()\n```\n"
    html = html_of(source, Run(cells=(CellRun(0, (Stream("stdout", "***\n"),)),)))
    figure = html[html.index("<figure") : html.index("</figure>")]
    assert "***" in figure
    assert "<strong>Abbildung\u00a01:</strong> Der Verlauf" in figure


def test_headings_show_the_number_that_references_name() -> None:
    """The anchor that a heading has without number stays the same."""
    html = html_of("# T\n\n## Eins\n\n### Unter {#sec-u}\n\nSiehe @sec-u.\n")
    assert '<h2 id="eins"><span class="rp-section-number" data-number="1"></span>Eins</h2>' in html
    assert '<h3 id="sec-u"><span class="rp-section-number" data-number="1.1"' in html
    assert '<a class="rp-reference" href="#sec-u">Abschnitt\u00a01.1</a>' in html


def test_a_reference_to_nothing_shows_itself() -> None:
    assert '<span class="rp-missing">@eq-a</span>' in html_of("Nach @eq-a.\n")


def test_a_notebook_keeps_the_numbers() -> None:
    source = (
        "## Teil {#sec-t}\n\n$$ x $$ {#eq-a}\n\n![Netz](n.png){#fig-n}\n\n"
        "| a |\n|---|\n| b |\n\nTable: Werte {#tbl-w}\n\n@eq-a, @fig-n, @tbl-w, @sec-t\n"
    )
    cells = msgspec.json.decode(show_notebook(lecture(source), Run(), SETTINGS))["cells"]
    text = "".join(line for cell in cells for line in cell["source"])
    assert "## 1 Teil\n" in text
    assert "$$ x $$ (1)" in text
    assert "![Netz](n.png)\n\n**Abbildung\u00a01:** Netz" in text
    assert "**Tabelle\u00a01:** Werte" in text
    assert "Gleichung\u00a0(1), Abbildung\u00a01, Tabelle\u00a01, Abschnitt\u00a01" in text
    assert "{#" not in text
