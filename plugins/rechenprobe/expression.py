"""Arithmetic as data: one tree that is both shown and evaluated.

The catalogue's derivations and the author's equations are the same kind of
tree, so that the formula a student reads is the formula that was checked.
Evaluation is exact (rationals) and bounded: no expression, however hostile,
costs more than `MAX_BITS` bits of intermediate result.
"""

from collections.abc import Callable, Container, Sequence
from fractions import Fraction
from typing import TypeAlias, TypeGuard

from msgspec import Struct

from rechenprobe.irrational import approximated
from rechenprobe.operations import (
    MAX_BITS,
    Exact,
    Irrational,
    NotEvaluable,
    Op,
    apply,
    bounded,
)
from rechenprobe.progressions import continued

__all__ = [
    "MAX_BITS",
    "UNKNOWN_ACTIVATION",
    "UNKNOWN_BASE",
    "UNKNOWN_DIVISOR",
    "UNKNOWN_FIRST",
    "Call",
    "Expr",
    "Irrational",
    "NotEvaluable",
    "Num",
    "Op",
    "Symbol",
    "Written",
    "evaluate",
    "group_digits",
    "has_operation",
    "has_symbols",
    "is_literal",
    "latex",
    "no_numbers",
    "walk",
    "written_numbers",
]

_LONGEST_SUM = 10_000
_LONGEST_TERM = 20
"""Operands and operations in each term of the longest sum."""


class Num(Struct, frozen=True, gc=False, tag="num"):
    """A constant of the formula itself, such as the 1 that stands for the bias."""

    value: int


class Symbol(Struct, frozen=True, gc=False, tag="symbol"):
    """A quantity with a name and, in a derivation, the number that stands for it."""

    latex: str
    """How the symbolic formula writes it, such as `C_{ein}`."""
    value: int | None = None
    """Its number; None where the author's text has to bind it first."""
    meaning: str = ""
    """One German line for the reader: `Eingabekanäle`."""


class Written(Struct, frozen=True, gc=False, tag="written"):
    """A number that the author typed: an index into `Lecture.numbers`."""

    number: int


class Call(Struct, frozen=True, gc=False, tag="call"):
    """An operation on operands, in the order in which they are written."""

    op: Op
    args: "tuple[Expr, ...]"


Expr: TypeAlias = Num | Symbol | Written | Call

UNKNOWN_BASE = Symbol(r"\mathrm{Basis}")
"""The base of a logarithm written `log`: e, 2 or 10, as the field and the author mean it."""
UNKNOWN_ACTIVATION = Symbol(r"\mathrm{Aktivierung}")
"""What `σ(…)` is: mostly the sigmoid, in some texts another activation (`ACTIVATIONS`)."""

UNKNOWN_DIVISOR = Symbol(r"\mathrm{Abzug}")
"""What is taken off the number of values by which a variance divides: 0 or 1."""
UNKNOWN_FIRST = Symbol(r"\mathrm{Erster}")
"""What the first of several is called: 0, as in Python, or 1."""


def no_numbers(number: int) -> Fraction:
    """The `written` argument for trees that hold no typed numbers (derivations)."""
    raise NotEvaluable(f"Zahl {number} ist hier nicht bekannt")


def evaluate(
    expr: Expr,
    written: Callable[[int], Fraction] = no_numbers,
    symbols: Callable[[str], Exact | None] = lambda _: None,
    *,
    approximate: bool = False,
) -> Fraction:
    """The exact value of `expr`.

    `written` gives the value of a typed number, `symbols` that of a symbol
    which carries none itself. Raises `NotEvaluable` (with a German reason) on
    division by zero, unbound symbols and giant results; on irrational ones
    `Irrational`, unless `approximate`: then they are right to about 55 digits.
    """
    if isinstance(expr, Written):  # most sides of equations are a result
        return written(expr.number)
    if isinstance(expr, Call) and expr.op in ("*", "+") and _are_written(expr.args):
        typed = [written(node.number) for node in expr.args]
        return Fraction(apply(expr.op, tuple(_whole(value) for value in typed)))
    todo: list[Expr | tuple[Op, int]] = [expr]
    values: list[Exact] = []  # whole numbers as such: they are quicker
    while todo:  # a stack of our own: no tree, however deep, overflows Python's
        node = todo.pop()
        if isinstance(node, Written):
            values.append(_whole(written(node.number)))
        elif isinstance(node, tuple):
            op, count = node
            operands = tuple(values[len(values) - count :])
            del values[len(values) - count :]
            try:
                result = continued(operands) if op == "progression" else apply(op, operands)
            except Irrational:
                if not approximate:
                    raise
                result = approximated(op, operands)
            values.append(bounded(result))
        elif isinstance(node, Call):
            if node.op in ("sum", "prod") and isinstance(node.args[0], Symbol):
                values.append(_series(node, written, symbols, approximate=approximate))
            else:
                todo.append((node.op, len(node.args)))
                todo += reversed(node.args)
        elif isinstance(node, Num):
            values.append(node.value)
        else:
            bound = node.value if node.value is not None else symbols(node.latex)
            if bound is None:
                raise NotEvaluable(f"„{node.latex}“ hat hier keinen Wert")
            values.append(bound)
    value = values[0]
    return value if isinstance(value, Fraction) else Fraction(value)


def _are_written(nodes: tuple[Expr, ...]) -> TypeGuard[tuple[Written, ...]]:
    return all(isinstance(node, Written) for node in nodes)


def _whole(value: Fraction) -> Exact:
    """A whole number as such."""
    return value.numerator if value.denominator == 1 else value


def _series(
    series: Call,
    written: Callable[[int], Fraction],
    symbols: Callable[[str], Exact | None],
    *,
    approximate: bool,
) -> Fraction:
    """A sum or product over a whole-numbered index."""
    index, first, last, term = series.args
    assert isinstance(index, Symbol)
    low, high = (evaluate(bound, written, symbols) for bound in (first, last))
    if low.denominator != 1 or high.denominator != 1 or high - low > _LONGEST_SUM:
        raise NotEvaluable("die Grenzen sind keine ganzen Zahlen oder liegen zu weit auseinander")
    if any(isinstance(node, Call) and node.op in ("sum", "prod") for node in walk(term)):
        raise NotEvaluable("geschachtelte Summen werden nicht ausgerechnet")
    if (high - low) * len(walk(term)) > _LONGEST_SUM * _LONGEST_TERM:
        raise NotEvaluable("die Summe ist zu lang")
    result: Exact = 0 if series.op == "sum" else 1
    for step in range(int(low), int(high) + 1):

        def lookup(name: str, value: int = step) -> Exact | None:
            return value if name == index.latex else symbols(name)

        value = _whole(evaluate(term, written, lookup, approximate=approximate))
        result = bounded(result + value if series.op == "sum" else result * value)
    return Fraction(result)


def walk(expr: Expr) -> Sequence[Expr]:
    """The expression and all its parts, in the order in which they are written."""
    if not isinstance(expr, Call):
        return (expr,)
    todo: list[Expr] = [expr]
    found: list[Expr] = []
    while todo:
        node = todo.pop()
        found.append(node)
        if isinstance(node, Call):
            todo += reversed(node.args)
    return found


def written_numbers(expr: Expr) -> tuple[int, ...]:
    """Indices of the typed numbers in an expression, in order."""
    if isinstance(expr, Written):
        return (expr.number,)
    found: list[int] = []
    todo: list[Expr] = [expr]
    while todo:  # asked for every side of every statement: no generator between
        node = todo.pop()
        if isinstance(node, Written):
            found.append(node.number)
        elif isinstance(node, Call):
            todo += reversed(node.args)
    return tuple(found)


def has_symbols(expr: Expr) -> bool:
    """Whether a quantity with a name occurs in it."""
    todo: list[Expr] = [expr]
    while todo:
        node = todo.pop()
        if isinstance(node, Call):
            todo += node.args
        elif isinstance(node, Symbol):
            return True
    return False


def has_operation(expr: Expr, operations: Container[str]) -> bool:
    """Whether one of these operations occurs in it."""
    todo: list[Expr] = [expr]
    while todo:
        node = todo.pop()
        if isinstance(node, Call):
            if node.op in operations:
                return True
            todo += node.args
    return False


def is_literal(expr: Expr) -> bool:
    """Whether it is a vector or a matrix, written out."""
    return isinstance(expr, Call) and expr.op in ("vector", "matrix")


def group_digits(value: int, separator: str) -> str:
    """`34944` → `34 944` with the separator given; four digits stay together (DIN 1333)."""
    digits = str(abs(value))
    if len(digits) > 4:
        head = len(digits) % 3
        parts = [digits[:head]] if head else []
        parts += [digits[i : i + 3] for i in range(head, len(digits), 3)]
        digits = separator.join(parts)
    return ("−" if value < 0 else "") + digits


_LEVEL: dict[str, int] = {"+": 1, "-": 1, "neg": 2, "*": 2, "/": 4, "^": 3}
"""How tightly an operator binds; `/` becomes a fraction and never needs brackets around it."""


def latex(expr: Expr, *, symbolic: bool = False, separator: str = r"\,") -> str:
    r"""`expr` as LaTeX: symbols by name if `symbolic`, otherwise by their numbers.

    `separator` groups digits (`\,` or `{.}`). Typed numbers cannot be rendered
    here, their text is the author's own: `ValueError`.
    """

    def show(node: Expr, level: int) -> str:
        match node:
            case Num(value):
                return group_digits(value, separator).replace("−", "-")
            case Symbol(name, value):
                if symbolic or value is None:
                    return name
                return group_digits(value, separator).replace("−", "-")
            case Written():
                raise ValueError("a typed number has no rendering of its own")
            case Call(op, args):
                own = _LEVEL.get(op, 4)
                text = _join(op, args, own)
                return rf"\left({text}\right)" if own < level else text

    def _join(op: str, args: tuple[Expr, ...], own: int) -> str:
        match op:
            case "+":
                return " + ".join(show(arg, own) for arg in args)
            case "-":
                return f"{show(args[0], own)} - {show(args[1], own + 1)}"
            case "*":
                return r" \cdot ".join(show(arg, own) for arg in args)
            case "/":
                return rf"\frac{{{show(args[0], 0)}}}{{{show(args[1], 0)}}}"
            case "^":
                return f"{show(args[0], own + 1)}^{{{show(args[1], 0)}}}"
            case "neg":
                return f"-{show(args[0], own + 1)}"
            case "floor":
                return rf"\left\lfloor {show(args[0], 0)} \right\rfloor"
            case "ceil":
                return rf"\left\lceil {show(args[0], 0)} \right\rceil"
            case "sqrt":
                return rf"\sqrt{{{show(args[0], 0)}}}"
            case "factorial":
                return f"{show(args[0], 4)}!"
            case _:
                inner = ", ".join(show(arg, 0) for arg in args)
                return rf"\operatorname{{{op}}}\left({inner}\right)"

    return show(expr, 0)
