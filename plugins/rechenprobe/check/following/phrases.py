"""A sentence with its numbers as places to be filled: what the forms look at.

Von 250 Studierenden haben 175 bestanden, das sind 70 %.
von #0 studierenden haben #1 bestanden, das sind %2.
"""

from collections.abc import Sequence

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import Place
from rechenprobe.late import late

_WORDS = late(r"(?: [^\W\d_][\w-]*){1,3}")
_MARKUP = late(r"[$*_`~]+|\\[,; ]|\\text\{|\\%|<[^<>]{1,80}>")
_SPACE = late(r"[\s\u00a0\u2009\u202f]+")
_DIGITS = late(r"(?<![\w#%@])\d[\d.,]*(?!\w)")
"""Of numbers that are no amounts; a sign of their own stands for them."""
_SHORTEST = 4
"""Letters that nouns have in common if they mean the same."""


def with_places(place: Place, amounts: Sequence[Amount]) -> str:
    """The sentence in small letters, without markup, its numbers replaced by their places."""
    parts: list[str] = []
    at = min(place.start, amounts[0].start)
    for index, one in enumerate(amounts):
        if one.start < at:
            continue
        bare = one.statement is not None and one.calculated and not one.statement.relations
        sign = "%" if one.kind == "%" else "@" if bare else "#"
        mark = f"{sign}{index}"
        bracketed = sign != "@" and place.source.startswith("(", one.start)
        if one.statement is not None:
            parts += [_plain(place.source[at : one.start]), f"({mark})" if bracketed else mark]
            at = one.end
    parts.append(_plain(place.source[at : place.end]))
    return _SPACE.sub(" ", "".join(parts)).strip()


def _plain(text: str) -> str:
    text = _MARKUP.sub(" ", text).replace("#", " ").replace("%", " ").replace("@", " ")
    return _DIGITS.sub("¤", text)


def nouns(text: str) -> list[str]:
    """The first words behind an amount."""
    words = _WORDS.match(_SPACE.sub(" ", _MARKUP.sub(" ", text)))
    return words[0].split() if words else []


def is_same(one: str, other: str) -> bool:
    """Whether two words mean the same: „Beispielen“ and „Trainingsbeispiele“."""
    one, other = sorted((one, other), key=len)
    stem = one[: max(_SHORTEST, len(one) - 2)]
    return len(one) >= _SHORTEST and stem in other
