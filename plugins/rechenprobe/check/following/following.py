"""Numbers of running prose that follow from others nearby, and those that do not.

The amounts before a number are what the section has said so far, confirmed or given; the words
say what is calculated. A number that is one of the few values which they allow is confirmed, and
so is what was given for it. Refuted is one where words fix both operation and amounts, and one that
is a slip of the pen away from the only value that it can be.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.following.candidates import FIXED, LOOSE, SAID, Candidate, Place
from rechenprobe.check.following.follow_rates import memory, products, rates, shapes, steps
from rechenprobe.check.following.follow_shares import percents, shares
from rechenprobe.check.following.follow_sums import (
    factors,
    lists,
    pairs,
    proportions,
    remains,
    totals,
)
from rechenprobe.check.following.follow_units import conversions
from rechenprobe.check.following.otherwise import comes_about
from rechenprobe.check.following.ratios import Said, check_ratios, says_ratio
from rechenprobe.check.following.said import Amount, amounts
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import tolerance, within
from rechenprobe.check.numbers.slips import slip
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import like
from rechenprobe.check.words.nouns import notation_of
from rechenprobe.check.words.sentences import LONGEST, Sentence, inside
from rechenprobe.claims import Item, Notation, Reading, Statement
from rechenprobe.late import late

_RULES: tuple[Callable[[Place], Iterator[Candidate]], ...] = (
    conversions,
    rates,
    steps,
    percents,
    shares,
    remains,
    lists,
    pairs,
    factors,
    totals,
    proportions,
    memory,
    shapes,
    products,
)
_REACH = 14
"""Amounts before a number that it may be calculated of."""
_TELLING = 3
_IN = late(r"\W*(?:[a-zäöüß-]+\s+)?(?:in|für|bei|über|for|over|after|nach)\s+(?:den\s+|alle\s+)?")
_QUOTE = late(r"„[^“„]*“|“[^”“]*”")
_PERCENT = late(r"\s*\\?[%‰]")


def confirm_following(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    section: list[Item] = []
    for item in ledger.page.items:
        if item.kind == "heading":
            _Section(ledger, model_at).read(section)
            section = []
        elif item.kind != "cell":
            section.append(item)
    _Section(ledger, model_at).read(section)


def _quotes(text: str, offset: int) -> list[tuple[int, int]]:
    """Where a sentence quotes: what is said there is said of itself."""
    if "„" not in text and "“" not in text:
        return []
    return [(offset + one.start(), offset + one.end()) for one in _QUOTE.finditer(text)]


def _quote(one: Amount, quotes: Sequence[tuple[int, int]]) -> int:
    """The quotation that an amount stands in; 0 if in none."""
    return next((start + 1 for start, end in quotes if start <= one.start < end), 0)


class _Section:
    """What is said from one heading to the next."""

    def __init__(self, ledger: Ledger, model_at: ModelAt) -> None:
        self._ledger = ledger
        self._model_at = model_at
        self._past: list[Amount] = []
        self._derived: set[int] = set()
        self._rule = ""
        self._lower = ledger.page.lower

    def read(self, items: Sequence[Item]) -> None:
        """Judge the open numbers of its items."""
        settled: list[Item] = []
        for item in items:
            if self._is_settled(item):
                settled.append(item)
            else:
                self._recall(settled)
                settled = []
                self._item(item)

    def _is_settled(self, item: Item) -> bool:
        """Whether there is nothing in it to judge."""
        statements = self._ledger.lecture.statements
        own = (statements[index].numbers for index in item.statements)
        return all(map(self._ledger.settled, own)) and not says_ratio(
            self._lower[item.span.start : item.span.end]
        )

    def _recall(self, items: Sequence[Item]) -> None:
        """What such items have said, as far back as it may matter."""
        found: list[Amount] = []
        for item in reversed(items):
            found = [*self._lasting(item), *found]
            if len(found) > _REACH:
                break
        self._past = [*self._past, *found][-_REACH - 1 :]

    def _lasting(self, item: Item) -> Iterator[Amount]:
        """Its amounts, without what is wrong and what is quoted."""
        for sentence, found in self._said(item):
            start, end = item.span.start + sentence.start, item.span.start + sentence.end
            quoted = _quotes(self._lower[start:end], start)
            for one in found or ():
                wrong = one.statement is not None and self._ledger.refutes(one.statement.span)
                if not wrong and not _quote(one, quoted):
                    yield one

    def _said(self, item: Item) -> Iterator[tuple[Sentence, list[Amount] | None]]:
        """The item's sentences with their amounts; None if one is too long."""
        lecture, first = self._ledger.lecture, item.span.start
        starts = [lecture.statements[index].span.start for index in item.statements]
        how = notation_of(item.text)
        for sentence in self._ledger.page.sentences(item.text):
            if len(sentence.text) > LONGEST:
                yield sentence, None
                continue
            within_it = inside(sentence, first, starts)
            some = [lecture.statements[item.statements[n]] for n in within_it]
            start, end = first + sentence.start, first + sentence.end
            yield sentence, amounts(self._ledger, some, start, end, how)

    def _item(self, item: Item) -> None:
        how = notation_of(item.text)
        last: tuple[Amount, ...] = ()
        for sentence, found in self._said(item):
            if found is None:
                last = ()
                continue
            start = item.span.start + sentence.start
            end = item.span.start + sentence.end
            quoted = _quotes(self._lower[start:end], start)
            here: list[Amount] = []
            for one, after in zip(found, (*found[1:], None), strict=False):
                between = self._lower[one.end : after.start] if after else ""
                near = after if after and after.value and _IN.fullmatch(between) else None
                if near is not None and quoted and _quote(near, quoted) != _quote(one, quoted):
                    near = None
                same = here
                if quoted:
                    same = [it for it in here if _quote(it, quoted) == _quote(one, quoted)]
                alone = quoted and _quote(one, quoted)
                before, past = ((), same) if alone else (last, self._past)
                self._amount(one, same, before, past, start, end, how, near)
                refuted = one.statement is not None and self._ledger.refutes(one.statement.span)
                if one.value and not refuted:  # of nothing nothing is calculated
                    here.append(one)
                    if quoted and _quote(one, quoted):
                        continue
                    self._past = [*self._past[-_REACH:], one]
            if not quoted:
                said = Said(self._lower[start:end], sentence.text, start, here, last, self._past)
                check_ratios(self._ledger, said, self._model_at(start))
            said_here = tuple(it for it in here if not (quoted and _quote(it, quoted)))
            goes_on = sentence.text.rstrip().endswith(";")
            last = (*last, *said_here)[-_REACH:] if goes_on else said_here or last

    def _amount(
        self,
        one: Amount,
        here: list[Amount],
        last: tuple[Amount, ...],
        past: list[Amount],
        start: int,
        end: int,
        how: Notation,
        after: Amount | None,
    ) -> None:
        statement = one.statement
        if statement is None or one.calculated or statement.relations or statement.shape:
            return
        if self._ledger.settled(statement.numbers) or _PERCENT.match(self._lower, one.end):
            return
        place = Place(
            one,
            tuple(here),
            last,
            tuple(past),
            self._lower,
            start,
            end,
            frozenset(it.start for it in (*past, *last) if it.start in self._derived),
            self._rule,
            self._model_at(one.start),
            self._ledger.grouping,
            how == "english",
            after,
        )
        judged = _Judged(self._ledger, place, statement, how)
        if (rule := judged.judge()) is not None:
            self._derived.add(one.start)
            self._rule = rule


class _Judged:
    """One open number."""

    def __init__(self, ledger: Ledger, place: Place, statement: Statement, how: Notation) -> None:
        self._ledger = ledger
        self._place = place
        self._statement = statement
        self._how = how
        number = ledger.lecture.numbers[statement.numbers[-1]]
        self._reading = number.reading(how) or number.german or number.english
        unit = unit_of(statement.sides[-1].unit)
        own = place.open
        factors = unit.factors if unit and own.kind not in ("", "%") and not own.per else ()
        scale = Fraction(1, 100) if own.kind == "%" else Fraction(1)
        self._scales = tuple(factors) or (own.factor * scale,)

    def judge(self) -> str | None:
        """The rule by which it follows; None if it does not."""
        reading = self._reading
        if reading is None:
            return None
        found = [one for rule in _RULES for one in rule(self._place)]
        fits = [one for one in found if self._agrees(one, reading) and self._tells(one, reading)]
        if fits:
            best = max(fits, key=lambda one: one.trust)
            fixed = {one.value for one in found if one.trust == FIXED}
            if best.trust == FIXED or not fixed:
                self._confirm(best)
                return best.rule or "any"
            if best.trust == SAID:
                return None  # the words may mean either
        if self._place.denied or self._place.open.named:
            return None
        self._refute(found, reading)
        return None

    def _agrees(self, one: Candidate, reading: Reading) -> bool:
        statement, own = self._statement, self._place.open
        for scale in self._scales:
            true = one.value / scale
            if statement.bound:
                if within(true, reading, statement.bound):
                    return True
                continue
            rounded = statement.approximate or own.kind != "" or one.half > 0
            allowed = tolerance(reading, approximate=rounded, zeros=statement.approximate)
            if abs(true - reading.value) <= allowed + one.half / scale:
                return True
        return False

    def _tells(self, one: Candidate, reading: Reading) -> bool:
        """Whether it fits by no chance."""
        if one.trust == FIXED:
            return True
        digits = _digits(reading)
        if one.trust == SAID:
            return len(digits.rstrip("0")) > 1 or len(digits) > 1
        return len(digits) >= _TELLING and len(digits.rstrip("0")) > 1

    def _confirm(self, one: Candidate) -> None:
        text, statement = self._ledger.lecture.text, self._statement
        truth = Truth("", text(statement.span), f"so viel ist {one.shown}")
        self._ledger.verified(statement.span, statement.numbers, truth)
        for amount in one.of:
            if amount.statement is None or self._ledger.settled(amount.numbers):
                continue
            span = amount.statement.span
            truth = Truth("", text(span), "geht so in die Rechnung daneben ein")
            self._ledger.verified(span, amount.statement.numbers, truth)

    def _refute(self, found: Sequence[Candidate], reading: Reading) -> None:
        fixed = {one.value: one for one in found if one.trust == FIXED}
        if len(fixed) == 1:
            if self._place.left_out(next(iter(fixed.values()))):
                return
            self._wrong(next(iter(fixed.values())), "Behauptung stimmt nicht")
            return
        if fixed or len(_digits(reading)) < _TELLING or self._stands_elsewhere(reading):
            return
        own = self._place.open
        allowed = tolerance(reading, approximate=own.kind != "") * self._scales[0]
        if comes_about(own.value, allowed, (one.value for one in self._place.past if one != own)):
            return
        power = reading.decimals - reading.digits
        follows = self._place.follows(self._place.gap)
        near: dict[Fraction, tuple[Candidate, str]] = {}  # by what would have to stand there
        for one in found:
            if any(
                it.statement and (it.statement.approximate or it.statement.bound) for it in one.of
            ):
                continue  # „rund 300“ is anything near it
            if not follows and not (one.trust == SAID and one.rule):
                continue
            for scale in self._scales:
                if abs(one.value - self._place.open.value) in {it.value for it in one.of}:
                    continue  # without one of them it would be right: meant are others
                if name := slip(one.value / scale, reading, power):
                    meant = notation.round_half_away(one.value / scale, max(0, reading.digits))
                    near.setdefault(meant, (one, name))
        if len(near) == 1:
            one, name = next(iter(near.values()))
            if one.trust == LOOSE and "Zahlendreher" not in name:
                return
            self._wrong(one, f"{name} Die Zahl folgt nicht aus denen daneben")

    def _stands_elsewhere(self, reading: Reading) -> bool:
        """Whether the lecture has that number confirmed somewhere: then it was no slip."""
        return any(map(self._ledger.holds, self._ledger.page.places(reading.value)))

    def _wrong(self, one: Candidate, message: str) -> None:
        lecture, statement = self._ledger.lecture, self._statement
        side = statement.sides[-1]
        scale = self._scales[0]
        value = one.value / scale
        repairs = repair_result(statement, side, lecture, self._how, value * self._share)
        numbers = lecture.numbers
        true = like(side, numbers, self._how, value * self._share, self._ledger.grouping)
        self._ledger.wrong(
            statement.span,
            statement.numbers,
            Truth("", true, f"so viel ist {one.shown}"),
            at=side.span,
            message=message,
            repairs=repairs,
        )

    @property
    def _share(self) -> Fraction:
        """What `repair_result` wants percents to be worth."""
        return Fraction(1, 100) if self._place.open.kind == "%" else Fraction(1)


def _digits(reading: Reading) -> str:
    scaled = abs(reading.value) * Fraction(10) ** reading.digits
    return str(int(scaled)).lstrip("0")
