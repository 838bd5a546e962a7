"""What authors claim: numbers, equations and the items of outlines, with their places."""

from fractions import Fraction
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.expression import Expr
from rechenprobe.place import Span

Notation: TypeAlias = Literal["german", "english"]
"""Which of `.` and `,` marks decimals; spaces group digits in both."""


_GROUP = 3
"""Digits between two marks that group them."""


class Reading(Struct, frozen=True, gc=False):
    """One way to understand a written number."""

    value: Fraction
    digits: int
    """Written decimals: the value is exact to half a unit of the last one. Negative: trailing
    powers of ten that a scale word hides (`56,4 Mio.` has digits -5)."""
    decimals: int = 0
    """Decimals as they stand there, before any scale word or exponent: 1 for `56,4 Mio.`"""


class Number(Struct, frozen=True, gc=False):
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

    def counting(self, notation: Notation) -> Reading | None:
        """The same of whole things: who counts `20.000` has twenty thousand in any notation."""
        other = self.german if notation == "english" else self.english
        one = self.reading(notation)
        grouped = one is not None and one.digits == _GROUP and one.value.denominator == 1
        return None if grouped and other is not None and other.digits == 0 else one

    @property
    def ambiguous(self) -> bool:
        """Whether the two notations give different values."""
        return (
            self.german is not self.english
            and self.german is not None
            and self.english is not None
            and self.german.value != self.english.value
        )


class Waiver(Struct, frozen=True, gc=False):
    """Why whatever is left unchecked in a stretch of the source is not to be checked."""

    span: Span
    reason: str
    comment: Span
    """Where the author says so."""


Relation: TypeAlias = Literal["=", "≈", "<", ">", "≤", "≥", "≠", "≲", "≳"]
"""≲ and ≳ are words: „knapp“, a little less than what follows, and „gut“, a little more."""


class Side(Struct, frozen=True, gc=False):
    """One side of a statement: an expression, its unit, where it stands."""

    span: Span
    expr: Expr
    unit: str = ""
    """As written behind it: `KB`, `MiB`, `Bit`; empty for none."""
    complete: bool = True
    """False if it is only a part of what stands there, the rest was not understood."""
    units: tuple[str, ...] = ()
    """All units in it, if there are several: `500 MB/s · 60 s`."""
    measured: tuple[Expr, ...] = ()
    """For each of its units, in order, what stands right before it: mostly a number."""
    aside: bool = False
    """In brackets behind a result: most say it again, „16.384 Byte (16 KiB)“, some do not."""

    @property
    def has_unit(self) -> bool:
        """Whether one unit or several stand in it."""
        return bool(self.unit or self.units)


Origin: TypeAlias = Literal["prose", "formula", "comment", "code"]
"""`code`: its first side is code, the second says behind it what that comes to."""


class Statement(Struct, frozen=True, gc=False):
    """`a = b = c`: sides with the relations between them, as the author wrote them.

    One side alone (no relation) is a shape, a bare number behind an arrow, a
    binding's value: something for a worked example to compare.
    """

    span: Span
    sides: tuple[Side, ...]
    relations: tuple[Relation, ...]
    origin: Origin
    numbers: tuple[int, ...]
    """Indices of all numbers in it, in order."""
    label: str = ""
    """The words right before it (`Kanäle in Eingabe`, `Batch Size`), colon left out."""
    approximate: bool = False
    """A word before it (`rund`, `ca.`) says that it is rounded."""
    bound: Literal["", "above", "below", "over", "under"] = ""
    """What a word before it says of the true value: a little `above` (über, gut) or `below` it
    (fast, knapp), anywhere `over` (mehr als) or `under` it (weniger als, höchstens)."""
    noun: str = ""
    """The words right behind it: `Filter`, `Parameter je Schicht`."""
    restated: int = 0
    """From this side on, a phrase says the result again: `= 9 292 800 Byte, also rund 9,3 MB`; 0
    if none does. Whether it is the same quantity only its size can tell."""
    shape: bool = False
    """Written as a shape, `55 × 55 × 96` or `(None, 55, 55, 96)`: sides[0] is their product."""


class CellPlace(Struct, frozen=True, gc=False):
    """Where in which table a cell stands."""

    table: int
    """Tables of the lecture, counted from 0."""
    row: int
    """0 is the head."""
    column: int


class Item(Struct, frozen=True, gc=False):
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
    cell: CellPlace | None = None
    """For the cell of a table."""
    formula: Expr | None = None
    r"""Of a cell at the head of a column or a row: what it says to calculate, `$e^z$`."""


class Remark(Struct, frozen=True, gc=False):
    """A comment in a cell that may say what the code gives: `# (784, 128)`, `# 8256 Parameter`."""

    span: Span
    """Without its `#`."""
    numbers: tuple[int, ...]
    """Indices into `Lecture.numbers`."""
