"""Formulas become MathML; German numbers stay whole; what does not convert is reported."""

import re

import pytest
from tests.show.samples import lecture

from rechenprobe.show import formula_problem, show_problems
from rechenprobe.show.formulas import BadFormula, convert, formula_html, formula_latex


def numbers(latex: str) -> list[str]:
    return re.findall(r"<mn>(.*?)</mn>", convert(latex, display=False))


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"34\,944", ["34\u202f944"]),
        (r"56\,356\,234", ["56\u202f356\u202f234"]),
        (r"69{,}888\,\text{kB}", ["69,888"]),
        (r"1\,234{,}5", ["1\u202f234,5"]),
        ("34.944", ["34.944"]),
        ("34{.}944", ["34.944"]),
        ("34\u202f944", ["34\u202f944"]),
        ("34~944", ["34\u202f944"]),
        (r"\frac{1\,000}{2{,}5}", ["1\u202f000", "2,5"]),
        ("(227, 3)", ["227", "3"]),
        (r"x_1\,234", ["1", "234"]),
        (r"2\,33", ["2", "33"]),
        (r"10^6\,000", ["10", "6", "000"]),
    ],
)
def test_a_number_is_one_element(latex: str, expected: list[str]) -> None:
    """A screen reader says one number, not several; what is not one number is left apart."""
    assert numbers(latex) == expected


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\foo + 1", "„\\foo“"),
        (r"\frac{1}{2", "„}“"),
        (r"\begin{foo}x\end{foo}", "„foo“"),
    ],
)
def test_a_formula_that_does_not_convert_says_why(latex: str, reason: str) -> None:
    """In German, with the part that is at fault."""
    assert reason in (formula_problem(latex, display=False) or "")


def test_a_good_formula_has_no_problem() -> None:
    """`None`, in both styles."""
    assert formula_problem(r"\frac{1}{2}", display=False) is None
    assert formula_problem(r"\begin{aligned}a&=b\\c&=d\end{aligned}", display=True) is None


def test_a_formula_is_set_without_the_size_and_the_colour_by_number_that_mathjax_knows() -> None:
    """LaTeX itself takes neither in a formula; what comes behind keeps its place in messages."""
    assert convert(r"\Large x + \color{#008600} 1", display=True) == convert("x + 1", display=True)
    assert formula_problem(r"\largest x", display=True) is not None
    with pytest.raises(BadFormula) as raised:
        convert(r"\large \foo", display=True)
    assert raised.value.offset == 7


def test_a_bad_formula_is_an_error_at_the_place_in_the_source_file() -> None:
    """Front matter counts, the column is that of the command at fault."""
    page = lecture("---\ntitle: X\n---\n\nGut: $a$.\n\n- a\n\t- Schlecht: $ä + \\foo$.\n")
    (finding,) = show_problems(page)
    assert (finding.place.line, finding.place.column) == (8, 19)
    assert (finding.severity, finding.code) == ("error", "bad-formula")
    assert finding.written == r"$ä + \foo$"
    assert "\\foo" in finding.explanation


def test_a_value_within_a_formula_does_not_make_it_bad() -> None:
    """Whether it converts is known before anything has run."""
    assert show_problems(lecture("$n = `{python} n`$\n")) == ()


def test_what_the_reader_takes_for_one_number_is_one_to_tex() -> None:
    """A bare decimal comma or space would otherwise be punctuation."""
    page = lecture("Speicher: $69,888 = 1 \\cdot 69 888 / 1000$.\n")
    assert formula_latex(page, page.formulas[0], {}).startswith("69{,}888 =")


def test_a_long_inline_formula_gets_a_box_that_can_scroll() -> None:
    """A phone shows some 28 characters of a formula; a command is one."""
    assert "rp-formula--long" in formula_html("+".join(["x"] * 15), display=False)
    assert "rp-formula" not in formula_html(r"\cdot ".join(["x"] * 10), display=False)
