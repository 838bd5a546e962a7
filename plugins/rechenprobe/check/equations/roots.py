r"""Roots of a quadratic polynomial that stands on the page: `\lambda^2 - 4\lambda + 3`.

Then `\lambda_1 = 3` and `\lambda_2 = -1` are meant to be its roots, if one of them is.
"""

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct, structs

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.equations.evaluating import CONSTANTS, value_of
from rechenprobe.check.equations.laws import Name, name_of, put_in
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Item, Side, Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Num, Symbol, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_REACH = 500
"""Characters from the polynomial to its second root."""
_MOST_PARTS = 40
_MOST = 200
"""Polynomials of a lecture."""
_NAMED = late(r"(?i)polynom")
_SQUARES = ("^2", "^{2", "²")


class _Polynomial(Struct, frozen=True):
    letter: str
    end: int
    roots: tuple[Expr, Expr]


def find_roots(lecture: Lecture) -> Lecture:
    """The lecture with equations between what is called a root and what it is."""
    if not any(square in lecture.source for square in _SQUARES):
        return lecture
    finding = _Finding(lecture)
    finding.pass_over(lecture.items)
    return lecture.with_statements(finding.found)


class _Finding:
    """One pass over the items."""

    def __init__(self, lecture: Lecture) -> None:
        self._lecture = lecture
        self._polynomial: _Polynomial | None = None
        self._pending: dict[str, int] = {}
        self._left = _MOST
        self.found: dict[int, Statement] = {}

    def pass_over(self, items: Iterable[Item]) -> None:
        """Note the statements that say what roots are."""
        for item in items:
            if item.kind == "heading":
                self._polynomial = None
            for index in item.statements:
                self._read(index)
            self.pass_over(item.items)

    def _read(self, index: int) -> None:
        statement = self._lecture.statements[index]
        polynomial = self._polynomial
        if polynomial is not None and statement.span.start - polynomial.end <= _REACH:
            name = self._root(statement)
            if name is not None and name.letter == polynomial.letter:
                self._pending[name.subscript] = index
                if set(self._pending) == {"1", "2"}:
                    self._assign(polynomial, self._pending["1"], self._pending["2"])
                    self._polynomial = None
                return
        if self._left > 0 and (found := self._quadratic(statement)) is not None:
            self._left -= 1
            self._polynomial, self._pending = found, {}

    def _root(self, statement: Statement) -> Name | None:
        first, last = statement.sides[0].expr, statement.sides[-1]
        if len(statement.sides) != 2 or not isinstance(first, Symbol) or not last.complete:
            return None
        name = name_of(first.latex)
        plain = plain_number(last.expr)
        return name if plain is not None and name.subscript in ("1", "2") else None

    def _assign(self, polynomial: _Polynomial, first: int, second: int) -> None:
        """Which root is which: as it makes most of them true."""
        ways = []
        for roots in (polynomial.roots, polynomial.roots[::-1]):
            way = {
                index: _equation(self._lecture.statements[index], root)
                for index, root in zip((first, second), roots, strict=True)
            }
            outcomes = [
                judge(one, self._lecture.numbers, CONSTANTS).outcome for one in way.values()
            ]
            ways.append((outcomes.count("holds"), way))
        best = max(ways, key=lambda one: one[0])
        if best[0]:
            self.found |= best[1]

    def _quadratic(self, statement: Statement) -> _Polynomial | None:
        """The polynomial that it names or sets to zero."""
        side, numbers = statement.sides[0], self._lecture.numbers
        letters = {node.latex for node in walk(side.expr) if isinstance(node, Symbol)}
        if len(letters) != 1 or not side.complete or len(walk(side.expr)) > _MOST_PARTS:
            return None
        if len(statement.sides) == 1 and _NAMED.search(statement.label) is None:
            return None
        try:
            if len(statement.sides) > 1 and (
                statement.relations[-1] != "="
                or value_of(statement.sides[-1].expr, numbers, "german", {}) != 0
            ):
                return None
            letter = letters.pop()
            values = [
                value_of(side.expr, numbers, "german", {letter: Fraction(at)}) for at in range(5)
            ]
        except NotEvaluable:
            return None
        bend = values[2] - 2 * values[1] + values[0]
        if not bend or any(
            values[at + 2] - 2 * values[at + 1] + values[at] != bend for at in (1, 2)
        ):
            return None
        if name_of(letter).subscript:
            return None
        return _Polynomial(name_of(letter).letter, statement.span.end, _roots(side.expr, letter))


def _roots(expr: Expr, letter: str) -> tuple[Expr, Expr]:
    """By the formula, the coefficients as differences of values."""
    none, one, other = (put_in(expr, {letter: Num(at)}) for at in (0, 1, -1))
    double = Call("+", (one, other, Call("*", (Num(-2), none))))  # 2a
    twice = Call("+", (one, Call("neg", (other,))))  # 2b
    middle = Call("neg", (Call("/", (twice, Call("*", (Num(2), double)))),))
    product = Call("/", (Call("*", (Num(2), none)), double))
    width = Call("sqrt", (Call("+", (Call("^", (middle, Num(2))), Call("neg", (product,)))),))
    return Call("+", (middle, width)), Call("+", (middle, Call("neg", (width,))))


def _equation(statement: Statement, root: Expr) -> Statement:
    first, last = statement.sides
    return structs.replace(
        statement,
        sides=(first, Side(first.span, root), last),
        relations=("=", *statement.relations),
    )
