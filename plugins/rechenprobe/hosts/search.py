"""The search index in German: what a reader types finds what the author wrote.

Material's search compares beginnings of words: `schicht` does not find *Faltungsschicht*,
`groesse` not *Größe*, `Filtern` not *Filter*. So every section gets a further field, `forms`, with
other forms of its words: umlauts and ß written out or dropped, ß the Swiss way, the last part of a
compound where that part is a word of the course, all words of the course with the same stem, and
plurals of nouns. The field weighs little: a word that stands in the text itself comes first.
"""

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import TypeAlias

Entry: TypeAlias = dict[str, object]
"""A section as the search plugin wrote it: `location`, `title`, `text`."""

FIELD = "forms"

SEPARATOR = r"""[\s\u00ad\u200b\-–!?;=()\[\]{}"'„“‚‘`/·×⋅+*_<>⌊⌋⌈⌉⇒⟹→≈]+|[.,:](?!\d)|&[lg]t;"""
"""What ends a word, as JavaScript's regular expression: formulas fall into their numbers, which
keep their dots and commas; code falls into its names."""

_WORD = re.compile(r"[A-ZÄÖÜ]?[a-zäöüß]{2,}")
_MARKUP = re.compile(r"<[^>]*>")
_SHORTEST = 4
"""Letters of a compound's part."""
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DROPPED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_SWISS = str.maketrans({"ß": "ss"})
_SPELLINGS = (_WRITTEN_OUT, _DROPPED, _SWISS)


def extend_index(file: Path) -> None:
    """Add the field to the index at `file`. Nothing happens where the search is not German."""
    if not file.is_file():
        return
    index = json.loads(file.read_text("utf-8"))
    config = index["config"]
    if "de" not in config["lang"] or "fields" not in config:
        return
    index["docs"] = with_forms(index["docs"])
    config["fields"][FIELD] = {"boost": 0.5}
    config["separator"] = SEPARATOR
    file.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), "utf-8")


def with_forms(entries: Iterable[Entry]) -> list[Entry]:
    """The sections, each with other forms of its words, sorted."""
    entries = list(entries)
    written = [_words(entry) for entry in entries]
    words = [{word.lower() for word in own} for own in written]
    anywhere = set().union(*written)
    nouns = {
        word.lower() for word in anywhere if word[0].isupper() and word.lower() not in anywhere
    }
    vocabulary = sorted(set().union(*words))
    stems = dict(zip(vocabulary, _stems(vocabulary), strict=True))
    kin: dict[str, set[str]] = {stem: set() for stem in stems.values()}
    for word, stem in stems.items():
        kin[stem].add(word)
    starts = {word[:_SHORTEST] for word in vocabulary}
    forms = {
        word: _spelled(
            _forms(word, stems, kin, starts) | (_plural(word) if word in nouns else set())
        )
        for word in vocabulary
    }
    return [
        {**entry, FIELD: " ".join(sorted(set().union(*(forms[word] for word in own)) - own))}
        for entry, own in zip(entries, words, strict=True)
    ]


def _words(entry: Entry) -> set[str]:
    text = f"{entry['title']} {entry['text']}".replace("\u00ad", "")
    return set(_WORD.findall(unescape(_MARKUP.sub(" ", text))))


def _stems(words: list[str]) -> list[str]:
    import snowballstemmer  # noqa: PLC0415 - it loads thirty languages, most sites need none

    stemmed: list[str] = snowballstemmer.stemmer("german").stemWords(words)
    return stemmed


def _forms(
    word: str, stems: Mapping[str, str], kin: Mapping[str, set[str]], starts: set[str]
) -> set[str]:
    found = set(kin[stems[word]])
    ends = [end for end in _ends(word) if end[:_SHORTEST] in starts]  # stemming is slow
    for part, stem in zip(ends, _stems(ends), strict=True):
        if stem in kin:
            found |= {part, *kin[stem]}
    return found


def _plural(noun: str) -> set[str]:
    """The dative plural, which most other forms of a noun begin: *schichten*, *filtern*."""
    if len(noun) <= _SHORTEST or noun.endswith(("n", "s")):
        return set()
    return {noun + ("n" if noun.endswith(("e", "el", "er")) else "en")}


def _spelled(forms: set[str]) -> set[str]:
    return forms | {form.translate(table) for form in forms for table in _SPELLINGS}


def _ends(word: str) -> list[str]:
    """What may be the last part of a compound: *schicht* (among others) of *faltungsschicht*."""
    return [word[start:] for start in range(_SHORTEST, len(word) - _SHORTEST + 1)]
