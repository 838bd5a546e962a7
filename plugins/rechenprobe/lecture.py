"""A lecture as read from its Markdown: cells, values, numbers, statements, worked examples.

Every part keeps its place in the *source file*, front matter counted, as
half-open spans of code points. Lines and columns (from 1, a tab is one column)
are derived from them by `Lecture.place`.
"""

from bisect import bisect_right
from fractions import Fraction
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.expression import Expr


class Span(Struct, frozen=True, order=True):
    """`source[start:end]`."""

    start: int
    end: int


class Place(Struct, frozen=True, order=True):
    """Where something stands, for people: both counted from 1."""

    line: int
    column: int


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
    eval: bool = True
    echo: bool = True
    output: bool = True
    symbolic: bool = False
    timeout: float | None = None
    """Seconds; None takes the page's or site's."""


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


class Value(Struct, frozen=True):
    """An expression over the page's namespace, evaluated after the cells.

    `insert`: inline code `` `{python} expr` ``, replaced by its value. `claim`:
    `<!-- = expr -->` behind a number, which has to confirm that number.
    """

    span: Span
    kind: Literal["insert", "claim"]
    code: str
    format: str = ""
    in_formula: bool = False
    number: int | None = None
    """For a claim: index of the number before it."""


Notation: TypeAlias = Literal["german", "english"]
"""Which of `.` and `,` marks decimals; spaces group digits in both."""


class Reading(Struct, frozen=True):
    """One way to understand a written number."""

    value: Fraction
    digits: int
    """Written decimals: the value is exact to half a unit of the last one. Negative: trailing
    powers of ten that a scale word hides (`56,4 Mio.` has digits -5)."""
    decimals: int = 0
    """Decimals as they stand there, before any scale word or exponent: 1 for `56,4 Mio.`"""


class Number(Struct, frozen=True):
    """A number of the prose, a formula or a code comment, with its possible readings."""

    span: Span
    text: str
    german: Reading | None
    english: Reading | None
    exempt: str | None = None
    """The reason of `<!-- ungeprüft: reason -->` behind it."""

    def reading(self, notation: Notation) -> Reading | None:
        """How it reads in that notation; None if it cannot be read so."""
        return self.german if notation == "german" else self.english

    @property
    def ambiguous(self) -> bool:
        """Whether the two notations give different values."""
        return (
            self.german is not None
            and self.english is not None
            and self.german.value != self.english.value
        )


Relation: TypeAlias = Literal["=", "≈", "<", ">", "≤", "≥", "≠"]


class Side(Struct, frozen=True):
    """One side of a statement: an expression, its unit, where it stands."""

    span: Span
    expr: Expr
    unit: str = ""
    """As written behind it: `KB`, `MiB`, `Bit`; empty for none."""


class Statement(Struct, frozen=True):
    """`a = b = c`: sides with the relations between them, as the author wrote them.

    One side alone (no relation) is a shape, a bare number behind an arrow, a
    binding's value: something for a worked example to compare.
    """

    span: Span
    sides: tuple[Side, ...]
    relations: tuple[Relation, ...]
    origin: Literal["prose", "formula", "comment"]
    numbers: tuple[int, ...]
    """Indices of all numbers in it, in order."""
    label: str = ""
    """The words right before it (`Kanäle in Eingabe`, `Batch Size`), colon left out."""
    approximate: bool = False
    """A word before it (`rund`, `ca.`) says that it is rounded."""
    shape: bool = False
    """Written as a shape, `55 × 55 × 96` or `(None, 55, 55, 96)`: sides[0] is their product."""


class Item(Struct, frozen=True):
    """One outline item (list item, heading) with what it says, children included."""

    span: Span
    """Its own line, marker and trailing space left out."""
    kind: Literal["heading", "item", "cell", "paragraph"]
    text: str
    rank: int
    """Children are the items after it with a higher rank, up to the next as low as its own."""
    statements: tuple[int, ...]
    """Indices into `Lecture.statements`, those of its own line or paragraph."""
    numbers: tuple[int, ...]
    """Indices into `Lecture.numbers` of its own line or paragraph."""
    items: "tuple[Item, ...]" = ()


class Formula(Struct, frozen=True):
    """A `$…$` or `$$…$$`."""

    span: Span
    """Dollars included."""
    latex: str
    latex_start: int
    """Source offset of `latex`."""
    display: bool


class Image(Struct, frozen=True):
    """`![alt|625](url)` or `![alt|625x400](url)`: Obsidian's way to give a size."""

    span: Span
    alt: str
    target: str
    width: int
    height: int | None


class PageSettings(Struct, frozen=True):
    """What a page's front matter says below `rechenprobe:`."""

    prelude: str | None = None
    """A Python file, relative to the site's root; runs after the site's own prelude."""
    show_prelude: bool = False
    timeout: float | None = None
    execute: bool | None = None
    unchecked: Literal["fail", "warn", "pass"] | None = None


class Lecture(Struct, frozen=True):
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

    def place(self, offset: int) -> Place:
        """Line and column of a source offset."""
        starts = line_starts(self.source)
        line = bisect_right(starts, offset)
        return Place(line, offset - starts[line - 1] + 1)

    def text(self, span: Span) -> str:
        """The source within a span."""
        return self.source[span.start : span.end]


def line_starts(source: str) -> list[int]:
    """Offsets at which the lines begin."""
    starts = [0]
    position = source.find("\n")
    while position != -1:
        starts.append(position + 1)
        position = source.find("\n", position + 1)
    return starts
