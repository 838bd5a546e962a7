"""All verdicts of a lecture, in the words of the contract for tools."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.place import Place, Span

Verdict: TypeAlias = Literal["verified", "computed", "exempt", "unchecked", "wrong"]
Severity: TypeAlias = Literal["error", "warning", "hint"]

UNCHECKED = "unchecked-number"
"""The code of findings that say only that nothing is known."""
NOT_CHECKED = "Zahl nicht geprüft: "
"""How their messages begin; the reason follows."""


class Counts(Struct, frozen=True):
    """Numbers of the prose, by verdict."""

    verified: int = 0
    computed: int = 0
    exempt: int = 0
    unchecked: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.verified + self.computed + self.exempt + self.unchecked + self.wrong


class Truth(Struct, frozen=True, gc=False):
    """What a claim was held against."""

    fact: str = ""
    """Empty for arithmetic."""
    true: str = ""
    explanation: str = ""


class Claim(Struct, frozen=True, gc=False):
    """Something the author typed that the build had to confirm, and what came of it."""

    span: Span
    place: Place
    text: str
    verdict: Verdict
    against: Literal["model", "arithmetic", ""]
    """What confirmed or refuted it; empty if nothing could."""
    fact: str
    """Which fact: `conv2d.output.height`; empty for arithmetic."""
    true: str
    """The true value, German notation."""
    explanation: str
    """German, one line, for hover and pytest: `Parameter von conv2d: 96 · (11 · 11 · 3 + 1)`."""
    numbers: tuple[int, ...]
    """Indices into `Lecture.numbers`."""

    @property
    def is_fact(self) -> bool:
        """Whether the model confirms it."""
        return self.verdict == "verified" and self.against == "model"


class Repair(Struct, frozen=True, gc=False):
    """What has to stand at a place so that the statement is true, in the author's notation."""

    span: Span
    text: str


class Finding(Struct, frozen=True, gc=False):
    """One message to the author."""

    span: Span
    place: Place
    severity: Severity
    code: str
    """Stable, kebab-case: `wrong-number`, `cell-failed`, `english-decimal`, …"""
    message: str
    """German, one line, without the place."""
    written: str = ""
    true: str = ""
    explanation: str = ""
    """How the true value comes about."""
    remedy: str = ""
    repairs: tuple[Repair, ...] = ()
    """What `rechenprobe fix` may write; empty where only the author knows."""


class NumberVerdict(Struct, frozen=True, gc=False):
    """What became of one number."""

    number: int
    verdict: Verdict
    reason: str = ""
    """German: against what it was verified, or why it could not be."""


class Exemption(Struct, frozen=True, gc=False):
    """A number that its author waives the check of."""

    place: Place
    text: str
    """The number as written."""
    reason: str


class Report(Struct, frozen=True):
    """What the check says about one lecture, in the order of the source."""

    path: str
    counts: Counts
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    numbers: tuple[NumberVerdict, ...]
    exemptions: tuple[Exemption, ...] = ()
    versions: Mapping[str, str] = {}
    """Distribution → version, of what the lecture's code was run with, and `python`."""

    @property
    def failed(self) -> bool:
        """Whether the build has to stop."""
        return any(finding.severity == "error" for finding in self.findings)


class Edit(Struct, frozen=True):
    """One number that was rewritten."""

    place: Place
    old: str
    new: str


class Correction(Struct, frozen=True):
    """A file whose wrong results were made right."""

    text: str
    edits: tuple[Edit, ...]
    """In the order of the file; places are those before. Empty: the text is what it was."""
    report: Report
    """Of `text`."""


class Covered(Struct, frozen=True):
    """A lecture as the site's own report names it."""

    title: str
    href: str
    """Its page's address, from the report's page."""
    report: Report
