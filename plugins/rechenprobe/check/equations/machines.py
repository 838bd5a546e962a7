r"""Equations that hold as a machine calculates, or a clock, or in another system of numbers.

Only where the sentence names it: „In float32 gilt 16777216 + 1 = 16777216“, „int8: 127 + 1 = −128“,
„in $\mathbb{F}_2$ ist $1 + 1 = 0$“, „7 + 1 = 10 im Oktalsystem“.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import floor

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.numbers.otherwise import read_otherwise
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.claims import Notation, Number, Reading, Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Num, Written
from rechenprobe.late import late

_FLOAT = late(
    r"\b(?:(b)?(?:float|fp)_?(16|32|64)|binary(16|32|64)|(halbe|einfache|doppelte)[rn]?\s+genauigkeit"
    r"|(half|single|double)\b)",
    re.IGNORECASE,
)
_MANTISSAS: Mapping[str, int] = {
    **dict.fromkeys(("16", "halbe", "half"), 11),
    **dict.fromkeys(("32", "einfache", "single"), 24),
    **dict.fromkeys(("64", "doppelte", "double"), 53),
}
"""Binary digits, the hidden one counted."""
_BRAIN = 8
_DECIMAL = late(
    r"\b(\d|zwei|drei|vier|fünf|sechs)(?:-?stellige[rnms]?|\s+(?:\w+\s+)?(?:dezimal|mantissen)?(?:stellen|ziffern))\b",
    re.IGNORECASE,
)
_INTEGER = late(r"\b(u?)int_?(8|16|32|64)\b|\b(\d{1,2})[- ]Bit-?(Zweierkomplement)?", re.IGNORECASE)
_RESIDUES = late(
    r"\\mathbb\s*\{?[FZ]\}?_\{?(\d{1,4})|\b(?:GF|F|Z)\s?\(?_?(\d{1,4})\b|[𝔽ℤ]_?(\d{1,4})"
    r"|\b[Mm]od(?:ulo)?\s+\$?(\d{1,4})"
)
_BASES = late(
    r"\b(oktal|hexadezimal|dual|binär|dreier|fünfer|sechser|siebener|achter)", re.IGNORECASE
)
_BASE: Mapping[str, int] = {
    **dict.fromkeys(("dual", "binär"), 2),
    **dict.fromkeys(("oktal", "achter"), 8),
    "hexadezimal": 16,
    "dreier": 3,
    "fünfer": 5,
    "sechser": 6,
    "siebener": 7,
}
_CLOCK = late(r"\bUhr(?:zeit\w*)?\b")
_HOURS = (12, 24)
_LARGEST = 64
_RESIDUE = "in Restklassen"

Step = Callable[[Fraction], Fraction]


def holds_in(
    around: str,
    statement: Statement,
    numbers: tuple[Number, ...],
    notation: Notation,
    wide: str = "",
) -> str:
    """In which arithmetic of those that the sentence names the equation holds; empty if in none.

    The width of whole numbers may be said farther away (`wide`): nothing overflows by chance.
    """
    if any(relation != "=" for relation in statement.relations):
        return ""
    for name, step in _arithmetics(around, wide):
        if name == _RESIDUE and not _is_reduced(statement, numbers, notation, step):
            continue
        try:
            values = {step(_value(side.expr, numbers, notation, step)) for side in statement.sides}
        except NotEvaluable:
            return ""
        if len(values) == 1:
            return name
    bases = {_BASE[found[1].lower()] for found in _BASES.finditer(around)}
    holds = any(_holds_in_base(statement, numbers, base) for base in sorted(bases))
    return "im genannten Zahlensystem" if holds else ""


def holds_in_whole(statement: Statement, numbers: tuple[Number, ...], notation: Notation) -> bool:
    """Whether it holds if each quotient is cut: `(224 - 11) / 4 + 1 = 54`."""
    if not all(numbers[index].text.isdecimal() for index in statement.numbers):
        return False
    try:
        values = {
            _value(side.expr, numbers, notation, lambda it: Fraction(floor(it)))
            for side in statement.sides
        }
    except NotEvaluable:
        return False
    return len(values) == 1


def _arithmetics(around: str, wide: str) -> Iterator[tuple[str, Step]]:
    for found in _FLOAT.finditer(around):
        size = next(group for group in found.groups()[1:] if group)
        digits = _BRAIN if found[1] else _MANTISSAS[size.lower()]
        yield "in Gleitkommazahlen", _rounding(2, digits)
    for found in _DECIMAL.finditer(around):
        digits = int(found[1]) if found[1].isdecimal() else int(COUNTS[found[1].lower()])
        if digits:
            yield "mit so vielen Stellen", _rounding(10, digits)
    for found in _INTEGER.finditer(f"{wide} {around}"):
        size = int(found[2] or found[3])
        if 0 < size <= _LARGEST:
            yield "in ganzen Zahlen dieser Breite", _wrapping(2**size, 0)
            yield "in ganzen Zahlen dieser Breite", _wrapping(2**size, 2 ** (size - 1))
    residues = [int(next(filter(None, found.groups()))) for found in _RESIDUES.finditer(around)]
    clock = _HOURS if _CLOCK.search(around) else ()
    for modulus in (*residues, *clock):
        if modulus > 1:
            yield _RESIDUE, _wrapping(modulus, 0)


def _is_reduced(
    statement: Statement, numbers: tuple[Number, ...], notation: Notation, step: Step
) -> bool:
    """Whether it ends with a residue: „F6: 120 · 84 + 84 = 10.080“ speaks of no field."""
    try:
        last = _value(statement.sides[-1].expr, numbers, notation, lambda value: value)
    except NotEvaluable:
        return False
    return step(abs(last)) == abs(last)


def _wrapping(modulus: int, negative: int) -> Step:
    """Whole numbers from `-negative` on, counted round."""
    return lambda value: (
        (value + negative) % modulus - negative if value.denominator == 1 else value
    )


def _rounding(base: int, digits: int) -> Step:
    """So many digits of the base, to the nearest; just in the middle to the even one."""

    def rounded(value: Fraction) -> Fraction:
        if not value:
            return value
        size = abs(value)
        exponent = 0
        while size >= base**digits:
            size, exponent = size / base, exponent + 1
        while size < base ** (digits - 1):
            size, exponent = size * base, exponent - 1
        whole = round(size) * Fraction(base) ** exponent
        return whole if value > 0 else -whole

    return rounded


def _value(expr: Expr, numbers: tuple[Number, ...], notation: Notation, step: Step) -> Fraction:
    """The value if each step of the calculation is rounded or wrapped."""

    def of(part: Expr) -> Fraction:
        match part:
            case Num(value):
                return step(Fraction(value))
            case Written(number) if reading := numbers[number].reading(notation):
                return step(reading.value)
            case Call("neg", (inner,)):
                return -of(inner)
            case Call("+", args):
                total = of(args[0])
                for arg in args[1:]:
                    total = step(total + of(arg))
                return total
            case Call("*", args):
                product = of(args[0])
                for arg in args[1:]:
                    product = step(product * of(arg))
                return product
            case Call("/", (above, below)) if divisor := of(below):
                return step(of(above) / divisor)
            case Call("^", (root, exponent)) if (power := of(exponent)).denominator == 1 and (
                abs(power) <= _LARGEST
            ):
                if not (raised := of(root)):
                    raise NotEvaluable("")
                return step(raised ** int(power))
            case _:
                raise NotEvaluable("")

    return of(expr)


def _holds_in_base(statement: Statement, numbers: tuple[Number, ...], base: int) -> bool:
    try:
        read = {
            index: Reading(Fraction(int(numbers[index].text, base)), 0)
            for index in statement.numbers
        }
    except ValueError:
        return False
    return judge(statement, read_otherwise(numbers, read), {}).outcome == "holds"
