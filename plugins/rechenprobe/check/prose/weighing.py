"""How much memory a model's weights take: „Auf der Platte belegt es in halber Genauigkeit 3,17 MB“.

The model, or the layers that the sentence names, in the precision that it says, or the one before;
without one in single precision. Refuted is what is said of the whole model in a precision that is
named, where no word speaks of anything else that is kept in memory.
"""

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.numbers.footprint import width_said
from rechenprobe.check.numbers.memory import WIDTHS
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.facts import Layer
from rechenprobe.late import late

_UNITS = ("byte", "kb", "mb", "gb", "kib", "mib", "gib", "bit")
_MODEL = late(
    r"\b(?:\w*netz\w*|\w*modell\w*|gewichten?|parametern?|festplatte|platte|datei|gespeichert|speichert"
    r"|weights|parameters|model)\b"
)
_WHOLE = late(
    r"\b(?:(?:das|unser|dieses|the|our) (?:\w+e[sn]? ){0,2}"
    r"(?:\w*netz(?:werk)?|modell|model|network)"
    r"|(?:alle|die|sämtliche|all|the) (?:gewichte|parameter|weights|parameters))\b"
)
_ELSE = late(
    r"\b(?:aktivierung\w*|ausgabe\w*|merkmalskarte\w*|werte|zahlen|einträge|gradient\w*|adam\w*"
    r"|optimierer\w*|momente?n?|training\w*|trainier\w*|bild\w*|foto\w*|eingabe\w*|batch\w*|stapel\w*"
    r"|daten\w*|ram|flash|arbeitsspeicher|frei|übrig|mehr|weniger|gespart|ersparnis|je|jede[rsnm]?"
    r"|token\w*|satz|sätze|text\w*|zustand\w*|activations?|schicht\w*|encoder|decoder|block|blöcke"
    r"|verfügbar\w*|vorhanden\w*|bereit\w*|grenze|limit|budget|kapazität|available"
    r"|stufe\w*|kopf|embedding|anderen?|übrigen|restlichen|zusätzlich\w*)\b"
)
_HAS = late(r"\b(?:ein(?:e[mnrs]?)?|an?) [\w-]+ (?:mit|with)\W*\Z")
"""„Ein Chip mit 256 kB“."""
_HALF = late(r"\bin (?:der )?halber\b(?! (?:größe|breite|auflösung|zeit))")
_SINGLE = 32
_TWICE = late(r"\b(?:adam\w*|momente?n?|optimierer\w*)\b")
_WIDTH = late(r"[\s*_$]*(?:pro|je|für jede[ns]?|per)[\s*_$]+(?:gewicht|parameter|wert|zahl|weight)")
_OF_ONE = late(
    r"\b(?:jede[rs]?|ein|pro|je|each)\s+(?:gewicht|parameter|wert|zahl|weight)\s+(?:[a-zäöü]+\s+)?$"
)
_WIDEST = 64
"""Bits of a number."""
_FEWEST = 2
_BEHIND = 40
"""Characters behind a number that may say of what it is."""
_SHORT = 40
"""„…; in halber Genauigkeit 3,87 MB“ goes on with the sentence before."""


class _Amount(Struct, frozen=True, gc=False):
    """Bytes that may be meant."""

    bits: int
    """Of all values."""
    shown: str
    fact: str


def confirm_weights(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if not any(map(passage.lower.__contains__, _UNITS)):
            continue
        width = 0
        for saying in passage.sayings:
            for one in saying.figures:
                before = saying.lower[: one.start]
                unit = unit_of(one.statement.sides[0].unit)
                if unit is None or unit.dimension != "bit" or one.reading is None:
                    continue
                if one.value * unit.factors[0] <= _WIDEST or _is_width(saying, one):
                    continue
                said = 16 if _HALF.search(before[-30:]) else width_said(before)
                if saying.is_open(one):
                    _number(saying, one, said or width_said(saying.lower) or width)
            width = width_said(saying.lower) or width


def _number(saying: Saying, one: Figure, width: int) -> None:
    unit = unit_of(one.statement.sides[0].unit)
    assert unit is not None
    for amount in _amounts(saying, width or _SINGLE):
        for factor in unit.factors:
            true = Fraction(amount.bits) / factor
            if saying.agrees(one, true, rounded=True) and _tells(one, width):
                saying.confirm(one, amount.fact, amount.shown)
                _confirm_width(saying, width or _SINGLE)
                return
    whole = next(_of_model(saying, width), None) if width else None
    if whole is None or saying.supposes or one.statement.bound or _layers(saying):
        return
    factor = unit.factors[0]
    if _is_of_model(saying, one) and not _is_of_another(saying, one, factor):
        saying.refute(one, whole.fact, whole.shown, Fraction(whole.bits) / factor)


def _is_of_model(saying: Saying, one: Figure) -> bool:
    """Whether its clause, or the one that it goes on with, says so and nothing else."""
    own_text = saying.lower[: one.end] + saying.lower[one.end :].partition(",")[0][:_BEHIND]
    if _ELSE.search(own_text) or _HAS.search(saying.lower[: one.start]):
        return False
    if _WHOLE.search(own_text):
        return True
    earlier = saying.earlier
    if one.start >= _SHORT or earlier is None or _ELSE.search(earlier.lower):
        return False
    return _WHOLE.search(earlier.lower) is not None


def _is_of_another(saying: Saying, one: Figure, factor: Fraction) -> bool:
    """Whether another model of the page takes so much."""
    others = (model for model in saying.ledger.page.models if model is not saying.model)
    return any(
        saying.agrees(one, Fraction(model.params * width) / factor, rounded=True)
        for model in others
        for width in WIDTHS
    )


def _tells(one: Figure, width: int) -> bool:
    """Whether it fits by no chance."""
    digits = str(one.value.numerator).strip("0")
    return bool(width) or len(digits) >= _FEWEST


def _amounts(saying: Saying, width: int) -> Iterator[_Amount]:
    for layer in _layers(saying):
        shown = f"Gewichte von {layer.name}: {saying.number(layer.params)} · {width} Bit"
        yield _Amount(layer.params * width, shown, f"{layer.name}.memory.weights")
    speaks = saying.lower + (saying.earlier.lower if saying.earlier else "")
    if _TWICE.search(speaks):
        count = saying.model.trainable_params
        shown = f"zwei Zahlen je Parameter: 2 · {saying.number(count)} · {width} Bit"
        yield _Amount(2 * count * width, shown, f"{saying.model.name}.memory.optimizer")
    if _MODEL.search(speaks):
        yield from _of_model(saying, width)


def _of_model(saying: Saying, width: int) -> Iterator[_Amount]:
    count = saying.model.params
    shown = f"Gewichte von {saying.model.name}: {saying.number(count)} · {width} Bit"
    yield _Amount(count * width, shown, f"{saying.model.name}.memory.weights")


def _layers(saying: Saying) -> list[Layer]:
    """Those that its sentence names."""
    kind = saying.model.kind
    return [layer for it in saying.spoken for layer in it.layers if layer.kind != kind]


def _is_width(saying: Saying, one: Figure) -> bool:
    """„4 Byte pro Parameter“: how wide one number is."""
    behind = _WIDTH.match(saying.lower, one.end)
    return bool(behind) or _OF_ONE.search(saying.lower[: one.start]) is not None


def _confirm_width(saying: Saying, width: int) -> None:
    """„Mit 4 Byte pro Parameter“: it is calculated with."""
    for sentence in (saying, saying.earlier):
        if sentence is None:
            continue
        for one in sentence.figures:
            unit = unit_of(one.statement.sides[0].unit)
            if unit is None or unit.dimension != "bit" or not saying.is_open(one):
                continue
            if one.value * unit.factors[0] == width and _is_width(sentence, one):
                saying.confirm(one, "", "damit ist daneben gerechnet")
