"""Tokens → expressions, by our own grammar: nothing an author writes is ever given to `eval`.

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/" | ":") signed | juxtaposed)*
    signed  := ("+" | "-")* power
    power   := postfix ("^" signed)?
    postfix := atom ("!" | "²" | "³" | "%" | unit)*
    atom    := number | symbol | "(" sum ")" | "⌊" sum "⌋" | "⌈" sum "⌉" | function

Juxtaposition multiplies where it is unambiguous: in formulas, and in text a
number directly before a symbol or a bracket (`2p`, `4(n + 1)`).
"""

from collections.abc import Sequence

from msgspec import Struct

from rechenprobe.expression import Call, Expr, Num, Symbol, Written
from rechenprobe.read.tokens import Token

MAX_DEPTH = 60
"""Deepest nesting of brackets that is read; deeper ones are left unchecked."""

_CLOSER = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉", "group": "group"}
_MARKS = {"%": 100, "‰": 1000}


class Parsed(Struct, frozen=True):
    """An expression and where it ends."""

    expr: Expr
    stop: int
    """Index of the first token behind it."""
    unit: str
    """The last unit in it, as written."""
    units: int
    """How many units stand in it."""
    plain: bool
    """A single number (with sign, scale or unit): nothing is calculated."""


class _Stop(Exception):
    """Here the tokens make no expression."""


def parse_expression(tokens: Sequence[Token], start: int) -> Parsed | None:
    """The longest expression that begins at `tokens[start]`, or None."""
    parser = _Parser(tokens, start)
    try:
        expr = parser.sum()
    except _Stop:
        return None
    plain = isinstance(expr, Written) or (
        isinstance(expr, Call) and expr.op == "neg" and isinstance(expr.args[0], Written)
    )
    return Parsed(expr, parser.position, parser.unit, parser.units, plain)


class _Parser:
    def __init__(self, tokens: Sequence[Token], start: int) -> None:
        self._tokens = tokens
        self.position = start
        self._depth = 0
        self.unit = ""
        self.units = 0

    def _peek(self) -> Token | None:
        return self._tokens[self.position] if self.position < len(self._tokens) else None

    def _is_op(self, *texts: str) -> Token | None:
        token = self._peek()
        return token if token and token.kind == "op" and token.text in texts else None

    def sum(self) -> Expr:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Stop
        left = self._product()
        while operator := self._is_op("+", "-"):
            mark = self._mark()
            self.position += 1
            try:
                right = self._product()
            except _Stop:
                self._reset(mark)
                break
            if operator.text == "+" and isinstance(left, Call) and left.op == "+":
                left = Call("+", (*left.args, right))
            else:
                left = Call("+" if operator.text == "+" else "-", (left, right))
        self._depth -= 1
        return left

    def _mark(self) -> tuple[int, str, int, int]:
        return self.position, self.unit, self.units, self._depth

    def _reset(self, mark: tuple[int, str, int, int]) -> None:
        self.position, self.unit, self.units, self._depth = mark

    def _product(self) -> Expr:
        left = self._signed()
        while True:
            mark = self._mark()
            if operator := self._is_op("*", "/", ":"):
                self.position += 1
                divide = operator.text != "*"
            elif self._juxtaposed():
                divide = False
            else:
                return left
            try:
                right = self._signed()
            except _Stop:
                self._reset(mark)
                return left
            if divide:
                left = Call("/", (left, right))
            elif isinstance(left, Call) and left.op == "*":
                left = Call("*", (*left.args, right))
            else:
                left = Call("*", (left, right))

    def _juxtaposed(self) -> bool:
        token, before = self._peek(), self._tokens[self.position - 1]
        if token is None:
            return False
        starts = token.kind in ("symbol", "function") or (
            token.kind == "open" and token.text in ("(", "[", "⌊", "⌈", "group")
        )
        if not starts:
            return False
        if token.math and before.math:
            return before.kind in ("number", "symbol", "close")
        return token.glued and before.kind == "number"

    def _signed(self) -> Expr:
        negative = False
        while operator := self._is_op("+", "-"):
            negative ^= operator.text == "-"
            self.position += 1
            operand = self._peek()
            if not operator.math and (operand is None or not operand.glued):
                raise _Stop  # a dash between words, not a sign
        expr = self._power()
        return Call("neg", (expr,)) if negative else expr

    def _power(self) -> Expr:
        base = self._postfix()
        if self._is_op("^"):
            mark = self._mark()
            self.position += 1
            try:
                return Call("^", (base, self._signed_exponent()))
            except _Stop:
                self._reset(mark)
        return base

    def _signed_exponent(self) -> Expr:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Stop
        exponent = self._signed()
        self._depth -= 1
        return exponent

    def _postfix(self) -> Expr:
        expr = self._atom()
        while token := self._peek():
            if token.kind == "op" and token.text == "!":
                expr = Call("factorial", (expr,))
            elif token.kind == "op" and token.text in "²³":
                expr = Call("^", (expr, Num(2 if token.text == "²" else 3)))
            elif token.kind == "percent":
                expr = Call("/", (expr, Num(_MARKS[token.text])))
            elif token.kind == "unit":
                self.unit = token.text
                self.units += 1
            else:
                return expr
            self.position += 1
        return expr

    def _atom(self) -> Expr:
        token = self._peek()
        if token is None:
            raise _Stop
        if token.kind == "number":
            self.position += 1
            return Written(token.number)
        if token.kind == "symbol":
            self.position += 1
            return Symbol(token.text)
        if token.kind == "open" and token.text in _CLOSER:
            self.position += 1
            inner = self.sum()
            self._close(_CLOSER[token.text])
            return {"⌊": Call("floor", (inner,)), "⌈": Call("ceil", (inner,))}.get(
                token.text, inner
            )
        if token.kind == "function":
            self.position += 1
            return self._function(token.text)
        raise _Stop

    def _close(self, closer: str) -> None:
        token = self._peek()
        if token is None or token.kind != "close" or token.text != closer:
            raise _Stop
        self.position += 1

    def _function(self, name: str) -> Expr:
        match name:
            case "frac":
                return Call("/", (self._signed(), self._signed()))
            case "sqrt":
                return Call("sqrt", (self._postfix(),))
            case _:
                token = self._peek()
                if token is None or token.kind != "open":
                    raise _Stop
                self.position += 1
                args = [self.sum()]
                while (comma := self._peek()) and comma.kind == "comma":
                    self.position += 1
                    args.append(self.sum())
                self._close(_CLOSER[token.text])
                return Call("max" if name == "max" else "min", tuple(args))
