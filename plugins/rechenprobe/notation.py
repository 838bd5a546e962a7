"""German notation of numbers and expressions, in plain text."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias

from rechenprobe.expression import Call, Expr, Num, Symbol, Written, group_digits
from rechenprobe.late import late

Grouping: TypeAlias = Literal["space", "dot", "none"]

SEPARATORS: dict[Grouping, str] = {"space": "\u202f", "dot": ".", "none": ""}
"""What stands between groups of three digits (DIN 1333: a narrow no-break space)."""

_MAX_DECIMALS = 6
_LONGEST = 30
"""Digits of a number that messages write out."""


def round_half_away(value: Fraction, digits: int) -> Fraction:
    """To `digits` decimals (negative: to powers of ten), halves away from zero."""
    units = _units(value, digits)
    return Fraction(units, 10**digits) if digits >= 0 else Fraction(units * 10**-digits)


def _units(value: Fraction, digits: int) -> int:
    """How many units of that decimal the value is, rounded; in whole numbers, which are quick."""
    above, below = abs(value.numerator), value.denominator
    if digits >= 0:
        above *= 10**digits
    else:
        below *= 10**-digits
    units = (2 * above + below) // (2 * below)
    return units if value >= 0 else -units


def number(
    value: int | Fraction, grouping: Grouping = "space", *, decimals: int | None = None
) -> str:
    """`69888/1000` → `69,888`, `34944` → `34 944`.

    With `decimals` None: exact, if that takes at most six decimals, otherwise
    rounded to six.
    """
    if decimals is None and value.denominator == 1:
        return group_digits(int(value), SEPARATORS[grouping])
    value = Fraction(value)
    if decimals is None:
        decimals = next(
            (d for d in range(_MAX_DECIMALS) if 10**d % value.denominator == 0), _MAX_DECIMALS
        )
    units = _units(value, decimals)
    scale = 10 ** abs(decimals)
    if decimals > 0:
        whole, fraction = divmod(abs(units), scale)
        text = f"{group_digits(whole, SEPARATORS[grouping])},{str(fraction).zfill(decimals)}"
    else:
        text = group_digits(abs(units) * scale, SEPARATORS[grouping])
    return ("−" if units < 0 else "") + text


def is_exact(value: Fraction) -> bool:
    """Whether `number` writes all of its digits."""
    return value == round(value, _MAX_DECIMALS)


def brief(value: int | Fraction, grouping: Grouping = "space") -> str:
    """The same for people to read: `1,22 · 10^1134` if it has more digits than anybody reads."""
    whole = abs(value.numerator) // value.denominator
    if whole < 10**_LONGEST:
        return number(value, grouping)
    digits = str(whole)
    return f"{'−' if value < 0 else ''}{digits[0]},{digits[1:3]} · 10^{len(digits) - 1}"


def shape(axes: tuple[int | None, ...], grouping: Grouping = "space") -> str:
    """`(55, 55, 96)` → `55 × 55 × 96`; an open axis is `?`."""
    return " × ".join("?" if axis is None else number(axis, grouping) for axis in axes) or "1"


_LEVEL = {"+": 1, "-": 1, "neg": 2, "*": 2, "/": 2, "^": 3}


@lru_cache(maxsize=1024)  # a layer's formula explains each number that is checked against it
def expression(expr: Expr, grouping: Grouping = "space") -> str:
    """A derivation as people type it: `96 · (11 · 11 · 3 + 1)`, `⌊(227 − 11) / 4⌋ + 1`."""

    def show(node: Expr, level: int) -> str:
        match node:
            case Num(value):
                return number(value, grouping)
            case Symbol(name, value):
                return name if value is None else number(value, grouping)
            case Written():
                return "…"
            case Call(op, args):
                own = _LEVEL.get(op, 4)
                text = join(op, args, own)
                return f"({text})" if own < level else text

    def join(op: str, args: tuple[Expr, ...], own: int) -> str:
        match op:
            case "+":
                return " + ".join(show(arg, own) for arg in args)
            case "-":
                return f"{show(args[0], own)} − {show(args[1], own + 1)}"
            case "*":
                return " · ".join(show(arg, own) for arg in args)
            case "/":
                return f"{show(args[0], own)} / {show(args[1], own + 1)}"
            case "^":
                return f"{show(args[0], own + 1)}^{show(args[1], own + 1)}"
            case "neg":
                return f"−{show(args[0], own + 1)}"
            case "floor":
                return f"⌊{show(args[0], 0)}⌋"
            case "ceil":
                return f"⌈{show(args[0], 0)}⌉"
            case "sqrt":
                return f"√({show(args[0], 0)})"
            case "factorial":
                return f"{show(args[0], 4)}!"
            case _:
                return f"{op}({'; '.join(show(arg, 0) for arg in args)})"

    return show(expr, 0)


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
_FRACTION = late(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_TEXT = late(r"\\(?:text|mathrm|operatorname)\s*\{([^{}]*)\}")
_RAISED = late(r"\^\{(\w+)\}")
_SPACE = late(r"(?:\\[ ;:!]|~|[ \n])+")


def signs(text: str) -> str:
    r"""Simple LaTeX as signs: `69{,}888 \cdot 2` is `69,888 · 2`."""
    if "\\" in text or "{" in text or "&" in text:
        for latex, sign in _LATEX:
            text = text.replace(latex, sign)
    return text


def unwrapped(text: str) -> str:
    r"""Without the braces of fractions, texts and powers: `\frac{1}{2}` is `1 / 2`."""
    text = _RAISED.sub(r"^\1", text)
    return _TEXT.sub(r"\1", _FRACTION.sub(_divided, text.replace("{,}", ",")))


def as_read(text: str) -> str:
    r"""The author's source as readers see it: `69{,}888\ \text{kB}` is `69,888 kB`."""
    if "\\" not in text and "{" not in text:
        return text
    return _SPACE.sub(" ", signs(unwrapped(text)).replace("\\%", "%")).strip(" $")


def _divided(match: re.Match[str]) -> str:
    above, below = (part.strip() for part in match.groups())
    return " / ".join(f"({part})" if " " in part else part for part in (above, below))
