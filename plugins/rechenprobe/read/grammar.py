"""Tokens → expressions, by our own grammar: nothing an author writes is ever given to `eval`.

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/" | ":") signed | juxtaposed)*
    signed  := ("+" | "-")? power
    power   := postfix ("^" signed)?
    postfix := atom ("!" | "²" | "⁶" | "%" | unit)*
    atom    := number | symbol | "(" sum ")" | "⌊" sum "⌋" | "⌈" sum "⌉" | function

Juxtaposition multiplies where it is unambiguous: in formulas, and in text a
number directly before a symbol or a bracket (`2p`, `4(n + 1)`).

Reading is linear in the number of tokens: brackets are matched beforehand, and
what was once found to be no expression is not tried again. Trees stay flat:
`a − b − c` is one sum, `a / b · c / d` one fraction.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal
from unicodedata import numeric

from msgspec import Struct

from rechenprobe.expression import UNKNOWN_BASE, Call, Expr, Num, Symbol, Written
from rechenprobe.read.tokens import Token, TokenKind

MAX_DEPTH = 40
"""Deepest nesting of brackets that is read; deeper ones are left unchecked."""

_MAX_MARKS = 3
"""Most postfix signs behind one operand (`3!²`)."""

_SHORTEST_NOUN = 3

_CLOSER = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉", "group": "group"}
_MARKS = {"%": 100, "‰": 1000}
_BRACKETS = frozenset({"(", "[", "⌊", "⌈", "group"})


class Parsed(Struct, frozen=True, gc=False):
    """An expression and where it ends."""

    expr: Expr
    stop: int
    """Index of the first token behind it."""
    units: tuple[str, ...]
    """All units in it, as written, in order."""


class _Stop(Exception):
    """Here the tokens make no expression."""


class Grammar:
    """Reads expressions anywhere in one sequence of tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._closers = _match_brackets(tokens)
        self._dead: set[int] = set()  # positions at which no operand begins
        self._position = 0
        self._depth = 0
        self._units: tuple[str, ...] = ()

    def parse(self, start: int) -> Parsed | None:
        """The longest expression that begins at token `start`, or None."""
        self._position, self._depth, self._units = start, 0, ()
        try:
            expr = self._sum()
        except _Stop:
            return None
        return Parsed(expr, self._position, self._units)

    def closer(self, position: int) -> int | None:
        """Where the bracket that opens at `position` is closed."""
        return self._closers.get(position)

    def _peek(self) -> Token | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _is_op(self, texts: str) -> Token | None:
        token = self._peek()
        return token if token and token.kind == "op" and token.text in texts else None

    def _mark(self) -> tuple[int, tuple[str, ...], int]:
        return self._position, self._units, self._depth

    def _reset(self, mark: tuple[int, tuple[str, ...], int]) -> None:
        self._position, self._units, self._depth = mark

    def _sum(self) -> Expr:
        terms = [self._product()]
        while operator := self._is_op("+-"):
            mark = self._mark()
            self._position += 1
            try:
                right = self._product()
            except _Stop:
                self._reset(mark)
                break
            terms.append(right if operator.text == "+" else Call("neg", (right,)))
        return terms[0] if len(terms) == 1 else Call("+", tuple(terms))

    def _product(self) -> Expr:
        above, below = [self._signed()], list[Expr]()
        while True:
            mark = self._mark()
            if operator := self._is_op("*/:"):
                self._position += 1
            elif not self._juxtaposed():
                break
            try:
                operand = self._signed()
            except _Stop:
                self._reset(mark)
                break
            (below if operator and operator.text != "*" else above).append(operand)
        numerator = _product_of(above)
        return Call("/", (numerator, _product_of(below))) if below else numerator

    def _juxtaposed(self) -> bool:
        token, before = self._peek(), self._tokens[self._position - 1]
        if token is None:
            return False
        opens = token.kind == "open" and token.text in _BRACKETS
        if before.kind == "part":
            return opens or token.kind in ("number", "symbol", "function")
        if not (opens or token.kind in ("symbol", "function")):
            return False
        if token.math and before.math:
            return before.kind in ("number", "symbol", "close")
        return token.glued and before.kind == "number"

    def _signed(self) -> Expr:
        operator = self._is_op("+-")
        if operator is None:
            return self._power()
        self._position += 1
        operand = self._peek()
        if not operator.math and (operand is None or not operand.glued):
            raise _Stop  # a dash between words, not a sign
        expr = self._power()
        return Call("neg", (expr,)) if operator.text == "-" else expr

    def _power(self) -> Expr:
        base = self._postfix()
        if self._is_op("^"):
            mark = self._mark()
            self._position += 1
            try:
                self._deeper()
                exponent = self._signed()
            except _Stop:
                self._reset(mark)
                return base
            self._depth -= 1
            if base == Symbol("e"):
                return Call("exp", (exponent,))
            return Call("^", (base, exponent))
        return base

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Stop

    def _postfix(self) -> Expr:
        expr, marks = self._atom(), 0
        while token := self._peek():
            if token.kind == "unit":
                self._units = (*self._units, token.text)
                self._position += 1
                continue
            if token.kind == "word" and self._counts(token):
                self._position += 1
                continue
            if token.kind == "op" and token.text == "!":
                expr = Call("factorial", (expr,))
            elif token.kind == "power":
                expr = Call("^", (expr, Num(int(token.text))))
            elif token.kind == "percent":
                expr = Call("/", (expr, Num(_MARKS[token.text])))
            else:
                return expr
            self._position += 1
            marks += 1
            if marks > _MAX_MARKS:
                raise _Stop
        return expr

    def _counts(self, noun: Token) -> bool:
        """Whether a noun stands between factors: `90 Epochen × 20 min`, `12 heads × 64 = 768`.

        Before a relation, too, where factors stand before it: `90 Epochen = …` is no product.
        """
        before = self._tokens[self._position - 1]
        behind = self._tokens[self._position + 1 : self._position + 2]
        if before.kind != "number" or len(noun.text) < _SHORTEST_NOUN or not behind:
            return False
        if behind[0].kind == "relation":
            ahead = self._tokens[self._position - 2 : self._position - 1]
            return noun.text[0].isupper() and any(
                token.kind == "op" and token.text == "*" for token in ahead
            )
        signs = ("*", "/") if noun.text[0].isupper() else ("*",)
        return behind[0].kind == "op" and behind[0].text in signs

    def _atom(self) -> Expr:
        token, start = self._peek(), self._position
        if token is None or start in self._dead:
            raise _Stop
        if token.kind == "number":
            self._position += 1
            return Written(token.number)
        if token.kind == "part":
            self._position += 1
            part = Fraction(numeric(token.text)).limit_denominator(10)
            return Call("/", (Num(part.numerator), Num(part.denominator)))
        if token.kind == "symbol":
            self._position += 1
            return Symbol(token.text)
        if token.kind not in ("open", "function"):
            raise _Stop
        try:
            self._deeper()
            expr = self._bracket(token) if token.kind == "open" else self._function(token)
        except _Stop:
            self._dead.add(start)
            raise
        self._depth -= 1
        return expr

    def _bracket(self, opening: Token) -> Expr:
        if self._position not in self._closers:
            raise _Stop
        self._position += 1
        inner = self._sum()
        self._expect("close", _CLOSER[opening.text])
        if opening.text == "⌊":
            return Call("floor", (inner,))
        return Call("ceil", (inner,)) if opening.text == "⌈" else inner

    def _function(self, name: Token) -> Expr:
        self._position += 1
        match name.text:
            case "frac":
                return Call("/", (self._atom(), self._atom()))
            case "sqrt":
                return self._root()
            case "sum" | "prod":
                return self._series("sum" if name.text == "sum" else "prod")
            case "exp" | "floor" | "ceil" | "round" | "abs" as op:
                return Call(op, (self._atom(),))
            case _ if name.text.startswith("log"):
                base = name.text.partition(":")[2]
                number = self._power()
                if base == "?":
                    return Call("log", (number, UNKNOWN_BASE))
                return Call("log", (number, Num(int(base))) if base else (number,))
            case _:
                token = self._peek()
                if token is None or token.kind != "open" or self._position not in self._closers:
                    raise _Stop
                self._position += 1
                args = [self._sum()]
                while (comma := self._peek()) and comma.kind == "comma":
                    self._position += 1
                    args.append(self._sum())
                self._expect("close", _CLOSER[token.text])
                return Call("max" if name.text == "max" else "min", tuple(args))

    def _root(self) -> Expr:
        token = self._peek()
        if token is None or token.text != "[" or not token.math:
            return Call("sqrt", (self._atom(),))
        degree = self._atom()
        return Call("^", (self._atom(), Call("/", (Num(1), degree))))

    def _series(self, op: Literal["sum", "prod"]) -> Expr:
        """The lower bound as a group, the upper one as an exponent, then the term."""
        self._expect("open", "group")
        index = self._atom()
        self._expect("relation", "=")
        first = self._sum()
        self._expect("close", "group")
        self._expect("op", "^")
        last = self._atom()
        if not isinstance(index, Symbol):
            raise _Stop
        return Call(op, (index, first, last, self._product()))

    def _expect(self, kind: TokenKind, text: str) -> None:
        token = self._peek()
        if token is None or token.kind != kind or token.text != text:
            raise _Stop
        self._position += 1


def _product_of(factors: list[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Call("*", tuple(factors))


def _match_brackets(tokens: Sequence[Token]) -> dict[int, int]:
    """Position of each opening bracket that is closed, nested no deeper than can be read."""
    closers: dict[int, int] = {}
    opened: list[int] = []
    heights: list[int] = []  # how deep the brackets inside each open one are nested
    for position, token in enumerate(tokens):
        if token.kind == "open" and token.text in _CLOSER:
            opened.append(position)
            heights.append(0)
        elif token.kind == "close" and opened:
            if _CLOSER[tokens[opened[-1]].text] != token.text:
                opened, heights = [], []
                continue
            start, height = opened.pop(), heights.pop() + 1
            if height < MAX_DEPTH:
                closers[start] = position
            if heights:
                heights[-1] = max(heights[-1], height)
    return closers
