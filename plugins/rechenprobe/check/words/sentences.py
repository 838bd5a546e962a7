"""Running prose → sentences and their clauses: how far what one of them is about reaches."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from rechenprobe.late import late

LONGEST = 600
"""Characters; what is longer is no sentence with one meaning."""

_STOP = late(
    r"[.!?;](?:(?<!;)[)»“*`$]{0,3}\s+(?=\W{0,3}[A-ZÄÖÜ`])|(?<=;)\s+|(?<=[a-zäöüß]{4}\.)\s+(?=\d))"
)
_ABBREVIATED = late(
    r"(?:(?:^|\b(?:de[rmns]|die|das|[aib]m|vo[mn]|zu[mr]?|beim|ab|seit|bis|und|nach|in|jede[rsnm]?)\s+)"
    r"\d{1,2}|(?:^|[^\w])(?:[A-Za-z]|bzw|ca|vgl|etc|inkl|mind|Abb|Tab|Gl|Nr|Kap|Dr|Tsd|Mio|Mrd|Bio))$"
)
"""What stands before a full stop that ends no sentence: `die 2. Schicht`."""
_CLAUSE = late(
    r",\s+(?=(?:davon|wovon|darunter|(?:von|of) (?:denen|which|these)|wobei|während|aber|doch"
    r"|sondern|statt|anstatt|anstelle|gegenüber|whereas|while"
    r"|but|instead)\b)"
    r"|\s+[–—]\s+",
    re.IGNORECASE,
)
_RECKONS = r"(?!rechne|zähl|sieh|addier|summier|schau|vergleich|betrach)"
_SUPPOSING = rf"\A\W*(?:\d+\.\s*)?{_RECKONS}[a-zäöüß]+t (?:man|wir)\b"
"""„Verdoppelt man die Zahl der Einheiten, so hat …“."""
_HEDGE = late(
    rf"{_SUPPOSING}|"
    r"\b(?:nicht|kein\w*|ohne|statt|anstatt|anstelle|als|wie|wäre\w*|hätte\w*|würde\w*|wenn|falls|"
    r"oft|meist\w*|häufig|(?:üblicher|typischer)weise|in der (?:praxis|regel)|often|usually|"
    r"gegenüber|vergleich\w*|verglichen|andere\w*|original\w*|ursprünglich\w*|paper|doppelt\w*|"
    r"halb\w*|mehr|weniger|höchstens|mindestens|jede\w*|je|jeweils|pro|davon|von denen|etwa bei"
    r"|zwei|drei|vier|könnte\w*|müsste\w*|sollte\w*|früher|später|spar\w*|fehl\w*|verlier\w*|reduzier\w*|"
    r"(?:bei|für) (?:ein(?:e[mnr]?)?|graustufen\w*|farbbild\w*)|im \w+fall|"
    r"verringer\w*|vergrößer\w*|wächst|wachsen|steig\w*|sink\w*|verbind\w*|verknüpf\w*|"
    r"not|than|instead|of which|would|per|each|every|without|if|saves?|more|fewer|"
    r"vgg\w*|resnet\w*|lenet\w*|inception\w*|mobilenet\w*|efficientnet\w*)\b",
)
PER_SAMPLE = (
    r"(?:je|pro|per) (?:bild|foto|eingabe|beispiel|sequenz|satz|folge|durchlauf|vorhersage|image"
    r"|sample|example|sequence|prediction)\b"
)
"""Work is counted so anyway."""
_BOUND = late(
    r"\b(?:(?:mehr|weniger|more|less|fewer) (?:als|than)|höchstens|mindestens) (?=\d)"
    r"|\bnicht (?=trainierbar)"
    rf"|\b{PER_SAMPLE}"
    r"|\b(?:davon|wovon|von denen|of which)\b(?=.*\b(?:trainierbar|trainable))"
    r"|\b(?:ohne|kein(?:e[nmrs]?)?|without|no) (?:jede[ns]? |zusätzliche[ns]? )?"
    r"(?:padding|auffüllung|bias\w*|aktivierung\w*|activation|rand)\b",
)
"""These say something of the number, not of another net."""


_SUPPOSED = late(
    rf"{_SUPPOSING}|"
    r"\b(?:nicht|kein\w*|statt|anstatt|anstelle|wäre\w*|würde\w*|wenn|falls|andere\w*|original\w*"
    r"|ursprünglich\w*|paper|früher|not|instead|if|"
    r"vgg\w*|resnet\w*|lenet\w*|inception\w*|mobilenet\w*|efficientnet\w*)\b",
)


_SUPPOSING_ROOTS = (
    *("t man", "t wir", "nicht", "kein", "statt", "anstelle", "wäre", "würde", "wenn", "falls"),
    *("andere", "original", "ursprünglich", "paper", "früher", "not", "instead", "if"),
    *("vgg", "resnet", "lenet", "inception", "mobilenet", "efficientnet"),
)
"""One of these stands where the pattern finds something, and is looked for faster."""


def begins_supposing(text: str) -> bool:
    """Whether a sentence begins with what somebody might do."""
    return re.match(_SUPPOSING, text.lower()) is not None


@lru_cache(maxsize=1024)
def supposes(text: str, names: tuple[tuple[int, int], ...]) -> bool:
    """Whether a text denies, supposes or speaks of another net; `names` are words of this one."""
    text = _blank(text, names)
    lower = text.lower()
    return any(map(lower.__contains__, _SUPPOSING_ROOTS)) and _says(_SUPPOSED, text)


def _says(hedge: "re.Pattern[str]", text: str) -> bool:
    """Whether one of its words stands in a text, but for what only says more of a number."""
    lower = text.lower()  # patterns in small letters are several times as quick
    return hedge.search(lower) is not None and hedge.search(_BOUND.sub("", lower)) is not None


def _blank(text: str, names: tuple[tuple[int, int], ...]) -> str:
    for start, end in names:
        first, last = max(0, start), max(0, end)
        text = text[:first] + " " * (last - first) + text[last:]
    return text


class Clause(Struct, frozen=True, gc=False):
    """A part of a sentence with one meaning; offsets are the sentence's."""

    start: int
    end: int
    text: str

    def hedged(self, names: tuple[tuple[int, int], ...] = ()) -> bool:
        """Whether it compares, denies or supposes; words that name layers (`names`) do not."""
        own = tuple((start - self.start, end - self.start) for start, end in names)
        return _says(_HEDGE, _blank(self.text, own))


class Sentence(Struct, frozen=True, gc=False):
    """One sentence; offsets are the text's that it was cut from."""

    start: int
    end: int
    text: str

    def clauses(self) -> tuple[Clause, ...]:
        """Its parts, in order; together they are all of it."""
        text = self.text
        divided = "," in text or "–" in text or "—" in text
        found = _CLAUSE.finditer(text) if divided else ()
        cuts = [0, *(one.end() for one in found), len(text)]
        return tuple(Clause(start, end, text[start:end]) for start, end in pairwise(cuts))


def sentences(text: str) -> list[Sentence]:
    """Cut a text at full stops (not those of abbreviations and ordinals) and semicolons."""
    found, start = [], 0
    for end in (*_STOP.finditer(text), None):
        stop = end.end() if end else len(text)
        if end and _ABBREVIATED.search(text, max(start, end.start() - 24), end.start()):
            continue
        found.append(Sentence(start, stop, text[start:stop]))
        start = stop
    return found


def inside(sentence: Sentence, offset: int, starts: Sequence[int]) -> range:
    """Which of what begins at `starts`, in order, stands in a sentence of the text at `offset`."""
    first = bisect_left(starts, offset + sentence.start)
    return range(first, bisect_left(starts, offset + sentence.end, first))
