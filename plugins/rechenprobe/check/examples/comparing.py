"""A statement's result beside what the model says: does it hold, what is true, what to write."""

import re
from fractions import Fraction
from math import prod

from rechenprobe.check.examples.context import Context
from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.ledger import Truth
from rechenprobe.check.numbers.likeness import mistakable
from rechenprobe.check.numbers.rewriting import repair_factors, repair_result
from rechenprobe.check.numbers.rounding import plain_number, result_of, tolerance, within
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import like
from rechenprobe.check.page import Page
from rechenprobe.check.words.vocabulary import Attribute, attribute
from rechenprobe.claims import Notation, Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late
from rechenprobe.report import Repair

_ONE_STEP = late(
    r"\b(?:je|pro|per|jeder|jeden|einen|each|every|one) (?:einzelne\w* )?"
    r"(?:\w*(?:zeit)?schritt|token|position|(?:time)? ?step)\b",
    re.IGNORECASE,
)
_ACROSS: frozenset[Attribute] = frozenset(
    {"input", "output", "input_channels", "output_channels", "kernel"}
)
_STEPS = ("schritt", "token", "position", "step")
_CLAUSE_END = late(r"[,;:.!?](?=\s)|\n\s*(?:\n|[-*+]\s)")
_BEFORE = 80
"""Characters before a number in which its clause is looked for."""
_LARGE = 100
"""Smaller counts are several layers' by chance."""


def accepts(expected: Expectation, statement: Statement, how: Notation, context: Context) -> bool:
    """Whether the statement's last side, read in that notation, is what is expected."""
    side = statement.sides[-1]
    factors = context.factors(side, how)
    if factors is None or not comparable(expected, statement):
        return False
    plain = plain_number(side.expr)
    reading = None if plain is None else context.numbers[plain].reading(how)
    if plain is not None and expected.attribute != "rate":
        reading = context.numbers[plain].counting(how)
        if reading is None:
            return False
    if reading is None:
        text = context.ledger.lecture.text(side.span)
        product = "·" in text and "×" not in text  # „784 Ausgänge (7 · 7 · 16)“ is no shape
        return expected.accepts(factors) or (
            product and expected.accepts((Fraction(prod(factors)),))
        )
    if statement.bound:
        one = expected.form(1)
        # „ein Filter über 16 Kanäle“ goes across them
        across = statement.bound == "above" and expected.attribute in _ACROSS and factors == one
        return across or (len(one) == 1 and within(Fraction(one[0]), reading, statement.bound))
    return expected.accepts(factors, tolerance(reading, approximate=statement.approximate))


def comparable(expected: Expectation, statement: Statement) -> bool:
    """Whether the two are of one sort: a percentage is a share of a count, not the count."""
    result = result_of(statement.sides[-1].expr)
    return result is None or result.scale == 1 or expected.attribute == "rate"


def is_mistakable(
    expected: Expectation, statement: Statement, how: Notation, context: Context
) -> bool:
    """Whether who writes the plain numbers of the last side may have meant that."""
    found = [context.numbers[index].reading(how) for index in statement.numbers]
    written = [one for one in found if one is not None]
    if statement.relations or len(written) < len(found):
        return True
    form = tuple(map(Fraction, expected.form(len(written))))
    scale = Fraction(getattr(result_of(statement.sides[-1].expr), "scale", 1))
    form = tuple(one / scale for one in form)
    return mistakable(written, form, context.ledger.page.counts)


def in_bytes(statement: Statement) -> bool:
    """Whether it measures memory: then it is no count and no shape, whatever its words name."""
    unit = unit_of(statement.sides[-1].unit)
    return unit is not None and unit.dimension == "bit"


def is_for_one_step(statement: Statement, source: str) -> bool:
    """„je Schritt 98.304 MACs“, „98.304 MACs pro Token“: not for all of the sequence."""
    start = statement.span.start
    before = source[max(0, start - _BEFORE) : start]
    if not any(
        one in words for words in (before.lower(), statement.noun.lower()) for one in _STEPS
    ):
        return False
    clause = _CLAUSE_END.split(before)[-1]
    return any(map(_ONE_STEP.search, (clause, statement.noun)))


def is_amount(statement: Statement, named: tuple[Attribute, ...], context: Context) -> bool:
    """Whether a calculation below „Speicherbedarf“ gives the memory of what its label names.

    „Gewichte: 34.944 · 16 / 8“ is their memory, not their number; „Ausgabe: 55 · 55 · 96“ its size.
    """
    if not {"params", "weights"}.isdisjoint(named):
        return True
    size = expectation(context.layer, "output") if context.layer and "output" in named else None
    hows: tuple[Notation, ...] = ("german", "english")
    return size is not None and not any(accepts(size, statement, how, context) for how in hows)


def true_of(expected: Expectation, statement: Statement, how: Notation, context: Context) -> Truth:
    """What should stand there, written as the author wrote it."""
    side = statement.sides[-1]
    plain = plain_number(side.expr)
    if plain is not None and context.numbers[plain].counting(how) is None:
        how = "english" if how == "german" else "german"
    factors = context.factors(side, how) or ()
    fitting = expected.form(len(factors))
    if len(fitting) == 1:
        value, grouping = Fraction(fitting[0]), context.grouping
        rounded = statement.approximate
        true = like(side, context.numbers, how, value, grouping, rounded=rounded)
        if statement.bound:  # „über 38 Mio.“ is not mended by 38 Mio.
            true = context.number(value)
    else:
        true = expected.true(len(factors), context.grouping)
    return Truth(expected.fact, true, expected.explain(context.grouping))


def repairs_of(
    expected: Expectation, statement: Statement, how: Notation, context: Context
) -> tuple[Repair, ...]:
    """Edits that make the last side right; none where only the author can tell."""
    side, lecture = statement.sides[-1], context.ledger.lecture
    factors = context.factors(side, how) or ()
    form = expected.form(len(factors))
    if statement.bound or len(form) != len(factors):
        return ()
    if len(form) == 1:
        return repair_result(statement, side, lecture, how, Fraction(form[0]))
    return repair_factors(statement, side, lecture, how, form)


def namesake(
    expected: Expectation,
    statement: Statement,
    how: Notation,
    context: Context,
    beside: tuple[Layer, ...],
) -> str:
    """The only other layer of its kind that has what is written: the author may have meant it.

    Said where no small number is one by chance; otherwise empty.
    """
    if len(expected.form(1)) != 1 or expected.form(1)[0] < _LARGE:
        return ""
    alike = [one for one in beside if one.kind == expected.layer.kind and one.first_use]
    values = [expectation(one, expected.attribute) for one in alike]
    fitting = [
        (position, one.layer)
        for position, one in enumerate(values, 1)
        if one is not None and accepts(one, statement, how, context)
    ]
    if len(fitting) != 1:
        return ""
    ((position, layer),) = fitting
    written = context.ledger.lecture.text(statement.sides[-1].span).strip("$ ")
    return f"; {written} ist der Wert von {layer.name} ({layer.kind} Nummer {position})"


def is_of_whole(statement: Statement, name: str, model: Model, page: Page) -> bool:
    """Whether it counts all of a model that is called after a kind of its layers, „LSTM“."""
    about, plain = attribute(statement.label), plain_number(statement.sides[-1].expr)
    if plain is None or about not in ("params", "macs", "flops"):
        return False
    if page.reference(name, model, single=False):
        return False
    reading, expected = page.lecture.numbers[plain].german, expectation(whole(model), about)
    return bool(reading and expected and expected.accepts((reading.value,)))
