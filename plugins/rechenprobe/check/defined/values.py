"""What terms of the field are, as formulas: of the numbers that a sentence puts into them.

Where usage differs, a formula has several values: logarithms to base 2 or e, variances by n or
n − 1, a momentum that dampens the gradient or does not.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import exp, floor, log, log2, tanh
from typing import TypeAlias

from rechenprobe.late import late

Number: TypeAlias = Fraction | float
_WORD = 64
Values: TypeAlias = Iterator[tuple[Number, str]]
"""Each value that it may be, and how it is calculated."""


def f1(_: object, precision: Fraction, recall: Fraction) -> Values:
    """The harmonic mean of precision and recall."""
    if precision + recall:
        yield 2 * precision * recall / (precision + recall), "2 · P · R / (P + R)"


def cross_entropy(_: object, p: Fraction) -> Values:
    """Of a single prediction: how surprising the right class is, in nats or bits."""
    if 0 < p <= 1:
        yield -log(p), "−ln p"
        yield -log2(p), "−log₂ p"


def uniform(_: object, count: Fraction) -> Values:
    """The entropy of so many outcomes that are equally likely, in bits or nats."""
    if count > 0:
        yield log2(count), "log₂ n"
        yield log(count), "ln n"


def decayed(_: object, *given: Fraction) -> Values:
    """A learning rate: its factor, every so many epochs, after so many, at the start."""
    factor, every, after, start = given
    if every and after / every <= 100:
        steps = floor(after / every)
        yield start * factor**steps, f"{steps} Mal mit dem Faktor"
        if after % every == 0 and steps:
            yield start * factor ** (steps - 1), f"{steps - 1} Mal mit dem Faktor"


def descent(_: object, rate: Fraction, gradient: Fraction, weight: Fraction) -> Values:
    """A weight after one step of gradient descent."""
    yield weight - rate * gradient, "w − η · g"


def momentum(_: object, beta: Fraction, velocity: Fraction, gradient: Fraction) -> Values:
    """The velocity after one step with momentum."""
    yield beta * velocity + gradient, "β · v + g"
    yield beta * velocity + (1 - beta) * gradient, "β · v + (1 − β) · g"


def sigmoid(_: object, x: Fraction) -> Values:
    """The logistic function at x."""
    yield 1 / (1 + exp(-min(max(float(x), -500), 500))), "1 / (1 + e^−x)"


def steepest(match: re.Match[str]) -> Values:
    """The slope at zero: of the logistic function, or of the hyperbolic tangent."""
    yield Fraction(1 if match["which"] == "tanh" else Fraction(1, 4)), "die Ableitung bei 0"


def hyperbolic(_: object, x: Fraction) -> Values:
    """The hyperbolic tangent at x."""
    yield tanh(x), "tanh x"


def relu(_: object, x: Fraction) -> Values:
    """The rectifier at x."""
    yield max(x, Fraction(0)), "max(0, x)"


def variance(match: re.Match[str], *values: Fraction) -> Values:
    """Of the numbers listed, or their standard deviation."""
    mean = sum(values, Fraction(0)) / len(values)
    squares = sum(((one - mean) ** 2 for one in values), Fraction(0))
    root = match["root"] is not None
    for count, name in ((len(values), "n"), (len(values) - 1, "n − 1")):
        if count:
            own = squares / count
            yield (float(own) ** 0.5 if root else own), f"durch {name} geteilt"


def count_bits(_: object, bits: Fraction) -> Values:
    """How many values so many bits have, or the largest of them."""
    if 0 < bits <= 64 and bits.denominator == 1:
        yield Fraction(2) ** int(bits), "2 hoch die Zahl der Bits"
        yield Fraction(2) ** int(bits) - 1, "der größte Wert"


def ratio(_: object, one: Fraction, two: Fraction) -> Values:
    """By how much the larger one is larger."""
    if one and two:
        yield max(one, two) / min(one, two), "der Quotient der beiden"


def perplexity(_: object, loss: Fraction) -> Values:
    """Of a loss in nats or bits."""
    if abs(loss) < 100:
        yield exp(loss), "e hoch den Verlust"
        yield 2.0 ** float(loss), "2 hoch den Verlust"


def kept(_: object, rate: Fraction) -> Values:
    """The share that dropout leaves."""
    if 0 <= rate < 1:
        yield 1 - rate, "1 − p"


def stays(_: object, rate: Fraction, units: Fraction) -> Values:
    """How many units dropout leaves on average."""
    if 0 <= rate < 1:
        yield (1 - rate) * units, "(1 − p) · n"


def constant(match: re.Match[str], all_: Fraction, some: Fraction) -> Values:
    """The accuracy of whoever always says the same of so many, some of which are otherwise."""
    if 0 < some < all_:
        yield 1 - some / all_, "der Anteil der übrigen"
        if _DENIES.search(match["says"]) is None:
            yield some / all_, "ihr Anteil"


_DENIES = late(
    r"\b(?:kein\w*|nicht|no|not|never|negativ\w*|gesund\w*|healthy|normal|harmlos\w*|ham|legitim\w*)\b"
)


def highest(_: object, bits: Fraction, low: Fraction) -> Values:
    """The largest number of so many bits, of which one is the sign."""
    if 2 <= bits <= _WORD and bits.denominator == 1:
        most = Fraction(2) ** int(bits - 1)
        if low in (most, most - 1):
            yield most - 1, "2 hoch (n − 1) weniger 1"


def joined(_: object, *parts: Fraction) -> Values:
    """How many several come to, one behind the other."""
    yield sum(parts, Fraction(0)), "die Summe"


def one_more(_: object, count: Fraction) -> Values:
    """With one that stands for all."""
    yield count + 1, "einer mehr"


def chance_loss(_: object, classes: Fraction) -> Values:
    """The loss of whoever guesses among so many classes."""
    if classes > 0:
        yield log(classes), "ln K"


def guess(_: object, classes: Fraction) -> Values:
    """The accuracy of whoever guesses among so many classes."""
    if classes:
        yield 1 / classes, "1 / K"


def confusion(match: re.Match[str], counts: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """True positives, false positives and false negatives, as the sentence names them."""
    names = dict(zip(match.group("one", "two", "three"), counts, strict=False))
    zero = Fraction(0)
    return names.get("tp", zero), names.get("fp", zero), names.get("fn", zero)


def precision(match: re.Match[str], *counts: Fraction) -> Values:
    """How much of what was called positive is so."""
    right, false, _ = confusion(match, counts)
    if right + false:
        yield right / (right + false), "TP / (TP + FP)"


def recall(match: re.Match[str], *counts: Fraction) -> Values:
    """How much of what is positive was called so."""
    right, _, missed = confusion(match, counts)
    if right + missed:
        yield right / (right + missed), "TP / (TP + FN)"


def f1_of_counts(match: re.Match[str], *counts: Fraction) -> Values:
    """F1 of the confusion matrix."""
    right, false, missed = confusion(match, counts)
    if right:
        yield 2 * right / (2 * right + false + missed), "2 · TP / (2 · TP + FP + FN)"


def swapped(function: Callable[..., Values]) -> Callable[..., Values]:
    """The same formula with its first two numbers the other way round."""
    """The same with its first two numbers the other way round."""
    return lambda match, one, two, *rest: function(match, two, one, *rest)


def ordered(function: Callable[..., Values], *order: int) -> Callable[..., Values]:
    """The same formula for numbers that a sentence says in another order."""
    return lambda match, *given: function(match, *(given[index] for index in order))


def dropped(_: object, rate: Fraction, units: Fraction) -> Values:
    """How many units dropout turns off on average."""
    if 0 <= rate < 1:
        yield rate * units, "p · n"


def binary(_: object, p: Fraction) -> Values:
    """The entropy of a coin that is not fair, in bits or nats."""
    if 0 < p < 1:
        q = 1 - p
        yield -float(p) * log2(p) - float(q) * log2(q), "−p · log₂ p − (1 − p) · log₂ (1 − p)"
        yield -float(p) * log(p) - float(q) * log(q), "−p · ln p − (1 − p) · ln (1 − p)"


def in_bits(_: object, nats: Fraction) -> Values:
    """The same in bits."""
    yield float(nats) / log(2), "geteilt durch ln 2"


def standard(_: object, mean: Fraction, deviation: Fraction, x: Fraction) -> Values:
    """A value less the mean, in standard deviations."""
    if deviation:
        yield (x - mean) / deviation, "(x − μ) / σ"


def between(_: object, x: Fraction, low: Fraction, high: Fraction) -> Values:
    """Where a value lies between the smallest and the largest."""
    if high > low:
        yield (x - low) / (high - low), "(x − min) / (max − min)"


def dot(_: object, *values: Fraction) -> Values:
    """The dot product of two vectors, one behind the other."""
    if len(values) % 2 == 0:
        half = len(values) // 2
        parts = zip(values[:half], values[half:], strict=True)
        yield sum((a * b for a, b in parts), Fraction(0)), "die Summe der Produkte"


def norm(_: object, *values: Fraction) -> Values:
    """The length of a vector."""
    yield float(sum(one * one for one in values)) ** 0.5, "die Wurzel aus der Summe der Quadrate"


def distance(_: object, *values: Fraction) -> Values:
    """How far two points are from each other."""
    if len(values) % 2 == 0:
        half = len(values) // 2
        apart = [a - b for a, b in zip(values[:half], values[half:], strict=True)]
        yield from norm(_, *apart)
        yield sum(map(abs, apart), Fraction(0)), "die Summe der Beträge"
