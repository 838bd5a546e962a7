"""What is said of an unchecked number: which value of the model it has, or nearly has."""

import pytest
from tests.check.golden import alexnet, run_of

from rechenprobe.check import check_lecture
from rechenprobe.read import read_lecture
from rechenprobe.report import UNCHECKED
from rechenprobe.settings import Settings

MODEL = alexnet()


def guess(sentence: str) -> str:
    """What is said of its only unchecked number."""
    lecture = read_lecture(f"```python\nmodel\n```\n\n{sentence}\n", "a.md", Settings())
    report = check_lecture(lecture, run_of(lecture, MODEL), Settings())
    (finding,) = report.findings
    assert finding.code == UNCHECKED
    return finding.explanation


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        # The words say what is counted, but not of which layer.
        ("Am breitesten ist es, wo 4096 Einheiten stehen.", "Neuronen von dense oder dense_1?"),
        (
            "Im Mittelteil gibt es 384 Filter.",
            "Anzahl der Filter von conv2d_2 oder conv2d_3?",
        ),
        # They say neither; the number is so large that it is the model's by no chance.
        ("Im Jahr darauf folgten 37.752.832 davon.", "Parameter von dense?"),
        (
            "Unter der Haube werden 105.415.200 Rechenschritte fällig.",
            "MACs von conv2d? „Rechenschritte“ kennt die Prüfung nicht",
        ),
        # A slip of the pen.
        ("Mit 34.994 Stellschrauben beginnt alles.", "34\u202f944 wäre: Parameter von conv2d"),
        # Memory, not far from that of all weights.
        ("Auf der Platte wiegt es 252 MB.", "225 MB wäre: Gewichte in float32 von sequential"),
        ("Auf der Platte wiegt es 220 MB.", "225 MB wäre: Gewichte in float32 von sequential"),
    ],
)
def test_an_unchecked_number_of_the_model_is_traced_to_it(sentence: str, said: str) -> None:
    assert guess(sentence) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "Es wurden 384 Studierende befragt.",
        "Der Kurs hat 1.250 Seiten.",
        "Es kostet 34.944 Euro.",
        "Das macht 34.944 Schritte je Epoche.",
        "Auf der Platte wiegt es 4 MB.",
    ],
)
def test_nothing_is_said_of_what_may_be_anything(sentence: str) -> None:
    assert guess(sentence) == ""
