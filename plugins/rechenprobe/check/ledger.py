"""Collects what the rules find out; afterwards every number has one verdict."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from shlex import quote

from msgspec import structs

from rechenprobe import notation
from rechenprobe.check.numbers.writing import as_german, in_english
from rechenprobe.check.page import Page
from rechenprobe.check.undecided import Undecided
from rechenprobe.check.words.asking import only_asks
from rechenprobe.check.words.spoken import in_words, readable
from rechenprobe.claims import Notation
from rechenprobe.lecture import Span
from rechenprobe.notation import Grouping
from rechenprobe.report import (
    NOT_CHECKED,
    UNCHECKED,
    Claim,
    Counts,
    Exemption,
    Finding,
    NumberVerdict,
    Repair,
    Report,
    Severity,
    Verdict,
)
from rechenprobe.report import Truth as Truth  # noqa: PLC0414 - what rules write into it

_STRENGTH: Mapping[Verdict, int] = {"wrong": 4, "exempt": 3, "verified": 2, "computed": 2}
"""Unchecked is less than any of them."""
_MEND = "Zahl berichtigen; oder, wenn sie nicht gemeint ist, <!-- ungeprüft: Grund --> dahinter."


class Ledger:
    """Verdicts and findings of one check, in the making."""

    def __init__(self, page: Page, grouping: Grouping) -> None:
        self.page = page
        self.lecture = page.lecture
        self.grouping: Grouping = grouping
        self.refuted = self.confirmed = 0
        """How many claims are wrong so far, and how many the model has confirmed."""
        self.mends = True
        """Whether anybody will read how to mend what is wrong."""
        self._claims: dict[Span, Claim] = {}
        self._findings: dict[Finding, None] = {}  # a set in the order of their finding
        self._withdrawn: list[Span] = []
        self._verdicts: dict[int, NumberVerdict] = {}
        self._decided: set[int] = set()
        self.undecided = Undecided(page, self._decided)
        self._held: set[tuple[int, int]] = set()
        """Values of the numbers that have been confirmed, inserted or waived, as ratios."""
        self._structural: set[int] = set()
        self._guilty: set[int] = set()
        """Numbers that should be others."""
        self._beside: set[int] = set()
        """Numbers of claims that do not hold, of which another one should be different."""
        self._hinted: set[int] = set()
        self._doubted: dict[int, Span] = {}

    def trial(self) -> "Ledger":
        """An empty one for the same page."""
        other = Ledger(self.page, self.grouping)
        other.mends = False
        return other

    def verified(
        self, span: Span, numbers: Iterable[int], truth: Truth, how: Notation | None = None
    ) -> None:
        """A claim holds, read in the notation given, if that mattered."""
        indices = tuple(numbers)
        self._claim(span, indices, "verified", truth)
        for index in indices if how is not None else ():
            self._hint_notation(index, english=how == "english")

    def wrong(
        self,
        span: Span,
        numbers: Iterable[int],
        truth: Truth,
        *,
        at: Span | None = None,
        message: str = "Behauptung stimmt nicht",
        other: Fraction | None = None,
        how: Notation = "german",
        repairs: tuple[Repair, ...] = (),
        remedy: str = "",
    ) -> None:
        """A claim does not hold; `at` is the part of it that should be different.

        `remedy` helps without `repairs`; `other` is true if numbers are not read as `how`.
        """
        indices, place = tuple(numbers), at or span
        spans = {n: self.lecture.numbers[n].span for n in indices}
        guilty = {n for n in spans if place.start <= spans[n].start and spans[n].end <= place.end}
        reasons = [self.lecture.numbers[n].exempt for n in guilty or indices]
        if reasons and reasons[0] is not None and None not in reasons:
            for index in filter(lambda it: not self.decided(it), indices):
                self.exempt(index, reasons[0])  # the author says that it is not meant
            return
        if only_asks(self.lecture, span):
            self.unchecked(indices, "der Satz fragt nur")
            return
        if truth.fact and self.page.may_vary(place, truth.true):
            self.unchecked(indices, "eine Aufgabe darf nach einem anderen Modell fragen")
            return
        truth = structs.replace(truth, true=in_words(truth.true, self.lecture.text(place)))
        self._claim(span, indices, "wrong", truth)
        self._beside |= set(indices) - (guilty or set(indices))
        self._guilty |= guilty or set(indices)
        repairs = tuple(repair for repair in repairs if repair.span not in self.page.waived)
        explanation = truth.explanation
        if other is not None:
            also = notation.number(other, self.grouping)
            read = "englisch" if how == "german" else "deutsch"
            explanation += ("; " if explanation else "") + f"{read} gelesen wäre es {also}"
        self.find(
            place,
            "error",
            "wrong-number",
            message,
            written=self.lecture.text(place).strip("$ "),
            true=truth.true,
            explanation=explanation,
            remedy=f"rechenprobe fix {quote(self.lecture.path)}" if repairs else remedy or _MEND,
            repairs=repairs,
        )

    def doubt(self, span: Span, numbers: Iterable[int]) -> None:
        """That this claim holds says too little of them; another one may confirm them."""
        self._doubted.update(dict.fromkeys(numbers, span))

    def unchecked(self, numbers: Iterable[int], reason: str) -> None:
        """Nothing could be said of these numbers (so far)."""
        for index in numbers:
            self._decide(NumberVerdict(index, "unchecked", reason))

    def retract(self, numbers: Iterable[int], reason: str) -> None:
        """What seemed to confirm these numbers does not: they are unchecked after all."""
        doubtful = {n for n in numbers if not self._is_wrong(n)}
        for span, claim in tuple(self._claims.items()):
            if claim.verdict != "wrong" and not doubtful.isdisjoint(claim.numbers):
                del self._claims[span]
                rest = tuple(number for number in claim.numbers if number not in doubtful)
                if rest:
                    self._claims[span] = structs.replace(claim, numbers=rest)
        for index in doubtful:
            self._verdicts[index] = NumberVerdict(index, "unchecked", reason)

    def _is_wrong(self, number: int) -> bool:
        old = self._verdicts.get(number)
        return old is not None and old.verdict == "wrong"

    def structural(self, numbers: Iterable[int]) -> None:
        """Constants of a formula, `2p` in (n + 2p − f)/s + 1: no quantities, not counted."""
        self._structural.update(numbers)

    def exempt(self, number: int, reason: str) -> None:
        """The author waives the check of this number."""
        self._decide(NumberVerdict(number, "exempt", reason))

    def find(
        self,
        span: Span,
        severity: Severity,
        code: str,
        message: str,
        *,
        written: str = "",
        true: str = "",
        explanation: str = "",
        remedy: str = "",
        repairs: tuple[Repair, ...] = (),
    ) -> None:
        """Note a message to the author."""
        place = self.lecture.place(span.start)
        finding = Finding(
            span, place, severity, code, message, written, true, explanation, remedy, repairs
        )
        self._findings.setdefault(finding)

    def withdraw_repairs(self, spans: Iterable[Span]) -> None:
        """What stands there may be right: something else has turned out to be wrong."""
        self._withdrawn += spans

    def _settled(self) -> Iterator[Finding]:
        """The findings in the order of the source, without the repairs that were withdrawn."""
        spans, end = iter(sorted(self._withdrawn)), 0
        span = next(spans, None)
        for finding in sorted(self._findings, key=lambda finding: finding.span):
            while span is not None and span.start <= finding.span.start:
                end = max(end, span.end)
                span = next(spans, None)
            if finding.repairs and finding.span.start < end:
                yield structs.replace(finding, repairs=(), remedy=_MEND)
            else:
                yield finding

    def decided(self, number: int) -> bool:
        """Whether something could be said of the number."""
        return number in self._decided

    def settled(self, numbers: Iterable[int]) -> bool:
        """Whether something could be said of all of them."""
        return self._decided.issuperset(numbers)

    def holds(self, number: int) -> bool:
        """Whether the number is confirmed, inserted or waived."""
        old = self._verdicts.get(number)
        return old is not None and old.verdict not in ("unchecked", "wrong")

    def has_confirmed(self, value: Fraction) -> bool:
        """Whether the lecture holds that number somewhere, read as a German one, confirmed."""
        return value.as_integer_ratio() in self._held

    def refutes(self, span: Span) -> bool:
        """Whether the claim at that place is wrong."""
        claim = self._claims.get(span)
        return claim is not None and claim.verdict == "wrong"

    def fact_at(self, span: Span) -> str:
        """Of what fact the claim at that place is true; empty if it is of none, or not true."""
        claim = self._claims.get(span)
        return claim.fact if claim is not None and claim.verdict != "wrong" else ""

    def report(self, unchecked: str, computed: int) -> Report:
        """Close the ledger. `unchecked` is the policy, `computed` the number of inserted values."""
        self._waive()
        if self._doubted:
            claims = self._claims.items()
            firm = {n for at, it in claims for n in it.numbers if self._doubted.get(n) != at}
            loose = self._doubted.keys() - firm
            self.retract(loose, "das gerundete Ergebnis passt auch zu anderen")
        for index, number in enumerate(self.lecture.numbers):
            if number.exempt is not None:
                self.exempt(index, number.exempt)
            if index not in self._verdicts and index not in self._structural:
                self.unchecked((index,), "steht in keiner Gleichung und in keinem Rechenbeispiel")
        verdicts = [
            self._verdicts[i]
            for i in sorted(self._verdicts)
            if i not in self._structural or self._verdicts[i].verdict != "unchecked"
        ]
        if unchecked != "pass":
            for verdict in verdicts:
                if verdict.verdict == "unchecked":
                    self._report_unchecked(verdict, "error" if unchecked == "fail" else "warning")
        counts = dict.fromkeys(Counts.__struct_fields__, 0)
        beside = self._beside - self._guilty
        for verdict in verdicts:
            innocent = verdict.verdict == "wrong" and verdict.number in beside
            counts["unchecked" if innocent else verdict.verdict] += 1
        counts["computed"] += computed
        return Report(
            path=self.lecture.path,
            counts=Counts(**counts),
            claims=tuple(sorted(self._claims.values(), key=lambda claim: claim.span)),
            findings=tuple(self._settled()),
            numbers=tuple(verdicts),
            exemptions=tuple(
                Exemption(self.lecture.place(number.span.start), number.text, verdict.reason)
                for verdict in verdicts
                if verdict.verdict == "exempt"
                for number in (self.lecture.numbers[verdict.number],)
            ),
        )

    def _waive(self) -> None:
        """What a comment below a table waives is what nobody else has decided."""
        numbers = self.lecture.numbers
        starts = [one.span.start for one in numbers] if self.lecture.waivers else []
        for waiver in self.lecture.waivers:
            first, end = (bisect_left(starts, at) for at in (waiver.span.start, waiver.span.end))
            found = {*range(first, end)} - self._decided - self._structural
            for index in found:
                self.exempt(index, waiver.reason)
            if not found:
                self.find(
                    waiver.comment,
                    "warning",
                    "needless-exemption",
                    "Darüber ist keine Zahl ungeprüft: Diese Ausnahme nimmt nichts aus",
                    remedy="Den Kommentar löschen.",
                )

    def _report_unchecked(self, verdict: NumberVerdict, severity: Severity) -> None:
        number = self.lecture.numbers[verdict.number]
        self.find(
            number.span,
            severity,
            UNCHECKED,
            f"{NOT_CHECKED}{verdict.reason}",
            written=number.text,
            remedy="Dazuschreiben, was die Zahl zählt oder woraus sie folgt; einen Wert einsetzen"
            " (`{python} …`), <!-- = Ausdruck --> oder <!-- ungeprüft: Grund --> dahinter.",
        )

    def _claim(self, span: Span, numbers: tuple[int, ...], verdict: Verdict, truth: Truth) -> None:
        old = self._claims.get(span)
        if old is not None and (
            old.verdict == "wrong" or (verdict == "verified" and old.against == "model")
        ):
            return
        claim = Claim(
            span=span,
            place=self.lecture.place(span.start),
            text=readable(self.lecture.text(span)),
            verdict=verdict,
            against="model" if truth.fact else "arithmetic",
            fact=truth.fact,
            true=truth.true,
            explanation=truth.explanation,
            numbers=numbers,
        )
        self._claims[span] = claim
        self.refuted += verdict == "wrong"
        self.confirmed += claim.is_fact - (old is not None and old.is_fact)
        for index in numbers:
            self._decide(NumberVerdict(index, verdict, truth.explanation))

    def _decide(self, verdict: NumberVerdict) -> None:
        old = self._verdicts.get(verdict.number)
        if old is None or _STRENGTH.get(verdict.verdict, 1) > _STRENGTH.get(old.verdict, 1):
            self._verdicts[verdict.number] = verdict
            if verdict.verdict != "unchecked":
                self._decided.add(verdict.number)
                german = self.lecture.numbers[verdict.number].german
                if german is not None and verdict.verdict != "wrong":
                    self._held.add(german.value.as_integer_ratio())

    def _hint_notation(self, index: int, *, english: bool) -> None:
        number = self.lecture.numbers[index]
        proper = as_german(number, self.grouping) if english or number.german is None else ""
        if not proper or index in self._hinted:
            return
        self._hinted.add(index)
        self.find(
            number.span,
            "hint",
            "english-notation",
            in_english(number, proper),
            written=number.text,
            true=proper,
            remedy=f"{proper} schreiben.",
        )
