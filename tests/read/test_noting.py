"""Which part of a block is looked into."""

import pytest

from rechenprobe.lecture import Span
from rechenprobe.read.noting import noted


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("Ein Filter gleitet über das Bild. Er lernt.", ""),
        ("Ein Filter gleitet. Er hat 5 Werte. Und 6.", "gleitet. Er hat 5 Werte. Und 6."),
        ("Er gleitet. Anzahl der Filter bzw. Kerne: 5", "gleitet. Anzahl der Filter bzw. Kerne: 5"),
        ("Er gleitet. Siehe `f`. Dann lernt er.", "gleitet. Siehe `f`. Dann lernt er."),
        ("Die Summe ist = x. Er lernt $y$.", "Die Summe ist = x. Er lernt $y$."),
    ],
)
def test_whole_sentences_before_the_first_number_or_markup_are_only_prose(
    source: str, kept: str
) -> None:
    """But for the last word of them; and a label reaches across the stop of an abbreviation."""
    span = noted(source, Span(0, len(source)))
    assert source[span.start : span.end] == kept
