"""What the words right behind a share say that it is of."""

import re

from rechenprobe.check.examples.counting import counted_alone, counted_in
from rechenprobe.late import late

_NOUN = late(r"[\s%$]*(?:der|des|aller|of the|of all|of)\s+(?!\d)([^\W\d]\w*)", re.IGNORECASE)
_OF_SOME = late(
    r"[\s%$]*(?:der|aller|of the|of all|of)\s+(?!netz|modell|gesamt|model|network|trainings-?param)"
    r"[^\W\d][\w-]{2,}?-?(?:parametern?|parameters|gewichten?|weights|macs)\b",
    re.IGNORECASE,
)
"""„35 % der Faltungsparameter“."""
_NARROWED = late(
    r"[\s%]*(?:der|aller|of (?:the|all))\s+\w+\s+(?:der|des|of)\s+"
    r"(?!(?:\w+n )?(?:netz|modell|gesamt)|the (?:net|mod))",
    re.IGNORECASE,
)


def said_behind(behind: str) -> str:
    """„leistet nur 11,5 % der Multiplikationen“: what is counted there."""
    noun = _NOUN.match(behind)
    return counted_alone(noun[1]) if noun else ""


def of_something_else(behind: str) -> bool:
    """„90 % der Trainingszeit“: neither parameters nor work, or not those of the model."""
    noun = _NOUN.match(behind)
    if _OF_SOME.match(behind):
        return True
    return noun is not None and not any(counted_in(noun[1]))


def narrowed(behind: str) -> bool:
    """„80 % der Gewichte der ersten Schicht“: a share of the layers' own."""
    return _NARROWED.match(behind) is not None
