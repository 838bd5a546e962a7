"""Exercises on the page and in the notebook, and the wrong answers that they recognise."""

import re
from fractions import Fraction
from html import unescape
from typing import Any

import msgspec
import pytest
from tests.check.golden import alexnet
from tests.show.samples import SETTINGS, lecture, report

from rechenprobe.answers import Answer, find_answer
from rechenprobe.execution import CellRun, Run, Shown, ValueRun
from rechenprobe.show import show_lecture, show_notebook
from rechenprobe.show.mistakes import mistakes
from rechenprobe.show.seal import unseal

CELL = "```python\nmodel.summary()\n```\n\n"


def run_of(*values: int) -> Run:
    results = tuple(ValueRun(index, "int", repr(value)) for index, value in enumerate(values))
    return Run(cells=(CellRun(0, (Shown(0),)),), values=results, models=(alexnet(),))


def fence(*lines: str) -> str:
    return CELL + "\n".join(("```aufgabe", *lines, "```")) + "\n"


def page_of(source: str, run: Run) -> str:
    page = lecture(source)
    return unseal(show_lecture(page, run, report(page), SETTINGS))


def answer_of(*options: str, value: int = 0) -> tuple[Answer, str]:
    page = lecture(fence(*options, "Wie viel?"))
    answer = find_answer(page.exercises[0], page, run_of(value))
    assert isinstance(answer, Answer)
    return answer, page.exercises[0].unit


def hints(*options: str, value: int = 0) -> dict[Fraction, str]:
    return {wrong.values[0]: wrong.hint for wrong in mistakes(*answer_of(*options, value=value))}


def test_typical_mistakes_with_a_convolutions_parameters() -> None:
    """Each number is what students calculate who forget that one thing."""
    found = hints("#| ableitung: conv2d_1 Parameter")
    f, c, n = 5, 96, 256
    for value, word in {
        n * f * f * c: "Bias",
        n * f * f * c + 1: "Bias",
        n * (f * f + 1): "Kanäle",
        n * (f * f * 3 + 1): "Bild",
        f * f * c + 1: "einzigen Filter",
        n * (f * c + 1): "breit",
        27 * 27 * n * (f * f * c + 1): "jeder Stelle",
    }.items():
        assert word in found[Fraction(value)], value


def test_typical_mistakes_with_an_output() -> None:
    """Forgotten + 1, rounding, stride, filter; padding where there is none."""
    found = hints("#| ableitung: conv2d Ausgabe Breite")
    for value, word in {54: "+ 1", 57: "abgezogen", 217: "Schrittweite", 56: "zu groß"}.items():
        assert word in found[Fraction(value)], value
    same = hints("#| ableitung: conv2d_1 Ausgabe Breite")
    assert "ohne Padding" in same[Fraction(23)]


def test_typical_mistakes_with_macs_and_neurons() -> None:
    macs = hints("#| ableitung: conv2d MACs")
    assert "FLOPs" in macs[Fraction(2 * 105_415_200)]
    assert "Bias" in macs[Fraction(105_415_200 + 55 * 55 * 96)]
    dense = hints("#| ableitung: dense Parameter")
    assert "Bias" in dense[Fraction(4096 * 9216)]
    assert "einziges Neuron" in dense[Fraction(9217)]


def test_typical_mistakes_with_memory() -> None:
    """Answers are in the unit asked for: bits, the wrong thousand, plain bytes."""
    found = hints("#| lösung: x", "#| einheit: kB", value=69_888)
    for value, word in {
        Fraction(69_888): "Zahl der Byte",
        Fraction(69_888, 1024): "1000",
        Fraction(69_888 * 8, 1000): "Bit",
    }.items():
        assert word in found[value]
    assert not {"Bit", "Byte"} & set(" ".join(hints("#| lösung: x", value=7).values()).split())


def test_a_plain_calculation_knows_its_own_pieces() -> None:
    found = hints("#| lösung: 4 * (2 + 1)", value=12)
    assert "Summand: 1" in found[Fraction(8)]
    assert "Faktor: 4" in found[Fraction(3)]


@pytest.mark.parametrize(
    "options",
    [
        ("#| ableitung: conv2d_3 Parameter",),
        ("#| ableitung: conv2d_3 Ausgabe Höhe",),
        ("#| ableitung: conv2d_2 MACs",),
        ("#| lösung: 1 * 55",),
    ],
)
def test_no_right_answer_is_called_a_mistake(options: tuple[str, ...]) -> None:
    """A 1 × 1 filter or a stride of one may be forgotten without harm."""
    answer, unit = answer_of(*options, value=55)
    assert answer.values not in [wrong.values for wrong in mistakes(answer, unit)]


def data_of(html: str) -> Any:
    found = re.search(r'data-exercise="([^"]*)"', html)
    assert found is not None
    return msgspec.json.decode(unescape(found[1]))


def test_the_page_carries_what_the_script_needs_and_unfolds_without() -> None:
    html = page_of(
        fence("#| lösung: x", "#| einheit: kB", "#| fehler: y → Nicht *so*.", "Wie <b>viel</b>?"),
        run_of(69_888, 34_944),
    )
    html = html[html.index('<section class="rp-exercise"') :]
    data = data_of(html)
    assert (data["values"], data["exact"], data["units"]["MB"]) == ([69.888], False, 1000)
    assert [[34.944], "Nicht *so*."] in data["mistakes"]
    assert "Wie <b>viel</b>?" in html
    assert "<strong>69,888\u00a0kB</strong>" in html
    assert html.index("<details") < html.index("69,888\u00a0kB") < html.index("</details>")
    assert "aufgabe-1-antwort" in re.findall(r'<label for="([^"]*)"', html)
    assert "#|" not in html
    assert "```" not in html


def test_a_derivation_shows_its_steps_and_symbols() -> None:
    html = page_of(
        fence("#| ableitung: conv2d Parameter", "#| label: exr-eins", "Wie viel?"), run_of()
    )
    assert 'id="exr-eins"' in html
    assert "Eingabekanäle" in html
    assert html.count("<mn>34\u202f944</mn>") == 1


@pytest.mark.parametrize(
    ("solution", "text", "last"),
    [
        ("2 * 90 / (2 * 90 + 10 + 20)", "0.8571428571428571", "<mo>≈</mo><mn>0,857143</mn>"),
        ("620 / 800", "0.775", "<mo>=</mo><mn>0,775</mn>"),
        ("6 / 3", "2.0", "<mo>=</mo><mn>2</mn>"),
    ],
)
def test_a_calculation_may_end_in_a_fraction(solution: str, text: str, last: str) -> None:
    value = ValueRun(0, "float", text)
    run = msgspec.structs.replace(run_of(), values=(value,))
    html = page_of(fence(f"#| lösung: {solution}", "Wie viel?"), run)
    bare = re.sub(r"</?(?:mtd|mtr|mrow|mspace)[^>]*>|(?<=<mo)[^>]*", "", html)
    assert last in bare


def test_a_solved_exercise_stays_solved_until_its_question_changes() -> None:
    """Text above it and its number among the others do not matter, the question does."""

    def key(source: str) -> str:
        found = re.findall(
            r'data-key="(\w+)"', page_of(source, run_of(*[3] * source.count("lösung")))
        )
        return str(found[-1])

    plain = fence("#| lösung: x", "Wie viel?")
    before = plain.replace(CELL, CELL + "Neu.\n\n```aufgabe\n#| lösung: y\nWas?\n```\n\n")
    assert key(before) == key(plain)
    assert key(plain.replace("viel", "oft")) != key(plain)


def test_without_a_result_the_page_says_so() -> None:
    html = page_of(fence("#| lösung: x", "Wie viel?"), Run())
    assert "rp-missing" in html
    assert "<form" not in html


def test_a_notebook_has_the_question_and_a_folded_solution() -> None:
    """Formulas as LaTeX; the result's expression behind it, so that it is checked again."""
    source = fence("#| ableitung: conv2d_1 Parameter", "#| lösung: x", "Wie viel?", "---", "Darum.")
    text = show_notebook(lecture(source), run_of(614_656), SETTINGS).decode()
    cell = "".join(msgspec.json.decode(text)["cells"][-1]["source"])
    assert cell.startswith("**Aufgabe 1**\n\nWie viel?\n\n<details><summary>Lösung</summary>\n\n")
    assert "**614\u202f656**<!-- = x -->" in cell
    assert r"F \cdot" in cell
    assert cell.rstrip().endswith("Darum.\n\n</details>")
