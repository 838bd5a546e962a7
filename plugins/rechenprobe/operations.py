"""Operations on rationals: exact where they can be, bounded always.

No operation, however hostile its operands, costs more than `MAX_BITS` bits of
result. Irrational results are refused; `irrational` gives them approximately.
"""

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil, comb, factorial, floor, isqrt, log2
from operator import eq, ge, gt, le, lt, ne
from typing import Literal, TypeAlias

MAX_BITS = 4096
"""Largest numerator or denominator that evaluation will build, in bits."""

Op: TypeAlias = Literal[
    "+",
    "-",
    "*",
    "/",
    "^",
    "neg",
    "floor",
    "ceil",
    "round",
    "max",
    "min",
    "sqrt",
    "factorial",
    "abs",
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "tanh",
    "mod",
    "binomial",
    "activation",
    "vector",
    "matrix",
    "transpose",
    "hadamard",
    "norm",
    "softmax",
    "mean",
    "var",
    "std",
    "median",
    "argmax",
    "argmin",
    "total",
    "det",
    "sum",
    "prod",
    "progression",
    "cut",
    "applied",
    "cases",
    "related",
]
"""`+`, `*`, `max`, `min`, `median`, `argmax`, `argmin` take any number of arguments, `-`, `/`, `^`,
`mod`, `binomial` two, the rest one.

`log` takes the number and, if it is not the natural one, the base; `activation` the number and
which of `ACTIVATIONS` it is. `sum` and `prod` take the index (a symbol), its first value, its last
one and the term. `progression` is one with some terms left out (see `progressions`), `cut` a number
with decimals left out. `cases` takes values, each with its condition, 0 or 1; `related` says which
of the `_RELATIONS` it asks for, and of what. From `vector` to `det` they make and take vectors and
matrices, and have no value of their own: equations between these are checked component by
component.
"""

ACTIVATIONS = ("sigmoid", "tanh", "relu", "step", "sign", "identity")
"""What σ may stand for, the likeliest first."""

DIGITS = 60
"""Significant digits of an irrational result."""
_LARGEST_EXPONENT = 2_000


with localcontext(prec=DIGITS):
    E = Fraction(Decimal(1).exp())
"""Euler's number to `DIGITS` digits, the base of the natural logarithm."""
PI = Fraction(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899863"
)
"""π to more digits than that."""


class NotEvaluable(Exception):
    """The expression has no exact rational value, or one too large to be meant. German reason."""


class Irrational(NotEvaluable):
    """No rational value, but one that `evaluate(…, approximate=True)` gives to many digits."""


Exact: TypeAlias = Fraction | int


def bounded(value: Exact) -> Exact:
    """The value, if it is not larger than can be meant."""
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise NotEvaluable("das Ergebnis ist zu groß")
    return value


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        return _root(_power(base, Fraction(exponent.numerator)), exponent.denominator)
    power = exponent.numerator
    if base == 0 and power < 0:
        raise NotEvaluable("Division durch null")
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base not in (0, 1, -1) and abs(power) * bits > MAX_BITS + bits:
        length = log2(abs(base.numerator)) - log2(base.denominator)
        small = power.bit_length() <= MAX_BITS.bit_length() * 4  # a float has room for it
        if base > 0 and small and abs(power * length) <= MAX_BITS:
            raise Irrational("die Potenz hat zu viele Stellen")  # „0,99995^1000“
        raise NotEvaluable("die Potenz ist zu groß")
    if base in (1, -1):
        return base if power % 2 else Fraction(1)
    return base**power


def _root(value: Fraction, degree: int = 2) -> Fraction:
    if value < 0:
        raise NotEvaluable("Wurzel aus einer negativen Zahl")
    if degree > _LARGEST_EXPONENT:
        raise NotEvaluable("der Exponent ist zu groß")
    root = Fraction(_whole_root(value.numerator, degree), _whole_root(value.denominator, degree))
    if root**degree != value:
        raise Irrational("die Wurzel ist irrational")
    return root


def _whole_root(value: int, degree: int) -> int:
    """The largest whole number whose power is not above `value`."""
    if degree == 2:
        return isqrt(value)
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
    return low


def _logarithm(value: Fraction, base: Fraction | None) -> Fraction:
    if value <= 0 or (base is not None and (base <= 0 or base == 1)):
        raise NotEvaluable("Logarithmus einer Zahl, die nicht positiv ist")
    if value == 1:
        return Fraction(0)
    if base is None or base == E:
        raise Irrational("der Logarithmus ist irrational")
    larger = value if value > 1 else 1 / value
    root = base if base > 1 else 1 / base
    power, times = root, 1
    while power < larger:
        power, times = power * root, times + 1
        if times > MAX_BITS:
            raise NotEvaluable("der Logarithmus ist zu groß")
    if power != larger:
        raise Irrational("der Logarithmus ist irrational")
    return Fraction(times if (value > 1) == (base > 1) else -times)


def _activation(value: Fraction, which: Fraction) -> Fraction:
    """σ as the author means it; a half where the sigmoid has one exactly."""
    match ACTIVATIONS[int(which)]:
        case "relu":
            return max(value, Fraction(0))
        case "step":
            return Fraction(1 if value >= 0 else 0)
        case "sign":
            return Fraction(1 if value > 0 else -1 if value < 0 else 0)
        case "identity":
            return value
        case "sigmoid" if value == 0:
            return Fraction(1, 2)
        case _:
            if abs(value) > _LARGEST_EXPONENT:
                raise NotEvaluable("der Exponent ist zu groß")
            if value == 0:
                return Fraction(0)
            raise Irrational("die Aktivierung ist irrational")


_RELATIONS: tuple[Callable[[Fraction, Fraction], bool], ...] = (lt, le, gt, ge, eq, ne)


def _case(args: tuple[Fraction, ...]) -> Fraction:
    """The first value whose condition holds."""
    for value, condition in zip(args[::2], args[1::2], strict=True):
        if condition:
            return value
    raise NotEvaluable("keiner der Fälle trifft zu")


def _binomial(total: Fraction, chosen: Fraction) -> Fraction:
    if total.denominator != 1 or chosen.denominator != 1 or not 0 <= total <= 1000:
        raise NotEvaluable("Binomialkoeffizienten nur von ganzen Zahlen bis 1000")
    return Fraction(comb(int(total), int(chosen)) if chosen >= 0 else 0)


def _factorial(value: Fraction) -> Fraction:
    if value.denominator != 1 or not 0 <= value <= 500:
        raise NotEvaluable("Fakultät nur von ganzen Zahlen von 0 bis 500")
    return Fraction(factorial(value.numerator))


def apply(op: Op, args: tuple[Exact, ...]) -> Exact:
    """The exact result; raises `NotEvaluable`, for an irrational one `Irrational`."""
    match op:
        case "+":
            total: Exact = 0
            for arg in args:
                total = bounded(total + arg)
            return total
        case "-":
            return args[0] - args[1]
        case "*":
            product: Exact = 1
            for arg in args:
                product = bounded(product * arg)
            return product
        case "neg":
            return -args[0]
        case "/" if isinstance(args[0], int) and isinstance(args[1], int) and args[1]:
            whole, rest = divmod(args[0], args[1])
            return Fraction(args[0], args[1]) if rest else whole
        case "^" if isinstance(args[0], int) and args[1] in range(65) and abs(args[0]) < 2**63:
            power: int = args[0] ** int(args[1])
            return power
        case _:
            return _apply(op, tuple(map(Fraction, args)))


def _apply(op: Op, args: tuple[Fraction, ...]) -> Fraction:
    match op:
        case "/":
            if args[1] == 0:
                raise NotEvaluable("Division durch null")
            return args[0] / args[1]
        case "^":
            return _power(args[0], args[1])
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
        case "median":
            ordered, half = sorted(args), len(args) // 2
            return (ordered[half] + ordered[-half - 1]) / 2
        case "argmax" | "argmin":
            best = max(args) if op == "argmax" else min(args)
            if args.count(best) > 1:
                raise NotEvaluable("mehrere sind gleich groß")
            return Fraction(args.index(best))
        case "sqrt":
            return _root(args[0])
        case "factorial":
            return _factorial(args[0])
        case "abs":
            return abs(args[0])
        case "exp":
            if abs(args[0]) > _LARGEST_EXPONENT:
                raise NotEvaluable("der Exponent ist zu groß")
            if args[0] == 0:
                return Fraction(1)
            raise Irrational("die Exponentialfunktion ist irrational")
        case "log":
            return _logarithm(args[0], args[1] if len(args) > 1 else None)
        case "mod":
            if args[1] == 0:
                raise NotEvaluable("Division durch null")
            return args[0] % args[1]
        case "binomial":
            return _binomial(*args)
        case "activation":
            return _activation(*args)
        case "sin" | "tan" | "tanh" | "cos":
            if args[0] == 0:
                return Fraction(1 if op == "cos" else 0)
            raise Irrational("die Funktion ist hier irrational")
        case "cut":
            return args[0]
        case "cases":
            return _case(args)
        case "related":
            return Fraction(_RELATIONS[int(args[0])](args[1], args[2]))
        case "applied":
            raise NotEvaluable("eine Funktion, die hier nicht bekannt ist")
        case "sum" | "prod" | "progression":
            raise NotEvaluable("eine Summe ohne Grenzen")
        case _:
            raise NotEvaluable("ein Vektor oder eine Matrix, die hier nichts ergibt")
