"""The glossary page is the one source; other pages link a term once a section."""

import re

import pytest

from rechenprobe.glossary import Glossary, anchor_of
from rechenprobe.show.glossary import LONGEST, explain, read_glossary, with_anchors

PAGE = """
Worum es geht.

Kanal
:   Eine Ebene eines *Bildes*. Englisch *channel*{ lang=en },
    mit `code` und [Verweis](x.md).

Filter, Kernel
:   Ein "Fenster" < Bild.

Batch-Größe, Batch Size
:   Wie viele Beispiele.
"""


def glossary() -> Glossary:
    return read_glossary(PAGE)


def linked(html: str) -> list[str]:
    return re.findall(r'<a class="rp-term"[^>]*>(.*?)</a>', explain(html, glossary(), "g/"))


def test_the_page_is_read_as_plain_text() -> None:
    first, second, third = glossary().terms
    assert first.words == ("Kanal",)
    assert first.text == "Eine Ebene eines Bildes. Englisch channel, mit code und Verweis."
    assert second.words == ("Filter", "Kernel")
    assert third.words == ("Batch-Größe", "Batch Size")


def test_a_long_explanation_ends_with_a_sentence() -> None:
    text = "Ein kurzer Satz. " + "Noch ein Satz, der nicht aufhört " * 20
    (term,) = read_glossary(f"Wort\n:   {text}\n").terms
    assert term.text == "Ein kurzer Satz."
    assert len(text) > LONGEST


def test_a_link_bears_the_explanation_and_leads_to_the_entry() -> None:
    html = explain("<p>Ein Filter.</p>", glossary(), "../g/")
    assert html == (
        '<p>Ein <a class="rp-term" href="../g/#filter"'
        ' aria-description="Ein &quot;Fenster&quot; &lt; Bild.">Filter</a>.</p>'
    )
    assert 'id="filter">Filter, Kernel</dt>' in with_anchors("<dt>Filter, Kernel</dt>")
    assert anchor_of("Batch-Größe") == "batch-grosse"


def test_only_the_first_occurrence_in_a_section() -> None:
    html = "<p>Filter, Kernel</p><h3>Teil</h3><p>Filter</p><h2>Filter</h2><p>Kernel, Filter</p>"
    assert linked(html) == ["Filter", "Kernel"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Drei Kanäle", ["Kanäle"]),
        ("des Kanals", ["Kanals"]),
        ("mit Filtern", ["Filtern"]),
        ("mit Filters Hilfe", ["Filters"]),
        ("die Batch Size", ["Batch Size"]),
        ("Filtergröße und Conv-Filter", []),
        ("kanal", []),
        ("Eingabekanal", []),
    ],
)
def test_german_forms_are_understood_and_compounds_left_alone(text: str, found: list[str]) -> None:
    assert linked(f"<p>{text}</p>") == found


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Filter</h2>",
        "<p><code>Filter</code></p>",
        "<pre><span>Filter</span></pre>",
        '<p><a href="x">ein <b>Filter</b></a></p>',
        "<math><mtext>Filter</mtext></math>",
        '<div class="rp-output"><div><p>Filter</p></div></div>',
        '<span class="rp-claim" aria-description="Filter">Filter</span>',
        '<img alt="Filter">',
        "<!-- Filter -->",
        "<table><tr><th>Filter</th></tr></table>",
        "<form><label>Filter</label></form>",
    ],
)
def test_headings_code_formulas_links_and_outputs_stay(html: str) -> None:
    assert explain(html, glossary(), "g/") == html
    assert linked(html + "<p>Filter</p>") == ["Filter"], "behind it, text is text again"


def test_html_that_is_not_closed_properly_hides_no_text() -> None:
    """Authors write tags by hand."""
    assert linked("<p>a <br> b<p><em>c</p></div><p>Filter</p>") == ["Filter"]


def test_without_a_glossary_nothing_changes() -> None:
    assert explain("<p>Filter</p>", Glossary(), "g/") == "<p>Filter</p>"
