"""Sealed HTML reaches the page as it is, wherever in a Markdown document it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.preprocessors import Preprocessor

from rechenprobe.show.seal import close, lay_open, seal, unseal

EXTENSIONS = ["tables", "toc", "attr_list", "md_in_html", "pymdownx.highlight"]
EXTENSIONS += ["pymdownx.superfences", "rechenprobe.show.seal"]

HTML = "<b data-x='1'>a|b `c` {{ d }} *e* _f_ &amp; \n\n    -- $g$ [h](i)</b>"


def render(source: str) -> str:
    return Markdown(extensions=EXTENSIONS).convert(source)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_sealed_text_is_one_line_without_anything_to_interpret(html: str) -> None:
    """No character of a seal is a letter, a space, ASCII, or means anything to Markdown."""
    sealed = seal(html)
    assert all(ord(char) > 0x10F000 for char in sealed)
    assert unseal(f"vor {sealed} nach") == f"vor {html} nach"


@pytest.mark.parametrize(
    ("source", "around"),
    [
        ("Ein @ Satz.", "<p>Ein @ Satz.</p>"),
        ("- a\n\t- b\n\n\t\t@\n", "@"),
        ("| a | b |\n|---|---|\n| @ | 2 |\n", "<td>@</td>"),
        ("> *@*\n", "<em>@</em>"),
        ("**@**", "<strong>@</strong>"),
        ("`@`", "<code>@</code>"),
        ("    @\n", "<code>@\n</code>"),
        ("[@](ziel.md)", '<a href="ziel.md">@</a>'),
    ],
)
def test_html_arrives_unchanged(source: str, around: str) -> None:
    """In paragraphs, nested lists, tables, quotations, emphasis, code and links."""
    assert around.replace("@", HTML) in render(source.replace("@", seal(HTML)))


def test_a_block_leaves_its_paragraph() -> None:
    """A `<div>` within a `<p>` would be invalid; browsers would close the paragraph."""
    page = render(f"- a\n\n\t{seal('<div>')}\n\n\t*b*\n\n\t{seal('</div>')}\n")
    assert "<div>\n<p><em>b</em></p>\n</div>" in page
    assert "<p><div>" not in page


def test_an_inline_element_keeps_its_paragraph() -> None:
    """A line that is nothing but a formula is a paragraph still."""
    assert render(seal("<math></math>")) == "<p><math></math></p>"


def test_highlighted_code_carries_marks() -> None:
    """A comment is one token to the highlighter; the mark stands within it."""
    page = render(f"```python\nx = 1  # {seal('<span>')}1 + 1 = 2{seal('</span>')}\n```\n")
    assert '<span class="c1"># <span>1 + 1 = 2</span></span>' in page


def test_a_table_of_contents_has_the_text_and_no_seal() -> None:
    """Markup of a heading stays out of the table of contents and of the anchor."""
    markdown = Markdown(extensions=EXTENSIONS)
    page = markdown.convert(f"# Netz {seal('<i>')}34 944{seal('</i>')}")
    assert page == '<h1 id="netz-34-944">Netz <i>34 944</i></h1>'
    assert markdown.toc_tokens[0]["name"] == "Netz 34 944"  # type: ignore[attr-defined]


def test_an_attribute_keeps_the_text_only() -> None:
    """Tags within an image's alternative text would break the page."""
    page = render(f"![{seal('<i>')}96{seal('</i>')} Filter](bild.png)")
    assert 'alt="96 Filter"' in page
    assert "<i>" not in page


def test_markdown_sees_a_number_in_place_of_a_long_seal() -> None:
    """It looks at each character some forty times; a table of a hundred kilobytes must not pass."""
    seen: list[str] = []

    class Spy(Preprocessor):
        def run(self, lines: list[str]) -> list[str]:
            seen.extend(lines)
            return lines

    markdown = Markdown(extensions=EXTENSIONS)
    markdown.preprocessors.register(Spy(markdown), "spy", 900)
    html = "<table>" + "x" * 10_000 + "</table>"
    assert markdown.convert(f"- a\n\n\t{seal(html)}\n").count(html) == 1
    assert max(map(len, seen)) < 20


def test_documents_do_not_meet() -> None:
    """One converter for many documents, reset between them or not."""
    markdown = Markdown(extensions=EXTENSIONS)
    sources = [seal(f"<b>{number}</b>") for number in range(3)]
    assert [markdown.convert(source) for source in sources] == [
        f"<p><b>{number}</b></p>" for number in range(3)
    ]
    markdown.reset()
    assert markdown.convert(sources[2]) == "<p><b>2</b></p>"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\U0010fd01")))
def test_what_is_laid_open_can_be_closed_again(html: str) -> None:
    """Kept pages are readable, and a quarter as long."""
    page = f"# A\n\n- {seal(html)} b {seal('<i>')}"
    assert " b \U0010fd00<i>\U0010fd01" in lay_open(page)
    assert close(lay_open(page)) == page
