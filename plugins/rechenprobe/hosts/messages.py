"""Findings and balances as people and tools read them: text and JSON.

Text is German and has the same shape wherever an author meets it: build log,
command line, pytest. JSON is the contract for tools; its keys never change.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from rechenprobe.report import UNCHECKED, Claim, Counts, Finding, Report, Severity, Verdict
from rechenprobe.telling import Piece, pieces

Tone: TypeAlias = Literal["error", "warning", "hint", "good", "place", "label"]
"""What a piece of text says, for those who colour it."""

Paint: TypeAlias = Callable[[str, Tone], str]
"""Text in the colour of its tone."""

_PREFIX: dict[Severity, str] = {"error": "", "warning": "Warnung: ", "hint": "Hinweis: "}
_VERDICTS: tuple[tuple[Verdict, str], ...] = (
    ("verified", "geprüft"),
    ("computed", "eingesetzt"),
    ("exempt", "ausgenommen"),
    ("unchecked", "ungeprüft"),
    ("wrong", "falsch"),
)
_CUT_SHORT = ("cell-failed", "value-failed")
"""Of runs without a result: no number is held against the model, and none complained about."""
_LONG_REMEDY = 60
"""Characters; a shorter one is repeated with each finding."""
_ANSI: dict[Tone, str] = {
    "error": "31;1",
    "warning": "33;1",
    "hint": "36",
    "good": "32",
    "place": "1",
    "label": "2",
}


def plain(text: str, _tone: Tone) -> str:
    """The `Paint` that leaves text as it is."""
    return text


def ansi(text: str, tone: Tone) -> str:
    """The `Paint` of terminals."""
    return f"\x1b[{_ANSI[tone]}m{text}\x1b[0m"


def one_line(text: str) -> str:
    """`text` on one line, without what could steer a terminal; typographic spaces stay."""
    flat = re.sub(r"[\t\r\n\f\v\x85\u2028\u2029]+ *", " ", text).strip(" ")
    if flat.isprintable():
        return flat
    return "".join(
        char if char.isprintable() or unicodedata.category(char) == "Zs" else "�" for char in flat
    )


def format_finding(path: str, finding: Finding, paint: Paint = plain) -> str:
    """Where, what is written, what is true and how to mend it; empty lines are left out.

    `path` is the lecture's, as messages show it. No newline at the end.
    """
    return _format(path, Piece((finding,)), paint)


def format_findings(path: str, findings: Iterable[Finding], paint: Paint = plain) -> list[str]:
    """The `pieces` below each other: a long remedy stands only at the first that needs it."""
    shown: list[str] = []
    told: set[str] = set()
    for piece in pieces(findings):
        remedy = piece.first.remedy
        known = remedy in told and len(remedy) > _LONG_REMEDY
        told.add(remedy)
        shown.append(_format(path, piece, paint, frozenset({remedy} if known else ())))
    return shown


def _format(path: str, piece: Piece, paint: Paint, known: frozenset[str] = frozenset()) -> str:
    first = piece.first
    where = f"{one_line(path)}:{first.place.line}:{first.place.column}"
    if first.place.cell:
        where += f" ({first.place.words})"
    told = paint(_PREFIX[first.severity] + one_line(piece.message), first.severity)
    return "\n".join([f"{paint(where, 'place')}  {told}", *detailed(piece, paint, known)])


def detailed(
    piece: Piece, paint: Paint = plain, known: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The lines below a message, but for texts that are known."""
    details = [(label, one_line(text)) for label, text in piece.details() if text not in known]
    width = max((11, *(len(label) for label, _ in details)))
    for label, text in details:
        if text:
            yield f"    {paint(f'{label}:'.ljust(width + 1), 'label')}  {text}"


def balance(counts: Counts) -> str:
    """`46 Zahlen: 40 geprüft, 6 eingesetzt`; verdicts that no number has are left out."""
    if not counts.total:
        return "keine Zahlen"
    parts = [
        f"{number} {word}"
        for verdict, word in _VERDICTS
        if (number := int(getattr(counts, verdict)))
    ]
    return f"{counts.total} {'Zahl' if counts.total == 1 else 'Zahlen'}: {', '.join(parts)}"


def summary(report: Report, paint: Paint = plain) -> str:
    """One line for a lecture: its path and its balance."""
    tone: Tone = "error" if report.failed else "warning" if report.counts.unchecked else "good"
    told = balance(report.counts)
    beside = sum(one.verdict == "wrong" for one in report.numbers) - report.counts.wrong
    if beside > 0:
        told += f"; {_beside(beside, report.counts.unchecked)} in falschen Behauptungen"
    if report.counts.unchecked and any(one.code in _CUT_SHORT for one in report.findings):
        told += " (was am Modell zu prüfen ist, erst wenn der Code durchläuft)"
    return f"{paint(one_line(report.path), 'place')}: {paint(told, tone)}"


def _beside(count: int, unchecked: int) -> str:
    """Numbers that nothing is said of: they are checked as soon as what they stand in is right."""
    if count == unchecked:
        return "die ungeprüfte steht" if count == 1 else "die ungeprüften stehen"
    return f"{count} der ungeprüften {'steht' if count == 1 else 'stehen'}"


def as_text(reports: Iterable[Report], paint: Paint = plain) -> str:
    """All findings of each lecture, its balance behind them."""
    blocks = []
    for report in reports:
        blocks += format_findings(report.path, report.findings, paint)
        blocks.append(summary(report, paint))
    return "\n".join(blocks)


class ClaimEntry(Struct, frozen=True, omit_defaults=True):
    """A claim in the contract for tools."""

    line: int
    column: int
    text: str
    verdict: str
    against: str
    fact: str
    true: str
    cell: int = 0
    """Notebooks only, as `cell_line`: which cell, and the line in it, both from 1."""
    cell_line: int = 0


class FindingEntry(Struct, frozen=True, omit_defaults=True):
    """A finding in the contract for tools."""

    line: int
    column: int
    severity: str
    code: str
    written: str
    true: str
    message: str
    cell: int = 0
    cell_line: int = 0


class LectureEntry(Struct, frozen=True):
    """A lecture in the contract for tools."""

    path: str
    counts: Counts
    claims: tuple[ClaimEntry, ...]
    findings: tuple[FindingEntry, ...]


class Document(Struct, frozen=True):
    """What `rechenprobe check --format json` prints."""

    lectures: tuple[LectureEntry, ...]


def as_json(reports: Iterable[Report]) -> str:
    """The contract for tools, indented, without a newline at the end."""
    document = Document(tuple(_lecture_entry(report) for report in reports))
    try:
        written = msgspec.json.encode(document)
    except UnicodeEncodeError:  # in a file's name some bytes are no UTF-8
        return json.dumps(msgspec.to_builtins(document), indent=2)
    return msgspec.json.format(written, indent=2).decode()


def _lecture_entry(report: Report) -> LectureEntry:
    return LectureEntry(
        report.path,
        report.counts,
        tuple(_claim_entry(claim) for claim in report.claims),
        tuple(_finding_entry(finding) for finding in report.findings),
    )


def _claim_entry(claim: Claim) -> ClaimEntry:
    return ClaimEntry(
        claim.place.line,
        claim.place.column,
        claim.text,
        claim.verdict,
        claim.against,
        claim.fact,
        claim.true,
        claim.place.cell,
        claim.place.cell_line,
    )


def _finding_entry(finding: Finding) -> FindingEntry:
    guess = finding.explanation if finding.code == UNCHECKED else ""
    return FindingEntry(
        finding.place.line,
        finding.place.column,
        finding.severity,
        finding.code,
        finding.written,
        finding.true,
        f"{finding.message} ({guess})" if guess else finding.message,
        finding.place.cell,
        finding.place.cell_line,
    )
