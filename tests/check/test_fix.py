"""`rechenprobe fix`: wrong results become right, in the author's own notation."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.check.golden import alexnet, check
from tests.check.strategies import Equation, equations, often

from rechenprobe.check import apply_edits, find_edits

MODEL = alexnet()


def fixed(source: str) -> str:
    """Fixed until nothing is left to fix."""
    for _ in range(5):
        lecture, report = check(source, MODEL)
        edits = find_edits(lecture, report)
        source = apply_edits(source, edits)
    return source


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
        ("Filter 5 × 5", "Filter 11 × 11"),
        ("Schrittweite 2", "Schrittweite 4"),
        ("Parameter: 34.945", "Parameter: 34.944"),
        ("Parameter: 34945", "Parameter: 34944"),
        ("Ausgabe: 54 × 55 × 97", "Ausgabe: 55 × 55 × 96"),
        ("MACs: 105 415 201", "MACs: 105 415 200"),
        ("Parameter: rund 36 Tsd.", "Parameter: rund 35 Tsd."),
        ("n = 228", "n = 227"),
    ],
)
def test_a_fact_of_the_layer_is_rewritten(wrong: str, right: str) -> None:
    assert fixed(f"- Conv-Layer 1\n    - {wrong}\n") == f"- Conv-Layer 1\n    - {right}\n"


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
    lecture, report = check(source, MODEL)
    assert find_edits(lecture, report) == ()


@often
@given(equations(), st.integers(1, 9))
def test_a_corrupted_result_is_made_right_again(equation: Equation, digit: int) -> None:
    """And nothing but that number is touched."""
    last = max(i for i, c in enumerate(equation.result) if c.isdigit())
    changed = equation.result[:last] + str(digit) + equation.result[last + 1 :]
    source = f"Es gilt {equation.left} = {changed}."
    _, report = check(source)
    assume(report.failed)
    after = fixed(source)
    assert not check(after)[1].failed, after
    assert after.startswith(f"Es gilt {equation.left} = ".replace("$ = $", " = "))
