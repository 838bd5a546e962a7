"""Equations between vectors and matrices → one equation for each component.

    (1, 2) + (3, 4) = (4, 6)    →    1 + 3 = 4 and 2 + 4 = 6

So they are evaluated, rounded and reported like all others. Letters that stand for vectors are
put in before (`letters`). Products of shapes are treated alike: (3×4)·(4×2) = 3×2 says that the
inner axes agree, and what the outer ones are.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from msgspec import structs

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.equations.convolutions import convolved, convolves_sizes
from rechenprobe.check.equations.letters import Letters
from rechenprobe.check.equations.statistics import STATISTICS, Unfit
from rechenprobe.check.equations.tensors import Tensor, alike, value_of
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Item, Relation, Side, Statement
from rechenprobe.expression import (
    Call,
    Expr,
    Num,
    Symbol,
    Written,
    has_operation,
    is_literal,
    walk,
    written_numbers,
)
from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span

_MOST_ENTRIES = 1000
"""Components of a matrix that are compared; of a larger one nobody types the result."""
_SECTION = 2
"""Level of headings that divide what letters mean: from `##` on the same in all below."""
_MOST_PUT_IN = 1_000_000
"""Parts of all equations of a lecture into which letters are put."""
_STAR = late(r"\*|\\(?:ast|star|circledast)(?![a-z])")
_REACH = 120
_OTHERWISE = late(
    r"(?i)dilat|atrous|elementw|komponentenw|hadamard|\brand|spiegel|zirkul|periodi|wiederhol|relu"
    r"|stride|schrittweite|max|circular|reflect|replicat"
)
_SIGN = late(r"[-−–]\s?$")
_TENSORS = frozenset({"vector", "matrix", "softmax", "norm", "hadamard"}) | STATISTICS


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
                statement = self._lecture.statements[index]
                if not (statement.relations or statement.shape):  # a number, as most are
                    statements.append(index)
                    continue
                parts = self._parts(statement, own)
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
            found = _shapes(statement, lecture) or components(
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


def components(statement: Statement, lecture: Lecture, *, put_in: bool) -> list[Statement]:
    """An equation for each component; none if they are no vectors or matrices.

    `put_in` if letters stood for them.
    """
    sides = statement.sides
    if not put_in and not any(has_operation(side.expr, _TENSORS) for side in sides):
        return []
    if statement.origin != "comment":  # in code the power of a matrix is that of its entries
        sides = tuple(
            structs.replace(side, expr=_with_powers(side.expr, lecture)) for side in sides
        )
    found = _by_component(statement, sides, lecture, put_in=put_in)
    text = lecture.text(statement.span)
    if _STAR.search(text) is None:
        return found
    if convolves_sizes(text):
        return []
    return _starred(found, statement, sides, lecture, put_in=put_in)


def _starred(
    found: list[Statement],
    statement: Statement,
    sides: tuple[Side, ...],
    lecture: Lecture,
    *,
    put_in: bool,
) -> list[Statement]:
    """The same where the star may convolve: `found` if that is right, or all that there is."""
    if found and not _wrong(found, lecture):
        return found
    nearest, fewest = list[Statement](), 0
    for exprs in convolved([side.expr for side in sides]):
        tried = tuple(structs.replace(one, expr=it) for one, it in zip(sides, exprs, strict=True))
        other = _by_component(statement, tried, lecture, put_in=put_in)
        wrong = _wrong(other, lecture)
        if other and (not nearest or wrong < fewest):
            nearest, fewest = other, wrong
    if found and (fewest or not nearest):
        many = _wrong(found, lecture) > 1
        return [] if many and _is_otherwise(statement, lecture) else found
    if 2 * fewest > max(len(nearest), 2) or (fewest and _is_otherwise(statement, lecture)):
        return []  # some other convolution
    return nearest


def _wrong(equations: Iterable[Statement], lecture: Lecture) -> int:
    return sum(judge(one, lecture.numbers, {}).outcome == "fails" for one in equations)


def _is_otherwise(statement: Statement, lecture: Lecture) -> bool:
    """Whether the text around a convolution says more of it than its size does."""
    start, end = statement.span.start, statement.span.end
    around = lecture.source[max(0, start - _REACH) : start] + lecture.source[end : end + _REACH]
    return _OTHERWISE.search(around) is not None


def _by_component(
    statement: Statement, sides: tuple[Side, ...], lecture: Lecture, *, put_in: bool
) -> list[Statement]:
    try:
        spreads = put_in and not any(map(_may_divide, _own(statement, lecture)))
        found = [value_of(side.expr, spreads=spreads) for side in sides]
        results = frozenset(_results(statement, lecture))
        several = any(_is_several(side.expr, results) for side in sides)
    except Unfit:
        return []
    known = [index for index, one in enumerate(found) if not isinstance(one, Symbol | None)]
    values = [_tensor(found[index]) for index in known]
    if len(values) < 2 or not all(alike(one, other) for one, other in pairwise(values)):
        return []
    if len(values[0].entries) > _MOST_ENTRIES:
        return []
    relations = tuple(statement.relations[index - 1] for index in known[1:])
    if values[0].shape == (1, 1) and known[0] == 1 and isinstance(sides[0].expr, Symbol):
        known, values = [0, *known], [Tensor(((sides[0].expr,),)), *values]  # binds the letter
        relations = (statement.relations[0], *relations)
    exponents = tuple(
        number
        for side in statement.sides
        for node in walk(side.expr)
        if isinstance(node, Call) and node.op == "^" and any(map(is_literal, walk(node.args[0])))
        for number in written_numbers(node.args[1])
    )
    equations = [
        _equation(
            statement,
            [
                Side(_place(entry, sides[index], lecture), entry, sides[index].unit)
                for index, entry in zip(known, entries, strict=True)
            ],
            relations,
            exponents,
        )
        for entries in zip(*(value.entries for value in values), strict=True)
    ]
    wrong = several and any(judge(one, lecture.numbers, {}).outcome == "fails" for one in equations)
    return [] if wrong else equations


def _own(statement: Statement, lecture: Lecture) -> Iterator[str]:
    return (lecture.numbers[number].text for number in statement.numbers)


def _may_divide(number: str) -> bool:
    """Whether its comma may divide two numbers: `(1,1)`."""
    return "," in number.replace("{,}", "")


def _with_powers(expr: Expr, lecture: Lecture) -> Expr:
    """Exponents of vectors and matrices as numbers, as their powers are multiplied out."""
    if not isinstance(expr, Call):
        return expr
    args = tuple(_with_powers(arg, lecture) for arg in expr.args)
    if expr.op == "^" and isinstance(args[1], Written) and any(map(is_literal, walk(args[0]))):
        reading = lecture.numbers[args[1].number].german
        if reading is not None and reading.value.denominator == 1:
            args = (args[0], Num(int(reading.value)))
    if expr.op == "^" and isinstance(args[0], Call) and args[0].op == "matrix":
        match args[1]:
            case Call("neg", (Written(number),)) if lecture.numbers[number].text == "1":
                args = (args[0], Num(-1))
            case _:
                pass
    return Call(expr.op, args)


def _is_several(expr: Expr, results: frozenset[Fraction]) -> bool:
    """Whether something in it may mean another quantity: then it is confirmed, never refuted.

    The norm of a matrix (Frobenius or spectral), `|A|`, `|S|` where it is the number of elements.
    """
    for node in walk(expr):
        if isinstance(node, Call) and node.op in ("abs", "norm"):
            inner = value_of(node.args[0])
            if not isinstance(inner, Tensor):
                continue
            if 1 not in inner.shape:
                return True
            if node.op == "abs" and inner.flat and len(inner.entries) in results:
                return True
    return False


def _results(statement: Statement, lecture: Lecture) -> Iterator[Fraction]:
    for side in statement.sides:
        number = plain_number(side.expr)
        reading = None if number is None else lecture.numbers[number].german
        if reading is not None:
            yield reading.value


def _tensor(value: "Tensor | Expr | None") -> Tensor:
    assert value is not None
    return value if isinstance(value, Tensor) else Tensor(((value,),))


def _place(entry: Expr, side: Side, lecture: Lecture) -> Span:
    number = plain_number(entry)
    if number is None:
        return side.span
    span = lecture.numbers[number].span
    sign = _SIGN.search(lecture.source, max(side.span.start, span.start - 3), span.start)
    return span if sign is None else Span(sign.start(), span.end)


def _equation(
    statement: Statement,
    sides: list[Side],
    relations: tuple[Relation, ...],
    exponents: tuple[int, ...] = (),
) -> Statement:
    own = frozenset(statement.numbers)  # others are those of letters
    return structs.replace(
        statement,
        span=statement.span if plain_number(sides[-1].expr) is None else sides[-1].span,
        sides=tuple(sides),
        relations=relations,
        numbers=tuple(
            number
            for number in dict.fromkeys(
                (*(n for side in sides for n in written_numbers(side.expr)), *exponents)
            )
            if number in own
        ),
        label="",
        noun="",
        restated=0,
        shape=False,
    )


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
    agree = all(len({lecture.numbers[one.number].text for one in pair}) == 1 for pair in inner)
    if not agree and convolves_sizes(lecture.text(statement.span)):
        return []
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
