"""Lecture + Report → the edits that make its wrong results right. Pure."""

from rechenprobe.lecture import Lecture
from rechenprobe.report import Repair, Report


def find_edits(lecture: Lecture, report: Report) -> tuple[Repair, ...]:
    """What `rechenprobe fix` writes, in the order of the source, none within another.

    Only wrong results are rewritten, in the author's own notation and
    precision; never a number that the author chose (a batch size), one with a
    waiver, or a factor. Correcting a result may show the next error of a chain:
    check again, and fix again, until nothing is found.
    """
    waived = {number.span for number in lecture.numbers if number.exempt is not None}
    edits: list[Repair] = []
    repairs = {repair for finding in report.findings for repair in finding.repairs}
    for repair in sorted(repairs, key=lambda repair: (repair.span, repair.text)):
        overlaps = bool(edits) and repair.span.start < edits[-1].span.end
        if not overlaps and repair.span not in waived:
            edits.append(repair)
    return tuple(edits)


def apply_edits(source: str, edits: tuple[Repair, ...]) -> str:
    """The source with the edits made."""
    for edit in reversed(edits):
        source = source[: edit.span.start] + edit.text + source[edit.span.end :]
    return source
