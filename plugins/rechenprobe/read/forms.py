"""What an expression looks like."""

from collections.abc import Sequence

from rechenprobe.expression import Call, Expr, Num, Symbol, Written
from rechenprobe.read.tokens import Token


def is_tuple(expr: Expr) -> bool:
    """`(1, 2, 3)` of typed numbers."""
    return (
        isinstance(expr, Call)
        and expr.op == "vector"
        and all(isinstance(arg, Written) for arg in expr.args)
    )


def is_mere(node: Call) -> bool:
    """Whether it is a sign or a percentage, nothing that is calculated."""
    return node.op == "neg" or (node.op == "/" and isinstance(node.args[1], Num))


def is_shape(expr: Expr) -> bool:
    """`55 × 55 × 96` of typed numbers."""
    return (
        isinstance(expr, Call)
        and expr.op == "*"
        and all(isinstance(arg, Written) for arg in expr.args)
    )


def is_quotient(expr: Expr) -> bool:
    """`1/16` of typed numbers."""
    return (
        isinstance(expr, Call)
        and expr.op == "/"
        and all(isinstance(arg, Written) for arg in expr.args)
    )


def is_given(tokens: Sequence[Token], first: Expr, stop: int) -> bool:
    """„Die Entropie mit $p = 0,25$ ist $…$“: the word speaks of what is before it all."""
    return tokens[stop - 1].math and not tokens[stop].math and isinstance(first, Symbol)
