"""Equations that do not hold and are not meant to: what the sentence calls wrong, other bases.

They are left unchecked, with the reason, instead of being called wrong.
"""

import re
from fractions import Fraction

from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.machines import holds_in
from rechenprobe.check.numbers.otherwise import read_otherwise
from rechenprobe.check.numbers.rounding import plain_number, result_of
from rechenprobe.claims import Number, Reading, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_REACH = 160
_SENTENCE = late(r"(?<=[.!?])\s+(?=[^\W\da-zäöü])|\n\s*\n|\n\s*(?:[-*+]|\d+\.)\s|\|")
_WRONG = late(
    r"\b(?:ist|sind|wäre|wären|rechnet|rechnen|schreibt|stimmt|hier|also|einfach|das)\s+(?:\w+\s+)?"
    r"(?:falsch|unsinnig|Unsinn)(?!\s*-?(?:positiv|negativ|klass|erkann|vorher|einge|zuge|alarm))"
    r"|\bfalsch(?:e|er|en)?\s+(?:gerechnet|Rechnung|Gleichung|Lösung|Antwort|wäre|ist)"
    r"|(?:^|\()\W*(?:falsch|wrong|incorrect)\b\s*[:!)]"
    r"|\b(?:(?:häufige|typische|beliebte)r?\s+fehler|denkfehler|(?:common|typical)\s+mistake)\s*:"
    r"|\bstimmt\s+(?:so\s+|hier\s+)?nicht|\bRechenfehler\b"
    r"|\b(?:is|are|would be)\s+(?:wrong|incorrect)\b"
    r"|\b(?:nicht|not)\s+(?:etwa\s+|einfach\s+|simply\s+)?[$„“\"*_`]*$",
    re.IGNORECASE,
)
_CORRECTED = late(
    r"\W*(?:(?:richtig|korrekt|tatsächlich|in\s+wahrheit|in\s+wirklichkeit)\b|(?:wo|was)\s+ist\s+der\s+fehler"
    r"|de[rn]\s+fehler\b|(?:das|dies)\s+(?:ist\s+(?:falsch|unsinn)|stimmt\s+(?:aber\s+|so\s+)?nicht|war\s+falsch)"
    r"|actually\b|in\s+fact\b|(?:the\s+)?correct\b|this\s+is\s+wrong|that\s+is\s+wrong)",
    re.IGNORECASE,
)
"""How the next sentence begins that corrects what the one before said."""
_NOT_BEHIND = late(r"[`$*_“”\"]{0,3}\s*(?:nicht|not)\b[`\s*_]*[.,;:!)]", re.IGNORECASE)
"""„`100 / 3 = 33,33` stimmt, `100 / 3 = 33,34` nicht.“"""
_TELLING = (
    *("falsch", "unsinn", "stimmt", "fehler", "nicht", "richtig", "korrekt", "tatsächlich"),
    *("wahrheit", "wirklichkeit", "wrong", "incorrect", "mistake", "not", "actually", "fact"),
    "correct",
)
"""Without one of them neither pattern is found, and looking for these is quick."""
_LOGICAL = late(r"\b(?:ODER|OR|UND|AND|XOR|logisch\w*|boole\w*|boolean)\b|[∨∧⊕]")
_DOUBLE = 15
"""Digits of a number that a computer has printed."""
_PRECISION = Fraction(1, 2**50)
_LISTED = late(
    r"\b(?:\w*mittel(?:wert)?|durchschnitt|median|modus|summe|produkt|maximum|minimum|varianz"
    r"|standardabweichung|mean|average|sum|product|variance)\s+(?:von|aus|of)\s+[^.;:=≠<>]*"
    r"\d(?:[,;]|[,;]?\s+(?:und|and))\s+$",
    re.IGNORECASE,
)
_BINARY = late(r"[01]+", re.ASCII)
_CLOCK = late(r"(?<![\d:,.])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:]|[,.]\d)")
_TIME = late(r"\b(?:min|h|Minuten?|Stunden?|Uhr)\b")

_WHOLE = late(r"(\d{1,9}) ?/ ?(\d{1,9}) ?= ?(\d{1,9})", re.ASCII)
_GIVES = late(r"\d+(?:\s?[×x]\s?\d+)+\s+(?:ergibt|ergeben|gibt|gives?)\s+\d[\d.,]*", re.IGNORECASE)
_OTHERS = late(
    r"(?:\w*patch(?:es)?|kacheln?|\w*fenstern?|\w*positionen|token|tokens|\w*ausschnitten?|\w*bildern?"
    r"|\w*parametern?|tiles|windows|positions|parameters)\b",
    re.IGNORECASE,
)
"""„… in Patches der Größe 32 × 32 ergibt 49 Patches“ calculates nothing of the 32."""


def reason_for(statement: Statement, judgement: Judgement, lecture: Lecture) -> str:
    """German: why the equation, which does not hold, is not to be held against; empty if it is."""
    if is_called_wrong(statement, lecture.source):
        return "der Satz nennt sie falsch"
    if _is_logical(statement, lecture):
        return "eine logische Verknüpfung"
    if _holds_in_binary(statement, lecture.numbers):
        return "stimmt nur im Binärsystem"
    if _is_floating(judgement, lecture, statement):
        return "so rechnen nur Gleitkommazahlen"
    around = _sentence(statement, lecture.source)
    if where := holds_in(around, statement, lecture.numbers, judgement.notation):
        return f"stimmt nur {where}"
    if _is_listed(statement, lecture.source):
        return "davor steht eine Aufzählung"
    text = lecture.text(statement.span)
    if _GIVES.fullmatch(text) and _OTHERS.match(statement.noun):
        return "die Größe sagt, wie groß eines davon ist"
    if lecture.source[statement.span.end : statement.span.end + 1] == "`" and _divides_whole(text):
        return "so teilt Code ganze Zahlen"
    if ":" in text and len(_CLOCK.findall(text)) > 1 and _TIME.search(text):
        return "Uhrzeiten"
    return ""


def _divides_whole(text: str) -> bool:
    """„`7 / 2 = 3`“."""
    parts = _WHOLE.fullmatch(text)
    return parts is not None and int(parts[1]) // max(1, int(parts[2])) == int(parts[3])


def is_called_wrong(statement: Statement, source: str) -> bool:
    """Whether the sentence says so of it, or the next one corrects it."""
    before = source[max(0, statement.span.start - _REACH) : statement.span.start]
    behind = source[statement.span.end : statement.span.end + _REACH]
    around = f"{before}\n{behind}".lower()
    if not any(stem in around for stem in _TELLING):
        return False
    before = _SENTENCE.split(before)[-1]
    behind, *others = _SENTENCE.split(behind, maxsplit=1)
    corrected = bool(others) and _CORRECTED.match(others[0]) is not None
    if corrected or _NOT_BEHIND.match(behind):
        return True
    return _WRONG.search(before) is not None or _WRONG.search(behind) is not None


def _sentence(statement: Statement, source: str) -> str:
    """What the sentence says before and behind the equation."""
    before = source[max(0, statement.span.start - _REACH) : statement.span.start]
    behind = source[statement.span.end : statement.span.end + _REACH]
    return f"{_SENTENCE.split(before)[-1]} = {_SENTENCE.split(behind, maxsplit=1)[0]}"


def _is_logical(statement: Statement, lecture: Lecture) -> bool:
    """„1 + 1 = 1 (ODER)“."""
    if any(lecture.numbers[index].text not in ("0", "1") for index in statement.numbers):
        return False
    around = slice(max(0, statement.span.start - _REACH), statement.span.end + _REACH)
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
    return plain and _LISTED.search(source[max(0, start - _REACH) : start]) is not None


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
    long = reading is not None and reading.decimals >= _DOUBLE
    return long and abs(written - true) <= abs(true) * _PRECISION
