"""Each claim is marked where it stands, and says what became of it."""

import re

import pytest
from tests.show.samples import claim, lecture, report

from rechenprobe.lecture import Lecture
from rechenprobe.report import NumberVerdict, Report, Verdict
from rechenprobe.show.marks import marks


def marked(page: Lecture, found: Report) -> list[tuple[str, str]]:
    return [(page.text(mark.span), mark.verdict) for mark in marks(page, found)]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("Es sind 34944 Parameter.", "34944", ["34944"]),
        ("- $\\Rightarrow$ 2 + 3 = 5\n", "2 + 3 = 5", ["2 + 3 = 5"]),
        ("Mit $2 + 3 = 5$ fertig.", "2 + 3 = 5", ["$2 + 3 = 5$"]),
        ("Filter $= 96$ gibt", "Filter $= 96", ["Filter $= 96$"]),
        ("**2 + 3** = 5\n", "2 + 3** = 5", ["2", "3", "5"]),
        ("| 2 | 3 |\n|---|---|\n| 4 | 5 |\n", "4 | 5", ["4", "5"]),
        ("2 + 3\n\n= 5\n", "2 + 3\n\n= 5", ["2", "3", "5"]),
        ("```python\nx = 1  # 2 + 3 = 5\n```\n", "2 + 3 = 5", ["2 + 3 = 5"]),
    ],
)
def test_a_mark_covers_the_claim_or_its_numbers(
    source: str, text: str, expected: list[str]
) -> None:
    """Formulas as a whole; the single numbers where Markdown would tear the claim apart."""
    page = lecture(source)
    assert [text for text, _ in marked(page, report(page, claim(page, text)))] == expected


def test_claims_that_overlap_share_one_mark() -> None:
    """Tags never cross; both explanations are kept, each once."""
    page = lecture("Also 96 · 363 = 34848 Gewichte.\n")
    both = [
        claim(page, "96 · 363 = 34848", explanation="nachgerechnet"),
        claim(page, "96", explanation="Filter von conv2d"),
        claim(page, "34848", explanation="nachgerechnet"),
    ]
    (mark,) = marks(page, report(page, *both))
    assert mark.notes == ("nachgerechnet", "Filter von conv2d")


@pytest.mark.parametrize("order", [("verified", "wrong"), ("wrong", "verified")])
def test_the_worse_verdict_shows(order: tuple[Verdict, Verdict]) -> None:
    """A right factor does not whitewash a wrong product."""
    page = lecture("Also 96 · 363 = 34849 Gewichte.\n")
    claims = [claim(page, "96 · 363 = 34849", order[0]), claim(page, "34849", order[1])]
    (mark,) = marks(page, report(page, *claims))
    assert mark.verdict == "wrong"
    assert page.text(mark.span) == "96 · 363 = 34849"


def test_a_wrong_claim_says_what_is_right() -> None:
    """The description is what hover and screen reader give."""
    page = lecture("Breite 56.\n")
    (mark,) = marks(page, report(page, claim(page, "56", "wrong", explanation="Höhe von conv2d")))
    assert "falsch: richtig ist 55 (Höhe von conv2d)" in mark.opening


def test_explanations_are_text_not_markup() -> None:
    """An explanation may hold anything the author typed."""
    page = lecture("Es sind 5.\n")
    (mark,) = marks(page, report(page, claim(page, "5", explanation='a < "b" & c')))
    assert 'aria-description="geprüft: a &lt; &#34;b&#34; &amp; c"' in mark.opening


@pytest.mark.parametrize("verdict", ["unchecked", "exempt"])
def test_numbers_outside_of_claims_show_their_verdict(verdict: Verdict) -> None:
    """With the reason."""
    page = lecture("Im Jahr 17 kamen 300 Leute.\n")
    found = Report(page.path, report(page).counts, (), (), (NumberVerdict(1, verdict, "so halt"),))
    (mark,) = marks(page, found)
    assert (page.text(mark.span), mark.verdict) == ("300", verdict)
    assert re.search(r'aria-description="[^"]+: so halt"', mark.opening)


def test_verified_numbers_without_a_claim_need_no_mark() -> None:
    """Their claim carries it."""
    page = lecture("Es sind 300.\n")
    numbers = (NumberVerdict(0, "verified"),)
    assert marks(page, Report(page.path, report(page).counts, (), (), numbers)) == ()
