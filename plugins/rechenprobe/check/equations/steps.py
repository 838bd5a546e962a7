"""Steps within an equation: what was rounded away from must be right, too.

In ⌊(28 − 3)/2⌋ + 1 = ⌊12,25⌋ + 1 = 13 both sides come to 13, and yet 12,25 is wrong.
"""

from collections.abc import Iterator

from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Number, Side, Statement
from rechenprobe.expression import Call, Expr, written_numbers

_HIDING = frozenset({"floor", "ceil", "round", "max", "min"})
"""Operations that may give the same result for different operands."""


def inner_steps(statement: Statement, numbers: tuple[Number, ...]) -> Iterator[Statement]:
    """Equations between what two neighbouring sides hide in the same place."""
    for before, side, relation in zip(
        statement.sides, statement.sides[1:], statement.relations, strict=False
    ):
        if relation not in ("=", "≈") or not (before.complete and side.complete):
            continue
        for calculated, written in _hidden(before.expr, side.expr, hidden=False):
            number = plain_number(written)
            if number is not None and plain_number(calculated) is None:
                span = numbers[number].span
                yield Statement(
                    span=span,
                    sides=(Side(before.span, calculated), Side(span, written)),
                    relations=(relation,),
                    origin=statement.origin,
                    numbers=(*written_numbers(calculated), number),
                )


def _hidden(before: Expr, after: Expr, *, hidden: bool) -> Iterator[tuple[Expr, Expr]]:
    """Corresponding operands of the same operation, from within an operation that hides."""
    if (
        isinstance(before, Call)
        and isinstance(after, Call)
        and before.op == after.op
        and len(before.args) == len(after.args)
    ):
        hidden = hidden or before.op in _HIDING
        for one, other in zip(before.args, after.args, strict=True):
            yield from _hidden(one, other, hidden=hidden)
    elif hidden:
        yield before, after
