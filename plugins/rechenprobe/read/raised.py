r"""Units with exponents, `\text{m}^3`, and as fractions: `\frac{\text{m}}{\text{s}}`."""

import re

from rechenprobe.late import late
from rechenprobe.read.measures import is_unit
from rechenprobe.read.tokens import UNITS

_EXPONENT = late(r"\s*\^\s*(?:\{\s*([-−+]?\d)\s*\}|(\d))", re.ASCII)
_UPRIGHT = r"\\(?:text|mathrm|textrm)\s*\{\s*([^\W\d_]{1,15})\s*\}"
_FRACTION = late(
    rf"\\[dt]?frac\s*\{{\s*{_UPRIGHT}\s*\}}\s*\{{\s*{_UPRIGHT}\s*(?:\^\s*\{{?([23])\}}?)?\s*\}}"
)
_EURO = late(r"\\(?:text)?euro?(?:\{\})?(?![A-Za-z])")
_DEGREES = late(
    r"\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z]))(\s*(?:\\(?:text|mathrm)\s*\{\s*C\s*\}|C\b))?"
)
_SIGNS = {"2": "²", "3": "³"}


def exponent_at(source: str, position: int, end: int) -> tuple[str, int] | None:
    """The exponent of the unit that ends there, and where it ends."""
    found = _EXPONENT.match(source, position, end)
    return None if found is None else ((found[1] or found[2]).replace("−", "-"), found.end())


def degrees_at(source: str, position: int, end: int) -> tuple[str, int] | None:
    r"""The unit that a `^\circ` is, and where it ends."""
    found = _DEGREES.match(source, position, end)
    return None if found is None else ("°C" if found[1] else "°", found.end())


def command_at(source: str, position: int, end: int) -> tuple[str, int] | None:
    r"""The unit that a command behind a number is, and where it ends: `\Omega`, `\frac`."""
    if source.startswith(r"\Omega", position) and source[position - 1] in ",;~ ":
        return "Ω", position + len(r"\Omega")
    if euro := _EURO.match(source, position, end):
        return "€", euro.end()
    found = _FRACTION.match(source, position, end)
    if found is None:
        return None
    if not (UNITS.issuperset(found.group(1, 2)) or is_unit(f"{found[1]}/{found[2]}")):
        return None
    return f"{found[1]}/{found[2]}{_SIGNS.get(found[3] or '', '')}", found.end()


def raised(name: str, exponent: str) -> str:
    """`m` to the power of 3 is `m³`."""
    return name + _SIGNS.get(exponent, f"^{exponent}")
