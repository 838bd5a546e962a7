"""Letters for vectors and matrices: from where on they have a value, and what confirms it.

    x = (1, 2), then x · (3, 4) = 11    →    (1, 2) · (3, 4) = 11

A letter is known up to the next heading of the second level, or until it gets another value.
Those of single numbers are bound elsewhere (`bindings`); beside a vector they are put in, too.
"""

from collections import ChainMap
from collections.abc import Iterator

from msgspec import structs

from rechenprobe.check.equations.arithmetic import may_be_pair
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Relation, Side, Statement
from rechenprobe.expression import (
    Call,
    Expr,
    Num,
    Symbol,
    Written,
    has_symbols,
    is_literal,
    walk,
    written_numbers,
)
from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span

TRANSPOSING = frozenset({"T", r"\top", r"\intercal"})
_MOST_ENTRIES = 400
_REACH = 160
"""Characters before a tuple that say what it is."""
_LARGE = 100
_FORMS = late(r"(?i)\b(?:form(?:en)?|shapes?|dimension\w*|größen?|tensor\w*|sizes?)\b")
_BOLD = r"\\(?:mathbf|mathit|boldsymbol|bm)\s*"
_NAMED = late(
    rf"(?<![\w\\)}}\]])((?:\\Delta\s*)?(?:{_BOLD})?(?:\{{\\?[A-Za-z]+\}}|\\?[A-Za-zα-ωΑ-Ω]+)(?:'*)"
    r"(?:_(?:\w|\{[^{}]{1,20}\}))?(?:\^\{[(\[]\w{1,3}[)\]]\})?)\s*(=|≈|\\approx)\s*$"
)
_STYLED = late(rf"{_BOLD}\{{?(\\?[A-Za-z]+)\}}?")
"""Before a tuple: `x = `."""
_ASSUMED = late(r"(?i)\b(?:bei|mit|für|seien?|sind|wenn|falls|with|for|let|if|at)$")
_COMPONENT = late(r"(\\?[A-Za-z]+'*)_\{?([1-9])\}?")


class Letters:
    """What letters stand for in a section."""

    def __init__(
        self,
        lecture: Lecture,
        known: "ChainMap[str, Expr | None] | None" = None,
        *,
        tensors: bool = False,
    ) -> None:
        self._lecture = lecture
        self._known = ChainMap[str, Expr | None]() if known is None else known
        self._terms: dict[Expr, tuple[Expr, int]] = {}
        """What stands for one value although it is no letter, and where that has been said."""
        self._tensors = tensors  # whether a vector or a matrix has been among them

    def inner(self) -> "Letters":
        """Those of a section below."""
        return Letters(self._lecture, self._known.new_child(), tensors=self._tensors)

    def define(self, statement: Statement) -> None:
        """Remember what the statement says of a letter; None if that is not to be put in."""
        name, value = self._definition(statement)
        if not name and is_term(statement.sides[0].expr):
            self._define_term(statement)
        for one in (name, *defined_by(statement)[1:]) if name else ():
            self._forget_terms_with(one)
            self._known[one] = value
            self._tensors |= value is not None and is_literal(value)

    def _define_term(self, statement: Statement) -> None:
        first, last = statement.sides[0], statement.sides[-1]
        self._terms.pop(key := self._readable(first.expr), None)
        said = first.complete and last.complete and {*statement.relations} <= {"=", "≈"}
        if said and not last.unit and plain_number(last.expr) is not None and len(self._terms) < 9:
            self._terms[key] = last.expr, statement.span.end

    def _forget_terms_with(self, name: str) -> None:
        for key in [one for one in self._terms if Symbol(name) in walk(one)]:
            del self._terms[key]

    def forget_terms(self, before: int) -> None:
        """Those that were given a value before that place."""
        for key, (_, end) in list(self._terms.items()):
            if end < before:
                del self._terms[key]

    def term(self, expr: Expr) -> Expr | None:
        r"""The value of `\|w\|^2` or `V(s')`, if it has been said."""
        found = self._terms.get(self._readable(expr)) if self._terms else None
        return found[0] if found else None

    def _readable(self, expr: Expr) -> Expr:
        """With the numbers themselves: one that is written twice is the same."""
        match expr:
            case Written(number):
                reading = self._lecture.numbers[number].german
                whole = reading is not None and reading.value.denominator == 1
                return Num(int(reading.value)) if reading is not None and whole else expr
            case Call(op, args):
                return Call(op, tuple(map(self._readable, args)))
            case _:
                return expr

    def _definition(self, statement: Statement) -> tuple[str, Expr | None]:
        statement = named_vector(statement, self._lecture)
        first = statement.sides[0].expr
        if not isinstance(first, Symbol) or statement.relations[:1] not in (("=",), ("≈",)):
            return "", None
        last = statement.sides[-1]
        if is_pair(last, self._lecture) and len(parts := self.divided(last.expr)) > 1:
            return first.latex, Call("vector", parts)
        expr = _upright(last.expr)
        literal = last.complete and not has_symbols(expr) and not last.unit
        plain = is_literal(expr) or plain_number(expr) is not None
        small = len(walk(expr)) <= _MOST_ENTRIES
        return first.latex, expr if literal and plain and small else None

    def divided(self, expr: Expr) -> tuple[Expr, ...]:
        """A decimal number as two whole ones, if its comma may divide them: `f(1,2)`."""
        if isinstance(expr, Call) and expr.op == "neg":
            first, *others = self.divided(expr.args[0])
            return (Call("neg", (first,)), *others)
        text = self._lecture.numbers[expr.number].text if isinstance(expr, Written) else ""
        parts = text.split(",")
        if len(parts) != 2 or not all(one.isascii() and one.isdecimal() for one in parts):
            return (expr,)
        return tuple(Num(int(one)) for one in parts)

    def put_in(self, statement: Statement) -> Statement:
        """The statement with the values of its letters, if there is a vector or a matrix."""
        if not self._tensors:
            return statement
        names = {n.latex for side in statement.sides for n in walk(side.expr) if type(n) is Symbol}
        if not any(is_literal(value) for name in names for value in self._known_by(name)):
            return statement
        first, *others = statement.sides
        if not isinstance(first.expr, Symbol):
            first = self._side(first)
        return structs.replace(statement, sides=(first, *map(self._side, others)))

    def _side(self, side: Side) -> Side:
        return structs.replace(side, expr=self._replaced(side.expr))

    def _replaced(self, expr: Expr) -> Expr:
        match expr:
            case Symbol(name):
                value = self.value(name)
                return expr if value is None else value
            case Call("^", (base, Symbol(mark))) if mark in TRANSPOSING:
                value = self._replaced(base)
                return Call("transpose", (value,)) if value != base else expr
            case Call(op, args):
                return Call(op, tuple(map(self._replaced, args)))
            case _:
                return expr

    def value(self, name: str) -> Expr | None:
        """What a letter stands for, or a component of what another one does: `w_1`."""
        if (value := self._known.get(name)) is not None:
            return value
        component = _COMPONENT.fullmatch(name)
        if component is None:
            return None
        index = int(component[2]) - 1
        for whole in self._known_by(name):
            if isinstance(whole, Call) and whole.op == "vector" and index < len(whole.args):
                return whole.args[index]
        return None

    def _known_by(self, name: str) -> Iterator[Expr]:
        """The letter's value, or that of the vector of which it names a component."""
        component = _COMPONENT.fullmatch(name)
        for one in (name, component[1] if component else ""):
            if (value := self._known.get(one)) is not None:
                yield value
                return


def is_term(expr: Expr) -> bool:
    r"""Whether it may have a value of its own: `\|w\|^2`, `\sigma^2`, `q \cdot k`, `V(s')`."""
    if not isinstance(expr, Call):
        return False
    args = expr.args
    match expr.op:
        case "^":
            return isinstance(args[0], Symbol) or (
                isinstance(args[0], Call) and args[0].op == "norm" and is_term(args[0])
            )
        case "*":
            return len(args) == 2 and all(isinstance(one, Symbol) for one in args)
        case "norm" | "abs":
            return isinstance(args[0], Symbol)
        case "applied":
            return isinstance(args[-1], Symbol)
        case _:
            return False


def _upright(expr: Expr) -> Expr:
    r"""`(1, 2)^\top` is a column as (1, 2) may be one."""
    match expr:
        case Call("transpose", (Call("vector") as vector,)):
            return vector
        case _:
            return expr


def named_vector(statement: Statement, lecture: Lecture) -> Statement:
    """„x = (55, 55, 96)“ as an equation, where a formula says so of a letter."""
    (side, *others), start = statement.sides, statement.span.start
    if not statement.shape or others or statement.origin != "formula":
        return statement
    before = lecture.source[max(0, start - _REACH) : start]
    found = _NAMED.search(before)
    if found is None or not isinstance(side.expr, Call) or _FORMS.search(before):
        return statement
    readings = (lecture.numbers[number].german for number in statement.numbers)
    if any(one is not None and one.value >= _LARGE for one in readings):
        return statement  # „y = (64, 784)“ is a shape
    several = "_" in found[1]
    letter = _STYLED.sub(lambda bold: rf"\mathbf{{{bold[1]}}}" if several else bold[1], found[1])
    name = Side(Span(start - len(found[0]), start), Symbol(letter))
    vector = structs.replace(side, expr=Call("vector", side.expr.args))
    relation: Relation = "=" if found[2] == "=" else "≈"
    return structs.replace(statement, sides=(name, vector), relations=(relation,), shape=False)


def is_pair(side: Side, lecture: Lecture) -> bool:
    """Whether a number with a comma stands in brackets: `(1,0)`."""
    return lecture.text(side.span).startswith("(") and may_be_pair(side, lecture.numbers)


def defined_by(statement: Statement) -> tuple[str, ...]:
    """The letters that it gives a value: two in „Bei $P = R = 0,7$“."""
    if not statement.relations:
        return ()
    letters = [side.expr.latex for side in statement.sides if isinstance(side.expr, Symbol)]
    assumed = _ASSUMED.search(statement.label) is not None
    if assumed and len(letters) == len(statement.sides) - 1 and set(statement.relations) == {"="}:
        return tuple(letters)
    return tuple(letters[:1]) if isinstance(statement.sides[0].expr, Symbol) else ()


def confirm_letters(ledger: Ledger, lecture: Lecture) -> None:
    """What is put into an equation that holds is confirmed with it."""
    truth = Truth("", "", "eingesetzt in eine Rechnung, die aufgeht")
    for statement in lecture.statements:
        if not statement.relations:
            continue  # nothing is put into a number
        own = set(statement.numbers)
        if not own or ledger.refutes(statement.span) or not ledger.settled(own):
            continue
        for side in statement.sides:
            if own.issuperset(written_numbers(side.expr)):
                continue  # as of nearly all
            for number in _used(side.expr, lecture):
                if number not in own and not ledger.decided(number):
                    ledger.verified(lecture.numbers[number].span, (number,), truth)


def _used(expr: Expr, lecture: Lecture) -> Iterator[int]:
    """The numbers that the value depends on: not those that are multiplied by zero."""
    if isinstance(expr, Written):
        yield expr.number
    elif isinstance(expr, Call):
        zeros = [arg for arg in expr.args if _is_zero(arg, lecture)] if expr.op == "*" else []
        for arg in expr.args if not zeros else zeros if len(zeros) == 1 else ():
            yield from _used(arg, lecture)


def _is_zero(expr: Expr, lecture: Lecture) -> bool:
    if isinstance(expr, Num):
        return expr.value == 0
    number = plain_number(expr)
    if number is None:
        return False
    reading = lecture.numbers[number].german or lecture.numbers[number].english
    return reading is not None and reading.value == 0
