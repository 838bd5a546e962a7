"""The author's own words → those that the vocabulary knows, before anything is bound."""

import re
from functools import lru_cache

from msgspec import structs

from rechenprobe.claims import Item
from rechenprobe.lecture import Lecture
from rechenprobe.settings import Synonym

_ENDINGS = r"(?:e[nmrs]?|n|er[ns]?|s|in|innen)?"
"""How German words end when they are inflected; where the stem changes, both forms are given."""


def translate(text: str, vocabulary: tuple[Synonym, ...]) -> str:
    """The text with every word of the vocabulary, inflected or not, in its known form."""
    if not vocabulary or not text:
        return text
    pattern = _pattern(vocabulary)
    return pattern.sub(lambda found: vocabulary[(found.lastindex or 1) - 1].means, text)


@lru_cache(maxsize=8)
def _pattern(vocabulary: tuple[Synonym, ...]) -> "re.Pattern[str]":
    words = (r"\s+".join(map(re.escape, one.word.split())) for one in vocabulary)
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(f'({word}{_ENDINGS})' for word in words)})(?![\w-])",
        re.IGNORECASE,
    )


def translate_lecture(lecture: Lecture, vocabulary: tuple[Synonym, ...]) -> Lecture:
    """The lecture with its labels, nouns and items translated; every place stays what it was.

    Paragraphs keep their text: places are counted within it.
    """
    if not vocabulary:
        return lecture
    return structs.replace(
        lecture,
        statements=tuple(
            structs.replace(
                one,
                label=translate(one.label, vocabulary),
                noun=translate(one.noun, vocabulary),
            )
            for one in lecture.statements
        ),
        items=tuple(_item(item, vocabulary) for item in lecture.items),
    )


def _item(item: Item, vocabulary: tuple[Synonym, ...]) -> Item:
    text = item.text if item.kind == "paragraph" else translate(item.text, vocabulary)
    return structs.replace(
        item, text=text, items=tuple(_item(child, vocabulary) for child in item.items)
    )
