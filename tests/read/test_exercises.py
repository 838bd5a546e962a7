"""`aufgabe` fences: options, question, steps, and what is said of mistakes in them."""

import pytest

from rechenprobe.expression import Call, Num
from rechenprobe.lecture import Lecture
from rechenprobe.read import read_lecture
from rechenprobe.read.arithmetic import formula_of
from rechenprobe.settings import Settings


def read(source: str) -> Lecture:
    return read_lecture(source, "seite.md", Settings())


def fence(*lines: str, indent: str = "") -> str:
    return "\n".join(indent + line for line in ("```aufgabe", *lines, "```")) + "\n"


def test_options_question_and_steps_are_told_apart() -> None:
    """Options come first, a line of dashes divides; empty lines around the text are nothing."""
    page = read(
        fence(
            "#| lösung: 2 * x",
            "#| einheit: kB",
            "#| fehler: x → Nur die Hälfte.",
            "",
            "Wie viel?",
            "",
            "Bitte genau.",
            "",
            "---",
            "Zweimal $x$.",
        )
    )
    (exercise,) = page.exercises
    assert page.text(exercise.question) == "Wie viel?\n\nBitte genau."
    assert exercise.steps is not None
    assert page.text(exercise.steps) == "Zweimal $x$."
    assert [(value.kind, value.code) for value in page.values] == [
        ("answer", "2 * x"),
        ("answer", "x"),
    ]
    assert (exercise.solution, exercise.mistakes[0].value) == (0, 1)
    assert exercise.mistakes[0].hint == "Nur die Hälfte."
    assert exercise.unit == "kB"
    assert page.problems == ()


def test_its_text_is_prose_in_the_order_of_the_page() -> None:
    """Numbers, formulas and values in a question count like any other, also in a list."""
    lines = ("#| lösung: 3", "Es sind 5 Filter, $7$, `{python} x`.")
    page = read("Erst 2 Filter.\n\n- Punkt\n" + fence(*lines, indent="\t") + "\nDann 9 Filter.\n")
    assert [number.text for number in page.numbers] == ["2", "5", "7", "9"]
    assert [formula.latex for formula in page.formulas] == ["7"]
    assert [value.kind for value in page.values] == ["answer", "insert"]
    assert page.exercises[0].indent == "\t"


def test_expressions_keep_their_place() -> None:
    """A solution that fails is reported on its own line."""
    page = read("Text\n\n" + fence("#| einheit: MB", "#| lösung:  1 / 0", "Wie viel?"))
    place = page.place(page.values[0].span.start)
    assert (place.line, place.column) == (5, 13)


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("#| lösng: 3 * 4", "unknown-exercise-option", "Meinten Sie „lösung“?"),
        ("#| einheit: KB", "bad-exercise-option", "kB (1000 Byte) oder KiB (1024 Byte)"),
        ("#| einheit: mib", "bad-exercise-option", "Meinten Sie MiB?"),
        ("#| toleranz: wenig", "bad-exercise-option", "1 % oder 0,5"),
        ("#| fehler: 3 * 5", "bad-exercise-option", "fehler: 11 * 11 * 96 →"),
        ("#| label: conv", "bad-exercise-option", "exr-conv"),
        ("#| ergebnis: viele", "bad-exercise-option", "Eine Zahl schreiben"),
        ("#| ableitung: conv2d Prameter", "bad-exercise-option", "Meinten Sie „Parameter“?"),
        ("#| einheit:", "bad-exercise-option", "ist leer"),
        ("#| lösung: 5", "bad-exercise-option", "Eine der beiden entfernen"),
    ],
)
def test_a_mistake_in_an_option_is_located_and_can_be_mended(
    line: str, code: str, words: str
) -> None:
    page = read(fence("#| lösung: 3 * 4", line, "Wie viel?"))
    (problem,) = page.problems
    assert problem.code == code
    assert words in problem.message + " " + problem.remedy
    assert page.place(problem.span.start).line == 3


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("#| lösung: 3 * 4",), "exercise-without-question"),
        (("Wie viel?",), "exercise-without-solution"),
        (("#| lösung: 614.656", "Wie viel?"), "typed-solution"),
        (("#| lösung: -5", "Wie viel?"), "typed-solution"),
    ],
)
def test_an_exercise_needs_a_question_and_a_computed_solution(
    lines: tuple[str, ...], code: str
) -> None:
    assert [problem.code for problem in read(fence(*lines)).problems] == [code]


def test_a_calculation_with_numbers_is_also_a_formula() -> None:
    """Sums and products are flat, a whole-number division is rounded down."""
    assert formula_of("2 * 3 * (4 + 1)") == Call("*", (Num(2), Num(3), Call("+", (Num(4), Num(1)))))
    assert formula_of("7 // 2") == Call("floor", (Call("/", (Num(7), Num(2))),))
    for code in ("x * 2", "f(3)", "True + 1", "2 *", "0.5 * 2", "(" * 300):
        assert formula_of(code) is None
