"""Tables as grids."""

from rechenprobe.check.page import Page
from rechenprobe.check.tables.grids import grids, start_of
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings


def test_a_table_begins_with_its_first_cell_that_is_not_empty() -> None:
    source = "Davor.\n\n|   | alt | neu |\n|---|---|---|\n| a | 1 | 2 |\n"
    (grid,) = grids(Page(read_lecture(source, "a.md", Settings()), ()))
    assert grid.cell(0, 0) is None
    assert start_of(grid) == source.index("alt")
