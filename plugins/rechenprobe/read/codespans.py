"""Code spans that calculate: `` `10 · (64 + 1) = 650` ``, `` `3 * 3` = 9 ``, 3 · 4 = `12`."""

import re
from typing import Literal

from rechenprobe.late import late
from rechenprobe.read.inline import Region

_EQUATION = late(
    r"\s*(?:(?![^=]*=[^=]*==)[A-Za-z]\w*(?: \w+){0,3}\s?[=:]\s)?"
    r"(?=[^=≈]*\d[\s)]*[-+*/·×÷^−])[(\d][\d\s.,()*/·×÷+^−-]*(?:[=≈][\d\s.,()*/·×÷+^−-]*)*"
    r"[=≈]\s*[-−]?\d[\d.,]*(?:\s*[%‰]|\s[A-Za-zµ]{1,8})?(?:\s\([~≈]?\s?[\d.,]+\s?[%A-Za-zµ]{1,8}\))?\s*",
    re.ASCII,
)
"""An equation of nothing but numbers."""
_CALCULATION = late(
    r"\s*(?=.*\d[\s)]*[-+*/·×÷^−]+[\s(]*\d)[(\d][\d\s.,()*/·×÷+^−-]*[\d)]\s*", re.ASCII
)
_NUMBER = late(r"\s*[-−]?\d[\d.,]*\s*", re.ASCII)
_MARKUP = r"[\s*_]*"
_RELATED = late(rf"{_MARKUP}[=≈]{_MARKUP}[`$]?[-−~]?\d")
_RESULT = late(rf"[\d)`$]{_MARKUP}[=≈]{_MARKUP}")
_REACH = 8


def calculates(source: str, region: Region) -> Literal["equation", "side", ""]:
    """Whether a code span is an equation, or a side of one that goes on outside of it."""
    inner, span = region.inner, region.span
    text = source[inner.start : inner.end]
    if _EQUATION.fullmatch(text):
        return "equation"
    if _CALCULATION.fullmatch(text):
        return "side" if _RELATED.match(source, span.end) else ""
    if not _NUMBER.fullmatch(text):
        return ""
    before = source[max(0, span.start - _REACH) : span.start]
    found = _RESULT.search(before)
    return "side" if found and found.end() == len(before) else ""
