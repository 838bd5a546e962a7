"""What the page says about itself: its balance, and why it may not be published."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from rechenprobe.execution import Failure, Run
from rechenprobe.lecture import Lecture
from rechenprobe.report import UNCHECKED, Counts, Finding, Report
from rechenprobe.show.html import fill
from rechenprobe.telling import Piece, pieces

_SHOWN: Mapping[str, str] = {"keras": "Keras"}
"""Distributions that a balance names, and how they are written."""


def balance(report: Report, run: Run) -> Markup:
    """`46 Zahlen: 40 geprüft, 6 eingesetzt; Keras 3.15.1`; empty where nothing was at stake."""
    counts = report.counts
    parts = []
    if counts.total:
        parts.append(
            f"{counts.total} {'Zahl' if counts.total == 1 else 'Zahlen'}: {_words(counts)}"
        )
    versions = [
        f"{name} {run.versions[key]}" for key, name in _SHOWN.items() if key in run.versions
    ]
    if not parts and not versions:
        return Markup()
    complete = counts.total > 0 and counts.verified + counts.computed == counts.total
    return fill(
        '<div class="rp-balance" data-complete="{}" role="note">'
        "<strong>Rechenprobe</strong> <span>{}</span></div>",
        "true" if complete else "false",
        "; ".join((*parts, *versions)),
    )


def failure_box(failure: Failure) -> Markup:
    """The message of a run that ended early, where its output would be."""
    frames = Markup().join(
        fill(
            "<li><span>{}</span> <code>{}</code></li>",
            f"{frame.file}, Zeile {frame.line}:",
            frame.code.strip(),
        )
        for frame in failure.frames
    )
    return _box(
        "Dieser Code ist nicht durchgelaufen",
        fill(
            "<p><code>{}</code></p>{}{}",
            failure.message,
            fill("<ol>{}</ol>", frames)
            if frames
            else fill("<p>{}</p>", f"{failure.file}, Zeile {failure.line}"),
            fill("<p>{}</p>", failure.remedy) if failure.remedy else Markup(),
        ),
    )


def errors_box(lecture: Lecture, findings: tuple[Finding, ...]) -> Markup:
    """All errors of a page that will not be published, for its author in the preview.

    What is wrong comes first; what is merely unchecked is folded, for it may be a lot.
    """
    open_ = [finding for finding in findings if finding.code == UNCHECKED]
    wrong = [finding for finding in findings if finding.code != UNCHECKED]
    title = f"{len(findings)} Fehler: {lecture.path} wird so nicht veröffentlicht"
    content = _errors(wrong)
    if open_:
        summary = "1 Zahl ist" if len(open_) == 1 else f"{len(open_)} Zahlen sind"
        content += fill(
            "<details{}><summary>{} nicht geprüft</summary>{}</details>",
            Markup() if wrong else Markup(" open"),
            summary,
            _errors(open_),
        )
    return _box(title, content)


def _errors(findings: Sequence[Finding]) -> Markup:
    """A list of what is told in one piece; a remedy stands where it is new."""
    told: set[str] = set()
    items = Markup()
    for piece in pieces(findings):
        items += _error(piece, told)
        told.add(piece.first.remedy)
    return fill("<ul>{}</ul>", items) if findings else Markup()


def _error(piece: Piece, told: set[str]) -> Markup:
    details = Markup().join(
        fill("<div><dt>{}</dt><dd>{}</dd></div>", label, text)
        for label, text in piece.details()
        if text not in told
    )
    place = f"{piece.first.place.words}:"
    return fill("<li><strong>{}</strong> {}<dl>{}</dl></li>", place, piece.message, details)


def _box(title: str, content: Markup) -> Markup:
    return fill(
        '<section class="rp-failure" aria-label="{}">'
        '<p class="rp-failure__title">{}</p>{}</section>',
        title,
        title,
        content,
    )


def _words(counts: Counts) -> str:
    named = (
        (counts.verified, "geprüft"),
        (counts.computed, "eingesetzt"),
        (counts.exempt, "ausgenommen"),
        (counts.unchecked, "nicht geprüft"),
        (counts.wrong, "falsch"),
    )
    return ", ".join(f"{count} {word}" for count, word in named if count)
