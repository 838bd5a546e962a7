"""The author's own words, on one line: for lists, the names of tests and messages."""

import re

from rechenprobe.late import late
from rechenprobe.notation import signs, unwrapped

_PERCENT = late(r"((?:%-)?(?:Prozent|percent)[\w -]*)$", re.IGNORECASE)
_QUOTED = late(r"\n[ \t]*>[ \t>]*")
"""Between two lines of a quotation."""
_NEXT_CELL = late(r"\$?\s+\|\s+\$?(?:[=≈]\s*)?")
"""Between a calculation and its result in the cell behind it."""


def readable(text: str) -> str:
    """A claim's source as one line for lists and test names: simple LaTeX becomes signs."""
    text = signs(text)
    if "\n" in text:
        text = _QUOTED.sub(" ", text)
    if "|" in text:
        text = _NEXT_CELL.sub(" = ", text)
    return text.replace("\n", " ").strip()


def calculation(text: str) -> str:
    """A side of an equation as a message repeats it: `(11 + 3) / 4`; empty if that is not plain."""
    plain = readable(unwrapped(text).strip("$ "))
    return "" if re.search(r"[\\{}|\n]", plain) else plain


def in_words(true: str, written: str) -> str:
    """A percentage as the author calls it: 12,8 Prozentpunkte where 13,8 Prozentpunkte stands."""
    unit = _PERCENT.search(written) if true.endswith("%") else None
    return true if unit is None else f"{true[:-1].rstrip()} {unit[1]}"
