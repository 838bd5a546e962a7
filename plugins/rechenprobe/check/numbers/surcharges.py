"""„200 € + 5 % = 210 €“: a percentage that is added is one of what it is added to.

Unless that is a percentage itself, „92 % + 5 % = 97 %“, or nothing that is counted, „0,5 + 5 %“.
Of several, each is one of what the others made of it, or all of what was there first. Before „of“
they may be one: „30 % + 20 % von 100“ is 50.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import structs

from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Num, walk

_AMOUNT = 2
"""From here on, something is counted."""


def surcharged(statement: Statement) -> tuple[Statement, ...]:
    """The statement as it may be read then, the likeliest first; none if it adds no percentage."""
    nodes = (node for side in statement.sides for node in walk(side.expr))
    if not any(map(_is_percentage, nodes)):
        return ()
    found: list[Statement] = []
    for factor in (_in_turn, _at_once):
        sides = tuple(
            structs.replace(side, expr=_read(side.expr, factor)) for side in statement.sides
        )
        read = structs.replace(statement, sides=sides)
        if read not in (statement, *found):
            found.append(read)
    return tuple(found)


def is_meant(statement: Statement, value: Callable[[Expr], Fraction]) -> bool:
    """Whether nothing else can be: what they are added to counts something."""
    bases = [base for side in statement.sides for base in _bases(side.expr)]
    try:
        return bool(bases) and all(abs(value(base)) >= _AMOUNT for base in bases)
    except NotEvaluable:
        return False


def _read(expr: Expr, factor: Callable[[tuple[Expr, ...]], Expr]) -> Expr:
    if not isinstance(expr, Call):
        return expr
    if expr.op == "+" and (parts := _parted(expr)):
        return Call("*", (parts[0], factor(parts[1])))
    if expr.op == "+" and (part := _of(expr)):
        return part
    args = tuple(_read(one, factor) for one in expr.args)
    return expr if args == expr.args else Call(expr.op, args)


def _in_turn(percentages: tuple[Expr, ...]) -> Expr:
    """`(1 + 5 %) · (1 − 3 %)`."""
    factors = tuple(Call("+", (Num(1), one)) for one in percentages)
    return factors[0] if len(factors) == 1 else Call("*", factors)


def _at_once(percentages: tuple[Expr, ...]) -> Expr:
    """`1 + 5 % − 3 %`."""
    return Call("+", (Num(1), *percentages))


def _bases(expr: Expr) -> Iterator[Expr]:
    for node in walk(expr):
        if isinstance(node, Call) and node.op == "+" and (parts := _parted(node)):
            yield parts[0]


def _parted(expr: Call) -> tuple[Expr, tuple[Expr, ...]] | None:
    """What percentages are added to, and they."""
    count = len(expr.args)
    while count and _is_percentage(expr.args[count - 1]):
        count -= 1
    first = expr.args[:count]
    if not 0 < count < len(expr.args) or any(_is_percentage(n) for one in first for n in walk(one)):
        return None
    return first[0] if count == 1 else Call("+", first), expr.args[count:]


def _of(expr: Call) -> Expr | None:
    """`30 % + 20 % · x` → `(30 % + 20 %) · x`."""
    match expr.args:
        case (*others, Call("*", (last, *rest))) if all(map(_is_percentage, (*others, last))):
            return Call("*", (Call("+", (*others, last)), *rest))
        case _:
            return None


def _is_percentage(expr: Expr) -> bool:
    match expr:
        case Call("neg", (inner,)):
            return _is_percentage(inner)
        case Call("/", (_, Num(100 | 1000))):
            return True
        case _:
            return False
