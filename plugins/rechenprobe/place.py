"""Where something stands: for programs as offsets, for people as lines and columns."""

from msgspec import Struct


class Span(Struct, frozen=True, gc=False, order=True):
    """`source[start:end]`."""

    start: int
    end: int


class Place(Struct, frozen=True, gc=False, order=True):
    """Where something stands, for people: all counted from 1, in the file that the author wrote."""

    line: int
    column: int
    cell: int = 0
    """In a notebook (`.ipynb`): which of all its cells; 0 elsewhere."""
    cell_line: int = 0
    """The line within that cell; 0 elsewhere."""

    @property
    def words(self) -> str:
        """German, as a page says it: `Zeile 12, Spalte 5`; in a notebook `Zelle 3, Zeile 2`."""
        if self.cell:
            return f"Zelle {self.cell}, Zeile {self.cell_line}"
        return f"Zeile {self.line}, Spalte {self.column}"
