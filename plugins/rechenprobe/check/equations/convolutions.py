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
from rechenprobe.late import late

Rows = tuple[tuple[Expr, ...], ...]

_SIZE = r"(?:\(\d+(?:[x×]\d+)+\)|\d+(?:[x×]\d+)+)"
_MULTIPLIED = r"\((\d+)[x×](\d+)\)[·@]\(\2[x×](\d+)\)=\1[x×]\3"
_SIZES = late(rf"{_MULTIPLIED}|{_SIZE}[*∗⊛]{_SIZE}={_SIZE}")
_BLANKS = late(r"[\s$]+|\\[,;]")
_PADDING = Num(0)
_MOST_STRIDE = 3
_MOST_PRODUCTS = 4_000


def convolves_sizes(text: str) -> bool:
    """„6 × 6 × 3 * 3 × 3 × 3 = 4 × 4“: it says how large an image, a kernel and the result are.

    So does „(2 × 3) · (3 × 4) = 2 × 4“ of matrices.
    """
    return _SIZES.fullmatch(_BLANKS.sub("", text.replace(r"\times", "×"))) is not None


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
    if one.shape == two.shape == size:
        each = Call("hadamard", node.args)
        yield [_with(expr, node, each) if it == side else expr for it, expr in enumerate(exprs)]
    for stride, pad, half_turn in product(
        range(1, _MOST_STRIDE + 1), range(max(two.shape)), (False, True)
    ):
        pads = min(pad, two.shape[0] - 1), min(pad, two.shape[1] - 1)
        if _extents(one, two, stride, pads) == size:
            kernel = turned(two.rows) if half_turn else two.rows
            value = _literal(correlation(one.rows, kernel, stride, pads))
            yield [
                _with(expr, node, value) if it == side else expr for it, expr in enumerate(exprs)
            ]


def _is_one(node: Expr) -> bool:
    """Whether two matrices or vectors stand beside each other in a product."""
    if not isinstance(node, Call) or node.op != "*" or len(node.args) != 2:
        return False
    return all(isinstance(arg, Call) and arg.op in ("matrix", "vector") for arg in node.args)


def _extents(one: Tensor, two: Tensor, stride: int, pads: tuple[int, int]) -> tuple[int, ...]:
    """Rows and columns of the result."""
    each = zip(one.shape, two.shape, pads, strict=True)
    return tuple((size + 2 * pad - kernel) // stride + 1 for size, kernel, pad in each)


def turned(kernel: Rows) -> Rows:
    """By half a turn, as convolutions have it outside of nets."""
    return tuple(row[::-1] for row in kernel[::-1])


def correlation(rows: Rows, kernel: Rows, stride: int, pads: tuple[int, int] = (0, 0)) -> Rows:
    """What comes of laying the kernel on each part of a matrix, with zeros around it."""
    weights = [weight for row in kernel for weight in row]
    parts = windows(rows, (len(kernel), len(kernel[0])), stride, pads)
    return tuple(tuple(_weighted(part, weights) for part in line) for line in parts)


def _weighted(part: Sequence[Expr], weights: Sequence[Expr]) -> Expr:
    pairs = [pair for pair in zip(part, weights, strict=True) if pair[0] != _PADDING]
    return Call("+", tuple(Call("*", pair) for pair in pairs)) if pairs else _PADDING


def windows(
    rows: Rows, size: tuple[int, int], stride: int, pads: tuple[int, int] = (0, 0)
) -> list[list[list[Expr]]]:
    """All windows of that size (height, width), row by row; none if there are none."""
    (high, wide), (above, beside) = size, pads
    height, width = len(rows) + 2 * above, len(rows[0]) + 2 * beside
    if not (0 < high <= height and 0 < wide <= width and stride > 0):
        return []

    def at(y: int, x: int) -> Expr:
        inside = 0 <= y - above < len(rows) and 0 <= x - beside < len(rows[0])
        return rows[y - above][x - beside] if inside else _PADDING

    return [
        [
            [at(y + a, x + b) for a, b in product(range(high), range(wide))]
            for x in range(0, width - wide + 1, stride)
        ]
        for y in range(0, height - high + 1, stride)
    ]


def _literal(rows: Rows) -> Expr:
    if len(rows) == len(rows[0]) == 1:
        return rows[0][0]
    if len(rows[0]) == 1:
        return Call("vector", tuple(row[0] for row in rows))
    return Call("matrix", tuple(Call("vector", row) for row in rows))


def _with(expr: Expr, node: Expr, value: Expr) -> Expr:
    if expr is node:
        return value
    if isinstance(expr, Call):
        return Call(expr.op, tuple(_with(arg, node, value) for arg in expr.args))
    return expr
