"""Tokens → expressions, by our own grammar: nothing an author writes is ever given to `eval`.

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/" | ":" | "mod" | "//") signed | juxtaposed)*
    signed  := ("+" | "-")? power
    power   := postfix postfix* ("^" signed)?     (`3 min 20 s`)
    postfix := atom ("!" | "²" | "⁶" | "%" | unit)*
    atom    := number | symbol | "(" sum ("," sum)* ")" | "⌊" sum "⌋" | "|" sum "|" | function | …

Operands, from numbers to matrices, are read by `operands`.

Juxtaposition multiplies where it is unambiguous: in formulas, and in text a
number directly before a symbol or a bracket (`2p`, `4(n + 1)`), and brackets that touch.

Reading is linear in the number of tokens: brackets are matched beforehand, and
what was once found to be no expression is not tried again. Trees stay flat:
`a − b − c` is one sum, `a / b · c / d` one fraction.
"""

from typing import Literal

from msgspec import Struct

from rechenprobe.expression import Call, Expr, Num, Symbol, Written, is_literal
from rechenprobe.read.counting import Counting
from rechenprobe.read.cursor import ENDING, Stop
from rechenprobe.read.lexemes import EACH_OF
from rechenprobe.read.operands import product_of
from rechenprobe.read.raised import raised
from rechenprobe.read.tokens import DOTS, TIMES, Token

_MAX_MARKS = 3
"""Most postfix signs behind one operand (`3!²`)."""

_MARKS = {"%": 100, "‰": 1000}
_MULTIPLYING = ("*", "/", ":", "⊙", "mod", "//")
_ALL = "+-*/^"
_TRANSPOSED = (Symbol("T"), Symbol(r"\top"), Symbol(r"\intercal"))
_PI = (Symbol(r"\pi"), Symbol("π"))
_PLAIN = frozenset({"word", "number", "symbol", "comma"})
"""Behind these, and behind a word before one of those, no operand goes on."""
_BRACKETS = frozenset({"(", "[", "⌊", "⌈", "group", "matrix"})


class Parsed(Struct, frozen=True, gc=False):
    """An expression and where it ends."""

    expr: Expr
    stop: int
    """Index of the first token behind it."""
    units: tuple[str, ...]
    """All units in it, as written, in order."""
    measured: tuple[Expr, ...]
    """What each of them measures: mostly the number right before it."""


class Grammar(Counting):
    """Reads expressions anywhere in one sequence of tokens."""

    def parse(self, start: int) -> Parsed | None:
        """The longest expression that begins at token `start`, or None."""
        if self._is_alone(start):  # as most numbers are
            return Parsed(Written(self._tokens[start].number), start + 1, (), ())
        self._reset((start, (), 0))
        try:
            expr = self._sum()
        except Stop:
            return None
        units, measured = zip(*self._units, strict=True) if self._units else ((), ())
        return Parsed(expr, self._position, units, measured)

    def _is_alone(self, start: int) -> bool:
        """Whether a number stands there of which one sees at once that nothing goes on with it."""
        some = self._tokens[start : start + 3]
        if not some or some[0].kind != "number":
            return False
        behind = [token.kind for token in some[1:]]
        if not behind or behind[0] in ENDING:
            return True
        return behind[0] == "word" and behind[-1] in _PLAIN and some[-1].text not in EACH_OF

    def _sum(self) -> Expr:
        terms = [self._product()]
        while operator := self._is_op("+-"):
            mark = self._mark()
            self._position += 1
            try:
                if operator.text == "+" and self._omits():
                    return self._continued("sum", terms)
                right = self._product()
            except Stop:
                self._reset(mark)
                break
            terms.append(Call("neg", (right,)) if operator.text == "-" else right)
        total = terms[0] if len(terms) == 1 else Call("+", tuple(terms))
        return self._interval(total) if self._is_op("±") else total

    def _interval(self, middle: Expr) -> Expr:
        r"""`14{,}2 \pm 1{,}2 = [13;\; 15{,}4]`: both ends, if they stand there."""
        mark = self._mark()
        self._position += 1
        try:
            width = self._product()
        except Stop:
            self._reset(mark)
            return middle
        relation, opening = (*self._tokens[self._position : self._position + 2], None, None)[:2]
        if not relation or not opening or relation.kind != "relation" or opening.text not in "([":
            self._reset(mark)
            return middle
        return Call(
            "vector", (Call("+", (middle, Call("neg", (width,)))), Call("+", (middle, width)))
        )

    def _product(self) -> Expr:
        first = self._signed()
        if self._stops() or self._is_op("+-"):
            return first
        above, below = [first], list[Expr]()
        while not self._stops():
            mark = self._mark()
            if operator := self._is_op(_MULTIPLYING):
                self._position += 1
            elif not self._juxtaposed():
                break
            try:
                if operator and operator.text == "*" and self._omits() and not below:
                    return self._continued("prod", above)
                operand = self._signed()
            except Stop:
                self._reset(mark)
                break
            if operator is None and self._is_mixed(mark[0], operand):
                last = below or above
                last[-1] = Call("+", (last[-1], operand))
                continue
            if operator and operator.text in ("mod", "//", "⊙"):
                before = _fraction_of(above, below)
                above, below = [_whole(operator.text, before, operand)], []
            else:
                # `x/2π` means x/(2π), but `4/3 π` is what it says
                two_pi = bool(below) and operand in _PI and self._tokens[mark[0] - 1].text == "2"
                divides = operator.text != "*" if operator else two_pi
                (below if divides else above).append(operand)
                if (
                    divides
                    and self._has_tens(self._position + 1)
                    and self._has_tens_before(mark[0])
                ):
                    self._position += 1  # „6 × 10^{21} / 2 × 10^{15}“
                    below.append(self._signed())
        return _fraction_of(above, below)

    def _has_tens(self, position: int) -> bool:
        """Whether a power of ten that scales the number before stands there."""
        some = self._tokens[position - 1 : position + 2]
        if len(some) <= 2 or some[0].text != "*" or some[1].text != "10":
            return False
        return some[2].kind == "power" or some[2].text == "^"

    def _has_tens_before(self, slash: int) -> bool:
        """Whether one stands right before the slash, too."""
        return any(self._has_tens(slash - back) for back in (2, 3, 4, 5, 6))

    def _raise_unit(self, exponent: str) -> None:
        """The exponent behind a unit is the unit's: square seconds are no seconds."""
        *units, (name, of) = self._units
        self._units = (*units, (raised(name, exponent), of))

    def _adds_time(self) -> bool:
        """Whether `20 s` follows a time without an operator: `3 min 20 s`."""
        here, behind = self._peek(), self._tokens[self._position + 1 : self._position + 2]
        if here is None or here.kind != "number" or not behind or not self._position:
            return False
        before = self._tokens[self._position - 1]
        times = before.kind == behind[0].kind == "unit" and {before.text, behind[0].text} <= TIMES
        return times and before.text != behind[0].text

    def _omits(self) -> bool:
        """Whether here some terms are left out: `1 + 2 + … + 10`."""
        token = self._peek()
        return token is not None and token.kind == "break" and token.text == DOTS

    def _continued(self, op: Literal["sum", "prod"], shown: list[Expr]) -> Expr:
        """From the dots on: the last term, or none if the series has no end."""
        self._position += 1
        ends = self._is_op("+" if op == "sum" else "*")
        if ends:
            self._position += 1
            shown = [*shown, self._product() if op == "sum" else self._signed()]
        elif op == "prod" or self._is_op(_ALL):
            raise Stop
        terms = [_base_and_exponent(term) for term in shown]
        flags = Num(op == "prod"), Num(ends is not None)
        return Call("progression", (*flags, *(part for term in terms for part in term)))

    def _juxtaposed(self) -> bool:
        token, before = self._peek(), self._tokens[self._position - 1]
        if token is None:
            return False
        opens = token.kind == "open" and token.text in _BRACKETS
        opens |= token.kind == "bar" and token.text == "‖" and not self._amounts
        if before.kind == "part":
            return opens or token.kind in ("number", "symbol", "function")
        if token.kind == "number" and before.text == "!":
            return token.math  # `3!\,7!`
        if not (opens or token.kind in ("symbol", "function")):
            return False
        if token.math and before.math:
            return before.kind in ("number", "symbol", "close") or before.text == "!"
        touching = before.text == ")" and token.text == "("
        return token.glued and (before.kind == "number" or touching)

    def _signed(self) -> Expr:
        if (number := self._plain()) is not None:
            return number
        operator = self._is_op("+-")
        if operator is None:
            return self._power()
        self._position += 1
        operand = self._peek()
        if not operator.math and (operand is None or not operand.glued):
            raise Stop  # a dash between words, not a sign
        expr = self._power()
        return Call("neg", (expr,)) if operator.text == "-" else expr

    def _power(self) -> Expr:
        base = self._postfix()
        if self._stops():
            return base
        while self._adds_time():
            base = Call("+", (base, self._postfix()))
        if self._is_op("^"):
            measures = self._tokens[self._position - 1].kind == "unit"
            mark = self._mark()
            self._position += 1
            try:
                self._deeper()
                exponent, written = self._signed(), self._tokens[mark[0] + 1].text
            except Stop:
                self._reset(mark)
                return base
            self._depth -= 1
            if measures:  # `5 s^2`
                self._raise_unit(written)
                return base
            if is_literal(base) and exponent in _TRANSPOSED:
                return Call("transpose", (base,))
            if base == Symbol("e"):
                return Call("exp", (exponent,))
            return Call("^", (base, exponent))
        return base

    def _postfix(self) -> Expr:
        expr, marks = self._atom(), 0
        while not self._stops():
            token = self._tokens[self._position]
            if token.kind == "unit":
                self._units = (*self._units, (token.text, expr))
                self._position += 1
                continue
            if token.kind == "word" and self._counts(token):
                self._position += 1
                continue
            if token.kind == "open" and (end := self._noted(token)) is not None:
                self._position = end
                continue
            if token.kind == "op" and token.text == "!":
                if self._tokens[self._position - 1].kind == "percent":
                    return expr  # „nur 17 %!“
                expr = Call("factorial", (expr,))
            elif token.kind == "power" and self._tokens[self._position - 1].kind == "unit":
                self._raise_unit(token.text)
            elif token.kind == "power":
                exponent = Num(int(token.text))
                natural = expr == Symbol("e")
                expr = Call("exp", (exponent,)) if natural else Call("^", (expr, exponent))
            elif token.kind == "percent":
                expr = Call("/", (expr, Num(_MARKS[token.text])))
            elif token.text == DOTS and self._is_cut_off(token):
                expr = Call("cut", (expr,))
            elif token.text in ("ᵀ", "⊤") and is_literal(expr):
                expr = Call("transpose", (expr,))
            else:
                return expr
            self._position += 1
            marks += 1
            if marks > _MAX_MARKS:
                raise Stop
        return expr

    def _is_cut_off(self, dots: Token) -> bool:
        """Whether they stand for more decimals: `3,14159…`."""
        before = self._tokens[self._position - 1]
        touching = before.span.end == dots.span.start or dots.math
        decimals = any(mark in before.text for mark in ",.")
        return before.kind == "number" and touching and decimals


def _base_and_exponent(term: Expr) -> tuple[Expr, Expr]:
    if isinstance(term, Call) and term.op == "^":
        return term.args[0], term.args[1]
    return term, Num(1)


def _fraction_of(above: list[Expr], below: list[Expr]) -> Expr:
    numerator = product_of(above)
    return Call("/", (numerator, product_of(below))) if below else numerator


def _whole(operator: str, one: Expr, two: Expr) -> Expr:
    """The remainder, the whole-numbered quotient, the product component by component."""
    if operator != "//":
        return Call("mod" if operator == "mod" else "hadamard", (one, two))
    return Call("floor", (Call("/", (one, two)),))
