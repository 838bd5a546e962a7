"""Words that name layers, German and English: a kind and which one of it, or Keras' own name."""

import re
from collections.abc import Iterator

from msgspec import Struct

from rechenprobe.check.vocabulary import is_label
from rechenprobe.facts import Layer, Model


class Reference(Struct, frozen=True):
    """Words that name a layer: a kind and which one of that kind, or a layer's own name."""

    layer: Layer | None
    """None if the model has no such layer."""
    wanted: str
    """As written."""
    ordinal: int
    family: tuple[Layer, ...]
    """All layers of that kind, in order: what the words could have meant."""


_KINDS: tuple[tuple[str, str], ...] = (
    (r"(?:conv(?:olution(?:al)?)?|faltungs?)[ -]?(?:layer|schicht|ebene)?|conv[123]d", r"Conv"),
    (
        r"(?:(?:max|average|avg)[ -]?)?pool(?:ing)?(?:2d)?(?:[ -]?(?:layer|schicht|ebene))?",
        r"Pool",
    ),
    (
        (
            r"(?:dense|fully[ -]connected|fc|voll(?:ständig)?[ -]?verbundene?)"
            r"(?:[ -]?(?:layer|schicht|ebene))?"
            r"|ausgabeschicht"
        ),
        r"Dense$",
    ),
    (r"dropout(?:[ -]?(?:layer|schicht))?", r"Dropout"),
    (r"flatten(?:[ -]?(?:layer|schicht))?", r"Flatten"),
    (r"resizing(?:[ -]?(?:layer|schicht))?|skalierung(?:sschicht)?", r"Resizing"),
    (r"lstm(?:[ -]?(?:layer|schicht))?", r"LSTM"),
    (r"gru(?:[ -]?(?:layer|schicht))?", r"GRU"),
    (r"embedding(?:[ -]?(?:layer|schicht))?|einbettung(?:sschicht)?", r"Embedding"),
    (r"batch[ -]?norm(?:alization|alisierung)?(?:[ -]?(?:layer|schicht))?", r"BatchNorm"),
    (r"layer|schicht", r""),
)
_ORDINALS = (
    {
        word: position
        for position, stem in enumerate(
            (
                "erst",
                "zweit",
                "dritt",
                "viert",
                "fünft",
                "sechst",
                "siebt",
                "acht",
                "neunt",
                "zehnt",
            ),
            1,
        )
        for word in (stem + "e", stem + "er", stem + "en", stem + "es", stem + "em")
    }
    | dict.fromkeys(("letzte", "letzten", "letzter", "last"), -1)
    | {
        word: position
        for position, word in enumerate(("first", "second", "third", "fourth", "fifth"), 1)
    }
)
_KIND = "|".join(f"(?P<kind{index}>{kind})" for index, (kind, _) in enumerate(_KINDS))


def known_word(word: str) -> bool:
    """Whether a word names an attribute or a kind of layer, and nothing else."""
    return is_label(word) or re.fullmatch(_KIND, word.strip(), re.IGNORECASE) is not None


_REFERENCE = re.compile(
    rf"(?:die |the )?(?:(?P<before>{'|'.join(_ORDINALS)}) )?(?:{_KIND})"
    r"(?: (?:nr\. ?)?(?P<number>\d{1,3}))?(?![\w-])",
    re.IGNORECASE,
)
_MENTION = re.compile(
    rf"\b(?:(?:{'|'.join(_ORDINALS)})[ \n](?:{'|'.join(kind for kind, _ in _KINDS)})"
    rf"|(?:{'|'.join(kind for kind, _ in _KINDS)})[ \n](?:nr\. ?)?\d{{1,3}})(?![\w-])",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d][\w/]*")
_LONGEST_NAME = 120
NUMBERING = re.compile(r"\A\d{1,2}(?:\.\d{1,2}){0,4}\.?\s+(?=[^\W\d_`*])", re.ASCII)
"""A heading's own number: `2.1 Parameter`, `3. Conv-Layer 1`."""
_DETAIL = re.compile(r"\s*(?:[(:–—-].*)?$", re.DOTALL)


_LONGEST_SENTENCE = 600


def mention(sentence: str, model: Model) -> list[Layer]:
    """All layers that a sentence names, each once."""
    words = sentence[:_LONGEST_SENTENCE].replace("`", " ")
    found: dict[str, Layer] = {}
    names = {layer.name: layer for layer in model.layers}
    for name in re.findall(r"[^\W\d][\w/]*", words):
        if name in names:
            found[name] = names[name]
    for match in _MENTION.finditer(words):
        named = reference(match[0], model)
        if named is not None and named.layer is not None:
            found[named.layer.name] = named.layer
        elif named is not None:
            return []  # a layer that does not exist: which one is meant is open
    return list(found.values())


def numbered(text: str, model: Model) -> Iterator[tuple[int, Layer]]:
    """Where a text names layers by numbers: the number's offset, and the layer."""
    for match in _MENTION.finditer(text):
        named = reference(match[0], model)
        digits = re.search(r"\d+$", match[0])
        if digits and named is not None and named.layer is not None:
            yield match.start() + digits.start(), named.layer


def reference(text: str, model: Model) -> Reference | None:
    """The layer that a heading or item names, such as `Conv-Layer 1` or `Dense 2 (4096)`.

    None if the words name no layer; what follows in brackets or behind a colon
    or dash is detail.
    """
    words = NUMBERING.sub("", text[:_LONGEST_NAME].strip().strip("*_` "), count=1)
    words = words.strip("*_` ").replace("`", "")
    first = _NAME.match(words)
    if first is not None and _DETAIL.match(words[first.end() :]):
        for layer in model.layers:
            if layer.name == first[0]:
                return Reference(layer, layer.name, 1, (layer,))
    named = _REFERENCE.match(words)
    if named is None or not _DETAIL.match(words[named.end() :]):
        return None
    before, number = named["before"], named["number"]
    if not before and not number:
        return None
    ordinal = int(number) if number else _ORDINALS[before.lower()]
    selector = next(selector for index, (_, selector) in enumerate(_KINDS) if named[f"kind{index}"])
    family = tuple(
        layer for layer in model.layers if layer.first_use and re.search(selector, layer.kind)
    )
    index = ordinal - 1 if ordinal > 0 else ordinal
    exists = ordinal != 0 and -len(family) <= index < len(family)
    return Reference(family[index] if exists else None, named[0], ordinal, family)
