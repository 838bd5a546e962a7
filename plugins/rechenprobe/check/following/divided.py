"""What is divided or put together in nets and data: heads, the last batch, right and wrong."""

from collections.abc import Iterator
from fractions import Fraction

from msgspec import structs

from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.check.following.terms import number
from rechenprobe.check.following.training import is_batch
from rechenprobe.check.following.words import EACH_BEFORE, SUM
from rechenprobe.check.words.nouns import alike, kin
from rechenprobe.check.words.opposites import opposed
from rechenprobe.late import late

_HEADS = ("kopf", "head", "aufmerksamkeitskopf")
_OF_A_HEAD = late(
    r"\b(?:pro|je|jede[rmns]?|per|each|every|ein(?:zelne[rn]?)?)\s+"
    r"(?:\w+\s+)?(?:\w*kopf\w*|\w*köpfe|head)\b"
)
_WIDTH = late(
    r"\b(?:breite|dimension\w*|modellbreite|modelldimension|\w*vektor\w*|embedding\w*|einbettung\w*"
    r"|width|d_?\\?\w*)\W*(?:(?:von|of|mit|hat|=|ist|is)\W*)*\Z|\W*dimension"
)
_SHARED_OUT = late(
    r"\b(?:also|somit|daher|damit|folglich|demnach|mithin|(?:auf|ver|zer)?\w*teil\w*|verteil\w*|zerleg\w*"
    r"|split|divided|so|thus|hence|therefore)\b"
)
_AT_WIDTH = late(r"\b(?:bei|with|at)\s+(?:einer|der|a|the)\s[^.,;]*\Z")
_KEYS = late(r"\b(?:key_?dim\w*|schlüssel\w*|keys?|abfrage\w*|quer(?:y|ies)|werte?|values?)\b")
"""Heads may be wider than their share, as Keras' `key_dim` has it."""
_LAST_BATCH = late(
    r"\b(?:letzte[rnms]?|unvollständige[rnms]?|last|final)\b(?P<gap>(?:\W+(?:\w+\W+){0,4})?)\Z"
)
_BATCH = late(r"\b(?:mini-?)?batch\w*")
_MEANS = late(
    r"\b(?:entspr\w+|bedeut\w+|heißt|also|somit|damit|demnach|folglich|daher|das (?:sind|ist)"
    r"|sind das|means?|corresponds?|klassifizier\w*|misclassif\w*|classif\w*|i\.e\."
    r"|so|thus|hence|therefore|amounts? to|that is)\b"
)
_ON = late(r"\A\W*(?:on|auf|bei|of)\b|\b(?:von|auf|bei|of|on)\W+(?:de[nr]\W+|the\W+)?\Z")
_RATE = late(
    r"\b(?:genauigkeit|accuracy|fehler(?:rate|quote)|(?:error|success) rate|trefferquote"
    r"|erfolgsquote)\b"
)
_WEIGHTS, _BIASES = ("gewicht", "weight"), ("bias", "biaswert", "biase", "schwellwert", "biasterm")
_PARAMETERS = ("paramet", "parameter")
_SETS = late(r"\b(?:\w*train\w*|\w*test\w*|\w*valid\w*)\b")
_NESTED = late(
    r"\b(?:von den|davon|darunter|noch einmal|nochmals|erneut|augment\w*|of (?:these|those|which)"
    r"|again|of the)\b"
)
_SO_MANY = late(r"\b(?:verschiedene\w*|zufällig\w*|random\w*)\b")
_CLAUSE_ENDS = late(r"[,;:(–—]|\b(?:also|sind|ergibt|ergeben|macht|gives|makes|so)\b")
_NEAR = 40
"""Characters before a share that name it."""
_ON_AVERAGE = late(r"\b(?:im mittel|durchschnitt\w*|average)\b")


def heads(passage: Passage) -> Iterator[Told]:
    """„Breite 768, zwölf Köpfe, pro Kopf also 64“."""
    own = passage.target
    if own.one.kind or not (
        own.one.per in _HEADS or own.one.each in _HEADS or _OF_A_HEAD.search(own.before)
    ):
        return
    counts = [it for it in passage.before if any(kin(it.one.noun, one) for one in _HEADS)]
    widths = [
        it
        for it in passage.before
        if it not in counts and not it.one.kind and _WIDTH.search(it.before)
    ]
    widths += [
        it
        for it in passage.before
        if it not in counts and it not in widths and kin(it.one.noun, "dimensio")
    ]
    few = [it for it in counts if it.one.per] or counts
    if len(widths) != 1 or len(few) != 1 or few[0].one.value < 2:
        return
    ratio = passage.term(widths[0]) / passage.term(few[0])
    if ratio.value.denominator == 1 and ratio.value > 1:
        several = [it for it in passage.before if it.one.noun and it.one.noun == few[0].one.per]
        told = _SHARED_OUT.search(passage.text) or _AT_WIDTH.search(widths[0].before)
        sure = bool(told) and not _KEYS.search(passage.text)
        yield Told(ratio, [widths[0], *counts, *several], sure)


def last_batch(passage: Passage) -> Iterator[Told]:
    """„50.000 Bilder, Batchgröße 128 …, der letzte Batch hat nur noch 80“."""
    own = passage.target
    last = _LAST_BATCH.search(own.before)
    if last is None or own.one.kind or not _BATCH.search(passage.text):
        return
    batches = [it for it in passage.before if is_batch(passage.place, it.one)]
    counts = [it for it in passage.before if it not in batches and not it.one.kind]
    whole = max(counts, key=lambda it: it.one.value, default=None)
    if len(batches) != 1 or whole is None or len(counts) + 1 != len(passage.given):
        return
    size, all_ = batches[0].one.value, whole.one.value
    if not all_ > size > 1 or all_.denominator != 1 or size.denominator != 1:
        return
    steps = (all_ // size, -(-all_ // size))
    told = all(it is whole or it.one.value in steps for it in counts)
    rest = structs.replace(
        passage.term(whole) / passage.term(batches[0]), value=all_ % size or size
    )
    rest = structs.replace(rest, shown=f"Rest von {rest.shown}")
    yield Told(rest, passage.given, told and alike(own.one.noun, whole.one.noun))


def right_or_wrong(passage: Passage) -> Iterator[Told]:
    """„10.000 Bilder. Eine Fehlerrate von 0,23 % entspricht also 23 falschen“."""
    own, given = passage.target, passage.before
    if own.one.kind or own.one.per or len(given) != 2 or len(passage.given) != 2:
        return
    whole, part = sorted(given, key=lambda it: it.one.kind)
    said = part.before[-_NEAR:] if part.before.strip() else ""
    said = said if _RATE.search(said) else part.rest if part is given[0] else ""
    if not _RATE.search(said):
        return
    if part.one.kind != "%" or whole.one.kind or whole.one.per or not whole.one.noun:
        return
    behind = passage.place.source[
        max(part, whole, key=lambda it: it.one.start).one.end : own.one.start
    ]
    other = opposed(said, f"{behind} # {own.rest}")
    if other is None or not _MEANS.search(passage.text[: own.one.start - passage.start]):
        return
    share = passage.term(part)
    value = (number(1) - share if other else share) * passage.term(whole)
    half = Fraction(0) if value.value.denominator == 1 else max(value.half, Fraction(1, 2))
    beside = whole.one.start < part.one.start or _ON.search(part.after) is not None
    yield Told(structs.replace(value, half=half), given, beside, spares=_ON_AVERAGE)


def parameters(passage: Passage) -> Iterator[Told]:
    """„56 Gewichte und 11 Biaswerte, insgesamt also 67 Parameter“."""
    own = passage.target
    if (
        own.one.kind
        or own.one.per
        or not (own.one.noun in _PARAMETERS or (not own.one.noun and SUM.search(own.before)))
    ):
        return
    weights = [it for it in passage.before if it.one.noun in _WEIGHTS]
    biases = [it for it in passage.before if it.one.noun in _BIASES]
    if len(weights) == len(biases) == 1 and not (weights[0].one.per or biases[0].one.per):
        told = bool(SUM.search(own.words)) or passage.place.follows(own.before)
        both = [weights[0], biases[0]]
        yield Told(passage.term(weights[0]) + passage.term(biases[0]), both, told)


def image(passage: Passage) -> Iterator[Told]:
    """„2.073.600 Pixel, mit drei Kanälen zu je einem Byte 6.220.800 Byte“."""
    own, given = passage.target, passage.before
    if own.one.kind != "bit" or own.one.per or not 3 <= len(given) <= 4:
        return
    pixels = [it for it in given if _counts(it, "pixel", "bildpunkt")]
    channels = [it for it in given if _counts(it, "kanal", "channel", "farbkanal", "farbwert")]
    rates = [it for it in given if it.one.kind == "bit" and it.one.per]
    if len({it.one.value for it in pixels}) != 1 or len(rates) != 1 or len(channels) != 1:
        return
    if len(pixels) + 2 != len(given):
        return
    if any(kin(rates[0].one.per, one) for one in ("kanal", "channel", "farbwert")):
        value = passage.term(pixels[0]) * passage.term(channels[0]) * passage.term(rates[0])
        yield Told(value, given)


def _counts(it: Mention, *nouns: str) -> bool:
    return not it.one.kind and any(kin(it.one.noun, noun) for noun in nouns)


def sets(passage: Passage) -> Iterator[Told]:
    """„8000 Beispiele im Verhältnis 70 : 15 : 15 …, zum Training 5600, je 1200 für …“."""
    own = passage.target
    parts = _shares(passage)
    if own.one.kind or own.one.decimals or not parts:
        return
    counts = [it for it in passage.given if not it.one.kind]
    whole = max(counts, key=lambda it: it.one.value, default=None)
    if whole is None or not whole.one.noun or whole.one.start > own.one.start:
        return
    if any(
        _CLAUSE_ENDS.search(passage.place.source, end, whole.one.start)
        for end in passage.split_ends
    ):
        return  # „… im Verhältnis 80 : 10 : 10, das ergibt 6.800“: one of the parts
    sizes = [passage.term(whole) * number(Fraction(one, 100)) for one in parts]
    if any(it.value.denominator != 1 for it in sizes):
        return
    left = [it.value for it in sizes]
    others = [it for it in counts if it is not whole]
    for it in others:
        often = left.count(it.one.value) if EACH_BEFORE.search(it.before) else 1
        for _ in range(often):
            if it.one.value not in left:
                return
            left.remove(it.one.value)
    shares = [it for it in passage.given if it.one.kind == "%"]
    meant = {it.value: it for it in sizes if it.value in left}
    used = [whole, *others, *shares]
    if own.one.value in meant:
        yield Told(meant[own.one.value], used, sure=False)
    elif _NESTED.search(passage.place.source, whole.one.end, own.one.start):
        return
    elif len(meant) == 1:
        (value,) = meant.values()
        yield Told(value, used, bool(_SETS.search(passage.text)), spares=_SO_MANY, divides=True)


def _shares(passage: Passage) -> list[int]:
    """The parts in percent that it is divided into, all of them."""
    if len(passage.splits) == 1:
        return passage.splits[0]
    found: list[int] = []
    for it in passage.before:
        if it.one.kind == "%" and it.one.value * 100 % 1 == 0:
            found += [int(it.one.value * 100)] * (2 if EACH_BEFORE.search(it.before) else 1)
    return found if len(found) > 1 and sum(found) == 100 and not passage.splits else []


DIVIDED: tuple[Relation, ...] = (
    sets,
    heads,
    last_batch,
    right_or_wrong,
    parameters,
    image,
)
