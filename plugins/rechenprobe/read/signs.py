"""Signs of prose that may calculate or not: what `!`, `*`, `-`, `–` and `/` are in their place."""

from msgspec import Struct

from rechenprobe.late import late
from rechenprobe.read.lexemes import COMPOUND, SPACED_POWER
from rechenprobe.read.tokens import OPERATORS, UNITS, Token, TokenKind

_COMMENT = late(r"\s+[^\W\d_]{3}|\s*$")
"""What begins behind the `//` of other languages."""


class Sign(Struct, frozen=True, gc=False):
    """What a sign is, how it is written in tokens, and where it ends."""

    kind: TokenKind
    text: str
    stop: int
    dash: str = ""
    """The sign itself, if it may also be a dash or say „mal so viel“."""


def sign_at(source: str, position: int, end: int, after: Token | None) -> Sign:
    """The one at `position`, which is in `OPERATORS`; `after` is the token right before it."""
    character, stop, glued = source[position], position + 1, after is not None
    before, behind = source[position - 1 : position], source[stop : stop + 1]
    spaced = stop >= end or behind.isspace()
    match character:
        case "/" if behind == "/":
            comment = _COMMENT.match(source, stop + 1, end)
            return Sign("break", ".", stop + 1) if comment else Sign("op", "//", stop + 1)
        case "!" if not glued or not spaced or not _may_be_factorial(source, after):
            return Sign("break", "!", stop)
        case "–" if glued and not spaced:
            return Sign("break", "–", stop)  # a range: 3–5
        case "*" if behind == "*":
            power = before.isalnum() or before == ")"
            digit = source[stop + 1 : stop + 2]
            power = power and (digit.isalnum() or digit in ("(", "-")) and digit != ""
            power = power or SPACED_POWER.match(source, stop + 1, end) is not None
            return Sign("op" if power else "break", "^" if power else "*", stop + 1)
        case "*":
            between = (not glued and spaced) or ((before.isalnum() or before == ")") and not spaced)
            return Sign("op" if between else "break", "*", stop)
        case "-" if after is not None and after.kind in ("number", "unit"):
            compound = COMPOUND.match(source, stop, end)
            if compound:  # „3 × 3-Filter“, „16-Bit-Zahl“
                unit = compound[1] in UNITS and after.kind == "number"
                text = compound[1] if unit else compound[0]
                return Sign("unit" if unit else "word", text, compound.end())
    return Sign("op", OPERATORS[character], stop, character if character in "-–×" else "")


def _may_be_factorial(source: str, of: Token | None) -> bool:
    """Whether it is no measured or broken number and no formula: „… = 0,5!“, „$… = 12$!“."""
    if of is None or of.math or of.kind in ("unit", "percent"):
        return False
    text = source[of.span.start : of.span.end]
    return of.kind != "number" or text.isdecimal()
