"""`*Rechenprobe: Diese Fassung ist nicht geprüft.*`: what every reader sees, unless we checked.

GitHub's preview, Obsidian and other generators show the sentence as it stands; only a build that
has checked the page takes it away and puts the balance below.
"""

from collections.abc import Iterable, Iterator

from rechenprobe.claims import Item
from rechenprobe.late import late
from rechenprobe.lecture import Lecture
from rechenprobe.report import Report
from rechenprobe.show.edits import Edit

_DISCLAIMER = late(r"([*_]{1,3})Rechenprobe: [^*_\n]+\1")
"""A paragraph of its own, emphasised; its words are the author's."""


def disclaimer_edits(lecture: Lecture, report: Report) -> Iterator[Edit]:
    """Takes the sentence away, unless something on the page is wrong."""
    if not report.failed:
        for item in _paragraphs(lecture.items):
            if _DISCLAIMER.fullmatch(item.text.strip()):
                yield Edit(item.span.start, item.span.end, "")


def _paragraphs(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        if item.kind == "paragraph":
            yield item
        yield from _paragraphs(item.items)
