"""Words that name layers, German and English: a kind and which one of it, or Keras' own name."""

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from rechenprobe.check.layer_words import (
    ALL,
    ANY,
    HIDDEN,
    KINDS,
    MANY,
    ORDINALS,
    OUTPUT,
    PLURAL,
    SUFFIX,
    WEIGHTED,
    Kind,
)
from rechenprobe.check.stages import stage
from rechenprobe.check.vocabulary import is_label
from rechenprobe.facts import Layer, Model


class Reference(Struct, frozen=True, gc=False):
    """Words that name a layer: a kind and which one of that kind, or a layer's own name."""

    layer: Layer | None
    """None if the model has no such layer."""
    wanted: str
    """As written."""
    ordinal: int
    family: tuple[Layer, ...]
    """All layers of that kind, in order: what the words could have meant."""


class Mention(Struct, frozen=True, gc=False):
    """Where a sentence names layers."""

    start: int
    """Offset in the sentence."""
    end: int
    layers: tuple[Layer, ...]
    """Usually one; all that a plural means; none if it is open which, or if it does not exist."""


_STEMS = [
    *(f"(?P<kind{index}>(?:{kind.stem})(?:{SUFFIX})?)" for index, kind in enumerate(KINDS)),
    f"(?P<kind{len(KINDS)}>layer|schicht)",
]
_KIND = "|".join(_STEMS)
_NAMELESS = re.sub(r"\?P<\w+>", "?:", _KIND)


def known_word(word: str) -> bool:
    """Whether a word names an attribute or a kind of layer, and nothing else."""
    return is_label(word) or re.fullmatch(_NAMELESS, word.strip(), re.IGNORECASE) is not None


def is_kind(words: str) -> bool:
    """Whether words are a kind of layer: `Faltung`, `Conv2D`, `Max-Pooling-Schicht`."""
    return re.fullmatch(rf"{_NAMELESS}|faltung", words.strip(), re.IGNORECASE) is not None


_REFERENCE = re.compile(
    rf"(?:die |der |the )?(?:(?P<before>{'|'.join(ORDINALS)}) )?(?:{_KIND})"
    r"(?: (?:nr\. ?)?(?P<number>\d{1,3}))?(?![\w-])",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    rf"(?:die |der |the |einzige |einzigen |only ){{0,2}}(?:{_KIND})(?![\w-])", re.IGNORECASE
)
"""A layer of which there is only one: „Die LSTM-Schicht“, „Embedding“."""
_LAST = re.compile(rf"(?:die |der |the )?{OUTPUT.stem}{SUFFIX}(?![\w-])", re.IGNORECASE)
_FAMILIAR = re.compile(rf"\b(?:{_NAMELESS}|{OUTPUT.stem})")
"""What every mention holds; `small` letters, here and below."""
_ARTICLE = r"(?:die|der|the|einzigen?|only|our|unsere[nr]?)"
_MENTION = re.compile(
    rf"\b(?:(?P<ordinal>(?:{'|'.join(ORDINALS)})[ \n](?:{_NAMELESS}))"
    rf"|(?P<numbered>(?:{_NAMELESS})[ \n](?:nr\. ?)?\d{{1,3}})"
    rf"|(?:{_ARTICLE}|den|aller?n?|all|of)[ \n](?P<many>{'|'.join(MANY)}|\d{{1,3}})[ \n]"
    r"(?P<plural>(?:" + "|".join(f"(?:{kind.stem})" for kind in KINDS) + rf"){PLURAL})"
    rf"|(?:{_ARTICLE}|den|aller?n?|sämtlichen?|all|of)[ \n](?P<every>(?:"
    + "|".join(f"(?:{kind.stem})" for kind in KINDS)
    + rf"){PLURAL})"
    rf"|{_ARTICLE}[ \n](?P<single>(?:"
    + "|".join(f"(?:{kind.stem})" for kind in (*KINDS, OUTPUT))
    + rf"){SUFFIX}))(?![\w-])"
)
_COUNTED = re.compile(
    r"(?<![\w.,·×*+-])(\d{1,3})[ \n]((?:"
    + "|".join(f"(?:{kind.stem})" for kind in KINDS)
    + rf"){PLURAL})(?![\w-])"
)
"""„13 Faltungsschichten“."""
_NUMBERED = re.compile(rf"\b(?:{_NAMELESS})[ \n](?:nr\. ?)?\d")
_ELLIPTIC = re.compile(
    rf"\b(?:die|the)[ \n]({'|'.join(ORDINALS)})(?: one)?"
    r"(?=[ \n](?:[\d$(]|hat|liefert|besitzt|braucht|has|produces|needs))"
)
"""„die erste Faltungsschicht hat 32 Filter, die zweite 64“."""
_SHARED_NOUN = re.compile(
    rf"\b({'|'.join(ORDINALS)})\s+(?:und|and|sowie)\s+(?:die\s+|der\s+|the\s+)?$"
)
_NAME = re.compile(r"[^\W\d][\w/]*")
_LONGEST_NAME = 120
NUMBERING = re.compile(r"\A\d{1,2}(?:\.\d{1,2}){0,4}\.?\s+(?=[^\W\d_`*])", re.ASCII)
"""A heading's own number: `2.1 Parameter`, `3. Conv-Layer 1`."""
_DETAIL = re.compile(r"\s*(?:[(:–—-].*|[.,])?$", re.DOTALL)
_PREFIX = re.compile(r"[^:–—()]{1,40}?(?::|\s[–—-])\s+(?=\w)")
"""„C1: erste Faltungsschicht“, „Block 2 – Conv-Layer 3“: what it is stands behind."""
_BRACKETED = re.compile(r"\(\s*([^\W\d][\w/]*)\s*\)\W*$")
"""„Punktweise Faltung (conv2d_1)“."""


_LONGEST_SENTENCE = 600


def small(text: str) -> str:
    """A text in small letters, each in its place: to search it so is several times as quick."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one.lower()[:1] for one in text)


def mentions(sentence: str, model: Model) -> list[Mention]:
    """Where a sentence names layers, in order."""
    words = sentence[:_LONGEST_SENTENCE].replace("`", " ").replace("*", " ")
    names = {layer.name: layer for layer in model.layers}
    found = {
        match.start(): Mention(match.start(), match.end(), (names[match[0]],))
        for match in _NAME.finditer(words)
        if match[0] in names and _is_name(match, sentence)
    }
    lower = small(words)
    kinds = list(_MENTION.finditer(lower)) if _FAMILIAR.search(lower) else []
    for match in kinds:
        found[match.start()] = Mention(match.start(), match.end(), _meant(match, words, model))
    for match in kinds:
        shared = _SHARED_NOUN.search(lower[: match.start()])
        if shared and match["ordinal"]:  # „die erste und die letzte Dense-Schicht“
            kind = match["ordinal"].split(None, 1)[1]
            named = reference(f"{shared[1]} {kind}", model)
            layers = (named.layer,) if named is not None and named.layer is not None else ()
            found[shared.start(1)] = Mention(shared.start(1), shared.end(1), layers)
    for match in _ELLIPTIC.finditer(lower) if kinds else ():
        before = [one for one in kinds if one.end() <= match.start() and one["ordinal"]]
        if before:
            kind = before[-1]["ordinal"].split(None, 1)[1]
            named = reference(f"{match[1]} {kind}", model)
            layers = (named.layer,) if named is not None and named.layer is not None else ()
            found[match.start()] = Mention(match.start(), match.end(), layers)
    return [found[start] for start in sorted(found)]


def _is_name(match: re.Match[str], sentence: str) -> bool:
    """„Das Embedding und dense“: a word that is also one of the language is a name in code only."""
    return not match[0].isalpha() or sentence[match.start() - 1 : match.start()] == "`"


def _meant(match: re.Match[str], words: str, model: Model) -> tuple[Layer, ...]:
    if plural := match["plural"] or match["every"]:
        families = _families(_plural(plural), model)
        family = min(families, key=len)
        many = match["many"] or ""
        wanted = int(many) if many.isdecimal() else MANY.get(many, len(family))
        return family if len(family) == len(families[-1]) == wanted else ()
    start, end = match.span("single" if match["single"] else 0)
    named = reference(words[start:end], model, single=bool(match["single"]))
    return (named.layer,) if named is not None and named.layer is not None else ()


def _plural(word: str) -> Kind:
    return next(
        kind for kind in KINDS if re.fullmatch(f"(?:{kind.stem}){PLURAL}", word, re.IGNORECASE)
    )


def numbered(text: str, model: Model) -> Iterator[tuple[int, Layer]]:
    """Where a text names layers by numbers: the number's offset, and the layer."""
    lower = small(text)
    for match in _MENTION.finditer(lower) if _NUMBERED.search(lower) else ():
        start, end = match.span("numbered")
        named = reference(text[start:end], model) if match["numbered"] else None
        digits = re.search(r"\d+$", match[0])
        if digits and named is not None and named.layer is not None:
            yield match.start() + digits.start(), named.layer


def counted_layers(text: str, model: Model) -> Iterator[tuple[int, tuple[Layer, ...]]]:
    """Where a text says how many layers of a kind there are: the number's offset, those layers."""
    lower = small(text)
    for match in _COUNTED.finditer(lower) if _FAMILIAR.search(lower) else ():
        families = _families(_plural(match[2]), model)
        if families[0] and len({len(family) for family in families}) == 1:
            yield match.start(1), families[0]


def reference(text: str, model: Model, *, single: bool = False) -> Reference | None:
    """The layer that a heading or item names, such as `Conv-Layer 1` or `Dense 2 (4096)`.

    None if the words name no layer, or may name several; what follows in brackets or behind a
    colon or dash is detail. With `single` a kind alone will do, if there is one layer of it.
    """
    words = NUMBERING.sub("", text[:_LONGEST_NAME].strip().strip("*_` "), count=1)
    words = words.replace("*", "").strip("_` ").replace("`", "")
    head = _PREFIX.match(words)
    for part in (words, words[head.end() :] if head else ""):
        if part and (found := _reference(part, model, single=single)):
            return found
    named = _BRACKETED.search(words)
    return _by_name(named[1], model) if named else None


def _reference(words: str, model: Model, *, single: bool) -> Reference | None:
    first = _NAME.match(words)
    if first is not None and _DETAIL.match(words[first.end() :]):
        by_name = _by_name(first[0], model)
        if by_name is not None:
            return by_name
    named = _REFERENCE.match(words)
    if named is not None and _DETAIL.match(words[named.end() :]):
        before, number = named["before"], named["number"]
        if before or number:
            ordinal = int(number) if number else ORDINALS[before.lower()]
            return _choose(_kind(named), ordinal, named[0], model, words[named.end() :])
    return _only(words, model) if single else _output(words, model)


def _by_name(name: str, model: Model) -> Reference | None:
    """A layer by its own name."""
    layer = next((one for one in model.layers if one.name == name), None) or stage(name, model)
    return None if layer is None else Reference(layer, name, 1, (layer,))


def _only(words: str, model: Model) -> Reference | None:
    """A layer that is the only one of its kind."""
    named = _SINGLE.match(words)
    if named is None or not _DETAIL.match(words[named.end() :]) or _kind(named) is ANY:
        return _output(words, model)
    families = _families(_kind(named), model)
    if any(len(family) != 1 for family in families):
        return None
    return Reference(families[0][0], named[0], 1, families[0])


def _output(words: str, model: Model) -> Reference | None:
    named = _LAST.match(words)
    if named is None or not _DETAIL.match(words[named.end() :]):
        return None
    return _choose(OUTPUT, -1, named[0], model)


def _kind(named: re.Match[str]) -> Kind:
    return next(kind for index, kind in enumerate(ALL) if named[f"kind{index}"])


def _choose(
    kind: Kind, ordinal: int, wanted: str, model: Model, detail: str = ""
) -> Reference | None:
    """The layer that all readings agree on, as far as they have one.

    If they do not, the detail may tell: `Schicht 3: Pooling`.
    """
    families = _families(kind, model)
    index = ordinal - 1 if ordinal > 0 else ordinal
    found = [
        (family[index], family)
        for family in families
        if ordinal != 0 and -len(family) <= index < len(family)
    ]
    if not found:
        return Reference(None, wanted, ordinal, families[-1])
    if any(layer is not found[0][0] for layer, _ in found):
        said = re.match(rf"\W*(?:{_KIND})(?![\w-])", detail, re.IGNORECASE)
        meant = _families(_kind(said), model)[-1] if said and _kind(said) is not ANY else ()
        found = [one for one in found if one[0] in meant]
        if len(found) != 1:
            return None
    layer, family = found[0]
    return Reference(layer, wanted, ordinal, family)


def _families(kind: Kind, model: Model) -> list[tuple[Layer, ...]]:
    layers = [one for one in model.layers if one.first_use and one.kind != "InputLayer"]
    found = [tuple(_select(reading, layers)) for reading in kind.readings]
    return [family for family in found if family] or [()]


def _select(reading: str, layers: list[Layer]) -> list[Layer]:
    if reading == WEIGHTED:
        return [one for one in layers if one.params]
    if reading == HIDDEN:
        weighted = [one for one in layers if one.params]
        return weighted[:-1] if all(one.kind == "Dense" for one in weighted) else []
    return [one for one in layers if _is_of(reading, one.kind)]


@cache  # few readings and classes of layers, asked for each row of each table
def _is_of(reading: str, kind: str) -> bool:
    return re.search(reading, kind) is not None
