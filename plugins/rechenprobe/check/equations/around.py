"""What the text around an equation makes of it: a conclusion, a measured value, another case."""

import re

from rechenprobe.claims import Statement
from rechenprobe.late import late

_REACH = 120
"""Characters before it that are looked at."""
_BEFORE = 60
"""Of them those that may say that it is measured, or between it and the conclusion before."""
_SENTENCE = late(r"[.!?;]\s|\n\s*\n")
_MEASURED = late(
    r"(?i)\b(?:tatsächlich|gemessen|\w*messung|beobachtet|verrauscht|\bstatt\b|anders|abweichend"
    r"|measured|observed|actual(?:ly)?|noisy|instead|ziel\w*|soll\w*|wahre[rsn]?|label|target"
    r"|true|gewünscht\w*|erwartet\w*|expected|bias|padding)\b"
)
_INSTEAD = late(r"[$\s,(]*(?:statt|anstatt|anstelle|instead of|rather than)\b")
_CASE = late(
    r"[$\s,(]*(?:für|falls|wenn|if|for|when)?[$\s]*(?:\\?[A-Za-z]+\s*(?:[<>≤≥]|\\[lg]e?q?\b)"
    r"|sonst\b|andernfalls|otherwise)"
)
"""Behind a function that is another one elsewhere."""
_VARIANT = late(
    r"\b\w*(?:variante?n?|version|abwandlung)\b|\b(?:stattdessen|ersetz\w*|instead|modified"
    r"|abgewandelt\w*|nähme|wählte|replac\w*)\b",
    re.IGNORECASE,
)
_CONCLUSION = late(
    r"(?i)(?:\b(?:also|damit|somit|daher|folglich|demnach|mithin|dann|ergibt|ergeben|folgt|liefert"
    r"|erh(?:ält|alten)|bekommt|bekommen|führt|gilt|wird|ist|sind das|beträgt|hence|thus|so|then"
    r"|get|obtain|gives|yields|becomes|is|therefore)\b(?:[\s,]+[^\W\d_.]+){0,4}?|:|⇒|→"
    r"|\\Rightarrow|\\Longrightarrow|\\to|\\implies)[\s$\\,;:quad]*\Z"
)
_AND = late(r"(?:[\s$,;&]|\\(?:q?quad|[,;:! ])|\b(?:und|sowie|and)\b){0,12}")


def is_of_another(source: str, statement: Statement) -> bool:
    """„Bei der Variante mit 0,01 ist g(-3) = -0,03“, „w_3 = 0,75 statt 0,729“."""
    start, end = statement.span.start, statement.span.end
    if _INSTEAD.match(source, end):
        return True
    before = _SENTENCE.split(source[max(0, start - _REACH) : start])[-1]
    return _VARIANT.search(before) is not None


def is_one_case(source: str, statement: Statement) -> bool:
    """„f(x) = 0 für x < 0“: what is defined is another one elsewhere."""
    return _CASE.match(source, statement.span.end) is not None


def is_measured(source: str, start: int) -> bool:
    """Whether the paragraph says just before that something was measured."""
    return _MEASURED.search(_before(source, start, _BEFORE)) is not None


def concludes(source: str, start: int, previous: int) -> bool:
    """Whether what stands before a place makes it a conclusion: „ergibt sich“, „also“, „:“.

    Or the `previous` conclusion ends so close before it that it is part of it.
    """
    if _CONCLUSION.search(_before(source, start, _REACH)):
        return True
    between = source[previous:start] if start - previous <= _BEFORE else "."
    return _AND.fullmatch(between) is not None


def _before(source: str, start: int, reach: int) -> str:
    return source[max(0, start - reach) : start].rpartition("\n\n")[2]
