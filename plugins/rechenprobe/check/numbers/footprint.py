"""How many bytes a sentence may speak of: „In float32 belegen die Gewichte 1,75 MB“.

So many numbers, the model's parameters or a count said right before, each as wide as the words say,
or in single precision where they say nothing.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rechenprobe.facts import Model
from rechenprobe.late import late

_WIDTHS = (
    (64, late(r"\b(?:float64|fp64|doppelte\w* genauigkeit|64[ -]?bit)\b")),
    (32, late(r"\b(?:float32|fp32|einfache\w* genauigkeit|32[ -]?bit|(?:4|vier) byte)\b")),
    (16, late(r"\b(?:b?float16|b?fp?16|halbe\w* genauigkeit|16[ -]?bit|(?:2|zwei) byte)\b")),
    (8, late(r"\b(?:u?int8|fp8|float8|8[ -]?bit|acht bit|(?:1|ein) byte)\b")),
    (4, late(r"\b(?:int4|4[ -]?bit|vier bit)\b")),
)
_HINTS = {
    32: ("float32", "fp32", "einfache", "32bit", "32 bit", "32-bit", "4 byte", "vier byte"),
    64: ("float64", "fp64", "doppelte", "64bit", "64 bit", "64-bit"),
    16: ("float16", "fp16", "bf16", "halbe", "16bit", "16 bit", "16-bit", "2 byte", "zwei byte"),
    8: ("int8", "fp8", "float8", "8bit", "8 bit", "8-bit", "acht bit", "1 byte", "ein byte"),
    4: ("int4", "4bit", "4 bit", "4-bit", "vier bit"),
}
"""One of these stands where the pattern finds something: to look for them first is quicker."""
_ROOTS = ("bit", "byte", "float", "fp", "bf16", "int4", "int8", "genauigkeit")
"""And one of these where any of the patterns does."""
_SINGLE = 32
_WEIGHTS = late(r"\b(?:gewichten?|parametern?|netz\w*|modells?|weights|parameters|model)\b")
_OPTIMIZER = late(r"\b(?:adam\w*|momente?n?|optimierer\w*|optimizer)\b")


def amounts_said(
    clause: str, before: str, counts: Sequence[Fraction], model: Model | None
) -> Iterator[tuple[Fraction, str]]:
    """Amounts in bits, each with the number of values that it is of, the likeliest first.

    `clause` and `before` are the words at the number and those before it in the sentence, in small
    letters; `counts` what was counted right before.
    """
    bits = width_said(clause) or width_said(before) or _SINGLE
    for count in reversed(counts):
        yield count * bits, f"{bits} Bit für jeden von so vielen Werten"
    if model is None:
        return
    words = before + clause
    if _OPTIMIZER.search(words):
        yield Fraction(2 * model.params * bits), f"zwei Zahlen mit {bits} Bit je Parameter"
    if _WEIGHTS.search(words):
        yield Fraction(model.params * bits), f"{bits} Bit je Parameter von {model.name}"


def speaks_of_weights(words: str) -> bool:
    """Whether words in small letters say that the memory is a model's."""
    return _WEIGHTS.search(words) is not None


def widths_said(source: str) -> frozenset[int]:
    """How many bits numbers of a page may have: in single precision, or as it says anywhere."""
    return bits_said(source.lower()) | {_SINGLE}


def bits_said(lower: str) -> frozenset[int]:
    """How many bits each number has, as a text in small letters says."""
    if not any(map(lower.__contains__, _ROOTS)):
        return frozenset()
    return frozenset(
        bits
        for bits, width in _WIDTHS
        if any(map(lower.__contains__, _HINTS[bits])) and width.search(lower)
    )


def width_said(words: str) -> int:
    """What the last word for a precision says; 0 if there is none."""
    found = [(match.end(), bits) for bits, width in _WIDTHS for match in width.finditer(words)]
    return max(found, default=(0, 0))[1]
