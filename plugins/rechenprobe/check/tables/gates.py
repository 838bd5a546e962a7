"""Truth tables of gates that a head or the text names, and how many values so many bits have.

Wahrheitstafel für NAND mit $w = (-1, -1)$ und $b = 1{,}5$:

| $x_1$ | $x_2$ | $y$ |
|-------|-------|-----|
| 1     | 1     | 0   |
"""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from rechenprobe.check.tables.term import Same, Term
from rechenprobe.late import late

_GATES: Mapping[str, Callable[[int, int], int]] = {
    "XNOR": lambda a, b: 1 - (a ^ b),
    "XOR": lambda a, b: a ^ b,
    "NAND": lambda a, b: 1 - (a & b),
    "NOR": lambda a, b: 1 - (a | b),
    "UND": lambda a, b: a & b,
    "ODER": lambda a, b: a | b,
}
_SPELLINGS: Mapping[str, str] = {
    "AND": "UND",
    "OR": "ODER",
    "∧": "UND",
    "\\land": "UND",
    "\\wedge": "UND",
    "∨": "ODER",
    "\\lor": "ODER",
    "\\vee": "ODER",
    "⊕": "XOR",
    "\\oplus": "XOR",
}
_NAME = late(
    r"(?<![A-Za-zÄÖÜäöü])(?:XNOR|XOR|NAND|NOR|UND|ODER|AND|OR)(?![A-Za-zÄÖÜäöü])"
    r"|[∧∨⊕]|\\(?:land|wedge|lor|vee|oplus)(?![A-Za-z])"
)
_LOGICAL = late(r"(?:logische[sn]?|boolesche[sn]?|logical)\s+(?:und|oder|and|or)\b", re.IGNORECASE)
_EXCLUSIVE = late(
    r"(?:exklusive[sn]?|ausschließende[sn]?|exclusive)[- ](?:oder|or)\b|antivalenz", re.IGNORECASE
)
_OUTPUT = late(
    r"(?:y|\\hat\s*\{?y\}?|t|o|out|ausgabe|ausgang|output|ergebnis|ziel\w*|soll\w*|target|f|klasse"
    r"|label|step\(z\)|f\(z\))(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_BITS = late(r"(?:n\s*)?(?:\(?bits?\)?|bittiefe|bitbreite|farbtiefe|bit depth).*", re.IGNORECASE)
_LEVELS = late(
    r"(?:mögliche |verschiedene |anzahl )?(?:\w*stufen|werte|zustände|levels?|values|2\^n)",
    re.IGNORECASE,
)
_MOST_BITS = 64


def gates(text: str, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """What the column follows from; `text` stands before the table."""
    head, before = heads[column], [one for one in heads if one < column]
    for one in before if _LEVELS.fullmatch(head) else ():
        if _BITS.fullmatch(heads[one]):
            yield Term(f"„{head}“: 2 hoch „{heads[one]}“", (Same(one),), _levels, stated=True)
    if len(before) < 2:
        return
    named = set(_named(head))
    if not named and _OUTPUT.fullmatch(head):
        named = set(_named(text))
    if len(named) != 1:
        return
    gate = named.pop()
    one, two = before[:2]
    function = _GATES[gate]
    names = f"„{heads[one]}“ und „{heads[two]}“"
    yield Term(
        f"„{head}“ ist {gate} von {names}",
        (Same(one), Same(two)),
        lambda a, b: _bit(function, a, b),
        stated=True,
    )


def _named(text: str) -> Iterator[str]:
    for match in _NAME.finditer(text):
        yield _SPELLINGS.get(match[0], match[0])
    if _EXCLUSIVE.search(text):
        yield "XOR"
    for match in _LOGICAL.finditer(text):
        yield "UND" if match[0].lower().endswith(("und", "and")) else "ODER"


def _bit(function: Callable[[int, int], int], one: Fraction, two: Fraction) -> Fraction:
    if not {one, two} <= {0, 1}:
        raise ZeroDivisionError  # no truth values
    return Fraction(function(int(one), int(two)))


def _levels(bits: Fraction) -> Fraction:
    if bits.denominator != 1 or not 0 < bits <= _MOST_BITS:
        raise ZeroDivisionError
    return Fraction(2 ** int(bits))
