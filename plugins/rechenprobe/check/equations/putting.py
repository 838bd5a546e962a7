"""What names stand for in a section, put into expressions."""

from collections import ChainMap

from rechenprobe.check.equations.formulas import Formulas
from rechenprobe.check.equations.laws import Head, Law, Name, TooLarge, derived_from, name_of, size
from rechenprobe.check.equations.letters import Letters
from rechenprobe.expression import Call, Expr, Symbol

MOST_PARTS = 2_000
"""Of an expression into which all is put; two laws in each other may double it at each step."""
_DEEPEST = 12
"""Laws within laws, and members of a sequence that are left out."""


class Known:
    """What is known of names in a section."""

    def __init__(
        self,
        letters: Letters,
        laws: ChainMap[str, Law | None],
        exact: ChainMap[Name, Expr | None],
        formulas: Formulas,
    ) -> None:
        self.letters = letters
        self.formulas = formulas
        self.laws = laws
        self.exact = exact
        """Of letters that were calculated: what they were calculated from."""

    def inner(self) -> "Known":
        """Those of a section below."""
        return Known(
            self.letters.inner(),
            self.laws.new_child(),
            self.exact.new_child(),
            self.formulas.inner(),
        )

    def forget_numeric_laws(self) -> None:
        r"""A letter has another value: `w_{t+1} = -1{,}2 w_t` may have been calculated with it."""
        for key, law in list(self.laws.items()):
            if law is not None and law.shift is not None and law.letters == {key[:-1]}:
                self.laws[key] = None

    def law(self, key: str) -> Law | None:
        """The law with that name; of a derivative that of the function will do."""
        if key in self.laws:
            return self.laws[key]
        of = self.laws.get(derived_from(key))
        return of.derived() if of is not None else None


class Putting:
    """Puts laws and values into an expression; notes whether a law was among them."""

    def __init__(self, known: Known, *, exact: bool, formulas: bool = False) -> None:
        """With `formulas` their names are put in, too; if `exact` before the values they have."""
        self._known = known
        self._exact = exact
        self._formulas = formulas
        self._depth = 0
        self._left = MOST_PARTS
        self.used = False

    def resolve(self, expr: Expr) -> Expr:
        """The expression with all that is known put in; raises `TooLarge`."""
        self._left -= 1
        if self._left < 0:
            raise TooLarge
        match expr:
            case Symbol():
                return self._symbol(expr)
            case Call("applied", (Symbol() as name, argument)):
                value = self._call(name, argument) or self._term(expr)
                return Call("applied", (name, self.resolve(argument))) if value is None else value
            case Call("norm" | "abs" | "^" | "*") if (value := self._term(expr)) is not None:
                return value
            case Call("*", args):
                return self._product(args)
            case Call("sum" | "prod", (index, *others)):
                return Call(expr.op, (index, *map(self.resolve, others)))
            case Call(op, args):
                return Call(op, tuple(map(self.resolve, args)))
            case _:
                return expr

    def _term(self, expr: Expr) -> Expr | None:
        value = self._known.letters.term(expr)
        self.used |= value is not None
        return value

    def _product(self, args: tuple[Expr, ...]) -> Expr:
        r"""A function and its argument read as if they were factors: `\varphi(2)`, `f(2, -1)`."""
        factors: list[Expr] = []
        rest = list(args)
        while rest:
            factor = rest.pop(0)
            value = self._call(factor, rest[0]) if rest and isinstance(factor, Symbol) else None
            if value is not None:
                rest.pop(0)
            factors.append(self.resolve(factor) if value is None else value)
        return factors[0] if len(factors) == 1 else Call("*", tuple(factors))

    def _call(self, function: Symbol, argument: Expr) -> Expr | None:
        name = name_of(function.latex)
        law = self._known.law(Head(name, ()).key)
        if law is None or law.shift is not None:
            return None
        several = isinstance(argument, Call) and argument.op == "vector" and len(law.arguments) > 1
        values = argument.args if several and isinstance(argument, Call) else (argument,)
        if len(law.arguments) == 2 and len(values) == 1:
            values = self._known.letters.divided(argument)
        if len(values) != len(law.arguments):
            return None
        values = tuple(map(self.resolve, values))
        if any(isinstance(value, Symbol) and value.latex in law.arguments for value in values):
            return None
        self.used = True
        return self._deeper(law.at(values))

    def _deeper(self, expr: Expr) -> Expr:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TooLarge
        size(expr)
        value = self.resolve(expr)
        self._depth -= 1
        return value

    def _symbol(self, symbol: Symbol) -> Expr:
        name = name_of(symbol.latex)
        if self._exact and (value := self._known.exact.get(name)) is not None:
            return value
        formula = self._known.formulas.of(name) if self._formulas else None
        if self._exact and formula is not None:
            return self._deeper(formula.body)
        bold = symbol.latex.startswith(r"\mathbf")
        for latex in (symbol.latex, *(() if bold else _spellings(name))):
            value = self._known.letters.value(latex)
            if value is not None:
                return value
        if formula is not None:
            return self._deeper(formula.body)
        member = self.member(name)
        return symbol if member is None else member

    def member(self, name: Name, *, own: bool = False) -> Expr | None:
        """That of a sequence; if it is its `own`, not what is said of it already."""
        law = self._known.law(f"{name.letter}_")
        if law is None or name.number is None or (own and name in law.given):
            return None
        value = law.member(name.number)
        if value is None:
            return None
        self.used = True
        return self._deeper(value)


def _spellings(name: Name) -> tuple[str, ...]:
    if not name.subscript:
        return ()
    return f"{name.letter}_{name.subscript}", f"{name.letter}_{{{name.subscript}}}"
