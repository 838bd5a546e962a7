r"""Derivatives that stand as one quantity: `\partial L/\partial w_1`, `\frac{dL}{dw}`, ∂L/∂w.

Each is a name of its own: in `\partial L/\partial w = 3` nothing is said of w.
"""

from rechenprobe.late import late

_LETTER = (
    r"(?:\\(?!partial|frac|[dt]frac|left|right|cdot|times)[A-Za-z]+(?:\{[^{}]{1,8}\})?|[^\W\d_]\d{0,3})'?"
    r"(?:_(?:\{[^{}]{1,12}\}|\w))?(?:\^\{[(\[][^{}]{1,6}[)\]]\})?"
)
_SIGN = r"(?:\\partial(?![A-Za-z])|∂|\\(?:mathrm|text|operatorname)\{d\}|d)"
_TWICE = r"(?:\^2|\^\{2\}|²)?"
_ABOVE = rf"({_SIGN}){_TWICE}\s*({_LETTER})"
_BELOW = rf"{_SIGN}\s*({_LETTER}){_TWICE}"
_QUOTIENT = late(rf"(?:{_ABOVE}|\{{\s*{_ABOVE}\s*\}})\s*/\s*(?:{_BELOW}|\{{\s*{_BELOW}\s*\}})")
_FRACTION = late(rf"\\[dt]?frac\s*\{{\s*{_ABOVE}\s*\}}\s*\{{\s*{_BELOW}\s*\}}")
_FRACTIONS = ("\\frac", "\\dfrac", "\\tfrac")
_SIGNS = ("\\partial", "\\mathrm{d}", "\\text{d}", "\\operatorname{d}", "d", "∂", "{")
_REACH = 80
"""Characters within which its line stands."""
_WORD = late(r"[\w(]")


def gradient_at(source: str, start: int, end: int) -> tuple[str, int] | None:
    """The name of the derivative that stands there, and where it ends."""
    if source.startswith(_FRACTIONS, start):
        found = _FRACTION.match(source, start, end)
    elif source.startswith(_SIGNS, start) and "/" in source[start : start + _REACH]:
        found = _QUOTIENT.match(source, start, end)
    else:
        return None
    if found is None or _WORD.match(source, found.end(), end):
        return None
    return "".join(found[0].split()), found.end()
