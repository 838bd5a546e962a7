"""What goes wrong when students calculate: a formula with one piece altered, and what to tell them.

A derivation is a tree whose symbols say what they mean. Leaving one of them out (1 in a product,
0 in a sum) gives the answer of whoever forgot it.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from rechenprobe.answers import BYTES, LARGEST, Answer, Source
from rechenprobe.expression import Call, Expr, NotEvaluable, Num, Symbol, evaluate
from rechenprobe.facts import Layer

MOST = 16
"""Mistakes that an exercise knows."""

_MEANINGS = (
    (r"Bias.*", "Es fehlt der Bias: Zu den Gewichten kommt je Filter oder Neuron noch einer."),
    (
        r"Eingabekanäle",
        "Die Kanäle der Eingabe fehlen: Ein Filter hat eigene Gewichte für jeden von ihnen.",
    ),
    (r"Filter", "Das gilt für einen einzigen Filter; die Schicht hat mehrere."),
    (r"\w+ des (Filters|Fensters)", "Ein Filter ist f breit und f hoch: Beides zählt."),
    (r"(Höhe|Breite|Tiefe) der Ausgabe", "Gerechnet wird an jeder Stelle der Ausgabe."),
    (r"Einheiten", "Das gilt für ein einziges Neuron; die Schicht hat mehrere."),
    (r"Eingabemerkmale", "Jedes Neuron hat ein Gewicht für jeden Eingang."),
    (r"Tore.*", "Die Tore fehlen: Jedes hat seine eigenen Gewichte."),
)
"""What a symbol means → what to say to who left it out."""

_EXTENTS = (
    (r"\w+ des (Filters|Fensters)", "Die Größe des Filters wird von der Eingabe abgezogen."),
    (r"Schrittweite", "Die Schrittweite fehlt: Der Filter springt, statt jede Stelle zu besuchen."),
)
"""The same for an extent of an output."""


class Wrong(Struct, frozen=True):
    """A wrong answer that is recognised."""

    values: tuple[Fraction, ...]
    """In the unit of the exercise; one per axis for a shape."""
    hint: str


def mistakes(answer: Answer, unit: str) -> tuple[Wrong, ...]:
    """The typical wrong answers, each value once, none of them right; the likeliest first.

    `unit` is what the exercise asks for.
    """
    found: dict[tuple[Fraction, ...], str] = {}
    for value, hint in _all(answer, unit):
        if 0 < value < LARGEST and (value,) != answer.values:
            found.setdefault((value,), hint)
    return tuple(Wrong(value, hint) for value, hint in list(found.items())[:MOST])


def _all(answer: Answer, unit: str) -> Iterator[tuple[Fraction, str]]:
    if len(answer.values) != 1:
        return
    if answer.formula is not None:
        for altered, hint in _altered(answer.formula, answer.source):
            try:
                yield evaluate(altered) / answer.size, hint
            except NotEvaluable:
                continue
    yield from _wrong_unit(answer, unit)


def _altered(formula: Expr, source: Source | None) -> Iterator[tuple[Expr, str]]:
    if source is not None and source.quantity == "params":
        yield from _wrong_channels(formula, source)
    extent = source is not None and source.quantity == "output"
    yield from _without_a_symbol(formula, _EXTENTS if extent else _MEANINGS)
    if source is None:
        yield from _without_an_operand(formula)
        return
    layer = source.layer
    match source.quantity:
        case "params":
            yield from _single_bias(formula)
            yield from _at_each_position(formula, layer)
        case "macs":
            yield (
                Call("*", (formula, Num(2))),
                "Ein MAC ist eine Multiplikation samt Addition; verdoppelt sind es FLOPs.",
            )
            outputs = [axis for axis in layer.output_shape if axis]
            bias = Call("*", tuple(map(Num, outputs)))
            yield Call("+", (formula, bias)), "Die Addition des Bias zählt bei den MACs nicht mit."
        case "output":
            yield from _wrong_extent(formula, layer)


def _without_a_symbol(
    formula: Expr, hints_of: tuple[tuple[str, str], ...]
) -> Iterator[tuple[Expr, str]]:
    """Each symbol forgotten in turn."""
    for node in dict.fromkeys(_symbols(formula)):
        if node.meaning:
            hints = (hint for pattern, hint in hints_of if re.fullmatch(pattern, node.meaning))
            other = f"Haben Sie an alles gedacht, auch an „{node.meaning}“?"
            yield _left_out(formula, node), next(hints, other)


def _without_an_operand(formula: Expr) -> Iterator[tuple[Expr, str]]:
    """A calculation in plain numbers: each summand and factor forgotten in turn."""
    for path, node in _nodes(formula):
        if isinstance(node, Call) and node.op in ("+", "*") and len(node.args) > 1:
            for index, operand in enumerate(node.args):
                if isinstance(operand, Num):
                    rest = node.args[:index] + node.args[index + 1 :]
                    less = rest[0] if len(rest) == 1 else Call(node.op, rest)
                    kind = "Summand" if node.op == "+" else "Faktor"
                    yield _put(formula, path, less), f"Es fehlt wohl ein {kind}: {operand.value}."


def _wrong_channels(formula: Expr, source: Source) -> Iterator[tuple[Expr, str]]:
    """The channels of the picture in place of those that the layer before gives."""
    first = source.model.layers[0].input_shape
    for node in _symbols(formula):
        if node.meaning == "Eingabekanäle" and first and first[-1] and first[-1] != node.value:
            other = Symbol(node.latex, first[-1], node.meaning)
            hint = (
                f"So viele Kanäle ({first[-1]}) hat das Bild. Diese Schicht bekommt die Ausgabe"
                " der Schichten vor ihr."
            )
            yield _replaced(formula, node, other), hint


def _single_bias(formula: Expr) -> Iterator[tuple[Expr, str]]:
    """`F · (weights) + 1` instead of `F · (weights + 1)`."""
    for node in _symbols(formula):
        if node.meaning == "Bias" and node.value == 1:
            less = _left_out(formula, node)
            hint = "Einen Bias gibt es je Filter oder Neuron, nicht einen für die ganze Schicht."
            yield Call("+", (less, Num(1))), hint
            return


def _at_each_position(formula: Expr, layer: Layer) -> Iterator[tuple[Expr, str]]:
    positions = [axis for axis in layer.output_shape[:-1] if axis]
    if positions:
        hint = "Die Gewichte gelten an jeder Stelle der Ausgabe gemeinsam: Sie zählen nur einmal."
        yield Call("*", (formula, *map(Num, positions))), hint


def _wrong_extent(formula: Expr, layer: Layer) -> Iterator[tuple[Expr, str]]:
    """One too few, padding for none and none for padding, rounded up."""
    if isinstance(formula, Call) and formula.op == "+" and formula.args[-1] == Num(1):
        inner = formula.args[0]
        yield inner, "Es fehlt das + 1: Auch die Stelle, an der der Filter beginnt, zählt."
        if isinstance(inner, Call) and inner.op == "floor":
            raised = Call("+", (Call("ceil", inner.args), Num(1)))
            yield raised, "Hier wird abgerundet: Ein Filter, der nicht mehr ganz passt, fällt weg."
    size, stride = layer.input_shape[:1], _first(layer.attributes.get("strides"))
    width = _first(layer.attributes.get("kernel_size") or layer.attributes.get("pool_size"))
    if not size or size[0] is None or not stride or not width:
        return
    fits = Call("floor", (Call("/", (Num(size[0] - width), Num(stride))),))
    if layer.attributes.get("padding") == "same":
        hint = "So groß wäre die Ausgabe ohne Padding; hier wird aufgefüllt."
        yield Call("+", (fits, Num(1))), hint
    else:
        hint = "So groß wäre die Ausgabe mit Padding „same“; hier wird nicht aufgefüllt."
        yield Call("ceil", (Call("/", (Num(size[0]), Num(stride))),)), hint
    whole = evaluate(formula)
    yield Num(int(whole) + 1), "Um eins zu groß: Setzen Sie noch einmal in die Formel ein."
    yield Num(int(whole) - 1), "Um eins zu klein: Setzen Sie noch einmal in die Formel ein."


def _first(attribute: object) -> int | None:
    value = attribute[0] if isinstance(attribute, tuple) and attribute else attribute
    return value if isinstance(value, int) else None


def _wrong_unit(answer: Answer, unit: str) -> Iterator[tuple[Fraction, str]]:
    """Bits for bytes, 1024 for 1000, bytes for kilobytes, parts for per cent."""
    value, size = answer.values[0], answer.size
    if unit == "%":
        yield value * size, "Das ist der Anteil; gefragt ist er in Prozent."
        return
    if unit not in BYTES:
        return
    base = value * size
    if size != 1:
        power = next(e for e in range(1, 5) if size in (1000**e, 1024**e))
        binary = size == 1024**power
        other = Fraction(1000 if binary else 1024) ** power
        step = f"{1024 if binary else 1000}{' ²³⁴'[power - 1].strip()}"
        yield base / other, f"1 {unit} sind {step} Byte."
        yield base, "Das ist die Zahl der Byte; gefragt ist eine größere Einheit."
        yield value * 1000, "Ein Faktor 1000 ist zu viel: Welche Einheit ist gefragt?"
        yield value / 1000, "Es fehlt ein Faktor 1000: Welche Einheit ist gefragt?"
    yield value * 8, "Das sind Bit: Acht Bit sind ein Byte."
    yield value / 8, "Durch 8 wird nur geteilt, was in Bit gezählt ist."
    yield value * 2, "Das ist das Doppelte: Wie viele Byte hat eine Zahl hier?"
    yield value / 2, "Das ist die Hälfte: Wie viele Byte hat eine Zahl hier?"


def _symbols(expr: Expr) -> Iterator[Symbol]:
    for _, node in _nodes(expr):
        if isinstance(node, Symbol):
            yield node


def _nodes(expr: Expr, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Expr]]:
    """Every part of the tree with the way to it: which operand, and of that which."""
    yield path, expr
    if isinstance(expr, Call):
        for index, argument in enumerate(expr.args):
            yield from _nodes(argument, (*path, index))


def _put(expr: Expr, path: tuple[int, ...], new: Expr) -> Expr:
    if not path or not isinstance(expr, Call):
        return new
    index = path[0]
    inner = _put(expr.args[index], path[1:], new)
    return Call(expr.op, (*expr.args[:index], inner, *expr.args[index + 1 :]))


def _replaced(expr: Expr, old: Symbol, new: Expr) -> Expr:
    if expr == old:
        return new
    if isinstance(expr, Call):
        return Call(expr.op, tuple(_replaced(argument, old, new) for argument in expr.args))
    return expr


def _left_out(expr: Expr, symbol: Symbol) -> Expr:
    """The tree without a symbol: 0 where it was added, 1 where it was multiplied."""
    if not isinstance(expr, Call):
        return expr
    neutral = Num(0 if expr.op in ("+", "-") else 1)
    return Call(
        expr.op,
        tuple(neutral if one == symbol else _left_out(one, symbol) for one in expr.args),
    )
