"""Own words of a course mean what the vocabulary knows, inflected as German inflects."""

import pytest
from tests.check.golden import alexnet, run_of

from rechenprobe.check import check_lecture, known_word
from rechenprobe.check.words.translation import translate
from rechenprobe.read import read_lecture
from rechenprobe.report import Report
from rechenprobe.settings import Settings, Synonym

WORDS = (
    Synonym("Stellschraube", "Parameter"),
    Synonym("Faltlage", "Conv-Layer"),
    Synonym("weite Lage", "Dense-Layer"),
    Synonym("Guckloch", "Filtergröße"),
)
CELL = "```python\nmodel = ...\n```\n\n"


def checked(source: str, vocabulary: tuple[Synonym, ...] = WORDS) -> Report:
    settings = Settings(unchecked="pass", vocabulary=vocabulary)
    lecture = read_lecture(CELL + source, "a.md", settings)
    return check_lecture(lecture, run_of(lecture, alexnet()), settings)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Anzahl der Stellschrauben", "Anzahl der Parameter"),
        ("STELLSCHRAUBE", "Parameter"),
        ("erste Faltlage", "erste Conv-Layer"),
        ("weiten Lage", "weiten Lage"),
        ("weite  Lagen 2", "Dense-Layer 2"),
        ("Stellschraubendreher", "Stellschraubendreher"),
        ("Handstellschraube", "Handstellschraube"),
        ("Faltlage-Beispiel", "Faltlage-Beispiel"),
    ],
)
def test_a_word_is_known_in_its_forms_and_not_within_others(text: str, known: str) -> None:
    assert translate(text, WORDS) == known


@pytest.mark.parametrize(
    "source",
    [
        "- Faltlage 1\n    - Stellschrauben: {}\n",
        "- Faltlage 1\n    - Anzahl der Stellschrauben\n        - 96 · (11 · 11 · 3 + 1) = {}\n",
        "## Erste Faltlage\n\n- {} Stellschrauben\n",
        "| Schicht | Stellschrauben |\n|---|---|\n| Faltlage 1 | {} |\n",
        "Die erste Faltlage hat {} Stellschrauben.\n",
    ],
)
def test_own_words_bind_to_the_model_wherever_known_ones_do(source: str) -> None:
    """In outlines, headings, tables and prose; without the option, nothing is bound."""
    right, wrong = checked(source.format("34.944")), checked(source.format("34.945"))
    assert [claim.against for claim in right.claims if "34.944" in claim.text][-1] == "model"
    assert not right.failed
    assert wrong.failed
    written = CELL.count("\n") + source.split("{}", maxsplit=1)[0].count("\n") + 1
    assert {finding.place.line for finding in wrong.findings} == {written}
    unknown = checked(source.format("34.944"), ())
    assert all(claim.against != "model" for claim in unknown.claims)


@pytest.mark.parametrize("word", ["Parameter", "Conv-Layer", "Dense", "MACs", "Ausgabegröße"])
def test_what_a_word_may_mean_is_what_the_check_knows(word: str) -> None:
    assert known_word(word)


@pytest.mark.parametrize("word", ["Knopf", "", "Parameter des Lebens"])
def test_what_nobody_knows_is_no_meaning(word: str) -> None:
    assert not known_word(word)
