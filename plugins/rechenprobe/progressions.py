"""Sums and products with terms left out: `1 + 2 + … + 10`, `1 · 2 · … · 6`, `1 + 1/2 + 1/4 + …`.

What is left out follows from what is shown, if it goes on in one way only.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from rechenprobe.operations import Exact, NotEvaluable, apply, bounded

_LONGEST = 10_000
_FEWEST = 3
"""Terms that have to be shown of a series without an end."""

Values = Sequence[Exact]
"""Whole numbers as such: they are quicker."""


def continued(args: tuple[Exact, ...]) -> Fraction:
    """The value. `args`: is it a product, has it an end, then base and exponent of each term shown.

    The last term shown is the end, if there is one. Raises `NotEvaluable` if it is not clear how
    the terms go on, or if they never come to the end.
    """
    product, ends = bool(args[0]), bool(args[1])
    pairs = list(zip(args[2::2], args[3::2], strict=True))
    if not ends:
        return _endless([Fraction(_power(*pair)) for pair in pairs])
    bases, exponents = [base for base, _ in pairs], [exponent for _, exponent in pairs]
    ways: list[Iterator[Exact]]
    if len(set(exponents)) == 1 and exponents[0] != 1:
        ways = [(_power(base, exponents[0]) for base in _steady(bases))]
    elif len(set(bases)) == 1:
        ways = [(_power(bases[0], exponent) for exponent in _steady(exponents))]
    else:
        values = [_power(*pair) for pair in pairs]
        ways = [
            _steady(values),
            _growing(values),
            (1 / Fraction(one) for one in _steady(_inverse(values))),
        ]
    found = {value for terms in ways if (value := _total(terms, product=product)) is not None}
    if len(found) != 1:
        raise NotEvaluable("wie es bei den Punkten weitergeht, ist nicht eindeutig")
    return Fraction(found.pop())


def _power(base: Exact, exponent: Exact) -> Exact:
    value = apply("^", (base, exponent))
    return value.numerator if value.denominator == 1 else value


def _inverse(values: Values) -> Values:
    return [1 / Fraction(value) for value in values] if all(values) else [Fraction(0)]


def _total(terms: Iterator[Exact], *, product: bool) -> Exact | None:
    """None if there are none."""
    total: Exact | None = None
    for term in terms:
        if total is None:
            total = term
        else:
            total = bounded(total * term if product else total + term)
    return total


def _steady(values: Values) -> Iterator[Exact]:
    """All terms if their differences are equal."""
    if len(values) == 2 and all(value.denominator == 1 for value in values):  # `1 + … + 10`
        step: Exact = 1 if values[1] > values[0] else -1
    else:
        step = values[1] - values[0] if len(values) > 2 else 0
    yield from _reach(values, lambda value: value + step, still=step == 0)


def _growing(values: Values) -> Iterator[Exact]:
    """All terms if their ratios are equal."""
    ratio: Exact = Fraction(values[1]) / values[0] if len(values) > 2 and values[0] else 1
    if ratio.denominator == 1:
        ratio = ratio.numerator
    yield from _reach(values, lambda value: value * ratio, still=ratio in (0, 1, -1))


def _reach(values: Values, following: Callable[[Exact], Exact], *, still: bool) -> Iterator[Exact]:
    """From the first value to the last, over those that are shown; nothing if that is no way."""
    *shown, last = values
    terms, upwards = [values[0]], last > values[0]
    while not still and terms[-1] != last:
        term = following(terms[-1])
        wrong = len(terms) < len(shown) and term != shown[len(terms)]
        if wrong or (term > last if upwards else term < last) or len(terms) >= _LONGEST:
            return
        terms.append(bounded(term))
    if not still and len(terms) > len(shown):
        yield from terms


def _endless(values: Sequence[Fraction]) -> Fraction:
    """A geometric series that converges."""
    ratio = values[1] / values[0] if len(values) >= _FEWEST and values[0] else Fraction(1)
    steady = all(two == one * ratio for one, two in pairwise(values))
    if not steady or abs(ratio) >= 1:
        raise NotEvaluable("wie es bei den Punkten weitergeht, ist nicht eindeutig")
    return values[0] / (1 - ratio)
