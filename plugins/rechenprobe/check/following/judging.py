"""One open number, held against all that it may follow from."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.equations.asserted import is_called_wrong
from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.blaming import blamed
from rechenprobe.check.following.candidates import (
    TELLING,
    adds,
    adds_more,
    comes_to,
    digits,
    exactly,
    informs,
    is_exact,
    is_plain,
)
from rechenprobe.check.following.otherwise import comes_about, is_ranged
from rechenprobe.check.following.places import FIXED, LOOSE, SAID, Candidate, Place
from rechenprobe.check.following.words import EACH_BEFORE, EACH_BEHIND
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.likeness import mistakable, other_results
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import last_place, tolerance, within
from rechenprobe.check.numbers.slips import slip
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import like
from rechenprobe.claims import Notation, Reading, Statement
from rechenprobe.late import late

_RELATIVE = late(r"\brelativ")
_MOST_SHARES = 12
_NEAR = Fraction(1, 4)
"""„Mehr als 500“ is said of 516, not of 5000."""
_FACTOR, _MEASURED = 3, 6
"""Further off what words seem to give, it is something else that they speak of; units tell more."""
_COUNTS = 100
"""From here on what is counted may be cut off instead of rounded."""
_LONG = 1000
"""From here on who writes a number twice has not mistaken it for another one."""


class Judge:
    """Decides on a number: confirmed, wrong, or open still."""

    def __init__(self, ledger: Ledger, place: Place, statement: Statement) -> None:
        self._ledger = ledger
        self._place = place
        self._statement = statement
        self._how: Notation = "english" if place.english else "german"
        number = ledger.lecture.numbers[statement.numbers[-1]]
        self._reading = number.reading(self._how) or number.german or number.english
        own = place.open
        unit = unit_of(statement.sides[-1].unit)
        factors = unit.factors if unit and own.kind not in ("", "%") and not own.per else ()
        self._percent = Fraction(1, 100) if own.kind == "%" else Fraction(1)
        self._scales = tuple(factors) or (own.factor * self._percent,)

    def decide(self, found: Sequence[Candidate]) -> str | None:
        """Confirm or refute it; the rule by which it follows, None if it does not."""
        reading = self._reading
        if reading is None:
            return None
        fits = [one for one in found if self._fits(one, reading)]
        firm = [one for one in found if one.rule == "told" and one.trust == FIXED]
        if firm and not any(one.rule == "told" or one.trust == FIXED for one in fits):
            also = any(one.trust == SAID and self._is_sharp(one) for one in fits)
            also = also and not EACH_BEFORE.search(self._place.before)
            if len({one.value for one in firm}) == 1 and not also:
                self._wrong(firm[0], "Das folgt nicht aus den Zahlen davor")
            return None
        if fits:
            best = max(fits, key=lambda one: one.trust)
            fixed = any(one.trust == FIXED for one in found)
            if best.trust == FIXED or not fixed or best.rule in ("form", "told"):
                return self._confirm_best(fits)
            if best.trust == SAID:
                return None  # the words may mean either
        self._refute(found, reading)
        return None

    def _fits(self, one: Candidate, reading: Reading) -> bool:
        """Whether the number is that value as it is written, and by no chance."""
        statement, own = self._statement, self._place.open
        if self._is_composite:
            return abs(one.value - own.value) <= one.half
        for scale in self._scales:
            true = one.value if scale == 1 else one.value / scale
            if statement.bound:
                if self._place.limits:  # „so bleiben höchstens 1692“
                    agrees = abs(true - reading.value) < last_place(reading)
                else:
                    near = abs(true - reading.value) <= reading.value * _NEAR
                    agrees = near and within(true, reading, statement.bound)
            else:
                allowed = self._allowed(one, reading, scale)
                agrees = abs(true - reading.value) <= allowed
                if not agrees and reading.decimals == 0 and reading.value >= _COUNTS:
                    # „70 % von 26.304, also 18.412“: whole things, as int() makes them
                    shares = any(it.kind == "%" for it in one.of) and one.rule != "rest"
                    agrees = shares and own.kind != "%" and 0 < true - reading.value < 1
            if agrees:
                return self._tells(one, reading, exact=true == reading.value)
        return False

    @property
    def _is_composite(self) -> bool:
        """„13 Stunden und 20 Minuten“: the number is only its last part."""
        return len(self._place.open.numbers) > len(self._statement.numbers)

    def _allowed(self, one: Candidate, reading: Reading, scale: Fraction) -> Fraction:
        """How far the truth may be from it: rounded is it, or what it is calculated of."""
        approximate = self._statement.approximate
        rounded = approximate or self._place.open.kind != "" or one.half > 0
        allowed = tolerance(reading, approximate=rounded, zeros=approximate)
        half = one.half / scale
        counts = not approximate and self._place.open.kind == ""
        return max(allowed, half) if counts else allowed + half

    def _confirm_best(self, fits: Sequence[Candidate]) -> str | None:
        """By what it can hardly fit by chance; the rule."""
        telling = [one for one in fits if self._is_sharp(one)]
        if not telling:
            return None
        best = max(telling, key=lambda one: one.trust)
        self._confirm(best)
        return best.rule or "any"

    def _is_sharp(self, one: Candidate) -> bool:
        """Whether the operands are not so rounded that it may be many a number."""
        reading, scale = self._reading, self._scales[0]
        assert reading is not None
        true = one.value / scale
        if is_plain(one) and not self._statement.approximate and is_exact(true, reading):
            return true == reading.value  # „175 Milliarden“ of 2 bytes are 350 GB, not 351
        if not one.half or abs(true - reading.value) <= last_place(reading) / 2:
            return True
        unit = Fraction(1, 10) ** reading.digits
        many = unit if one.trust == LOOSE else max(2 * unit, last_place(reading) / 2)
        return one.half / scale <= many

    def _tells(self, one: Candidate, reading: Reading, *, exact: bool) -> bool:
        """Whether it fits by no chance: by enough digits, or exactly in another unit."""
        if one.points and _RELATIVE.search(self._place.gap):
            return False  # „von 80 % auf 84 %, relativ also um 5 %“
        own = digits(reading)
        fixed = one.trust == FIXED or one.rule in ("form", "told")
        if fixed or (one.trust == SAID and len(own) > 1):
            return True
        kind = self._place.open.kind
        exact = exact and (informs(one.of) if kind == "%" else kind != "" or reading.value >= 10)
        if one.trust == SAID:  # „20 Läufe zu 18 Minuten … 6 Stunden“
            return exact
        enough = 2 if exact and kind == "%" else TELLING
        return len(own) >= enough and len(own.rstrip("0")) > 1

    def _confirm(self, one: Candidate) -> None:
        """With it what it is calculated of, if that was only given."""
        given = (it.statement for it in one.of if it.statement is not None and self._pins(one, it))
        self._verify((self._statement,), f"so viel ist {one.shown}")
        if self._is_composite:
            truth = Truth("", "", f"zusammen so viel wie {one.shown}")
            self._ledger.verified(self._statement.span, self._place.open.numbers, truth)
        self._verify(given, "geht so in die Rechnung daneben ein")

    def _pins(self, one: Candidate, operand: Amount) -> bool:
        """Whether a result so rounded were another one if the operand's last digit was.

        Words that only say that something follows say nothing of what it follows from: then its
        digits have to.
        """
        own, reading = self._place.open, self._reading
        given = operand.statement.numbers if operand.statement else ()
        if reading is None or not given or not operand.value:
            return False
        same = one.value == own.value and comes_to(one)
        telling = len(digits(reading).rstrip("0")) >= TELLING
        telling |= own.kind == "%" and same and informs(one.of)
        if one.trust == LOOSE and not (telling or one.rule == "steps" or len(one.of) == 1):
            return False
        last = self._ledger.lecture.numbers[given[-1]].reading(self._how)
        if last is None or not last.value:
            return False
        if last.value >= _LONG and self._ledger.page.is_known(last.value):
            return True
        if self._statement.bound:
            return False
        if same:
            return True
        moved = last_place(last) * abs(operand.value / last.value)
        if not adds(one):
            moved *= abs(one.value / operand.value)
        scale = self._scales[0]
        off = abs(one.value / scale - reading.value)
        allowed = self._allowed(one, reading, scale)
        if off > allowed:
            return moved / scale + off > 1  # it is cut off
        return moved / scale + off > (allowed if comes_to(one) else max(allowed, Fraction(1)))

    def _verify(self, statements: Iterable[Statement], explanation: str) -> None:
        for it in statements:
            if not self._ledger.settled(it.numbers):
                truth = Truth("", self._ledger.lecture.text(it.span), explanation)
                self._ledger.verified(it.span, it.numbers, truth)

    def _refute(self, found: Sequence[Candidate], reading: Reading) -> None:
        fixed = [one for one in found if one.trust == FIXED and one.rule != "told"]
        sure = len({one.value for one in fixed}) == 1
        forms = [one for one in fixed if one.rule == "form"] if sure else []
        if forms and not self._comes_about(reading, (*self._place.past, *self._place.later)):
            self._wrong(forms[0], "Das folgt nicht aus den Zahlen davor")
            return
        if self._place.denied or self._place.open.named:
            return
        if fixed:
            others = [one for one in fixed if one.rule != "form"]
            if sure and others and not self._place.left_out(others[0]):
                self._wrong(others[0], "Behauptung stimmt nicht")
            return
        if len(digits(reading)) >= TELLING:
            self._find_slip(found, reading)

    def _comes_about(self, reading: Reading, others: Iterable[Amount]) -> bool:
        own = self._place.open
        allowed = tolerance(reading, approximate=own.kind != "") * self._scales[0]
        return comes_about(own.value, allowed, (one.value for one in others if one != own))

    def _find_slip(self, found: Sequence[Candidate], reading: Reading) -> None:
        """Refuted is what is a slip of the pen away from the only value that it can be."""
        power = reading.decimals - reading.digits
        near: dict[Fraction, tuple[Candidate, str]] = {}  # by what would have to stand there
        for one in found:
            if not self._may_slip(one):
                continue
            for scale in self._scales:
                if name := slip(one.value / scale, reading, power):
                    meant = notation.round_half_away(one.value / scale, max(0, reading.digits))
                    near.setdefault(meant, (one, name))
        if len(near) == 1:
            one, name = next(iter(near.values()))
            told = one.trust != LOOSE or "Zahlendreher" in name
            # last what takes longest, and is so of few
            if told and not (
                self._stands_elsewhere(reading) or self._comes_about(reading, self._place.past)
            ):
                self._wrong(one, f"{name} Die Zahl folgt nicht aus denen daneben")

    def _may_slip(self, one: Candidate) -> bool:
        """Whether words say that it follows, of numbers that are no round ones."""
        said = one.trust == SAID or one.rule == "ratio" or self._place.follows(self._place.gap)
        if not (one.rule and said):
            return False
        rough = (it.statement and (it.statement.approximate or it.statement.bound) for it in one.of)
        if any(rough):
            return False  # „rund 300“ is anything near it
        # without one of them it would be right: meant are others
        return abs(one.value - self._place.open.value) not in {it.value for it in one.of}

    def _stands_elsewhere(self, reading: Reading) -> bool:
        """Whether the lecture has that number confirmed somewhere: then it was no slip."""
        return self._ledger.has_confirmed(reading.value)

    def _is_split(self, one: Candidate) -> bool:
        """„… und je 150 bleiben für Validierung und Test“: one of several equal parts of it."""
        own, source = self._place.open, self._place.source
        if not own.value:
            return False
        parts = one.value / own.value
        if parts.denominator != 1 or not 1 < parts <= _MOST_SHARES:
            return False
        before = source[max(0, own.start - 24) : own.start]
        behind = source[own.end : own.end + 32]
        return bool(EACH_BEFORE.search(before) or EACH_BEHIND.match(behind))

    def _is_beyond(self, one: Candidate) -> bool:
        """„Höchstens 100“ is true of 84, though it says little."""
        bound, reading = self._statement.bound, self._reading
        return bool(bound and reading) and any(
            within(one.value / scale, reading, bound) for scale in self._scales if reading
        )

    def _is_known(self, one: Candidate) -> bool:
        """„… sind das 1,92 MB, in Stereo 3,84 MB“: what it would have to be is said already."""
        own, derived = self._place.open, self._place.derived - {it.start for it in one.of}
        known = (it for it in self._place.here if it.start in derived)
        same = (it for it in known if (it.kind, it.per) == (own.kind, own.per))
        return any(abs(it.value - one.value) <= it.half for it in same)

    def _is_like(self, one: Candidate) -> bool:
        """Whether who writes the number may have meant it."""
        source, own = self._place.source, self._place.open
        if self._reading is None or any(
            is_ranged(source, it.start, it.end) for it in (own, *one.of)
        ):
            return False
        if own.value > one.value and adds_more(one, self._place):
            return False
        if self._is_composite:
            return own.value / 2 <= one.value <= 2 * own.value
        scale, values = self._scales[0], [it.value for it in one.of]
        others = {it / scale for it in other_results(values, one.value)} | self._ledger.page.counts
        if one.rule == "told" and self._stands_elsewhere(self._reading):
            others.discard(self._reading.value)  # „8192 Werte … je 256 … ein Vektor der Länge 32“
        rest = (value / scale - self._reading.value for value in values)
        factor = _MEASURED if one.trust == FIXED and own.kind not in ("", "%") else _FACTOR
        true = one.value / scale
        return true in rest or mistakable((self._reading,), (true,), others, factor)

    def _wrong(self, one: Candidate, message: str) -> None:
        doubtful = self._is_split(one) or self._is_beyond(one) or self._is_known(one)
        if doubtful or self._place.has_more(one) or not self._is_like(one):
            return
        lecture, statement = self._ledger.lecture, self._statement
        if is_called_wrong(statement, lecture):
            self._ledger.unchecked(statement.numbers, "der Satz nennt sie falsch")
            return
        if (other := blamed(self._place, one)) is not None:
            self._blame(*other)
            return
        side = statement.sides[-1]
        value = exactly(one, self._ledger.page) / self._scales[0] * self._percent
        if self._is_composite and self._reading:
            before = self._place.open.value / self._scales[0] - self._reading.value
            value -= before if value >= before else 0
        repairs = repair_result(statement, side, lecture, self._how, value)
        shown = self._percent != 1 or one.rule == "ratio"
        as_written = self._reading.decimals if self._reading and shown else None
        true = like(
            side, lecture.numbers, self._how, value, self._ledger.grouping, decimals=as_written
        )
        self._ledger.wrong(
            statement.span,
            statement.numbers,
            Truth("", true, f"so viel ist {one.shown}"),
            at=side.span,
            message=message,
            repairs=repairs,
        )

    def _blame(self, it: Amount, value: Fraction) -> None:
        """An operand is wrong, not what follows from it."""
        ledger, lecture, statement = self._ledger, self._ledger.lecture, it.statement
        assert statement is not None
        side, value = statement.sides[-1], value / it.factor
        repairs = repair_result(statement, side, lecture, self._how, value)
        true = like(side, lecture.numbers, self._how, value, ledger.grouping)
        truth = Truth("", true, "mit ihr stimmen die Zahlen davor und danach")
        ledger.wrong(statement.span, statement.numbers, truth, at=side.span, repairs=repairs)
