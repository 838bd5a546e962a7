"""Equations between vectors and matrices → one equation for each component.

    (1, 2) + (3, 4) = (4, 6)    →    1 + 3 = 4 and 2 + 4 = 6

So they are evaluated, rounded and reported like all others. Letters that stand for vectors are
put in before (`letters`). Products of shapes are treated alike: (3×4)·(4×2) = 3×2 says that the
inner axes agree, and what the outer ones are.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import Struct, structs

from rechenprobe.check.arithmetic import judge
from rechenprobe.check.letters import Letters
from rechenprobe.check.rounding import plain_number
from rechenprobe.claims import Item, Relation, Side, Statement
from rechenprobe.expression import Call, Expr, Num, Op, Symbol, Written, walk, written_numbers
from rechenprobe.lecture import Lecture, Span

_MOST_ENTRIES = 1000
"""Components of a matrix that are compared; of a larger one nobody types the result."""
_MOST_NODES = 20_000
"""Parts of all components together; larger ones are nobody's example."""
_SECTION = 2
"""Level of headings that divide what letters mean: from `##` on the same in all below."""
_MOST_PUT_IN = 1_000_000
"""Parts of all equations of a lecture into which letters are put."""
_SIGN = re.compile(r"[-−–]\s?$")
_TENSORS = frozenset({"vector", "matrix", "softmax", "norm", "hadamard"})
_ALL: frozenset[Op] = frozenset({"+", "neg", "exp", "log", "tanh", "activation", "max", "abs", "^"})
"""Operations that may be meant for each component."""


class _Tensor(Struct, frozen=True):
    """A matrix of expressions; a vector is one column."""

    rows: tuple[tuple[Expr, ...], ...]
    flat: bool = False
    """Written in one row, as text writes vectors: it may stand for a row or a column."""

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.rows[0])

    @property
    def entries(self) -> tuple[Expr, ...]:
        return tuple(entry for row in self.rows for entry in row)


class _Unfit(Exception):
    """Not to be calculated component by component."""


def unfold(lecture: Lecture) -> Lecture:
    """The lecture with such equations in components, in the place of what they come from."""
    unfolding = _Unfolding(lecture)
    items = tuple(unfolding.items(lecture.items, Letters(lecture)))
    if not unfolding.new:
        return lecture
    return structs.replace(lecture, statements=(*lecture.statements, *unfolding.new), items=items)


class _Unfolding:
    """One pass over the items, section by section."""

    def __init__(self, lecture: Lecture) -> None:
        self._lecture = lecture
        self._left = _MOST_PUT_IN
        self.new: list[Statement] = []

    def items(self, items: Iterable[Item], letters: Letters) -> Iterator[Item]:
        """The items, their statements in components."""
        for item in items:
            divides = item.kind == "heading" and item.rank <= _SECTION
            own = letters.inner() if divides else letters
            changed = False
            statements: list[int] = []
            for index in item.statements:
                parts = self._parts(self._lecture.statements[index], own)
                changed |= bool(parts)
                start = len(self._lecture.statements) + len(self.new)
                statements += range(start, start + len(parts)) if parts else (index,)
                self.new += parts
            inner = tuple(self.items(item.items, own))
            if changed or inner != item.items:
                yield structs.replace(item, statements=tuple(statements), items=inner)
            else:
                yield item

    def _parts(self, statement: Statement, letters: Letters) -> list[Statement]:
        lecture = self._lecture
        found: list[Statement] = []
        statement = _without_torn_name(statement)
        if statement.relations and all(side.complete for side in statement.sides):
            whole = letters.put_in(statement) if self._left > 0 else statement
            found = _shapes(statement, lecture) or _components(
                whole, lecture, put_in=whole is not statement
            )
            if whole is not statement:
                self._left -= sum(1 for one in found for side in one.sides for _ in walk(side.expr))
        letters.define(statement)
        return found


def _without_torn_name(statement: Statement) -> Statement:
    """„∇f(1, 2) = (2 · 1, 2 · 2) = (2, 4)“: what is not understood is only the name of it."""
    first, *sides = statement.sides
    if first.complete or len(sides) < 2:
        return statement
    return structs.replace(
        statement,
        span=Span(sides[0].span.start, statement.span.end),
        sides=tuple(sides),
        relations=statement.relations[1:],
        numbers=tuple(number for side in sides for number in written_numbers(side.expr)),
    )


def _components(statement: Statement, lecture: Lecture, *, put_in: bool) -> list[Statement]:
    sides = statement.sides
    if not put_in and not any(
        isinstance(n, Call) and n.op in _TENSORS for s in sides for n in walk(s.expr)
    ):
        return []
    try:
        found = [_value(side.expr) for side in sides]
    except _Unfit:
        return []
    known = [index for index, one in enumerate(found) if not isinstance(one, Symbol | None)]
    values = [_tensor(found[index]) for index in known]
    if len(values) < 2 or not all(_alike(one, other) for one, other in pairwise(values)):
        return []
    if len(values[0].entries) > _MOST_ENTRIES:
        return []
    relations = tuple(statement.relations[index - 1] for index in known[1:])
    if values[0].shape == (1, 1) and known[0] == 1 and isinstance(sides[0].expr, Symbol):
        known, values = [0, *known], [_Tensor(((sides[0].expr,),)), *values]  # binds the letter
        relations = (statement.relations[0], *relations)
    return [
        _equation(
            statement,
            [
                Side(_place(entry, sides[index], lecture), entry, sides[index].unit)
                for index, entry in zip(known, entries, strict=True)
            ],
            relations,
        )
        for entries in zip(*(value.entries for value in values), strict=True)
    ]


def _tensor(value: "_Tensor | Expr | None") -> _Tensor:
    assert value is not None
    return value if isinstance(value, _Tensor) else _Tensor(((value,),))


def _alike(one: _Tensor, other: _Tensor) -> bool:
    if one.shape == other.shape:
        return True
    loose = one.flat or other.flat
    return loose and 1 in one.shape and 1 in other.shape and len(one.entries) == len(other.entries)


def _place(entry: Expr, side: Side, lecture: Lecture) -> Span:
    number = plain_number(entry)
    if number is None:
        return side.span
    span = lecture.numbers[number].span
    sign = _SIGN.search(lecture.source, max(side.span.start, span.start - 3), span.start)
    return span if sign is None else Span(sign.start(), span.end)


def _equation(
    statement: Statement, sides: list[Side], relations: tuple[Relation, ...]
) -> Statement:
    own = frozenset(statement.numbers)  # others are those of letters
    return structs.replace(
        statement,
        span=statement.span if plain_number(sides[-1].expr) is None else sides[-1].span,
        sides=tuple(sides),
        relations=relations,
        numbers=tuple(
            number
            for number in dict.fromkeys(n for side in sides for n in written_numbers(side.expr))
            if number in own
        ),
        label="",
        noun="",
        restated=0,
        shape=False,
    )


def _value(expr: Expr) -> "_Tensor | Expr | None":
    """A tensor, an expression without one, or None for a letter that may stand for either."""
    if not isinstance(expr, Call):
        return None if isinstance(expr, Symbol) else expr
    if expr.op == "vector":
        if len(expr.args) == 1 and isinstance(only := _value(expr.args[0]), _Tensor):
            return only  # the argument of `softmax(z)`
        return _Tensor(tuple((_scalar(arg),) for arg in expr.args), flat=True)
    if expr.op == "matrix":
        rows = tuple(tuple(map(_scalar, row.args)) for row in expr.args if isinstance(row, Call))
        if len({len(row) for row in rows}) != 1:
            raise _Unfit
        return _Tensor(rows)
    args = [_value(arg) for arg in expr.args]
    if None in args:
        return None
    if not any(isinstance(arg, _Tensor) for arg in args):
        return Call(expr.op, tuple(arg for arg in args if isinstance(arg, Expr)))
    return _bounded(_applied(expr.op, [arg for arg in args if arg is not None]))


def _scalar(expr: Expr) -> Expr:
    value = _value(expr)
    if isinstance(value, _Tensor):
        raise _Unfit
    return expr


def _bounded(value: "_Tensor | Expr") -> "_Tensor | Expr":
    nodes = 0
    for entry in value.entries if isinstance(value, _Tensor) else (value,):
        for _ in walk(entry):
            nodes += 1
            if nodes > _MOST_NODES:
                raise _Unfit
    return value


def _applied(op: Op, args: "list[_Tensor | Expr]") -> "_Tensor | Expr":
    first = args[0]
    match op:
        case "*":
            result = first
            for factor in args[1:]:
                result = _bounded(_product(result, factor))
            return result
        case "/" if isinstance(first, _Tensor) and not isinstance(args[1], _Tensor):
            return _each("/", args)
        case "hadamard" if all(isinstance(arg, _Tensor) for arg in args):
            return _each("*", args)
        case "transpose" if isinstance(first, _Tensor):
            return _Tensor(tuple(zip(*first.rows, strict=True)), first.flat)
        case "softmax" if isinstance(first, _Tensor):
            return _softmax(first)
        case "abs" if isinstance(first, _Tensor):
            return _norm(first, 2)
        case "norm" if isinstance(first, _Tensor) and isinstance(args[1], Num):
            return _norm(first, args[1].value)
        case "+" if not all(isinstance(arg, _Tensor) for arg in args):
            raise _Unfit
        case _ if op in _ALL:
            return _each(op, args)
    raise _Unfit


def _softmax(tensor: _Tensor) -> _Tensor:
    """Of each row of a matrix; of a vector."""
    column = tensor.shape[1] == 1
    rows: list[tuple[Expr, ...]] = []
    for row in (tensor.entries,) if column else tensor.rows:
        powers = tuple(Call("exp", (entry,)) for entry in row)
        rows.append(tuple(Call("/", (power, Call("+", powers))) for power in powers))
    return _Tensor(tuple(zip(*rows, strict=True)) if column else tuple(rows), 1 in tensor.shape)


def _norm(tensor: _Tensor, which: int) -> Expr:
    """1: the sum of the amounts, 0: their maximum, 2: the length."""
    amounts = tuple(Call("abs", (entry,)) for entry in tensor.entries)
    if which == 2:
        squares = tuple(Call("^", (entry, Num(2))) for entry in tensor.entries)
        return Call("sqrt", (Call("+", squares),))
    return Call("+" if which == 1 else "max", amounts)


def _each(op: Op, args: "list[_Tensor | Expr]") -> _Tensor:
    """Component by component; what is no tensor belongs to each of them."""
    tensors = [arg for arg in args if isinstance(arg, _Tensor)]
    if not all(_alike(one, other) for one, other in pairwise(tensors)):
        raise _Unfit
    shape = next((one for one in tensors if not one.flat), tensors[0])
    columns = [
        arg.entries if isinstance(arg, _Tensor) else (arg,) * len(shape.entries) for arg in args
    ]
    entries = iter([Call(op, parts) for parts in zip(*columns, strict=True)])
    rows = tuple(tuple(next(entries) for _ in row) for row in shape.rows)
    return _Tensor(rows, flat=all(one.flat for one in tensors))


def _product(one: "_Tensor | Expr", two: "_Tensor | Expr") -> "_Tensor | Expr":
    """Of matrices; the scalar product of vectors; with a number, each component."""
    if not isinstance(one, _Tensor):
        return _each("*", [one, two]) if isinstance(two, _Tensor) else Call("*", (one, two))
    if not isinstance(two, _Tensor):
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
        raise _Unfit
    columns = tuple(zip(*two.rows, strict=True))
    rows = tuple(tuple(_dot(row, column) for column in columns) for row in one.rows)
    return rows[0][0] if (len(rows), len(columns)) == (1, 1) else _Tensor(rows, flat=two.flat)


def _line(vector: _Tensor, *, row: bool) -> _Tensor:
    entries = vector.entries
    return _Tensor((entries,) if row else tuple((entry,) for entry in entries), flat=True)


def _dot(one: Iterable[Expr], two: Iterable[Expr]) -> Expr:
    terms = tuple(Call("*", pair) for pair in zip(one, two, strict=True))
    return terms[0] if len(terms) == 1 else Call("+", terms)


def _shapes(statement: Statement, lecture: Lecture) -> list[Statement]:
    """„(3×4)·(4×2) = 3×2“, if it is no product of all these numbers."""
    if len(statement.sides) != 2 or statement.relations != ("=",):
        return []
    product, result = statement.sides[0].expr, _axes(statement.sides[1].expr)
    if not isinstance(product, Call) or product.op != "*" or result is None:
        return []
    factors = [axes for arg in product.args if (axes := _axes(arg))]
    if len(factors) != len(product.args) or len(factors) < 2:
        return []
    if judge(statement, lecture.numbers, {}).outcome == "holds":
        return []
    inner = [(one[1], other[0]) for one, other in pairwise(factors)]
    outer = [(factors[0][0], result[0]), (factors[-1][1], result[1])]
    return [_equation(statement, list(_two(pair, lecture)), ("=",)) for pair in (*inner, *outer)]


def _axes(expr: Expr) -> tuple[Written, Written] | None:
    match expr:
        case Call("*", (Written() as one, Written() as two)):
            return one, two
        case _:
            return None


def _two(pair: tuple[Written, Written], lecture: Lecture) -> Iterator[Side]:
    return (Side(lecture.numbers[one.number].span, one) for one in pair)
