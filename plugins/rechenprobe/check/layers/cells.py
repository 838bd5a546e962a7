"""What cells of a table say of their values: the head of a column, a word in the cell itself."""

from collections.abc import Mapping

from rechenprobe.check.words.kinds import is_kind
from rechenprobe.check.words.vocabulary import attribute, counted, is_label
from rechenprobe.claims import Item, Statement
from rechenprobe.facts import Layer
from rechenprobe.lecture import Lecture

_LONGEST_CELL = 40


def labels_of(grid: "dict[tuple[int, int], Item]") -> "dict[tuple[int, int], str]":
    """Cells of a table that lists a layer's attributes: a row (or a column) for each, one value.

    A second value would be of something else: another layer, another setting.
    """
    rows = range(max(row for row, _ in grid) + 1)
    columns = range(max(column for _, column in grid) + 1)
    found: dict[tuple[int, int], str] = {}
    for row in rows:
        values = [column for column in columns if _says(grid, row, column)]
        head = grid.get((row, 0))
        if head is not None and values and values[0] > 0 and len(values) == 1:
            found[row, values[0]] = label_of(head)
    if len(rows) == 2 and not any(attribute(label) for label in found.values()):
        found = {
            (1, column): label_of(grid[0, column]) for column in columns if (0, column) in grid
        }
    return {place: label for place, label in found.items() if attribute(label)}


def _says(grid: "dict[tuple[int, int], Item]", row: int, column: int) -> bool:
    return (row, column) in grid and bool(grid[row, column].statements)


def said_in_cell(statement: Statement, item: Item) -> str:
    """The label of a cell's own words: `Faltung 5 × 5`, `64 Filter`, `Stride 2`; or nothing."""
    if len(item.text) > _LONGEST_CELL or statement.relations or item.text.count("(") > 1:
        return ""
    if statement.shape and statement.label and is_kind(statement.label):
        return "Filtergröße"
    if statement.label and is_label(statement.label):
        return statement.label
    return "Anzahl der Filter" if counted(statement.noun) == ("filters",) else ""


def label_of(heading: Item) -> str:
    """A column's heading as a label: `Parameter (gesamt)` is about parameters."""
    return heading.text.partition("(")[0].partition("[")[0].strip(" *_`:")


def columns_of_sides(
    grid: "dict[tuple[int, int], Item]", rows: Mapping[int, Layer | None], lecture: Lecture
) -> frozenset[int]:
    """Columns „Filter“ that have the side of each row's kernel, and not how many there are."""
    heads = [column for row, column in grid if not row and label_of(grid[0, column]) == "Filter"]
    windows = {row: layer for row, layer in rows.items() if layer and _size(layer)}
    return frozenset(
        column
        for column in heads
        if windows
        and all(_is_side(grid.get((row, column)), layer, lecture) for row, layer in windows.items())
    )


def _size(layer: Layer) -> tuple[object, ...]:
    size = layer.attributes.get("kernel_size", layer.attributes.get("pool_size"))
    return tuple(size) if isinstance(size, tuple | list) else ()


def _is_side(item: Item | None, layer: Layer, lecture: Lecture) -> bool:
    if item is None or len(item.numbers) != 1:
        return False
    reading = lecture.numbers[item.numbers[0]].german
    said = None if reading is None else reading.value
    return said in _size(layer) and said != layer.attributes.get("filters")
