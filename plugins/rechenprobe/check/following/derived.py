"""Numbers that follow from others nearby: „zusammen sind das 656“, „16.384 mehr als die erste“.

The words say what to calculate, a sum, a difference, a share or a multiple; the amounts are those
that the check has confirmed right before. Only to confirm: which of them the author means is open.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.footprint import amounts_said
from rechenprobe.check.numbers.rounding import Result, result_of, tolerance, within
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.words.kinds import mentions
from rechenprobe.check.words.sentences import LONGEST, Sentence, inside
from rechenprobe.claims import Item, Statement
from rechenprobe.facts import Model
from rechenprobe.late import late

_REACH = 12
"""Confirmed amounts before a number that it may be calculated of."""
_NEAR = 4
"""Of these, for what may fit by chance more easily."""
_SMALL = 100
"""Counts below it are sums and differences of others by chance."""
_SUM = late(
    r"\b(?:zusammen\w*|insgesamt|summe|gesamt\w*|alles|addiert|macht|ergibt|ergeben|together|total|sum|altogether)\b"
)
_DIFFERENCE = late(
    r"\b(?:unterschied\w*|differenz\w*|mehr|weniger|zusätzlich\w*|gespart\w*|spar\w*|ersparnis|übrig|bleib\w*"
    r"|rest\w*|difference|more|fewer|less|saved?|saves|remain\w*|left)\b"
)
_LESS = late(
    r"\b(?:weniger|kleiner|gespart\w*|spar\w*|ersparnis|sinkt|sinken|um|ohne|rest\w*|übrig|mehr|größer"
    r"|less|fewer|smaller|saved?|saves|reduc\w*|more|larger|by)\b"
)
_AGAIN = late(r"\b(?:also|d\. ?h\.|oder|das sind|das entspricht|that is|or)\b")
_TIMES = {
    word: Fraction(count)
    for count, words in (
        (2, "zwei beide beiden zweimal doppelt verdoppelt two twice both"),
        (3, "drei dreimal dreifach verdreifacht three"),
        (4, "vier viermal vierfach vervierfacht four"),
        (5, "fünf fünfmal fünffach five"),
        (6, "sechs sechsmal six"),
        (8, "acht achtmal eight"),
        (10, "zehn zehnmal ten"),
        (12, "zwölf zwölfmal twelve"),
    )
    for word in words.split()
}
_WORD = late(r"[^\W\d_]+")


class _Amount(Struct, frozen=True, gc=False):
    """A confirmed number."""

    value: Fraction
    kind: str
    """Its unit's dimension: empty for counts, `%` for shares."""
    end: int
    """Offset in the source."""
    block: int
    statement: Statement


class _Open(Struct, frozen=True, gc=False):
    """A number that nothing has confirmed."""

    statement: Statement
    result: Result
    words: str
    """Those of its clause, in small letters."""
    before: str
    """Of them those before it, from the start of the sentence."""
    counts: tuple[Statement, ...] = ()
    """Single numbers before it in the sentence."""


def confirm_derived(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    past: list[_Amount] = []
    for block, item in enumerate(ledger.page.items):
        if item.kind == "heading":
            past = []
            continue
        if item.kind == "cell" or _is_settled(item, ledger):
            past = [*past[-_REACH:], *_results_of(item, block, ledger)]
            continue
        earlier = ""
        starts = [ledger.lecture.statements[index].span.start for index in item.statements]
        for sentence in ledger.page.sentences(item.text):
            some = [item.statements[n] for n in inside(sentence, item.span.start, starts)]
            if len(sentence.text) > LONGEST:
                past = []
                continue
            some_past = past[-_REACH:]
            past = _sentence(ledger, item, some, sentence, block, some_past, model_at, earlier)
            earlier = sentence.text.lower()


def _is_settled(item: Item, ledger: Ledger) -> bool:
    statements = ledger.lecture.statements
    return all(ledger.settled(statements[index].numbers) for index in item.statements)


def _results_of(item: Item, block: int, ledger: Ledger) -> Iterator[_Amount]:
    for index in item.statements:
        if amount := _amount(ledger.lecture.statements[index], block, ledger):
            yield amount


def _sentence(
    ledger: Ledger,
    item: Item,
    some: Sequence[int],
    sentence: Sentence,
    block: int,
    past: list[_Amount],
    model_at: ModelAt,
    earlier: str,
) -> list[_Amount]:
    """What is confirmed up to the end of the sentence."""
    start = item.span.start + sentence.start
    text, at = sentence.text.lower(), 0
    counts: tuple[Statement, ...] = ()
    early: list[tuple[_Open, int]] = []
    for index in some:
        statement = ledger.lecture.statements[index]
        here = statement.span.start - start
        if not ledger.settled(statement.numbers):
            found = result_of(statement.sides[-1].expr) if len(statement.sides) == 1 else None
            if found is not None and statement.sides[0].complete and not statement.shape:
                noun = text[statement.span.end - start :][:60]
                one = _Open(
                    statement,
                    found,
                    text[at:here] + " " + noun.partition(",")[0],
                    text[:here],
                    counts,
                )
                _try(ledger, one, past, sentence, block, model_at(statement.span.start), earlier)
                if found.scale != 1 and not ledger.decided(found.number):
                    early.append((one, len(past)))
        at = statement.span.end - start
        if not statement.relations and not statement.shape:
            counts = (*counts, statement)
        if amount := _amount(statement, block, ledger):
            past = [*past, amount]
    for one, known in early:  # „84 % davon stecken dort: 1.824 + 10.416 = 12.240“
        model = model_at(one.statement.span.start)
        for count in range(known + 1, min(known + 2, len(past)) + 1):
            if not ledger.decided(one.result.number):
                _share(_Check(ledger, one, Fraction(1)), past[:count], model)
    return past


def _amount(statement: Statement, block: int, ledger: Ledger) -> _Amount | None:
    """What a statement comes to, if all of it is confirmed."""
    if statement.shape or not statement.numbers:
        return None
    if not all(map(ledger.holds, statement.numbers)):
        return None
    side = statement.sides[-1]
    found = result_of(side.expr)
    number = None if found is None else ledger.lecture.numbers[found.number]
    reading = number and (number.german or number.english)
    if found is None or not reading:
        return None
    unit = unit_of(side.unit)
    if side.unit and unit is None:
        return None
    kind = "%" if found.scale != 1 else unit.dimension if unit else ""
    kind = "" if kind == "flop" else kind
    factor = unit.factors[0] if unit and kind != "%" and kind else Fraction(1)
    value = reading.value * found.scale * factor
    return _Amount(value, kind, statement.span.end, block, statement)


def _try(
    ledger: Ledger,
    one: _Open,
    past: list[_Amount],
    sentence: Sentence,
    block: int,
    model: Model | None,
    earlier: str,
) -> None:
    side = one.statement.sides[0]
    unit = unit_of(side.unit)
    if side.unit and unit is None:
        return
    kind = unit.dimension if unit and unit.dimension != "flop" else ""
    factor = unit.factors[0] if unit and kind else Fraction(1)
    check = _Check(ledger, one, factor)
    if one.result.scale != 1:
        _share(check, [one for one in past if one.block >= block - 1], model)
        return
    same = [amount for amount in past if amount.kind == kind]
    if _AGAIN.search(one.words) and same:
        last = same[-1].value
        if kind and check.is_(last, "so viel ist es"):
            return
        if not kind and last.denominator != 1 and check.is_(Fraction(ceil(last)), "aufgerundet"):
            return
    if kind == "bit" and _memory(check, past, model):
        return
    if _SUM.search(one.words) and _sum(check, same):
        return
    if _DIFFERENCE.search(one.words) and _difference(check, same, sentence, model):
        return
    _multiple(check, same, earlier if _SUM.search(one.words) else "")


class _Check:
    """One open number."""

    def __init__(self, ledger: Ledger, one: _Open, factor: Fraction) -> None:
        self.ledger = ledger
        self.one = one
        self.factor = factor
        number = ledger.lecture.numbers[one.result.number]
        self.reading = number.german or number.english
        self.large = self.reading is not None and (
            abs(self.reading.value) * factor >= _SMALL or self.reading.decimals > 1
        )

    def is_(self, value: Fraction, explanation: str) -> bool:
        """Confirm the number, if it is the value, rounded as it is written."""
        statement, reading = self.one.statement, self.reading
        if reading is None:
            return False
        true = value / self.one.result.scale / self.factor
        if statement.bound:
            holds = within(true, reading, statement.bound)
        else:
            rounded = statement.approximate or self.one.result.scale != 1 or self.factor != 1
            holds = abs(true - reading.value) <= tolerance(
                reading, approximate=rounded, zeros=statement.approximate
            )
        if holds:
            truth = Truth("", self.ledger.lecture.text(statement.span), explanation)
            self.ledger.verified(statement.span, statement.numbers, truth)
        return holds

    def number(self, value: Fraction) -> str:
        """As explanations show it."""
        return notation.brief(value / self.factor, self.ledger.grouping)


def _memory(check: _Check, past: list[_Amount], model: Model | None) -> bool:
    text = check.ledger.lecture.numbers[check.one.result.number].text
    if len(text.strip("0,.{}")) < 2 and not check.one.statement.bound:
        return False  # a single digit fits by chance
    counts = [amount.value for amount in past[-2:] if amount.kind == "" and amount.value >= _SMALL]
    sizes = amounts_said(check.one.words, check.one.before, counts, model)
    return any(check.is_(bits, shown) for bits, shown in sizes)


def _sum(check: _Check, same: list[_Amount]) -> bool:
    if not check.large:
        return False
    total = Fraction(0)
    for count, amount in enumerate(reversed(same), 1):
        total += amount.value
        if count > 1:
            terms = " + ".join(check.number(one.value) for one in same[-count:])
            if check.is_(total, f"so viel ist {terms}"):
                return True
    return False


def _difference(
    check: _Check, same: list[_Amount], sentence: Sentence, model: Model | None
) -> bool:
    if not check.large:
        return False
    values = [amount.value for amount in same[-_NEAR:]]
    last = values[-2:]
    if model is not None and check.factor == 1:
        for named in mentions(sentence.text, model):
            for layer in named.layers if len(named.layers) == 1 else ():
                values += [Fraction(layer.params), Fraction(layer.macs)]
        values += [Fraction(model.params), Fraction(model.macs)]
    for one in reversed(last):
        for other in values:
            low, high = sorted((one, other))
            shown = f"so viel ist {check.number(high)} − {check.number(low)}"
            if low != high and low and check.is_(high - low, shown):
                return True
    return False


def _share(check: _Check, past: list[_Amount], model: Model | None) -> None:
    counts = [amount for amount in past if amount.kind != "%"]
    if not counts:
        return
    part = counts[-1]
    wholes = [one.value for one in counts[-_NEAR:-1] if one.kind == part.kind]
    if model is not None and part.kind == "":
        wholes += [Fraction(model.params), Fraction(model.macs)]
    less = _LESS.search(check.one.words) is not None
    for whole in wholes:
        small, large = sorted((part.value, whole))
        if not small or small == large:
            continue
        shown = f"{check.number(small)} von {check.number(large)}"
        if check.is_(small / large, shown):
            return
        if less and check.is_(1 - small / large, f"so viel weniger ist {shown}"):
            return
        if less and check.is_(large / small - 1, f"so viel mehr als in {shown}"):
            return


def _multiple(check: _Check, same: Sequence[_Amount], earlier: str) -> None:
    """„Für alle vier Köpfe sind das 10.000“: so many times what was calculated right before."""
    if not check.large or not same:
        return
    last = same[-1]
    before = earlier + check.one.before
    for word in [word for word in _WORD.findall(before) if word in _TIMES][-2:]:
        if check.is_(last.value * _TIMES[word], f"so viel ist {word} · {check.number(last.value)}"):
            return
    for one in check.one.counts:
        found = result_of(one.sides[0].expr) if len(one.sides) == 1 else None
        reading = check.ledger.lecture.numbers[found.number].german if found else None
        if found is None or found.scale != 1 or reading is None or reading.value < 2:
            continue
        if one is last.statement:
            continue
        shown = f"so viel ist {notation.brief(reading.value)} · {check.number(last.value)}"
        if check.is_(last.value * reading.value, shown):
            truth = Truth("", check.ledger.lecture.text(one.span), "damit ist daneben gerechnet")
            check.ledger.verified(one.span, one.numbers, truth)
            return
