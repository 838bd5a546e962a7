"""A site's glossary: what its terms mean."""

import re

from msgspec import Struct

_FOLDED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


class Term(Struct, frozen=True):
    """One entry."""

    words: tuple[str, ...]
    """What it is called, the first one being its name."""
    text: str
    """The explanation without markup."""

    @property
    def anchor(self) -> str:
        """Where it stands on the glossary page."""
        return anchor_of(self.words[0])


class Glossary(Struct, frozen=True):
    """All entries, in their order."""

    terms: tuple[Term, ...] = ()


def anchor_of(word: str) -> str:
    """`Batch-Größe` → `batch-grosse`."""
    return re.sub(r"[^a-z0-9]+", "-", word.lower().translate(_FOLDED)).strip("-")
