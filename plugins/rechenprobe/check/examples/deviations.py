"""How a statement about a layer may deviate from it, and whether it is meant to be the layer's."""

from collections.abc import Iterable
from fractions import Fraction

from rechenprobe.check.equations.arithmetic import Judgement
from rechenprobe.check.examples.context import Context, calculated_numbers, calculates
from rechenprobe.check.layers.exchanges import is_one_exchange_away
from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.layers.factors import Known, has_a_one, own_numbers
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Notation, Number, Statement
from rechenprobe.expression import Call, Written, has_operation, walk
from rechenprobe.facts import Layer

_SEVERAL = 3
"""Factors; `1 · 32` may be the biases."""
_LARGE = 1000
_ADDED: frozenset[Attribute] = frozenset({"params", "weights", "macs", "flops"})
_NEAR = Fraction(1, 4)
"""Of the true value: nearer, nothing else can be meant."""


def strangers(statement: Statement, how: Notation, known: Known, context: Context) -> list[Number]:
    """Numbers of a calculation that mean nothing for the layer; `known` are those that do."""
    if known is None or not statement.relations:
        return []
    numbers = [context.numbers[index] for index in calculated_numbers(statement)]
    values = [(one, abs(it.value)) for one in numbers if (it := one.reading(how)) is not None]
    unknown = [(one, value) for one, value in values if value not in known]
    return [one for one, value in unknown if value not in context.symbols.values()]


def needless_ones(
    statement: Statement, how: Notation, before: tuple[Layer, ...], context: Context
) -> list[Number]:
    """Ones among several factors of a layer that has none: `4 · 1 · 64` for a window of 2 × 2."""
    if context.layer is None or not context.layer.derivations or has_a_one(context.layer, before):
        return []
    factors = (
        factor
        for side in statement.sides
        if side.complete
        for node in walk(side.expr)
        if isinstance(node, Call) and node.op == "*" and len(node.args) >= _SEVERAL
        for factor in node.args
    )
    numbers = [context.numbers[one.number] for one in factors if isinstance(one, Written)]
    return [one for one in numbers if (reading := one.reading(how)) and reading.value == 1]


def adds_up(statements: Iterable[Statement], expected: Expectation, context: Context) -> bool:
    """Whether results are parts of a count: their sum is it, or it stands beside them."""
    if expected.attribute not in _ADDED:
        return False
    sides = (one.sides[-1] for one in statements)
    found = [context.factors(side, "german") for side in sides]
    results = [one for one in found if one is not None and len(one) == 1]
    total = sum((one[0] for one in results), Fraction(0))
    return any(expected.accepts(one) for one in ((total,), *results))


def multiplies(statement: Statement, how: Notation, context: Context) -> bool:
    """Whether several factors come to a large count, and nothing is divided: no chance."""
    numbers = calculated_numbers(statement)
    divides = any(has_operation(one.expr, ("/",)) for one in statement.sides)
    values = context.values(statement, how)
    return not divides and len(numbers) >= _SEVERAL and max(values, default=0) >= _LARGE


def slips(
    statement: Statement,
    judgement: Judgement,
    expected: Expectation,
    before: tuple[Layer, ...],
    context: Context,
) -> bool:
    """Whether a calculation holds, and is the layer's but for one number."""
    if judgement.outcome != "holds" or context.layer is None:
        return False
    own = own_numbers(context.layer, before)
    return any(
        is_one_exchange_away(
            side.expr,
            lambda index: context.written(index, judgement.notation),
            own,
            expected.form(1),
        )
        for side in statement.sides
        if side.complete and calculates(side.expr)
    )


def nearly_parameters(
    statement: Statement, judgement: Judgement, known: Known, context: Context
) -> Number | None:
    """A number of a calculation that can only be meant to be the layer's parameters."""
    if judgement.outcome != "holds" or context.layer is None:
        return None
    params = context.layer.params
    for number in strangers(statement, judgement.notation, known, context):
        reading = number.reading(judgement.notation)
        if reading is not None and abs(reading.value - params) <= params * _NEAR:
            return number
    return None


def is_near(
    statement: Statement, judgement: Judgement, attribute: Attribute, context: Context
) -> bool:
    """Whether the result is so near to the true one that nothing else can be meant."""
    factors = context.factors(statement.sides[-1], judgement.notation)
    expected = None if context.layer is None else expectation(context.layer, attribute)
    if factors is None or len(factors) != 1 or expected is None:
        return False
    true = Fraction(expected.form(1)[0])
    return len(expected.form(1)) == 1 and abs(factors[0] - true) <= abs(true) * _NEAR


def is_made_of(statement: Statement, how: Notation, known: Known, context: Context) -> bool:
    """Whether most numbers of a calculation are those of the layer (`known`)."""
    numbers = [context.numbers[index].reading(how) for index in calculated_numbers(statement)]
    return sum(one is not None and one.value in (known or ()) for one in numbers) * 2 >= len(
        numbers
    )


def goes_on_from(
    statement: Statement, how: Notation, expected: Expectation, context: Context
) -> bool:
    """Whether it takes the layer's value as known and multiplies or subtracts it.

    „für 10 Bilder 10 · 105.415.200 MACs“, „trainierbar bleiben 56.356.234 − 34.944“.
    """
    taken = {Fraction(form[0]) for form in expected.forms if len(form) == 1}
    match statement.sides[0].expr:
        case Call("*", args):
            terms = args
        case Call("+", args):
            terms = tuple(arg.args[0] for arg in args if isinstance(arg, Call) and arg.op == "neg")
        case _:
            return False
    numbers = [context.numbers[one.number] for one in terms if isinstance(one, Written)]
    return any((reading := one.reading(how)) and reading.value in taken for one in numbers)
