"""Tables whose columns follow from each other: what holds in all rows but one is wrong in that one.

    | Bild | Patch | Patches je Seite | Tokens |
    |------|-------|------------------|--------|
    | 96   | 8     | 12               | 144    |
    | 128  | 16    | 8                | 64     |
    | 384  | 16    | 24               | 567    |

What heads and the text say of columns comes first; else a rule is what all rows have in common.
Such a rule refutes only what is a slip: two digits swapped, one mistyped, the point a place off.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct, structs

from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import tolerance
from rechenprobe.check.tables.cells import as_written, inner, numbers, times, units
from rechenprobe.check.tables.closings import Closing, Closings
from rechenprobe.check.tables.column_rules import (
    FEWEST,
    ColumnRules,
    NumberCell,
    are_signed,
)
from rechenprobe.check.tables.evidence import evidence
from rechenprobe.check.tables.following import Followed, Follower
from rechenprobe.check.tables.grids import Grid, grids, is_matrix
from rechenprobe.check.tables.heads import ROUGHLY, SHARE, Rule
from rechenprobe.check.tables.sizes import size_columns
from rechenprobe.check.words.nouns import notation_of
from rechenprobe.claims import Notation
from rechenprobe.notation import brief

_MOST_ROWS = 60
_MOST_COLUMNS, _WIDEST = 8, 14
"""Columns of which any may follow from others, and of which words say so."""
_SURE = 2
"""Rows that follow a rule by more than chance."""
_ENOUGH, _APART = 8.0, 3.0
"""Bits that are no chance, and by which one rule is likelier than another."""
_ROUNDED = Fraction(1, 50)
"""The part of a number by which it may have been rounded to its digits that are not zero."""
_NOT_SO = "Die Zeile folgt nicht der Regel ihrer Spalte"


class _Found(Struct, frozen=True):
    """A rule in its column: rows that follow it, and how many of them tell something."""

    rule: Rule
    holding: tuple[int, ...]
    evidence: int
    bits: float
    """By how much the rows that follow it say more than it takes to say the rule."""


def check_regularities(ledger: Ledger) -> None:
    """Cells that no other rule has decided."""
    for grid in grids(ledger.page):
        if len(grid.rows) <= _MOST_ROWS and len(grid.columns) <= _WIDEST and not is_matrix(grid):
            _check(ledger, grid, "german") or _check(ledger, grid, "english")


def _check(ledger: Ledger, grid: Grid, how: Notation) -> bool:
    """Whether its columns, or else its rows, follow from each other."""
    turned = 0 < len(grid.rows) < _MOST_COLUMNS
    found = _Table(ledger, grid, how).check()
    if not found and turned:
        table = _Table(ledger, grid.transposed(), how)
        found = table.follow() | table.look(_ENOUGH)
    return found


class _Table:
    def __init__(self, ledger: Ledger, grid: Grid, how: Notation) -> None:
        self._ledger = ledger
        self._grid = grid
        self._how: Notation = how
        self._foreign = notation_of(ledger.lecture.source) != how
        rows = [row for row in grid.rows if row not in grid.closings]
        lecture = ledger.lecture
        read = {column: times(grid, column, rows) for column in grid.columns}
        self._times = {column: cells for column, cells in read.items() if cells}
        rest = [column for column in grid.columns if column not in self._times]
        read = {column: numbers(lecture, grid, column, rows, how) for column in rest}
        self._columns = {column: cells for column, cells in read.items() if cells}
        self._inner = list(inner(lecture, grid, self._columns | self._times, rows, how))
        heads = {column: grid.head(column) for column in self._columns}
        self._follower = Follower(lecture, grid, self._columns | self._times, self._inner)
        constants = self._follower.around.constants(how)
        self._rules = ColumnRules(
            self._columns, heads, self._inner, constants, units(grid, self._columns)
        )
        sizes = size_columns(grid)
        self._explained = frozenset(sizes.values()) if "kernel" in sizes else frozenset()
        """Columns of layers' sizes: what follows from what there, formulas say."""
        self._followed: set[int] = set()
        """Columns that are as words say."""
        self._accused = {
            row
            for cells in self._columns.values()
            for row, cell in cells.items()
            if ledger.refutes(cell.statement.span)
        }
        """Rows in which a number has been called wrong."""

    def check(self) -> bool:
        """Whether anything follows a rule."""
        found = self.follow()
        found |= self.look(0)
        for closing in Closings(self._ledger.lecture, self._grid, self._columns, self._how):
            found |= self._close(closing)
        return found

    def look(self, fewest: float) -> bool:
        """Whether anything follows a rule that has at least so many bits, or none are asked for."""
        found = False
        few = len(self._columns) <= _MOST_COLUMNS
        for column in reversed(self._columns) if few else ():
            if len(self._columns[column]) < FEWEST or self._is_settled(column):
                continue
            if column not in self._followed | self._explained:
                found |= self._look(column, fewest)
        return found

    def follow(self) -> bool:
        """Whether anything is as words say; from the right, where results stand."""
        found = False
        known = self._columns | self._times
        follower = self._follower
        of = {column: follower.of(column) for column in known}
        for column in self._times:
            if (followed := of[column]) and all(
                it.statement.numbers for it in known[column].values()
            ):
                found |= self._follow(column, followed)
        wrong = {column for column, one in of.items() if one and one.wrong is not None}
        # what is wrong comes first: a column may follow from it
        for column in sorted(self._columns, key=lambda it: (it not in wrong, -it)):
            if (followed := of[column]) and not self._is_settled(column):
                if len(followed.right) + (followed.wrong is not None) == len(known[column]):
                    self._followed.add(column)
                causes = [it for one in followed.operands if (it := of.get(one))]
                if any(column not in it.operands and it.wrong == followed.wrong for it in causes):
                    followed = structs.replace(followed, wrong=None)
                found |= self._follow(column, followed)
        return found

    def _is_settled(self, column: int) -> bool:
        cells = self._columns[column].values()
        return all(self._ledger.settled(one.statement.numbers) for one in cells)

    def _see(self, rule: Rule, column: int) -> _Found | None:
        """None if more than one row does not follow it."""
        cells = self._columns[column]
        holding: list[int] = []
        for seen, row in enumerate(cells):
            if cells[row].holds(self._true(rule, row)):
                holding.append(row)
            elif seen > len(holding):
                return None
        telling = sum(cells[row].is_telling for row in holding)
        numbers = self._ledger.lecture.numbers if self._foreign else ()
        bits = evidence(rule, holding, cells, self._rules.columns, numbers)
        return _Found(rule, tuple(holding), telling - rule.free, bits - rule.cost)

    def _true(self, rule: Rule, row: int) -> Fraction | None:
        cells = [self._rules.columns[one].get(row) for one in rule.operands]
        values = [one.reading.value for one in cells if one is not None]
        if len(values) < len(cells):
            return None
        try:
            return rule.apply(*values)
        except ZeroDivisionError:
            return None

    def _look(self, column: int, fewest: float) -> bool:
        """Rules that all rows have in common, or all but one."""
        found = (self._see(rule, column) for rule in self._rules.of(column))
        seen = [one for one in found if one and (one.evidence > 0 or one.bits > 0)]
        if not seen or max(one.bits for one in seen) < fewest > 0:
            return False
        best = max(seen, key=lambda it: (it.bits >= _ENOUGH, len(it.holding), it.bits, it.evidence))
        rivals = [
            one for one in seen if one.evidence >= best.evidence and one.bits > best.bits - _APART
        ]
        head = self._grid.head(column)
        told = best.rule.whole and len(best.holding) >= _SURE and SHARE.match(head) is not None
        return self._apply(column, best, by_head=told, rivals=rivals)

    def _apply(
        self, column: int, found: _Found, *, by_head: bool = False, rivals: Sequence[_Found] = ()
    ) -> bool:
        cells = self._columns[column]
        left = [row for row in cells if row not in found.holding]
        if not found.holding or (by_head and 2 * len(left) > len(cells)):
            return False
        if not left and (by_head or found.evidence >= _SURE):
            for row in found.holding if found.rule.text else ():
                self._verify(cells[row], found.rule)
            if found.bits >= _ENOUGH:
                self._pin(column, found)
        if len(left) != 1 or left[0] in self._accused:
            return not left
        if not found.rule.text:
            return False
        (row,) = left
        true = self._true(found.rule, row)
        cell = cells[row]
        if true is None or self._ledger.settled(cell.statement.numbers):
            return False
        if any(self._true(one.rule, row) != true for one in rivals):
            return False
        ends = row in (min(cells), max(cells)) and found.rule.ends
        whole = true.denominator != 1 and all(not it.reading.decimals for it in cells.values())
        if ends or (whole and cell.result.scale == 1 and not by_head):
            return False
        if any(self._is_wrong(one, row) for one in found.rule.operands) or self._rough(column):
            return False
        if self._follower.rows.are_otherwise(found.holding, row, column):
            return False
        sure = found.bits >= _ENOUGH and self._is_out_of_line(column, found, row, true)
        turned = true == -cell.reading.value != 0 and (
            "−" not in found.rule.text or are_signed(self._ledger.lecture, cells)
        )
        if (cell.reading.value < 0 and not turned and not by_head) or cell.nearly(true):
            return False
        why = "Vorzeichen?" if turned else cell.slipped(true)
        if not why and not (
            by_head or sure or (found.evidence >= _SURE and cell.differs_in_one(true))
        ):
            return False
        self._accused.add(row)
        self._refute(cell, true, found.rule, why, by_head=by_head)
        return True

    def _pin(self, column: int, found: _Found) -> None:
        """Confirm what a column follows from so exactly that any other number would be wrong."""
        cells, why = self._columns[column], f"geht so in „{self._grid.head(column)}“ ein"
        for row in found.holding:
            exact = self._true(found.rule, row) == cells[row].reading.value != 0
            for one in found.rule.operands if exact else ():
                if one in self._columns:
                    self._confirm(self._columns[one][row], why)

    def _is_out_of_line(self, column: int, found: _Found, row: int, true: Fraction) -> bool:
        """Whether nothing but a mistake explains why only that row is otherwise."""
        cell = self._columns[column][row]
        by = abs(true - cell.reading.value)
        if by <= min(tolerance(cell.reading, approximate=True), abs(true) * _ROUNDED):
            return False
        of_another = self._follower.rows.are_of_another(found.holding, row, column)
        return not of_another and not self._is_explained(row, column)

    def _is_explained(self, row: int, column: int) -> bool:
        span = (self._columns | self._times)[column][row].statement.span
        return self._follower.rows.are_explained(row, self._ledger.lecture.text(span))

    def _is_wrong(self, column: int, row: int) -> bool:
        """Whether something else says so of that cell."""
        number = self._rules.columns[column][row].result.number
        return number >= 0 and self._ledger.decided(number) and not self._ledger.holds(number)

    def _rough(self, column: int) -> bool:
        """Whether its head says that its numbers are rounded."""
        return ROUGHLY.search(self._grid.head(column)) is not None

    def _follow(self, column: int, followed: Followed) -> bool:
        """A column that is as words say."""
        cells, wrong = (self._columns | self._times)[column], followed.wrong
        rule = Rule(followed.text, (), lambda: followed.true)
        for row in followed.right:
            self._verify(cells[row], rule)
        for cell in followed.pinned:
            self._confirm(cell, f"geht so in „{self._grid.head(column)}“ ein")
        if wrong is None or wrong in self._accused or self._rough(column):
            return wrong is None
        settled = self._ledger.settled(cells[wrong].statement.numbers)
        if not settled and not self._is_explained(wrong, column):
            self._accused.add(wrong)
            why = cells[wrong].slipped(followed.true)
            self._refute(cells[wrong], followed.true, rule, why, by_head=True)
        return True

    def _verify(self, cell: NumberCell, rule: Rule) -> None:
        statement = cell.statement
        text = self._ledger.lecture.text(statement.span)
        self._ledger.verified(statement.span, statement.numbers, Truth("", text, rule.text))

    def _confirm(self, cell: NumberCell, why: str) -> None:
        """What another cell follows from."""
        if not self._ledger.settled(cell.statement.numbers):
            self._verify(cell, Rule(why, (), lambda: cell.reading.value))

    def _refute(
        self, cell: NumberCell, true: Fraction, rule: Rule, why: str, *, by_head: bool
    ) -> None:
        statement = cell.statement
        told = rule.text if by_head else f"in den anderen Zeilen gilt {rule.text}"
        if cell.result.number < 0:
            text = as_written(true, self._ledger.lecture.text(statement.span))
            self._ledger.wrong(
                statement.span, statement.numbers, Truth("", text, told), message=_NOT_SO
            )
            return
        repairs = repair_result(
            statement,
            statement.sides[0],
            self._ledger.lecture,
            self._how,
            true * cell.shift * cell.result.scale,
        )
        sign = "−" if true < 0 else ""  # a repair leaves it as it is
        shown = (
            sign + repairs[0].text if repairs else brief(true * cell.shift, self._ledger.grouping)
        )
        self._ledger.wrong(
            statement.span,
            statement.numbers,
            Truth("", shown, f"{why} {told}".strip()),
            message=_NOT_SO,
            how=self._how,
            repairs=repairs if by_head else (),
        )

    def _close(self, closing: Closing) -> bool:
        """A sum or mean below a column; whether it says something."""
        if self._ledger.settled(closing.cell.statement.numbers):
            return False
        rule = Rule(closing.text, (), lambda: closing.true)
        if closing.holds:
            if closing.cell.is_telling:
                self._verify(closing.cell, rule)
                for cell in closing.cells if closing.is_exact else ():
                    self._confirm(cell, "geht so in die Summe ein")
            return closing.cell.is_telling
        if (
            closing.sure
            and not self._follower.around.excepts
            and not any(self._ledger.refutes(it.statement.span) for it in closing.cells)
        ):
            self._refute(closing.cell, closing.true, rule, closing.why, by_head=True)
            return True
        return False
