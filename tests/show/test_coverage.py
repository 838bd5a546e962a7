"""The site's Prüfbericht: shares, exemptions, versions; true to the reports it is made of."""

import re
from collections.abc import Mapping
from typing import Literal

from markdown import Markdown

from rechenprobe.lecture import Place, Span
from rechenprobe.report import Claim, Counts, Covered, Exemption, Report
from rechenprobe.show.coverage import coverage_page


def report(
    path: str,
    counts: Counts,
    *,
    exemptions: tuple[Exemption, ...] = (),
    versions: Mapping[str, str] | None = None,
    model: int = 0,
    arithmetic: int = 0,
) -> Report:
    sources: tuple[tuple[Literal["model", "arithmetic"], int], ...] = (
        ("model", model),
        ("arithmetic", arithmetic),
    )
    claims = [
        Claim(Span(0, 1), Place(1, 1), "x", "verified", against, "", "", "", ())
        for against, number in sources
        for _ in range(number)
    ]
    return Report(path, counts, tuple(claims), (), (), exemptions, versions or {})


ALEXNET = Covered(
    "AlexNet <1>",
    "../alexnet/",
    report(
        "docs/alexnet.md",
        Counts(verified=12310, computed=6, exempt=1, unchecked=3),
        exemptions=(Exemption(Place(12, 5), "1989", "Jahr & Tag"),),
        versions={"python": "3.11.4", "keras": "3.15.0", "absl-py": "2.1"},
        model=9,
        arithmetic=4,
    ),
)
NUMPY = Covered(
    "Zahlen",
    "../zahlen/",
    report("docs/zahlen.md", Counts(verified=10), versions={"python": "3.11.4", "keras": "3.14.0"}),
)
EMPTY = Covered("Vorwort", "../vorwort/", report("docs/vorwort.md", Counts()))


def shown(*lectures: Covered) -> str:
    """The page as HTML."""
    page = coverage_page(lectures, {"Rechenprobe": "0.1"}, "../rechenprobe.json", "dot")
    extensions = ["rechenprobe.show.seal", "toc"]
    return Markdown(extensions=extensions, output_format="html").convert(page)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_sum_is_that_of_all_lectures_and_never_rounded_up() -> None:
    """12.326 of 12.330 are confirmed: 99,97 % are not yet 100 %."""
    text = words(shown(ALEXNET, NUMPY, EMPTY))
    assert "Auf 2 Seiten stehen 12.330 Zahlen. Bestätigt sind 99,9 %" in text
    assert "12.320 geprüft 6 eingesetzt 1 ausgenommen 3 nicht geprüft" in text


def test_each_lecture_is_linked_with_its_balance_in_words_and_as_a_bar() -> None:
    html = shown(ALEXNET, NUMPY)
    assert '<a href="../alexnet/">AlexNet &lt;1&gt;</a>' in html
    assert "12.310 geprüft, 6 eingesetzt, 1 ausgenommen, 3 nicht geprüft" in html
    page = html.split('class="rp-coverage__page"')[1]
    bar = re.findall(r'<i data-verdict="(\w+)" style="--n:(\d+)">', page)
    assert bar == [("verified", "12310"), ("computed", "6"), ("exempt", "1"), ("unchecked", "3")]


def test_exemptions_stand_with_place_and_reason() -> None:
    html = shown(ALEXNET, NUMPY)
    row = '<a href="../alexnet/">AlexNet &lt;1&gt;</a>, Zeile 12, Spalte 5</td><td>1989</td>'
    assert row + "<td>Jahr &amp; Tag</td>" in html
    assert "Ausnahmen" not in shown(NUMPY)


def test_it_says_what_was_checked_with_all_versions_that_were() -> None:
    """The lectures' languages first, then the rest."""
    html = shown(ALEXNET, NUMPY)
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)
    assert rows == [
        ("Rechenprobe", "0.1"),
        ("Python", "3.11.4"),
        ("Keras", "3.14.0, 3.15.0"),
        ("absl-py", "2.1"),
    ]
    assert html.index("Keras</dt>") < html.index("und 1 weiteres Paket") < html.index("absl-py")
    assert "13 Aussagen sind bestätigt: 9 am laufenden Modell, 4 durch Nachrechnen." in html


def test_lectures_without_numbers_are_named_and_a_site_without_any_says_so() -> None:
    assert "Ohne Zahlen: Vorwort ." in words(shown(ALEXNET, EMPTY))
    assert "keine Zahlen, die zu prüfen wären" in words(shown(EMPTY))
    assert 'href="../rechenprobe.json"' in shown(EMPTY)
