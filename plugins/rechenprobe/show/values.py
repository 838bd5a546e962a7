"""Values that the run computed, as they stand in the text."""

import ast
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from rechenprobe.execution import ValueRun
from rechenprobe.late import late
from rechenprobe.notation import Grouping, number, shape

_UNITS: Mapping[str, tuple[int, int, str]] = {
    "Tsd": (10**3, 1, "Tsd."),
    "Mio": (10**6, 1, "Mio."),
    "Mrd": (10**9, 1, "Mrd."),
    "B": (1, 0, "B"),
    "kB": (10**3, 3, "kB"),
    "MB": (10**6, 3, "MB"),
    "GB": (10**9, 3, "GB"),
    "TB": (10**12, 3, "TB"),
    "KiB": (2**10, 3, "KiB"),
    "MiB": (2**20, 3, "MiB"),
    "GiB": (2**30, 3, "GiB"),
}
"""Format → (size, decimals, how the unit is written)."""

_LAYOUT = late(r"(?:\.(?P<decimals>\d+))?(?P<kind>[A-Za-z]+|%)")
_SIGNIFICANT = 6
"""Digits of a float that is shown without a format."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def show_bytes(count: int, grouping: Grouping) -> str:
    """Bytes in the largest decimal unit that keeps a digit before the comma: `139,776 kB`."""
    for unit in ("TB", "GB", "MB", "kB"):
        size, decimals, name = _UNITS[unit]
        if count >= size:
            return f"{number(Fraction(count, size), grouping, decimals=decimals)}\u00a0{name}"
    return f"{count}\u00a0B"


def show_value(value: ValueRun, layout: str, grouping: Grouping) -> str:
    """A value in German notation, in the layout that its author asked for (`.1f`, `Mio`, …).

    A text is taken as it is.
    """
    if value.kind == "text":
        return value.text
    try:
        python = ast.literal_eval(value.text)
    except (ValueError, SyntaxError):  # repr of nan and inf
        return {"inf": "∞", "-inf": "−∞"}.get(value.text, value.text)
    if isinstance(python, tuple):
        return shape(python, grouping)
    if isinstance(python, float) and not isfinite(python):  # 1e999
        return "∞" if python > 0 else "−∞"
    exact = Fraction(str(python))
    match = _LAYOUT.fullmatch(layout)
    decimals = int(match["decimals"]) if match and match["decimals"] else None
    kind = match["kind"] if match else ""
    if kind in _UNITS:
        size, usual, name = _UNITS[kind]
        decimals = usual if decimals is None else decimals
        return f"{number(exact / size, grouping, decimals=decimals)}\u00a0{name}"
    if kind == "%":
        return f"{number(exact * 100, grouping, decimals=decimals)}\u00a0%"
    if kind == "e":
        return _scientific(exact, decimals or 0, grouping)
    if decimals is not None:
        return number(exact, grouping, decimals=decimals)
    if exact.denominator == 1:
        return number(exact, grouping)
    return _float(exact, grouping)


def to_latex(text: str) -> str:
    r"""A shown number for use within `$…$`: `69,8 kB` → `69{,}8\,\text{kB}`."""
    amount, _, unit = text.partition("\u00a0")
    if not re.fullmatch(r"[\d.,\u202f× ?−∞·⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", amount):
        return rf"\text{{{text}}}"
    for shown, latex in (
        (".", "{.}"),
        (",", "{,}"),
        ("\u202f", r"\,"),
        ("×", r"\times"),
        ("·", r"\cdot"),
        ("−", "-"),
        ("∞", r"\infty "),
    ):
        amount = amount.replace(shown, latex)
    amount = re.sub(
        "[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda power: f"^{{{power[0].translate(_PLAIN_DIGITS)}}}", amount
    )
    return amount + (rf"\,\text{{{unit}}}".replace("%", r"\%") if unit else "")


def _float(exact: Fraction, grouping: Grouping) -> str:
    size = abs(exact)
    if not Fraction(1, 10**4) <= size < 10**15:
        return _scientific(exact, None, grouping)
    # Enough decimals for six significant digits, at least two beside a long whole part.
    decimals, rest = 0, size
    while rest < 10 ** (_SIGNIFICANT - 1) and decimals < 10:
        decimals, rest = decimals + 1, rest * 10
    shown = number(exact, grouping, decimals=max(2, decimals))
    return shown.rstrip("0").rstrip(",")


def _scientific(exact: Fraction, decimals: int | None, grouping: Grouping) -> str:
    """`1,05 · 10⁸`; with `decimals` None up to six significant digits, no zeros at the end."""
    digits = _SIGNIFICANT - 1 if decimals is None else decimals
    mantissa, exponent = f"{Decimal(exact.numerator) / exact.denominator:.{digits}e}".split("e")
    power = str(int(exponent) if exact else 0).translate(_SUPERSCRIPTS)
    return f"{number(Fraction(mantissa), grouping, decimals=decimals)} · 10{power}"
