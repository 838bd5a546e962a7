"""Claims → marks: what the reader sees of a verdict, and where."""

import re
from collections.abc import Mapping

from markupsafe import Markup
from msgspec import Struct, structs

from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span
from rechenprobe.report import Report, Verdict
from rechenprobe.show.html import fill

_RANK: Mapping[Verdict, int] = {
    "computed": 0,
    "verified": 1,
    "exempt": 2,
    "unchecked": 3,
    "wrong": 4,
}
"""Where verdicts meet in one place, the highest shows."""

_WORDS: Mapping[Verdict, str] = {
    "computed": "eingesetzt",
    "verified": "geprüft",
    "exempt": "von der Prüfung ausgenommen",
    "unchecked": "nicht geprüft",
    "wrong": "falsch",
}

_BREAK = late(r"\n[ \t]*(?:\n|[-*+>#|]|\d+[.)])|\|")
_PAIRED = ("**", "*", "__", "~~", "==", "`")


class Mark(Struct, frozen=True):
    """A stretch of the source that carries a verdict."""

    span: Span
    verdict: Verdict
    notes: tuple[str, ...]
    """German, what it was checked against; at least one."""
    formula: bool = False
    """Whether it is exactly one formula: a box, not a stretch of a line."""

    @property
    def opening(self) -> Markup:
        """Its opening tag; the style sheet shows the description on hover and focus."""
        return fill(
            '<span class="{}" data-verdict="{}" tabindex="0" role="group" aria-description="{}">',
            "rp-claim rp-claim--formula" if self.formula else "rp-claim",
            self.verdict,
            f"{_WORDS[self.verdict]}: {'; '.join(self.notes)}",
        )

    @property
    def closing(self) -> Markup:
        """Its closing tag."""
        return Markup("</span>")


def marks(lecture: Lecture, report: Report) -> tuple[Mark, ...]:
    """All marks of a page, in order, none overlapping, each within one piece of inline text.

    A claim that touches a formula marks the whole formula; a claim whose text
    Markdown would tear apart marks its numbers instead.
    """
    found: list[Mark] = []
    claimed: set[int] = set()
    for claim in report.claims:
        note = claim.explanation or claim.text
        if claim.verdict == "wrong" and claim.true:
            note = f"richtig ist {claim.true}" + (
                f" ({claim.explanation})" if claim.explanation else ""
            )
        claimed |= set(claim.numbers)
        found += _placed(lecture, claim.span, claim.verdict, note, claim.numbers)
    for number in report.numbers:
        if number.number not in claimed and number.verdict in ("unchecked", "exempt", "wrong"):
            span = lecture.numbers[number.number].span
            reason = number.reason or "keine Rechnung und kein Modell sagt etwas darüber"
            found += _placed(lecture, span, number.verdict, reason, ())
    formulas = {formula.span for formula in lecture.formulas}
    return tuple(structs.replace(m, formula=m.span in formulas) for m in _merged(found))


def _placed(
    lecture: Lecture, span: Span, verdict: Verdict, note: str, numbers: tuple[int, ...]
) -> list[Mark]:
    wide = _widened(lecture, span)
    if _is_inline(lecture, wide):
        return [Mark(wide, verdict, (note,))]
    spans = {_widened(lecture, lecture.numbers[number].span) for number in numbers}
    return [Mark(part, verdict, (note,)) for part in sorted(spans) if _is_inline(lecture, part)]


def _widened(lecture: Lecture, span: Span) -> Span:
    start, end = span.start, span.end
    for formula in lecture.formulas:
        if formula.span.start < end and start < formula.span.end:
            start, end = min(start, formula.span.start), max(end, formula.span.end)
    return Span(start, end)


def _is_inline(lecture: Lecture, span: Span) -> bool:
    """Whether tags around it stay within one paragraph and nest with Markdown's own."""
    for cell in lecture.cells:
        if cell.span.start <= span.start < cell.span.end:
            line = lecture.source.rfind("\n", 0, span.start) + 1
            # A comment is one token to the highlighter, other code is many.
            return "#" in lecture.source[line : span.start] and "\n" not in lecture.text(span)
    text = lecture.text(span)
    for formula in lecture.formulas:
        if span.start <= formula.span.start and formula.span.end <= span.end:
            text = text.replace(lecture.text(formula.span), "")
    if _BREAK.search(text):
        return False
    for pair in _PAIRED:
        if re.sub(rf"\s{re.escape(pair)}\s", " ", text).count(pair) % 2:
            return False
        text = text.replace(pair, "")
    return text.count("[") == text.count("]") and "](" not in text


def _merged(found: list[Mark]) -> list[Mark]:
    result: list[Mark] = []
    for mark in sorted(found, key=lambda mark: (mark.span.start, -mark.span.end)):
        if result and mark.span.start < result[-1].span.end:
            result[-1] = _joined(result[-1], mark)
        else:
            result.append(mark)
    return result


def _joined(first: Mark, second: Mark) -> Mark:
    span = Span(first.span.start, max(first.span.end, second.span.end))
    if _RANK[first.verdict] == _RANK[second.verdict]:
        notes = tuple(dict.fromkeys((*first.notes, *second.notes)))
        return Mark(span, first.verdict, notes)
    worse = max(first, second, key=lambda mark: _RANK[mark.verdict])
    return Mark(span, worse.verdict, worse.notes)
