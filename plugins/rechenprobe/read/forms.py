"""What an expression looks like."""

from rechenprobe.expression import Call, Expr, Num, Written


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
