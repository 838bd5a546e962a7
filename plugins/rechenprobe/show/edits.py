"""Changes to a source text, by offsets, applied in one go."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["close", "open", "replace"]
"""`close` and `open` insert; where both stand at one offset, what ends there closes first."""

_RANK: dict[Kind, int] = {"close": 0, "open": 1, "replace": 2}


class Edit(Struct, frozen=True):
    """`source[start:end]` becomes `text`."""

    start: int
    end: int
    text: str
    kind: Kind = "replace"


def insert(offset: int, text: str, kind: Kind = "close") -> Edit:
    """`text` at `offset`, nothing replaced."""
    return Edit(offset, offset, text, kind)


def apply_edits(source: str, edits: Iterable[Edit], start: int = 0) -> str:
    """`source[start:]` with all edits made.

    An edit within a replacement vanishes with the text that it would change; of
    two replacements that overlap, the one that starts first (or is longer) stays.
    """
    result: list[str] = []
    done = start
    for edit in sorted(edits, key=lambda e: (e.start, _RANK[e.kind], -e.end)):
        if edit.start < done:
            continue
        result += (source[done : edit.start], edit.text)
        done = edit.end
    return "".join((*result, source[done:]))
