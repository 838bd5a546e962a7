"""Arithmetic as data: one tree that is both shown and evaluated.

The catalogue's derivations and the author's equations are the same kind of
tree, so that the formula a student reads is the formula that was checked.
Evaluation is exact (rationals) and bounded: no expression, however hostile,
costs more than `MAX_BITS` bits of intermediate result.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, factorial, floor, isqrt
from typing import Literal, TypeAlias

from msgspec import Struct

MAX_BITS = 4096
"""Largest numerator or denominator that evaluation will build, in bits."""

Op: TypeAlias = Literal[
    "+", "-", "*", "/", "^", "neg", "floor", "ceil", "round", "max", "min", "sqrt", "factorial"
]
"""`+`, `*`, `max`, `min` take any number of arguments, `-`, `/`, `^` two, the rest one."""


class Num(Struct, frozen=True, tag="num"):
    """A constant of the formula itself, such as the 1 that stands for the bias."""

    value: int


class Symbol(Struct, frozen=True, tag="symbol"):
    """A quantity with a name and, in a derivation, the number that stands for it."""

    latex: str
    """How the symbolic formula writes it, such as `C_{ein}`."""
    value: int | None = None
    """Its number; None where the author's text has to bind it first."""
    meaning: str = ""
    """One German line for the reader: `Eingabekanäle`."""


class Written(Struct, frozen=True, tag="written"):
    """A number that the author typed: an index into `Lecture.numbers`."""

    number: int


class Call(Struct, frozen=True, tag="call"):
    """An operation on operands, in the order in which they are written."""

    op: Op
    args: "tuple[Expr, ...]"


Expr: TypeAlias = Num | Symbol | Written | Call


class NotEvaluable(Exception):
    """The expression has no exact rational value, or one too large to be meant. German reason."""


def _bounded(value: Fraction) -> Fraction:
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise NotEvaluable("das Ergebnis ist zu groß")
    return value


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        if exponent == Fraction(1, 2):
            return _root(base)
        raise NotEvaluable("der Exponent ist keine ganze Zahl")
    power = exponent.numerator
    if base == 0 and power < 0:
        raise NotEvaluable("Division durch null")
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base not in (0, 1, -1) and abs(power) * bits > MAX_BITS + bits:
        raise NotEvaluable("die Potenz ist zu groß")
    if base in (1, -1):
        return base if power % 2 else Fraction(1)
    return base**power


def _root(value: Fraction) -> Fraction:
    if value < 0:
        raise NotEvaluable("Wurzel aus einer negativen Zahl")
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    if top * top != value.numerator or bottom * bottom != value.denominator:
        raise NotEvaluable("die Wurzel ist irrational")
    return Fraction(top, bottom)


def _factorial(value: Fraction) -> Fraction:
    if value.denominator != 1 or not 0 <= value <= 500:
        raise NotEvaluable("Fakultät nur von ganzen Zahlen von 0 bis 500")
    return Fraction(factorial(value.numerator))


def _apply(op: Op, args: tuple[Fraction, ...]) -> Fraction:
    match op:
        case "+":
            total = Fraction(0)
            for arg in args:
                total = _bounded(total + arg)
            return total
        case "-":
            return args[0] - args[1]
        case "*":
            product = Fraction(1)
            for arg in args:
                product = _bounded(product * arg)
            return product
        case "/":
            if args[1] == 0:
                raise NotEvaluable("Division durch null")
            return args[0] / args[1]
        case "^":
            return _power(args[0], args[1])
        case "neg":
            return -args[0]
        case "floor":
            return Fraction(floor(args[0]))
        case "ceil":
            return Fraction(ceil(args[0]))
        case "round":  # half away from zero, as people round
            return Fraction(floor(abs(args[0]) + Fraction(1, 2)) * (1 if args[0] >= 0 else -1))
        case "max":
            return max(args)
        case "min":
            return min(args)
        case "sqrt":
            return _root(args[0])
        case "factorial":
            return _factorial(args[0])


def no_numbers(number: int) -> Fraction:
    """The `written` argument for trees that hold no typed numbers (derivations)."""
    raise NotEvaluable(f"Zahl {number} ist hier nicht bekannt")


def evaluate(
    expr: Expr,
    written: Callable[[int], Fraction] = no_numbers,
    symbols: Callable[[str], Fraction | None] = lambda _: None,
) -> Fraction:
    """The exact value of `expr`.

    `written` gives the value of a typed number, `symbols` that of a symbol
    which carries none itself. Raises `NotEvaluable` (with a German reason) on
    division by zero, irrational results, unbound symbols and giant results.
    """
    todo: list[Expr | tuple[Op, int]] = [expr]
    values: list[Fraction] = []
    while todo:  # a stack of our own: no tree, however deep, overflows Python's
        node = todo.pop()
        match node:
            case Num(value):
                values.append(Fraction(value))
            case Symbol(name, value):
                bound = Fraction(value) if value is not None else symbols(name)
                if bound is None:
                    raise NotEvaluable(f"„{name}“ hat hier keinen Wert")
                values.append(bound)
            case Written(number):
                values.append(written(number))
            case Call(op, args):
                todo.append((op, len(args)))
                todo += reversed(args)
            case (op, count):
                operands = tuple(values[len(values) - count :])
                del values[len(values) - count :]
                values.append(_bounded(_apply(op, operands)))
    return values[0]


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and all its parts, in the order in which they are written."""
    todo = [expr]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, Call):
            todo += reversed(node.args)


def written_numbers(expr: Expr) -> tuple[int, ...]:
    """Indices of the typed numbers in an expression, in order."""
    return tuple(node.number for node in walk(expr) if isinstance(node, Written))


def has_symbols(expr: Expr) -> bool:
    """Whether a quantity with a name occurs in it."""
    return any(isinstance(node, Symbol) for node in walk(expr))


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
