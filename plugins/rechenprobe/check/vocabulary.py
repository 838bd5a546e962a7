"""The words of worked examples, German and English: which attribute, which layer they mean."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.facts import Layer, Model

Attribute: TypeAlias = Literal[
    "input",
    "output",
    "kernel",
    "stride",
    "padding",
    "filters",
    "units",
    "input_channels",
    "output_channels",
    "rate",
    "params",
    "macs",
    "flops",
    "memory",
    "activations",
    "batch",
    "bits",
]

_COUNT = r"(?:an)?zahl(?: (?:der|von|an))? (?:freien |trainierbaren )?|number of |# ?"
_ATTRIBUTES: tuple[tuple[Attribute, str], ...] = (
    (
        "input_channels",
        (
            rf"(?:{_COUNT})?(?:kan[aä]le|channels|tiefe) (?:in|der|des|of) .*"
            r"(?:eingabe|eingangs?|input)s?|(?:an)?zahl der eingabekan[aä]le|eingabekan[aä]len?"
            r"|eingangskan[aä]len?|input channels|kan[aä]le|channels"
        ),
    ),
    (
        "output_channels",
        (
            rf"(?:{_COUNT})?(?:ausgabeklassen?|ausgabekan[aä]len?|ausgangskan[aä]len?"
            r"|kan[aä]le (?:in|der) (?:der )?ausgabe|output channels|merkmalskarten"
            r"|feature[ -]maps?)"
        ),
    ),
    (
        "params",
        (
            rf"(?:{_COUNT})?(?:parametern?|gewichten?|parameters?|params|weights)"
            r"|parameter(?:an)?zahl"
        ),
    ),
    ("filters", rf"(?:{_COUNT})(?:filtern?|kernels?|filters|faltungskerne)|filter(?:an)?zahl"),
    ("units", rf"(?:{_COUNT})?(?:neuronen|einheiten|units|neurons)"),
    ("batch", r"(?:mini-?)?batch(?:[ -]?(?:size|gr[oö]ße|groesse))?|stapelgr[oö]ße"),
    (
        "bits",
        (
            r"(?:zahlen)?präzision|genauigkeit|precision|bits? (?:pro|je|per) (?:gewicht|parameter"
            r"|wert|zahl|weight)|datentyp|wortbreite"
        ),
    ),
    ("padding", r"(?:no |kein |ohne )?(?:padding|auff[uü]llung|polsterung|rand)"),
    ("stride", r"strides?|schrittweiten?|schritt"),
    (
        "kernel",
        (
            r"(?:(?:gr[oö]ße|form) (?:der |des )?)?(?:filter|kernel|faltungskern|pool|fenster"
            r"|pooling-?fenster)s?(?:-?(?:gr[oö]ße|size|fenster|form))?|kernel[ _]size|pool[ _]size"
        ),
    ),
    ("activations", r"aktivierung(?:en)?|activations?|speicher(?:bedarf)? der aktivierungen"),
    ("memory", r"speicher(?:bedarf|platz|verbrauch)?(?: der gewichte)?|memory(?: requirement)?"),
    ("macs", r"macs?|multiplikationen|rechenaufwand|multiply-accumulates"),
    ("flops", r"flops|gleitkommaoperationen|(?:an)?zahl der gleitkommaoperationen"),
    ("rate", r"(?:dropout-?)?rate|dropout"),
    (
        "output",
        r"(?:gr[oö]ße der )?(?:ausgabe|ausgang|output)s?(?:[ -]?(?:gr[oö]ße|form|shape|size))?",
    ),
    (
        "input",
        (
            r"(?:gr[oö]ße der )?(?:eingabe|eingang|input)s?(?:[ -]?(?:gr[oö]ße|form|shape|size"
            r"|bild))?|bild(?:gr[oö]ße)?"
        ),
    ),
)
_PHRASE = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _ATTRIBUTES), re.IGNORECASE
)
_LONGEST_LABEL = 10
"""Words of a label that are looked at, the last ones."""

_LETTERS: dict[str, tuple[Attribute, ...]] = {
    "n": ("input", "units"),
    "N": ("input", "units"),
    "W": ("input",),
    "H": ("input",),
    "p": ("padding",),
    "P": ("padding", "params"),
    "f": ("kernel",),
    "F": ("filters", "kernel"),
    "k": ("kernel", "filters"),
    "K": ("filters", "kernel"),
    "s": ("stride",),
    "S": ("stride",),
    "C": ("input_channels", "output_channels"),
    "d": ("input_channels", "input"),
    "D": ("input_channels", "output_channels"),
    "u": ("units",),
}
"""Letters as textbooks use them: CS231n's N, F, S, P and K, its lecture's n, f, s, p."""


def letter(name: str, layer: Layer) -> tuple[Attribute, ...]:
    """What a letter may stand for in an example about this layer."""
    possible = _LETTERS.get(name, ())
    spatial = len(layer.input_shape) > 1
    return tuple(one for one in possible if one != ("units" if spatial else "input"))


_NOUNS: tuple[tuple[str, tuple[Attribute, ...]], ...] = (
    (r"filtern?|filters|faltungskernen?|kernels?", ("filters",)),
    (r"neuronen|einheiten|units|neurons", ("units",)),
    (r"(?:freien? |trainierbaren? )?parametern?|parameters", ("params",)),
    (r"eingabekan[aä]len?|eingangskan[aä]len?|input channels", ("input_channels",)),
    (r"ausgabekan[aä]len?|merkmalskarten|feature[ -]maps?|output channels", ("output_channels",)),
    (r"kan[aä]len?|channels", ("input_channels", "output_channels")),
    (r"macs|multiplikationen", ("macs",)),
    (r"flops", ("flops",)),
)
_COUNTED = tuple((re.compile(words + r"(?!\w)", re.IGNORECASE), names) for words, names in _NOUNS)


def counted(noun: str) -> tuple[Attribute, ...]:
    """What is counted by the number before these words: `96 Filter`."""
    for pattern, names in _COUNTED:
        if pattern.match(noun):
            return names
    return ()


_APPROXIMATELY = re.compile(
    r"(?:[ .](?:rund|ca|circa|etwa|ungefähr|genau|insgesamt|jeweils|je|sind|ist|beträgt|about"
    r"|über|gut|fast|knapp|beinahe|nahezu|mehr als|weniger als|höchstens|mindestens))+\.?$",
    re.IGNORECASE,
)
_CHANNELS = re.compile(r"(?:.* )?(?:kan[aä]le|channels|tiefe)", re.IGNORECASE)
_FILTERS = re.compile(r"(?:.* )?(?:filter|kernel)s?", re.IGNORECASE)


def attributes(label: str, noun: str = "") -> tuple[Attribute, ...]:
    """All that a label may mean; the words behind the number help: `Eingabe: 3 Kanäle`."""
    label = _APPROXIMATELY.sub("", " " + label).strip()
    named = attribute(label)
    if named is None:
        return ()
    if named in ("input", "output") and counted(noun) == ("input_channels", "output_channels"):
        return ("input_channels",) if named == "input" else ("output_channels",)
    if named == "kernel" and _FILTERS.fullmatch(label):
        return ("kernel", "filters")  # „Filter: 11 × 11“, but also „Filter: 96“
    if named == "input_channels" and _CHANNELS.fullmatch(label):
        return ("input_channels", "output_channels")
    return (named,)


@lru_cache(maxsize=4096)
def attribute(label: str) -> Attribute | None:
    """What a label means; the end of a longer phrase counts (`Wir haben Filter`)."""
    words = label.strip(" :.").split()[-_LONGEST_LABEL:]
    for start in range(len(words)):
        if match := _PHRASE.fullmatch(" ".join(words[start:])):
            return match.lastgroup  # type: ignore[return-value]
    return None


def is_label(words: str) -> bool:
    """Whether the words are nothing but a label, not the end of a sentence."""
    return _PHRASE.fullmatch(_APPROXIMATELY.sub("", " " + words).strip()) is not None


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
