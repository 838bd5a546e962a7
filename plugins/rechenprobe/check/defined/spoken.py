"""Arithmetic in words: „30 von 120 Bildern, also 25 %“, „84 ist das 7-Fache von 12“.

A form reaches from the first number to the result: nothing that stands between is left out.
"""

import re
from fractions import Fraction
from math import ceil, floor, log, log2, log10, sqrt

from rechenprobe.check.defined.form import N, form
from rechenprobe.check.defined.values import Values
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.late import late

_P, _Q = r"#(\d+)", r"%(\d+)"
_FIRST = rf"(?<![-+*/·×−^(] )(?<!plus )(?<!minus )(?<!mal ){_P}"
"""Not behind an operator: „10 + 20 geteilt durch 5“."""
_ABOUT = (
    r"(?: (?:rund|etwa|ca\.|circa|gut|knapp|genau|nur|noch|about|roughly|around|approximately"
    r"|only))?"
)
_SAYS = (
    r"(?: ?=| ist| sind| beträgt| betragen| ergibt| ergeben| macht| machen| gibt| is| are| gives"
    rf"| equals| makes)(?: (?:also|dann|zusammen|insgesamt))?{_ABOUT} "
)
_SO = (
    r",? (?:also|somit|das sind|sind das|das ist|das entspricht|entspricht|d\. ?h\.|i\.e\.,?"
    rf"|that is|or){_ABOUT}"
)
_U = r"(?: (?!und\b|and\b|oder\b|or\b|von\b|of\b|mit\b|with\b|zu\b)[a-zäöüß][\wäöüß.-]*){0,3}"
"""What is counted."""
_SHARE = (
    rf"(?:{_SO} {_Q}(?! (?:der|des|dieser|aller|davon|of|von|mehr|weniger|more|less|fewer)\b)"
    rf"| \({_ABOUT} ?{_Q}\))"
)
"""It is of nothing else, and nothing stands with it in brackets."""
_G = r"[^#%.;]{0,30}?"
_NEARLY = (
    *("fast", "rund", "etwa", "als", "nahezu", "beinahe", "knapp", "gut", "ungefähr", "annähernd"),
    *("almost", "nearly", "roughly", "about", "than"),
)
_CLOSELY = "".join(f"(?<!{word} )" for word in _NEARLY)
_OFTEN = r"jede\w*|je|jeweils|alle\w*|\w*mal|pro|in|nach|bei|mit|per|each|every|times|after|at|with"
_WHAT = rf"(?: (?!(?:{'|'.join(_NEARLY)}|{_OFTEN})\b)[^#%.,;\s]+){{0,4}}?"
"""What is doubled, exactly and once."""
_TIMES = {
    **dict.fromkeys(("verdoppelt", "doppelte", "doubles", "double"), 2),
    **dict.fromkeys(("verdreifacht", "dreifache", "triples", "triple"), 3),
    **dict.fromkeys(("vervierfacht", "vierfache", "quadruples"), 4),
    **dict.fromkeys(("fünffache", "verfünffacht"), 5),
    **dict.fromkeys(("zehnfache", "verzehnfacht"), 10),
}
_MOST_TIMES = 6
_STEM = 5
"""Letters that words for the same things have in common."""
_HALVES = ("halbiert", "halves")
_CHANGES = "|".join((*_TIMES, *_HALVES))
_COUNT = rf"(?:{_P}|\b(?P<count>{'|'.join(word for word in COUNTS if word.isalpha())})\b)"


def _quotient(match: re.Match[str], one: Fraction, two: Fraction) -> Values:
    """Of whole numbers it may be a whole one, rounded either way: confirmed if words say so."""
    yield one / two, "der Quotient"
    if one.denominator == two.denominator == 1 and one > two:
        said = _ROUNDED.search(match.string) is not None
        yield Fraction(one // two), "der Quotient, abgerundet" if said else ""
        yield Fraction(-(-one // two)), "der Quotient, aufgerundet" if said else ""


def _difference(_: object, one: Fraction, two: Fraction) -> Values:
    yield abs(one - two), "der Unterschied"


def _share(_: object, part: Fraction, whole: Fraction) -> Values:
    if 0 < part <= whole:
        yield part / whole, "der eine Wert durch den anderen"


def _share_of_first(_: object, whole: Fraction, part: Fraction) -> Values:
    yield from _share(None, part, whole)


def _part(_: object, whole: Fraction, share: Fraction) -> Values:
    if share <= 1:
        yield whole * share, "der Anteil vom Ganzen"


def _rest(_: object, whole: Fraction, less: Fraction) -> Values:
    yield whole - less, "der Rest"


def _root(_: object, square: Fraction) -> Values:
    yield sqrt(square), "die Wurzel"


def _square(_: object, side: Fraction) -> Values:
    yield side**2, "das Quadrat"


def _times(_: object, factor: Fraction, of: Fraction) -> Values:
    yield factor * of, "das Produkt"


def _changed(match: re.Match[str], before: Fraction) -> Values:
    """By the factor that a word says; the half of an odd number is rounded either way."""
    if (factor := _TIMES.get(match["times"])) is not None:
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


def _extreme(match: re.Match[str], *given: Fraction) -> Values:
    largest = match["which"] in ("maximum", "größte", "largest")
    yield (max if largest else min)(given), "der größte Wert" if largest else "der kleinste Wert"


def _logarithm(_: object, base: Fraction, of: Fraction) -> Values:
    if base > 1 and of > 0:
        yield log(of) / log(base), "der Logarithmus"


def _of_kind(match: re.Match[str], of: Fraction) -> Values:
    kinds = {"zweier": log2, "binäre": log2, "natürliche": log, "natural": log, "zehner": log10}
    if of > 0:
        yield kinds[match["kind"]](of), "der Logarithmus"


def _percent(_: object, value: Fraction) -> Values:
    if 0 < value < 1:
        yield value, "derselbe Wert"
        yield 1 - value, "der Rest bis 1"


def _groups(match: re.Match[str], *given: Fraction) -> Values:
    """So many with so many each, of the same things."""
    many, each = given if len(given) > 1 else (COUNTS[match["count"]], *given)
    if match["each"][:_STEM] == match["whole"][:_STEM]:
        yield many * each, "so viele mal so viele"


def _with_bias(_: object, many: Fraction, each: Fraction) -> Values:
    yield many * (each + 1), "so viele mal (Gewichte + 1)"
    yield each + 1, "die Gewichte + 1"


def _both(match: re.Match[str], one: Fraction, two: Fraction) -> Values:
    """Precision or recall of two counts."""
    counts = dict(zip((match["one"], match["two"]), (one, two), strict=True))
    if "tp" in counts and len(counts) == 2 and one + two:
        yield counts["tp"] / (one + two), f"TP / ({match['one'].upper()} + {match['two'].upper()})"


def _points(_: object, before: Fraction, after: Fraction) -> Values:
    yield 100 * abs(after - before), "der Unterschied"


def _relative(_: object, before: Fraction, after: Fraction) -> Values:
    yield abs(after - before) / before, "der Unterschied durch den ersten Wert"
    if before < 1 and after < 1:
        yield abs(after - before), "der Unterschied"


def _fits(match: re.Match[str], part: Fraction, whole: Fraction) -> Values:
    """Side by side: „das Fenster der Größe 3 passt 8-mal in 10 Werte“ slides."""
    if not _SLIDES.search(match.string):
        yield Fraction(floor(whole / part)), "so oft passt es hinein"


_ROUNDED = late(r"rest\b|remainder|ganzzahl|gerundet|rounded|integer|modulo|batch|schritt|step")
_SLIDES = late(
    r"fenster|filter|kern|kernel|window|überlapp|weiter|stride|schritt|verschieb|position|stelle"
)


def _inverse(_: object, many: Fraction) -> Values:
    yield 1 / many, "1 / Anzahl"


def _factor(_: object, product: Fraction, of: Fraction) -> Values:
    yield product / of, "der Quotient"


def _two_counts(first: str, other: str, measure: str) -> str:
    one, two = (f"(?P<{name}>{first}|{other})" for name in ("one", "two"))
    return (
        rf"\b{one} ?= ?{_P}(?:,| und| and|;|:) ?(?:mit |with )?{two} ?= ?{_P}[^#%;]{{0,40}}?"
        rf"\b(?:{measure})[^#%.;]{{0,20}}? {N}"
    )


SPOKEN = (
    form(
        rf"{_FIRST} (?:geteilt durch|dividiert durch|divided by) {_P}{_SAYS}{_P}",
        _quotient,
        *("geteilt", "dividiert", "divided"),
    ),
    form(
        rf"\b(?:differenz|unterschied|abstand|difference) (?:zwischen|von|aus|between|of) {_P} "
        rf"(?:und|zu|and) {_P}{_SAYS}{_P}",
        _difference,
        *("differenz", "unterschied", "abstand", "difference"),
    ),
    form(
        rf"{_FIRST} (?:von|aus|der|out of|of)(?: (?:den|insgesamt|the))? {_P}{_U}{_SHARE}",
        _share,
        *(" von ", " aus ", " der ", " of "),
    ),
    form(
        rf"{_FIRST} (?:von|out of) (?:den |the )?{_P}{_U} (?:sind|waren|wurden|are|were){_U}"
        rf"{_SHARE}",
        _share,
        *("von #", "von den #", "out of"),
    ),
    form(
        rf"\b(?:von|of) (?:den |diesen |the |these )?{_P}{_U},? (?:sind|waren|werden|wurden|are"
        rf"|were) {_P}{_U}{_SHARE}",
        _share_of_first,
        *("von ", "of "),
    ),
    form(
        rf"\b(?:von|of) (?:den |the )?{_P}{_U},? {_Q} \({_ABOUT} ?{_P}\)",
        _part,
        *("von ", "of "),
    ),
    form(
        rf"\bvon (?:den )?{_P}{_U} (?:bleiben|bleibt|verbleiben) nach abzug von {_P}{_U} noch {_P}",
        _rest,
        "abzug",
    ),
    form(
        rf"(?<!\w)(?<!te )(?<!ten )(?:quadrat)?wurzel (?:aus|von) {_P}{_SAYS}{_P}"
        rf"|\bsquare root of {_P}{_SAYS}{_P}",
        _root,
        *("wurzel", "square root"),
    ),
    form(rf"\b(?:quadrat von|square of) {_P}{_SAYS}{_P}", _square, "quadrat von", "square of"),
    form(
        rf"{_CLOSELY}\b(?P<times>{'|'.join(_TIMES)}) (?:von|of) {_P}{_SAYS}{_P}",
        _changed,
        *_TIMES,
    ),
    form(rf"{_FIRST}-?fache (?:von|der) {_P}{_SAYS}{_P}", _times, "fache"),
    form(
        rf"{_P}{_U} (?:ist|sind) (?:das|genau das|etwa das|rund das) {_P}-?fache von {_P}",
        _factor,
        "fache von",
        target=1,
    ),
    form(
        rf"{_P}{_U} (?:ist|sind) (?:genau |etwa |rund )?{_P}-?mal so (?:viele?|groß|lang|schnell"
        rf"|hoch|breit|schwer) wie {_P}",
        _factor,
        "mal so",
        target=1,
    ),
    form(
        rf"{_FIRST}{_U} (?:ist|sind|liegt|liegen) um {_P} (?:größer|höher|kleiner|niedriger"
        rf"|länger|kürzer) als {_P}",
        _difference,
        *("größer als", "höher als", "kleiner als", "niedriger als", "länger als", "kürzer als"),
        target=1,
    ),
    form(
        rf"{_CLOSELY}\b(?P<times>{_CHANGES})\b{_WHAT} (?:von|from) {_P}{_U} (?:auf|to) {_P}",
        _changed,
        *(*_TIMES, *_HALVES),
    ),
    form(
        rf"\b(?:von|from) {_P}{_U} (?:auf|to) {_P} (?P<times>{_CHANGES})\b",
        _changed,
        *(*_TIMES, *_HALVES),
    ),
    form(
        rf"\b(?P<which>maximum|minimum|größte|kleinste|largest|smallest)(?: der)?(?: werte?)?"
        rf"(?: von| aus| of)(?: the)? (#\d+(?:(?:[,;] ?| und | and )+#\d+){{1,9}}){_SAYS}{_P}",
        _extreme,
        *("maximum", "minimum", "größte", "kleinste", "largest", "smallest"),
    ),
    form(rf"\blogarithmus zur basis {_P} von {_P}{_SAYS}{N}", _logarithm, "logarithmus"),
    form(
        rf"\b(?P<kind>zweier|binäre|natürliche|natural|zehner)r?[- ]?log(?:arithmus|arithm) "
        rf"(?:von|of) {_P}{_SAYS}{N}",
        _of_kind,
        "logarithm",
    ),
    form(
        rf"{_FIRST},? (?:das sind|das entspricht|also) {_Q}(?=[.,;)]|$)", _percent, "das ", "also"
    ),
    form(
        rf"(?<![-#%\d] ){_COUNT}{_U} (?:(?:mit|zu) (?:je|jeweils)|à) {_P} (?P<each>\w+) (?:haben"
        rf"|ergeben|ergibt|have|give|make)(?: zusammen| insgesamt| also| together)* {_P} "
        rf"(?P<whole>\w+)",
        _groups,
        *("haben", "ergeben", "ergibt", "have", "give", "make"),
    ),
    form(
        rf"\bjede[rs]? (?:der |dieser )?{_P}{_U} hat {_P}{_U} und einen bias{_G}(?:insgesamt"
        rf"|zusammen){_G} {_P}",
        _with_bias,
        "bias",
    ),
    form(
        rf"\beach of the {_P}{_U} has {_P}{_U} (?:plus|and) (?:a|one) bias{_G} {_P}{_U} "
        rf"(?:in total|altogether)",
        _with_bias,
        "bias",
    ),
    form(_two_counts("tp", "fp", "precision|präzision"), _both, "precision", "präzision"),
    form(_two_counts("tp", "fn", "recall|sensitivität"), _both, "recall", "sensitivität"),
    form(
        rf"\bfrom {_Q} to {_Q},?(?: (?:i\.e\.,?|that is|or|a|an))*(?: (?:gain|rise|increase|drop"
        rf"|improvement) of| by)(?: about| only)? {_P} (?:percentage )?points",
        _points,
        "points",
    ),
    form(
        rf"\bfrom {N}{_U} to {N}{_U},?(?: (?:i\.e\.,?|that is|or|a|an))+ {_Q} (?:less|fewer|more"
        rf"|increase|decrease|reduction|drop|gain)(?=[.,;)]|$)",
        _relative,
        "from",
    ),
    form(
        rf"{_FIRST} ?[x×] ?{_P}[- ](?:(?:image|picture|patch) (?:has|contains|consists of) {_P} "
        rf"pixels|(?:matrix|grid) (?:has|contains) {_P} (?:entries|values|elements))",
        _times,
        *("has ", "contains ", "consists "),
    ),
    form(
        rf"{_P} (?:zeilen|rows) (?:und|and) {_P} (?:spalten|columns){_SO}(?: insgesamt)? {_P} "
        rf"(?:einträge|elemente|werte|zellen|entries|elements|values|cells)",
        _times,
        *("spalten", "columns"),
    ),
    form(rf"{_P} passt(?: genau)? {_P}-?mal in (?:die )?{_P}", _fits, "passt", target=1),
    form(
        rf"\b(?:bei|with) {_P} (?:gleich ?häufigen |balanced )?(?:klassen|classes) {_G}\b(?:raten"
        rf"|rät|guessing|zufalls\w*)\b{_G} {_Q}",
        _inverse,
        *("klassen", "classes"),
    ),
)
