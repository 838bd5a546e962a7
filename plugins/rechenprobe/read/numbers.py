r"""How a written number can be understood.

Groups of three are divided by a space (plain, U+00A0, U+2009, U+202F, `\,`), an
apostrophe, in code an underscore, or the mark that is not the decimal one. A dot or comma before
exactly three digits is therefore ambiguous: both readings are kept, and the
check decides by what makes the statement true.
"""

import re
from fractions import Fraction
from functools import lru_cache

from rechenprobe.claims import Reading
from rechenprobe.late import late
from rechenprobe.read.tokens import ENGLISH

_GROUP = (
    r"(?:[ _\u00a0\u2009\u202f'’]|&nbsp;|&thinsp;|&\#8239;|&\#160;|\\[,; ]|~|\{\\,\}|\{[.,]\}|[.,])"
)
_DECIMAL = r"(?:[.,]|\{[.,]\})"
_BASED = (
    r"0[bB][01]+(?!\w)|0[xX][0-9A-Fa-f]+(?!\w)|\([01]+\)(?:_2|_\{2\}|₂)(?!\w)"
    r"|[0-9A-F]{2,8}(?:_\{16\}|₁₆)(?!\w)|[01]{3,}(?:_2|₂)(?!\w)|[01]+_\{2\}|[0-7]+(?:_\{8\}|₈)|\d+(?:_\{10\}|₁₀)"
)
_NO_SIZE = r"(?! (?P<side>\d{3})\s?[×x]\s?(?P=side)(?!\d))"
"""„Stride 2 112×112“: a size of its own stands behind the space."""
NUMBER = late(
    rf"{_BASED}|(?:[1-9]\d{{0,2}}{_NO_SIZE}(?P<group>{_GROUP})\d{{3}}(?:(?P=group)\d{{3}})*(?!\d)"
    rf"(?:(?!(?P=group)){_DECIMAL}\d+)?|\d+(?:{_DECIMAL}\d+)?|\.\d+)"
    r"(?:[eE][+-]?\d{1,3}(?![\w]))?",
    re.ASCII,
)
"""A number in text or LaTeX, sign left out."""

BINARY = late(r"\([01]+\)(?:_2|_\{2\}|₂)(?!\w)|[0-9A-F]{2,8}(?:_\{16\}|₁₆)(?!\w)", re.ASCII)
"""A number to another base that begins with no digit: `(1011)_2`, `FF_{16}`."""

_LIST = late(r"[(\[](\s*[-−+]?\d+(?:\.\d+)?(?:,[-−+]?\d+(?:\.\d+)?)+\s*)[)\]]", re.ASCII)
_OF_SEVERAL = late(
    r"(?:(?:max|min|mean|avg|[vV]ar|[sS]td|[mM]edian|sum|norm)[(\[]?|‖|\|\||\\\||\\lVert)"
    r"(?:\\left|\\[bB]igg?l?)?$"
)
_MAY_BE_EXTREME = late(r"m(?:ax|in)")
_OF_EXTREMES = late(r"(?:max|min)(?:\\left|\\[bB]igg?l?)?\\?$")
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_LONGEST_LIST = 80
_LONGEST_NAME = 16


def end_in_list(source: str, start: int, stop: int) -> int:
    """Where the number at `start` ends, if bare commas divide a list: `(1,2,3)`, `max(0,3)`.

    Two numbers in brackets alone are a decimal, (0,5); groups of three digits are one number.
    """
    comma = source.find(",", start, stop)
    if comma == -1 or source[comma - 1] == "{":
        return stop
    opening = max(source.rfind(bracket, max(0, start - _LONGEST_LIST), start) for bracket in "([")
    match = _LIST.match(source, opening, start + _LONGEST_LIST) if opening >= 0 else None
    if match is None or start >= match.end(1):
        if _divides_alone(source, start, comma):
            return comma
        return stop  # behind the list: `max(0,3) = 3 = 1,5 · 2`
    items = [item.strip() for item in match[1].split(",")]
    several = _OF_SEVERAL.search(source, max(0, opening - 12), opening) is not None
    if len(items) < 3 and not several:
        return stop
    grouped = all(len(item) == 3 and item.isdecimal() for item in items[1:])
    return stop if grouped else comma


def _divides_alone(source: str, start: int, comma: int) -> bool:
    """Whether it is the one comma in the brackets of a maximum: `max(0,11 − 13 + 10)`.

    Of a single number there is no maximum.
    """
    if not _MAY_BE_EXTREME.search(source, max(0, start - _LONGEST_LIST - _LONGEST_NAME), start):
        return False  # as before most decimals
    opening, depth = start - 1, 0
    while opening >= max(0, start - _LONGEST_LIST) and (source[opening] not in _OPEN or depth):
        depth += (source[opening] in _CLOSE) - (source[opening] in _OPEN)
        opening -= 1
    before = source[max(0, opening - _LONGEST_NAME) : max(0, opening)]
    if opening < 0 or _OF_EXTREMES.search(before) is None:
        return False
    closing, depth = opening + 1, 0
    end = min(len(source), start + _LONGEST_LIST)
    while closing < end and (source[closing] not in _CLOSE or depth):
        depth += (source[closing] in _OPEN) - (source[closing] in _CLOSE)
        closing += 1
    inner = source[opening + 1 : closing].replace("{,}", ".").replace("\\,", " ")
    return closing < end and inner.count(",") == 1 and ";" not in inner and comma > opening


_GERMAN = late(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d+))?", re.ASCII)
_ENGLISH = late(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+|(?=\.))(?:\.(\d+))?", re.ASCII)
_SPACES = late(r"&[\w#]+;|\\[,; ]|[ _\u00a0\u2009\u202f'’~]|[{}]")
_MAX_DIGITS = 400
_IS_BASED = late(_BASED, re.ASCII)
_SUBSCRIPTS = {ord("₂"): "_2", ord("₈"): "_8", ord("₁"): "_1", ord("₀"): "0"}
_DIGITS_OF_BASE = late(r"^0[bBxX]|[()]|_\{?\d+\}?$|[₂₈₁₀]+$")


@lru_cache(maxsize=1024)
def readings(text: str) -> tuple[Reading | None, Reading | None]:
    """The German and the English reading of a match of `NUMBER`; None where impossible."""
    if text.isdecimal() and len(text) <= _MAX_DIGITS:
        whole = Reading(Fraction(int(text)), 0)
        return whole, whole
    if (base := _base_of(text)) is not None:
        whole = Reading(Fraction(int(_DIGITS_OF_BASE.sub("", text), base)), 0)
        return whole, whole
    plain = _SPACES.sub("", text)
    mantissa, _, exponent = plain.lower().partition("e")
    power = int(exponent) if exponent else 0
    if len(mantissa) > _MAX_DIGITS:
        return None, None
    return (
        _reading(_GERMAN.fullmatch(mantissa), ".", power),
        _reading(_ENGLISH.fullmatch(mantissa), ",", power),
    )


def _base_of(text: str) -> int | None:
    if len(text) > _MAX_DIGITS or (text[-1] not in "}₂₈₀2" and text[1] not in "bBxX"):
        return None
    if _IS_BASED.fullmatch(text) is None:
        return None
    if text[1] in "bBxX":
        return 2 if text[1] in "bB" else 16
    return int(text.translate(_SUBSCRIPTS).rstrip("}").rpartition("_")[2].lstrip("{"))


def _reading(match: re.Match[str] | None, group: str, power: int) -> Reading | None:
    if match is None:
        return None
    digits = len(match[1] or "")
    whole = int(match[0].replace(group, "").replace(",", "").replace(".", ""))
    shift = power - digits
    value = Fraction(whole * 10**shift) if shift >= 0 else Fraction(whole, 10**-shift)
    return Reading(value, digits - power, digits)


def scaled(reading: Reading | None, power: int) -> Reading | None:
    """The reading of `56,4` when `Mio.` (power 6) follows."""
    if reading is None or power == 0:
        return reading
    return Reading(reading.value * 10**power, reading.digits - power, reading.decimals)


def readings_with_word(text: str, power: int) -> tuple[Reading | None, Reading | None]:
    """German and English, with the word in it that multiplies by a `power` of ten, if any."""
    digits = text.rstrip(" \u00a0.")
    if not power:
        return readings(digits)
    german, english = readings(_without_scale(digits))
    other = next((ENGLISH[word] for word in ENGLISH if word in digits), power)
    return scaled(german, power), scaled(english, other)


def _without_scale(text: str) -> str:
    return re.split(r"(?:\\[,; :]|\s|~)*(?:\\text|\\mathrm|[A-DF-Za-df-z])", text, maxsplit=1)[0]
