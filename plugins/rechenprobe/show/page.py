"""The published page: the author's Markdown with the run's results put in, by source offsets."""

import re
from collections.abc import Iterator, Sequence

from rechenprobe.execution import Run
from rechenprobe.late import late
from rechenprobe.lecture import Cell, Formula, Image, Lecture
from rechenprobe.report import Finding, Report
from rechenprobe.settings import Settings
from rechenprobe.show.calculators import calculator_edits, calculator_problems
from rechenprobe.show.disclaimer import disclaimer_edits
from rechenprobe.show.edits import Edit, apply_edits, insert
from rechenprobe.show.exercises import exercise_edits
from rechenprobe.show.formulas import BadFormula, convert, formula_html, formula_latex
from rechenprobe.show.html import fill
from rechenprobe.show.keeping import keeping_edits
from rechenprobe.show.marks import Mark, marks
from rechenprobe.show.notices import balance, errors_box, failure_box
from rechenprobe.show.outputs import outputs_markdown, paragraphs
from rechenprobe.show.references import captioned, reference_edits
from rechenprobe.show.seal import seal
from rechenprobe.show.values import show_value, to_latex

_TITLE = late(r"\s*?^ {0,3}#[ \t].*$", re.MULTILINE)


def show_lecture(
    lecture: Lecture,
    run: Run,
    report: Report,
    settings: Settings,
    prelude: str = "",
    last: Run | None = None,
) -> str:
    """The Markdown to publish, front matter left out; `SealExtension` completes it.

    `prelude` is the code that ran before the cells, shown folded if the page
    asks for it. Never fails: what could not be run, converted or confirmed
    shows itself as such on the page. `last` is an earlier run that went well:
    where this one has ended early, its outputs stand in, marked as out of date.
    """
    edits = [
        *_prelude_edit(lecture, prelude),
        *_cell_edits(lecture, run, last, settings),
        *text_edits(lecture, run, report, settings),
    ]
    above, title = head(lecture, run, report), _title_end(lecture)
    if above and title:
        edits.append(insert(title, f"\n\n{above.rstrip()}\n"))
        above = ""
    body = apply_edits(lecture.source, edits, lecture.body_start)
    return above + body.rstrip("\n") + "\n" + foot(report, run)


def _title_end(lecture: Lecture) -> int:
    """Behind the title that the page begins with, where alone MkDocs finds it; 0 if with none."""
    title = _TITLE.match(lecture.source, lecture.body_start)
    return title.end() if title else 0


def text_edits(lecture: Lecture, run: Run, report: Report, settings: Settings) -> list[Edit]:
    """What changes in the prose: values, formulas, images, references, marks; fences of ours."""
    values = _values(lecture, run, settings)
    figures = {label.of for label in lecture.labels if label.kind == "fig"}
    return [
        *_value_edits(lecture, values),
        *(_formula_edit(lecture, formula, values) for formula in lecture.formulas),
        *reference_edits(lecture),
        *(_image_edit(image) for image in lecture.images if image.span not in figures),
        *_mark_edits(lecture, marks(lecture, report)),
        *disclaimer_edits(lecture, report),
        *exercise_edits(lecture, run, settings),
        *calculator_edits(lecture, settings),
    ]


def show_problems(lecture: Lecture) -> tuple[Finding, ...]:
    """What of a lecture cannot be shown: formulas that do not convert, calculators of nothing."""
    stand_ins = dict.fromkeys(range(len(lecture.values)), "0")
    found = [*calculator_problems(lecture)]
    for formula in lecture.formulas:
        try:
            convert(formula_latex(lecture, formula, stand_ins), display=formula.display)
        except BadFormula as problem:
            offset = min(problem.offset, max(len(formula.latex) - 1, 0))
            found.append(
                Finding(
                    span=formula.span,
                    place=lecture.place(formula.latex_start + offset),
                    severity="error",
                    code="bad-formula",
                    message="Die Formel lässt sich nicht setzen",
                    written=" ".join(lecture.text(formula.span).split()),
                    explanation=str(problem),
                    remedy="Die Formel ändern; erlaubt ist, was LaTeX und amsmath kennen.",
                )
            )
    return tuple(found)


def head(lecture: Lecture, run: Run, report: Report) -> str:
    """What stands above the text of a page that only its author sees: the errors."""
    parts = []
    errors = tuple(finding for finding in report.findings if finding.severity == "error")
    if errors:
        parts.append(seal(errors_box(lecture, errors)))
    if run.failure is not None and run.failure.cell is None:
        parts.append(seal(failure_box(run.failure)))
    return "\n\n".join((*parts, "")) if parts else ""


def foot(report: Report, run: Run) -> str:
    """What stands below the text: its balance."""
    summary = balance(report, run)
    return f"\n{seal(summary)}\n" if summary else ""


def _prelude_edit(lecture: Lecture, prelude: str) -> Iterator[Edit]:
    """The prelude, folded, above the first cell that runs, if the page wants it shown."""
    cell = next((cell for cell in lecture.cells if cell.options.eval), None)
    if cell is None or not prelude.strip() or not lecture.settings.show_prelude:
        return
    fence = "`" * max(3, _longest_ticks(prelude) + 1)
    parts = [
        seal(
            '<details class="rp-prelude">'
            "<summary>Das läuft vor dem ersten Code dieser Seite</summary>"
        ),
        f"{fence}python\n{prelude.strip()}\n{fence}",
        seal("</details>"),
    ]
    yield insert(cell.span.start, paragraphs(parts, cell.indent) + "\n")


def _cell_edits(lecture: Lecture, run: Run, last: Run | None, settings: Settings) -> Iterator[Edit]:
    results = {result.cell: result for result in run.cells}
    earlier = {result.cell: result for result in last.cells} if last and run.failure else {}
    ended = -1 if run.failure is None or run.failure.cell is None else run.failure.cell
    # A value that fails comes behind all cells.
    behind = run.failure is not None and run.failure.kind == "value"
    for index, cell in enumerate(lecture.cells):
        shown = ""
        if cell.options.output and index in results:
            shown = outputs_markdown(results[index], run, cell.indent, settings.grouping)
            shown = captioned(lecture, cell, shown)
        if run.failure is not None and run.failure.cell == index:
            shown += paragraphs([seal(failure_box(run.failure))], cell.indent)
        if cell.options.output and index in earlier and index >= ended and not behind:
            assert last is not None
            shown += outputs_markdown(
                earlier[index], last, cell.indent, settings.grouping, stale=True
            )
        if cell.options.echo:
            yield from _blank_line(lecture, cell)
            yield from _option_lines(lecture, cell)
            yield insert(cell.span.end, shown)
        else:
            yield Edit(cell.span.start, cell.span.end, shown)


def _blank_line(lecture: Lecture, cell: Cell) -> Iterator[Edit]:
    """A fence right below a line of text would end up in that paragraph."""
    before = lecture.source[lecture.body_start : cell.span.start].split("\n")[-2:]
    if len(before) == 2 and before[0].strip():
        yield insert(cell.span.start, "\n")


def _option_lines(lecture: Lecture, cell: Cell) -> Iterator[Edit]:
    """Hash-pipe lines vanish, with their indentation and newline; Quarto's braces, too."""
    end = cell.line_starts[0] if cell.line_starts else cell.span.end
    fence = lecture.source.find("{", cell.span.start, end) if cell.info.startswith("{") else -1
    if fence != -1:
        close = lecture.source.find("}", fence)
        yield Edit(fence, close + 1, "python")
    for line, start in zip(cell.code.split("\n"), cell.line_starts, strict=False):
        if line.strip() and not line.startswith("#|"):
            return
        if line.strip():
            begin = lecture.source.rfind("\n", 0, start) + 1
            yield Edit(begin, start + len(line) + 1, "")


def _values(lecture: Lecture, run: Run, settings: Settings) -> dict[int, str]:
    return {
        result.value: show_value(result, lecture.values[result.value].format, settings.grouping)
        for result in run.values
    }


def _value_edits(lecture: Lecture, values: dict[int, str]) -> Iterator[Edit]:
    for index, value in enumerate(lecture.values):
        if value.kind == "claim":  # the comment has done its work
            yield Edit(value.span.start, value.span.end, "")
        elif index in values:
            mark = Mark(value.span, "computed", (value.code,))
            html = mark.opening + values[index] + mark.closing
            yield Edit(value.span.start, value.span.end, seal(html))
        else:
            html = fill('<span class="rp-missing">{}</span>', value.code)
            yield Edit(value.span.start, value.span.end, seal(html))


def _formula_edit(lecture: Lecture, formula: Formula, values: dict[int, str]) -> Edit:
    inserts = {index: to_latex(text) for index, text in values.items()}
    source = formula_latex(lecture, formula, inserts)
    try:
        html = formula_html(source, display=formula.display)
    except BadFormula as problem:
        html = fill(
            '<code class="rp-missing" title="{}">{}</code>',
            str(problem),
            lecture.text(formula.span),
        )
    return Edit(formula.span.start, formula.span.end, seal(html))


def _image_edit(image: Image) -> Edit:
    height = f' height="{image.height}"' if image.height else ""
    alt = image.alt.strip().replace('"', "'")
    markdown = f'![{alt}]({image.target}){{ width="{image.width}"{height} }}'
    return Edit(image.span.start, image.span.end, markdown)


def _mark_edits(lecture: Lecture, found: Sequence[Mark]) -> Iterator[Edit]:
    yield from keeping_edits(lecture, found)
    for mark in found:
        yield insert(mark.span.start, seal(mark.opening), "open")
        yield insert(mark.span.end, seal(mark.closing))


def _longest_ticks(code: str) -> int:
    return max(
        (len(run) for run in code.replace("\n", " ").split() if set(run) == {"`"}), default=2
    )
