"""Report → what pytest runs: a check for each claim, one for each error that no claim holds."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from rechenprobe.hosts.config import SiteError
from rechenprobe.hosts.files import read_file
from rechenprobe.hosts.messages import format_findings, one_line
from rechenprobe.lecture import Place
from rechenprobe.notation import as_read
from rechenprobe.report import Claim, Finding, Report

_LONGEST_NAME = 100
"""Characters of a name; pytest prints it on one line."""


class Check(Struct, frozen=True):
    """One thing to pass or fail."""

    place: Place
    name: str
    """One line, the same as long as the claim is: no line number. No other check has it."""
    message: str
    """As authors read it; empty if nothing is wrong."""
    summary: str
    """The message's first line without its place."""


def checks_of(report: Report) -> Iterator[Check]:
    """In the order of the source."""
    names: Counter[str] = Counter()

    claims = report.claims
    held: dict[int, list[Finding]] = {index: [] for index in range(len(claims))}
    alone: list[Finding] = []
    for finding in report.findings:
        if finding.severity == "error":
            holder = _holder(finding, claims)
            (alone if holder is None else held[holder]).append(finding)
    items = [
        (claim.place, _said(claim), held[index] or _contradiction(claim))
        for index, claim in enumerate(claims)
    ]
    items += [
        (finding.place, f"{finding.written} {finding.message}".strip(), [finding])
        for finding in alone
    ]
    for place, text, findings in sorted(items, key=lambda item: item[0]):
        name = _name(text)
        names[name] += 1
        if names[name] > 1:
            name += f" ({names[name]})"
        message = "\n".join(format_findings(report.path, findings))
        yield Check(place, name, message, findings[0].message if findings else "")


def unreadable(file: Path) -> Iterator[Check]:
    """The one check of a lecture that cannot be read: it fails, and says where and why."""
    try:
        read_file(file)
    except SiteError as error:
        for complaint in error.complaints:
            place = complaint.place or Place(1, 1)
            yield Check(place, complaint.message, str(complaint), complaint.message)


def _holder(finding: Finding, claims: Sequence[Claim]) -> int | None:
    """Index of the shortest claim that the finding lies in."""
    around = [
        (claim.span.end - claim.span.start, index)
        for index, claim in enumerate(claims)
        if claim.span.start <= finding.span.start < claim.span.end
    ]
    return min(around)[1] if around else None


def _said(claim: Claim) -> str:
    """Its text; of a number alone also what it is: `96 (conv2d.filters)`."""
    alone = claim.fact and not re.search(r"[^\W\d_]|=", claim.text)
    return f"{claim.text} ({claim.fact})" if alone else claim.text


def _contradiction(claim: Claim) -> list[Finding]:
    """A finding for a wrong claim that the report has none for."""
    if claim.verdict != "wrong":
        return []
    message = "Behauptung stimmt nicht"
    return [
        Finding(
            claim.span,
            claim.place,
            "error",
            "wrong-claim",
            message,
            written=claim.text,
            true=claim.true,
            explanation=claim.explanation,
        )
    ]


def _name(text: str) -> str:
    """A claim's text as part of a node id: one line, no `::`, not endless."""
    flat = one_line(as_read(text)).replace("::", ":")
    return flat if len(flat) <= _LONGEST_NAME else flat[: _LONGEST_NAME - 1] + "…"
