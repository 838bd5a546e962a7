"""Claims with an expression behind them, `34.944<!-- = model.count_params() -->`."""

import pytest

from rechenprobe.check import check_lecture, correct
from rechenprobe.execution import Run, ValueRun
from rechenprobe.lecture import Lecture
from rechenprobe.read import read_lecture
from rechenprobe.report import Report
from rechenprobe.settings import Settings


def checked(source: str, kind: str, text: str) -> tuple[Lecture, Report]:
    """The report if the page's one expression has that value."""
    lecture = read_lecture(source, "seite.md", Settings())
    run = Run(values=(ValueRun(0, kind, text),))
    return lecture, check_lecture(lecture, run, Settings(unchecked="pass"))


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("34.944", "int", "34944"),
        ("34944", "int", "34944"),
        ("34,944", "int", "34944"),
        ("0,97", "float", "0.9684"),
        ("96,8 %", "float", "0.9684"),
        ("rund 56 000 000", "int", "56356234"),
        ("56,4 Mio.", "int", "56356234"),
        ("56 Mio.", "int", "56356234"),
        ("**34.944**", "int", "34944"),
        ("$34{.}944$", "int", "34944"),
        ("2012", "int", "2012"),
    ],
)
def test_a_number_that_its_expression_confirms(written: str, kind: str, value: str) -> None:
    _, report = checked(f"Es sind {written}<!-- = x --> davon.", kind, value)
    assert (report.counts.verified, report.counts.wrong) == (1, 0)
    assert report.claims[0].against == "model"
    assert report.claims[0].fact == "x"


@pytest.mark.parametrize(
    ("written", "kind", "value", "right"),
    [
        ("34.945", "int", "34944", "34.944"),
        ("0,98", "float", "0.9684", "0,97"),
        ("96,7 %", "float", "0.9684", "96,8 %"),
        ("57,4 Mio.", "int", "56356234", "56,4 Mio."),
    ],
)
def test_a_number_that_its_expression_refutes_is_wrong_and_can_be_fixed(
    written: str, kind: str, value: str, right: str
) -> None:
    source = f"Es sind {written}<!-- = x --> davon."
    assert checked(source, kind, value)[1].counts.wrong == 1
    fixed = correct(source, lambda text: checked(text, kind, value)).text
    assert fixed == f"Es sind {right}<!-- = x --> davon."


def test_an_expression_without_a_number_is_an_error() -> None:
    _, report = checked("Es sind 5<!-- = x --> davon.", "text", "'fünf'")
    assert [finding.code for finding in report.findings] == ["claim-without-number"]


def test_inserted_values_are_counted_as_computed() -> None:
    _, report = checked("Es sind `{python} x` davon.", "int", "5")
    assert (report.counts.computed, report.counts.total) == (1, 1)


def test_a_value_without_a_run_leaves_its_number_unchecked() -> None:
    lecture = read_lecture("Es sind 5<!-- = x --> davon.", "seite.md", Settings())
    report = check_lecture(lecture, Run(), Settings(unchecked="pass"))
    assert report.counts.unchecked == 1


def test_a_waived_number_is_listed_with_its_reason_and_place() -> None:
    """And a report says what the code ran with."""
    source = "Es war\n1989<!-- ungeprüft: Erscheinungsjahr --> so, 12<!-- = x --> mal."
    lecture, _ = checked(source, "int", "12")
    run = Run(values=(ValueRun(0, "int", "12"),), versions={"python": "3.11.4", "keras": "3.15"})
    report = check_lecture(lecture, run, Settings())
    (exemption,) = report.exemptions
    assert (exemption.place.line, exemption.place.column) == (2, 1)
    assert (exemption.text, exemption.reason) == ("1989", "Erscheinungsjahr")
    assert report.counts.exempt == 1
    assert report.versions["keras"] == "3.15"
