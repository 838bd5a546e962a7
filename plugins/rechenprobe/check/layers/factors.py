"""Factors count, too: a right product of wrong factors is wrong.

What a calculation about a layer may be made of: the numbers in the layer's
derivation, everything that can be calculated from them on the way (363 and
364 on the way from 96 · (11 · 11 · 3 + 1) to 34 944), and the constants of units.
Anything else in a calculation with the right result is a stranger.
"""

from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import TypeAlias

from rechenprobe.check.numbers.memory import MemoryFact
from rechenprobe.check.numbers.units import CONVERSIONS, UNITS
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.expression import Call, NotEvaluable, Symbol, evaluate, walk
from rechenprobe.facts import Layer

Exact: TypeAlias = Fraction | int
Known: TypeAlias = frozenset[Exact] | None
"""None if there are too many ways to calculate it."""

_BITS_OF_UNITS = frozenset(
    int(factor) for unit in UNITS.values() if unit.dimension == "bit" for factor in unit.factors
)
_MOST = 9
"""Factors of which all products are formed: 2⁹ of them."""


class Factors:
    """Remembers what has been worked out; one for a check."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, Attribute], frozenset[Exact] | None] = {}

    def of(self, layer: Layer, about: Attribute, before: tuple[Layer, ...]) -> Known:
        """As `known_factors`."""
        key = (id(layer), about)
        if key not in self._known:
            self._known[key] = known_factors(layer, about, before)
        return self._known[key]

    def of_memory(self, layer: Layer, fact: MemoryFact, before: tuple[Layer, ...]) -> Known:
        """As `memory_factors`."""
        own = self.of(layer, "params", before) if fact.batch is None else frozenset[Exact]()
        return None if own is None else own | memory_factors(layer, fact)


def known_factors(layer: Layer, about: Attribute, before: Iterable[Layer] = ()) -> Known:
    """Every number with which one may calculate an attribute of this layer.

    `before` are the layers whose outputs it takes: what is flattened into a
    dense layer is often written as 6 · 6 · 256. None if there are too many
    ways to calculate it.
    """
    if not layer.derivations:
        return None  # the whole model: its total may be made of anything
    quantity = {
        **dict.fromkeys(("memory", "weights", "unbiased", "trainable"), "params"),
        "flops": "macs",
    }.get(about, about)
    found = _of_derivation(layer, quantity)
    if found is None:
        return None
    found |= _of_settings(layer)
    for other in before:
        found |= _products([axis for axis in other.output_shape if axis])
        found |= _products([axis for axis in other.input_shape if axis])
    if about in ("output", "input", "activations"):
        found |= _of_window(layer)
    if about in ("flops", "macs", "activations"):
        found |= _products([axis for axis in layer.output_shape if axis])
    if about == "flops":
        found |= {2 * value for value in found}
    return frozenset(found)


def own_numbers(layer: Layer, before: Iterable[Layer] = ()) -> frozenset[Exact]:
    """The numbers that a layer's calculations begin with: settings, channels, sizes."""
    found = _of_settings(layer)
    for derivation in layer.derivations.values():
        for part in derivation.parts:
            for node in walk(part.expr):
                if not isinstance(node, Call):
                    with suppress(NotEvaluable):
                        found.add(_plain(evaluate(node)))
    for other in before:
        found |= {axis for axis in other.output_shape if axis}
    return frozenset(value for value in found if value > 1)


def has_a_one(layer: Layer, before: Iterable[Layer] = ()) -> bool:
    """Whether 1 is a factor of its parameters: a channel, a window of 1 × 1; not that of a bias."""
    shapes = [*layer.input_shapes]
    for other in before:
        shapes += [other.input_shape, other.output_shape]
    derivation = layer.derivations.get("params")
    parts = derivation.parts if derivation else ()
    return any(1 in shape for shape in shapes) or any(
        isinstance(factor, Symbol) and factor.value == 1
        for part in parts
        for node in walk(part.expr)
        if isinstance(node, Call) and node.op == "*"
        for factor in node.args
    )


def memory_factors(layer: Layer, fact: MemoryFact) -> frozenset[Exact]:
    """What an amount of memory adds: precision, batch size, output, units (2¹⁰, 10³, too)."""
    found = {*CONVERSIONS["bit"], 2, 3, 10, fact.bits, Fraction(fact.bits, 8), *_amounts(fact)}
    if fact.batch is not None:
        found |= _products([fact.batch, *(axis or 1 for axis in layer.output_shape)])
    return frozenset(found)


def _amounts(fact: MemoryFact) -> set[Exact]:
    """The amount itself in all units: a step on the way to the last one."""
    return {_plain(Fraction(fact.total, factor)) for factor in _BITS_OF_UNITS}


def _of_derivation(layer: Layer, quantity: str) -> set[Exact] | None:
    """Atoms of the formula, the values of its parts, products and partial sums of both."""
    derivation = next((d for name, d in layer.derivations.items() if name == quantity), None)
    found: set[Exact] = set()
    for part in derivation.parts if derivation else ():
        atoms: list[Exact] = []
        for node in walk(part.expr):
            try:
                value = _plain(evaluate(node))
            except NotEvaluable:
                continue
            found.add(value)
            if not isinstance(node, Call):
                atoms.append(value)
            elif node.op == "+":
                found |= _sums(node)
            elif node.op == "*" and len(node.args) <= _MOST:
                with suppress(NotEvaluable):  # 4 · 128 · (64 + 128), done for 200 steps
                    found |= _products(_plain(evaluate(arg)) for arg in node.args)
        if len(atoms) > _MOST:
            return None
        found |= _products(atoms)
    return found


def _plain(value: Fraction) -> Exact:
    """Whole numbers as such: there are many, and they are quicker."""
    return value.numerator if value.denominator == 1 else value


def _sums(node: Call) -> set[Exact]:
    try:
        terms = [_plain(evaluate(arg)) for arg in node.args[:_MOST]]
    except NotEvaluable:
        return set()
    return {sum(some) for size in range(2, len(terms)) for some in combinations(terms, size)}


def _of_settings(layer: Layer) -> set[Exact]:
    """Kernel, stride, filters, units …: whole numbers of the layer's own settings."""
    found: set[Exact] = {Fraction(1)}
    for value in layer.attributes.values():
        axes = value if isinstance(value, tuple) else (value,)
        for axis in axes:
            if isinstance(axis, (int, float)) and not isinstance(axis, bool):
                found.add(Fraction(repr(axis)))
    return found


def _of_window(layer: Layer) -> set[Exact]:
    """(n + 2p − f) / s + 1 and everything on the way, for each axis."""
    found = {Fraction(2), Fraction(0), *_products([axis for axis in layer.output_shape if axis])}
    found |= _products([axis for axis in layer.input_shape if axis])
    sizes = layer.attributes.get("kernel_size", layer.attributes.get("pool_size"))
    strides = layer.attributes.get("strides")
    pads = layer.attributes.get("pad_total")
    for axis, size in enumerate(layer.input_shape[:-1]):
        n, f, s = Fraction(size or 1), _axis(sizes, axis, 1), _axis(strides, axis, 1)
        total = _axis(pads, axis, 0)
        found |= {total, total / 2, n + total, n + total / 2, f - 1, n - 1, n - f, n - f + total}
        found |= {n + total - f + s, (n - f + total) / s, (n + total) / s, n / s, f - s}
    return found


def _axis(setting: object, axis: int, default: int) -> Fraction:
    if isinstance(setting, int):
        return Fraction(setting)
    if isinstance(setting, tuple) and axis < len(setting) and isinstance(setting[axis], int):
        return Fraction(setting[axis])
    return Fraction(default)


def _products(numbers: Iterable[Exact]) -> set[Exact]:
    some = list(numbers)[:_MOST]
    return {prod(chosen) for size in range(1, len(some) + 1) for chosen in combinations(some, size)}
