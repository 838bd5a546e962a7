"""What the text around an equation makes of it: a conclusion, a measured value, another case."""

import re
from collections.abc import Sequence

from rechenprobe.claims import Statement
from rechenprobe.late import late
from rechenprobe.lecture import Span

_REACH = 120
"""Characters before it that are looked at."""
_FARTHEST = 500
"""Characters from the last value to what is concluded."""
_LAW = 5000
"""Characters before it in which its law may stand."""
_SENTENCE = late(r"[.!?;]\s|\n\s*\n")
_MEASURED = late(
    r"(?i)\b(?:tatsächlich|gemessen|\w*messung|beobachtet|verrauscht|\bstatt\b|anders|abweichend"
    r"|measured|observed|actual(?:ly)?|noisy|instead|ziel\w*|soll\w*|wahre[rsn]?|label|target"
    r"|true|gewünscht\w*|erwartet\w*|expected|bias|padding|differenzenquotient\w*|numerisch\w*"
    r"|näherung\w*|finite\w*|numerical\w*|fest\w*|held)\b"
)
_PUT_IN = late(
    r"(?i)\b(?:ziel\w*|soll\w*|wahre[rsn]?|label|target|true|gewünscht\w*|erwartet\w*|expected|bias|padding)"
    r"(?:[ \n]+[^\W\d_]+){0,2}[ \n]+\$?\\?[A-Za-z][A-Za-z_{} ]{0,12}\s*="
)
"""Of them those that may name a letter."""
_INSTEAD = late(r"[$\s,(]*(?:statt|anstatt|anstelle|instead of|rather than)\b")
_SUPPOSED = late(r"(?i)\b(?:wäre\w*|würde\w*|hätte\w*|ergäbe\w*|would|might|could)\b")
_CHANGED = late(
    r"(?i)\b(?:\w*rauschen|\w*clipping|\w*decay|momentum|dropout|verschieb|skalier|normier|mindestens"
    r"|höchstens|begrenz|regularisier|\w*strafe|noise|shift|scal|penalt|at least|at most|clamp|clip"
    r"|warm-?up|genähert|linear|(?:mit|with|nach|after) (?:relu|softmax|softplus))"
)
"""What changes a law: if it comes anew, the law is that of before."""
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
_STRONG = frozenset(
    "also damit somit daher daraus folglich demnach mithin dann ergibt ergeben folgt liefert "
    "erhält erhalten bekommt bekommen führt so hence thus then therefore get obtain gives "
    "yields follows ⇒ → rightarrow longrightarrow implies to".split()
)
_WEAK = frozenset("ist sind wird gilt beträgt is becomes equals have has haben hat :".split())
"""They conclude right behind the values only: „mit $s = 4$ ist $o = 55$“."""
_FILLING = frozenset(
    "man wir sich das dies es hier nun jetzt die der den auf für und zu einsetzen eingesetzt "
    "we it the this that which by eine ein einen einer a an of von for als ausgabe ausgabegröße "
    "ausgabewert größe seitenlänge kantenlänge breite höhe zahl anzahl parameter parameterzahl "
    "wert ergebnis gewicht ableitung ableitungen gradient gradienten aktivierung verlust schritte "
    "neue neuer neues dagegen hingegen aber output size number value result loss activation new "
    "parameters quad qquad".split()
)
_THAT_IS = late(r"\b(?:d\.\s?h|i\.\s?e)\.")
_TOKEN = late(r"[^\W\d_]+|[⇒→:]|[^\s$.,;&(){}*_\\!]|[.!?](?=\s)")
_NUMERIC = late(r"\$[\d\s+\-*/()=.,{}·×]*\$")
"""A calculation of nothing but numbers."""
_OPEN_BEHIND = late(
    r"(?:[\s$]*(?:Mio|Mrd|Tsd|Million|Milliard|Tausend|million|billion|thousand)\w*\.?)?"
    r"[\s$]*(?:\?|,?\s*(?:mit|ohne|samt|inklusive|inkl|einschließlich|zuzüglich|plus|with|without"
    r"|including)\b(?! \$)|,?\s*(?:wenn|falls|sobald|solange|muss|müsste\w*|sind|wird|würde\w*"
    r"|wäre\w*|bis|irrt|unmöglich|(?:ist|wäre)\s+(?:un)?möglich|oder|bzw|if|when|until|or|must|weil|da|because)\b)"
)
"""Behind an equation that is asked for, supposed, one of several or explained."""
_SOME = late(
    r"\b(?:falls|wenn|sonst|andernfalls|sobald|solange|if|when|unless|otherwise"
    r"|für\s+(?:positive|negative|kleine|große|gerade|ungerade)|[Ff]all|links|rechts|case)\b"
    r"|\b(?:[Ff]ür|for|bei)\s+\$?\\?[A-Za-z]+\s*(?:[<>≤≥]|\\[lg]e?q?\b)"
)
"""Beside a formula that does not always hold."""
_ENVIRONMENT = late(
    r"\\(?:begin|end)\{\w+\*?\}|^[ \t]*(?:[-*+]|\d{1,2}[.)])(?=[ \t])", re.MULTILINE
)
"""What sets equations below each other; so do lists."""
_GIVEN = late(
    r"(?i)\b(?:with|for|at|mit|für|bei)\s+\$?\\?[A-Za-z][A-Za-z_{}]{0,8}\s*=\s*-?[\d.,{}]+\Z"
)
_CASES = late(r"[$\s]*,[\s$]*|[$\s,]*\b(?:dagegen|hingegen|nur|only|even)\b[\s$]*")
_ENDS = late(r"[\s$]*(?:[.;](?!\d)|\Z|,\s*(?:und\s+|and\s+)?(?:with|for|at|mit|für|bei)\b)")
_BESIDE = 50
"""„With $p = 0.25$, $G = 0.375$.“: what stands last in the sentence is no condition."""
_COUNTED = late(
    r"^\$?[ \u00a0\n](?:[A-ZÄÖÜ][a-zäöüß]{2,}|(?!is\b|as\b|thus\b|gives\b|yields\b)[a-z]{3,}s\b)"
)
"""What the number before it counts: „Bei $n = 512$ Eingängen ist …“."""
_AND = late(
    r"(?:[\s$,;&]|\\(?:q?quad|[,;:! ]|\\)|\b(?:und|sowie|and)\b"
    r"|\n[ \t]*(?:[-*+]|\d{1,2}[.)])(?=[ \t])){0,24}"
)


def is_of_another(source: str, statement: Statement) -> bool:
    """„Bei der Variante mit 0,01 ist g(-3) = -0,03“, „w_3 = 0,75 statt 0,729“."""
    start, end = statement.span.start, statement.span.end
    if _INSTEAD.match(source, end):
        return True
    before = _SENTENCE.split(source[max(0, start - _REACH) : start])[-1]
    return _VARIANT.search(before) is not None


def is_supposed(source: str, start: int) -> bool:
    """„Mit Momentum wäre $w_1 = 0,7$“, „mit Rauschen ist $x_1 = 4,1$“: that is new."""
    before = _SENTENCE.split(source[max(0, start - _REACH) : start])[-1]
    changed = _CHANGED.search(before)
    return _SUPPOSED.search(before) is not None or (
        changed is not None and changed[0] not in source[max(0, start - _LAW) : start - len(before)]
    )


def is_one_case(source: str, statement: Statement) -> bool:
    """„f(x) = 0 für x < 0“: what is defined is another one elsewhere."""
    return _CASE.match(source, statement.span.end) is not None


def is_measured(source: str, start: int, *, given: bool = False) -> bool:
    """Whether the paragraph says just before that something was measured.

    With `given` that may be a letter that is put in: „mit dem Ziel $y = 1$ ergibt sich“.
    """
    before = _before(source, start, _REACH)
    if given:
        before = _PUT_IN.sub(" ", before)
    return _MEASURED.search(before) is not None


def holds_sometimes(source: str, statement: Statement) -> bool:
    """Whether its sentence restricts a formula: „$y = x$, falls $x > 0$, sonst …“."""
    start, end = statement.span.start, statement.span.end
    before = _SENTENCE.split(source[max(0, start - _REACH) : start])[-1]
    behind = _SENTENCE.split(source[end : end + _REACH], maxsplit=1)[0]
    return _SOME.search(before) is not None or _SOME.search(behind) is not None


def concludes(
    source: str, since: int, statement: Statement, previous: int, apart: Sequence[Span]
) -> bool:
    """Whether an equation is concluded from the last value before it, which ends at `since`.

    Nothing may stand between them that could change a value or speak of another case: only words
    that conclude, and what is set `apart`, the formula itself and calculations. Or the `previous`
    conclusion ends so close before it that it is part of it.
    """
    start = statement.sides[0].span.start
    if _OPEN_BEHIND.match(source, statement.span.end):
        return False
    if previous <= start and _AND.fullmatch(_without(source, previous, start, apart)):
        return True
    if start < since:
        return False
    if _CASES.fullmatch(source, since, start) and _ENDS.match(source, statement.span.end):
        return _GIVEN.search(source, max(0, since - _BESIDE), since) is not None
    between = _THAT_IS.sub(" also ", _NUMERIC.sub(" ", _without(source, since, start, apart)))
    between = _ENVIRONMENT.sub(" ", _COUNTED.sub("", between, count=1))
    words = _TOKEN.findall(between.lower())
    ends = any(one in (".", "!", "?") for one in words)
    said = {one for one in words if one not in (".", "!", "?")}
    if not said <= _STRONG | _WEAK | _FILLING:
        return False
    return not said.isdisjoint(_STRONG) or (not ends and not said.isdisjoint(_WEAK))


def _without(source: str, start: int, end: int, apart: Sequence[Span]) -> str:
    """What stands there, but for those spans."""
    if end - start > _FARTHEST:
        return "."
    parts = []
    for span in sorted(apart):
        if start <= span.start and span.end <= end:
            parts.append(source[start : span.start])
            start = span.end
    return " ".join((*parts, source[start:end]))


def _before(source: str, start: int, reach: int) -> str:
    return source[max(0, start - reach) : start].rpartition("\n\n")[2]
