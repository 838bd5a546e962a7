"""Words that stand for what the sentence before was about: „Sie hat …“, „… hat sie …“."""

import re

from rechenprobe.late import late

_FIRST = late(
    r"\W*(?:(?:das|dies|that|this) (?:sind|ist|is|are|macht|entspricht)"
    r"|sie|er|es|ihre?|seine?|diese[rs]?|its?|they|their|this|these|dafür|dazu"
    r"|dabei|genauer|rechnung|denn|nämlich|thus|hence|so)\b",
)
_INVERTED = late(
    r"\b(?:(?:braucht|hat|besitzt|benötigt|umfasst|enthält|liefert)\s+(?:es|sie|er)"
    r"|(?:sind|ist|wären|macht) (?:das|dies))\b"
)
_INVERTING = (
    *("braucht", "hat", "besitzt", "benötigt", "umfasst", "enthält", "liefert"),
    *("sind d", "ist d", "wären d", "macht d"),
)
"""One of these stands where `_INVERTED` finds something."""
_NEUTER = late(r"\bes\b")
"""A net or model, not a layer."""


def pronoun_of(lower: str) -> re.Match[str] | None:
    """The first of a sentence of small letters."""
    first = _FIRST.match(lower)
    if first or not any(map(lower.__contains__, _INVERTING)):
        return first
    return _INVERTED.search(lower)


def is_neuter(pronoun: re.Match[str]) -> bool:
    """Whether it stands for a net or model, not for a layer."""
    return _NEUTER.search(pronoun[0]) is not None
