"""Words that name layers, German and English: a kind and which one of it, or Keras' own name."""

import re
from collections.abc import Iterator

from msgspec import Struct

from rechenprobe.check.words.layer_patterns import (
    BRACKETED,
    CALLED,
    COUNTED,
    DETAIL,
    ELLIPTIC,
    KIND,
    KIND_AND_NAME,
    KIND_BEFORE,
    LAST,
    MENTION,
    NAME,
    NAME_LAYER,
    NAMELESS,
    NUMBERED,
    NUMBERING,
    PREFIX,
    QUALIFIED,
    REFERENCE,
    SHARED_NOUN,
    SINGLE,
    has_root,
    is_familiar,
    on_one_line,
    small,
)
from rechenprobe.check.words.layer_words import (
    ALL,
    ANY,
    KINDS,
    MANY,
    ORDINALS,
    OUTPUT,
    PLURAL,
    SUFFIX,
    Kind,
)
from rechenprobe.check.words.recounting import counted_together
from rechenprobe.check.words.selection import at, families_in, spellings
from rechenprobe.check.words.stages import stage
from rechenprobe.check.words.vocabulary import is_label
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_KINDS = "|".join(
    f"(?P<k{index}>(?:{kind.stem})(?:{SUFFIX}|{PLURAL})?)" for index, kind in enumerate(KINDS)
)
_WHOLE_NAME = late(_KINDS)
_NAMED_KIND = late(rf"\b(?:{_KINDS})\b")


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


def known_word(word: str) -> bool:
    """Whether a word names an attribute or a kind of layer, and nothing else."""
    return is_label(word) or re.fullmatch(NAMELESS, word.strip(), re.IGNORECASE) is not None


def is_kind(words: str) -> bool:
    """Whether words are a kind of layer: `Faltung`, `Conv2D`, `Max-Pooling-Schicht`."""
    return re.fullmatch(rf"{NAMELESS}|faltung", words.strip(), re.IGNORECASE) is not None


_LONGEST_SENTENCE = 600
_LONGEST_NAME = 120
_LONGEST_KIND = 60


def mentions(sentence: str, model: Model) -> list[Mention]:
    """Where a sentence names layers, in order."""
    sentence = on_one_line(sentence[:_LONGEST_SENTENCE])
    words = sentence.replace("`", " ").replace("*", " ")
    names = {name: one for one in model.layers for name in spellings(one.name) if name in words}
    found = {
        match.start(): Mention(match.start(), match.end(), (names[match[0]],))
        for match in (NAME.finditer(words) if names else ())
        if match[0] in names and _is_name(match, sentence)
    }
    lower = small(words)
    familiar = is_familiar(lower)
    if not familiar and not found:
        return []
    kinds = list(MENTION.finditer(lower)) if familiar else []
    for match in kinds:
        qualified = match["numbered"] is None and QUALIFIED.match(lower, match.end()) is not None
        layers = () if qualified else _meant(match, words, model)
        found[match.start()] = Mention(match.start(), match.end(), layers)
    for match in kinds:
        shared = SHARED_NOUN.search(lower[: match.start()])
        if shared and match["ordinal"]:  # „die erste und die letzte Dense-Schicht“
            kind = match["ordinal"].split(None, 1)[1]
            layers = _named(f"{shared[1]} {kind}", model)
            found[shared.start(1)] = Mention(shared.start(1), shared.end(1), layers)
    for match in ELLIPTIC.finditer(lower) if kinds else ():
        before = [one for one in kinds if one.end() <= match.start() and one["ordinal"]]
        if before:
            kind = before[-1]["ordinal"].split(None, 1)[1]
            layers = _named(f"{match[1]} {kind}", model)
            found[match.start()] = Mention(match.start(), match.end(), layers)
    for match in CALLED.finditer(lower) if "-schicht" in lower or "-layer" in lower else ():
        named = _called(match[1], match[0], model)
        if named is not None and named.layer is not None:
            found[match.start()] = Mention(match.start(), match.end(), (named.layer,))
    return _joined([found[start] for start in sorted(found)], lower, model)


def _joined(found: list[Mention], lower: str, model: Model) -> list[Mention]:
    """„Die Dense-Schicht `code`“ is one layer: the one of that name, if it is of that kind."""
    joined: list[Mention] = []
    for one in found:
        own = next((it for it in one.layers if lower[one.start : one.end] == it.name.lower()), None)
        from_ = max(0, one.start - _LONGEST_KIND)
        said = KIND_BEFORE.search(lower, from_, one.start) if own else None
        if said is None or own is None:
            joined.append(one)
            continue
        start, fits = said.start(), _is_a(said["kind"], own, model)
        if fits and said["ordinal"]:
            named = reference(f"{said['ordinal']} {said['kind']}", model)
            fits = named is not None and named.layer is not None and named.layer.name == own.name
        while joined and joined[-1].end > start:
            start = min(start, joined.pop().start)
        joined.append(Mention(start, one.end, (own,) if fits else ()))
    return joined


def _is_a(words: str, layer: Layer, model: Model) -> bool:
    kind = _kind_of(words)
    return kind is not None and _is_among(layer, kind, model)


def _kind_of(words: str) -> Kind | None:
    """The first kind of which they are the whole name, `dense-schichten`."""
    match = _WHOLE_NAME.fullmatch(" ".join(words.split()))
    return None if match is None else KINDS[int((match.lastgroup or "")[1:])]


def names_absent(lower: str, model: Model) -> bool:
    """Whether a text in small letters names a kind of layer that the model does not have."""
    named = {one.lastgroup for one in _NAMED_KIND.finditer(lower)}
    return any(not any(families_in(KINDS[int(one[1:])], model)) for one in named if one)


def _is_among(layer: Layer, kind: Kind, model: Model) -> bool:
    return any(one.name == layer.name for family in families_in(kind, model) for one in family)


def _called(name: str, wanted: str, model: Model) -> Reference | None:
    """„Code-Schicht“: the only layer that is called so, if that is no word for others, too."""
    if is_kind(name) or name.lower() in ORDINALS or re.fullmatch(OUTPUT.stem, name.lower()):
        return None
    layers = [one for one in model.layers if one.name.lower() == name.lower()]
    if len(layers) != 1 or layers[0].kind == "InputLayer":
        return None
    return Reference(layers[0], wanted, 1, (layers[0],))


def _is_name(match: re.Match[str], sentence: str) -> bool:
    """„Das Embedding und dense“: a word that is also one of the language is a name in code only."""
    return not match[0].isalpha() or sentence[match.start() - 1 : match.start()] == "`"


def _meant(match: re.Match[str], words: str, model: Model) -> tuple[Layer, ...]:
    if plural := match["plural"]:
        families = families_in(_plural(plural), model)
        if many := match["many"]:
            wanted = int(many) if many.isdecimal() else MANY[many]
            families = [family for family in families if len(family) == wanted]
        return families[0] if len({len(family) for family in families}) == 1 else ()
    start, end = match.span("single" if match["single"] else 0)
    return _named(words[start:end], model, single=bool(match["single"]))


def _named(words: str, model: Model, *, single: bool = False) -> tuple[Layer, ...]:
    named = reference(words, model, single=single)
    return (named.layer,) if named is not None and named.layer is not None else ()


def _plural(word: str) -> Kind:
    words = " ".join(word.split())
    return next(
        kind for kind in KINDS if re.fullmatch(f"(?:{kind.stem}){PLURAL}", words, re.IGNORECASE)
    )


def families_of(words: str, model: Model) -> tuple[tuple[Layer, ...], ...]:
    """All layers of the kind that words name, `dense-schichten`, in each of its readings."""
    kind = _kind_of(words)
    return () if kind is None else tuple(families_in(kind, model))


def numbered(text: str, model: Model) -> Iterator[tuple[int, Layer]]:
    """Where a text names layers by numbers: the number's offset, and the layer."""
    text = on_one_line(text)
    lower = small(text)
    for match in MENTION.finditer(lower) if has_root(lower) and NUMBERED.search(lower) else ():
        start, end = match.span("numbered")
        named = reference(text[start:end], model) if match["numbered"] else None
        digits = re.search(r"\d+$", match[0])
        if digits and named is not None and named.layer is not None:
            yield match.start() + digits.start(), named.layer


def counted_layers(text: str, model: Model) -> Iterator[tuple[int, tuple[tuple[Layer, ...], ...]]]:
    """Where a text says how many layers of a kind there are: the number's offset, those layers.

    In each reading of the kind.
    """
    lower = small(on_one_line(text))
    for match in COUNTED.finditer(lower) if is_familiar(lower) else ():
        families = families_in(_plural(match[2]), model)
        if families[0]:
            yield match.start(1), tuple(families)


def reference(text: str, model: Model, *, single: bool = False) -> Reference | None:
    """The layer that a heading or item names, such as `Conv-Layer 1` or `Dense 2 (4096)`.

    None if the words name no layer, or may name several; what follows in brackets or behind a
    colon or dash is detail. With `single` a kind alone will do, if there is one layer of it.
    """
    words = NUMBERING.sub("", on_one_line(text[:_LONGEST_NAME]).strip().strip("*_` "), count=1)
    words = " ".join(words.replace("*", "").strip("_` ").replace("`", "").split())
    head = PREFIX.match(words)
    for part in (words, words[head.end() :] if head else ""):
        if part and (found := _reference(part, model, single=single)):
            return found
    named = BRACKETED.search(words)
    return _by_name(named[1], model) if named else None


def _reference(words: str, model: Model, *, single: bool) -> Reference | None:
    first = NAME.match(words)
    if first is not None and DETAIL.match(words[first.end() :]):
        by_name = _by_name(first[0], model)
        if by_name is not None:
            return by_name
    if not has_root(words.lower()):
        return None
    named_one = any(layer.name in words for layer in model.layers)
    if named_one and (both := KIND_AND_NAME.match(words)) and DETAIL.match(words[both.end() :]):
        layer = next((one for one in model.layers if one.name == both["name"]), None)
        if layer is not None:
            return _of_kind(both, layer, model)
    called = NAME_LAYER.match(words)
    if called and DETAIL.match(words[called.end() :]):
        by_name = _called(called["name"], called[0], model)
        if by_name is not None:
            return by_name
    named = REFERENCE.match(words)
    if named is not None and DETAIL.match(words[named.end() :]):
        before, number = named["before"], named["number"]
        if before or number:
            ordinal = int(number) if number else ORDINALS[before.lower()]
            return _choose(_kind(named), ordinal, named[0], model, words[named.end() :])
    return _only(words, model) if single else _output(words, model)


def _of_kind(both: re.Match[str], layer: Layer, model: Model) -> Reference | None:
    """The layer of that name, if it is of the kind that is said, and in the place that is said."""
    if not _is_among(layer, _kind(both), model):
        return None
    place = _reference(both["first"], model, single=False)
    if place is not None and (place.layer is None or place.layer.name != layer.name):
        return None
    return Reference(layer, both[0], place.ordinal if place else 1, (layer,))


def _by_name(name: str, model: Model) -> Reference | None:
    """A layer by its own name."""
    layer = next((one for one in model.layers if one.name == name), None) or stage(name, model)
    return None if layer is None else Reference(layer, name, 1, (layer,))


def _only(words: str, model: Model) -> Reference | None:
    """A layer that is the only one of its kind."""
    named = SINGLE.match(words)
    if named is None or not DETAIL.match(words[named.end() :]) or _kind(named) is ANY:
        return _output(words, model)
    families = families_in(_kind(named), model)
    if any(len(family) != 1 for family in families):
        return None
    return Reference(families[0][0], named[0], 1, families[0])


def _output(words: str, model: Model) -> Reference | None:
    named = LAST.match(words)
    if named is None or not DETAIL.match(words[named.end() :]):
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
    families = families_in(kind, model)[: 1 if kind.alone else None]
    index = ordinal - 1 if ordinal > 0 else ordinal
    found = at(index, families) if ordinal else []
    if kind.alone and ordinal and not found:
        found = at(index, counted_together(model))
    if not found:
        sized = [one for one in families[0] if one.output_shape[-1:] == (ordinal,)]
        if sized:  # „Dense 120“
            return Reference(sized[0], wanted, ordinal, families[0]) if len(sized) == 1 else None
        return Reference(None, wanted, ordinal, families[-1])
    if any(layer is not found[0][0] for layer, _ in found):
        said = re.match(rf"\W*(?:{KIND})(?![\w-])", detail, re.IGNORECASE)
        meant = families_in(_kind(said), model)[-1] if said and _kind(said) is not ANY else ()
        found = [one for one in found if one[0] in meant]
        if len(found) != 1:
            return None
    layer, family = found[0]
    return Reference(layer, wanted, ordinal, family)
