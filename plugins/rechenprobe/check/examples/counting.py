"""What a number of a sentence counts: parameters, filters, the sides of an output."""

import re

from rechenprobe.check.examples.context import calculates
from rechenprobe.check.layers.subjects import Subject, is_name
from rechenprobe.check.numbers.footprint import speaks_of_weights
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.vocabulary import Attribute, attributes, counted
from rechenprobe.claims import Statement
from rechenprobe.facts import Layer
from rechenprobe.late import late

GIVES = late(
    r"\b(?:liefer[nt]|erzeug(?:t|en)|gibt|entsteh(?:t|en)|bleib(?:t|en)|produces?|outputs?|yields?|gives?|ausgabe)\b"
)
"""`small` letters, here and in the patterns up to `_THEN`."""
TAKES = late(r"\b(?:erhält|bekommt|nimmt|verarbeitet|eingabe|input|takes|receives)\b")
_MAPS = late(r"\b(?:bildet|maps)\s+$")
_ONTO = late(r"\b(?:bildet|maps)\s[^.;]{1,40}\s(?:auf|to|onto)\s+$")
_SHRINKS = late(
    r"\b(?:halbier|verkleiner|reduzier|verkürz|verdoppel|vergrößer|halve|reduce|shrink)\w*\s"
    r"(?:das|die|den|es|sie|the)\s(?:bild|auflösung|karten?|breite|eingabe|image|resolution|input)\s"
    r"(?:auf|to)[\s$]+$"
)
"""„halbiert das Bild auf 14 × 14“."""
_FROM = late(r"\b(?:von|from)[\s$]+$")
_TO = late(r"\b(?:von|from)[\s$]+[\d\s×x·*(),$\\a-z]{1,40}?[\s$]+(?:auf|to)[\s$]+$")
_THEN = late(r"[\s$)]*(?:auf|to)\b")
RESTATES = late(
    r"[^\d.;]{0,40}?(?:,\s*(?:also|d\.\s?h\.|das sind|das entspricht|i\.\s?e\.|oder|that is)"
    r"|,(?=\s*(?:genau|exakt|exactly|rund|etwa))|[(–]|\soder|\sor)\s*"
    r"(?:rund|ca\.|etwa|ungefähr|circa|gut|knapp|fast|über|mehr als|about|roughly|nearly|almost"
    r"|just under|just over|more than|genau|exakt|exactly|precisely)?\s*\$?",
    re.IGNORECASE,
)
_HOW_MANY = late(r"\bfilters?$", re.IGNORECASE)
_EXACTLY = late(r"\b(?:genau|exakt|exactly|precisely)[\s$]+$")
_ENDINGS = late(
    r"(?:\s(?:hat|haben|umfasst|besteht aus|lautet|beträgt|betragen|ist|sind|also|dann|somit|damit"
    r"|hier|wieder|nun|noch|jetzt|nur|wird|has|have|is|are|of|von|then|only|thus))+$",
    re.IGNORECASE,
)
_SHAPED = late(
    r"\s(?:die |der |eine? |the |a |of )?(?:form|größe|shape|size|volumen|volume)(?: von| of)?$",
    re.IGNORECASE,
)
"""„Die Ausgabe hat die Form …“."""
_WINDOWS = late(
    r"(?:faltungs)?(?:filter|kern|kernel)n?s?|(?:pooling-?)?fenstern?s?|windows?", re.IGNORECASE
)
_ANYTHING = frozenset(
    "werte werten einträge einträgen elemente elementen values entries elements zahlen".split()
)
"""Nouns that leave open what is counted; the words before the number say it."""
_WITHOUT = late(r"\b(?:ohne|kein\w*|without|no)\s+\S+$", re.IGNORECASE)
"""„arbeitet ohne Padding: 14 − 5 + 1 = 10“."""
_OCCUPIES = late(
    r"\b(?:float\d{1,2}|\w*genauigkeit|precision|beleg(?:t|en)|brauch(?:t|en)|benötig(?:t|en)|speicher\w*|occup(?:y|ies)|needs?|takes?|memory"
    r"|require[sd]?)\b"
)


_SHAPES: frozenset[Attribute] = frozenset({"input", "output", "kernel", "stride"})
_OF_MODEL = (
    (late(r"pixeln?|bildpunkten?|pixels|eingängen?|merkmalen?|features"), "Eingabe"),
    (late(r"token|tokens|zeitschritten?|wörtern?|time"), "Eingabe"),
    (late(r"klassen|kategorien|classes|ziffern|\w+arten"), "Ausgabe"),
)


_PARAMS = late(r"\b(?:\w*parametern?s?|params|gewichten?|weights)\b")
_OF_PARAMS = ("param", "gewicht", "weights")
_WORK = late(
    r"\b(?:macs?|flops?|\w*multiplikationen|(?:rechen)?(?:aufwand\w*|arbeit|operationen)"
    r"|computations?|multiplications)\b"
)
_OF_WORK = ("mac", "flop", "multipli", "aufwand", "arbeit", "operationen", "computation")
"""One of these stands where the pattern finds something, and is looked for faster."""


def label_of(text: str, statement: Statement, offset: int, last: str) -> str | None:
    """The attribute that a statement of a sentence states, as a label.

    Empty if that is open, None if a calculation does not say what it calculates. `last` is the
    label of the statement before it, `offset` the place in the source where `text` begins.
    """
    start, end = max(0, statement.span.start - offset), statement.span.end - offset
    before = text[:start]
    first = statement.noun.partition(" ")[0].lower()
    names = counted(statement.noun) or counted(statement.sides[-1].unit)
    if not names and (not first or first in _ANYTHING or statement.shape):
        names = _named_before(statement)
        if statement.shape:
            names = tuple(name for name in names if name in _SHAPES)
    if statement.shape and _WINDOWS.fullmatch(first):
        return _LABELS["kernel"]
    if len(names) == 1:
        return _LABELS.get(names[0], "")
    if first in _ANYTHING or (statement.shape and len(statement.numbers) > 1):
        lower = small(text)
        if _FROM.search(lower, 0, start) and _THEN.match(lower, end):
            return "Eingabe"
        if _TO.search(lower, 0, start) or _SHRINKS.search(lower, 0, start):
            return "Ausgabe"
        takes = max((match.end() for match in TAKES.finditer(lower, 0, start)), default=-1)
        gives = max((match.end() for match in GIVES.finditer(lower, 0, start)), default=-1)
        if takes != gives:
            return "Ausgabe" if gives > takes else "Eingabe"
    unit = unit_of(statement.sides[-1].unit)
    if unit is not None and unit.dimension == "bit" and _OCCUPIES.search(text.lower()):
        return "Speicherbedarf"
    if statement.relations:
        calculated = any(calculates(side.expr) for side in statement.sides)
        return None if calculated and not names else ""
    lower = before.lower()
    if _MAPS.search(lower):
        return "Eingabe"
    if _ONTO.search(lower):
        return "Ausgabe"
    exact = _EXACTLY.search(lower)
    if last and (statement.approximate or statement.bound or exact) and not statement.noun:
        restated = RESTATES.search(before)
        if restated and restated.end() == len(before):
            return last
    return ""


def label_about(
    meant: Subject | None, text: str, statement: Statement, offset: int, last: str
) -> str | None:
    """The same, where a number is said of a layer: its name is no attribute."""
    if meant and is_name(text, meant, statement.span.start - offset):
        return ""
    return label_of(text, statement, offset, last)


def counted_in(text: str) -> tuple[bool, bool]:
    """Whether a text speaks of parameters, and whether of work."""
    lower = text.lower()
    params = any(map(lower.__contains__, _OF_PARAMS)) and _PARAMS.search(lower) is not None
    return params, any(map(lower.__contains__, _OF_WORK)) and _WORK.search(lower) is not None


def counted_alone(text: str) -> str:
    """`params` or `macs`, if a text speaks of one of them only."""
    params, work = counted_in(text)
    return "" if params == work else "params" if params else "macs"


def is_memory_of_anything(text: str, label: str) -> bool:
    """Whether memory is said of neither weights nor the model: „Ein Bild braucht …“."""
    return label == _LABELS["memory"] and not speaks_of_weights(text.lower())


def is_of_model(noun: str) -> str:
    """The label of what only a model has: „32 × 32 Pixel“, „10 Klassen“; or nothing."""
    word = noun.split(maxsplit=1)[0].lower() if noun else ""
    return next((label for pattern, label in _OF_MODEL if pattern.fullmatch(word)), "")


def _named_before(statement: Statement) -> tuple[Attribute, ...]:
    """What the words before the number say: `Die Ausgabe hat die Form`."""
    whole = " " + statement.label
    shorter = _ENDINGS.sub("", whole)
    shortest = _ENDINGS.sub("", _SHAPED.sub("", shorter))
    for label in (whole, shorter, shortest):
        if names := attributes(label, statement.noun):
            calculated = statement.relations and any(
                calculates(one.expr) for one in statement.sides
            )
            return () if calculated and _WITHOUT.search(statement.label) else names
    return ()


def counts_filters(statement: Statement, layer: Layer) -> bool:
    """Whether „Filter: 96“ is their number: one number alone, of a layer that has filters."""
    alone = len(statement.sides) == 1 and not statement.shape
    plain = alone and plain_number(statement.sides[0].expr) is not None
    return plain and "filters" in layer.attributes and _HOW_MANY.search(statement.label) is not None


def is_change(text: str, statement: Statement, offset: int) -> bool:
    """„von 112 × 112 auf 56 × 56“: what goes in, and what comes out."""
    start, end = max(0, statement.span.start - offset), statement.span.end - offset
    if not statement.shape:
        return False
    lower = small(text)
    return bool(
        _TO.search(lower, 0, start)
        or _SHRINKS.search(lower, 0, start)
        or (_FROM.search(lower, 0, start) and _THEN.match(lower, end))
    )


_LABELS: dict[str, str] = {
    "params": "Parameter",
    "weights": "Gewichte",
    "unbiased": "Parameter ohne Bias",
    "biases": "Biaswerte",
    "trainable": "trainierbare Parameter",
    "frozen": "nicht trainierbare Parameter",
    "filters": "Anzahl der Filter",
    "units": "Neuronen",
    "output_channels": "Ausgabekanäle",
    "input_channels": "Eingabekanäle",
    "macs": "MACs",
    "flops": "FLOPs",
    "stride": "Stride",
    "kernel": "Filtergröße",
    "padding": "Padding",
    "output": "Ausgabe",
    "input": "Eingabe",
    "rate": "Rate",
    "input_dim": "Vokabular",
    "output_dim": "Embedding-Dimension",
    "num_heads": "Köpfe",
    "key_dim": "Schlüsseldimension",
    "memory": "Speicherbedarf",
}
