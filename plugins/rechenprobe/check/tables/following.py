"""Columns held against the ways in which words say that they come about."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import exp

from msgspec import Struct, structs

from rechenprobe.check.numbers.rounding import tolerance
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.tables.around import Around
from rechenprobe.check.tables.column_rules import DOUBLE, NumberCell, are_signed
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.heads import counts
from rechenprobe.check.tables.otherwise import Otherwise
from rechenprobe.check.tables.term import Above, Base, Operand, Same, Term, Top, Whole
from rechenprobe.check.tables.terms import terms
from rechenprobe.lecture import Lecture

_HALF = Fraction(1, 2)
_NOTHING = Fraction(0)
_LARGEST = 50
_FEW = 2
"""Other columns among which one is found that fits by chance once only."""

_ROUGHLY = 10
"""The part of a number by which „≈“ may be off."""
_HARDLY = 1000
"""Less than one in so many times is hardly ever."""
_TWO_DIGITS = 10
"""A number with one digit is near what may be rounded by chance."""

Columns = Mapping[int, Mapping[int, NumberCell]]
Values = Mapping[tuple[int, int], Fraction]
"""By row and column: what should stand there instead of what does."""


class Followed(Struct, frozen=True):
    """A column that follows from others, with the one row that does not."""

    text: str
    right: tuple[int, ...]
    wrong: int | None
    true: Fraction
    operands: tuple[int, ...] = ()
    """Columns of the same row."""
    pinned: tuple[NumberCell, ...] = ()
    """What it follows from, where another last digit would give something else."""


class Follower:
    """Looks for the way in which a column comes about."""

    def __init__(
        self,
        lecture: Lecture,
        grid: Grid,
        columns: Columns,
        inner: Sequence[tuple[str, Mapping[int, NumberCell]]] = (),
    ) -> None:
        """`inner` are the heads and cells of columns that stand in others."""
        self._lecture = lecture
        self._grid = grid
        self.around = Around(lecture, grid)
        self.rows = Otherwise(grid, self.around)
        self._few = len(columns) <= _FEW + 1
        last = max(grid.columns, default=0)
        hidden = dict(enumerate(inner, last + 1))
        self._hidden = {column: head for column, (head, _) in hidden.items()}
        self._columns = {**columns, **{column: cells for column, (_, cells) in hidden.items()}}
        self._counted = {column for column in columns if counts(grid.head(column))}
        self._scales = {
            column: next(iter(cells.values())).result.scale for column, cells in columns.items()
        }

    def of(self, column: int) -> Followed | None:
        """The way that most rows follow; None if there is none, or more than one row does not."""
        found_terms = terms(
            self._lecture, self._grid, self.around, column, self._scales, self._hidden
        )
        held = (self._held(term, column) for term in found_terms)
        found = [one for one in held if one]
        most = max((len(one.right) for one in found), default=0)
        best = [one for one in found if len(one.right) == most]
        if len({(one.wrong, float(f"{float(one.true):.2g}")) for one in best}) > 1:
            return next((one for one in best if one.wrong is None), None)
        return best[0] if best else None

    def _held(self, term: Term, column: int) -> Followed | None:
        if term.unsigned and not are_signed(self._lecture, self._columns[column]):
            term = structs.replace(term, apply=_distance(term.apply))
        right, wrong = self._sorted(term, column)
        mended = bool(right) and len(wrong) == _FEW and self._mends(term, wrong, column)
        likely = [*right, *wrong[1:]] if mended else right
        telling = [row for row in likely if self._tells(term, row, column)]
        sure = len(telling) if term.measured else min(len(likely), 2 * len(telling))
        sure = len(likely) - 1 if term.stated else sure
        if term.told:
            sure = len(likely) if term.enough == 1 else self._differing(term, likely, column)
        if sure < (term.enough or (1 if self._few else _FEW)):
            return None
        operands = tuple(one.column for one in term.operands if isinstance(one, Same))
        if not wrong:
            pinned = tuple(cell for row in right for cell in self._pinned(term, row, column))
            return Followed(term.text, tuple(right), None, _NOTHING, operands, pinned)
        first = wrong[0]
        true = self._true(term, first, {})
        if true is None or len(wrong) > _FEW:
            return None
        if len(wrong) == _FEW and not mended:
            return None
        own = self._columns[column][first].reading
        if self.rows.are_of_another(right, first, column):
            return None
        end = term.told and first == max(self._columns[column])
        if term.goes_on and len(wrong) == 1 and not end and not is_typo(true, own):
            return None  # it may have gone on like this up to there only
        return Followed(term.text, tuple(right), first, true, operands)

    def _pinned(self, term: Term, row: int, column: int) -> Iterator[NumberCell]:
        own = self._columns[column][row].reading
        true = self._true(term, row, {})
        off = abs(true - own.value) if true is not None else _NOTHING
        room = max(off, tolerance(own, approximate=False))
        for index, operand in enumerate(term.operands):
            cell = self._cell(operand, row)
            unit = 2 * tolerance(cell.reading, approximate=False) if cell else _NOTHING
            step = unit or Fraction(1)
            for by in (step, -step) if cell else ():
                moved = [by if at == index else _NOTHING for at in range(len(term.operands))]
                other = self._true(term, row, {}, moved)
                if other is not None and abs(other - own.value) <= room:
                    break
            else:
                if cell:
                    yield cell

    def _mends(self, term: Term, wrong: Sequence[int], column: int) -> bool:
        """Whether the second row is right if the first is what it should be."""
        true = self._true(term, wrong[0], {})
        after = None if true is None else self._true(term, wrong[1], {(wrong[0], column): true})
        own = self._columns[column][wrong[1]].reading
        return after is not None and abs(after - own.value) <= tolerance(own, approximate=False)

    def _sorted(self, term: Term, column: int) -> tuple[list[int], list[int]]:
        """Rows that are right, and rows that are wrong; what may be rounded is neither."""
        cells, off = self._columns[column], {}
        for row in cells:
            if (true := self._true(term, row, {})) is not None:
                off[row] = abs(true - cells[row].reading.value)
        exact = [row for row, by in off.items() if not by]
        sure = len(exact) >= _FEW and not term.measured  # then nothing in this table is rounded
        sure = sure or (term.goes_on and term.stated)
        open_ = not sure and any(by > _room(cells[row]) for row, by in off.items())
        sharp = open_ and self._is_sharp(term, column, off)
        right: list[int] = []
        wrong: list[int] = []
        for row, by in off.items():
            if len(wrong) > _FEW:
                break
            own = cells[row]
            room = near = _room(own)
            if by > room and not sure and not sharp:
                room, near = self._rooms(term, row, column, room)
            if (term.summed or sharp) and (own.reading.decimals or own.result.scale != 1):
                near = max(near, Fraction(1, 10) ** own.reading.decimals)
            if term.told and not own.reading.decimals and own.result.scale == 1:
                near = max(near, self._to_whole(term, row))
            if term.told and own.statement.approximate:
                near = max(near, abs(own.reading.value) / _ROUGHLY)
            if by <= room or (
                own.reading.decimals >= DOUBLE and own.nearly(own.reading.value + by)
            ):
                right.append(row)
            elif by > near:
                wrong.append(row)
        return right, wrong

    def _is_sharp(self, term: Term, column: int, off: Mapping[int, Fraction]) -> bool:
        """Whether rows are right that hardly would be, if what goes into them were rounded."""
        chance, rows = Fraction(1), 0
        for row, by in off.items():
            own = tolerance(self._columns[column][row].reading, approximate=False)
            cells = [self._cell(one, row) for one in term.operands]
            halves = [tolerance(it.reading, approximate=False) if it else _NOTHING for it in cells]
            spread = self._spread(term, row, halves) if own and by <= own else own
            if spread > own:
                chance, rows = chance * own / spread, rows + 1
        return rows >= _FEW and chance * _HARDLY <= 1

    def _to_whole(self, term: Term, row: int) -> Fraction:
        """How far a whole number may be off that stands for another one: ⌊⌋, ⌈⌉."""
        true = self._true(term, row, {})
        return Fraction(true is not None and true.denominator != 1)

    def _differing(self, term: Term, rows: Sequence[int], column: int) -> int:
        """How many rows tell something: not always the same."""
        cells = self._columns[column]
        telling = [row for row in rows if not self._is_base(term, row)]
        return len(telling) if len({cells[row].reading.value for row in telling}) > 1 else 0

    def _is_base(self, term: Term, row: int) -> bool:
        """Whether the row is that with which others are compared."""
        return any(
            row
            == (
                self._base(one.of, row)
                if isinstance(one, Base)
                else min(self._columns[one.column])
                if one.row is None
                else one.row
            )
            for one in term.operands
            if isinstance(one, Base | Top)
        )

    def _tells(self, term: Term, row: int, column: int) -> bool:
        """Whether a row that is right says something: 1,0 in the first row of factors does not."""
        cells = self._columns[column]
        based = self._is_base(term, row) or (
            row == min(cells) and any(isinstance(one, Above) for one in term.operands)
        )
        own = cells[row].reading
        digits = abs(own.value) * 10 ** max(0, own.decimals)
        few = term.measured and digits < _TWO_DIGITS
        return not based and not few and cells[row].is_telling

    def _base(self, column: int, row: int) -> int | None:
        """The row with which others are compared up to the next one."""
        cells = self._columns[column].items()
        bases = [at for at, it in cells if at <= row and it.reading.value * it.result.scale == 1]
        return max(bases, default=None)

    def _cell(self, operand: Operand, row: int) -> NumberCell | None:
        cells = self._columns[operand.column]
        match operand:
            case Above():
                return cells.get(row - 1)
            case Top(row=base):
                return cells.get(min(cells) if base is None else base)
            case Base(of=own):
                return cells.get(self._base(own, row) or -1)
            case Same():
                return cells.get(row)
            case Whole():
                return None

    def _value(self, operand: Operand, row: int, instead: Values) -> Fraction | None:
        cells = self._columns[operand.column]
        if isinstance(operand, Whole):
            values = [one.reading.value for one in cells.values()]
            if operand.raised and any(abs(value) > _LARGEST for value in values):
                return None
            return sum((Fraction(exp(v)) if operand.raised else v for v in values), _NOTHING)
        if isinstance(operand, Above):
            if (row - 1, operand.column) in instead:
                return instead[row - 1, operand.column]
            if operand.start is not None and row == min(cells):
                return Fraction(operand.start)
        cell = self._cell(operand, row)
        return None if cell is None else cell.reading.value

    def _true(
        self, term: Term, row: int, instead: Values, moved: Sequence[Fraction] = ()
    ) -> Fraction | None:
        values = [self._value(one, row, instead) for one in term.operands]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        if moved:
            known = [value + by for value, by in zip(known, moved, strict=True)]
        try:
            return term.apply(*known)
        except (ZeroDivisionError, OverflowError):
            return None

    def _rooms(
        self, term: Term, row: int, column: int, room: Fraction
    ) -> tuple[Fraction, Fraction]:
        """How far a right number may be off; and one that was calculated before it was rounded."""
        own = self._columns[column][row].reading
        if term.measured and not own.decimals:
            room = max(room, _HALF)
        cells = [self._cell(one, row) for one in term.operands]
        halves = [tolerance(one.reading, approximate=False) if one else _NOTHING for one in cells]
        wide = [
            max(half, _HALF)
            if term.measured and one and not one.reading.decimals and of.column not in self._counted
            else half
            for half, one, of in zip(halves, cells, term.operands, strict=True)
        ]
        spread = self._spread(term, row, wide) + 2 * tolerance(own, approximate=False)
        return room + self._spread(term, row, halves), room + spread

    def _spread(self, term: Term, row: int, halves: Sequence[Fraction]) -> Fraction:
        total, true = _NOTHING, self._true(term, row, {})
        for index, half in enumerate(halves):
            moved = [half if at == index else _NOTHING for at in range(len(halves))]
            other = self._true(term, row, {}, moved) if half else None
            if other is not None and true is not None:
                total += abs(other - true)
        return total


def _room(cell: NumberCell) -> Fraction:
    """How far it may be off as it is written."""
    return tolerance(cell.reading, approximate=cell.statement.approximate)


def _distance(function: Callable[..., Fraction]) -> Callable[..., Fraction]:
    return lambda *values: abs(function(*values))
