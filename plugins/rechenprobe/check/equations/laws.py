r"""Laws: what a name stands for once something is put in. `f(x) = 2x^3 - x`, `v_t = 0{,}5 v_{t-1}`.

A name is known by its letter, accents and primes included, spaces and braces left out.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from rechenprobe.check.equations.derivatives import Undifferentiable, derivative
from rechenprobe.expression import Call, Expr, Num, Symbol, has_operation, walk
from rechenprobe.late import late

_LETTER = (
    r"(?:\\(?:hat|tilde|bar|vec|mathbf|mathit|mathrm|operatorname|boldsymbol|bm)\s*"
    r"(?:\{\\?[A-Za-z]{1,12}\}|\\[A-Za-z]+|\s[A-Za-z])|\\[A-Za-z]+|[A-Za-z])"
)
_NAME = rf"(?:\\(?:nabla|Delta)\s*)?{_LETTER}'*"
_SUBSCRIPT = r"(?:_\s*(?:(\w)|\{{\s*(\w{{1,6}}(?:\s*[-+]\s*\d)?)\s*\}}))"
_OF_LAYER = r"(?:\^\{\s*(?:\(\s*\w{1,3}\s*\)|\[\s*\w{1,3}\s*\])\s*\})"
_STYLE = late(r"\\(?:mathbf|mathit|boldsymbol|bm)(?![A-Za-z])")
"""What makes a letter bold is no part of its name."""
HEAD = late(
    rf"(?<![A-Za-z\\])({_NAME}{_OF_LAYER}?){_SUBSCRIPT.format()}?({_OF_LAYER})?"
    r"(?:\s*(?:\\[bB]igl?|\\left)?\s*\(([^()=]{1,60})\))?\s*&?\s*(?::=|\\coloneqq|\\mapsto|=)",
    re.ASCII,
)
"""What stands before the equals sign: name, subscript (one sign or in braces), arguments."""
_UPDATE = late(
    rf"(?<![A-Za-z\\])({_NAME}{_OF_LAYER}?){_SUBSCRIPT.format()}?({_OF_LAYER})?"
    r"\s*&?\s*(?:\\leftarrow(?![A-Za-z])|\\gets(?![A-Za-z])|←)\s*&?\s*",
    re.ASCII,
)
_SYMBOL = late(rf"({_NAME}{_OF_LAYER}?|[^\W\d_]'*){_SUBSCRIPT.format()}?({_OF_LAYER})?")
_INDEX = late(r"([a-z])\s*(?:([-+])\s*(\d))?", re.ASCII)
_SPACE = r"(?:\\[,;:! ]|\\right|\\bigr?|\s)"
_SEPARATOR = late(rf"{_SPACE}*[,;]{_SPACE}*|{_SPACE}+")
_ARGUMENT = late(r"(?:\\[A-Za-z]+|[A-Za-z])'*(?:_\w|_\{\w{1,6}\})?", re.ASCII)
_PUT_IN = late(r"(?:[-\s\d.,;{}!/()]|\\[,;:! ]|\\right|\\[dt]?frac)*", re.ASCII)
"""Numbers in brackets: nothing is defined there."""
_BLANKS = str.maketrans("", "", " {}\t\n")
_MOST_NODES = 2_000
"""Parts of what a law comes to for one argument."""
_MOST_ARGUMENTS = 4
_LONG = frozenset({"sum", "prod", "progression"})


GRADIENT = r"\nabla"


class TooLarge(Exception):
    """What the law comes to is no example that anybody calculates."""


class Name(Struct, frozen=True):
    """A letter, and what its subscript says."""

    letter: str
    subscript: str = ""

    @property
    def number(self) -> int | None:
        """Which member of a sequence it is."""
        digits = self.subscript.isascii() and self.subscript.isdecimal()
        return int(self.subscript) if digits and len(self.subscript) <= 4 else None

    @property
    def index(self) -> tuple[str, int] | None:
        """For `t+1` the letter and 1."""
        found = _INDEX.fullmatch(self.subscript)
        if found is None:
            return None
        return found[1], int(f"{found[2] or ''}{found[3] or 0}")


def name_of(latex: str) -> Name:
    """The parts of a symbol's name."""
    found = _SYMBOL.fullmatch(latex)
    if found is None:
        return Name(latex.translate(_BLANKS))
    return _name(found)


def _name(found: re.Match[str]) -> Name:
    r"""`\mathbf{a}_2^{(1)}` is a^(1) with the subscript 2."""
    letter = _STYLE.sub("", found[1]) + (found[4] or "")
    return Name(letter.translate(_BLANKS), (found[2] or found[3] or "").translate(_BLANKS))


class Head(Struct, frozen=True):
    """What stands before an equals sign, if it may define a function or a sequence."""

    name: Name
    arguments: tuple[str, ...] | None = None
    """Letters in brackets behind it; empty for anything else there."""
    updates: bool = False
    """Before an arrow: what stands there is its next value."""

    @property
    def puts_in(self) -> bool:
        """Whether the arguments have numbers, `f(x_0)`: they may be values, not placeholders."""
        return any(name_of(one).number is not None for one in self.arguments or ())

    @property
    def of(self) -> str:
        r"""For `\nabla f` and `f'` the key of f."""
        return derived_from(self.key)

    @property
    def key(self) -> str:
        """What a law is known by."""
        if self.arguments is None and self.name.index is not None:
            return f"{self.name.letter}_"
        return (
            f"{self.name.letter}_{self.name.subscript}"
            if self.name.subscript
            else (self.name.letter)
        )


def updates(latex: str) -> Iterator[tuple[int, int, Head]]:
    r"""All names before an arrow, `w \leftarrow w - \eta g`, and where their next value stands."""
    for found in _UPDATE.finditer(latex):
        yield found.start(), found.end(), Head(_name(found), updates=True)


def heads(latex: str) -> Iterator[tuple[int, Head]]:
    """All of a formula, with the offsets at which they begin."""
    for found in HEAD.finditer(latex):
        name, arguments = _name(found), found[5]
        if arguments is None:
            yield found.start(), Head(name)
        elif _PUT_IN.fullmatch(arguments) is None:
            yield found.start(), Head(name, _arguments(arguments))


def _arguments(text: str) -> tuple[str, ...]:
    letters = [part for part in _SEPARATOR.split(text) if part]
    plain = all(map(_ARGUMENT.fullmatch, letters)) and len(letters) <= _MOST_ARGUMENTS
    return tuple(letters) if plain and len(set(letters)) == len(letters) else ()


def derived_from(key: str) -> str:
    """The key of the function of which it is the derivative; empty if it is none."""
    if key.startswith(GRADIENT):
        return key.removeprefix(GRADIENT)
    return key.removesuffix("'") if key.endswith("'") else ""


class Law(Struct, frozen=True):
    """A function of `arguments`, or a sequence whose member `index + shift` is given."""

    body: Expr
    arguments: tuple[str, ...]
    shift: int | None = None
    """For a sequence; its one argument is the index."""
    given: frozenset[Name] = frozenset()
    """Members of the sequence that stood there before it: they may be something else."""

    @property
    def letters(self) -> set[str]:
        """Those of the names in it, subscripts left out."""
        return {name_of(node.latex).letter for node in walk(self.body) if isinstance(node, Symbol)}

    def at(self, values: tuple[Expr, ...]) -> Expr:
        """The body with these values in place of the arguments."""
        return put_in(self.body, dict(zip(self.arguments, values, strict=True)))

    def member(self, number: int) -> Expr | None:
        """The member of a sequence with that number."""
        if self.shift is None:
            return None
        index = number - self.shift
        return put_in(self.body, {self.arguments[0]: Num(index)}, index=index)

    def derived(self) -> "Law | None":
        """Of a function its derivative; of several arguments its gradient."""
        if self.shift is not None:
            return None
        try:
            parts = tuple(derivative(self.body, one) for one in self.arguments)
        except Undifferentiable:
            return None
        return Law(parts[0] if len(parts) == 1 else Call("vector", parts), self.arguments)


def put_in(expr: Expr, values: Mapping[str, Expr], index: int | None = None) -> Expr:
    """The expression with values for some letters; for an index that of its member."""
    match expr:
        case Symbol(latex):
            if latex in values:
                return values[latex]
            return _member(expr, values, index) if index is not None else expr
        case Call(op, args):
            return Call(op, tuple(put_in(arg, values, index) for arg in args))
        case _:
            return expr


def _member(symbol: Symbol, values: Mapping[str, Expr], index: int) -> Symbol:
    """`v_{t-1}` as `v_2`."""
    name = name_of(symbol.latex)
    if name.index is None or name.index[0] not in values:
        return symbol
    number = index + name.index[1]
    if number < 0:
        raise TooLarge
    return Symbol(f"{name.letter}_{number}" if number <= 9 else f"{name.letter}_{{{number}}}")


def law_of(head: Head, body: Expr) -> Law | None:
    """What the equation defines, if it does; no law is a long sum."""
    index = head.name.index if head.name.number is None else None
    if head.arguments is None and index is None:
        return None
    if has_operation(body, _LONG):
        return None
    letters = {node.latex for node in walk(body) if isinstance(node, Symbol)}
    if head.arguments is not None:
        known = head.arguments and letters.intersection(head.arguments)
        return Law(body, head.arguments) if known else None
    assert index is not None
    names = map(name_of, letters)
    if index[0] in letters or any(one.index and one.index[0] == index[0] for one in names):
        return Law(body, (index[0],), index[1])
    return None


def size(expr: Expr) -> int:
    """Parts of it; raises `TooLarge` beyond what anybody calculates."""
    nodes = len(walk(expr))
    if nodes > _MOST_NODES:
        raise TooLarge
    return nodes
