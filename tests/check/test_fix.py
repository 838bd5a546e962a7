"""`rechenprobe fix`: wrong results become right, in the author's own notation."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.check.golden import alexnet, check
from tests.check.strategies import Equation, equations, often

from rechenprobe.check import correct
from rechenprobe.lecture import Place
from rechenprobe.report import Correction

MODEL = alexnet()


def corrected(source: str) -> Correction:
    return correct(source, lambda text: check(text, MODEL))


def fixed(source: str) -> str:
    return corrected(source).text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("96 · 364 = 34943", "96 · 364 = 34944"),
        ("96 · 364 = 34.943", "96 · 364 = 34.944"),
        ("96 · 364 = 34 943", "96 · 364 = 34 944"),
        ("96 · 364 = 34\u202f943", "96 · 364 = 34\u202f944"),
        ("34.943 = 96 · 364", "34.944 = 96 · 364"),
        (r"$96 \cdot 364 = 34\,943$", r"$96 \cdot 364 = 34\,944$"),
        (r"$96 \cdot 364 = 34{.}943$", r"$96 \cdot 364 = 34{.}944$"),
        (r"$1/8 = 0{,}126$", r"$1/8 = 0{,}125$"),
        (r"$5/4 = 1$", r"$5/4 = 1{,}25$"),
        ("1 / 8 = 0,126", "1 / 8 = 0,125"),
        ("2 / 3 = 0,66", "2 / 3 = 0,67"),
        ("2 / 3 ≈ 0,6", "2 / 3 ≈ 0,7"),
        ("3.5 · 2.5 = 8.76", "3.5 · 2.5 = 8.75"),
        ("56 356 234 ≈ 56,3 Mio.", "56 356 234 ≈ 56,4 Mio."),
        ("1 / 8 = 12,6 %", "1 / 8 = 12,5 %"),
        ("34944 · 4 Byte = 139,777 kB", "34944 · 4 Byte = 139,776 kB"),
        ("1 KiB = 1000 Byte", "1 KiB = 1024 Byte"),
        ("11 − 227 = −217", "11 − 227 = −216"),
        ("96 · 364 = 96 · 365 = 34944", "96 · 364 = 96 · 365 = 34944"),
        ("5 < 3", "5 < 3"),
        ("5 = 6", "5 = 6"),
        ("96 · 364 = **34943**", "96 · 364 = **34944**"),
        ("96 · 364 = 34'943", "96 · 364 = 34'944"),
        ("96 · 364 = 34&nbsp;943", "96 · 364 = 34&nbsp;944"),
        ("96 · 364 = 34&#8239;943", "96 · 364 = 34&#8239;944"),
        ("```python\n# 96 * 364 = 34_943\n```\n", "```python\n# 96 * 364 = 34_944\n```\n"),
        ("1 / 3 = 33,4 %", "1 / 3 = 33,3 %"),
        ("1 / 2 + 1 / 4 = 0,7", "1 / 2 + 1 / 4 = 0,8"),
        ("1 / 3 ≈ 34 %", "1 / 3 ≈ 33 %"),
        ("2 / 3 = 66 %", "2 / 3 = 67 %"),
        ("100 / 3 = 34", "100 / 3 = 34"),
        ("2904 / 3000 ≈ 9,068", "2904 / 3000 ≈ 0,968"),
        ("1400 / 10000 ms = 1,4 ms", "1400 / 10000 ms = 0,14 ms"),
        ("1 − 0,95 = 0,5", "1 − 0,95 = 0,05"),
        ("10 · 4097 = 04.970", "10 · 4097 = 04.970"),
        (
            "744.366.624 + 37.784.736 = 782.115.360",  # two digits swapped in the summand
            "744.366.624 + 37.784.736 = 782.115.360",
        ),
        ("744.366.624 + 37.748.736 = 782.151.360", "744.366.624 + 37.748.736 = 782.115.360"),
        ("56.356.234 · 4 Byte = 216 MiB", "56.356.234 · 4 Byte = 215 MiB"),
        ("100 MB / 8 s = 125 MB/s", "100 MB / 8 s = 12,5 MB/s"),
        ("34.944 · 4 Byte = 139,776 MB", "34.944 · 4 Byte = 0,139776 MB"),
        (
            r"$3 \cdot 2 \cdot 10^5 = 6{,}1 \cdot 10^5$",
            r"$3 \cdot 2 \cdot 10^5 = 6{,}0 \cdot 10^5$",
        ),
        (r"$23{,}4$ Mio. · 2 = 46,9 Mio.", r"$23{,}4$ Mio. · 2 = 46,8 Mio."),
        ("$5 / 4$ = 1", "$5 / 4$ = 1,25"),
        ("Also ist 2 · 2 = 5!", "Also ist 2 · 2 = 4!"),
        ("2<sup>10</sup> = 1023", "2<sup>10</sup> = 1024"),
        ("99 · 10 = 1.000", "99 · 10 = 990"),
        ("> - 3 · 4 = 13\n>     - 2 · 2 = 5", "> - 3 · 4 = 12\n>     - 2 · 2 = 4"),
        ("| a |\n|---|\n| 3 · 4 = 13 |\n", "| a |\n|---|\n| 3 · 4 = 12 |\n"),
        (
            "96 · 364 = 34943<!-- ungeprüft: Absicht -->",
            "96 · 364 = 34943<!-- ungeprüft: Absicht -->",
        ),
    ],
)
def test_a_result_is_rewritten_as_the_author_writes_numbers(wrong: str, right: str) -> None:
    assert fixed(wrong) == right


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Parameter: 34.945", "Parameter: 34.944"),
        ("Parameter: 34945", "Parameter: 34944"),
        ("Ausgabe: 54 × 55 × 97", "Ausgabe: 55 × 55 × 96"),
        ("MACs: 105 415 201", "MACs: 105 415 200"),
        ("Parameter: rund 36 Tsd.", "Parameter: rund 35 Tsd."),
    ],
)
def test_a_fact_of_the_layer_is_rewritten(wrong: str, right: str) -> None:
    assert fixed(f"- Conv-Layer 1\n    - {wrong}\n") == f"- Conv-Layer 1\n    - {right}\n"


@pytest.mark.parametrize(
    "choice",
    ["Filter 5 × 5", "Schrittweite 2", "n = 228", "s = 2", "Anzahl der Filter: 95", "p = 1"],
)
def test_what_the_author_chose_is_wrong_but_stays(choice: str) -> None:
    """Code and text disagree on it: which of them is wrong, only the author knows."""
    source = f"- Conv-Layer 1\n    - {choice}\n"
    finding = check(source, MODEL)[1].findings[0]
    assert finding.severity == "error"
    assert "rechenprobe fix" not in finding.remedy
    assert fixed(source) == source


def test_assumptions_and_factors_stay_as_they_are() -> None:
    """A batch size is the author's choice; which factor was meant, only the author knows."""
    source = (
        "- Conv-Layer 1\n    - Anzahl der Parameter\n        - 48 · (22 · 11 · 3 + 2) = 34.944\n"
        "    - Speicherbedarf\n        - Batch Size 17\n"
        "        - 16 · 34944 / (8 · 1000) = 69,888 kB\n"
    )
    assert check(source, MODEL)[1].failed
    assert fixed(source) == source


def test_a_right_lecture_is_left_alone() -> None:
    source = "- Conv-Layer 1\n    - Parameter: 96 · (11 · 11 · 3 + 1) = 34.944\n"
    correction = corrected(source)
    assert (correction.text, correction.edits) == (source, ())


@pytest.mark.parametrize(
    "slip",
    [
        "11 · 14 · 3 · 96 + 96 = 34944",
        "34944 = 11 * 11 * 3 * 99 + 96",
        "11 · 11 · 6 · 96 + 96 = 34944",
        "16 · 58 · 55 · 96 · 2 = 9.292.800",
        "34.944 · 16 / (8 · 1003) = 69,888",
        "34.944 · 16 / (1 · 1000) = 69,888 kB",
        "34.947 + 614.656 = 649.600, denn es sind 34.944",
        "$34{.}944 \\cdot 19 / 8 = 69{.}888$ bei 16 Bit",
    ],
)
def test_where_a_factor_may_be_the_slip_no_result_is_invented(slip: str) -> None:
    """The equation is wrong; writing another result would make it false, but consistent."""
    _, report = check(slip)
    assert report.failed
    assert fixed(slip) == slip


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("2 + 2 = 5", "2 + 2 = 4"),
        ("3 + 4 = 8", "3 + 4 = 7"),
        ("10 · 12 = 130", "10 · 12 = 120"),
        ("(227 − 11) / 4 + 1 = 58", "(227 − 11) / 4 + 1 = 55"),
        ("11 · 11 · 3 · 96 + 96 = 34994", "11 · 11 · 3 · 96 + 96 = 34944"),
    ],
)
def test_what_fits_by_chance_keeps_no_result_from_being_mended(wrong: str, right: str) -> None:
    assert fixed(wrong) == right


def test_below_a_wrong_name_nothing_is_mended() -> None:
    """All that stands there is true of another layer: the name is what is wrong."""
    source = (
        "- Conv-Layer 2\n    - Ausgabe: 55 × 55 × 96\n    - Parameter: 34.944\n"
        "    - Filter 11 × 11\n    - Schrittweite 4\n"
    )
    messages = [finding.message for finding in check(source, MODEL)[1].findings]
    assert any("passt nicht zu" in message for message in messages)
    assert fixed(source) == source


def test_a_message_offers_the_command_exactly_where_it_helps() -> None:
    """With the path as the shell takes it."""
    source = "96 · 364 = 34943, 5 < 3 und 2 + 2 = 5<!-- ungeprüft: Absicht -->"
    _, report = check(source, MODEL, path="docs/erste Woche.md")
    remedies = [one.remedy for one in report.findings if one.severity == "error"]
    assert remedies[0] == "rechenprobe fix 'docs/erste Woche.md'"
    assert remedies[1:]
    assert not any("rechenprobe fix" in remedy for remedy in remedies[1:])


def test_a_new_value_that_the_check_does_not_confirm_is_not_written() -> None:
    """The sum can be mended, but then it is not the layer's: the factor 97 is wrong."""
    source = (
        "- Conv-Layer 1\n    - Anzahl der Parameter\n        - 97 · (11 · 11 · 3 + 1) = 35.307\n"
    )
    assert fixed(source) == source


@often
@given(equations(), st.data())
def test_a_corrupted_result_becomes_exactly_what_it_was(
    equation: Equation, data: st.DataObject
) -> None:
    """In every notation, nothing else touched; and to fix it again changes nothing.

    Or it stays, where a slip in the calculation may be to blame as well.
    """
    places = [i for i, c in enumerate(equation.result) if c.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("123456789"))
    changed = equation.result[:place] + digit + equation.result[place + 1 :]
    template = "Es gilt {} = {}.\n\nVorher 12\u202f345 · 1 = 12\u202f345.\n"
    right = template.format(equation.left, equation.result)
    _, report = check(right)
    assume(not report.failed)
    source = template.format(equation.left, changed)
    assume(check(source)[1].failed)
    correction = correct(source, check)
    if not correction.edits:
        assert correction.text == source
        return
    assert correction.text == right
    assert [edit.place for edit in correction.edits] == [finding_place(source, changed)]
    assert correct(right, check).text == right


def finding_place(source: str, result: str) -> Place:
    """Of the first digit of the result."""
    sign = re.match(r"\D*", result)
    assert sign is not None
    return Place(1, source.index(f"= {result}.") + 2 + sign.end() + 1)
