"""What the rules of one section share: its layer, its letters, small evaluations."""

from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Notation, Side, Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Written, evaluate, written_numbers
from rechenprobe.facts import Layer


class Context:
    """A section while it is checked; `symbols` is shared by the whole worked example and grows."""

    def __init__(
        self,
        ledger: Ledger,
        layer: Layer | None,
        section: Attribute | None,
        symbols: dict[str, Fraction],
    ) -> None:
        self.ledger = ledger
        self.layer = layer
        self.section = section
        self.symbols = symbols
        self.numbers = ledger.lecture.numbers
        self.grouping = ledger.grouping

    def number(self, value: Fraction) -> str:
        """As messages show it."""
        return notation.brief(value, self.grouping)

    def product(self, factors: tuple[Fraction, ...]) -> str:
        """`55 × 55 × 96`."""
        return " × ".join(self.number(factor) for factor in factors)

    def written(self, index: int, how: Notation) -> Fraction:
        """The value of a typed number; `NotEvaluable` if it cannot be read so."""
        reading = self.numbers[index].reading(how)
        if reading is None:
            raise NotEvaluable(f"„{self.numbers[index].text}“ ist so keine Zahl")
        return reading.value

    def evaluate(self, expr: Expr, how: Notation) -> Fraction:
        """With the letters bound so far."""
        return evaluate(expr, lambda index: self.written(index, how), self.symbols.get)

    def factors(self, side: Side, how: Notation) -> tuple[Fraction, ...] | None:
        """(55, 55, 96) for a shape, (55,) for anything else with a value."""
        if not side.complete:
            return None
        expr = side.expr
        if isinstance(expr, Written):  # as most results are
            reading = self.numbers[expr.number].reading(how)
            return None if reading is None else (reading.value,)
        parts = expr.args if isinstance(expr, Call) and expr.op == "*" else (expr,)
        if not all(isinstance(part, Written) for part in parts):
            parts = (expr,)
        try:
            return tuple(self.evaluate(part, how) for part in parts)
        except NotEvaluable:
            return None

    def values(self, statement: Statement, how: Notation) -> frozenset[Fraction]:
        """Of all numbers that are written in it."""
        readings = (self.numbers[index].reading(how) for index in statement.numbers)
        return frozenset(reading.value for reading in readings if reading is not None)


def calculates(expr: Expr) -> bool:
    """Whether something is calculated in it; a sign alone is not."""
    return isinstance(expr, Call) and (expr.op != "neg" or calculates(expr.args[0]))


def calculated_numbers(statement: Statement) -> tuple[int, ...]:
    """Numbers in its calculations, not those that are mere results."""
    return tuple(
        index
        for side in statement.sides
        if calculates(side.expr) and side.complete
        for index in written_numbers(side.expr)
    )


def mantissa(expr: Expr, ledger: Ledger) -> Expr:
    r"""The result without its power of ten, `1{,}4 \cdot 10^{-5}`; any other side as it is."""
    match expr:
        case Call("*", (Written() as result, Call("^", (Written(ten), _)))):
            return result if ledger.lecture.numbers[ten].text == "10" else expr
        case _:
            return expr
