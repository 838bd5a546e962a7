"""Python that only calculates with numbers → the tree that is also shown as a formula."""

import ast

from rechenprobe.expression import Call, Expr, Num, Op

_OPERATORS: dict[type[ast.operator], Op] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
}
_DEEPEST = 40
"""Nested operations of a solution that is also shown as a calculation."""


def formula_of(code: str) -> Expr | None:
    """A Python expression that only calculates with whole numbers, as a tree; None for any other.

    Sums and products are flat, as derivations have them.
    """
    try:
        return _tree(ast.parse(code.strip(), mode="eval").body, 0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _tree(node: ast.expr, depth: int) -> Expr | None:
    if depth > _DEEPEST:
        return None
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return Num(value)
        case ast.BinOp(left, operator, right):
            one, two = _tree(left, depth + 1), _tree(right, depth + 1)
            if one is None or two is None:
                return None
            if isinstance(operator, ast.FloorDiv):
                return Call("floor", (Call("/", (one, two)),))
            op = _OPERATORS.get(type(operator))
            return None if op is None else _joined(op, one, two)
        case _:
            return None


def _joined(op: Op, one: Expr, two: Expr) -> Expr:
    """`a * b * c` is one product of three."""
    if op not in ("+", "*"):
        return Call(op, (one, two))
    first = one.args if isinstance(one, Call) and one.op == op else (one,)
    second = two.args if isinstance(two, Call) and two.op == op else (two,)
    return Call(op, (*first, *second))
