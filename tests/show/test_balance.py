"""What a cell's HTML leaves open ends with its output, what it closes too often closes nothing."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rechenprobe.show.balance import balanced

MENDED = {
    "<table><tr><td>offen": "<table><tr><td>offen</table>",
    "</div></article><b>x</b>": "<b>x</b>",
    "<b><i>x</b></i>": "<b><i>x</b>",
    "<script>if (a</b/.x) '<div>'": "<script>if (a</b/.x) '<div>'</script>",
    "<!-- nie zu": "<!-- nie zu-->",
    "<p>x</p><div class='y": "<p>x</p>",
    "<div/>x": "<div/>x</div>",
}
SOUND = [
    "<p>a<p>b",
    "<ul><li>a<li>b</ul>",
    "a < b und 3 > 2 &lt; &nbsp",
    "<svg><path d=''/><g></g></svg>",
    "<img src=a><br>x<!-- <div> -->",
    "<script>a = '<!--'</script><p>x",
    "<!-- <script> --><b>x</b>",
    "<!-->x",
    "<style>a > b {}</style><script>'</div'</script>",
]


@pytest.mark.parametrize("html", MENDED)
def test_what_is_open_is_closed_and_no_more(html: str) -> None:
    assert balanced(html) == MENDED[html]


@pytest.mark.parametrize("html", SOUND)
def test_sound_html_stays_as_it_is(html: str) -> None:
    assert balanced(html) == html


class Depth(HTMLParser):
    """How deep the elements of a kind are; never below none."""

    depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.depth += tag == "div"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "div"
        assert self.depth >= 0


PIECES = [
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<div",
    "x",
    "<!--",
    "-->",
    "<td>",
    "<",
    "<script>",
    "</script>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_it_is_the_page_is_not_closed(html: str) -> None:
    reader = Depth()
    reader.feed(f"<div>{balanced(html)}</div>")
    reader.close()
    assert reader.depth == 0
