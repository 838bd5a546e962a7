"""Words for rows and items that only say what those above come to: „Summe“, „Mittelwert“."""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from rechenprobe.late import late

Kind: TypeAlias = Literal["total", "subtotal", "mean", "other"]

_CLOSING: Mapping[Kind, re.Pattern[str]] = {
    "total": late(
        r"gesamt\w*|(?:spalten)?summe|sum|insgesamt|zusammen|Σ|∑|alle(?: schichten)?"
        r"|total(?: param(?:eter)?s?)?:?|param(?:eter)?s? (?:gesamt|insgesamt|total)",
        re.IGNORECASE,
    ),
    "subtotal": late(
        r"(?:zwischen|teil)summe\b.*|summe (?!ohne|aller|über)[^\W\d].*|sub-?total\b.*",
        re.IGNORECASE,
    ),
    "mean": late(
        r"(?:gewichtete[rs]? |arithm\w*\.? |weighted |ma[ck]ro[ -])?"
        r"(?:mittel(?:wert)?|durchschnitt|mean|average|avg\.?|Ø|im mittel)",
        re.IGNORECASE,
    ),
    "other": late(
        r"m[ai][ck]ro(?:[ -]?(?:avg|mittel|average|f1)\w*)?|weighted|gewichtet\w*|overall"
        r"|median\w*|min(?:imum)?|max(?:imum)?|beste[rs]?"
        r"|range|std\.?|σ|varian[zc]e?|standardabweichung|spannweite|stdabw\.?",
        re.IGNORECASE,
    ),
}


def closing_kind(label: str) -> Kind | None:
    """What a row closes whose label that is."""
    for kind, pattern in _CLOSING.items():
        if pattern.fullmatch(label):
            return kind
    return None
