"""Ways in which a column of a table may come about, as data."""

from collections.abc import Callable
from fractions import Fraction

from msgspec import Struct


class Above(Struct, frozen=True):
    """A column's number in the row above."""

    column: int
    start: int | Fraction | None = None
    """What it is above the first row, if anything."""


class Top(Struct, frozen=True):
    """A column's number in the row that others are compared with."""

    column: int
    row: int | None = None
    """The first one if none is named."""


class Base(Struct, frozen=True):
    """A column's number in the last row up to this one in which another column says 100 %, ×1."""

    column: int
    of: int


class Whole(Struct, frozen=True):
    """The sum of a column."""

    column: int
    raised: bool = False
    """Of e to the power of its numbers."""


class Same(Struct, frozen=True):
    """A column's number in the same row."""

    column: int


Operand = Above | Base | Top | Whole | Same


class Term(Struct, frozen=True):
    """One way in which a column may come about, as words suggest."""

    text: str
    """German."""
    operands: tuple[Operand, ...]
    apply: Callable[..., Fraction]
    measured: bool = False
    """Whether whole numbers among the operands may be rounded, and the result is."""
    summed: bool = False
    """A sum or difference: of what was rounded it may be off by one in the last digit."""
    unsigned: bool = False
    """Whether it may be given without its sign, in columns that have none."""
    goes_on: bool = False
    """Whether it is said that the column goes on like this, not of which row it is said."""
    stated: bool = False
    """Whether all that goes into it stands there: small numbers are no chance then."""
    enough: int = 0
    """How many rows that are so are enough, since its head leaves nothing open; 0 if it does."""

    @property
    def told(self) -> bool:
        """Whether its head leaves nothing open."""
        return self.enough > 0
