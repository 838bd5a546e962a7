"""Findings as the check makes them."""

from rechenprobe.place import Place, Span
from rechenprobe.report import UNCHECKED, Finding


def unchecked(line: int, written: str, reason: str = "kein Modell") -> Finding:
    """A number of a line for which the check had no rule."""
    return Finding(
        Span(line, line + 1),
        Place(line, 5),
        "warning",
        UNCHECKED,
        f"Zahl nicht geprüft: {reason}",
        written=written,
        remedy="Rechnung dazuschreiben",
    )
