"""What the head of a table's column says of its numbers, and rules that a column may follow."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from rechenprobe.late import late

ROUGHLY = late(r"gerundet|\brund\b|\bca\b|≈|\betwa\b|approx|round", re.IGNORECASE)
"""Heads of numbers that are farther from what they should be than their digits tell."""
_DETAIL = late(r"(.*?\S)\s*(?:[(\[]\s*(?:in\s+)?(.*?)\s*[)\]]|\bin (?:%|[^\W\d_]{1,9}))")
_FORMULA = late(r"([^$]*\w)\s*\$([^$]+)\$?")
_COUNTED = late(
    r"(?:anzahl(?: der)? |zahl der |# ?)?(?:[gtc]pus?|(?:grafik)?karten|knoten|nodes"
    r"|(?:rechen)?kerne|cores|prozesse|process(?:es|ors)|workers?|threads?|geräte|devices|maschinen|server|klassen"
    r"|classes|köpfe|heads|epochen|epochs|batch(?:[- ]?(?:größe|size))?|folds|läufe|personen)",
    re.IGNORECASE,
)
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
    whole: bool = False
    """Whether it is a share of a column's sum."""
    cost: float = 4.0
    """So many bits it takes to say which rule it is, among all that might hold."""
    ends: bool = False
    """Whether it may hold up to some size only: „doppelt so viele GPUs, doppelt so schnell“."""


@lru_cache(maxsize=1024)
def spellings(head: str) -> tuple[str, ...]:
    """A head as it is, without brackets, unit or formula at its end; and what stands there."""
    for pattern in (_DETAIL, _FORMULA):
        if found := pattern.fullmatch(head):
            return (head, *(part.strip(" *_`$") for part in found.groups() if part))
    return (head,)


@lru_cache(maxsize=8192)
def fits(pattern: re.Pattern[str], head: str) -> bool:
    """Whether the pattern is all that the head says in one of its spellings."""
    return any(map(pattern.fullmatch, spellings(head)))


def counts(head: str) -> bool:
    """Whether it says that each one counts: such a number is not rounded."""
    return fits(_COUNTED, head)
