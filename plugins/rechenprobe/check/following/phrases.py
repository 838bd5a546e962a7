"""A sentence with its numbers as places to be filled: what the forms look at.

Von 250 Studierenden haben 175 bestanden, das sind 70 %.
von #0 studierenden haben #1 bestanden, das sind %2.
"""

from collections.abc import Sequence

from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.places import Place
from rechenprobe.check.numbers.rounding import result_of
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
        sign = "%" if one.kind == "%" else "@" if is_calculation(one) else "#"
        mark = f"{sign}{index}"
        bracketed = sign != "@" and place.source.startswith("(", one.start)
        if one.statement is not None:
            parts += [_plain(place.source[at : one.start]), f"({mark})" if bracketed else mark]
            at = one.end
    parts.append(_plain(place.source[at : place.end]))
    return _SPACE.sub(" ", "".join(parts)).strip()


def is_calculation(one: Amount) -> bool:
    """Whether it is what a calculation comes to that nobody has written: „= 4 · 60 200“."""
    statement = one.statement
    return statement is not None and one.calculated and result_of(statement.sides[-1].expr) is None


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
