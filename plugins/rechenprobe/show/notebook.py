"""Lecture + Run → a notebook to download: executed, and runnable on its own.

Jupyter and Colab draw formulas themselves, so that these stay LaTeX. Values stand in the text as
the page has them, with their expression in a comment behind: read as a lecture again, the
notebook claims and checks what the lecture computed.
"""

from collections.abc import Iterator, Sequence

from rechenprobe.execution import CellRun, Display, Output, Run, Shown, Stream
from rechenprobe.lecture import Image, Lecture
from rechenprobe.notation import Grouping
from rechenprobe.settings import Settings
from rechenprobe.show.chunks import Chunk, chunks
from rechenprobe.show.dialect import Resolve, for_jupyter
from rechenprobe.show.edits import Edit, apply_edits
from rechenprobe.show.exercises import exercise_texts
from rechenprobe.show.formulas import formula_latex
from rechenprobe.show.install import imported_modules, install_code, seed_code
from rechenprobe.show.ipynb import (
    HIDDEN,
    CellMetadata,
    CellOutput,
    CodeCell,
    DisplayOutput,
    MarkdownCell,
    NotebookPart,
    ResultOutput,
    StreamOutput,
    bundle,
    lines,
    to_json,
)
from rechenprobe.show.model import model_block
from rechenprobe.show.references import reference_texts
from rechenprobe.show.values import show_value, to_latex


def show_notebook(
    lecture: Lecture,
    run: Run,
    settings: Settings,
    preludes: Sequence[str] = (),
    resolve: Resolve = lambda _: None,
) -> bytes:
    """The notebook's file, the same bytes for the same lecture and run.

    `preludes` is the code that runs before the cells, in order; `resolve` gives links an
    address that works away from the site. Only for runs that went well.
    """
    codes = [*preludes, *(cell.code for cell in lecture.cells if cell.options.eval)]
    modules = imported_modules(codes)
    hidden = [("einrichten", install_code(modules, run.versions))]
    hidden += [(f"vorspiel-{number}", code.strip()) for number, code in enumerate(preludes, 1)]
    hidden.append(("zufall", seed_code(modules)))
    cells: list[NotebookPart] = [
        CodeCell(name, lines(code), count, metadata=HIDDEN)
        for count, (name, code) in enumerate([pair for pair in hidden if pair[1]], 1)
    ]
    edits = [
        *_edits(lecture, run, settings, resolve),
        *exercise_texts(lecture, run, settings),
        *reference_texts(lecture),
    ]
    count = len(cells)
    for number, chunk in enumerate(chunks(lecture), 1):
        if chunk.cell is None:
            text = for_jupyter(_text(lecture, chunk, edits), resolve)
            attachments = {name: bundle(data) for name, data in chunk.attachments.items()}
            cells.append(MarkdownCell(f"text-{number}", lines(text), CellMetadata(), attachments))
        else:
            executed = lecture.cells[chunk.cell].options.eval
            count += executed
            cells.append(
                _code(lecture, run, chunk.cell, number, count if executed else None, settings)
            )
    return to_json(cells, run.versions)


def _code(  # a cell's place in three orders: file, notebook, execution
    lecture: Lecture, run: Run, index: int, number: int, count: int | None, settings: Settings
) -> CodeCell:
    cell = lecture.cells[index]
    outputs: tuple[CellOutput, ...] = ()
    for result in run.cells:
        if result.cell == index and cell.options.output:
            outputs = cell_outputs(result, run, count or 0, settings.grouping)
    return CodeCell(
        id=f"zelle-{number}",
        source=lines(author_code(lecture, index)),
        execution_count=count,
        outputs=outputs,
        metadata=CellMetadata() if cell.options.echo else HIDDEN,
    )


def author_code(lecture: Lecture, index: int) -> str:
    """A cell's code as its author wrote it: in a notebook with the magics that the run leaves out.

    A fence in a list is indented, a notebook's never is.
    """
    cell = lecture.cells[index]
    if lecture.origin is None or not cell.line_starts:
        return cell.code
    return lecture.source[cell.line_starts[0] : lecture.source.rfind("\n", 0, cell.span.end)]


def cell_outputs(
    result: CellRun, run: Run, count: int, grouping: Grouping
) -> tuple[CellOutput, ...]:
    """What a cell showed, as a notebook keeps it."""
    return tuple(_output(output, run, count, grouping) for output in result.outputs)


def _output(output: Output, run: Run, count: int, grouping: Grouping) -> CellOutput:
    match output:
        case Stream(name, text):
            return StreamOutput(name, lines(text))
        case Shown(index, view, options):
            model = run.models[index]
            html = str(model_block(model, view, grouping, options))
            # Without our style sheet the calculation would stick to its result.
            html = html.replace(
                '<span class="rp-calculation">', '<br><span class="rp-calculation">'
            )
            plain = f"Tabellen zum Modell „{model.name}“"
            return DisplayOutput(bundle({"text/html": html, "text/plain": plain}))
        case Display(data, result):
            return ResultOutput(bundle(data), count) if result else DisplayOutput(bundle(data))


def _text(lecture: Lecture, chunk: Chunk, edits: list[Edit]) -> str:
    start, end = chunk.span.start, chunk.span.end
    within = [edit for edit in edits if start <= edit.start and edit.end <= end]
    return apply_edits(lecture.source[:end], within, start)


def _edits(lecture: Lecture, run: Run, settings: Settings, resolve: Resolve) -> Iterator[Edit]:
    values = {
        result.value: show_value(result, lecture.values[result.value].format, settings.grouping)
        for result in run.values
    }
    latex = {index: to_latex(text) for index, text in values.items()}
    for formula in lecture.formulas:
        dollars = "$$" if formula.display else "$"
        text = f"{dollars}{formula_latex(lecture, formula, latex)}{dollars}"
        yield Edit(formula.span.start, formula.span.end, text)
    for result in run.values:
        value = lecture.values[result.value]
        if value.kind == "insert":
            text = values[result.value]
            if result.kind in ("int", "float") and "--" not in value.code:
                text += f"<!-- = {value.code} -->"
            yield Edit(value.span.start, value.span.end, text)
    for image in lecture.images:
        yield Edit(image.span.start, image.span.end, _image(image, resolve))


def _image(image: Image, resolve: Resolve) -> str:
    alt = image.alt.strip().replace('"', "'")
    target = resolve(image.target) or image.target
    height = f' height="{image.height}"' if image.height else ""
    return f'<img src="{target}" alt="{alt}" width="{image.width}"{height}>'
