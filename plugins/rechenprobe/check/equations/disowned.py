"""Equations that do not hold and are not meant to: what the sentence calls wrong, other bases.

They are left unchecked, with the reason, instead of being called wrong.
"""

import re
from fractions import Fraction

from msgspec import structs

from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.asserted import REACH, SENTENCE, is_called_wrong
from rechenprobe.check.equations.beside import beside
from rechenprobe.check.equations.continuing import goes_on
from rechenprobe.check.equations.convolutions import convolves_sizes
from rechenprobe.check.equations.machines import holds_in, holds_in_whole
from rechenprobe.check.numbers.otherwise import read_otherwise
from rechenprobe.check.numbers.rounding import plain_number, result_of
from rechenprobe.claims import Number, Reading, Statement
from rechenprobe.expression import has_symbols
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_LOGICAL = late(r"\b(?:ODER|OR|UND|AND|XOR|[Ll]ogisch\w*|[Bb]oole\w*|[Bb]oolean)\b|[∨∧⊕]")
_DOUBLE = 16
"""Digits of a number that a computer has printed."""
_PRECISION = Fraction(1, 2**50)
_LISTED = late(
    r"\b(?:\w*mittel(?:wert)?|durchschnitt|median|modus|summe|produkt|maximum|minimum|varianz"
    r"|standardabweichung|mean|average|sum|product|variance)\s+(?:von|aus|of)\s+[^.;:=≠<>]*"
    r"\d(?:[,;]|[,;]?\s+(?:und|and))\s+$",
    re.IGNORECASE,
)
_LONGEST_BLOCK = 3000
_BINARY = late(r"[01]+", re.ASCII)
_CLOCK = late(r"(?<![\d:,.])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:]|[,.]\d)")
_TIME = late(r"\b(?:min|h|Minuten?|Stunden?|Uhr)\b")

_NOUN = late(r"1 [^\W\d]{3,} \+ 1 ")
"""„1 Bild + 1 Text = 1 Paar“."""
_CHANGED = late(
    r"\b(?:(?:verdoppel|halbier|verdreifach|vervierfach|erhöh|senk|verringer|verkleiner|vergrößer"
    r"|änder)\w*\s+(?:man|wir|sich)|(?:doubl|halv|tripl|increas|decreas|chang)ing\s+the)\b",
    re.IGNORECASE,
)
_CONDITION = late(r"\b(?:für|bei|wenn|falls|sobald|for|if|when|at|where)$", re.IGNORECASE)
_WHOLE = late(r"`?(-?\d{1,9}) ?([/^]) ?(\d{1,9})`? ?= ?`?(-?\d{1,9})`?", re.ASCII)
_OCTAL = late(r"0[0-7]+", re.ASCII)
_LONGEST_BLOCK = 3000
_SIZED = late(r"\d+(?:\s?[x×]\s?\d+)+[-\s][^\W\d][^\d=]*=")
"""„256 × 256 RGB-Bild =“."""
_GIVES = late(r"\d+(?:\s?[×x]\s?\d+)+\s+(?:ergibt|ergeben|gibt|gives?)\s+\d[\d.,]*", re.IGNORECASE)
_OTHERS = late(
    r"(?:\w*patch(?:es)?|kacheln?|\w*fenstern?|\w*positionen|token|tokens|\w*ausschnitten?|\w*bildern?"
    r"|\w*parametern?|tiles|windows|positions|parameters)\b",
    re.IGNORECASE,
)
"""„… in Patches der Größe 32 × 32 ergibt 49 Patches“ calculates nothing of the 32."""


def reason_for(statement: Statement, judgement: Judgement, lecture: Lecture) -> str:
    """German: why the equation, which does not hold, is not to be held against; empty if it is."""
    if is_called_wrong(statement, lecture, judgement.true):
        return "der Satz nennt sie falsch"
    if goes_on(statement, judgement, lecture):
        return "sie führt die Rechnung davor fort"
    if _is_logical(statement, lecture):
        return "eine logische Verknüpfung"
    if _holds_in_binary(statement, lecture.numbers):
        return "stimmt nur im Binärsystem"
    if _is_floating(judgement, lecture, statement):
        return "so rechnen nur Gleitkommazahlen"
    around, wide = _sentence(statement, lecture.source), _paragraph(statement, lecture.source)
    if statement.origin == "comment":
        around = f"{_above(statement, lecture.source)} {around}"
    if where := holds_in(around, statement, lecture.numbers, judgement.notation, wide):
        return f"stimmt nur {where}"
    if _is_listed(statement, lecture.source):
        return "davor steht eine Aufzählung"
    if _is_condition(statement):
        return "eine Bedingung"
    if has_symbols(statement.sides[0].expr) and _is_changed(statement, lecture.source):
        return "ein Buchstabe hat dort einen anderen Wert"
    text = lecture.text(statement.span)
    if {lecture.numbers[n].text for n in statement.numbers} == {"1"} and _NOUN.search(text):
        return "sie zählt Verschiedenes"
    if _SIZED.match(text) and _goes_on_without_size(statement, lecture.numbers):
        return "die Größe sagt, wie groß eines davon ist"
    if _GIVES.fullmatch(text) and _OTHERS.match(statement.noun):
        return "die Größe sagt, wie groß eines davon ist"
    if convolves_sizes(text):
        return "hier werden Größen gefaltet"
    if _is_in_code(statement, lecture.source) and (
        _calculates_whole(text) or holds_in_whole(statement, lecture.numbers, judgement.notation)
    ):
        return "so rechnet Code mit ganzen Zahlen"
    if "==" in text and _is_in_code(statement, lecture.source):
        return "ein Vergleich"
    octal = any(_OCTAL.fullmatch(lecture.numbers[n].text) for n in statement.numbers)
    if octal and _is_in_code(statement, lecture.source):
        return "Zahlen anderer Systeme"
    if "\n" in text and all(plain_number(side.expr) is not None for side in statement.sides):
        return "darüber steht eine Liste"
    if why := beside(statement, judgement, lecture, around):
        return why
    if ":" in text and len(_CLOCK.findall(text)) > 1 and _TIME.search(text):
        return "Uhrzeiten"
    return ""


def _is_changed(statement: Statement, source: str) -> bool:
    r"""„Verdoppelt man die Lernrate, so wird $w - \eta g = 1,7$“."""
    start = statement.span.start
    before = SENTENCE.split(source[max(0, start - REACH) : start])[-1]
    return _CHANGED.search(before) is not None


def _goes_on_without_size(statement: Statement, numbers: tuple[Number, ...]) -> bool:
    """„Ein 256 × 256 RGB-Bild = 256 × 256 × 3 = 196.608 Werte“: what stands behind it holds."""
    sides, relations = statement.sides[1:], statement.relations[1:]
    rest = structs.replace(statement, sides=sides, relations=relations)
    return bool(relations) and judge(rest, numbers, {}).outcome == "holds"


def _is_condition(statement: Statement) -> bool:
    """„Für |z| = 4“, though z = 0 has been spoken of."""
    first, *others = statement.sides
    given = len(others) == 1 and plain_number(others[0].expr) is not None
    return given and has_symbols(first.expr) and _CONDITION.search(statement.label) is not None


def _is_in_code(statement: Statement, source: str) -> bool:
    """Whether it stands in backticks, or in a comment of code that is no Python."""
    start, end = statement.span.start, statement.span.end
    if statement.origin == "comment":
        fence = source.rfind("```", max(0, start - _LONGEST_BLOCK), start)
        return not source.startswith(("```python", "```\n"), fence)
    return "`" in source[start - 1 : start] or "`" in source[start : end + 1]


def _calculates_whole(text: str) -> bool:
    """„`7 / 2 = 3`“, „`2 ^ 3` = 1“."""
    parts = _WHOLE.fullmatch(text)
    if parts is None:
        return False
    one, other, result = int(parts[1]), int(parts[3]), int(parts[4])
    if parts[2] == "^":
        return one ^ other == result
    return other != 0 and result in (one // other, -(-one // other))


def _sentence(statement: Statement, source: str) -> str:
    """What the sentence says before and behind the equation."""
    before = source[max(0, statement.span.start - REACH) : statement.span.start]
    behind = source[statement.span.end : statement.span.end + REACH]
    return f"{SENTENCE.split(before)[-1]} = {SENTENCE.split(behind, maxsplit=1)[0]}"


def _paragraph(statement: Statement, source: str) -> str:
    """What the sentences before it say."""
    return source[max(0, statement.span.start - REACH) : statement.span.start].rpartition("\n\n")[2]


def _above(statement: Statement, source: str) -> str:
    """The line above the block of code in which it stands."""
    before = source[max(0, statement.span.start - REACH) : statement.span.start]
    block = before.rpartition("\n\n")[0] if "```" not in before else before.rpartition("```")[0]
    return block.rstrip("`\n ").rpartition("\n")[2]


def _is_logical(statement: Statement, lecture: Lecture) -> bool:
    """„1 + 1 = 1 (ODER)“."""
    if any(lecture.numbers[index].text not in ("0", "1") for index in statement.numbers):
        return False
    around = slice(max(0, statement.span.start - REACH), statement.span.end + REACH)
    return _LOGICAL.search(lecture.source[around]) is not None


def _holds_in_binary(statement: Statement, numbers: tuple[Number, ...]) -> bool:
    texts = [numbers[index].text for index in statement.numbers]
    if not all(map(_BINARY.fullmatch, texts)) or all(len(text) == 1 for text in texts):
        return False
    binary = {
        index: Reading(Fraction(int(numbers[index].text, 2)), 0) for index in statement.numbers
    }
    return judge(statement, read_otherwise(numbers, binary), {}).outcome == "holds"


def _is_listed(statement: Statement, source: str) -> bool:
    """„Der Mittelwert von 1, 2, 3 = 2“."""
    start = statement.span.start
    plain = all(plain_number(side.expr) is not None for side in statement.sides[:2])
    return plain and _LISTED.search(source[max(0, start - REACH) : start]) is not None


def _is_binary(value: Fraction) -> bool:
    """Whether floating point has this very number."""
    return value.denominator & (value.denominator - 1) == 0


def _is_floating(judgement: Judgement, lecture: Lecture, statement: Statement) -> bool:
    """„0,1 + 0,2 = 0,30000000000000004“, „0,1 + 0,2 ≠ 0,3“."""
    written, true = judgement.values[judgement.failing], judgement.true
    if judgement.failing > 0 and statement.relations[judgement.failing - 1] == "≠":
        readings = [lecture.numbers[one].reading(judgement.notation) for one in statement.numbers]
        calculated = any(plain_number(side.expr) is None for side in statement.sides)
        return calculated and any(one and not _is_binary(one.value) for one in readings)
    result = result_of(statement.sides[judgement.failing].expr)
    if result is None or not written or not true:
        return False
    reading = lecture.numbers[result.number].reading(judgement.notation)
    digits = sum(map(str.isdecimal, lecture.numbers[result.number].text))
    long = reading is not None and reading.decimals > 0 and digits >= _DOUBLE
    return long and abs(written - true) <= abs(true) * _PRECISION
