"""Tokens → operands: numbers, brackets, functions, sums with bounds, vectors and matrices."""

from abc import abstractmethod
from fractions import Fraction
from typing import Literal
from unicodedata import numeric

from rechenprobe.expression import (
    UNKNOWN_ACTIVATION,
    UNKNOWN_BASE,
    Call,
    Expr,
    Num,
    Symbol,
    Written,
)
from rechenprobe.read.cases import CASES, Cases
from rechenprobe.read.cursor import CLOSERS, ENDING, Stop
from rechenprobe.read.tokens import Token

_RAISED = frozenset({"sin", "cos", "tan", "tanh", "log", "sigmoid"})
_DEGREES = frozenset({"°", "Grad"})
_FOUR = frozenset("+-*/")
_ACTIVATION = frozenset((r"\sigma", "σ"))
_GREEK = dict(
    zip(
        "αβγδεζηθκλμνξρστφχψωΓΔΘΛΣΦΨΩ",
        r"\alpha \beta \gamma \delta \varepsilon \zeta \eta \theta \kappa \lambda \mu \nu \xi \rho "
        r"\sigma \tau \varphi \chi \psi \omega "
        r"\Gamma \Delta \Theta \Lambda \Sigma \Phi \Psi \Omega".split(),
        strict=True,
    )
)
"""As formulas write them: `γ` in a sentence is the same letter."""


class Operands(Cases):
    """The operands of a grammar."""

    @abstractmethod
    def _product(self) -> Expr: ...

    @abstractmethod
    def _power(self) -> Expr: ...

    @abstractmethod
    def _juxtaposed(self) -> bool: ...

    def _plain(self) -> Written | None:
        """A number that is an operand by itself, as most are: one sees it by what is behind."""
        token, position = self._peek(), self._position + 1
        if token is None or token.kind != "number":
            return None
        if position < self._count:
            behind = self._tokens[position]
            goes_on = behind.kind == "op" and behind.text in _FOUR
            if not goes_on and behind.kind not in ENDING:
                return None
        self._position = position
        return Written(token.number)

    def _atom(self) -> Expr:
        token, start = self._peek(), self._position
        if token is None or start in self._dead:
            raise Stop
        if token.kind == "number":
            self._position += 1
            return Written(token.number)
        if token.kind == "part":
            self._position += 1
            part = Fraction(numeric(token.text)).limit_denominator(10)
            return Call("/", (Num(part.numerator), Num(part.denominator)))
        if token.kind == "symbol" and not self._activates(token):
            self._position += 1
            return self._applied(token) if self._applies(token) else Symbol(_named(token.text))
        if token.kind not in ("open", "function", "bar", "symbol") and token.dash != CASES:
            raise Stop
        try:
            self._deeper()
            expr: Expr
            if token.dash == CASES:
                expr = self._cases()
            elif token.kind == "open":
                expr = self._bracket(token)
            else:
                expr = self._amount(token) if token.kind == "bar" else self._function(token)
        except Stop:
            self._dead.add(start)
            raise
        self._depth -= 1
        return expr

    def _bracket(self, opening: Token) -> Expr:
        if self._position not in self._closers:
            raise Stop
        if opening.text == "matrix":
            return self._matrix()
        start = self._position
        self._position += 1
        inner = self._sum()
        if opening.text in ("(", "[") and (comma := self._peek()) and comma.kind == "comma":
            return self._vector(start, inner)
        self._expect("close", CLOSERS[opening.text])
        if opening.text == "⌊":
            return Call("floor", (inner,))
        return Call("ceil", (inner,)) if opening.text == "⌈" else inner

    def _vector(self, start: int, first: Expr) -> Call:
        parts, spaced = [first], True
        while (comma := self._peek()) and comma.kind == "comma":
            self._position += 1
            behind = self._peek()
            spaced &= behind is not None and behind.span.start > comma.span.end
            parts.append(self._sum())
        stop = self._position
        self._expect("close", CLOSERS[self._tokens[start].text])
        numbers = self._tokens[start:stop] if not spaced else ()
        if any("," in one.text.replace("{,}", "") for one in numbers if one.kind == "number"):
            raise Stop  # „(1,2,3)“: which commas divide?
        return Call("vector", tuple(parts))

    def _matrix(self) -> Expr:
        self._position += 1
        rows: list[Expr] = []
        cells = [self._sum()]
        while token := self._peek():
            self._position += 1
            if token.kind == "cell":
                cells.append(self._sum())
            elif token.kind == "break" and token.text == r"\\":
                rows.append(Call("vector", tuple(cells)))
                behind = self._peek()
                if behind is None or (behind.kind, behind.text) == ("close", "matrix"):
                    cells = []
                else:
                    cells = [self._sum()]
            elif (token.kind, token.text) == ("close", "matrix"):
                rows += [Call("vector", tuple(cells))] if cells else []
                return Call("matrix", tuple(rows))
            else:
                break
        raise Stop

    def _applies(self, symbol: Token) -> bool:
        """Whether the letter names a function or a sequence, `y(3)`, `x[1]`; Greek ones do not."""
        start = self._position
        end = self._closers.get(start)
        if end is None or not symbol.math or not symbol.text[0].isalpha() or not start < end:
            return False
        inner = self._tokens[start + 1 : end]
        return self._tokens[start].text in ("(", "[") and (
            [token.kind for token in inner if token.text != "-"] in (["number"], ["symbol"])
        )

    def _applied(self, symbol: Token) -> Expr:
        return Call("applied", (Symbol(_named(symbol.text)), self._atom()))

    def _activates(self, symbol: Token) -> bool:
        """Whether the letter is the σ of `σ(0,5)`."""
        behind = self._tokens[self._position + 1 : self._position + 2]
        return (
            symbol.text in _ACTIVATION
            and bool(behind)
            and behind[0].text == "("
            and (behind[0].math or behind[0].glued)
        )

    def _amount(self, bar: Token) -> Expr:
        """`|x|`, `‖x‖`; the closing bar says which norm."""
        self._position += 1
        self._amounts += 1
        try:
            inner = self._sum()
        finally:
            self._amounts -= 1
        closing = self._peek()
        if closing is None or closing.kind != "bar" or closing.text[0] != bar.text:
            raise Stop
        self._position += 1
        if bar.text == "|":
            return Call("abs", (inner,))
        return Call("norm", (inner, Num(int(closing.text[1:] or "2"))))

    def _function(self, name: Token) -> Expr:
        self._position += 1
        exponent = self._own_exponent() if name.text in _RAISED else None
        value = self._value(name)
        return value if exponent is None else Call("^", (value, exponent))

    def _own_exponent(self) -> Expr | None:
        r"""The 2 of `tanh²(x)` or `\sin^2 x`, not of an inverse function."""
        token = self._peek()
        if token is not None and token.kind == "power" and int(token.text) > 0:
            self._position += 1
            return Num(int(token.text))
        if self._is_op("^"):
            self._position += 1
            exponent = self._atom()
            if isinstance(exponent, Written):
                return exponent
            raise Stop
        return None

    def _value(self, name: Token) -> Expr:
        match name.text:
            case "frac":
                return Call("/", (self._atom(), self._atom()))
            case "binom":
                return Call("binomial", (self._atom(), self._atom()))
            case "sqrt":
                return self._root()
            case "sum" | "prod":
                return self._series("sum" if name.text == "sum" else "prod")
            case "exp" | "floor" | "ceil" | "round" | "abs" as op:
                return Call(op, (self._atom(),))
            case "sin" | "cos" | "tan" | "tanh" as op:
                return Call(op, (self._angle(),))
            case "relu":
                return Call("max", (Num(0), self._argument()))
            case (
                "softmax" | "mean" | "var" | "std" | "median" | "argmax" | "argmin" | "total" as op
            ):
                return Call(op, (self._listed(),))
            case "norm":
                return Call("norm", (self._listed(), Num(2)))
            case "det":
                return Call("det", (self._atom(),))
            case "sigmoid":
                return Call("activation", (self._argument(), Num(0)))
            case _ if name.kind == "symbol":
                return Call("activation", (self._atom(), UNKNOWN_ACTIVATION))
            case _ if name.text.startswith("log"):
                base = name.text.partition(":")[2]
                number = _with_e(self._power())
                if base == "?":
                    return Call("log", (number, UNKNOWN_BASE))
                return Call("log", (number, Num(int(base))) if base else (number,))
            case _:
                args = self._listed()
                return Call("max" if name.text == "max" else "min", args.args)

    def _listed(self) -> Call:
        """The arguments in brackets, as a vector even if it is one."""
        token = self._peek()
        if token is None or token.kind != "open":
            raise Stop
        if token.text == "{":
            self._position += 1
            return self._vector(self._position - 1, self._sum())
        inner = self._atom()
        if isinstance(inner, Call) and inner.op in ("vector", "matrix"):
            return inner
        return Call("vector", (inner,))

    def _angle(self) -> Expr:
        """In radians: degrees are converted, and measure nothing outside."""
        units = self._units
        angle = self._argument()
        own = self._units[len(units) :]
        if own and all(name in _DEGREES for name, _ in own):
            self._units = units
            return Call("/", (Call("*", (angle, Symbol("π"))), Num(180)))
        return angle

    def _argument(self) -> Expr:
        r"""In brackets, or as far as juxtaposition reaches: `\cos 2\pi`."""
        token = self._peek()
        if token is not None and token.kind == "number" and not token.math:
            return self._power()
        if token is None or token.kind == "open" or not token.math:
            return self._atom()
        factors = [self._power()]
        while self._juxtaposed():
            factors.append(self._power())
        return product_of(factors)

    def _is_mixed(self, start: int, operand: Expr) -> bool:
        r"""Whether a proper fraction of digits stands behind a whole number: `2\tfrac{1}{4}`."""
        whole = self._tokens[start - 1].text
        behind = self._tokens[start + 1 : self._position]
        digits = [token.text for token in behind if token.kind == "number"]
        proper = whole.isdecimal() and len(digits) == 2 and all(map(str.isdecimal, digits))
        fraction = isinstance(operand, Call) and operand.op == "/"
        plain = fraction and self._tokens[start].text == "frac"
        return plain and proper and int(digits[0]) < int(digits[1])

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
            raise Stop
        return Call(op, (index, first, last, self._product()))


def _with_e(expr: Expr) -> Expr:
    """In a logarithm, e is the number: `ln(2πe)`."""
    if expr == Symbol("e"):
        return Call("exp", (Num(1),))
    if not isinstance(expr, Call) or expr.op not in ("*", "/", "+", "vector"):
        return expr
    return Call(expr.op, tuple(map(_with_e, expr.args)))


def product_of(factors: list[Expr]) -> Expr:
    """One factor is itself."""
    return factors[0] if len(factors) == 1 else Call("*", tuple(factors))


def _named(text: str) -> str:
    """The name of a letter as in a formula."""
    greek = _GREEK.get(text[0])
    return text if greek is None or text[1:2].isalpha() else greek + text[1:]
