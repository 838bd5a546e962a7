"""„`dense`: 9216 → 4096“: what a layer takes and gives; and whether a list fits a layer at all."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rechenprobe.check.layers.expectations import expectation, laid_out
from rechenprobe.check.layers.scopes import Binding
from rechenprobe.check.numbers.rounding import plain_number, tolerance
from rechenprobe.check.words.vocabulary import Attribute, attribute, attributes, counted
from rechenprobe.claims import Item, Notation, Number, Statement
from rechenprobe.expression import Call, Expr, Written
from rechenprobe.facts import Layer
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_ARROW = late(r"[\s$]*(?:→|->|=>|⇒|\\(?:to|rightarrow|Rightarrow)\b)[\s$]*")
_FLOW = late(
    r"[`*]*[^\W\d][\w/]*[`*]*\s*:[\s\d×x·(),.$]+(?:(?:→|->|=>)[\s\d×x·(),.$]+)+(?:[^\W\d]+\.?)?"
)
_HOWS: tuple[Notation, ...] = ("german", "english")


def is_flow(item: Item) -> bool:
    """„`dense`: 784 → 256“ as a paragraph of its own."""
    return item.kind == "paragraph" and _FLOW.fullmatch(item.text) is not None


def flows(
    lecture: Lecture, item: Item, layer: Layer, before: tuple[Layer, ...]
) -> dict[int, tuple[str, Binding]]:
    """For statements between arrows: the label that each has, and how surely.

    Arrows lead to anything, from one setting to the next, too. Only if one end is the layer's
    own, the other has to be; what stands between two arrows is a step on the way.
    """
    found: dict[int, tuple[str, Binding]] = {}
    for chain in _chains(lecture, item):
        statements = [lecture.statements[index] for index in chain]
        if not all(_is_size(one, lecture.numbers) for one in statements):
            continue
        noun = statements[-1].noun
        if any(one.noun for one in statements[:-1]) or (noun and not counted(noun)):
            continue
        first, last = statements[0], statements[-1]
        named = counted(noun) or ("output",)
        fits = states(first, "input", layer, lecture.numbers, before) or any(
            states(last, name, layer, lecture.numbers) for name in named
        )
        found[chain[0]] = ("Eingabe", "said" if fits else "loose")
        found |= dict.fromkeys(chain[1:-1], ("Eingabe", "loose"))
        if not noun:
            found[chain[-1]] = ("Ausgabe", "said" if fits else "loose")
    return found


def _chains(lecture: Lecture, item: Item) -> Iterator[list[int]]:
    """Statements of an item with nothing but arrows between them, two and more."""
    chain = list(item.statements[:1])
    for old, new in pairwise(item.statements):
        one, other = lecture.statements[old], lecture.statements[new]
        if _ARROW.fullmatch(lecture.source[one.span.end : other.span.start]):
            chain.append(new)
            continue
        if len(chain) > 1:
            yield chain
        chain = [new]
    if len(chain) > 1:
        yield chain


def _is_size(statement: Statement, numbers: Sequence[Number]) -> bool:
    """Whether it is a shape or a whole number without a unit or a word that says what it is."""
    if statement.relations or attribute(statement.label) or statement.sides[-1].unit:
        return False
    if statement.shape:
        return True
    expr = statement.sides[-1].expr
    reading = numbers[expr.number].german if isinstance(expr, Written) else None
    return reading is not None and reading.value.denominator == 1


def states(
    statement: Statement,
    name: Attribute,
    layer: Layer,
    numbers: Sequence[Number],
    before: tuple[Layer, ...] = (),
) -> bool:
    """Whether a shape or number is the layer's attribute, in one of the notations."""
    possible = [expectation(layer, name)]
    if name == "input" and statement.shape:
        possible.append(laid_out(layer, before))
    expr = statement.sides[-1].expr
    parts: tuple[Expr, ...] = expr.args if isinstance(expr, Call) and expr.op == "*" else (expr,)
    plain = [plain_number(part) for part in parts]
    for how in _HOWS:
        readings = [None if index is None else numbers[index].counting(how) for index in plain]
        known = [reading for reading in readings if reading is not None]
        if len(known) < len(readings):
            continue
        values = tuple(reading.value for reading in known)
        within = tolerance(known[0], approximate=statement.approximate)
        if any(one is not None and one.accepts(values, within) for one in possible):
            return True
    return False


def is_of(row: Sequence[tuple[Statement, str]], layer: Layer, numbers: Sequence[Number]) -> bool:
    """Whether a row of labelled values is the layer's: one fits, and at most one does not.

    „What if the stride were 2“ has other results, too.
    """
    right = [
        any(states(one, name, layer, numbers) for name in names)
        for one, names in ((one, attributes(label)) for one, label in row)
        if any(expectation(layer, name) for name in names)
    ]
    return any(right) and right.count(False) <= 1
