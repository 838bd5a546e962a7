"""Statements in the style of lecture notes: true ones raise no alarm, false ones are found."""

import pytest
from tests.check.golden import CASES, alexnet, check

MODEL = alexnet()


def statements(name: str) -> list[str]:
    """The paragraphs of a file of the corpus."""
    text = (CASES / "corpus" / name).read_text(encoding="utf-8")
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


@pytest.mark.parametrize("statement", statements("true.md"), ids=lambda s: s[:40].strip())
def test_a_true_statement_raises_no_alarm(statement: str) -> None:
    """On a page without a model, and beside a model that it does not speak of."""
    for models in ((), (MODEL,)):
        _, report = check(statement, *models)
        assert [finding for finding in report.findings if finding.severity == "error"] == []


@pytest.mark.parametrize("statement", statements("false.md"), ids=lambda s: s[:40].strip())
def test_a_false_statement_is_found(statement: str) -> None:
    _, report = check(statement)
    assert report.counts.wrong > 0
    assert all(f.written and f.true for f in report.findings if f.severity == "error")
