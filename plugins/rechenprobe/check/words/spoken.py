"""The author's own words, on one line: for lists, the names of tests and messages."""

import re

from rechenprobe.late import late

_LATEX = (
    ("\\left", ""),
    ("\\right", ""),
    ("\\cdots", "…"),
    ("\\ldots", "…"),
    ("\\dots", "…"),
    ("\\cdot", "·"),
    ("\\times", "×"),
    ("\\,", "\u202f"),
    ("{,}", ","),
    ("{.}", "."),
    ("\\lfloor", "⌊"),
    ("\\rfloor", "⌋"),
    ("\\lceil", "⌈"),
    ("\\rceil", "⌉"),
    ("\\approx", "≈"),
    ("\\quad", " "),
    ("&", ""),
    ("\\\\", " "),
)


_QUOTED = late(r"\n[ \t]*>[ \t>]*")
"""Between two lines of a quotation."""
_NEXT_CELL = late(r"\$?\s+\|\s+\$?(?:[=≈]\s*)?")
"""Between a calculation and its result in the cell behind it."""


def readable(text: str) -> str:
    """A claim's source as one line for lists and test names: simple LaTeX becomes signs."""
    if "\\" in text or "{" in text or "&" in text:
        for latex, sign in _LATEX:
            text = text.replace(latex, sign)
    if "\n" in text:
        text = _QUOTED.sub(" ", text)
    if "|" in text:
        text = _NEXT_CELL.sub(" = ", text)
    return text.replace("\n", " ").strip()


_FRACTION = late(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_TEXT = late(r"\\(?:text|mathrm|operatorname)\s*\{([^{}]*)\}")


def calculation(text: str) -> str:
    """A side of an equation as a message repeats it: `(11 + 3) / 4`; empty if that is not plain."""
    text = re.sub(r"\^\{(\w+)\}", r"^\1", text)
    plain = _FRACTION.sub(_divided, text.replace("{,}", ","))
    plain = readable(_TEXT.sub(r"\1", plain).strip("$ "))
    return "" if re.search(r"[\\{}|\n]", plain) else plain


def _divided(match: re.Match[str]) -> str:
    above, below = (part.strip() for part in match.groups())
    return " / ".join(f"({part})" if " " in part else part for part in (above, below))
