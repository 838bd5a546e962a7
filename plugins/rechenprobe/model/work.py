"""What an author's own `call` multiplies: read off the graph that tracing it leaves behind.

A layer without an entry has no formula, but while its `call` runs on shapes,
TensorFlow notes every matrix product and every convolution together with the
shapes that meet there. Each becomes a product of its axes, for one sample. What
runs an unknown number of times (loops) or elsewhere (Python functions) cannot
be read this way; the count is then a lower bound.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from rechenprobe.expression import Expr, Num
from rechenprobe.facts import Shape
from rechenprobe.model.terms import counted, times

Axes: TypeAlias = tuple[tuple[str, int | None, str], ...]
"""Symbol, extent (None: open) and German meaning of each axis that is multiplied out."""


class Work(Struct, frozen=True):
    """The products of one call, without those of the layers that it calls."""

    products: tuple[Expr, ...] = ()
    complete: bool = True
    """False if something in it could not be followed."""


NO_WORK = Work()
UNKNOWN = Work(complete=False)

OPAQUE = frozenset(
    """BatchFFT Case Cholesky EagerPyFunc Eig FFT FFT2D IFFT IFFT2D IRFFT If LogMatrixDeterminant Lu
    MapDefun MatrixDeterminant MatrixInverse MatrixSolve MatrixTriangularSolve PartitionedCall
    PyFunc PyFuncStateless Qr RFFT SelfAdjointEigV2 SparseTensorDenseMatMul StatefulPartitionedCall
    StatelessCase StatelessIf StatelessWhile Svd While""".split()
)
"""TensorFlow's operations that run others, or whose work their shapes do not tell."""


def read_work(operations: Iterable[Any]) -> Work:
    """The products among TensorFlow's operations, which were traced for a batch of one."""
    found: list[Expr] = []
    complete = True
    for operation in operations:
        complete &= operation.type not in OPAQUE
        if operation.type in _PRODUCTS:
            axes = _PRODUCTS[operation.type](operation)
            if axes is None:
                complete = False
            else:
                found.append(_product(axes, f"{len(found) + 1}"))
    return Work(tuple(found), complete)


_SAME_NUMBERS = ("ExpandDims", "Identity", "Reshape", "Squeeze")


def _result(operation: Any) -> Any:
    """What a convolution gives.

    TensorFlow rewrites a dilated one in blocks, which are padded beyond its shape and
    cut afterwards: then it is what is left behind the cut; None if that is nowhere.
    """
    before, after = operation.inputs[0].op, operation.outputs[0]
    while before.type in _SAME_NUMBERS:
        before = before.inputs[0].op
    if before.type != "SpaceToBatchND":
        return after
    while len(users := after.consumers()) == 1:
        after = users[0].outputs[0]
        if users[0].type == "BatchToSpaceND":
            return after
        if users[0].type not in _SAME_NUMBERS:
            break
    return None


def _product(axes: Axes, number: str) -> Expr:
    """Axes of length 1 (the batch among them) change nothing and are left out."""
    factors = [
        counted(f"{symbol}_{{{number}}}", size, meaning)
        for symbol, size, meaning in axes
        if size != 1
    ]
    return times(*factors) if factors else Num(1)


def _matrices(operation: Any) -> Axes:
    left, right = _shape(operation.inputs[0]), _shape(operation.inputs[1])
    turned = _flag(operation, "transpose_a", "adj_x"), _flag(operation, "transpose_b", "adj_y")
    *several, rows, inner = (*left[:-2], *reversed(left[-2:])) if turned[0] else left
    columns = right[-2] if turned[1] else right[-1]
    others = tuple(
        ("b", mine if theirs in (1, mine) else theirs, "Anzahl der Matrizen")
        for mine, theirs in zip(several, _aligned(right[:-2], len(several)), strict=True)
    )
    return (
        *others,
        ("m", rows, "Zeilen der linken Matrix"),
        ("k", inner, "Länge der summierten Achse"),
        ("n", columns, "Spalten der rechten Matrix"),
    )


def _aligned(shape: Shape, rank: int) -> Shape:
    """Broadcasting: missing axes in front have length 1."""
    return (1,) * (rank - len(shape)) + shape


def _sum(operation: Any) -> Axes:
    """Einstein's summation: one product per combination of all letters."""
    equation = operation.get_attr("equation").decode()
    sizes: dict[str, int | None] = {}
    for letters, tensor in zip(equation.split("->")[0].split(","), operation.inputs, strict=True):
        shape = _shape(tensor)
        elided = len(shape) - len(letters.replace("...", ""))
        spelled = letters.replace("...", "".join(map(str, range(elided))))
        for letter, size in zip(spelled, shape, strict=True):
            sizes[letter] = size if sizes.get(letter, 1) == 1 else sizes[letter]
    return tuple((letter, size, f"Achse {letter}") for letter, size in sizes.items())


def _convolution(operation: Any) -> Axes | None:
    result = _result(operation)
    return None if result is None else (*_positions(result), *_kernel(operation))


def _depthwise(operation: Any) -> Axes | None:
    *window, _, _ = _shape(operation.inputs[1])
    result = _result(operation)
    return None if result is None else (*_positions(result), *_window(window))


def _transposed(operation: Any) -> Axes:
    """Every input position meets the whole kernel."""
    gradient = _shape(operation.inputs[2])
    filters = _shape(operation.inputs[1])
    spatial = gradient[2:] if _channels_first(operation) else gradient[1:-1]
    starts = tuple(("n", size, "Positionen der Eingabe") for size in spatial)
    return (
        *starts,
        *_window(filters[:-2]),
        ("C", filters[-2], "Kanäle"),
        ("F", filters[-1], "Filter"),
    )


def _positions(tensor: Any) -> Axes:
    return tuple(("o", size, "Ausgabe") for size in _shape(tensor))


def _kernel(operation: Any) -> Axes:
    *window, channels, _ = _shape(operation.inputs[1])
    return (*_window(window), ("C", channels, "Eingabekanäle je Gruppe"))


def _window(sizes: Iterable[int | None]) -> Iterator[tuple[str, int | None, str]]:
    return (("f", size, "Größe des Filters") for size in sizes)


def _channels_first(operation: Any) -> bool:
    return bool(operation.get_attr("data_format").startswith(b"NC"))


def _flag(operation: Any, *names: str) -> bool:
    known = operation.node_def.attr
    return any(known[name].b for name in names if name in known)


def _shape(tensor: Any) -> Shape:
    """Of a tensor in a graph, batch axis included; an unknown rank is one open axis."""
    if tensor.shape.rank is None:
        return (None,)
    return tuple(tensor.shape.as_list())


_PRODUCTS: Mapping[str, Callable[[Any], Axes | None]] = {
    **dict.fromkeys(("MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"), _matrices),
    "Einsum": _sum,
    **dict.fromkeys(("Conv2D", "Conv3D"), _convolution),
    "DepthwiseConv2dNative": _depthwise,
    **dict.fromkeys(("Conv2DBackpropInput", "Conv3DBackpropInputV2"), _transposed),
}
"""TensorFlow's operation → the axes that it multiplies out; None: they cannot be told."""
