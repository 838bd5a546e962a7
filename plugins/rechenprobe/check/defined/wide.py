"""What a sentence says of numbers in the one before it: „… 8 MACs. … so sind das 16 FLOPs“."""

from fractions import Fraction

from rechenprobe.check.defined.form import N, form
from rechenprobe.check.defined.values import Values

_P = r"#(\d+)"
_G = r"[^#%]{0,60}?"
_FAR = r"[^#%]{0,140}?"


def _of_union(_: object, overlap: Fraction, union: Fraction) -> Values:
    if 0 <= overlap <= union:
        yield overlap / union, "der Schnitt durch die Vereinigung"


def _of_areas(_: object, one: Fraction, two: Fraction, overlap: Fraction) -> Values:
    if 0 <= overlap <= min(one, two):
        yield overlap / (one + two - overlap), "der Schnitt durch die Vereinigung"


def _operations(_: object, macs: Fraction) -> Values:
    yield 2 * macs, "zwei Rechnungen je MAC"
    yield macs, "die Zahl der MACs"


def _in_all(_: object, many: Fraction, each: Fraction) -> Values:
    yield many * each, "so viele mal so viele"


WIDE = (
    form(
        rf"(?:schnitt|überlapp|overlap|intersect)\w*{_FAR} {_P}{_FAR}(?:vereinigung|union)\w*{_G}"
        rf" {_P}[^#%.]{{0,20}}?\biou\b{_G} {N}",
        _of_union,
        "iou",
    ),
    form(
        rf"(?:flächen?|areas?)(?: von| of)? {_P} (?:und|and) {_P}[^#%.]{{0,40}}?(?:schnitt|überlapp"
        rf"|overlap|intersect)\w*{_G} {_P}(?!{_FAR}#\d+{_FAR}\biou\b){_FAR}\biou\b{_G} {N}",
        _of_areas,
        "iou",
    ),
    form(
        rf"{_P} macs?\b(?![^#%]*(?:schicht|layer|netz|insgesamt|zusammen))[^#%]{{0,140}}?"
        rf"(?:zähl|count|doppelt|twice|also|das sind|oder|or|i\.e\.)[^#%]{{0,90}}? {_P} flops?\b",
        _operations,
        "flop",
    ),
    form(
        rf"{_P} (?:epochen|epochs)\b[^#%]{{0,40}}?\b(?:je|pro|per|each|one) (?:epoche|epoch)"
        rf"[^#%]{{0,30}}? {_P} (?:schritte?|steps|updates|iterationen|iterations)\b[^#%]{{0,20}}?"
        rf"\b(?:insgesamt|zusammen|in total|altogether)\b[^#%]{{0,20}}? {_P}",
        _in_all,
        *("epoche", "epoch"),
    ),
)
