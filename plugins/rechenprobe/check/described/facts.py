"""What follows from hyperparameters, each way to count it as one fact."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.described.roles import Result, Role
from rechenprobe.expression import Call, Expr, Num, evaluate, no_numbers

Values = Mapping[Role, tuple[int, ...]]
"""Role → what is given for it: one number, or the axes of a shape."""


class Fact(Struct, frozen=True):
    """One way to count a result."""

    result: Result
    expr: Expr | None
    """None for shapes."""
    of: tuple[Role, ...]
    """What it is calculated of."""
    axes: tuple[int, ...] = ()
    unbiased: bool = False
    """Whether biases are left out though the layer usually has some."""
    open: bool = False
    """Whether the output may have any number of channels."""
    sure: bool = True
    """Whether nothing that is not said goes into it, such as the padding."""


def num(value: int) -> Expr:
    """A number that nobody wrote."""
    return Num(value)


def times(*values: int | Expr) -> Expr:
    """Their product."""
    args = tuple(num(one) if isinstance(one, int) else one for one in values)
    return args[0] if len(args) == 1 else Call("*", args)


def plus(*values: int | Expr) -> Expr:
    """Their sum."""
    return Call("+", tuple(num(one) if isinstance(one, int) else one for one in values))


def counted(
    weights: Expr, biases: Expr | None, of: tuple[Role, ...], *, few: tuple[Role, ...] = ()
) -> Iterator[Fact]:
    """Parameters with biases and without, weights, biases; `few`: what gives the biases alone."""
    yield Fact("weights", weights, of)
    if biases is None:
        yield Fact("params", weights, of)
        return
    both = plus(weights, biases)
    yield Fact("params", both, of)
    yield Fact("weights", both, of)
    yield Fact("params", weights, of, unbiased=True)
    yield Fact("biases", biases, few or of)


def value_of(fact: Fact) -> Fraction:
    """How much it is; 0 for shapes."""
    return Fraction(0) if fact.expr is None else evaluate(fact.expr, no_numbers)


def explained(fact: Fact, grouping: notation.Grouping) -> str:
    """German: how it is calculated."""
    if fact.expr is None:
        shown = " × ".join(notation.number(Fraction(axis), grouping) for axis in fact.axes)
        return f"so groß ist die Ausgabe: {shown}"
    shown = notation.expression(fact.expr, grouping)
    return f"{shown} = {notation.number(value_of(fact), grouping)}"
