"""A lecture as read from its Markdown: cells, values, numbers, statements, worked examples.

Every part keeps its place in the *source file*, front matter counted, as
half-open spans of code points. Lines and columns (from 1, a tab is one column)
are derived from them by `Lecture.place`.
"""

from bisect import bisect_right
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct, structs

from rechenprobe.claims import Item, Number, Remark, Statement, Waiver
from rechenprobe.expression import Expr
from rechenprobe.place import Place as Place  # noqa: PLC0414 - words of a lecture's, too
from rechenprobe.place import Span as Span  # noqa: PLC0414
from rechenprobe.sheet import Settings

Positive: TypeAlias = Annotated[float, Meta(gt=0)]


class Problem(Struct, frozen=True):
    """Something the reader could not make sense of. `message` and `remedy` are German."""

    span: Span
    code: str
    message: str
    remedy: str = ""
    severity: Literal["error", "warning", "hint"] = "error"


class CellOptions(Struct, frozen=True):
    """A cell's hash-pipe comments, defaults filled in from page and site."""

    label: str = ""
    fig_cap: str = ""
    """Caption of the figure that a cell with the label `fig-…` shows."""
    tbl_cap: str = ""
    eval: bool = True
    echo: bool = True
    output: bool = True
    symbolic: bool = False
    timeout: float | None = None
    """Seconds; None, here and below, takes the page's or site's."""
    memory: float | None = None
    """Gigabytes (10⁹ bytes) that the lecture may hold while it runs."""
    max_output: float | None = None
    """Millions of characters that it may show."""
    max_figures: int | None = None


class Cell(Struct, frozen=True):
    """A Python fence. Its code has as many lines as stand between the fences."""

    span: Span
    """From the start of the opening fence's line to the end of the closing one's, no newline."""
    indent: str
    """What stands before the opening fence (spaces, tabs): output goes to the same depth."""
    info: str
    """The opening fence's text after the backticks: `python title="…"`."""
    code: str
    """Without the fence's indentation; hash-pipe lines stay, they are comments."""
    first_line: int
    """Source line of the code's first line."""
    line_starts: tuple[int, ...]
    """For each line of `code`: source offset of its first character."""
    options: CellOptions


class Value(Struct, frozen=True, gc=False):
    """An expression over the page's namespace, evaluated after the cells.

    `insert`: inline code `` `{python} expr` ``, replaced by its value. `claim`:
    `<!-- = expr -->` behind a number, which has to confirm that number. `answer`: an option
    of an exercise, its solution or a mistake that readers make.
    """

    span: Span
    kind: Literal["insert", "claim", "answer"]
    code: str
    format: str = ""
    in_formula: bool = False
    number: int | None = None
    """For a claim: index of the number before it."""


class Calculator(Struct, frozen=True):
    """A fence in which readers calculate a layer's numbers for settings of their own."""

    span: Span
    indent: str
    kind: str
    """A key of `sheet.KINDS`."""
    settings: Settings
    """What its fields begin with, all of them."""


class Formula(Struct, frozen=True, gc=False):
    """A `$…$` or `$$…$$`."""

    span: Span
    """Dollars included."""
    latex: str
    latex_start: int
    """Source offset of `latex`."""
    display: bool


class Image(Struct, frozen=True, gc=False):
    """`![alt|625](url)` or `![alt|625x400](url)`: Obsidian's way to give a size."""

    span: Span
    alt: str
    target: str
    width: int
    height: int | None


class Derived(Struct, frozen=True):
    """`#| ableitung: conv2d_1 Ausgabe Höhe`: which number of a layer an exercise asks for."""

    span: Span
    layer: str
    """Keras' name."""
    quantity: str
    """A `facts.Quantity`."""
    part: str = ""
    """Of several formulas the one with this label; empty for all of them."""


class Mistake(Struct, frozen=True):
    """`#| fehler: expr → hint`: a wrong answer that the author foresees."""

    value: int
    """Index into `Lecture.values`."""
    hint: str
    """German, what the reader is told."""


class Exercise(Struct, frozen=True):
    """An `aufgabe` fence. Its text is prose of the page like any other."""

    span: Span
    """From the start of the opening fence's line to the end of the closing one's, no newline."""
    indent: str
    """What stands before the opening fence."""
    question: Span
    """Markdown, whole lines."""
    steps: Span | None = None
    """Markdown behind a line of dashes: how the solution comes about."""
    label: str = ""
    """For references: `exr-…`."""
    solution: int | None = None
    """Index into `Lecture.values`."""
    formula: Expr | None = None
    """The solution's expression, if it only calculates with numbers."""
    derived: Derived | None = None
    typed: int | None = None
    """Index into `Lecture.numbers`: a result that the author typed and the run has to confirm."""
    unit: str = ""
    """What answers are counted in; for units of memory the solution is in bytes."""
    tolerance: Fraction | None = None
    """How far an answer may be off, in `unit`, or as a part of the solution if `relative`."""
    relative: bool = False
    mistakes: tuple[Mistake, ...] = ()


LabelKind: TypeAlias = Literal["eq", "fig", "tbl", "sec", "exr"]

LABEL_WORDS: Mapping[LabelKind, str] = {
    "eq": "Gleichung",
    "fig": "Abbildung",
    "tbl": "Tabelle",
    "sec": "Abschnitt",
    "exr": "Aufgabe",
}
"""How a text calls what a label names."""


class Label(Struct, frozen=True):
    """Something with a number of its own: `$$ … $$ {#eq-ausgabe}`, `## … {#sec-netz}`."""

    kind: LabelKind
    name: str
    """`eq-ausgabe`; empty for a section that is only counted."""
    number: str
    """Counted on each page: `3`; a section's `2.1`."""
    span: Span
    """Of the braces; of the whole fence, where an option labels it."""
    of: Span
    """What is labelled: formula, image, table with its caption, heading, fence."""

    @property
    def words(self) -> str:
        """How a reference says it: `Gleichung (3)`, `Abschnitt 2.1`."""
        return f"{LABEL_WORDS[self.kind]}\u00a0{self.sign}"

    @property
    def sign(self) -> str:
        """The number alone, a formula's in brackets."""
        return f"({self.number})" if self.kind == "eq" else self.number


class Reference(Struct, frozen=True):
    """`@eq-ausgabe` in the text; `[-@eq-ausgabe]` for the number alone."""

    span: Span
    name: str
    bare: bool = False


class PageSettings(Struct, frozen=True):
    """What a page's front matter says below `rechenprobe:`."""

    prelude: str | None = None
    """A Python file, relative to the site's root; runs after the site's own prelude."""
    show_prelude: bool = False
    timeout: Positive | None = None
    """Seconds for each cell; None, here and below, takes the site's."""
    memory: Positive | None = None
    """Gigabytes (10⁹ bytes) that its cells may allocate."""
    max_output: Positive | None = None
    """Millions of characters that each cell may show."""
    max_figures: Annotated[int, Meta(ge=1)] | None = None
    network: bool = False
    """Whether its cells may reach other machines."""
    execute: bool | None = None
    unchecked: Literal["fail", "warn", "pass"] | None = None


class Piece(Struct, frozen=True, gc=False):
    """A stretch of `Lecture.source` that stands in the author's file just so, on one line."""

    start: int
    """Offset in `Lecture.source`."""
    length: int
    """Code points; what follows up to the next piece counts as its end."""
    place: Place
    """Of its first character."""


class NotebookCell(Struct, frozen=True):
    """A cell of a notebook, as the lecture's source renders it."""

    kind: Literal["markdown", "code", "raw"]
    span: Span
    """In `Lecture.source`; a code cell's is that of its fence."""
    number: int
    """Among all cells of the file, from 1."""
    attachments: Mapping[str, Mapping[str, str]] = {}
    """Images pasted into it: name → MIME type → base64."""


class Origin(Struct, frozen=True):
    """Where the parts of a source come from that is not the author's file itself."""

    pieces: tuple[Piece, ...]
    """In the order of the source; at least one."""
    cells: tuple[NotebookCell, ...] = ()


class Lecture(Struct, frozen=True, dict=True):
    """One page. Parts of a kind stand in the order of the source."""

    path: str
    """As messages show it: relative to the site's root if below it, with `/`."""
    source: str
    body_start: int
    """Offset behind the front matter."""
    settings: PageSettings
    cells: tuple[Cell, ...]
    values: tuple[Value, ...]
    numbers: tuple[Number, ...]
    statements: tuple[Statement, ...]
    items: tuple[Item, ...]
    """The outline's roots."""
    formulas: tuple[Formula, ...]
    images: tuple[Image, ...]
    problems: tuple[Problem, ...]
    exercises: tuple[Exercise, ...] = ()
    calculators: tuple[Calculator, ...] = ()
    remarks: tuple[Remark, ...] = ()
    labels: tuple[Label, ...] = ()
    references: tuple[Reference, ...] = ()
    laws: tuple[Statement, ...] = ()
    """Equations without a number, `z = wx + b`: nothing to check, but what letters stand for."""
    waivers: tuple[Waiver, ...] = ()
    origin: Origin | None = None
    """For a notebook: `source` is its Markdown rendering, this leads back to the file."""

    def with_statements(self, found: Mapping[int, Statement]) -> "Lecture":
        """Some of its statements in other words, by index."""
        if not found:
            return self
        statements = tuple(found.get(index, one) for index, one in enumerate(self.statements))
        return structs.replace(self, statements=statements)

    def place(self, offset: int) -> Place:
        """Line and column of a source offset, in the author's file."""
        if self.origin is not None:
            return _origin_place(self.origin, offset)
        line = self.line(offset)
        return Place(line, offset - self._line_starts[line - 1] + 1)

    def line(self, offset: int) -> int:
        """The line of `source` that an offset lies on, from 1; tracebacks count so."""
        return bisect_right(self._line_starts, offset)

    def place_of_line(self, line: int) -> Place:
        """Where the first character of a line of `source` stands in the author's file."""
        return self.place(self._line_starts[min(max(line, 1), len(self._line_starts)) - 1])

    @property
    def digest(self) -> str:
        """SHA-256 of the source, in hex; a notebook's is that of its text, outputs left out."""
        return sha256(self.source.encode(errors="surrogatepass")).hexdigest()

    @cached_property
    def _line_starts(self) -> list[int]:
        return line_starts(self.source)  # a lecture is asked for thousands of places

    def text(self, span: Span) -> str:
        """The source within a span."""
        return self.source[span.start : span.end]


def _origin_place(origin: Origin, offset: int) -> Place:
    index = bisect_right(origin.pieces, offset, key=lambda piece: piece.start) - 1
    piece = origin.pieces[max(index, 0)]
    forward = min(max(offset - piece.start, 0), piece.length)
    return structs.replace(piece.place, column=piece.place.column + forward)


def line_starts(source: str) -> list[int]:
    """Offsets at which the lines begin."""
    starts = [0]
    position = source.find("\n")
    while position != -1:
        starts.append(position + 1)
        position = source.find("\n", position + 1)
    return starts
