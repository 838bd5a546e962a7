"""What words count: nouns without their endings, and which of them may be of the same thing."""

from functools import lru_cache

from rechenprobe.claims import Notation
from rechenprobe.late import late

_TELLING = late(
    r"\b(?:(the|of|and|is|with|are|for|to|each|has|that|this|we|by|as|at|it|on|from)"
    r"|der|die|das|und|mit|sind|ist|von|bei|für|ein|eine|im|den|auf|wir|als)\b"
)
"""Words that tell the language; those that it names are English."""


_ENOUGH = 600
"""Characters that tell the language."""


@lru_cache(maxsize=1024)
def notation_of(text: str) -> Notation:
    """Which notation the passage is likely to be written in."""
    return told_notation(text) or "german"


@lru_cache(maxsize=1024)
def told_notation(text: str) -> Notation | None:
    """The same; None if no word of it tells."""
    found: list[str] = _TELLING.findall(text[:_ENOUGH].lower())
    english = sum(map(bool, found))
    if not found:
        return None
    return "english" if english > len(found) - english else "german"


def stem(word: str) -> str:
    """A noun without its endings and umlauts."""
    word = word.lower().replace("ä", "a").replace("ö", "o").replace("ü", "u").strip("-")
    for end in ("innen", "nen", "ern", "en", "er", "es", "em", "e", "n", "s"):
        if word.endswith(end) and len(word) - len(end) >= (3 if len(end) == 1 else 4):
            return word[: -len(end)]
    return word


_SAME = tuple(
    frozenset(map(stem, words.split()))
    for words in (
        (
            "gewicht parameter parameters weight param wert zahl value number numbers eintrag"
            " einträge entry entries"
        ),
        "token tokens",
        "schritt step update batch batches iteration aktualisierung",
        "bild image foto photo beispiel sample datenpunkt instanz text satz example",
    )
)


@lru_cache(maxsize=16_384)
def kin(one: str, two: str) -> bool:
    """Whether two stems may be of the same thing: `trainingsbild`, `bild`."""
    if one == two:
        return bool(one)
    if min(len(one), len(two)) >= 4 and (one.endswith(two) or two.endswith(one)):
        return True
    return any(_among(one, some) and _among(two, some) for some in _SAME)


def _among(one: str, some: frozenset[str]) -> bool:
    return one in some or any(len(it) >= 4 and one.endswith(it) for it in some)


def alike(one: str, two: str) -> bool:
    """Whether two stems may be of the same thing as far as they are said."""
    return not one or not two or kin(one, two)
