r"""Columns that follow formulas: in their heads, or in the text around.

Mit $z = x_1 + x_2$ und $y = \mathrm{ReLU}(z - 1)$:

| $x_1$ | $x_2$ | $z$ | $y$ |    | Knoten $n$ | Kanten $n(n-1)/2$ |
|-------|-------|-----|-----|    |------------|-------------------|
| 1     | 2     | 3   | 2   |    | 5          | 10                |

Its letters are heads, or have a value there; $w_{t+1} = w_t - \eta g_t$ goes on from row to row.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from rechenprobe.check.equations.laws import name_of
from rechenprobe.check.tables.around import Around, key
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.term import Above, Operand, Same, Term
from rechenprobe.claims import Side
from rechenprobe.expression import Call, Expr, Symbol, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_FORMULA = late(r"\$([^$]+)\$")
_FACTOR = late(r"(?:^|\s)([a-zA-Z])\Z")
_DEFINED = late(r"([^=]+?)\s*=")


def formulas(
    lecture: Lecture, grid: Grid, around: Around, column: int, scales: Mapping[int, Fraction]
) -> Iterator[Term]:
    """`scales` are what one unit in each column of numbers is worth."""
    columns = _letters(grid, scales)
    calculation = _Calculation(around, scales, column)
    head = f"„{grid.head(column)}“"
    if expr := _in_head(lecture, grid, column, columns):
        others = {letter: one for letter, one in columns.items() if one != column}
        symbols = _symbols(expr)
        operands: dict[str, Operand] = {
            one: Same(others[key(one)]) for one in symbols if key(one) in others
        }
        before = [one for one in scales if one < column][-len(symbols) :]
        if len(symbols) > 1 and not operands:  # named by nothing but their order
            operands = dict(zip(symbols, map(Same, before), strict=False))
        values = {one: around.values[key(one)] for one in symbols if key(one) in around.values}
        if operands and operands.keys() | values.keys() == set(symbols):
            function = calculation.of(expr, operands, values)
            said = f"{head} steht im Kopf der Spalte"
            yield Term(said, tuple(operands.values()), function, enough=2)
    own = next((letter for letter, one in columns.items() if one == column), "")
    for latex, side in around.definitions() if own else ():
        operands = _operands(latex, side, own, columns, around.values)
        symbols = _symbols(side.expr)
        values = {one: around.values[key(one)] for one in symbols if key(one) in around.values}
        known = operands.keys() | values.keys()
        if operands and known >= set(symbols) and Same(column) not in operands.values():
            function = calculation.of(side.expr, operands, values)
            said = f"{head}, wie die Formel im Text sagt"
            yield Term(said, tuple(operands.values()), function, stated=True)


class _Calculation:
    """Makes functions of rows."""

    def __init__(self, around: Around, scales: Mapping[int, Fraction], column: int) -> None:
        self._around = around
        self._scales = scales
        self._own = scales[column]

    def of(
        self, expr: Expr, operands: Mapping[str, Operand], values: Mapping[str, Fraction]
    ) -> Callable[..., Fraction]:
        """Of the operands' values."""

        def apply(*row: Fraction) -> Fraction:
            put = {
                one: value * self._scales[operand.column]
                for (one, operand), value in zip(operands.items(), row, strict=True)
            }
            true = self._around.evaluate(expr, {**values, **put})
            if true is None:
                raise ZeroDivisionError
            return true / self._own

        return apply


def _in_head(lecture: Lecture, grid: Grid, column: int, columns: Mapping[str, int]) -> Expr | None:
    """The formula that a head is, or that it says it comes to; other heads in it are letters."""
    item = grid.cell(0, column)
    if item is None or len(item.statements) > 1:
        return None
    side = lecture.statements[item.statements[0]].sides[-1] if item.statements else None
    expr = side.expr if side and side.complete else item.formula
    if expr is None:
        return None
    for letter, one in columns.items():
        other = grid.cell(0, one) if one != column else None
        if other and other.formula is not None:
            expr = _replaced(expr, other.formula, Symbol(letter))
    before = _FACTOR.search(lecture.source[item.span.start : side.span.start]) if side else None
    if before and before[1] in columns:  # „n(n+1)/2“
        expr = Call("*", (Symbol(before[1]), expr))
    return expr


def _replaced(expr: Expr, part: Expr, by: Symbol) -> Expr:
    if expr == part:
        return by
    if isinstance(expr, Call):
        return Call(expr.op, tuple(_replaced(one, part, by) for one in expr.args))
    return expr


def _symbols(expr: Expr) -> list[str]:
    found = (one for one in walk(expr) if isinstance(one, Symbol) and one.value is None)
    return list(dict.fromkeys(one.latex for one in found))


def _letters(grid: Grid, columns: Mapping[int, Fraction]) -> dict[str, int]:
    """By what formulas name columns: a head, or the only formula in it, unless two have it."""
    exact = {key(grid.head(one)): one for one in columns}
    inside: dict[str, list[int]] = {}
    for one in columns:
        item = grid.cell(0, one)
        found = _FORMULA.findall(item.text) if item else []
        if len(found) == 1:
            name = _DEFINED.match(found[0])
            inside.setdefault(key(name[1] if name else found[0]), []).append(one)
    return {letter: of[0] for letter, of in inside.items() if len(of) == 1} | exact


def _operands(
    latex: str, side: Side, own: str, columns: Mapping[str, int], values: Mapping[str, Fraction]
) -> dict[str, Operand]:
    """Letters in the same row; those of a sequence in the same one, or in the one above."""
    name = name_of(latex)
    symbols = _symbols(side.expr)
    found: dict[str, Operand] = {}
    if name.index and own in (name.letter, f"{name.letter}{name.index[0]}"):
        letter, shift = name.index
        for one in symbols:
            its = name_of(one)
            keys = (f"{its.letter}{letter}", its.letter)
            column = next((columns[it] for it in keys if it in columns), None)
            back = shift - its.index[1] if its.index else 0
            if column is not None and back in (0, 1) and (not its.index or its.index[0] == letter):
                start = values.get(f"{name.letter}0")
                found[one] = Above(column, start) if back else Same(column)
    if key(latex) == own:
        found |= {
            one: Above(columns[own]) if key(one) == own else Same(columns[key(one)])
            for one in symbols
            if key(one) in columns
        }
    return found
