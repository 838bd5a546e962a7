"""Findings and balances as people and tools read them: text, JSON, GitHub annotations.

Text is German and has the same shape wherever an author meets it: build log,
command line, pytest. JSON is the contract for tools; its keys never change.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct, structs

from rechenprobe.report import (
    NOT_CHECKED,
    UNCHECKED,
    Claim,
    Counts,
    Finding,
    Report,
    Severity,
    Verdict,
)

Tone: TypeAlias = Literal["error", "warning", "hint", "good", "place", "label"]
"""What a piece of text says, for those who colour it."""

Paint: TypeAlias = Callable[[str, Tone], str]
"""Text in the colour of its tone."""

_PREFIX: dict[Severity, str] = {"error": "", "warning": "Warnung: ", "hint": "Hinweis: "}
_LEVEL: dict[Severity, str] = {"error": "error", "warning": "warning", "hint": "notice"}
_VERDICTS: tuple[tuple[Verdict, str], ...] = (
    ("verified", "geprüft"),
    ("computed", "eingesetzt"),
    ("exempt", "ausgenommen"),
    ("unchecked", "ungeprüft"),
    ("wrong", "falsch"),
)
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
    return "\n".join([_headline(path, finding, finding.message, paint), *_details(finding, paint)])


def _headline(path: str, finding: Finding, message: str, paint: Paint) -> str:
    where = f"{one_line(path)}:{finding.place.line}:{finding.place.column}"
    if finding.place.cell:
        where += f" ({finding.place.words})"
    told = paint(_PREFIX[finding.severity] + one_line(message), finding.severity)
    return f"{paint(where, 'place')}  {told}"


def entries(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """What is told in one piece: numbers that are unchecked for the same reason; others alone.

    In the order of the first of each.
    """
    found: dict[object, list[Finding]] = {}
    for index, finding in enumerate(findings):
        alike = (finding.severity, finding.message, finding.explanation, finding.remedy)
        found.setdefault(alike if finding.code == UNCHECKED else index, []).append(finding)
    return [tuple(entry) for entry in found.values()]


def _format_unchecked(path: str, entry: tuple[Finding, ...], paint: Paint) -> str:
    """Several numbers: the reason once, then each line with what stands there."""
    first = entry[0]
    lines: dict[str, list[str]] = {}
    for finding in entry:
        lines.setdefault(finding.place.words.split(", Spalte")[0], []).append(finding.written)
    width = max(11, *map(len, lines))
    details = [
        ("Grund", one_line(first.message.removeprefix(NOT_CHECKED))),
        *((line, one_line("; ".join(written))) for line, written in lines.items()),
        ("Abhilfe", one_line(first.remedy)),
    ]
    return "\n".join(
        [
            _headline(path, first, f"{len(entry)} Zahlen nicht geprüft", paint),
            *(
                f"    {paint(f'{label}:'.ljust(width + 1), 'label')}  {text}"
                for label, text in details
                if text
            ),
        ]
    )


def format_findings(path: str, findings: Iterable[Finding], paint: Paint = plain) -> list[str]:
    """The `entries` below each other: a long remedy stands only at the first that needs it."""
    shown: list[str] = []
    told: set[str] = set()
    for first, *others in entries(findings):
        known = first.remedy in told and len(first.remedy) > _LONG_REMEDY
        told.add(first.remedy)
        again = structs.replace(first, remedy="") if known else first
        shown.append(
            _format_unchecked(path, (again, *others), paint)
            if others
            else format_finding(path, again, paint)
        )
    return shown


def _details(finding: Finding, paint: Paint) -> list[str]:
    true, explanation = one_line(finding.true), one_line(finding.explanation)
    explanation = explanation.removesuffix(f": {true}") if true else explanation
    if true and explanation:
        true, explanation = f"{true}   ({explanation})", ""
    details = (
        ("geschrieben:", one_line(finding.written)),
        ("berechnet:", true),
        ("Grund:", explanation),
        ("Abhilfe:", one_line(finding.remedy)),
    )
    return [f"    {paint(f'{label:<12}', 'label')}  {text}" for label, text in details if text]


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
    return f"{paint(one_line(report.path), 'place')}: {paint(balance(report.counts), tone)}"


def as_text(reports: Iterable[Report], paint: Paint = plain) -> str:
    """All findings of each lecture, its balance behind them."""
    blocks = []
    for report in reports:
        blocks += format_findings(report.path, report.findings, paint)
        blocks.append(summary(report, paint))
    return "\n".join(blocks)


def as_github(reports: Iterable[Report], locate: Callable[[str], str] = str) -> str:
    """GitHub's workflow commands, one line a finding, then the balances as plain log lines.

    `locate` turns a lecture's path into one relative to the repository's root,
    where GitHub looks for it. Columns count from 1, as GitHub's do.
    """
    annotations, balances = [], []
    for report in reports:
        balances.append(summary(report))
        for finding in report.findings:
            properties = (
                f"file={_property(locate(report.path))}"
                f",line={finding.place.line},col={finding.place.column}"
            )
            cell = f"{finding.place.words}: " if finding.place.cell else ""
            text = "\n".join([cell + one_line(finding.message), *_details(finding, plain)])
            annotations.append(f"::{_LEVEL[finding.severity]} {properties}::{_data(text)}")
    return "\n".join([*annotations, *balances])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


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
    return FindingEntry(
        finding.place.line,
        finding.place.column,
        finding.severity,
        finding.code,
        finding.written,
        finding.true,
        finding.message,
        finding.place.cell,
        finding.place.cell_line,
    )
