"""What an author's expression comes to, in one notation, with the symbols that are bound."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from rechenprobe.claims import Notation, Number
from rechenprobe.expression import Expr, Irrational, NotEvaluable, Symbol, evaluate, walk
from rechenprobe.operations import PI

_NOBODYS = Fraction(1, 10**54)
"""So near to a short fraction, an approximated value is that fraction."""

Environment = Mapping[str, Fraction]
"""Symbols that the text has bound before: `n` → 227."""

CONSTANTS: Environment = {r"\pi": PI, "π": PI}
"""Symbols that have a value unless the text gives them another."""


def value_of(
    expr: Expr, numbers: tuple[Number, ...], notation: Notation, environment: Environment
) -> Fraction:
    """The value of an author's expression in one notation; raises `NotEvaluable`.

    Exact, or right to more digits than anybody writes if it is irrational.
    """
    written = _reader(numbers, notation)
    try:
        return evaluate(expr, written, environment.get)
    except Irrational:
        value = evaluate(expr, written, environment.get, approximate=True)
        # √2 · √2 is 2, cos(π/2) is 0: the last digits of what is not exact are nobody's.
        near = value.limit_denominator(10**9)
        return near if abs(near - value) < _NOBODYS else value


def is_irrational(
    expr: Expr, numbers: tuple[Number, ...], notation: Notation, environment: Environment
) -> bool:
    """Whether its decimals never end nor repeat, and everybody has to stop somewhere."""
    if any(isinstance(node, Symbol) and node.latex in CONSTANTS for node in walk(expr)):
        return True
    try:
        evaluate(expr, _reader(numbers, notation), environment.get)
    except Irrational:
        return True
    except NotEvaluable:
        return False
    return False


def _reader(numbers: tuple[Number, ...], notation: Notation) -> Callable[[int], Fraction]:
    def written(index: int) -> Fraction:
        reading = numbers[index].reading(notation)
        if reading is None:
            raise NotEvaluable(f"„{numbers[index].text}“ ist so keine Zahl")
        return reading.value

    return written
