"""Lecture + Run + Report → a notebook for mkdocs-jupyter to render.

What Markdown must not touch goes through in seals, as on other pages: formulas as MathML, marks,
values. So the page needs neither MathJax nor anything else from elsewhere.
"""

from collections.abc import Mapping

from rechenprobe.execution import Run
from rechenprobe.lecture import Lecture
from rechenprobe.report import Report
from rechenprobe.settings import Settings
from rechenprobe.show.chunks import Chunk, chunks
from rechenprobe.show.edits import Edit, apply_edits
from rechenprobe.show.ipynb import (
    CellMetadata,
    CellOutput,
    CodeCell,
    DisplayOutput,
    MarkdownCell,
    NotebookPart,
    bundle,
    lines,
    to_json,
)
from rechenprobe.show.notebook import author_code, cell_outputs
from rechenprobe.show.notices import failure_box
from rechenprobe.show.page import foot, head, text_edits

_WITHOUT_SOURCE = CellMetadata(transient={"remove_source": True})


def show_notebook_page(
    lecture: Lecture,
    run: Run,
    report: Report,
    settings: Settings,
    tools: Mapping[str, str],
) -> bytes:
    """The notebook whose rendering `finish_page` completes; same bytes each time.

    `tools`: what renders it, with versions. They become part of the notebook, because
    mkdocs-jupyter keeps a rendering for as long as the notebook's bytes stay.
    Never fails: what could not be run, converted or confirmed shows itself as such.
    """
    cells: list[NotebookPart] = []

    def add_text(name: str, text: str, chunk: Chunk | None = None) -> None:
        attached = chunk.attachments if chunk else {}
        attachments = {key: bundle(data) for key, data in attached.items()}
        if text.strip():
            cells.append(MarkdownCell(name, lines(text), CellMetadata(), attachments))

    add_text("kopf", head(lecture, run, report))
    edits = text_edits(lecture, run, report, settings)
    count = 0
    for number, chunk in enumerate(chunks(lecture), 1):
        if chunk.cell is None:
            add_text(f"text-{number}", _text(lecture, chunk, edits), chunk)
        else:
            count += lecture.cells[chunk.cell].options.eval
            cells.append(_code(lecture, run, chunk.cell, number, count, settings))
    add_text("fuss", foot(report, run))
    return to_json(cells, {**run.versions, **tools})


def _text(lecture: Lecture, chunk: Chunk, edits: list[Edit]) -> str:
    start, end = chunk.span.start, chunk.span.end
    within = [edit for edit in edits if start <= edit.start and edit.end <= end]
    return apply_edits(lecture.source[:end], within, start)


def _code(
    lecture: Lecture, run: Run, index: int, number: int, count: int, settings: Settings
) -> CodeCell:
    options = lecture.cells[index].options
    outputs: tuple[CellOutput, ...] = ()
    for result in run.cells:
        if result.cell == index and options.output:
            outputs = cell_outputs(result, run, count, settings.grouping)
    if run.failure is not None and run.failure.cell == index:
        outputs += (DisplayOutput(bundle({"text/html": str(failure_box(run.failure))})),)
    code = author_code(lecture, index).split("\n")
    while code and (not code[0].strip() or code[0].startswith("#|")):
        del code[0]
    return CodeCell(
        id=f"zelle-{number}",
        source=lines("\n".join(code)),
        execution_count=count if options.eval else None,
        outputs=outputs,
        metadata=CellMetadata() if options.echo else _WITHOUT_SOURCE,
    )
