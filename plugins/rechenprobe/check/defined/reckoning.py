"""What words calculate, as formulas: of the numbers that a sentence puts into them."""

import re
from fractions import Fraction
from math import ceil, floor, log, log2, log10, sqrt

from rechenprobe.check.defined.values import Values
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.late import late

TIMES = {
    **dict.fromkeys(("verdoppelt", "doppelte", "doubles", "double"), 2),
    **dict.fromkeys(("verdreifacht", "dreifache", "triples", "triple"), 3),
    **dict.fromkeys(("vervierfacht", "vierfache", "quadruples"), 4),
    **dict.fromkeys(("fünffache", "verfünffacht"), 5),
    **dict.fromkeys(("zehnfache", "verzehnfacht"), 10),
}
HALVES = ("halbiert", "halves")
_MOST_TIMES = 6
_STEM = 5
"""Letters that words for the same things have in common."""


def quotient(match: re.Match[str], one: Fraction, two: Fraction) -> Values:
    """Of whole numbers it may be a whole one, rounded either way: confirmed if words say so."""
    yield one / two, "der Quotient"
    if one.denominator == two.denominator == 1 and one > two:
        said = _ROUNDED.search(match.string) is not None
        yield Fraction(one // two), "der Quotient, abgerundet" if said else ""
        yield Fraction(-(-one // two)), "der Quotient, aufgerundet" if said else ""


def difference(_: object, one: Fraction, two: Fraction) -> Values:
    """How far two numbers are apart."""
    yield abs(one - two), "der Unterschied"


def share(_: object, part: Fraction, whole: Fraction) -> Values:
    """What part of a whole some are."""
    if 0 < part <= whole:
        yield part / whole, "der eine Wert durch den anderen"


def share_of_first(_: object, whole: Fraction, part: Fraction) -> Values:
    """The same with the whole first."""
    yield from share(None, part, whole)


def part(_: object, whole: Fraction, share: Fraction) -> Values:
    """So large a share of a whole."""
    if share <= 1:
        yield whole * share, "der Anteil vom Ganzen"


def rest(_: object, whole: Fraction, less: Fraction) -> Values:
    """What is left when some are taken away."""
    yield whole - less, "der Rest"


def root(_: object, square: Fraction) -> Values:
    """The side of a square."""
    yield sqrt(square), "die Wurzel"


def square(_: object, side: Fraction) -> Values:
    """A number times itself."""
    yield side**2, "das Quadrat"


def times(_: object, factor: Fraction, of: Fraction) -> Values:
    """So many times a number."""
    yield factor * of, "das Produkt"


def changed(match: re.Match[str], before: Fraction) -> Values:
    """By the factor that a word says; the half of an odd number is rounded either way."""
    if (factor := TIMES.get(match["times"])) is not None:
        yield before * factor, f"{factor} mal der Wert davor"
        for times in range(2, _MOST_TIMES):  # stage by stage
            yield before * factor**times, f"{factor}^{times} mal der Wert davor"
        return
    half = before / 2
    for times in range(_MOST_TIMES):
        yield half / 2**times, "die Hälfte des Werts davor"
    if before.denominator == 1:
        yield Fraction(floor(half)), "die Hälfte, abgerundet"
        yield Fraction(ceil(half)), "die Hälfte, aufgerundet"


def often(match: re.Match[str], before: Fraction) -> Values:
    """By the same factor so many times."""
    factor = Fraction(TIMES.get(match["times"], Fraction(1, 2)))
    yield before * factor ** int(COUNTS[match["often"]]), "so oft um denselben Faktor"


def extreme(match: re.Match[str], *given: Fraction) -> Values:
    """The largest or the smallest of some."""
    largest = match["which"] in ("maximum", "größte", "largest")
    yield (max if largest else min)(given), "der größte Wert" if largest else "der kleinste Wert"


def logarithm(_: object, base: Fraction, of: Fraction) -> Values:
    """To a base that is said."""
    if base > 1 and of > 0:
        yield log(of) / log(base), "der Logarithmus"


def of_kind(match: re.Match[str], of: Fraction) -> Values:
    """To the base that its name says."""
    kinds = {"zweier": log2, "binäre": log2, "natürliche": log, "natural": log, "zehner": log10}
    if of > 0:
        yield kinds[match["kind"]](of), "der Logarithmus"


def percent(_: object, value: Fraction) -> Values:
    """A share below one, or what it lacks to one."""
    if 0 < value < 1:
        yield value, "derselbe Wert"
        yield 1 - value, "der Rest bis 1"


def groups(match: re.Match[str], *given: Fraction) -> Values:
    """So many with so many each, of the same things."""
    many, each = given if len(given) > 1 else (COUNTS[match["count"]], *given)
    if match["each"][:_STEM] == match["whole"][:_STEM]:
        yield many * each, "so viele mal so viele"


def with_bias(_: object, many: Fraction, each: Fraction) -> Values:
    """So many with so many weights each and a bias; or what one of them has."""
    yield many * (each + 1), "so viele mal (Gewichte + 1)"
    yield each + 1, "die Gewichte + 1"


def both(match: re.Match[str], one: Fraction, two: Fraction) -> Values:
    """Precision or recall of two counts."""
    counts = dict(zip((match["one"], match["two"]), (one, two), strict=True))
    if "tp" in counts and len(counts) == 2 and one + two:
        yield counts["tp"] / (one + two), f"TP / ({match['one'].upper()} + {match['two'].upper()})"


def points(_: object, before: Fraction, after: Fraction) -> Values:
    """By how many percentage points a share has changed."""
    yield 100 * abs(after - before), "der Unterschied"


def relative(_: object, before: Fraction, after: Fraction) -> Values:
    """By what share of what it was a number has changed, or by how much a share."""
    yield abs(after - before) / before, "der Unterschied durch den ersten Wert"
    if before < 1 and after < 1:
        yield abs(after - before), "der Unterschied"


def fits(match: re.Match[str], part: Fraction, whole: Fraction) -> Values:
    """Side by side: „das Fenster der Größe 3 passt 8-mal in 10 Werte“ slides."""
    if not _SLIDES.search(match.string):
        yield Fraction(floor(whole / part)), "so oft passt es hinein"


_ROUNDED = late(r"rest\b|remainder|ganzzahl|gerundet|rounded|integer|modulo|batch|schritt|step")
_SLIDES = late(
    r"fenster|filter|kern|kernel|window|überlapp|weiter|stride|schritt|verschieb|position|stelle"
)


def inverse(_: object, many: Fraction) -> Values:
    """The share of one among so many."""
    yield 1 / many, "1 / Anzahl"


def factor(_: object, product: Fraction, of: Fraction) -> Values:
    """By what a number has to be multiplied."""
    yield product / of, "der Quotient"
