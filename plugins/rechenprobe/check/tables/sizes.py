"""Tables of layers with kernel, stride and padding beside the size that comes out.

    | Schicht | Eingang | Kernel | Stride | Padding | Ausgang |
    |---------|---------|--------|--------|---------|---------|
    | conv1   | 227     | 11     | 4      | 0       | 55      |
    | pool1   | 55      | 3      | 2      | 0       | 27      |

Without a column for what goes in, it is what comes out of the row above. The receptive
field and the distance of neighbours in it grow from row to row in the same way.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_factors
from rechenprobe.check.tables.grids import Grid, grids
from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Written
from rechenprobe.late import late

_NOISE = late(r"\(.*?\)|\[.*?\]|[\s$*_`\\{}]|\bin px\b")
_HEADS: Mapping[str, re.Pattern[str]] = {
    "taken": late(
        r"eingang|eingabe(?:größe)?|input(?:size)?|in|n(?:in)?|vorher|davor", re.IGNORECASE
    ),
    "kernel": late(
        r"kernel(?:größe|size)?|filter(?:größe|size)|filter|kern(?:größe)?|fenster(?:größe)?|k|f|kl",
        re.IGNORECASE,
    ),
    "stride": late(r"strides?|schritt(?:weite)?|s|sl", re.IGNORECASE),
    "padding": late(r"padding|pad|p|auffüllung|polsterung|rand", re.IGNORECASE),
    "given": late(
        r"ausgang|ausgabe(?:größe)?|output(?:size)?|out|nout|größe|auflösung|nachher|danach|ausgabeform",
        re.IGNORECASE,
    ),
    "jump": late(r"j|jl|sprung|abstand|jump", re.IGNORECASE),
    "field": late(r"r|rl|rf|rezeptives?feld|receptivefield", re.IGNORECASE),
}
_LABELLED: Mapping[str, re.Pattern[str]] = {
    "kernel": late(r"(?<!\d)(\d{1,2})\s?[×x]\s?\1(?![\d×x])"),
    "stride": late(r"\bs(?:tride|chrittweite)?\s*=?\s*(\d)\b", re.IGNORECASE),
}
_FEWEST = 2
"""Rows that are right beside a wrong one."""
_MOST_ROWS = 60
_DASHES = "–—- \t"


class _Size(Struct, frozen=True):
    """A cell that is a number, or a square shape: `3 × 3`, `55 × 55 × 96`."""

    statement: Statement
    numbers: tuple[int, ...]
    value: Fraction


_Row = Mapping[str, _Size | str]
"""What stands in a row, by the meaning of the column; text that is no number is kept as it is."""
_Rule = Callable[[_Row, _Row | None], Fraction | None]


def check_sizes(ledger: Ledger) -> None:
    """All tables with such columns."""
    for grid in grids(ledger.page):
        columns = size_columns(grid)
        known = "kernel" in columns or "field" in columns
        if len(grid.rows) <= _MOST_ROWS and known and not _is_dilated(grid):
            table = _Table(ledger, grid, columns)
            if {"given", "kernel"} <= columns.keys():
                rules = _rules(columns)
                table.check("given", rules, "(n + 2p − k)/s + 1")
            if "jump" in columns:
                table.check("jump", (_jump, _jump_before), "j · s")
            table.check("field", (_field, _field_before), "r + (k − 1) · j")


def _is_dilated(grid: Grid) -> bool:
    heads = [grid.head(column).lower() for column in grid.columns]
    return any("dilat" in head or "rate" in head for head in heads)


def size_columns(grid: Grid) -> dict[str, int]:
    """Where what stands, by its meaning."""
    found: dict[str, int] = {}
    for column in grid.columns:
        head = _NOISE.sub("", grid.head(column))
        for name, pattern in _HEADS.items():
            if pattern.fullmatch(head):
                found.setdefault(name, column)
    return found


class _Table:
    def __init__(self, ledger: Ledger, grid: Grid, columns: Mapping[str, int]) -> None:
        self._ledger = ledger
        rows = [row for row in grid.rows if row not in grid.closings]
        self._rows = [dict(self._read(grid, row, columns)) for row in rows]
        jump = Fraction(1)
        for row, cells in zip(rows, self._rows, strict=True):
            if isinstance(of := cells.get("field"), _Size):
                for name, pattern in _LABELLED.items():
                    if name not in cells and (found := pattern.search(grid.label(row))):
                        cells[name] = _Size(of.statement, (), Fraction(found[1]))
                jump *= _number(cells, "stride", 1 if row == min(rows) else None) or 0
                if "jump" not in columns and jump:
                    cells["jump"] = _Size(of.statement, (), jump)

    def _read(
        self, grid: Grid, row: int, columns: Mapping[str, int]
    ) -> Iterator[tuple[str, _Size | str]]:
        for name, column in columns.items():
            item = grid.cell(row, column)
            if item is None or not item.text.strip(_DASHES):
                continue
            one = self._size(item.statements)
            yield name, one or item.text.strip(" $*_`").lower()

    def _size(self, statements: Sequence[int]) -> _Size | None:
        if len(statements) != 1:
            return None
        one = self._ledger.lecture.statements[statements[0]]
        side = one.sides[0]
        parts = side.expr.args if one.shape and isinstance(side.expr, Call) else (side.expr,)
        numbers = [part.number for part in parts if isinstance(part, Written)]
        readings = [self._ledger.lecture.numbers[number].german for number in numbers]
        values = [reading.value for reading in readings if reading]
        square = len(values) == 1 or (1 < len(values) < 4 and values[0] == values[1])
        if len(one.sides) != 1 or len(values) != len(parts) or not square or not side.complete:
            return None
        return _Size(one, tuple(numbers[:2]), values[0])

    def check(self, name: str, rules: Sequence[_Rule], formula: str) -> None:
        """The rule that most rows follow; one alone that does not is wrong."""
        best: tuple[int, _Rule, list[int], list[int]] | None = None
        for rule in rules:
            right, wrong = self._held(name, rule, {})
            if best is None or len(right) > best[0]:
                best = len(right), rule, right, wrong
        if best is None or best[0] < _FEWEST:
            return
        _, rule, right, wrong = best
        if wrong and len(wrong) <= _FEWEST:
            first = wrong[0]
            true = self._true(rule, first, {})
            mended = {} if true is None else {(first, name): true}
            still = self._held(name, rule, mended)[1]
            if self._excused(name, rules, first):
                wrong = []
            elif true is not None and not still:
                self._refute(first, name, true, formula)
                wrong = []
        if not wrong:
            for row in right:
                self._verify(row, name, formula)

    def _excused(self, name: str, rules: Sequence[_Rule], row: int) -> bool:
        """Whether another rule explains the row."""
        own, cells = self._own(row, name), self._rows[row]
        before = self._rows[row - 1] if row else None
        usual = any(one(cells, before) == own for one in rules)
        return name == "given" and (usual or own in list(_unusual(cells, before)))

    def _held(
        self, name: str, rule: _Rule, mended: Mapping[tuple[int, str], Fraction]
    ) -> tuple[list[int], list[int]]:
        right: list[int] = []
        wrong: list[int] = []
        for row in range(len(self._rows)):
            true = self._true(rule, row, mended)
            own = mended.get((row, name), self._own(row, name))
            if true is not None and own is not None:
                (right if true == own else wrong).append(row)
        return right, wrong

    def _own(self, row: int, name: str) -> Fraction | None:
        cell = self._rows[row].get(name)
        return cell.value if isinstance(cell, _Size) else None

    def _true(
        self, rule: _Rule, row: int, mended: Mapping[tuple[int, str], Fraction]
    ) -> Fraction | None:
        return rule(self._row(row, mended), self._row(row - 1, mended) if row else None)

    def _row(self, row: int, mended: Mapping[tuple[int, str], Fraction]) -> _Row:
        own = self._rows[row]
        found = {
            name: _Size(cell.statement, cell.numbers, mended[row, name])
            for name, cell in own.items()
            if isinstance(cell, _Size) and (row, name) in mended
        }
        return {**own, **found} if found else own

    def _verify(self, row: int, name: str, formula: str) -> None:
        cell = self._rows[row][name]
        if isinstance(cell, _Size) and not self._ledger.settled(cell.numbers):
            text = self._ledger.lecture.text(cell.statement.span)
            self._ledger.verified(cell.statement.span, cell.numbers, Truth("", text, formula))

    def _refute(self, row: int, name: str, true: Fraction, formula: str) -> None:
        cell = self._rows[row][name]
        if not isinstance(cell, _Size) or self._ledger.settled(cell.numbers):
            return
        statement = cell.statement
        parts = statement.sides[0].expr
        values = [true] * len(cell.numbers)
        if isinstance(parts, Call):
            written = [self._ledger.lecture.numbers[n].german for n in statement.numbers[2:]]
            values += [one.value for one in written if one]
        repairs = repair_factors(
            statement, statement.sides[0], self._ledger.lecture, "german", values
        )
        self._ledger.wrong(
            statement.span,
            cell.numbers,
            Truth("", notation.brief(true, self._ledger.grouping), f"{formula} in dieser Zeile"),
            message="Die Größe folgt nicht aus den anderen Spalten",
            repairs=repairs,
        )


def _rules(columns: Mapping[str, int]) -> tuple[_Rule, ...]:
    """With a column for the padding there is one; without one it may be any of the usual two."""
    valid: _Rule = lambda row, before: _given(row, before, same=False)  # noqa: E731
    same: _Rule = lambda row, before: _given(row, before, same=True)  # noqa: E731
    return (valid,) if "padding" in columns else (valid, same)


def _number(row: _Row, name: str, default: int | None = None) -> Fraction | None:
    cell = row.get(name)
    if cell is None:
        return None if default is None else Fraction(default)
    return cell.value if isinstance(cell, _Size) else None


def _given(row: _Row, before: _Row | None, *, same: bool) -> Fraction | None:
    """⌊(n + 2p − k)/s⌋ + 1, or ⌈n/s⌉."""
    taken = _number(row, "taken") if "taken" in row else before and _number(before, "given")
    kernel, stride = _number(row, "kernel"), _number(row, "stride", 1)
    if row.get("padding") == "same":
        same = True
    padding = Fraction(0) if row.get("padding") in ("valid", "same") else _number(row, "padding", 0)
    if not taken or kernel is None or not stride or padding is None:
        return None
    if same:
        return Fraction(-(-taken // stride))
    return Fraction((taken + 2 * padding - kernel) // stride + 1)


def _unusual(row: _Row, before: _Row | None) -> Iterator[Fraction]:
    """Padding of both sides together, pooling that rounds up, transposed convolution."""
    taken = _number(row, "taken") if "taken" in row else before and _number(before, "given")
    kernel, stride = _number(row, "kernel"), _number(row, "stride", 1)
    padding = _number(row, "padding", 0)
    if taken and kernel is not None and stride and padding is not None:
        yield Fraction((taken + padding - kernel) // stride + 1)
        yield Fraction(-(-(taken + 2 * padding - kernel) // stride) + 1)
        yield (taken - 1) * stride + kernel - 2 * padding
        yield taken * stride


def _jump(row: _Row, before: _Row | None) -> Fraction | None:
    last, stride = before and _number(before, "jump"), _number(row, "stride")
    return None if not last or stride is None else last * stride


def _jump_before(_: _Row, before: _Row | None) -> Fraction | None:
    """If it is that of what the layer takes."""
    return None if before is None else _jump(before, before)


def _field(row: _Row, before: _Row | None) -> Fraction | None:
    return None if before is None else _grown(row, before, before)


def _field_before(row: _Row, before: _Row | None) -> Fraction | None:
    return None if before is None else _grown(row, before, row)


def _grown(row: _Row, before: _Row, stepped: _Row) -> Fraction | None:
    field, kernel = _number(before, "field"), _number(row, "kernel")
    jump = _number(stepped, "jump")
    if field is None or jump is None or kernel is None:
        return None
    return field + (kernel - 1) * jump
