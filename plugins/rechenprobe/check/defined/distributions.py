r"""Lists of shares that make up a whole: what a softmax gives, weights of attention, probabilities.

    $e^2 \approx 7{,}389$, $e^1 \approx 2{,}718$; also $0{,}731$ und $0{,}269$
    Die Aufmerksamkeitsgewichte (0,6; 0,3; 0,1) summieren sich zu 1.

A list as long as the powers listed before is what they are of their sum, if all shares but one are.
Else it has to be said that they are all: that they sum up to one, of how many classes they are, or
that a softmax gives the vector.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import exp

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of
from rechenprobe.check.numbers.slips import slip
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.check.words.shares_of_one import SUMS_TO_ONE
from rechenprobe.claims import Item, Notation, Reading
from rechenprobe.expression import Call, NotEvaluable, evaluate
from rechenprobe.late import late
from rechenprobe.lecture import Span

_ROOTS = (
    "softmax",
    "wahrscheinlich",
    "probabilit",
    "attention",
    "aufmerksamkeit",
    "summier",
    "sum ",
    "zusammen",
)
_BETWEEN = late(
    r"(?:\s|\$|\\%|%|\\[,;:! ]|\\q?quad|\\text\{|\\mathrm\{|[{}*]|[,;&]|\\\\"
    r"|\b(?:und|and|sowie)\b|\\hat|[payσ]_?\{?[1-9]\}?\s*(?:=|≈|\\approx))*"
)
_MARKS = late(r"[\s$*_`{}]+|\\[,;:! ]")
_OUTPUT = late(
    r"\b(?:softmax[\w-]*\s*(?:ausgabe|output|werte?|liefert|ergibt|gibt|lautet|gives|yields|returns|is|ist)"
    r"|softmax\w*ausgabe|klassenwahrscheinlichkeiten|class probabilities"
    r"|wahrscheinlichkeitsverteilung|(?:probability )?distribution"
    r"|aufmerksamkeitsgewichte?n?|attention weights)\b[^.;#]*\Z"
)
_GIVEN = late(r"\bsoftmax\w* (?:liefert|ergibt|gibt|gives|yields|returns)\b[^.;]*\Z")
_INPUT = late(
    r"\b(?:logits?|scores?|rohwerte?n?|punktwerte?n?|aus|von|für|of|for|auf|unnormiert\w*|zuvor|vorher|before"
    r"|ohne|without|statt|instead)\b\W*(?:\w+\W+){0,1}\Z"
)
_OTHER = late(
    r"\b(?:sigmoid\w*|multi-?label|unabhängig\w*|independent\w*|top-?\d|nicht"
    r"|kein\w*|not|unter anderem)\b"
)
_CLASSES = late(r"\b(?P<count>[a-zäöü]+|\d+)\s+(?:klassen|classes|ausgänge\w*|outcomes)\b")
_PROBABILITIES = late(
    r"\b(?:wahrscheinlichkeiten|probabilities|verteilung|distribution|softmax\w*)\b"
)
_SENTENCE = late(r"[.!?;]\s+(?=\W{0,3}[A-ZÄÖÜ])|\n\s*\n")
_ROUNDED = late(r"\b(?:rund\w*|gerundet\w*|etwa|ca|ungefähr|approx\w*|about|rounded|roughly)\b|≈")
_FEWEST, _MOST = 2, 12


_EXPONENTIAL = "exponential"
_EXPONENTIALS = late(
    r"\bexponential(?:e|en|s|werte)?(?: (?:der|of the) \w+)?(?: (?:sind|lauten|are))?\W*\Z"
)
_NEAR = 40


class _Share(Struct, frozen=True):
    """A number of a list."""

    number: int
    span: Span
    reading: Reading
    scale: Fraction

    @property
    def value(self) -> Fraction:
        return self.reading.value * self.scale

    @property
    def half(self) -> Fraction:
        """By how much its rounding may have moved it."""
        return self.scale / 2 / Fraction(10) ** self.reading.digits


def check_distributions(ledger: Ledger) -> None:
    """Of all lists that may be such ones."""
    lower = ledger.page.lower
    if not any(map(lower.__contains__, (*_ROOTS, "e^", "exp"))):  # also „exponentials“
        return
    powers: list[tuple[float, float]] = []
    for item in ledger.page.items:
        if item.kind == "heading":
            powers = []
        if item.kind == "cell":
            continue
        own = lower[item.span.start : item.span.end]
        found = list(_powers(ledger, item)) if "e^" in own or "exp" in own else []
        found += _listed_powers(ledger, item) if _EXPONENTIAL in own else []
        powers = [*powers, *(value for _, value in found)][-_MOST:]
        if len(item.numbers) < _FEWEST or not (powers or any(map(own.__contains__, _ROOTS))):
            continue
        how = ledger.page.notation(item.text)
        for some in _lists(ledger, item, how):
            before = [value for start, value in found if start < some[0].span.start]
            earlier = [] if found else powers
            _List(ledger, item, some).check(before or earlier)


def _powers(ledger: Ledger, item: Item) -> Iterator[tuple[int, tuple[float, float]]]:
    """Powers of e that an item calculates: where, as they are and as they are written."""
    numbers = ledger.lecture.numbers
    for index in item.statements:
        statement = ledger.lecture.statements[index]
        first, result = statement.sides[0].expr, result_of(statement.sides[-1].expr)
        if not (isinstance(first, Call) and first.op == "exp" and statement.relations and result):
            continue

        def written(at: int) -> Fraction:
            reading = numbers[at].german or numbers[at].english
            return reading.value if reading else Fraction(0)

        try:
            exponent = evaluate(first.args[0], written)
        except NotEvaluable:
            continue
        if abs(exponent) < _LARGEST:
            yield statement.span.start, (exp(exponent), float(written(result.number)))


def _listed_powers(ledger: Ledger, item: Item) -> Iterator[tuple[int, tuple[float, float]]]:
    """„Die Exponentiale sind 1,649; 4,482; 2,014“: as they are written."""
    lower, how, last = ledger.page.lower, ledger.page.notation(item.text), -1
    for index in item.numbers:
        number = ledger.lecture.numbers[index]
        start, reading = number.span.start, number.reading(how) or number.german or number.english
        goes_on = last >= 0 and _BETWEEN.fullmatch(lower, last, start) is not None
        last = -1
        if reading and (goes_on or _EXPONENTIALS.search(lower[max(0, start - _NEAR) : start])):
            last = number.span.end
            yield start, (float(reading.value), float(reading.value))


def _lists(ledger: Ledger, item: Item, how: Notation) -> Iterator[Sequence[_Share]]:
    """Numbers between zero and one that only commas divide."""
    source, run = ledger.lecture.source, list[_Share]()
    for index in item.numbers:
        number = ledger.lecture.numbers[index]
        reading = number.reading(how) or number.german or number.english
        share = (
            source[number.span.end : number.span.end + 6].lstrip(" \u00a0\u202f\\~").startswith("%")
        )
        scale = Fraction(1, 100) if share else Fraction(1)
        fits = reading is not None and 0 <= reading.value * scale <= 1
        fits = fits and not source[max(0, number.span.start - 8) : number.span.start].rstrip(
            " $"
        ).endswith(("-", "−", "^", "_"))
        goes_on = run and _BETWEEN.fullmatch(ledger.page.lower, run[-1].span.end, number.span.start)
        if run and not (fits and goes_on):
            yield from (run,) if len(run) >= _FEWEST else ()
            run = []
        if fits and reading is not None:
            run.append(_Share(index, number.span, reading, scale))
    if len(run) >= _FEWEST:
        yield run


class _List:
    def __init__(self, ledger: Ledger, item: Item, some: Sequence[_Share]) -> None:
        self._ledger = ledger
        self._item = item
        self._some = some
        lower = ledger.page.lower
        self._before = lower[item.span.start : some[0].span.start]
        self._after = lower[some[-1].span.end : item.span.end]

    def check(self, powers: Sequence[tuple[float, float]]) -> None:
        """Against the powers before it, or against one."""
        some = self._some
        telling = any(one.reading.decimals > 0 or one.scale != 1 for one in some)
        if len(some) > _MOST or not telling:
            return
        if len(powers) >= len(some) and self._of_powers(powers[-len(some) :]):
            return
        if self._is_whole():
            self._sums_up()
        elif len(some) == _FEWEST and _GIVEN.search(_SENTENCE.split(self._before)[-1]):
            self._sums_up(slips_only=True)

    def _of_powers(self, powers: Sequence[tuple[float, float]]) -> bool:
        """Whether they are the powers' shares, all but one at most."""
        totals = sum(one for one, _ in powers), sum(one for _, one in powers)
        true = [(one / totals[0], two / totals[1]) for one, two in powers]
        wrong = [
            (it, expected[0])
            for it, expected in zip(self._some, true, strict=True)
            if all(abs(float(it.value) - one) > 1.2 * float(it.half) + 1e-9 for one in expected)
        ]
        if len(wrong) > 1 or len(wrong) == len(self._some):
            return False
        why = "Anteil der Potenz an der Summe aller Potenzen"
        for it in self._some:
            if not wrong or it is not wrong[0][0]:
                self._verify(it, why)
        if wrong:
            it, value = wrong[0]
            if abs(float(it.value) - value) > 3 * float(it.half):
                self._refute(
                    it, Fraction(value), f"so viel ist {why.replace('Anteil', 'der Anteil')}"
                )
        return True

    def _is_whole(self) -> bool:
        """Whether it is said that the shares are all there are."""
        sentence = _SENTENCE.split(self._before)[-1]
        behind = _SENTENCE.split(self._after)
        if _OTHER.search(sentence) or _INPUT.search(_MARKS.sub(" ", sentence).rstrip("([ ") + " "):
            return False
        near = f"{sentence} # {' '.join(behind[:2])}"
        if SUMS_TO_ONE.search(near):
            return len(self._some) > _FEWEST or SUMS_TO_ONE.search(behind[0]) is not None
        plain = _MARKS.sub(" ", sentence)
        classes = _CLASSES.search(plain)
        if classes and _PROBABILITIES.search(plain + behind[0]):
            said = classes["count"]
            count = Fraction(int(said)) if said.isdecimal() else COUNTS.get(said)
            if count == len(self._some):
                return True
        bracketed = sentence.rstrip(" $").endswith(("(", "[", "pmatrix}"))
        return bracketed and _OUTPUT.search(plain.rstrip("([ ")) is not None

    def _sums_up(self, *, slips_only: bool = False) -> None:
        some = self._some
        total = sum((it.value for it in some), Fraction(0))
        allowed = sum((it.half for it in some), Fraction(0))
        chosen = all(it.reading.digits <= 1 and it.scale == 1 for it in some)
        if chosen and not _ROUNDED.search(self._before + self._after):
            allowed = Fraction(0)  # who writes one digit has chosen it so
        if abs(total - 1) <= allowed:
            for it in some:
                self._verify(it, "zusammen ergeben die Anteile 1")
            return
        meant = [(it, it.value + 1 - total) for it in some]
        slips = [(it, one) for it, one in meant if one > 0 and slip(one / it.scale, it.reading)]
        it, true = slips[0] if len(slips) == 1 else meant[-1]
        if true >= 0 and not (slips_only and len(slips) != 1):
            shown = notation.brief(total, self._ledger.grouping)
            self._refute(it, true, f"zusammen ergeben die Anteile {shown}, nicht 1")

    def _verify(self, it: _Share, why: str) -> None:
        if not self._ledger.decided(it.number):
            text = self._ledger.lecture.text(it.span)
            self._ledger.verified(it.span, (it.number,), Truth("", text, why))

    def _refute(self, it: _Share, true: Fraction, why: str) -> None:
        if self._ledger.decided(it.number):
            return
        shown = notation.round_half_away(true / it.scale, max(0, it.reading.decimals))
        text = notation.number(shown, self._ledger.grouping, decimals=max(0, it.reading.decimals))
        self._ledger.wrong(
            it.span, (it.number,), Truth("", text, why), message="Die Anteile gehen nicht auf"
        )


_LARGEST = 100
