"""Labels are numbered in the order of the page; what they are fastened to decides their kind."""

import pytest

from rechenprobe.lecture import Lecture
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings

TABLE = "| a | b |\n|---|---|\n| x | y |\n\n"


def read(source: str) -> Lecture:
    return read_lecture(source, "seite.md", Settings())


def labels(source: str) -> list[tuple[str, str]]:
    return [(label.name, label.words) for label in read(source).labels]


def test_formulas_figures_and_tables_count_each_for_themselves() -> None:
    source = (
        "$$ a $$ {#eq-eins}\n\n![Bild](b.png){#fig-b}\n\n$$\nb\n$$\n{#eq-zwei}\n\n$$ c $$\n\n"
        + TABLE
        + "Table: Werte {#tbl-w}\n\n"
        + TABLE
        + ": Mehr Werte {#tbl-mehr}\n"
    )
    assert labels(source) == [
        ("eq-eins", "Gleichung\u00a0(1)"),
        ("fig-b", "Abbildung\u00a01"),
        ("eq-zwei", "Gleichung\u00a0(2)"),
        ("tbl-w", "Tabelle\u00a01"),
        ("tbl-mehr", "Tabelle\u00a02"),
    ]
    assert read(source).problems == ()


def test_cells_and_exercises_are_labelled_by_their_options() -> None:
    source = (
        "```python\n#| label: fig-verlauf\n#| fig-cap: Der Verlauf\nplot()\n```\n\n"
        "```aufgabe\n#| label: exr-eins\n#| lösung: 2 + 1\nWie viel?\n```\n\n"
        "```python\n#| label: alexnet\n```\n\nSiehe @exr-eins und @fig-verlauf.\n"
    )
    page = read(source)
    assert labels(source) == [
        ("fig-verlauf", "Abbildung\u00a01"),
        ("exr-eins", "Aufgabe\u00a01"),
    ]
    assert page.cells[0].options.fig_cap == "Der Verlauf"
    assert page.problems == ()


def test_sections_are_numbered_where_one_of_them_is_labelled() -> None:
    """The page's title is none; a level that is left out counts nothing."""
    source = "# Titel\n\n## A\n\n### B\n\n## C\n\n### D {#sec-d}\n\n#### E\n\n## F\n"
    assert [label.number for label in read(source).labels] == ["1", "1.1", "2", "2.1", "2.1.1", "3"]
    assert read(source.replace(" {#sec-d}", "")).labels == ()


def test_a_reference_is_no_quantity() -> None:
    """Neither are the digits of its name, nor an address that only looks like one."""
    page = read(
        "$$ x $$ {#eq-2x}\n\nNach @eq-2x, also [-@eq-2x]. Post an wir@eq-2x.de und @leser.\n"
    )
    assert page.numbers == ()
    assert read("Nach Gleichung (3) und Abbildung 2 gilt Tabelle 1.\n").numbers == ()
    assert [(one.name, one.bare) for one in page.references] == [("eq-2x", False), ("eq-2x", True)]


def test_a_link_to_another_page_is_for_the_host_to_name() -> None:
    """Only MkDocs knows the other page; here it is a link like any other."""
    page = read("Nach [@eq-2](andere.md#eq-2) und [siehe @eq-3].\n\n$$ x $$ {#eq-3}\n")
    assert [one.name for one in page.references] == ["eq-3"]
    assert (page.problems, page.numbers) == ((), ())


def test_a_figures_caption_is_prose() -> None:
    """It will be read below the image; the size behind the bar will not."""
    page = read("![Das Netz mit 8 Schichten und $2 + 2 = 4$|625](n.png){#fig-netz}\n")
    assert [number.text for number in page.numbers] == ["8", "2", "2", "4"]
    assert read("![Mit 8 Schichten](n.png)\n").numbers == ()


@pytest.mark.parametrize(
    ("source", "code", "place", "words"),
    [
        ("$$ x $$ {#eq-eins}\n\nNach @eq-enis.\n", "unknown-reference", (3, 6), "„@eq-eins“"),
        ("$$ x $$ {#eq-eins}\n\nNach @eq-kosten.\n", "unknown-reference", (3, 6), "@eq-eins"),
        ("Nach @fig-x.\n", "unknown-reference", (1, 6), "keine solche Marke"),
        ("$$ x $$ {#eq-a}\n\n$$ y $$ {#eq-a}\n", "double-label", (3, 9), "umbenennen"),
        ("$$ x $$ {#fig-a}\n", "misplaced-label", (1, 11), "„eq-a“"),
        ("Text {#eq-a}\n", "misplaced-label", (1, 8), "hinter eine Formel"),
        ("Text ![x](y.png){#fig-a}\n", "misplaced-label", (1, 19), "leere Zeile"),
        ("Table: Werte {#tbl-a}\n", "misplaced-label", (1, 16), "unter die Tabelle"),
        ("## Teil {#eq-a}\n", "misplaced-label", (1, 11), "„sec-a“"),
    ],
)
def test_a_label_that_leads_nowhere_is_located(
    source: str, code: str, place: tuple[int, int], words: str
) -> None:
    page = read(source)
    (problem,) = page.problems
    found = page.place(problem.span.start)
    assert (problem.code, (found.line, found.column)) == (code, place)
    assert words in problem.remedy


def test_other_names_in_braces_are_none_of_ours() -> None:
    """Python-Markdown's own: a heading's anchor, a class, the size of an image."""
    page = read('## Teil {#teil}\n\n![x](y.png){ width="3" }\n\nText {.klein}\n')
    assert page.problems == ()
    assert page.labels == ()
