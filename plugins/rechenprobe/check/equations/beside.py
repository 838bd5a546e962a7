"""What stands beside an equation that does not hold, and says what else it is.

A word for rounding, „16 Karten der Größe“, a minus sign, a box that is not ticked.
"""

import re
from fractions import Fraction
from math import ceil, floor

from rechenprobe.check.equations.arithmetic import Judgement
from rechenprobe.check.numbers.rounding import plain_number, result_of
from rechenprobe.claims import Number, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_REACH = 53
_RANGE = late(r"(\d{1,4}) ?[-–] ?(\d{1,4}) ?= ?(\d{1,4})", re.ASCII)
_DURATION = late(r"(?<![\d:])\d{1,2}:[0-5]\d\s?(?:h|Std|min|Uhr|Stunden|Minuten)\b")
_DOWN = late(
    r"\b(?:abgerundet|abrunden|ganzzahl\w*|ganzen? zahlen|ganzzahlig\w*|rounded down|floor"
    r"|truncat\w*|integer|nach unten|rest)\b",
    re.IGNORECASE,
)
_UP = late(r"\b(?:aufgerundet|aufrunden|rounded up|ceil\w*|nach oben)\b", re.IGNORECASE)
_NEAREST = late(r"\b(?:gerundet|rounded)\b(?! (?:up|down))", re.IGNORECASE)
_COUNT = late(r"(?<![\d.,])(\d{1,6})\s[^\W\d][^\d=≈.:;!?|\n]{1,40}\Z")
"""„16 Karten der Größe“: what stands before a product may be multiplied, too."""
_STRUCK = late(r"(?:\\cancel\{|<del>|<s>|~~|\[ \] |🔴|👎|❌|✗|✘|:x:)[$\s*_`]*\Z")
_ARROW = late(r"(?:->|→|⇒)[$\s]*\Z")
_CLOCKS = late(r"\d{1,2}:[0-5]\d(?: ?[-+−] ?\d{1,2}:[0-5]\d)+ ?= ?\d{1,2}:[0-5]\d")
_GRADE = late(r"[^()]*\(=[^()]*%\s*\)?")


def beside(statement: Statement, judgement: Judgement, lecture: Lecture, around: str) -> str:
    """German: what it is instead; empty if nothing says so. `around` is its sentence."""
    text, source, start = lecture.text(statement.span), lecture.source, statement.span.start
    before = source[max(0, start - 20) : start]
    plain = all(plain_number(side.expr) is not None for side in statement.sides)
    if _STRUCK.search(before):
        return "sie ist durchgestrichen oder nicht angekreuzt"
    if plain and _ARROW.search(before):
        return "eine Änderung"
    if plain and _GRADE.fullmatch(text) and "%" not in text.partition("(")[0]:
        value = judgement.values[0]
        if value is not None and value > 1:
            return "kein Anteil"
    if _is_of_several(statement, judgement, source):
        return "davor steht, wie viele es davon gibt"
    if _loses_sign(statement, source):
        return "davor steht ein Minuszeichen"
    if way := _rounds(judgement, statement, lecture.numbers, around):
        return way
    if _is_range(text):
        return "ein Bereich"
    if _DURATION.search(text) or _CLOCKS.fullmatch(text):
        return "Uhrzeiten"
    return ""


def _rounds(
    judgement: Judgement, statement: Statement, numbers: tuple[Number, ...], around: str
) -> str:
    """„7 / 2 = 3 (abgerundet)“."""
    true, written = judgement.true, judgement.values[judgement.failing]
    result = result_of(statement.sides[judgement.failing].expr)
    if result is None or true is None or written is None:
        return ""
    reading = numbers[result.number].reading(judgement.notation)
    unit = result.scale / 10 ** max(0, reading.decimals) if reading else Fraction(1)
    ways = (
        (_DOWN, "abgerundet", floor(true / unit)),
        (_UP, "aufgerundet", ceil(true / unit)),
        (_NEAREST, "gerundet", round(true / unit)),
    )
    for pattern, name, value in ways:
        if value * unit == written and pattern.search(around):
            return f"stimmt nur {name}"
    return ""


def _is_range(text: str) -> bool:
    """„0-9 = 10 Klassen“."""
    found = _RANGE.match(text)
    return found is not None and int(found[2]) - int(found[1]) + 1 == int(found[3]) > 1


def _is_of_several(statement: Statement, judgement: Judgement, source: str) -> bool:
    """„16 Karten der Größe 10 × 10 = 1.600“."""
    start, true = statement.span.start, judgement.true
    written = judgement.values[judgement.failing]
    count = _COUNT.search(source, max(0, start - _REACH), start)
    if any(side.unit for side in statement.sides):
        return False
    return bool(count and true and written is not None and int(count[1]) * true == written)


def _loses_sign(statement: Statement, source: str) -> bool:
    """„− 5 + 3 = −2“ on a line of its own: a minus sign is no bullet."""
    before = source[max(0, statement.span.start - 3) : statement.span.start]
    return before.rstrip(" ").endswith("−")
