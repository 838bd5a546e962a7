"""Irrational results, to so many digits that no written number tells them from the true one."""

from decimal import Decimal, DecimalException, localcontext
from fractions import Fraction

from rechenprobe.operations import DIGITS, PI, Exact, NotEvaluable, Op


def approximated(op: Op, args: tuple[Exact, ...]) -> Fraction:
    """An irrational result, right to nearly all of `DIGITS` digits."""
    with localcontext(prec=DIGITS):
        numbers = [Decimal(arg.numerator) / Decimal(arg.denominator) for arg in args]
        match op:
            case "sqrt":
                return Fraction(numbers[0].sqrt())
            case "exp":
                return Fraction(numbers[0].exp())
            case "log" if len(numbers) == 1:
                return Fraction(numbers[0].ln())
            case "log":
                return Fraction(numbers[0].ln() / numbers[1].ln())
            case "sin" | "cos":
                return Fraction(_sine(Fraction(args[0]) + (PI / 2 if op == "cos" else 0)))
            case "tan":
                sine, cosine = _sine(Fraction(args[0])), _sine(Fraction(args[0]) + PI / 2)
                if abs(cosine) < Decimal(10) ** -40:
                    raise NotEvaluable("der Tangens ist hier nicht definiert")
                return Fraction(sine / cosine)
            case "tanh":
                return Fraction(_tanh(numbers[0]))
            case "activation":
                return Fraction(_tanh(numbers[0]) if numbers[1] else 1 / (1 + (-numbers[0]).exp()))
            case _:
                try:
                    return Fraction(numbers[0] ** numbers[1])
                except DecimalException as error:
                    raise NotEvaluable("die Potenz hat keinen reellen Wert") from error


def _sine(angle: Fraction) -> Decimal:
    """By its series, the angle brought near zero before."""
    if abs(angle) > 10**6:
        raise NotEvaluable("der Winkel ist zu groß")
    turns = round(angle / (2 * PI))
    rest = angle - turns * 2 * PI
    x = Decimal(rest.numerator) / Decimal(rest.denominator)
    term = total = x
    for order in range(2, 120, 2):
        term = -term * x * x / (order * (order + 1))
        total += term
    return total


def _tanh(value: Decimal) -> Decimal:
    if abs(value) > DIGITS * 2:
        return Decimal(1 if value > 0 else -1)
    power = (2 * value).exp()
    return (power - 1) / (power + 1)
