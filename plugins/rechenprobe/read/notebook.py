"""Notebook → Lecture: Markdown cells are prose, code cells are cells.

The lecture's source is a rendering in Markdown, which the reader of Markdown reads; its origin
leads every offset back to the notebook's file, to the cell and the line in it. A notebook
(`.ipynb`) is read here, a script in Jupytext's percent format (`.py`) by Jupytext.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from msgspec import Struct, structs

from rechenprobe.execution import Failure, Frame, Run
from rechenprobe.late import late
from rechenprobe.lecture import (
    Cell,
    Lecture,
    NotebookCell,
    Origin,
    PageSettings,
    Piece,
    Place,
    Problem,
    Span,
    line_starts,
)
from rechenprobe.read.blocks import read_blocks
from rechenprobe.read.magics import without_magics
from rechenprobe.read.positions import Stretch, stretches, strings
from rechenprobe.read.reader import Reader
from rechenprobe.settings import Settings

SUFFIXES = (".ipynb", ".py")

_TICKS = late(r"`{3,}|~{3,}")


class _Language(Struct, frozen=True):
    language: str = ""
    name: str = ""


class _Metadata(Struct, frozen=True):
    kernelspec: _Language = _Language()
    language_info: _Language = _Language()


class _Cell(Struct, frozen=True):
    cell_type: str
    source: str | list[str] = ""
    attachments: dict[str, dict[str, str | list[str]]] = {}


class _Notebook(Struct, frozen=True):
    nbformat: int
    cells: list[_Cell] = []
    metadata: _Metadata = _Metadata()


class Part(Struct, frozen=True):
    """A cell as it stands in the file, before it is rendered."""

    kind: Literal["markdown", "code", "raw"]
    number: int
    """Among all cells, from 1."""
    text: str
    pieces: tuple[Piece, ...]
    """Their `start` is an offset in `text`."""
    attachments: Mapping[str, Mapping[str, str]] = {}


class Unreadable(Exception):
    """A file that is no notebook. German reason; `offset` is where in the file."""

    def __init__(self, message: str, remedy: str = "", offset: int = 0) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.offset = offset


def read_notebook(source: str, path: str, settings: Settings) -> Lecture:
    """Read a notebook or a script. Never raises: what is none becomes a lecture with a problem."""
    try:
        if path.lower().endswith(".ipynb"):
            parts = notebook_parts(source)
        else:
            from rechenprobe.read.script import script_parts  # noqa: PLC0415 - Jupytext takes 0.5 s

            parts = script_parts(source)
    except Unreadable as reason:
        end = min(reason.offset + 1, len(source))
        span = Span(min(reason.offset, end), end)
        problem = Problem(span, "bad-notebook", str(reason), reason.remedy)
        nothing: tuple[()] = ()
        return Lecture(
            path, source, len(source), PageSettings(), *(nothing,) * 7, problems=(problem,)
        )
    return _lecture(parts, path, settings)


def notebook_parts(source: str) -> list[Part]:
    """The cells of an `.ipynb` with their places in its JSON text. Raises `Unreadable`."""
    notebook = _decode(source)
    literals: dict[int, list[tuple[int, int]]] = {}
    for path, start, end in strings(source, _is_source):
        literals.setdefault(int(path[1]), []).append((start, end))
    starts = line_starts(source)
    parts: list[Part] = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type not in ("markdown", "code", "raw"):
            continue
        text = _joined(cell.source)
        found = stretches(source, literals.get(index, []))
        pieces = tuple(_piece(stretch, starts, index + 1) for stretch in found)
        attachments = {
            name: {kind: _joined(data) for kind, data in bundle.items()}
            for name, bundle in cell.attachments.items()
        }
        kind: Literal["markdown", "code", "raw"] = cell.cell_type  # type: ignore[assignment]
        parts.append(Part(kind, index + 1, text, pieces, attachments))
    return parts


def _decode(source: str) -> _Notebook:
    try:
        json.loads(source)  # says where it is malformed, which msgspec does not
        notebook = msgspec.json.decode(source.encode(), type=_Notebook)
    except json.JSONDecodeError as error:
        message = "Das Notebook ist kein gültiges JSON"
        raise Unreadable(message, "In Jupyter öffnen und neu speichern.", error.pos) from None
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:  # a number too long
        raise Unreadable(f"Das ist kein Notebook: {error}") from None
    if notebook.nbformat != 4:
        message = f"Das Notebook hat das Format {notebook.nbformat}, gelesen wird 4"
        raise Unreadable(message, "In Jupyter öffnen und neu speichern.")
    metadata = notebook.metadata
    language = metadata.kernelspec.language or metadata.language_info.name or "python"
    if language.lower() not in ("python", "ipython"):
        raise Unreadable(f"Das Notebook ist für {language}, ausgeführt wird nur Python")
    return notebook


def _is_source(path: tuple[str | int, ...]) -> bool:
    return len(path) in (3, 4) and path[0] == "cells" and path[2] == "source"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _piece(stretch: Stretch, starts: list[int], cell: int) -> Piece:
    line = bisect_right(starts, stretch.origin)
    place = Place(line, stretch.origin - starts[line - 1] + 1, cell, stretch.line)
    return Piece(stretch.start, stretch.length, place)


class _Rendering:
    """The Markdown in the making, and where its parts come from."""

    def __init__(self, ticks: str) -> None:
        self.text = ""
        self.pieces: list[Piece] = []
        self.cells: list[NotebookCell] = []
        self._ticks = ticks

    def add(self, part: Part) -> None:
        if part.kind == "code":
            if not part.text.strip():
                return
            start = len(self.text)
            if part.pieces:
                self.pieces.append(Piece(start, 0, part.pieces[0].place))
            self.text += f"{self._ticks}python\n"
            self._verbatim(part)
            self.text += f"\n{self._ticks}"
        else:
            start = len(self.text)
            self._verbatim(part)
            if part.kind == "markdown":
                self.text += _closings(part.text)
        end = len(self.text)
        self.cells.append(NotebookCell(part.kind, Span(start, end), part.number, part.attachments))
        self.text += "\n\n" if part.kind != "raw" else "\n"

    def _verbatim(self, part: Part) -> None:
        offset = len(self.text)
        self.pieces += [structs.replace(p, start=p.start + offset) for p in part.pieces]
        self.text += part.text


def _closings(text: str) -> str:
    """What closes the fences that a Markdown cell leaves open: its end does."""
    added = ""
    for _ in range(len(_TICKS.findall(text))):
        unclosed = read_blocks(text + added, 0).unclosed
        if not unclosed:
            break
        line = (text + added)[unclosed[0].start : unclosed[0].end]
        ticks = _TICKS.search(line)
        added += "\n" + (ticks[0] if ticks else "```")
    return added


def _lecture(parts: Iterable[Part], path: str, settings: Settings) -> Lecture:
    parts = list(parts)
    longest = max((len(run) for part in parts for run in _TICKS.findall(part.text)), default=2)
    rendering = _Rendering("`" * max(3, longest + 1))
    for index, part in enumerate(parts):
        # Raw cells are for other formats, but for the first: Quarto's and Jupytext's front matter.
        if part.kind != "raw" or (index == 0 and part.text.startswith("---")):
            rendering.add(part)
    pieces = tuple(rendering.pieces) or (Piece(0, 0, Place(1, 1)),)
    lecture = Reader(rendering.text, path, settings).read()
    fences = {cell.span for cell in rendering.cells if cell.kind == "code"}
    cells, problems = [], list(lecture.problems)
    for cell in lecture.cells:
        if cell.span in fences:
            plain, found = _plain(cell)
            cells.append(plain)
            problems += found
        else:  # Python within a Markdown cell is only to be read, as in Jupyter
            cells.append(structs.replace(cell, options=structs.replace(cell.options, eval=False)))
    return structs.replace(
        lecture,
        cells=tuple(cells),
        problems=tuple(problems),
        origin=Origin(pieces, tuple(rendering.cells)),
    )


def _plain(cell: Cell) -> tuple[Cell, list[Problem]]:
    """The cell without IPython's magics, and which of them matter."""
    code, commands = without_magics(cell.code)
    problems = []
    options = cell.options
    for command in commands:
        before = code.count("\n", 0, command.start)
        column = command.start - (code.rfind("\n", 0, command.start) + 1)
        start = cell.line_starts[before] + column
        span = Span(start, start + command.length)
        if command.effect == "cell":
            options = structs.replace(options, eval=False)
            message = f"Eine Zelle mit „{command.name}“ läuft beim Bauen nicht"
            problems.append(Problem(span, "cell-magic", message, severity="hint"))
        elif command.effect == "unknown" and options.eval:
            message = f"„{command.name}“ versteht nur IPython, beim Bauen läuft Python"
            remedy = "Dasselbe in Python schreiben, oder `#| eval: false` an den Anfang der Zelle."
            problems.append(Problem(span, "magic", message, remedy))
    return structs.replace(cell, code=code, options=options), problems


def in_cells(lecture: Lecture, run: Run) -> Run:
    """The run with its failure's lines counted as the author of a notebook does: in cells."""
    if lecture.origin is None or run.failure is None:
        return run
    path = lecture.path

    def moved(file: str, line: int) -> tuple[str, int]:
        if file != path:
            return file, line
        place = lecture.place_of_line(line)
        return (
            (f"{path}, Zelle {place.cell}", place.cell_line)
            if place.cell
            else (
                path,
                place.line,
            )
        )

    def in_trace(match: re.Match[str]) -> str:
        file, line = moved(path, int(match[1]))
        return f'File "{file}", line {line}'

    failure = run.failure
    file, line = moved(failure.file, failure.line)
    frames = tuple(
        Frame(*moved(frame.file, frame.line), frame.code, frame.function)
        for frame in failure.frames
    )
    full = re.sub(rf'File "{re.escape(path)}", line (\d+)', in_trace, failure.full)
    placed: Failure = structs.replace(failure, file=file, line=line, frames=frames, full=full)
    return structs.replace(run, failure=placed)
