"""What the words around a number say that it counts, or how they name it."""

from rechenprobe.check.words.nouns import notation_of, stem
from rechenprobe.check.words.number_words import WORDS
from rechenprobe.late import late

_NAME = late(
    r"(?<=[\w,;]\s)(?P<name>(?!(?:Mittel|Schnitt|Durchschnitt|Summe|Rest|Unterschied|Differenz)\b)[A-ZÄÖÜ][\w-]*[a-zäöü])"
    r"(?:\s(?:von|of))?[\s*_$]*\Z"
)
_STOP = frozenset(
    "und oder of and or is are was were in mit bei für von zu zum zur auf an as the der die das den"
    " dem des sind ist hat haben wird werden waren war also mehr weniger davon noch so to for each"
    " per je pro from with by at on than that which mal gives makes it we they contains".split()
)


def noun_behind(source: str, start: int, stop: int) -> tuple[str, int]:
    """The stem of what is counted, and where the word ends; `mal` and the like are none."""
    at, skipped = start, 0
    while match := WORDS.search(source, at, min(stop, start + 60)):
        gap = source[at : match.start()]
        if gap.strip(" \n\t*_$\u00a0\u202f~`") or match[0].lower() in _STOP:
            return "", start
        if match[0][0].isupper() or (skipped == 0 and not _looks_german(source, match.end())):
            return stem(match[0]), match.end()
        skipped += 1
        if skipped > 2 or not match[0].endswith(("e", "en", "er", "ch", "v", "t")):
            return "", start
        at = match.end()
    return "", start


def name_before(source: str, start: int) -> str:
    """The stem of a noun right before a number, if it does not begin a sentence."""
    match = _NAME.search(source, max(0, start - 60), start)
    return stem(match["name"]) if match else ""


def _looks_german(source: str, end: int) -> bool:
    """Whether nouns around have capitals: the word before the next stop is no help otherwise."""
    near = source[max(0, end - 160) : end + 160].lower()
    return notation_of(near) == "german"
