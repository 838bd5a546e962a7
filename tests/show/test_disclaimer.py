"""The sentence that every reader sees, unless the page was checked."""

import pytest
from tests.check.golden import check

from rechenprobe.execution import NOTHING
from rechenprobe.settings import Settings
from rechenprobe.show import show_lecture

SENTENCE = "*Rechenprobe: Diese Fassung ist nicht geprüft.*"


def page(source: str) -> str:
    lecture, report = check(source)
    return show_lecture(lecture, NOTHING, report, Settings())


@pytest.mark.parametrize(
    "sentence", [SENTENCE, "**Rechenprobe: unchecked copy**", "_Rechenprobe: ungeprüft_"]
)
def test_a_checked_page_does_without_it(sentence: str) -> None:
    shown = page(f"# Titel\n\nText.\n\n{sentence}\n\n2 + 2 = 4\n")
    assert "Rechenprobe: " not in shown
    assert "Text." in shown


def test_a_page_with_an_error_keeps_it() -> None:
    """A preview shows such pages."""
    assert SENTENCE in page(f"{SENTENCE}\n\n2 + 2 = 5\n")


@pytest.mark.parametrize(
    "source",
    [
        f"```markdown\n{SENTENCE}\n```\n",
        f"Text davor, {SENTENCE}\n",
        f"- {SENTENCE}\n",
        "Rechenprobe: ohne Hervorhebung.\n",
        "*Die Rechenprobe: was ist das?*\n",
    ],
)
def test_text_that_only_looks_like_it_stays(source: str) -> None:
    assert "Rechenprobe: " in page(source)
