"""Does the author mean an equation to hold? Some are quoted, supposed, or called wrong at once.

„Oft liest man …; das stimmt natürlich nicht“, „Angenommen, 1 = 2“, „Viele rechnen … = 14. Punkt vor
Strich liefert aber 11“: the more a sentence leaves open, the more has to speak for it, in the end
that the true value itself stands behind.
"""

import re
from fractions import Fraction

from rechenprobe.check.numbers.rounding import tolerance
from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Expr, Symbol
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

REACH = 160
SENTENCE = late(r"(?<=[.!?])\s+(?=[^\W\da-zäöü])|\n\s*\n|\n\s*(?:[-*+]|\d+\.)\s|\|")
_PARAGRAPH = late(r"\n\s*\n")
_WRONG = late(
    r"\b(?:ist|sind|wäre|wären|rechnet|rechnen|schreibt|stimmt|hier|also|einfach|das)\s+(?:\w+\s+)?"
    r"(?:falsch|unsinnig|Unsinn)(?!\s*-?(?:positiv|negativ|klass|erkann|vorher|einge|zuge|alarm))"
    r"|\bfalsch(?:e|er|en)?\s+(?:gerechnet|Rechnung|Gleichung|Lösung|Antwort|wäre|ist)"
    r"|(?:^|\()\W*(?:falsch|wrong|incorrect)\b\s*[:!)]"
    r"|\b(?:(?:häufige|typische|beliebte|klassische)r?\s+(?:fehler|irrtum)|denkfehler|rechenfehler"
    r"|flüchtigkeitsfehler|(?:common|typical|frequent|classic|popular)\s+(?:mistake|slip|error|pitfall))"
    r"\s*(?:is|ist|lautet)?\s*[:„“\"]"
    r"|\b(?:stimmt|gilt)\s+(?:(?:so|hier|aber|natürlich|offenbar|offensichtlich|selbstverständlich"
    r"|sicher|im\s+allgemeinen)\s+){0,2}nicht\b(?!\s+(?:nur|überein|mehr))"
    r"|\bnicht\s+(?:der\s+fall|wahr|richtig|korrekt|zulässig)\b|\bRechenfehler\b"
    r"|\bfehler\s+im\s|\bwegen\s+eines\s+fehlers|\bobwohl\s+(?:das|es)\s+(?:\w+\s+)?nicht\b"
    r"|\b(?:is|are|would be)\s+(?:wrong|incorrect)\b|\bdoes(?:\s+not|n['’]t)\s+hold\b"
    r"|\b(?:not|n['’]t)\s+(?:the\s+case|true|correct|valid)\b"
    r"|\b(?:fälschlicherweise|irrtümlich|angeblich|vermeintlich|mistaken|erroneous|supposed)\w*\b"
    r"|\b(?:nicht|not)[*_]{0,3}\s+(?:etwa\s+|einfach\s+|aber\s+|simply\s+)?[$„“\"*_`]*$"
    r"|(?:modell|gpt[-\w.]*|chatgpt|llm|netz|assistent|model|assistant)\s+(?:\w+\s+)?"
    r"(?:antwortet\w*|lernte?,\s+dass|halluzinier\w*|answer(?:s|ed)|hallucinate\w*|learn(?:s|ed)\s+that)\b"
    r"|\bantwort\s+des\s+(?:modells|netzes|llms?|assistenten)\b",
    re.IGNORECASE,
)
_CORRECTED = late(
    r"\W*(?:(?:richtig|korrekt|tatsächlich|in\s+wahrheit|in\s+wirklichkeit)\b|(?:wo|was)\s+ist\s+der\s+fehler"
    r"|de[rn]\s+fehler\b|(?:das|dies)\s+(?:ist\s+(?:falsch|unsinn)|stimmt\s+(?:\w+\s+){0,2}nicht|war\s+falsch)"
    r"|(?:nicht|not)\s+(?:richtig|korrekt|correct|true|right)\b|(?:falsch|wrong|incorrect)\s*[!.:]"
    r"|(?:das|dies|dabei|hier|hierbei|this|that)\s+(?:vergisst|übersieht|ignoriert|wurden?\s+\w+\s+vergessen"
    r"|forgets|overlooks|ignores|misses)\b"
    r"|actually\b|in\s+fact\b|(?:the\s+)?correct\b|this\s+is\s+wrong|that\s+is\s+wrong)",
    re.IGNORECASE,
)
"""How the next sentence begins that corrects what the one before said."""
_NOT_BEHIND = late(r"[`$*_“”\"]{0,3}\s*(?:nicht|not)\b[`\s*_]*[.,;:!)]", re.IGNORECASE)
"""„`100 / 3 = 33,33` stimmt, `100 / 3 = 33,34` nicht.“"""
_SUPPOSED = late(
    r"\b(?:angenommen|gesetzt\s+den\s+fall|suppose|assume|assuming)\b,?\s*(?:dass|that)?\s*"
    r"(?:es\s+)?(?:gilt|gelte|gälte|wäre|sei)?[\s:$`(„“\"]*$",
    re.IGNORECASE,
)
_OTHERWISE = late(r"\b(?:hätte\w*|bekäme\w*|ergäbe\w*)\b", re.IGNORECASE)
r"""„Mit Nenner 3 hätte man $\sigma^2 = 20/3$“: what a letter would be."""
_ABSURD = late(
    r"\b(?:widerspr[uüi]ch\w*|contradict\w*|absurd\w*|(?:wahr|richtig)\s+oder\s+falsch"
    r"|(?:true|right)\s+or\s+(?:false|wrong))",
    re.IGNORECASE,
)
_SAID = late(
    r"\b(?:liest|hört|gesagt|geschrieben|stand|steht|notiert|behaupt\w+|mein(?:t|en|te|ten)|glaub(?:t|en|te|ten)|vermute[nt]?|scheint"
    r"|(?:man|viele|manche|einige|studierende|schüler\w*|anfänger\w*)\s+(?:\w+\s+)?(?:rechne\w*|schreib\w*)"
    r"|(?:anfänger|student|studierende|schüler)\w*|naheliegend\w*|nahelieg\w*|verlockend\w*|naiv\w*"
    r"|students?|beginners?|claim\w*|tempt\w*|one\s+reads|said|wrote|written)\b",
    re.IGNORECASE,
)
"""Somebody else says it, or only might: then the true value has to stand behind, too."""
_TELLING = (
    *("falsch", "unsinn", "stimmt", "fehler", "nicht", "richtig", "korrekt", "tatsächlich"),
    *(
        "wahrheit",
        "wirklichkeit",
        "wrong",
        "incorrect",
        "mistake",
        "slip",
        "error",
        "pitfall",
        "irrtum",
        "not",
        "actually",
        "fact",
    ),
    *("correct", "fälschlich", "irrtümlich", "angeblich", "vermeintlich", "errone", "suppose"),
    *("n't", "n’t", "vergi", "verge", "übersieht", "ignor", "forget", "overlook", "misses"),
    *("antwort", "lernt", "halluz", "answer", "halluc", "learn"),
)
"""Without one of them the first patterns find nothing, and looking for these is quick."""


def is_called_wrong(statement: Statement, lecture: Lecture, true: Fraction | None = None) -> bool:
    """Whether the sentence says so of it, or the next one corrects it; `true` is right."""
    start, end = statement.span.start, statement.span.end
    before = lecture.source[max(0, start - REACH) : start]
    behind = lecture.source[end : end + REACH]
    before = _PARAGRAPH.split(before)[-1]
    behind = _PARAGRAPH.split(behind, maxsplit=1)[0]
    if _ABSURD.search(before) or _ABSURD.search(behind):
        return True
    around = f"{before}\n{behind}".lower()
    telling = any(stem in around for stem in _TELLING)
    before = SENTENCE.split(before)[-1]
    near, *others = SENTENCE.split(behind, maxsplit=1)
    if _SUPPOSED.search(before):
        return True
    if _OTHERWISE.search(before) and _is_letter(statement.sides[0].expr):
        return True
    if telling:
        if (others and _CORRECTED.match(others[0])) or _NOT_BEHIND.match(near):
            return True
        if _WRONG.search(before) or _WRONG.search(near):
            return True
    return true is not None and _SAID.search(before) is not None and _follows(true, end, lecture)


def _is_letter(expr: Expr) -> bool:
    """Whether it is a letter, or a power of one: `σ^2`."""
    return isinstance(expr.args[0] if isinstance(expr, Call) and expr.op == "^" else expr, Symbol)


def _follows(true: Fraction, end: int, lecture: Lecture) -> bool:
    """Whether the true value is one of the next numbers: the author puts it right himself."""
    stop = end + REACH
    if gap := _PARAGRAPH.search(lecture.source, end, stop):
        stop = gap.start()
    return any(
        reading is not None
        and abs(abs(reading.value) - abs(true)) <= tolerance(reading, approximate=False)
        for number in lecture.numbers
        if end <= number.span.start < stop
        for reading in (number.german, number.english)
    )
