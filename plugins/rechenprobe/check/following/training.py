"""Numbers of a training that follow from each other: samples, batches, steps, epochs, seconds.

„18.500 Bilder, 80 % davon, also 14.800, zum Training, die restlichen 3.700 zur Validierung. Mit
Batches von 32 braucht eine Epoche 463 Schritte, 40 Epochen brauchen 18.520.“ The words at a number
say from which others it follows; what all goes into it is confirmed with it. Only to confirm: whose
samples they are is open.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of, tolerance, within
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.words.sentences import LONGEST, Sentence, inside
from rechenprobe.claims import Item, Reading, Statement
from rechenprobe.facts import Model
from rechenprobe.late import late

_REACH = 16
"""Amounts before a number from which it may follow."""
_ITEMS = 3
"""Texts before a number that may say from what it follows."""
_SPEAKS = late(
    r"epoche?|batch|stapel|train|validier|test|schritt|step|iteration|\braten\b|zufall|%|\brate\b|prozent"
    r"|\bje\b|\bpro\b|rest|übrig"
)
_SMALLEST = 100
"""Counts below it are products and differences of others by chance."""
_STEPS = late(
    r"\b(?:(?:trainings)?schritt\w*|steps?|iteration\w*|updates?|aktualisierung\w*|(?:mini-?)?batche?s)\b"
)
_BATCH = late(r"\b(?:mini-?)?(?:batch\w*|stapel\w*)(?:[ -](?:size|größe\w*))?\b")
_DROPPED = late(
    r"\b(?:volle[nr]?|vollständige[nr]?|ganze[nr]?|verwerf\w*|verworfen\w*|weglass\w*|weggelassen\w*|entfällt"
    r"|full|complete|dropp?\w*)\b"
)
"""Of the last batch, if it is not full."""
_EPOCHS = late(r"\bepochen\b|\bepochs\b")
_ONE_EPOCH = late(r"\bepoche\b|\bepoch\b")
_DIVIDED = late(
    r"\b(?:rest\w*|übrig\w*|verbleib\w*|bleib\w*|davon|aufgeteilt|teilen|aufteil\w*|trainings?\w*|validier\w*"
    r"|test\w*|dienen|zurück\w*|remain\w*|rest|split|validation)\b"
)
_EACH = late(r"\b(?:je|jeweils|pro|per|each|jede[rsnm]?)\b")
_CHANGED = late(r"\b(?:weniger|mehr|kleiner|größer|höher|besser|schneller|less|more|fewer)\b")
_GUESSING = late(r"\b(?:raten|rät|geraten\w*|zufall\w*|zufällig\w*|guess\w*|random|chance)\b")
_WORDS = late(
    r"\b(zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|fünfzehn|zwanzig|dreißig|fünfzig|hundert)"
    r"\s+(epochen|epochs)\b"
)
_VALUES = {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "zwölf": 12, "fünfzehn": 15, "zwanzig": 20, "dreißig": 30, "fünfzig": 50,
    "hundert": 100,
}  # fmt: skip


class _Amount(Struct, frozen=True, gc=False):
    """A number of the text, or a word for one."""

    value: Fraction
    kind: str
    """Its unit's dimension: empty for counts, `%` for shares, `s` for times."""
    words: str
    """Those right before and behind it, in small letters."""
    statement: Statement | None = None
    reading: Reading | None = None
    unit: Fraction = Fraction(1)
    """What one unit of the number is worth."""

    @property
    def is_count(self) -> bool:
        """Whether it counts something."""
        return self.kind == "" and self.value.denominator == 1


def confirm_training(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    before: list[Item] = []
    for item in ledger.page.items:
        if item.kind == "heading":
            before = []
        elif item.kind in ("paragraph", "item"):
            if _may_tell(item, ledger):
                _text(ledger, item, before, model_at(item.span.start))
            before = [*before[-_ITEMS:], item]


def _may_tell(item: Item, ledger: Ledger) -> bool:
    """Whether something is left to decide, and the words are those of a training."""
    statements = ledger.lecture.statements
    left = any(not ledger.settled(statements[index].numbers) for index in item.statements)
    return left and _SPEAKS.search(item.text.lower()) is not None


def _text(ledger: Ledger, item: Item, before: Iterable[Item], model: Model | None) -> None:
    past = [*_classes(model)]
    for one in before:
        past += [amount for _, own in _read(ledger, one) for amount in own]
    for sentence, own in _read(ledger, item):
        _Sentence(ledger, past[-_REACH:], own, sentence.text.lower()).check()
        past += own


def _read(ledger: Ledger, item: Item) -> Iterator[tuple[Sentence, list[_Amount]]]:
    """The sentences of a text, each with its amounts."""
    starts = [ledger.lecture.statements[index].span.start for index in item.statements]
    for sentence in ledger.page.sentences(item.text):
        if len(sentence.text) <= LONGEST:
            some = [item.statements[n] for n in inside(sentence, item.span.start, starts)]
            statements = [ledger.lecture.statements[index] for index in some]
            yield sentence, list(_amounts(ledger, statements, sentence, item.span.start))


def _classes(model: Model | None) -> Iterator[_Amount]:
    """How many classes the model tells apart."""
    shape = model.layers[-1].output_shape if model and model.layers else ()
    if len(shape) == 1 and shape[0]:
        yield _Amount(Fraction(shape[0]), "", "# klassen")


def _amounts(
    ledger: Ledger, statements: Sequence[Statement], sentence: Sentence, start: int
) -> Iterator[_Amount]:
    text, offset = sentence.text.lower(), start + sentence.start
    at = 0
    for one in statements:
        found, side = result_of(one.sides[-1].expr), one.sides[-1]
        number = None if found is None else ledger.lecture.numbers[found.number]
        unit = unit_of(side.unit)
        behind = text[one.span.end - offset :][:40].partition(",")[0].partition(".")[0]
        words = text[at : max(0, one.span.start - offset)][-60:] + " # " + behind
        at = max(0, one.span.end - offset)
        if found is None or number is None or number.german is None or one.shape:
            continue
        if (side.unit and unit is None and found.scale == 1) or not side.complete:
            continue
        kind = "%" if found.scale != 1 else unit.dimension if unit else ""
        worth = found.scale * (unit.factors[0] if unit and found.scale == 1 else 1)
        yield _Amount(number.german.value * worth, kind, words, one, number.german, worth)
    for match in _WORDS.finditer(text):
        yield _Amount(Fraction(_VALUES[match[1]]), "", f"# {match[2]}")


class _Sentence:
    """One sentence with the amounts before it."""

    def __init__(
        self, ledger: Ledger, past: Sequence[_Amount], own: Sequence[_Amount], text: str
    ) -> None:
        self._ledger = ledger
        self._own = own
        self._all = [*past, *own]
        self._text = text
        earlier = " ".join(one.words for one in past[-4:])
        self._divided = _DIVIDED.search(text) or _DIVIDED.search(earlier)

    def check(self) -> None:
        """Each number in turn; what one confirms may go into the next."""
        for one in self._own:
            if one.statement is not None and not one.statement.relations:
                if one.kind == "%" or 0 < one.value < 1:
                    self._share(one)
                elif one.kind == "s":
                    self._time(one)
                elif one.is_count and not self._is_settled(one):
                    self._count(one)

    def _is_settled(self, one: _Amount) -> bool:
        return one.statement is None or self._ledger.settled(one.statement.numbers)

    def _count(self, one: _Amount) -> None:
        if _STEPS.search(one.words) and self._steps(one):
            return
        if one.value < _SMALLEST:
            return
        epochs = "epoch" in self._text
        if (epochs or _EACH.search(self._text)) and self._product(one):
            return
        if self._divided:
            self._difference(one)

    def _steps(self, one: _Amount) -> bool:
        """So many batches in an epoch, the last one full or not."""
        for batch in self._all:
            if not (batch.is_count and _BATCH.search(batch.words) and batch.value > 1):
                continue
            for whole in self._all:
                steps = whole.value / batch.value
                if not whole.is_count or whole is one or whole.value < _SMALLEST:
                    continue
                dropped = floor(steps) if _DROPPED.search(self._text) else ceil(steps)
                if one.value in (ceil(steps), dropped) and steps > 1:
                    shown = f"{self._number(whole)} / {self._number(batch)}"
                    self._confirm((one, batch, whole), f"so viele Schritte sind {shown}")
                    return True
        return self._product(one)

    def _product(self, one: _Amount) -> bool:
        """Steps of so many epochs, samples of so many classes."""
        if one.value < _SMALLEST:
            return False
        counts = [other for other in self._all if other.is_count and other.value > 1]
        for other in counts:
            for factor in counts:
                if one is other or factor is one or factor is other:
                    continue
                behind = other.words.partition("#")[2]
                said = _EPOCHS.search(factor.words) or _EACH.search(behind)
                if said and other.value * factor.value == one.value:
                    shown = f"{self._number(other)} · {self._number(factor)}"
                    self._confirm((one, other, factor), f"so viel ist {shown}")
                    return True
        return False

    def _difference(self, one: _Amount) -> bool:
        """What is left: it and another part are the whole."""
        counts = [
            other
            for other in self._all
            if other.is_count and other.value >= _SMALLEST and other is not one
        ]
        for whole in counts:
            for other in counts:
                if other is not whole and one.value + other.value == whole.value:
                    shown = f"{self._number(whole)} − {self._number(other)}"
                    self._confirm((one, other, whole), f"so viel ist {shown}")
                    return True
        return False

    def _share(self, one: _Amount) -> None:
        """A share of the whole, and the part that it is; or that of a class among so many."""
        counts = [other for other in self._all if other.is_count and other.value >= 1]
        if _GUESSING.search(self._text) and not self._is_settled(one):
            for other in counts:
                if other in self._own and other.value > 1 and self._is(one, 1 / other.value):
                    self._confirm((one,), f"so viel ist 1 / {self._number(other)}")
                    return
        if _CHANGED.search(one.words):
            return
        for part in reversed(counts):
            for whole in reversed(counts):
                if whole.value < _SMALLEST or not 1 < part.value < whole.value:
                    continue
                if all(map(self._is_settled, (one, part, whole))):
                    continue
                exact = part.value == round(whole.value * one.value)
                said = exact and part.value >= _SMALLEST and self._goes_with(one, part, whole)
                ratio = part.value / whole.value
                if said or (self._together(part, whole) and self._is(one, ratio)):
                    shown = f"{self._number(part)} von {self._number(whole)}"
                    self._confirm((one, part, whole), f"das sind {shown}")
                    return

    def _goes_with(self, one: _Amount, part: _Amount, whole: _Amount) -> bool:
        """Whether share and part stand beside each other, the whole before or between them."""
        places = [self._place(each) for each in (one, part, whole)]
        return abs(places[0] - places[1]) <= 2 and places[2] <= max(places[:2]) + 1

    def _together(self, part: _Amount, whole: _Amount) -> bool:
        """„Von den 4.800 Anfragen ordnet es 4.368 richtig zu“."""
        near = abs(self._place(part) - self._place(whole)) <= 1
        before = f" {whole.words.partition('#')[0]}"
        return near and (" von" in before or before.rstrip().endswith((" der", " aller")))

    def _place(self, one: _Amount) -> int:
        return next(n for n, other in enumerate(self._all) if other is one)

    def _time(self, one: _Amount) -> None:
        """So many steps or epochs of the time of one."""
        if self._is_settled(one):
            return
        times = [other for other in self._all if other.kind == "s" and other is not one]
        counts = [other for other in self._all if other.is_count and other.value > 1]
        if _ONE_EPOCH.search(one.words):
            counts = [other for other in counts if not _EPOCHS.search(other.words)]
        for time in reversed(times):
            for count in reversed(counts):
                if time.value < one.value and self._is(one, time.value * count.value):
                    shown = f"{self._number(count)} · {self._shown(time)}"
                    self._confirm((one, time, count), f"so lange dauern {shown}")
                    return

    def _is(self, one: _Amount, value: Fraction) -> bool:
        """Whether the number is the value, rounded as it is written."""
        if one.reading is None or one.statement is None:
            return False
        true = value / one.unit
        if one.statement.bound:
            return within(true, one.reading, one.statement.bound)
        allowed = tolerance(one.reading, approximate=True, zeros=one.statement.approximate)
        return abs(true - one.reading.value) <= allowed

    def _confirm(self, some: Iterable[_Amount], explanation: str) -> None:
        for one in some:
            if one.statement is not None and not self._ledger.settled(one.statement.numbers):
                truth = Truth("", self._ledger.lecture.text(one.statement.span), explanation)
                self._ledger.verified(one.statement.span, one.statement.numbers, truth)

    def _number(self, one: _Amount) -> str:
        return notation.brief(one.value, self._ledger.grouping)

    def _shown(self, one: _Amount) -> str:
        return "" if one.statement is None else self._ledger.lecture.text(one.statement.span)
