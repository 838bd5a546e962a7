"""Formulas of words: „Logit/T“ behind „T“ and „Logit“, „Gewicht = 1000 / Bilder“."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from operator import add, mul, sub, truediv

from rechenprobe.check.tables.heads import spellings
from rechenprobe.check.tables.term import Same, Term
from rechenprobe.late import late

_OPERATIONS: Sequence[tuple[re.Pattern[str], Callable[[Fraction, Fraction], Fraction]]] = (
    (late(r"\s*[·×*]\s*|\s*\\(?:cdot|times)\s*|\s+(?:mal|x)\s+"), mul),
    (late(r"\s*[/÷:]\s*|\s+durch\s+"), truediv),
    (late(r"\s*\+\s*|\s+plus\s+"), add),
    (late(r"\s*−\s*|\s+(?:[-–]|minus)\s+"), sub),
)
_PAIR = 2
_NUMBER = late(r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?")


def calculated(text: str, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """What the column is if the text says how it is calculated of two others, or of one."""
    for sign, function in _OPERATIONS:
        both = [one.strip(" *_`$") for one in sign.split(text)]
        found = [_meant(one, column, heads) for one in both]
        values = [_value(one) for one in both]
        operands = tuple(Same(one) for one in found if one is not None)
        known = all(a is not None or b is not None for a, b in zip(found, values, strict=True))
        if len(both) == _PAIR and known and operands and len(set(operands)) == len(operands):

            def apply(
                *row: Fraction,
                given: Sequence[Fraction | None] = values,
                of: Callable[[Fraction, Fraction], Fraction] = function,
            ) -> Fraction:
                left = iter(row)
                one, two = (next(left) if value is None else value for value in given)
                return of(one, two)

            yield Term(f"„{heads[column]}“ ist {text.strip()}", operands, apply, enough=2)


def _meant(text: str, column: int, heads: Mapping[int, str]) -> int | None:
    """The column with that head, or the only one that begins with that letter."""
    key = text.lower()
    others = {one: [it.lower() for it in spellings(of)] for one, of in heads.items()}
    del others[column]
    found = [one for one, of in others.items() if key in of]
    if not found and len(key) == 1 and key.isalpha():
        found = [one for one, of in others.items() if of[0].startswith(key)]
    return found[0] if len(found) == 1 else None


def _value(text: str) -> Fraction | None:
    plain = _NUMBER.fullmatch(text)
    return Fraction(text.replace(".", "").replace(",", ".")) if plain else None
