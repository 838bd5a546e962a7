r"""What a name comes to by a formula that stands before, with the values that letters have by then.

    o = \frac{n + 2p - f}{s} + 1. Für n = 227, f = 11, s = 4, p = 0 ergibt sich o = 55.
    f = x y, x = -2, y = 5. Dann ist \partial f / \partial x = 5.

A formula refutes only a conclusion, and only once until one of its letters gets another value:
then the name may be somebody else's.
"""

from collections import ChainMap
from collections.abc import Iterator
from fractions import Fraction

from rechenprobe.check.equations.arithmetic import is_open, judge
from rechenprobe.check.equations.derivatives import Undifferentiable, depends, derivative
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.equations.laws import Name, name_of
from rechenprobe.check.equations.letters import is_term
from rechenprobe.claims import Side, Statement
from rechenprobe.expression import Call, Expr, Num, Symbol, has_symbols, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_CONVERTED = frozenset(
    one
    for size in (60, 100, 1000, 1024, 3600, 10**6, 10**9)
    for one in (Fraction(size), Fraction(1, size))
)
"""By what a result in another unit differs: seconds, percent, millions."""
_DEEPEST = 5
"""Formulas within formulas."""
_MOST_PARTS = 300
_NEAR = 400
"""Characters between a formula or its last letter and what it comes to."""
_TENSORS = frozenset({"vector", "matrix", "applied", "sum", "prod", "progression"})
_SIGN = r"(?:\\partial|∂|\\(?:mathrm|text|operatorname)\{d\}|d)"
_DERIVATIVE = late(
    rf"(?:\\[dt]?frac\{{)?{_SIGN}(?P<of>[^/]+?)(?:/|\}}\{{){_SIGN}(?P<by>[^/]+?)(?<!\\)\}}?"
)


class Formula:
    """The right side of an equation with letters."""

    def __init__(
        self, side: Side, text: str, start: int, *, approximate: bool, updates: bool = False
    ) -> None:
        self.body = side.expr
        self.span = side.span
        self.start = start
        """Of its equation."""
        self.approximate = approximate
        self.updates = updates
        """Whether it says the next value of a name, of the last one."""
        self.text = "".join(text.split())
        self.names = frozenset(_names(side.expr))
        self.applied: dict[str, int] = {}
        """Where to what: its own name, its derivatives."""


class Formulas:
    """Those of a section, by the name before them."""

    def __init__(
        self,
        known: "ChainMap[Name, Formula | None] | None" = None,
        bound: dict[Name, int] | None = None,
    ) -> None:
        self._known = ChainMap[Name, Formula | None]() if known is None else known
        self._updates: dict[Name, Formula] = {}
        self._bound: dict[Name, int] = {} if bound is None else bound
        """Where letters have got their last values."""

    def inner(self) -> "Formulas":
        """Those of a section below."""
        return Formulas(self._known.new_child(), self._bound)

    def state(self, name: Name, statement: Statement | None, lecture: Lecture) -> None:
        """An equation says so, in letters; None if it is not understood.

        It may go on to what that comes to: then it is applied there.
        """
        old, self._known[name] = self._known.get(name), None
        side = _body(statement) if statement else None
        if (
            statement is None
            or side is None
            or len(walk(side.expr)) > _MOST_PARTS
            or any(_is_beyond(node) for node in walk(side.expr))
        ):
            return
        approximate = statement.relations[0] != "="
        text, start = lecture.text(side.span), statement.span.start
        formula = Formula(side, text, start, approximate=approximate)
        if old is not None and old.text != formula.text and _is_near(old, side):
            return  # it is said to be two things
        first = statement.sides[0].expr
        if isinstance(first, Symbol) and len(statement.sides) > 2:
            formula.applied[first.latex] = side.span.end
        if name not in formula.names:
            self._known[name] = formula

    def update(self, name: Name, side: Side, lecture: Lecture) -> None:
        """So its next value comes from those that it and other letters have by then."""
        text, start = lecture.text(side.span), side.span.start
        self._updates[name] = Formula(side, text, start, approximate=False, updates=True)

    def lacks_members(self, formula: Formula, name: Name) -> bool:
        """Whether `c_t` has a value, and `c_{t-1}` none behind it: the next one has another."""
        if name.index is None:
            return False
        index, last = name.index[0], self.bound(name)
        members = [one for one in formula.names if one.index and one.index[0] == index]
        return any(self.bound(one) < last for one in members)

    def uses(self, name: Name) -> bool:
        """Whether a formula has the letter in it."""
        known = (*self._known.values(), *self._updates.values())
        return any(one is not None and name in one.names for one in known)

    def bound(self, name: Name) -> int:
        """Where it has got its last value; 0 if it has none."""
        return self._bound.get(name, 0)

    def bind(self, name: Name, end: int) -> None:
        """A letter has got a value, up to there: what it stands in may come to something else."""
        self._bound[name] = end

    def apply(self, formula: Formula, latex: str, start: int) -> int | None:
        """Note that it is applied there; where its last value ends, if all is near.

        None, too, if it has been applied to these values before.
        """
        since = max((self._bound.get(name, 0) for name in formula.names), default=0)
        before = formula.applied.get(latex)
        formula.applied[latex] = start
        first_time = before is None or before < since
        near = start - max(since, formula.span.end) <= _NEAR
        return since if first_time and near else None

    def of(self, name: Name) -> Formula | None:
        """The formula for that name; None if there is none, or its letters stand for others."""
        return self._known.get(name)

    def find(self, latex: str) -> tuple[Formula, tuple[Expr, ...]] | None:
        r"""For `o` its formula; for `\partial f/\partial x` that of f, and its derivatives.

        With its other letters as functions of x, and with them as they are.
        """
        if (formula := self.of(name_of(latex))) is not None:
            return formula, (formula.body,)
        if (update := self._updates.get(name_of(latex))) is not None:
            return update, (update.body,)
        found = _DERIVATIVE.fullmatch(latex)
        formula = self.of(name_of(found["of"])) if found else None
        if found is None or formula is None:
            return None
        by = name_of(found["by"])
        bodies = dict.fromkeys((self._expanded(formula.body, by), formula.body))
        derivatives = tuple(one for body in bodies if (one := _derivative(body, by)) is not None)
        return (formula, derivatives) if derivatives else None

    def assumes(self, formula: Formula) -> bool:
        """Whether a derivative of it takes some σ for the sigmoid."""
        return any(map(is_open, walk(self._expanded(formula.body, Name("")))))

    def _expanded(self, expr: Expr, kept: Name, depth: int = 0) -> Expr:
        """With the formulas of its letters, but for the one that it is derived by."""
        match expr:
            case Symbol(latex) if (name := name_of(latex)) != kept and depth < _DEEPEST:
                inner = self.of(name)
                return expr if inner is None else self._expanded(inner.body, kept, depth + 1)
            case Call(op, args):
                return Call(op, tuple(self._expanded(arg, kept, depth) for arg in args))
            case _:
                return expr


def _is_beyond(node: Expr) -> bool:
    r"""What has no value; and `\sigma (1 - \sigma)`, a product of values that reads otherwise."""
    if not isinstance(node, Call):
        return False
    if node.op == "activation":
        return Symbol(r"\sigma") in walk(node)
    return node.op in _TENSORS and not is_term(node)


def _body(statement: Statement) -> Side:
    """The side that says it: of „a = σ(z) = 1/(1 + e^{-z})“ the one that is spelled out."""
    spelled_out = (
        side
        for side in statement.sides[1:]
        if side.complete and has_symbols(side.expr) and not side.has_unit
        if not any(is_open(node) for node in walk(side.expr))
    )
    return next(spelled_out, statement.sides[1])


def _as_sigmoid(expr: Expr) -> Expr:
    """With every σ(…) as what it mostly is."""
    match expr:
        case Call("activation", (inner, Symbol())):
            power = Call("exp", (Call("neg", (_as_sigmoid(inner),)),))
            return Call("/", (Num(1), Call("+", (Num(1), power))))
        case Call(op, args):
            return Call(op, tuple(map(_as_sigmoid, args)))
        case _:
            return expr


def _derivative(body: Expr, by: Name) -> Expr | None:
    letter = next((one.latex for one in _symbols(body) if name_of(one.latex) == by), "")
    if not letter or not depends(body, letter):
        return None
    try:
        return derivative(_as_sigmoid(body), letter)
    except Undifferentiable:
        return None


def _is_near(old: Formula, side: Side) -> bool:
    return side.span.start - old.span.end <= _NEAR


def _symbols(expr: Expr) -> Iterator[Symbol]:
    return (node for node in walk(expr) if isinstance(node, Symbol))


def _names(expr: Expr) -> Iterator[Name]:
    return (name_of(node.latex) for node in _symbols(expr))


def has_formula(statement: Statement) -> bool:
    """Whether it says of a name what it is, in letters."""
    first, *others = (side.expr for side in statement.sides)
    return isinstance(first, Symbol) and bool(others) and has_symbols(others[0])


def says(statement: Statement) -> bool:
    """Whether it gives a value for something with a letter."""
    if not statement.relations or not {*statement.relations} <= {"=", "≈"}:
        return False
    first, last = statement.sides[0], statement.sides[-1]
    return (
        last.complete
        and not has_symbols(last.expr)
        and (first.complete and has_symbols(first.expr))
    )


def is_said_otherwise(variant: Statement, lecture: Lecture) -> bool:
    """Whether it is only rounded to a whole number, as sizes and steps often tacitly are.

    Or says it in another unit: 4 for four million.
    """
    judgement = judge(variant, lecture.numbers, CONSTANTS)
    true, written = judgement.true, judgement.values[-1]
    if true is None or written is None:
        return False
    if true and written and abs(true / written) in _CONVERTED:
        return True
    return written.denominator == 1 != true.denominator and abs(true - written) < 1


_ROUGHLY = Fraction(1, 20)


def is_roughly(variant: Statement, lecture: Lecture) -> bool:
    """Whether a result is near to what a formula says that holds only approximately."""
    true, written = judge(variant, lecture.numbers, CONSTANTS).values[-2:]
    if true is None or written is None:
        return True
    twice = 2 if variant.relations[-1] == "≈" else 1
    return abs(true - written) <= abs(true) * _ROUGHLY * twice
