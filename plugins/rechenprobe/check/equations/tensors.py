"""Vectors and matrices of expressions: what their sums, products, powers and norms are."""

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from rechenprobe.check.equations.statistics import (
    STATISTICS,
    Unfit,
    determinant,
    inverse,
    statistic,
)
from rechenprobe.expression import Call, Expr, Num, Op, Symbol, walk

_MOST_NODES = 20_000
"""Parts of all components together; larger ones are nobody's example."""
_ALL: frozenset[Op] = frozenset({"+", "neg", "exp", "log", "tanh", "activation", "max", "abs", "^"})
"""Operations that may be meant for each component."""


class Tensor(Struct, frozen=True):
    """A matrix of expressions; a vector is one column."""

    rows: tuple[tuple[Expr, ...], ...]
    flat: bool = False
    """Written in one row, as text writes vectors: it may stand for a row or a column."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def entries(self) -> tuple[Expr, ...]:
        """Row by row."""
        return tuple(entry for row in self.rows for entry in row)


def value_of(expr: Expr, *, spreads: bool = False) -> "Tensor | Expr | None":
    """A tensor, an expression without one, or None for a letter that may stand for either.

    If it `spreads`, a number is added to each component of a vector, as in `γx + β`.
    """
    if not isinstance(expr, Call):
        return None if isinstance(expr, Symbol) else expr
    if expr.op == "vector":
        if len(expr.args) == 1 and isinstance(
            only := value_of(expr.args[0], spreads=spreads), Tensor
        ):
            return only  # the argument of `softmax(z)`
        return Tensor(tuple((_scalar(arg),) for arg in expr.args), flat=True)
    if expr.op == "matrix":
        rows = tuple(tuple(map(_scalar, row.args)) for row in expr.args if isinstance(row, Call))
        if len({len(row) for row in rows}) != 1:
            raise Unfit
        return Tensor(rows)
    args = [value_of(arg, spreads=spreads) for arg in expr.args]
    if None in args:
        return None
    if not any(isinstance(arg, Tensor) for arg in args):
        return Call(expr.op, tuple(arg for arg in args if isinstance(arg, Expr)))
    known = [arg for arg in args if arg is not None]
    if expr.op == "+":
        return _bounded(_sum(known, spreads=spreads))
    return _bounded(_applied(expr.op, known))


def _scalar(expr: Expr) -> Expr:
    value = value_of(expr)
    if isinstance(value, Tensor):
        raise Unfit
    return expr


def _bounded(value: "Tensor | Expr") -> "Tensor | Expr":
    nodes = 0
    for entry in value.entries if isinstance(value, Tensor) else (value,):
        for _ in walk(entry):
            nodes += 1
            if nodes > _MOST_NODES:
                raise Unfit
    return value


def _applied(op: Op, args: "list[Tensor | Expr]") -> "Tensor | Expr":
    first = args[0]
    match op:
        case "*":
            result = first
            for factor in args[1:]:
                result = _bounded(_product(result, factor))
            return result
        case "/" if isinstance(first, Tensor) and not isinstance(args[1], Tensor):
            return _each("/", args)
        case "hadamard" if all(isinstance(arg, Tensor) for arg in args):
            return _each("*", args)
        case "transpose" if isinstance(first, Tensor):
            return Tensor(tuple(zip(*first.rows, strict=True)), first.flat)
        case "softmax" if isinstance(first, Tensor):
            return _softmax(first)
        case "abs" if isinstance(first, Tensor):
            return _norm(first, 2) if 1 in first.shape else determinant(first.rows)
        case "det" if isinstance(first, Tensor):
            return determinant(first.rows)
        case _ if op in STATISTICS and isinstance(first, Tensor):
            return statistic(op, first.entries)
        case "^" if any(isinstance(arg, Tensor) and 1 not in arg.shape for arg in args):
            return _power(*args)
        case "norm" if isinstance(first, Tensor) and isinstance(args[1], Num):
            return _norm(first, args[1].value)
        case _ if op in _ALL:
            return _each(op, args)
    raise Unfit


def _power(base: "Tensor | Expr", exponent: "Tensor | Expr") -> "Tensor | Expr":
    """Of a matrix: it is multiplied by itself, not its entries; or its inverse."""
    if exponent == Num(-1) and isinstance(base, Tensor):
        return Tensor(inverse(base.rows))
    if not (isinstance(exponent, Num) and exponent.value > 0):
        raise Unfit
    result = base
    for _ in range(exponent.value - 1):
        result = _bounded(_product(result, base))
    return result


def _sum(args: "list[Tensor | Expr]", *, spreads: bool) -> Tensor:
    tensors = [arg for arg in args if isinstance(arg, Tensor)]
    fits = spreads and all(1 in one.shape for one in tensors)
    if len(tensors) < len(args) and not fits:
        raise Unfit
    return _each("+", args)


def _softmax(tensor: Tensor) -> Tensor:
    """Of each row of a matrix; of a vector."""
    column = tensor.shape[1] == 1
    rows: list[tuple[Expr, ...]] = []
    for row in (tensor.entries,) if column else tensor.rows:
        powers = tuple(Call("exp", (entry,)) for entry in row)
        rows.append(tuple(Call("/", (power, Call("+", powers))) for power in powers))
    return Tensor(tuple(zip(*rows, strict=True)) if column else tuple(rows), 1 in tensor.shape)


def _norm(tensor: Tensor, which: int) -> Expr:
    """1: the sum of the amounts, 0: their maximum, 2: the length."""
    amounts = tuple(Call("abs", (entry,)) for entry in tensor.entries)
    if which == 2:
        squares = tuple(Call("^", (entry, Num(2))) for entry in tensor.entries)
        return Call("sqrt", (Call("+", squares),))
    return Call("+" if which == 1 else "max", amounts)


def _each(op: Op, args: "list[Tensor | Expr]") -> Tensor:
    """Component by component; what is no tensor belongs to each of them."""
    tensors = [arg for arg in args if isinstance(arg, Tensor)]
    if not all(alike(one, other) for one, other in pairwise(tensors)):
        raise Unfit
    shape = next((one for one in tensors if not one.flat), tensors[0])
    columns = [
        arg.entries if isinstance(arg, Tensor) else (arg,) * len(shape.entries) for arg in args
    ]
    entries = iter([Call(op, parts) for parts in zip(*columns, strict=True)])
    rows = tuple(tuple(next(entries) for _ in row) for row in shape.rows)
    return Tensor(rows, flat=all(one.flat for one in tensors))


def _product(one: "Tensor | Expr", two: "Tensor | Expr") -> "Tensor | Expr":
    """Of matrices; the scalar product of vectors; with a number, each component."""
    if not isinstance(one, Tensor):
        return _each("*", [one, two]) if isinstance(two, Tensor) else Call("*", (one, two))
    if not isinstance(two, Tensor):
        return _each("*", [one, two])
    if one.shape == two.shape and 1 in one.shape:
        return _dot(one.entries, two.entries)
    # What text writes in one row may be a row or a column: as it fits, of two an outer product.
    many, more = len(one.entries), len(two.entries)
    if one.flat and (many != more or not two.flat):
        one = _line(one, row=two.shape[0] == many and not two.flat)
    if two.flat and (many != more or not one.flat):
        two = _line(two, row=one.shape[1] != more)
    if one.shape[1] != two.shape[0]:
        raise Unfit
    columns = tuple(zip(*two.rows, strict=True))
    rows = tuple(tuple(_dot(row, column) for column in columns) for row in one.rows)
    return rows[0][0] if (len(rows), len(columns)) == (1, 1) else Tensor(rows, flat=two.flat)


def _line(vector: Tensor, *, row: bool) -> Tensor:
    entries = vector.entries
    return Tensor((entries,) if row else tuple((entry,) for entry in entries), flat=True)


def _dot(one: Iterable[Expr], two: Iterable[Expr]) -> Expr:
    terms = tuple(Call("*", pair) for pair in zip(one, two, strict=True))
    return terms[0] if len(terms) == 1 else Call("+", terms)


def alike(one: Tensor, other: Tensor) -> bool:
    """Whether they can be compared component by component."""
    if one.shape == other.shape:
        return True
    loose = one.flat or other.flat
    return loose and 1 in one.shape and 1 in other.shape and len(one.entries) == len(other.entries)
