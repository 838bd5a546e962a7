"""What the search plugin does not get to see, and that the page does not change by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser  # type: ignore[import-untyped]

from rechenprobe.hosts.folding import fold, unfold

OUTPUT = '<rp-output class="x" data-search-exclude><div><p>Nein</p></div></rp-output>'
CODE = '<pre><span></span><code><span class="n">a</span> <span class="o">=</span> 1\n</code></pre>'


def index(html: str) -> list[tuple[str, str]]:
    """Titles and texts of the sections, as Material's search has them."""
    parser = Parser()
    parser.feed(html)
    parser.close()
    sections = [section for section in parser.data if not section.is_excluded()]
    return [("".join(section.title), "".join(section.text)) for section in sections]


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (f"<p>Ja</p>{OUTPUT}<p>auch</p>", 0),
        (OUTPUT.replace("rp-output", "div"), 0),
        (f"<div data-search-exclude>{OUTPUT}</div><p>Ja</p>", 0),
        ("<img src='a' data-search-exclude><p>Ja</p>", 1),
        ('<h1 id="a">A</h1><h2 id="b" data-search-exclude>B</h2><p>weg</p>', 1),
        ("<p>data-search-exclude &lt; data-search-exclude</p>", 2),
        ("data-search-exclude", 1),
    ],
)
def test_excluded_elements_go_whole_and_the_index_stays(html: str, left: int) -> None:
    """Nested ones with their outermost; not headings, not words, not what is never closed."""
    folded = fold(html)
    assert folded.html.count("data-search-exclude") == left
    assert "Nein" not in folded.html
    assert unfold(folded.html, folded.parts) == html
    assert index(folded.html) == index(html)


def test_code_keeps_its_text_only() -> None:
    """Its colours are ten tags a line."""
    html = f'<h1 id="a">A</h1>{CODE}<p><code>b</code> und <span>c</span></p>'
    folded = fold(html)
    assert "a = 1" in folded.html
    assert folded.html.count("<span") == 2  # before the code, and in the paragraph
    assert index(folded.html) == index(html)
    assert unfold(folded.html, folded.parts) == html


def test_what_others_did_to_the_page_meanwhile_stays() -> None:
    folded = fold(f"<p>a</p>{OUTPUT}{CODE}")
    assert unfold(folded.html.replace("<p>a</p>", "<p>b</p>"), folded.parts) == (
        f"<p>b</p>{OUTPUT}{CODE}"
    )


FRAGMENTS = [OUTPUT, CODE, "<p>x</p>", "<rp-output>", "</div>"]
FRAGMENTS += [
    "<",
    "</rp-output",
    ">",
    "<code><span>",
    "</code>",
    " data-search-exclude",
    "<!--rp-fold:9-->y",
]


@given(st.lists(st.sampled_from(FRAGMENTS)).map("".join))
def test_every_page_comes_back_as_it_was(html: str) -> None:
    """Also one that is no HTML, or speaks our comments."""
    folded = fold(html)
    assert unfold(folded.html, folded.parts) == html
