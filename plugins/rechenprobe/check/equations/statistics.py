"""What is asked of several numbers, as expressions: mean, variance, the largest; determinants."""

from rechenprobe.expression import UNKNOWN_DIVISOR, UNKNOWN_FIRST, Call, Expr, Num, Op

STATISTICS: frozenset[Op] = frozenset(
    {"mean", "var", "std", "median", "argmax", "argmin", "total", "det"}
)
_LARGEST = 4
"""Rows of a determinant."""

Row = tuple[Expr, ...]


class Unfit(Exception):
    """Not to be calculated component by component."""


def statistic(op: Op, values: Row) -> Expr:
    """That of the values; of one alone nobody asks it."""
    if len(values) < 2:
        raise Unfit
    count, total = Num(len(values)), Call("+", values)
    mean = Call("/", (total, count))
    match op:
        case "total":
            return total
        case "mean":
            return mean
        case "median":
            return Call("median", values)
        case "argmax" | "argmin":
            return Call("+", (Call(op, values), UNKNOWN_FIRST))
        case "var" | "std":
            off = (Call("+", (value, Call("neg", (mean,)))) for value in values)
            squares = Call("+", tuple(Call("^", (one, Num(2))) for one in off))
            divisor = Call("+", (count, Call("neg", (UNKNOWN_DIVISOR,))))
            variance = Call("/", (squares, divisor))
            return variance if op == "var" else Call("sqrt", (variance,))
        case _:
            raise Unfit


def determinant(rows: tuple[Row, ...]) -> Expr:
    """Along the first row."""
    if len(rows) != len(rows[0]) or len(rows) > _LARGEST:
        raise Unfit
    if len(rows) == 1:
        return rows[0][0]
    terms: list[Expr] = []
    for column, entry in enumerate(rows[0]):
        minor = tuple(row[:column] + row[column + 1 :] for row in rows[1:])
        term = Call("*", (entry, determinant(minor)))
        terms.append(Call("neg", (term,)) if column % 2 else term)
    return Call("+", tuple(terms))


def inverse(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """By cofactors; its entries have no value if there is none."""
    size = len(rows)
    if size != len(rows[0]) or not 1 < size < _LARGEST:
        raise Unfit
    whole = determinant(rows)
    return tuple(
        tuple(Call("/", (_cofactor(rows, column, row), whole)) for column in range(size))
        for row in range(size)
    )


def _cofactor(rows: tuple[Row, ...], row: int, column: int) -> Expr:
    minor = tuple(
        tuple(entry for other, entry in enumerate(line) if other != column)
        for index, line in enumerate(rows)
        if index != row
    )
    value = determinant(minor)
    return Call("neg", (value,)) if (row + column) % 2 else value
