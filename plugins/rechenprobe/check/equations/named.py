"""Operations that the text names: softmax of a vector, pooling and convolution of a matrix.

    Softmax für z = (1, 2, 3): … p ≈ (0,090; 0,245; 0,665)    →    softmax((1, 2, 3)) ≈ (0,090; …)

A sentence may name an operation and go on with another one. So the result has to agree with it
in all components but one; then that one is wrong.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.equations.components import components
from rechenprobe.check.equations.convolutions import Rows, correlation, turned, windows
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.equations.laws import Name, name_of
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Item, Relation, Side, Statement
from rechenprobe.expression import Call, Expr, Num, Symbol, Written, has_symbols
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_NAMES = ("e^", r"\exp", "oftmax", "ooling", "altung", "onvol", "korrel", "correl")
_SOFTMAX = late(r"(?i)\bsoftmax")
_POOLING = late(r"(?i)\b(?:(max)\w*|(average|avg|mean|mittelwert\w*|durchschnitts?))[-\s]?pool")
_CONVOLUTION = late(r"(?i)\b(?:\w*faltung|\w*gefaltet|\w*korrelation|convol\w+|\w*correlation)")
_DIGIT = late(r"\d")
_RELU = late(r"\bReLU\b")
_WINDOW = late(r"(\d)\s*(?:×|x|\\times)\s*(\d)")
_STRIDE = late(r"(?i)\b(?:stride|schrittweite)\b[\s=$]*(\d)")
_REACH = 600
"""Characters from the name of the operation to its result."""
_MOST_ENTRIES = 64
_MOST_TRIED = 60
_MOST_SHARES = 10
_PAIR = 2


class _Literal(Struct, frozen=True):
    """A vector or a matrix that is written out, and the statement that gives it."""

    statement: Statement
    rows: Rows
    """A vector has one."""


class _Shares(Struct, frozen=True):
    """The terms of a softmax that is written out."""

    letter: str
    end: int
    terms: tuple[Expr, ...]


def recognize(lecture: Lecture) -> Lecture:
    """The lecture with such results as equations."""
    if not any(name in lecture.source for name in _NAMES):
        return lecture
    recognizing = _Recognizing(lecture)
    recognizing.pass_over(lecture.items)
    return lecture.with_statements(recognizing.found)


class _Recognizing:
    """One pass over the items."""

    def __init__(self, lecture: Lecture) -> None:
        self._lecture = lecture
        self._literals: list[_Literal] = []
        self._left = _MOST_TRIED
        self._shares: _Shares | None = None
        self.found: dict[int, Statement] = {}

    def pass_over(self, items: Iterable[Item]) -> None:
        """Note what each item's statements are the results of."""
        for item in items:
            if item.kind == "heading":
                self._literals.clear()
                self._shares = None
            for index in item.statements:
                self._share(index)
                literal = _literal(self._lecture.statements[index])
                if literal is None:
                    continue
                if self._left > 0 and (result := self._result(literal)) is not None:
                    self.found[index] = result
                self._literals = [*self._literals[-2:], literal]
            self.pass_over(item.items)

    def _share(self, index: int) -> None:
        """Whether it is another share of the same whole: `α_2` beside `α_1 = e^2 / (e^2 + e^0)`."""
        statement = self._lecture.statements[index]
        first = statement.sides[0]
        if not isinstance(first.expr, Symbol) or not statement.relations:
            return
        name = name_of(first.expr.latex)
        shares = self._shares
        if (
            shares is not None
            and len(statement.sides) == 2
            and name.letter == shares.letter
            and plain_number(statement.sides[1].expr) is not None
            and statement.span.start - shares.end <= _REACH
            and 0 < (name.number or 0) <= len(shares.terms)
        ):
            share = Call("/", (shares.terms[(name.number or 0) - 1], Call("+", shares.terms)))
            sides = (first, Side(first.span, share), statement.sides[1])
            relations: tuple[Relation, ...] = ("=", *statement.relations)
            self.found[index] = structs.replace(statement, sides=sides, relations=relations)
        elif name.number:
            self._shares = self._written_out(statement, name)

    def _written_out(self, statement: Statement, name: Name) -> "_Shares | None":
        match statement.sides[1].expr:
            case Call("/", (Call("exp", (part,)), Call("+", terms))) if all(
                isinstance(one, Call) and one.op == "exp" for one in terms
            ):
                own = terms[(name.number or 0) - 1 : name.number]
            case _:
                return None
        if not own or not isinstance(own[0], Call) or len(terms) > _MOST_SHARES:
            return None
        sides = (Side(statement.span, part), Side(statement.span, own[0].args[0]))
        same = structs.replace(statement, sides=sides, relations=("=",))
        if judge(same, self._lecture.numbers, CONSTANTS).outcome != "holds":
            return None
        return _Shares(name.letter, statement.span.end, terms)

    def _result(self, literal: _Literal) -> Statement | None:
        end = literal.statement.span.start
        text = self._lecture.source[max(0, end - _REACH) : end]
        for rows, certain in self._expected(literal, text):
            self._left -= 1
            equation = _equation(literal, rows)
            parts = components(equation, self._lecture, put_in=True)
            outcomes = [judge(one, self._lecture.numbers, CONSTANTS).outcome for one in parts]
            wrong = outcomes.count("fails")
            known = len(outcomes) > 1 and "unknown" not in outcomes
            if known and wrong <= (1 if certain or len(outcomes) > _PAIR else 0):
                return equation
        return None

    def _expected(self, result: _Literal, text: str) -> Iterator[tuple[Rows, bool]]:
        """What the operations come to that may be meant; whether nothing else stands between."""
        start = result.statement.span.start - _REACH
        near = [one for one in self._literals if one.statement.span.start >= start]
        count = len(result.rows[0])
        if not near:
            return
        if len(result.rows) == 1 and _SOFTMAX.search(text):
            for one in reversed(near):
                if len(one.rows) == 1 and len(one.rows[0]) == count > 1:
                    powers = tuple(Call("exp", (entry,)) for entry in one.rows[0])
                    shares = tuple(Call("/", (power, Call("+", powers))) for power in powers)
                    end = one.statement.span.end
                    between = self._lecture.source[end : result.statement.span.start]
                    yield (shares,), _DIGIT.search(between) is None
        for pooling in [*_POOLING.finditer(text)][-1:]:
            pooled = _pooled(near[-1].rows, text[pooling.start() :], largest=bool(pooling[1]))
            yield from ((rows, True) for rows in pooled)
        for named in [*_CONVOLUTION.finditer(text)][-1:] if len(near) > 1 else ():
            stride = _STRIDE.search(text, text.rfind("\n\n", 0, named.start()) + 1)
            step = int(stride[1]) if stride else 1
            for image, kernel in ((near[-2], near[-1]), (near[-1], near[-2])):
                for weights in (kernel.rows, turned(kernel.rows)):
                    rows = correlation(image.rows, weights, step)
                    yield _rectified(rows) if _RELU.search(text, named.end()) else rows, True


def _rectified(rows: Rows) -> Rows:
    return tuple(tuple(Call("max", (Num(0), entry)) for entry in row) for row in rows)


def _pooled(rows: Rows, text: str, *, largest: bool) -> Iterator[Rows]:
    window = _WINDOW.search(text)
    if window is None:
        return
    size = int(window[1]), int(window[2])
    stride = _STRIDE.search(text)
    step = int(stride[1]) if stride else size[0]
    patches = windows(rows, size, step)
    yield tuple(tuple(_summary(patch, largest=largest) for patch in line) for line in patches)


def _summary(patch: Sequence[Expr], *, largest: bool) -> Expr:
    if largest:
        return Call("max", tuple(patch))
    return Call("/", (Call("+", tuple(patch)), Num(len(patch))))


def _literal(statement: Statement) -> _Literal | None:
    """If the statement gives one, and nothing else but a letter for it."""
    last = statement.sides[-1]
    named = len(statement.sides) == 2 and isinstance(statement.sides[0].expr, Symbol)
    if not (len(statement.sides) == 1 or named) or statement.origin != "formula":
        return None
    rows = _rows(last.expr, shape=statement.shape and not named)
    if rows is None or has_symbols(last.expr) or len({len(row) for row in rows}) != 1:
        return None
    return _Literal(statement, rows) if len(rows) * len(rows[0]) <= _MOST_ENTRIES else None


def _rows(expr: Expr, *, shape: bool) -> Rows | None:
    match expr:
        case Call("vector", entries):
            return (entries,)
        case Call("*", entries) if shape and all(isinstance(one, Written) for one in entries):
            return (entries,)
        case Call("matrix", rows):
            found = tuple(row.args for row in rows if isinstance(row, Call))
            if found and all(len(row) == 1 for row in found):
                return (tuple(row[0] for row in found),)
            return found
        case _:
            return None


def _equation(literal: _Literal, rows: Rows) -> Statement:
    statement, last = literal.statement, literal.statement.sides[-1]
    relation: Relation = "≈" if "≈" in statement.relations or statement.approximate else "="
    kept = statement.sides[:-1]
    one, two = _tensor(rows), _tensor(literal.rows)
    return structs.replace(
        statement,
        sides=(*kept, Side(last.span, one), Side(last.span, two)),
        relations=(*("=" for _ in kept), relation),
        shape=False,
    )


def _tensor(rows: Rows) -> Call:
    if len(rows) == 1:
        return Call("vector", rows[0])
    return Call("matrix", tuple(Call("vector", row) for row in rows))
