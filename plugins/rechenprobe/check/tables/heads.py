"""What the head of a table's column says of its numbers: a term of the field, a sum.

`Precision` beside `TP` and `FP`; `Summe` behind what is summed up.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.tables.grids import Grid
from rechenprobe.late import late

_POSITIVES = r"tp|true positives?|richtig positive?"
_TERMS: Sequence[tuple[str, tuple[str, ...], Callable[..., Fraction]]] = (
    (
        r"precision|präzision|genauigkeit \(precision\)|ppv",
        (_POSITIVES, r"fp|false positives?|falsch positive?"),
        lambda tp, fp: tp / (tp + fp),
    ),
    (
        r"recall|sensitivität|sensitivity|trefferquote|tpr",
        (_POSITIVES, r"fn|false negatives?|falsch negative?"),
        lambda tp, fn: tp / (tp + fn),
    ),
    (
        r"spezifität|specificity|tnr",
        (r"tn|true negatives?", r"fp|false positives?"),
        lambda tn, fp: tn / (tn + fp),
    ),
    (
        r"f_?1(?:[- ]?(?:score|maß|wert))?",
        (r"precision|präzision", r"recall|sensitivität"),
        lambda precision, recall: 2 * precision * recall / (precision + recall),
    ),
)
"""A column's head, those of the columns that it follows from, and how."""
_DIFFERENCE = late(r"differenz|abstand|lücke|difference|gap", re.IGNORECASE)
_SUM = late(r"summe|gesamt|total|sum|zusammen|Σ|∑", re.IGNORECASE)
_PRODUCT = late(r"produkte?|products?", re.IGNORECASE)
_PAIR = 2
ROUGHLY = late(r"gerundet|\brund\b|\bca\b|≈|\betwa\b|approx|round", re.IGNORECASE)
"""Heads of numbers that are farther from what they should be than their digits tell."""
SHARE = late(
    r"(?:\w*anteile?|share|prozent|percent|%|in %"
    r"|rel(?:ative|\.)\s*(?:häufigkeit|anteile?|frequency))(?![\w-])",
    re.IGNORECASE,
)


class Rule(Struct, frozen=True):
    """How a column follows from others."""

    text: str
    """German: `„Tokens“ = „Patches je Seite“²`."""
    operands: tuple[int, ...]
    """Columns."""
    apply: Callable[..., Fraction | None]
    """Of the operands' values in a row; None where there is none."""
    free: int = 0
    """Constants that were chosen so that it holds."""
    rounded: bool = False
    """Whether the operands are rounded themselves."""
    whole: bool = False
    """Whether it is a share of a column's sum."""
    divides: bool = False
    """Whether one column is divided by another."""


def rule_of_head(grid: Grid, column: int, known: Sequence[int]) -> Rule | None:
    """The rule that the head of `column` states; `known` are the columns of numbers."""
    heads = {one: grid.head(one) for one in known if one != column}
    head = grid.head(column)
    for term, needed, function in _TERMS:
        if re.fullmatch(term, head, re.IGNORECASE):
            operands = [_named(one, heads) for one in needed]
            found = tuple(one for one in operands if one is not None)
            if len(found) == len(needed):
                rounded = "precision" in needed[0]
                return Rule(_told(head, grid, found), found, function, rounded=rounded)
    before = tuple(one for one in heads if one < column)
    if _DIFFERENCE.fullmatch(head) and len(before) > 1:
        return Rule(_told(head, grid, before[-2:]), before[-2:], lambda one, two: abs(one - two))
    if _SUM.fullmatch(head) and len(before) > 1:
        return Rule(_told(head, grid, before), before, lambda *all_of_them: sum(all_of_them))
    if _PRODUCT.fullmatch(head) and len(before) == _PAIR:
        return Rule(_told(head, grid, before), before, lambda one, two: one * two)
    return None


def _told(head: str, grid: Grid, operands: Sequence[int]) -> str:
    names = ", ".join(f"„{grid.head(one)}“" for one in operands)
    return f"„{head}“ folgt aus {names}"


def _named(term: str, heads: Mapping[int, str]) -> int | None:
    found = [one for one, head in heads.items() if re.fullmatch(term, head, re.IGNORECASE)]
    return found[0] if len(found) == 1 else None
