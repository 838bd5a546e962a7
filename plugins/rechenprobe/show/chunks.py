"""A lecture cut into the cells of a notebook: text and code in turn."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from rechenprobe.lecture import Lecture, Span


class Chunk(Struct, frozen=True):
    """What becomes one cell."""

    span: Span
    """In `Lecture.source`."""
    cell: int | None = None
    """Index into `Lecture.cells`; None for text."""
    attachments: Mapping[str, Mapping[str, str]] = {}


def chunks(lecture: Lecture) -> Iterator[Chunk]:
    """The lecture's chunks in order. Code that does not run stays in the text around it.

    A notebook keeps the cells that its author gave it, whether they run or not.
    """
    if lecture.origin is None:
        yield from _between_cells(lecture)
        return
    indices = {cell.span: index for index, cell in enumerate(lecture.cells)}
    for part in lecture.origin.cells:
        if part.span.start >= lecture.body_start and part.kind != "raw":
            index = indices.get(part.span) if part.kind == "code" else None
            yield Chunk(part.span, index, part.attachments)


def _between_cells(lecture: Lecture) -> Iterator[Chunk]:
    start = lecture.body_start
    for index, cell in enumerate(lecture.cells):
        if cell.options.eval:
            yield from _text(lecture, Span(start, cell.span.start))
            yield Chunk(cell.span, index)
            start = cell.span.end
    yield from _text(lecture, Span(start, len(lecture.source)))


def _text(lecture: Lecture, span: Span) -> Iterator[Chunk]:
    if lecture.text(span).strip():
        yield Chunk(span)
