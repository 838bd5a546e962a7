"""Convolutions of small matrices, as lectures calculate them by hand.

    ( 0 1 2 )
    ( 3 4 5 ) * ( 0 1 ) = ( 19 25 )
    ( 6 7 8 )   ( 2 3 )   ( 37 43 )

Nets correlate, signal processing turns the kernel round before: what is written says which, and
its size says stride and padding.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from rechenprobe.check.equations.tensors import Tensor, value_of
from rechenprobe.expression import Call, Expr, Num, walk

_MOST_STRIDE = 3
_MOST_PRODUCTS = 4_000


def convolved(exprs: Sequence[Expr]) -> Iterator[list[Expr]]:
    """The sides with the convolution in one of them carried out, in each way that fits the result.

    The likeliest first: without padding, with stride 1, as nets do it.
    """
    found = [
        (side, node) for side, expr in enumerate(exprs) for node in walk(expr) if _is_one(node)
    ]
    if len(found) != 1:
        return
    ((side, node),) = found
    assert isinstance(node, Call)
    one, two = map(value_of, node.args)
    results = [value_of(expr) for index, expr in enumerate(exprs) if index != side]
    sizes = {it.shape if isinstance(it, Tensor) else (1, 1) for it in results if it is not None}
    if not isinstance(one, Tensor) or not isinstance(two, Tensor) or len(sizes) != 1:
        return
    (size,) = sizes
    if len(two.entries) * size[0] * size[1] > _MOST_PRODUCTS:
        return
    for stride, pad, turned in product(
        range(1, _MOST_STRIDE + 1), range(max(two.shape)), (False, True)
    ):
        pads = tuple(min(pad, extent - 1) for extent in two.shape)
        if _extents(one, two, stride, pads) == size:
            value = _correlation(one, _turned(two) if turned else two, stride, pads)
            yield [
                _with(expr, node, value) if it == side else expr for it, expr in enumerate(exprs)
            ]


def _is_one(node: Expr) -> bool:
    """Whether two matrices or vectors stand beside each other in a product."""
    if not isinstance(node, Call) or node.op != "*" or len(node.args) != 2:
        return False
    return all(isinstance(arg, Call) and arg.op in ("matrix", "vector") for arg in node.args)


def _extents(one: Tensor, two: Tensor, stride: int, pads: tuple[int, ...]) -> tuple[int, ...]:
    """Rows and columns of the result."""
    each = zip(one.shape, two.shape, pads, strict=True)
    return tuple((size + 2 * pad - kernel) // stride + 1 for size, kernel, pad in each)


def _turned(kernel: Tensor) -> Tensor:
    return Tensor(tuple(row[::-1] for row in kernel.rows[::-1]), kernel.flat)


def _correlation(one: Tensor, kernel: Tensor, stride: int, pads: tuple[int, ...]) -> Expr:
    rows, columns = _extents(one, kernel, stride, pads)
    inputs = {(y, x): entry for y, row in enumerate(one.rows) for x, entry in enumerate(row)}
    weights = [(y, x, entry) for y, row in enumerate(kernel.rows) for x, entry in enumerate(row)]

    def at(row: int, column: int) -> Expr:
        top, left = row * stride - pads[0], column * stride - pads[1]
        terms = tuple(
            Call("*", (inputs[top + y, left + x], weight))
            for y, x, weight in weights
            if (top + y, left + x) in inputs
        )
        return Call("+", terms) if len(terms) > 1 else terms[0] if terms else Num(0)

    result = [
        Call("vector", tuple(at(row, column) for column in range(columns))) for row in range(rows)
    ]
    if rows == columns == 1:
        return result[0].args[0]
    if columns == 1:
        return Call("vector", tuple(row.args[0] for row in result))
    return Call("matrix", tuple(result))


def _with(expr: Expr, node: Expr, value: Expr) -> Expr:
    if expr is node:
        return value
    if isinstance(expr, Call):
        return Call(expr.op, tuple(_with(arg, node, value) for arg in expr.args))
    return expr
