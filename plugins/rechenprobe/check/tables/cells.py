"""What stands in the cells of a column: numbers, times of day, how long something lasts, areas.

| Lauf | Start | Ende  | Dauer      |    | Kernel | Kanäle ein → aus | Parameter |
|------|-------|-------|------------|    |--------|------------------|-----------|
| 1    | 8:10  | 10:40 | 2 h 30 min |    | 5 × 5  | 3 → 10           | 760       |
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import log10, prod

from msgspec import structs

from rechenprobe.check.equations.letters import is_pair
from rechenprobe.check.numbers.rounding import Result
from rechenprobe.check.numbers.units import Unit, unit_of
from rechenprobe.check.tables.column_rules import NumberCell
from rechenprobe.check.tables.grids import MARKS, Grid
from rechenprobe.check.tables.heads import spellings
from rechenprobe.claims import Item, Notation, Reading, Side, Statement
from rechenprobe.expression import Call, Num, Written
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

Cells = dict[int, NumberCell]
"""By row."""
AREA = "Fläche von "
"""Before the head of a column of sides: what the column of their areas is called."""
_LARGEST = 10**12
"""Of the numbers that are looked at."""
_CLOCK = late(r"(\d{1,2}):(\d{2})(?:\s*(?:Uhr|h))?|(\d{1,2})\.(\d{2})\s*Uhr")
_LASTING = late(
    r"(?:(\d+)\s*(?:h|Std\.?|Stunden?|hours?|hrs?))?[\s,]*(?:und\s+|and\s+)?"
    r"(?:(\d+)\s*(?:m|min\.?|Min\.?|Minuten?|minutes?))?"
)
REMARK = late(r"\([^)]*[^\W\d_]{3}")
"""„100 € (Mindestpreis)“: another number than the others."""
_HOUR = 60
_SIDES = late(r"(?:kernel|filter|kern|fenster)[- ]?(?:größe|size)?|k|f", re.IGNORECASE)
_ARROW = late(r"\s*(?:→|->|\\(?:right|long)?(?:right)?arrow|\\to)\s*")
_PAIR = 2
_IN = late(r"[(\[]\s*(?:in\s+)?([^\s()\[\]\d]+)\s*[)\]]|\bin\s+([^\s()\d]+)\s*$")


def numbers(lecture: Lecture, grid: Grid, column: int, rows: Sequence[int], how: Notation) -> Cells:
    """Empty if units change from row to row that are no powers of ten apart."""
    found = {row: alone for row in rows if (alone := grid.alone(row, column))}
    found = {
        row: (statement, result)
        for row, (statement, result) in found.items()
        if len(statement.sides) == 1
        and not statement.bound
        and statement.sides[0].complete
        and not is_pair(statement.sides[0], lecture)
        and not REMARK.search(lecture.source, statement.span.end, _end(grid, row, column))
    }
    powers = _powers([statement.sides[0].unit for statement, _ in found.values()])
    if powers is None:
        return {}
    typed = [lecture.numbers[result.number] for _, result in found.values()]
    plain = [number.reading(how) for number in typed if not number.ambiguous]
    whole = not any(one.decimals for one in plain if one)
    cells: Cells = {}
    for row, (statement, result) in found.items():
        number = lecture.numbers[result.number]
        reading = number.reading(how)
        if number.ambiguous and plain and whole:  # „86, 307, 1,228“
            both = filter(None, (number.german, number.english))
            reading = min(both, key=lambda one: one.decimals)
        if reading is not None and _is_negative(statement):
            reading = structs.replace(reading, value=-reading.value)
        if reading is not None and (power := powers[statement.sides[0].unit]):
            by = Fraction(10) ** power
            reading = Reading(reading.value * by, reading.digits - power, reading.decimals)
            cells[row] = NumberCell(statement, result, reading, 1 / by)
        elif reading is not None and abs(reading.value) < _LARGEST:
            cells[row] = NumberCell(statement, result, reading)
    return cells


def _powers(units: Sequence[str]) -> dict[str, int] | None:
    """Of ten, by which each is larger than the first; None if they are not so."""
    if len(set(units)) == 1:
        return {units[0]: 0}
    found = [unit_of(one) for one in units]
    first = found[0] if found else None
    powers: dict[str, int] = {}
    for name, one in zip(units, found, strict=True):
        if one is None or first is None or one.dimension != first.dimension:
            return None
        ratio = one.factors[0] / first.factors[0]
        power = round(log10(ratio))
        if Fraction(10) ** power != ratio:
            return None
        powers[name] = power
    return powers or None


def _end(grid: Grid, row: int, column: int) -> int:
    item = grid.cell(row, column)
    return item.span.end if item else 0


def units(grid: Grid, columns: Mapping[int, Cells]) -> dict[int, Unit]:
    """What the numbers of columns are in: beside the first of them, or in the head."""
    found: dict[int, Unit] = {}
    for column, cells in columns.items():
        head = grid.head(column)
        said = _IN.search(head)
        beside = next(iter(cells.values())).statement.sides[0].unit
        if unit := unit_of(beside or (said[1] or said[2] if said else head.strip())):
            found[column] = unit
    return found


def times(grid: Grid, column: int, rows: Sequence[int]) -> Cells:
    """In minutes, if all cells are times of day or say how long something lasts."""
    items = {row: item for row in rows if (item := grid.cell(row, column)) and item.text.strip()}
    found = {row: _minutes(item.text.strip(MARKS)) for row, item in items.items()}
    compound = any(":" in one.text or len(one.numbers) > 1 for one in items.values())
    if None in found.values() or not compound:
        return {}
    return {
        row: NumberCell(_whole(item), Result(-1, Fraction(1)), Reading(minutes, 0))
        for row, item in items.items()
        if (minutes := found[row]) is not None
    }


def _minutes(text: str) -> Fraction | None:
    if clock := _CLOCK.fullmatch(text):
        hours, minutes = (one for one in clock.groups() if one is not None)
    elif (lasting := _LASTING.fullmatch(text)) and any(lasting.groups()):
        hours, minutes = (one or "0" for one in lasting.groups())
    else:
        return None
    return Fraction(int(hours) * _HOUR + int(minutes))


def as_written(minutes: Fraction, text: str) -> str:
    """So many minutes as that cell writes them."""
    hours, rest = divmod(round(minutes), _HOUR)
    if ":" in text:
        return f"{hours}:{rest:02d}"
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


def _whole(item: Item) -> Statement:
    """The cell as one statement."""
    return Statement(item.span, (Side(item.span, Num(0)),), (), "prose", item.numbers)


def inner(
    lecture: Lecture, grid: Grid, columns: Mapping[int, Cells], rows: Sequence[int], how: Notation
) -> Iterator[tuple[str, Cells]]:
    """Heads and cells of columns that others hold: areas, what stands before and behind arrows."""
    for column in grid.columns:
        head = grid.head(column)
        if column in columns:
            if any(map(_SIDES.fullmatch, spellings(head))):
                sides = columns[column].items()
                yield AREA + head, {row: _squared(one) for row, one in sides}
            continue
        if found := _fractions(lecture, grid, column, rows, how):
            yield head, found
            continue
        shapes: Cells = {}
        pairs: tuple[Cells, Cells] = {}, {}
        for row in rows:
            item = grid.cell(row, column)
            said = [lecture.statements[index] for index in item.statements] if item else []
            values = [_values(lecture, one, how) for one in said]
            if len(said) == 1 and said[0].shape and values[0]:
                shapes[row] = _cell(said[0], Fraction(prod(values[0])))
            if len(said) == _PAIR and item and len(_ARROW.split(item.text)) == _PAIR:
                for cells, one, value in zip(pairs, said, values, strict=True):
                    if len(value) == 1:
                        cells[row] = _cell(one, value[0])
        if shapes:
            yield AREA + head, shapes
        heads = _ARROW.split(head.replace("(", "").replace(")", ""))
        if pairs[0] and len(heads) == _PAIR:
            yield from zip(heads, pairs, strict=True)


def _fractions(
    lecture: Lecture, grid: Grid, column: int, rows: Sequence[int], how: Notation
) -> Cells:
    """Cells that are a ratio of two numbers, if all are: „1/2“, „1/8“."""
    cells: Cells = {}
    for row in rows:
        item = grid.cell(row, column)
        one = lecture.statements[item.statements[0]] if item and item.statements else None
        expr = one.sides[0].expr if one and len(one.sides) == 1 else None
        args = expr.args if isinstance(expr, Call) and expr.op == "/" else ()
        readings = [
            lecture.numbers[it.number].reading(how) for it in args if isinstance(it, Written)
        ]
        values = [reading.value for reading in readings if reading]
        if one is None or len(values) != _PAIR or not values[1]:
            return {}
        cells[row] = _cell(one, values[0] / values[1])
    return cells


def _values(lecture: Lecture, one: Statement, how: Notation) -> list[Fraction]:
    """Its numbers, if it is a shape or one of them."""
    expr = one.sides[0].expr
    parts = expr.args if isinstance(expr, Call) and one.shape else (expr,)
    readings = [lecture.numbers[it.number].reading(how) for it in parts if isinstance(it, Written)]
    values = [reading.value for reading in readings if reading]
    return values if len(values) == len(parts) else []


def _cell(statement: Statement, value: Fraction) -> NumberCell:
    return NumberCell(statement, Result(-1, Fraction(1)), Reading(value, 0))


def _squared(cell: NumberCell) -> NumberCell:
    return structs.replace(cell, reading=Reading(cell.reading.value**2, 0))


def _is_negative(statement: Statement) -> bool:
    expr = statement.sides[0].expr
    return isinstance(expr, Call) and expr.op == "neg"
