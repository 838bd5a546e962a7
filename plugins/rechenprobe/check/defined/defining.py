"""Numbers that a term of the field makes of others in its sentence: confirmed, or wrong.

„Die Sigmoidfunktion an der Stelle 0 ist 0,5“: the term says what to calculate (`forms`), and the
numbers stand there. Several values are right where usage differs; wrong is what is none of them.
"""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor, log10

from rechenprobe import notation
from rechenprobe.check.defined.activations import Evaluated, evaluated, may_evaluate
from rechenprobe.check.defined.distributions import check_distributions
from rechenprobe.check.defined.forms import forms, may_say
from rechenprobe.check.defined.inserting import check_inserted
from rechenprobe.check.defined.scaling import check_scaling
from rechenprobe.check.defined.updates import learned, may_learn
from rechenprobe.check.defined.values import Number as Value
from rechenprobe.check.equations.asserted import is_called_wrong
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import tolerance
from rechenprobe.check.words.sentences import LONGEST, Sentence, inside
from rechenprobe.claims import Notation, Reading
from rechenprobe.late import late
from rechenprobe.lecture import Span

_MARKUP = late(r"[$*_`~{}]+|\\[,; ]|\\text|\\mathrm|<[^<>]{1,80}>")
_SPACE = late(r"[\s\u00a0\u2009\u202f]+")
_PERCENT = late(r"[\s\u00a0\u202f~]*\\?%")
_DIGITS = late(r"(?<![\w#%])\d{3,}[\d.,]*")
_NONE = late(r"(?!)")
_ABOUT = late(
    r"(?:rund|etwa|ca\.|circa|ungefähr|knapp|gut|fast|≈|about|roughly|approximately)\W*\Z"
)
_HEDGED = late(
    r"\b(?:nicht|kein\w*|falsch(?! (?:klassifizier|erkann|vorherges|eingeordn|zugeordn))\w*"
    r"|fehler\w*|irrtum|behaupt\w*|wäre\w*|würde\w*|hätte\w*|statt|anstatt|mindestens|tatsächlich"
    r"|gemessen|beobachtet|in diesem|diesmal|actually|measured|observed|this time"
    r"|höchstens|mehr als|weniger als|über|unter|bis zu|not|wrong\w*|would|should|instead|at least"
    r"|at most|more than|less than|up to)\b|\?"
)
_END = late(
    r"\s*(?:$|[.,;:)!–—]|(?:und|and|oder|der|aller|of)\b"
    r"|[^\W\d_]+(?: [^\W\d_]+){0,3}\s*(?:$|[.,;:)!]))"
)
_QUOTED = late(r"[„“\"»«][^„“”\"»«#%]{1,40}[“”\"»«]")
"""What somebody says in it, „kein Betrug“, denies nothing."""
_MOST = 14
"""Numbers of a sentence."""
_NATS = late(r"\s?nats?\b")
"""Logarithms, rounded wherever they have decimals."""
_NEARLY = late(r"(?:≈|\\approx)\W*\Z")
_CLOSE = Fraction(1, 10**9)
_NEAR = Fraction(1, 100)
"""So near to a whole number, what was calculated of rounded ones is that number: 1,386 nats."""


def check_defined(ledger: Ledger) -> None:
    """What no other rule has decided."""
    for item in (one.item for one in ledger.undecided.texts()):
        lower = ledger.page.lower[item.span.start : item.span.end]
        if may_say(lower) or may_evaluate(lower):
            starts = [ledger.lecture.numbers[index].span.start for index in item.numbers]
            how = ledger.page.notation(item.text)
            for sentence in ledger.page.sentences(item.text):
                if len(sentence.text) <= LONGEST:
                    within = inside(sentence, item.span.start, starts)
                    own = [item.numbers[n] for n in within]
                    _Sentence(ledger, item.span.start, sentence, own, how).check(item.span.start)
            if len(lower) <= LONGEST and not ledger.settled(item.numbers):
                whole = Sentence(0, len(item.text), item.text)
                _Sentence(ledger, item.span.start, whole, item.numbers, how).check_widely()
        if not ledger.settled(item.numbers) and may_learn(lower) and len(lower) <= LONGEST:
            whole = Sentence(0, len(item.text), item.text)
            how = ledger.page.notation(item.text)
            _Sentence(ledger, item.span.start, whole, item.numbers, how).check_learned()
    check_scaling(ledger)
    check_distributions(ledger)
    check_inserted(ledger)


class _Sentence:
    def __init__(
        self, ledger: Ledger, offset: int, sentence: Sentence, own: Sequence[int], how: Notation
    ) -> None:
        self._ledger = ledger
        self._start = offset + sentence.start
        self._end = offset + sentence.end
        self._own = own
        self._how = how

    def check(self, first: int) -> None:
        """Confirm and refute what its forms say; `first` is where its paragraph begins."""
        if not 1 <= len(self._own) <= _MOST or self._ledger.settled(self._own):
            return
        text = self._with_places()
        if may_evaluate(text):
            self._evaluate(text, self._ledger.page.lower[first : self._start])
        self._check_forms(text)

    def check_widely(self) -> None:
        """The same with what its sentences say together."""
        if len(self._own) <= _MOST:
            self._check_forms(self._with_places(), wide=True)

    def _check_forms(self, text: str, *, wide: bool = False) -> None:
        for form, match, places in forms(text, wide=wide):
            target = places[form.target]
            given = [one for at, one in enumerate(places) if at != form.target % len(places)]
            if max(places) >= len(self._own) or self._ledger.decided(self._own[target]):
                continue
            operands = [self._value(self._own[one]) for one in given]
            known = [one for one in operands if one is not None]
            if len(known) < len(operands):
                continue
            try:
                values = list(form.formula(match, *known))
            except (ArithmeticError, TypeError, ValueError):
                continue
            if values:
                ends = _END.match(text[match.end() :]) is not None
                self._judge(
                    self._own[target],
                    [self._own[one] for one in given],
                    values,
                    certain=ends and _HEDGED.search(_QUOTED.sub(" ", text)) is None,
                )

    def check_learned(self) -> None:
        """Steps of learning, where it is a whole paragraph."""
        if 2 <= len(self._own) <= _MOST:
            text = self._with_places(_NONE).replace("td-fehler", "td-error")  # that is none
            found = learned(text, lambda place: self._value(self._own[place]))
            self._judge_all(text, found, again=True)

    def _evaluate(self, text: str, before: str) -> None:
        """Functions that it names, at numbers that it puts in."""
        found = evaluated(text, before, lambda place: self._value(self._own[place]))
        self._judge_all(text, found)

    def _judge_all(self, text: str, found: Iterable[Evaluated], *, again: bool = False) -> None:
        """`again`: also what another rule has confirmed, as the same stands before it."""
        certain = _HEDGED.search(text) is None
        for one in found:
            target = self._own[one.target]
            if not self._ledger.decided(target) or (again and self._ledger.holds(target)):
                given = [self._own[place] for place in one.given]
                self._judge(target, given, [(one.value, one.shown)], certain=certain)

    def _with_places(self, hidden: "re.Pattern[str]" = _DIGITS) -> str:
        """In small letters, without markup, with places for numbers, other digits hidden."""
        source, numbers = self._ledger.page.lower, self._ledger.lecture.numbers
        parts, at = [], self._start
        for place, index in enumerate(self._own):
            span = numbers[index].span
            parts.append(hidden.sub("¤", _MARKUP.sub(" ", source[at : span.start])))
            share = _PERCENT.match(source, span.end)
            parts.append(f"{'%' if share else '#'}{place}")
            at = share.end() if share else span.end
        parts.append(_MARKUP.sub(" ", source[at : self._end]))
        return _SPACE.sub(" ", "".join(parts)).replace("( ", "(").strip()

    def _reading(self, index: int) -> Reading | None:
        number = self._ledger.lecture.numbers[index]
        return number.reading(self._how) or number.german or number.english

    def _span(self, index: int) -> Span:
        """Of the number with its percent sign."""
        span = self._ledger.lecture.numbers[index].span
        percent = _PERCENT.match(self._ledger.lecture.source, span.end)
        return Span(span.start, percent.end()) if percent else span

    def _share(self, index: int) -> Fraction:
        percent = self._span(index).end > self._ledger.lecture.numbers[index].span.end
        return Fraction(1, 100) if percent else Fraction(1)

    def _value(self, index: int) -> Fraction | None:
        reading = self._reading(index)
        return None if reading is None else reading.value * self._share(index)

    def _judge(
        self,
        target: int,
        given: Sequence[int],
        values: Sequence[tuple[Value, str]],
        *,
        certain: bool,
    ) -> None:
        ledger = self._ledger
        reading, number = self._reading(target), ledger.lecture.numbers[target]
        if reading is None:
            return
        share = self._share(target)
        before = ledger.page.lower[max(0, number.span.start - 16) : number.span.start]
        said = _ABOUT.search(before) is not None
        allowed = tolerance(reading, approximate=said or share != 1, zeros=said) + _CLOSE
        allowed += self._moved(given, values[0][0])
        for value, shown in values:
            near = _NEAR if isinstance(value, float) and not reading.decimals else 0
            if abs(Fraction(value) / share - reading.value) <= max(allowed, near):
                if not shown:
                    return  # it may be meant so, but nothing says it
                span = self._span(target)
                truth = Truth("", ledger.lecture.text(span), f"so viel ist {shown}")
                ledger.verified(span, (target,), truth)
                for index in given:
                    if not ledger.decided(index):
                        span = self._span(index)
                        truth = Truth("", ledger.lecture.text(span), "geht so in die Rechnung ein")
                        ledger.verified(span, (index,), truth)
                return
        true = Fraction(values[0][0]) / share
        cut = 0 <= abs(true) - abs(reading.value) < 2 * allowed  # off instead of rounded
        left = share != 1 and abs(100 - true - reading.value) <= allowed  # „50 falsch, also 95 %“
        if certain and not (cut or left or self._is_called_wrong(target)):
            self._refute(target, reading, values[0], share)

    def _is_called_wrong(self, target: int) -> bool:
        statements = self._ledger.lecture.statements
        statement = next((one for one in statements if target in one.numbers), None)
        return statement is not None and is_called_wrong(statement, self._ledger.lecture)

    def _moved(self, given: Sequence[int], value: Value) -> Fraction:
        """How far what is only nearly so may move it: „L ≈ 0,408 nat, das sind 0,588 bit“."""
        source, moved = self._ledger.page.lower, Fraction(0)
        for index in given:
            start, one = self._ledger.lecture.numbers[index].span.start, self._reading(index)
            end = self._ledger.lecture.numbers[index].span.end
            near = _NEARLY.search(source[max(0, start - 12) : start]) or _NATS.match(source, end)
            if one and one.value and near:
                moved += abs(Fraction(value) / one.value) * tolerance(one, approximate=False)
        return moved

    def _refute(
        self, target: int, reading: Reading, first: tuple[Value, str], share: Fraction
    ) -> None:
        grouping = self._ledger.grouping
        value, shown = Fraction(first[0]) / share, first[1]
        exact = value.denominator == 1
        small = 1 - floor(log10(abs(value))) if 0 < abs(value) < 1 else 0  # two digits that tell
        decimals = max(reading.decimals, 0 if exact else 2, 0 if exact else small)
        true = notation.number(notation.round_half_away(value, decimals), grouping)
        self._ledger.wrong(
            self._span(target),
            (target,),
            Truth("", true + (" %" if share != 1 else ""), f"so viel ist {shown}"),
            message="Das folgt nicht aus den Zahlen, die der Satz nennt",
        )
