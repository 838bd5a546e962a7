"""Exercises hold what they promise: a solution that the run gives, nothing typed that is false."""

import pytest
from msgspec import structs
from tests.check.golden import alexnet

from rechenprobe.check import check_lecture
from rechenprobe.execution import CellRun, Failure, Run, Shown, ValueRun
from rechenprobe.facts import Model
from rechenprobe.read import read_lecture
from rechenprobe.report import Report
from rechenprobe.settings import Settings

NEURON = "max(0, 0.5 * 4 - 2 * 1 + 0.75)"
SETTINGS = Settings(unchecked="pass", grouping="dot")
CELL = "```python\nmodel.summary()\n```\n\n"


def checked(
    *lines: str, values: tuple[int | float, ...] = (), model: Model | None = None
) -> Report:
    """An exercise below a cell that shows the seed's model."""
    source = CELL + "\n".join(("```aufgabe", *lines, "Wie viel?", "```"))
    lecture = read_lecture(source, "seite.md", SETTINGS)
    return check_lecture(lecture, ran(values, model or alexnet()), SETTINGS)


def ran(values: tuple[int | float, ...], model: Model) -> Run:
    results = (
        ValueRun(index, "int" if isinstance(value, int) else "float", repr(value))
        for index, value in enumerate(values)
    )
    return Run(cells=(CellRun(0, (Shown(0),)),), values=tuple(results), models=(model,))


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (("#| ableitung: conv2d_1 Parameter",), ()),
        (("#| ableitung: conv2d_1",), ()),
        (("#| ableitung: conv2d Ausgabe Höhe",), ()),
        (("#| ableitung: conv2d MACs", "#| lösung: x"), (105_415_200,)),
        (("#| ableitung: conv2d_1 Parameter", "#| ergebnis: 614.656"), ()),
        (("#| lösung: x", "#| ergebnis: 75,5", "#| einheit: MB"), (75_505_664,)),
        (("#| lösung: x", "#| ergebnis: 96,8", "#| einheit: %"), (0.9684,)),
        (("#| lösung: x", "#| fehler: y → falsch"), (7, 8)),
    ],
)
def test_what_holds_is_not_complained_about(
    lines: tuple[str, ...], values: tuple[int | float, ...]
) -> None:
    report = checked(*lines, values=values)
    assert report.findings == ()
    assert report.counts.verified == sum("ergebnis" in line for line in lines)


@pytest.mark.parametrize(
    ("lines", "values", "code", "words"),
    [
        (("#| ableitung: conv2d_9",), (), "exercise-without-solution", "Meinten Sie „conv2d_4“?"),
        (("#| ableitung: conv2d Ausgabe Tiefe",), (), "exercise-without-solution", "Höhe, Breite"),
        (
            ("#| ableitung: conv2d Parameter", "#| lösung: x"),
            (34_943,),
            "exercise-contradicts-derivation",
            "34.944",
        ),
        (
            ("#| ableitung: conv2d_1 Parameter", "#| ergebnis: 614.566"),
            (),
            "wrong-number",
            "614.656",
        ),
        (
            ("#| lösung: x", "#| ergebnis: 75,6", "#| einheit: MB"),
            (75_505_664,),
            "wrong-number",
            "75,5",
        ),
        (("#| lösung: x", "#| fehler: y → falsch"), (7, 7), "mistake-is-right", "entfernen"),
        (("#| lösung: x",), (10**101,), "exercise-without-solution", "zu groß"),
    ],
)
def test_what_does_not_hold_is_said_with_a_way_out(
    lines: tuple[str, ...], values: tuple[int | float, ...], code: str, words: str
) -> None:
    (finding,) = checked(*lines, values=values).findings
    assert (finding.code, finding.severity) == (code, "error")
    assert words in f"{finding.message} {finding.true} {finding.remedy}"
    assert finding.place.line > CELL.count("\n") + 1


@pytest.mark.parametrize(
    ("question", "solution", "opened"),
    [
        (
            "Gewichte $(0{,}5;\\, -2)$, Bias $0{,}75$, Eingang $(4, 1)$.",
            NEURON,
            "",
        ),
        (
            "Gewichte $(0{,}5;\\, -2)$, Bias $0{,}75$, Eingang $(4, 2)$.",
            NEURON,
            "2",
        ),
        ("Ein Bild mit 32 × 32 Bildpunkten, Filter 5 × 5.", "(32 - 5) // 1 + 1", ""),
        ("Ein Bild mit 32 × 33 Bildpunkten, Filter 5 × 5.", "(32 - 5) // 1 + 1", "33"),
        ("Von 500 Bildern sind 20 % zum Prüfen.", "500 * 0.2", ""),
        ("Von 500 Bildern sind 30 % zum Prüfen.", "500 * 0.2", "30"),
        ("Eine LSTM mit 100 Neuronen über 20 Eingängen.", "4 * 100 * (20 + 100 + 1)", ""),
        ("Eine LSTM mit 100 Neuronen über 100 Eingängen.", "4 * 100 * (20 + 100 + 1)", "100"),
        ("Eine Dense-Schicht mit 1000 Neuronen über 512.", "512 * 200 + 200", "1000"),
        ("Der Block verengt 512 Kanäle auf 128, 3 × 3.", "512 * 128 + 3 * 3 * 128 * 128", ""),
        (
            "Der Block verengt 512 Kanäle auf 128, 512 × 3.",
            "512 * 128 + 3 * 3 * 128 * 128",
            "512 3",
        ),
        ("Er verengt 512 auf 3 mit 128 × 3.", "512 * 128 + 3 * 3 * 128 * 128", "128 3"),
        ("Zwei Schichten mit je 2 Filtern, 3 × 3, über 2 Kanälen.", "2 * 2 * 9 + 2", "3"),
        ("Gewichte $(0{,}5;\\, -1)$, Bias $0{,}75$, Eingang $(4, 1)$.", NEURON, "1"),
    ],
)
def test_what_a_question_gives_goes_into_its_solution(
    question: str, solution: str, opened: str
) -> None:
    source = f"{CELL}```aufgabe\n#| lösung: {solution}\n{question}\n```"
    lecture = read_lecture(source, "seite.md", SETTINGS)
    report = check_lecture(lecture, ran((0.75,), alexnet()), SETTINGS)
    texts = [
        lecture.numbers[one.number].text for one in report.numbers if one.verdict == "unchecked"
    ]
    assert set(texts) == set(opened.split())


def test_neither_the_model_nor_the_steps_confirm_a_question() -> None:
    """A layer of the seed has 4096 neurons, the steps calculate with 3: nobody asks for that."""
    question = (
        "Wie viele Parameter hat eine Dense-Schicht mit 4096 Neuronen über 300 Eingängen und 3?"
    )
    steps = "300 · 50 + 50 = 15.050, und 3 · 2 = 6"
    source = f"{CELL}```aufgabe\n#| lösung: 300 * 50 + 50\n{question}\n\n---\n\n{steps}\n```"
    lecture = read_lecture(source, "seite.md", SETTINGS)
    report = check_lecture(lecture, ran((15_050,), alexnet()), SETTINGS)
    unchecked = {
        lecture.numbers[n.number].text: n.reason for n in report.numbers if n.verdict == "unchecked"
    }
    assert list(unchecked) == ["4096", "3"]
    assert unchecked["4096"] == "die Lösung rechnet mit 50, davon steht hier nichts"


def test_a_solution_that_is_no_number_is_refused() -> None:
    lecture = read_lecture("```aufgabe\n#| lösung: x\nWas?\n```\n", "seite.md", SETTINGS)
    run = Run(values=(ValueRun(0, "text", "relu"),))
    (finding,) = check_lecture(lecture, run, SETTINGS).findings
    assert finding.message == "Die Lösung „x“ ergibt keine Zahl, sondern relu"


def test_after_a_failed_run_only_the_failure_is_reported() -> None:
    """The missing model would be the same complaint twice."""
    source = "```python\n1 / 0\n```\n\n```aufgabe\n#| ableitung: conv2d\nWie viel?\n```\n"
    lecture = read_lecture(source, "seite.md", SETTINGS)
    failure = Failure("exception", 0, "seite.md", 2, "ZeroDivisionError: division by zero")
    report = check_lecture(lecture, Run(failure=failure), SETTINGS)
    assert [finding.code for finding in report.findings] == ["cell-failed"]


def test_the_model_shown_last_before_the_exercise_is_meant() -> None:
    """Others above and below it have a layer of the same name."""
    good = alexnet()
    other = structs.replace(good, layers=(structs.replace(good.layer("conv2d"), derivations={}),))
    source = CELL + CELL + "```aufgabe\n#| ableitung: conv2d\nWie viel?\n```\n\n" + CELL
    lecture = read_lecture(source, "seite.md", SETTINGS)
    run = Run(
        cells=tuple(CellRun(index, (Shown(index),)) for index in range(3)),
        models=(other, good, structs.replace(other)),
    )
    assert check_lecture(lecture, run, SETTINGS).findings == ()
    swapped = structs.replace(run, models=(good, other, structs.replace(good)))
    assert [f.code for f in check_lecture(lecture, swapped, SETTINGS).findings] == [
        "exercise-without-solution"
    ]
