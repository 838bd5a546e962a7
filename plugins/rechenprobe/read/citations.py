"""Citations, intervals and marks in brackets, which count nothing: `[12]`, `[0, 1)`, `(1)`."""

import re

from rechenprobe.late import late
from rechenprobe.read.naming import OPERATORS, REFERENCES, SIGNS, following, preceding
from rechenprobe.read.tokens import Token

_HALF_OPEN = late(
    r"(?P<closed>\[)?\(?\s?[-−]?(?:\d+(?:[.,]\d+)?|∞)\s?[,;]\s?[-−+]?(?:\d+(?:[.,]\d+)?|∞)\s?(?(closed)\)|\])"
)
"""„[0, 1)“, „(0,5; 1]“."""
_CITATION = late(
    r"\[\d{1,4}(?:\s?[,;–-]\s?(?:(?:S|p|pp|Kap|Abs|Abb|Tab)\.\s?)?\d{1,4})*\]", re.ASCII
)
_MARK = late(r"\((?:\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?)\)", re.ASCII)
_MARK_BEFORE = frozenset(
    "siehe nach aus mit in wie gemäß vgl und von gilt gelten folgt laut durch wegen zeigt liefert "
    "see by from".split()
)
_VECTOR_SIGNS = tuple("=+·*≈⊙")


def bracketed(source: str, start: int, end: int, word: str, after: Token | None) -> int | None:
    """The end of a citation `[12]` or mark `(1)` whose bracket opens at `start`, or None."""
    if (after is None or after.kind == "break") and (match := _HALF_OPEN.match(source, start, end)):
        return match.end()
    match = _CITATION.match(source, start, end)
    if match and not source.startswith("(", match.end()):
        return None if _is_vector(source, start, match, end) else match.end()
    match = _MARK.match(source, start, end)
    calculated = match and following(source, match.end(), end) in OPERATORS | SIGNS
    if match is None or calculated or after is not None:
        return None
    before = preceding(source, start)
    alone = not before or before in ".:;!?,)"
    return match.end() if alone or word.lower() in _MARK_BEFORE | REFERENCES else None


def _is_vector(source: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether `[1, 2, 3]` is calculated with: „[1, 2] + [3, 4]“, „ReLU([0, 2])“."""
    if "," not in match[0] and ";" not in match[0]:
        return False
    before, function = preceding(source, start), source[max(0, start - 2) : start]
    calls = function.endswith("(") and function[:1].isalpha()
    after = following(source, match.end(), end)
    return calls or before in _VECTOR_SIGNS or (bool(after) and after in _VECTOR_SIGNS)
