"""Words for rows and items that only say what those above come to: „Summe“, „Mittelwert“."""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from rechenprobe.late import late

Kind: TypeAlias = Literal["total", "subtotal", "mean"]

_CLOSING: Mapping[Kind, re.Pattern[str]] = {
    "total": late(
        r"gesamt\w*|(?:spalten)?summe|total|sum|insgesamt|zusammen|Σ|∑|alle(?: schichten)?",
        re.IGNORECASE,
    ),
    "subtotal": late(r"(?:zwischen|teil)summe\b.*|sub-?total\b.*", re.IGNORECASE),
    "mean": late(
        r"(?:gewichtete[rs]? |arithm\w*\.? |weighted )?"
        r"(?:mittel(?:wert)?|durchschnitt|mean|average|avg\.?|Ø|im mittel)",
        re.IGNORECASE,
    ),
}


def closing_kind(label: str) -> Kind | None:
    """What a row closes whose label that is."""
    for kind, pattern in _CLOSING.items():
        if pattern.fullmatch(label):
            return kind
    return None
