"""Slips of the pen in what a model counts: „das macht 1.125.000 Parameter“ for 1.152.000.

After all other rules, and only of large counts: two digits swapped, or one that is another, of
exactly one value that the model, its layers or the parts named have. Of what the sentence names a
shorter number tells as well.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import prod

from rechenprobe.check.examples.counting import counted_in
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.numbers.slips import slip
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.check.words.vocabulary import Attribute, counted
from rechenprobe.facts import Layer
from rechenprobe.late import late

_PARAMS: tuple[Attribute, ...] = ("params", "weights", "unbiased", "trainable", "frozen")
_WORK: tuple[Attribute, ...] = ("macs", "flops")
_VALUES = late(r"[\s*_$]*(?:werte|zahlen|einträge|elemente|komponenten|values|entries|elements)\b")
_SMALLEST = 1000
_BESIDES = late(r"[\s*$]*(?:mit|ohne|with|without)\s+(?:ihnen|ihr|ihm|them|it)\b")
_LARGE = 10_000
"""From here on a number with two digits swapped is no other one."""
_HUGE = 100_000
"""From here on one with a single other digit is none."""


def find_slips(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if not passage.is_open:
            continue
        for saying in passage.sayings:
            for one in saying.figures:
                if _is_large(one) and saying.is_open(one):
                    _number(saying, one)


def _is_large(one: Figure) -> bool:
    work = one.statement.sides[0].unit in ("MACs", "FLOPs")
    whole = one.value.denominator == 1 and one.value >= _SMALLEST
    return whole and (work or one.is_count)


def _number(saying: Saying, one: Figure) -> None:
    names = _counted(saying, one)
    statement = one.statement
    if not names or statement.bound or statement.approximate or saying.supposes:
        return
    near = {value: layer for layer, value in _near(saying, names)}
    far = {value: layer for layer, value in _anywhere(saying, names)}
    if one.value in near or one.value in far or _stands_elsewhere(saying, one):
        return
    if any(one.value - value in far for value in far):
        return  # two layers together
    if _BESIDES.match(saying.lower, one.end):
        return  # „77.904 ohne die transponierten Faltungen und 101.016 mit ihnen“
    meant = {value: near[value] for value in near if _is_slip(one, value, near=True)}
    meant = meant or {value: far[value] for value in far if _is_slip(one, value, near=False)}
    if len(meant) != 1:
        return
    ((value, whose),) = meant.items()
    saying.refute(one, f"{whose}.{names[0]}", f"so viel hat {whose}", value)


def _counted(saying: Saying, one: Figure) -> tuple[Attribute, ...]:
    """What it counts, as the words behind it, the sentence or the one before say."""
    if _VALUES.match(saying.lower, one.end):
        return ("output",)
    said = counted(one.statement.noun) or counted(one.statement.sides[0].unit)
    if said:
        return _PARAMS if said[0] in _PARAMS else _WORK if said[0] in _WORK else ()
    if one.statement.noun[:1].isupper():
        return ()
    for sentence in (saying, saying.earlier):
        params, work = counted_in(sentence.text) if sentence else (False, False)
        if params != work:
            return _PARAMS if params else _WORK
    return ()


def _is_slip(one: Figure, true: Fraction, *, near: bool) -> bool:
    if one.reading is None or true < _SMALLEST:
        return False
    how = slip(true, one.reading)
    if "Zahlendreher" in how:
        return near or true >= _LARGE
    return "vertippt" in how and (true >= _HUGE or (near and true >= _LARGE))


def _near(saying: Saying, names: tuple[Attribute, ...]) -> Iterator[tuple[str, Fraction]]:
    """Values of the layers and parts that the sentence or the one before names."""
    layers = {layer.name: layer for one in saying.spoken for layer in one.layers}
    layers |= {layer.name: layer for layer in (saying.earlier.about if saying.earlier else ())}
    yield from _of(layers.values(), names)
    for part in saying.ledger.page.parts(saying.model).named(saying.text):
        for some in part.possible:
            own = {layer.name: layer for layer in some}.values()
            found = [dict(_of((layer,), names[:1])).get(layer.name) for layer in own]
            total = sum((value for value in found if value is not None), Fraction(0))
            yield f"{some[0].name} … {some[-1].name}", total


def _anywhere(saying: Saying, names: tuple[Attribute, ...]) -> Iterator[tuple[str, Fraction]]:
    for model in saying.ledger.page.models:
        yield from _of((whole(model), *model.layers), names)


def _of(layers: Iterable[Layer], names: tuple[Attribute, ...]) -> Iterator[tuple[str, Fraction]]:
    for layer in layers:
        for name in names:
            if (found := expectation(layer, name)) is None:
                continue
            if name == "output":
                yield layer.name, Fraction(prod(map(int, found.forms[0])))
            else:
                yield from ((layer.name, Fraction(form[0])) for form in found.forms)


def _stands_elsewhere(saying: Saying, one: Figure) -> bool:
    return saying.ledger.has_confirmed(one.value)
