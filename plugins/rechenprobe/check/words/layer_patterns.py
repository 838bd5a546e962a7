"""Where text names layers: the patterns, built of the words in `layer_words`."""

import re

from rechenprobe.check.words.layer_words import KINDS, MANY, ORDINALS, OUTPUT, PLURAL, ROOTS, SUFFIX
from rechenprobe.late import late

_BREAK = late(r"\n[ \t>]*")


def small(text: str) -> str:
    """A text in small letters, each in its place: to search it so is several times as quick."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one.lower()[:1] for one in text)


def on_one_line(text: str) -> str:
    """The text with spaces for its line breaks, and for what a list or quote puts behind them."""
    if "\n" not in text:
        return text
    return _BREAK.sub(lambda found: " " * len(found[0]), text.replace("\r\n", " \n"))


def wrapped(pattern: str) -> str:
    """A pattern whose words may stand on two lines, the second one indented."""
    return pattern.replace("[ -]", r"(?:-|\s+)").replace(r"[ \n]", r"\s+")


STEM = "|".join(kind.stem for kind in KINDS)
"""What ends all kinds alike stands behind them once: long patterns take long to compile."""
_NUMBERED_STEMS = "|".join(f"(?P<kind{index}>{kind.stem})" for index, kind in enumerate(KINDS))
KIND = wrapped(f"(?:{_NUMBERED_STEMS})(?:{SUFFIX})?|(?P<kind{len(KINDS)}>layer|schicht)")
NAMELESS = re.sub(r"\?P<\w+>", "?:", KIND)


REFERENCE = late(
    rf"(?:die |der |the )?(?:(?P<before>{'|'.join(ORDINALS)}) )?(?:{KIND})"
    r"(?: (?:nr\. ?)?(?P<number>\d{1,3}))?(?![\w-])",
    re.IGNORECASE,
)
SINGLE = late(
    rf"(?:die |der |the |einzige |einzigen |only ){{0,2}}(?:{KIND})(?![\w-])", re.IGNORECASE
)
"""A layer of which there is only one: „Die LSTM-Schicht“, „Embedding“."""
LAST = late(rf"(?:die |der |the )?{OUTPUT.stem}{SUFFIX}(?![\w-])", re.IGNORECASE)
KIND_AND_NAME = late(
    rf"(?P<first>(?:die |der |the )?(?:(?:{'|'.join(ORDINALS)}) )?(?:{KIND})"
    r"(?: (?:nr\. ?)?\d{1,3})?) (?P<name>[^\W\d][\w/]*)(?![\w-])",
    re.IGNORECASE,
)
"""„Dense-Schicht `code`“, „Zweite Dense-Schicht `dense_1`“."""
NAME_LAYER = late(
    r"(?:die |der |the )?(?P<name>[^\W\d][\w/]*)-(?:schicht|layer)(?![\w-])", re.IGNORECASE
)
"""„Code-Schicht“."""
_FAMILIAR = late(wrapped(rf"\b(?:{STEM}|{OUTPUT.stem}|layer|schicht)"))
"""What every mention holds; `small` letters, here and below."""


_ROOT = late("|".join(ROOTS))
_SHORT = 80
"""Up to so many characters, one pattern is faster than to look for one word after another."""


def has_root(lower: str) -> bool:
    """Whether a text of small letters may name a layer at all."""
    if len(lower) < _SHORT:
        return _ROOT.search(lower) is not None
    return any(map(lower.__contains__, ROOTS))


def is_familiar(lower: str) -> bool:
    """Whether a text of small letters holds a word for layers."""
    return has_root(lower) and _FAMILIAR.search(lower) is not None


ARTICLE = r"(?:die|der|the|einzigen?|only|our|unsere[nr]?)"
MENTION = late(
    wrapped(
        rf"\b(?:(?P<ordinal>(?:{'|'.join(ORDINALS)})[ \n](?:{NAMELESS}))"
        rf"|(?P<numbered>(?:{NAMELESS})[ \n](?:nr\. ?)?\d{{1,3}}(?!\s?[×·*]\s?\d))"
        rf"|(?:(?:{ARTICLE}|den|aller?n?|all|of)[ \n](?:(?P<many>{'|'.join(MANY)}|\d{{1,3}})[ \n])?"
        rf"|sämtlichen?[ \n])(?P<plural>(?:{STEM}){PLURAL})"
        rf"|{ARTICLE}[ \n](?P<single>(?:{STEM}|{OUTPUT.stem}){SUFFIX}))(?![\w-])"
    )
)
COUNTED = late(wrapped(rf"(?<![\w.,·×*+-])(\d{{1,3}})[ \n]((?:{STEM}){PLURAL})(?![\w-])"))
"""„13 Faltungsschichten“."""
NUMBERED = late(rf"\b(?:{NAMELESS})\s+(?:nr\. ?)?\d")
ELLIPTIC = late(
    rf"\b(?:die|the)\s+({'|'.join(ORDINALS)})(?: one)?"
    r"(?=\s+(?:[\d$(]|eine?[nm]?\b|nur|hat|liefert|besitzt|braucht|has|produces|needs))"
)
"""„die erste Faltungsschicht hat 32 Filter, die zweite 64“."""
KIND_BEFORE = late(
    rf"(?<![\w-])(?:(?:(?:die|der|the)\s+)?(?:(?P<ordinal>{'|'.join(ORDINALS)})\s+)?)"
    rf"(?P<kind>{wrapped(f'(?:{STEM})(?:{SUFFIX}|{PLURAL})?')})"
    r"\s+(?:\(\s*)?$"
)
"""What stands before a layer's name and says which kind it is."""
CALLED = late(r"\b(?:die|der|the|unsere[nr]?|our)\s+([^\W\d][\w/]*)-(?:schicht|layer)(?![\w-])")
SHARED_NOUN = late(rf"\b({'|'.join(ORDINALS)})\s+(?:und|and|sowie)\s+(?:die\s+|der\s+|the\s+)?$")
NAME = late(r"[^\W\d][\w/]*")
NUMBERING = late(r"\A\d{1,2}(?:\.\d{1,2}){0,4}\.?\s+(?=[^\W\d_`*])", re.ASCII)
"""A heading's own number: `2.1 Parameter`, `3. Conv-Layer 1`."""
DETAIL = late(r"\s*(?:[(:–—-].*|[.,])?$", re.DOTALL)
PREFIX = late(r"[^:–—()]{1,40}?(?::|\s[–—-])\s+(?=\w)")
"""„C1: erste Faltungsschicht“, „Block 2 – Conv-Layer 3“: what it is stands behind."""
BRACKETED = late(r"\(\s*([^\W\d][\w/]*)\s*\)\W*$")
"""„Punktweise Faltung (conv2d_1)“."""
QUALIFIED = late(
    wrapped(
        r"[ \n]+(?:(?:direkt|gleich|unmittelbar|right)[ \n])?(?:"
        r"(?:hinter|nach|vor|unter|über|neben|zwischen|behind|after|before|below|above)[ \n]"
        r"(?:de[mnr]|die|das|einer?|einem|jede[mnr]|the|a|each)[ \n]"
        r"(?!aktivierung|relu|bias|padding|training|batch|activation)"
        r"|(?:im|in[ \n](?:dem|der|jedem|the)|des|der|of[ \n]the)[ \n]"
        rf"(?:(?:{'|'.join(ORDINALS)})[ \n])?(?:[a-zäöü]+e[nrs]?[ \n])?"
        r"(?:\w*(?:encoder|decoder|blocks?|zweige?s?|pfade?s?|aste?s|ast|abstiegs?|aufstiegs?|bodens?|kopfe?s"
        r"|kopf|teils?|stufe|path|branch|head|stage))\b)"
    )
)
"""Behind „die erste Faltung“: „… hinter der zweiten Verkettung“ is another one than the model's."""
