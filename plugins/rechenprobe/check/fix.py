"""Lecture + Report → the file with its wrong results made right. Pure."""

import json
from collections.abc import Callable

from rechenprobe.lecture import Lecture, line_starts
from rechenprobe.report import Correction, Edit, Repair, Report

_ROUNDS = 12
"""A corrected result may show the next error of a chain; so often it is checked again."""

Check = Callable[[str], tuple[Lecture, Report]]
"""The text of a file → what stands in it, and what the check says of it."""


def find_edits(report: Report) -> tuple[Repair, ...]:
    """What is to be written, in the order of the source, none within another.

    Only wrong results are rewritten, in the author's own notation and
    precision; never a number that the author chose (a batch size, a stride), one with a waiver,
    or a factor.
    """
    edits: list[Repair] = []
    repairs = {repair for finding in report.findings for repair in finding.repairs}
    for repair in sorted(repairs, key=lambda repair: (repair.span, repair.text)):
        overlaps = bool(edits) and repair.span.start < edits[-1].span.end
        if not overlaps:
            edits.append(repair)
    return tuple(edits)


def apply_edits(text: str, lecture: Lecture, edits: tuple[Repair, ...]) -> str | None:
    """The file's text with the edits made.

    None if one of them does not stand in the file as it is read: a
    notebook's text may be escaped in more than one way.
    """
    starts = line_starts(text)
    for edit in reversed(edits):
        place = lecture.place(edit.span.start)
        offset = starts[place.line - 1] + place.column - 1
        found = next(
            (
                (old, new)
                for old, new in _spellings(lecture.text(edit.span), edit.text, lecture)
                if text.startswith(old, offset)
            ),
            None,
        )
        if found is None:
            return None
        text = text[:offset] + found[1] + text[offset + len(found[0]) :]
    return text


def _spellings(old: str, new: str, lecture: Lecture) -> list[tuple[str, str]]:
    """How the two may stand in the file: as they are, or in a notebook as JSON writes them."""
    if lecture.origin is None or not lecture.path.lower().endswith(".ipynb"):
        return [(old, new)]
    return [
        (json.dumps(old, ensure_ascii=ascii_)[1:-1], json.dumps(new, ensure_ascii=ascii_)[1:-1])
        for ascii_ in (False, True)
    ]


def correct(text: str, check: Check) -> Correction:
    """Rewrite what is wrong until nothing more can be done, and keep what then is verified.

    `text` is the whole file. Nothing is changed whose new value the check does
    not confirm, and nothing at all if the file would not read as before.
    """
    before, report = check(text)
    after, ending = _rounds(text, before, report, check)
    confirmed = {verdict.number for verdict in ending.numbers if verdict.verdict == "verified"}
    if len(after.numbers) != len(before.numbers):
        return Correction(text, (), report)
    pairs = zip(before.numbers, after.numbers, strict=True)
    edits = tuple(
        Repair(old.span, new.text)
        for index, (old, new) in enumerate(pairs)
        if old.text != new.text and index in confirmed
    )
    fixed = apply_edits(text, before, edits)
    if not edits or fixed is None:
        return Correction(text, (), report)
    return Correction(
        fixed,
        tuple(Edit(before.place(e.span.start), before.text(e.span), e.text) for e in edits),
        check(fixed)[1],
    )


def _rounds(text: str, lecture: Lecture, report: Report, check: Check) -> tuple[Lecture, Report]:
    for _ in range(_ROUNDS):
        edits = find_edits(report)
        changed = apply_edits(text, lecture, edits)
        if not edits or changed is None or changed == text:
            break
        text = changed
        lecture, report = check(text)
    return lecture, report
