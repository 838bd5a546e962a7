"""How many values a Dropout layer sets to zero: „im Mittel 24 der 120 Neuronen“.

The second number is how many it gets, the first the rate's share of them, or what is left. Which of
several Dropout layers is meant is told by the second number, and by a word for its place.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import prod

from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.facts import Layer
from rechenprobe.late import late

_MEAN = late(r"\b(?:im (?:mittel|schnitt|durchschnitt)|durchschnittlich|on average)\b")
_GONE = late(
    r"\b(?:null|still|stumm|abgeschaltet|ab|aus|weg|gelöscht|löscht|streicht|verwirft|verworfen|entfern\w*|fallen"
    r"|fällt|deaktivier\w*|zero|drops?|dropped)\b"
)
_LEFT = late(r"\b(?:übrig|bleib\w*|aktiv|behält|behalten|erhalten|remain\w*|kept|left)\b")
_OF = late(
    r"[\s*_$]*(?:[a-zäöüß-]+[\s*_$]+){0,2}?"
    r"(?:der|von|von den|von insgesamt|aus|of|of the|out of)[\s*_$]+"
    r"(?:(?:insgesamt|ursprünglich|total)[\s*_$]+)?"
)
"""Between the share and the whole."""
_OF_THE = late(r"\b(?:von|aus|of)(?: (?:den|insgesamt|the))?[\s*_$]+$")
_RATE = late(r"\brate\b|\bwahrscheinlichkeit|probability")


def confirm_dropped(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if "dropout" not in passage.lower and not any(
            "dropout" in one.text.lower() for one in passage.above
        ):
            continue
        layers = tuple(one for one in passage.model.layers if "Dropout" in one.kind)
        told = False
        for saying in passage.sayings if layers else ():
            told = told or "dropout" in saying.lower or "dropout" not in passage.lower
            if told:
                _sentence(saying, layers)


def _sentence(saying: Saying, layers: tuple[Layer, ...]) -> None:
    for part, whole in _pairs(saying):
        if not saying.is_open(part) and not saying.is_open(whole):
            continue
        fitting = [
            layer for layer in layers if whole.value in _sizes(layer) and _rate(layer) is not None
        ]
        for layer in fitting:
            for share in _shares(saying, layer):
                if saying.agrees(part, share * whole.value, rounded=True) or (
                    part.is_count
                    and abs(share * whole.value - part.value) < 1
                    and share * whole.value >= _TELLING
                ):
                    fact, shown = _what(saying, layer, share, whole)
                    saying.confirm(part, fact, shown)
                    saying.confirm(whole, f"{layer.name}.input", f"so viele bekommt {layer.name}")
                    break
            else:
                continue
            break
        else:
            if fitting and saying.is_open(part) and _is_said(saying):
                share = next(iter(_shares(saying, fitting[0])))
                fact, shown = _what(saying, fitting[0], share, whole)
                saying.refute(part, fact, shown, share * whole.value)


_TELLING = 10
"""From here on „24 der 122“ may be cut or rounded either way."""


def _is_said(saying: Saying) -> bool:
    said = any(words.search(saying.lower) for words in (_MEAN, _GONE, _LEFT))
    return said and not saying.supposes


def _shares(saying: Saying, layer: Layer) -> tuple[Fraction, ...]:
    """What goes or what stays, as the sentence says it; both if it leaves that open."""
    rate = _rate(layer) or Fraction(0)
    gone, left = _GONE.search(saying.lower), _LEFT.search(saying.lower)
    if (gone is None) == (left is None):
        return rate, 1 - rate
    return (rate,) if gone else (1 - rate,)


def _what(saying: Saying, layer: Layer, share: Fraction, whole: Figure) -> tuple[str, str]:
    shown = f"{saying.number(share)} · {saying.number(whole.value)}"
    return f"{layer.name}.rate", f"{layer.name}: {shown}"


def _pairs(saying: Saying) -> Iterator[tuple[Figure, Figure]]:
    """A part and the whole that it is of."""
    counts = [
        one
        for one in saying.figures
        if one.value >= 1 and one.result and one.result.scale == 1
        if not one.statement.sides[0].unit
    ]
    wholes: set[int] = set()
    for position, one in enumerate(counts):
        behind = counts[position + 1 :]
        if behind and _OF.fullmatch(saying.lower[one.end : behind[0].start]):
            wholes.add(behind[0].start)
            if behind[0].value > one.value:
                yield one, behind[0]
        elif behind and one.start not in wholes and _OF_THE.search(saying.lower[: one.start]):
            last = behind[0]
            between = saying.lower[one.end : last.start]
            if last.value < one.value and not _RATE.search(between):
                yield last, one


def _rate(layer: Layer) -> Fraction | None:
    rate = layer.attributes.get("rate")
    return Fraction(repr(rate)) if isinstance(rate, (int, float)) else None


def _sizes(layer: Layer) -> set[int]:
    """How many values it gets: all of them, or its features."""
    shape = layer.input_shape
    if not shape or None in shape:
        return {shape[-1]} if shape and shape[-1] else set()
    axes = [axis or 1 for axis in shape]
    return {axes[-1], prod(axes)}
