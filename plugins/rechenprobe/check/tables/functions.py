r"""Tables of values: a formula at the head of a column or row, its letter at the head of another.

    | $x$ | $x^2$ | $f(x)$ |
    |-----|-------|--------|
    | 2   | 4     | 14     |

Each cell is an equation: the formula, with the number that stands beside for the letter, is what
stands in the cell. Functions are those of the page. It is said only if most cells are so: then
the column can mean nothing else, and one that is not so is wrong. So it is where heads are words,
`Epoche` and `Lernrate`, and all numbers but one are a function's that the page has defined.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct, structs

from rechenprobe.check.equations.applying import apply_laws
from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.equations.laws import Head, heads, put_in
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.page import tables_of
from rechenprobe.check.tables.grids import MARKS, Grid, closes
from rechenprobe.check.tables.rows import is_rounded
from rechenprobe.claims import Item, Side, Statement
from rechenprobe.expression import Call, Expr, Symbol, Written, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span

_BLANKS = late(r"[\s{}\\$*_`]+")
_LETTER = late(r"[^\W\d_]{3,} \$?([a-z])\$?\Z")
_MOST = 400
"""Cells of a table."""
_SURE = 3
"""Cells that show that a column is a function's without its head saying so."""
_LABEL = "#"
_FIRST = 2
"""Cells that are tried first: of a column that is a function's at most one is not so."""
_LAWS = 3
"""Functions, the last ones before a table, of which it may be one."""
_SHORTEST_WORD = 3
"""Letters in a formula that are one name: $\\sin(pos)$."""


class _Line(Struct, frozen=True):
    """A column or a row: what stands at its head, and below or behind it."""

    head: Item
    cells: tuple[Item | None, ...]


class _Said(Struct, frozen=True):
    """What a cell is said to be."""

    cell: Item
    statement: Statement
    operands: tuple[tuple[Item, Statement], ...]
    """The cells with what is put in."""


class _Column(Struct, frozen=True):
    """What is said of all cells of a line, for one reason."""

    cells: tuple[_Said, ...]
    by_head: bool


def say_heads(lecture: Lecture) -> Lecture:
    """The lecture with an equation in each cell of such columns and rows."""
    columns = [one for one in _found(lecture) if one.cells]
    columns = [_labelled(one, f"{_LABEL}{index}") for index, one in enumerate(columns)]
    first = _outcomes(lecture, [one for one in columns if not one.by_head], _FIRST)
    columns = [
        one
        for one in columns
        if one.by_head or "holds" in first.get(one.cells[0].statement.label, ())
    ]
    if not columns:
        return lecture
    outcomes = _outcomes(lecture, columns)
    right = [
        (not column.by_head, found.count("fails"), column)
        for column in columns
        if _holds(column, found := outcomes.get(column.cells[0].statement.label, []))
    ]
    kept: dict[Item, _Said] = {}
    beside: dict[Item, _Said] = {}
    for _, _, column in sorted(right, key=lambda one: one[:2]):
        found = outcomes[column.cells[0].statement.label]
        for one, outcome in zip(_labelled(column, "").cells, found, strict=False):
            kept.setdefault(one.cell, one)
            for item, put in one.operands if outcome == "holds" else ():
                again = structs.replace(one.statement, span=put.span, numbers=put.numbers)
                beside.setdefault(item, _Said(item, again, ()))
    return _with(lecture, list({**beside, **kept}.values())) if kept else lecture


def _outcomes(
    lecture: Lecture, columns: Sequence[_Column], most: int | None = None
) -> dict[str, list[str]]:
    """How what is said of the cells is judged, by label; of the first ones only, if `most`."""
    outcomes: dict[str, list[str]] = {}
    if not columns:
        return outcomes
    said = [one for column in columns for one in column.cells[:most]]
    trial = apply_laws(_with(lecture, said), _LABEL)
    for statement in _statements(trial, trial.items):
        if statement.relations and statement.label.startswith(_LABEL):
            judged = judge(statement, trial.numbers, CONSTANTS).outcome
            outcomes.setdefault(statement.label, []).append(judged)
    return outcomes


def _found(lecture: Lecture) -> Iterator[_Column]:
    """What heads say; where they say nothing, what functions before the table may."""
    laws: list[tuple[Span, Head]] | None = None
    for cells in tables_of(lecture.items):
        if len(cells) > _MOST:
            continue
        if laws is None:
            laws = list(_laws(lecture))
        own = [law for law in laws if law[0].start < cells[0].span.start][-_LAWS:]
        if not own and all(cell.formula is None for cell in cells):
            continue
        for lines in (_columns(lecture, cells), _rows(cells)):
            for line in lines:
                if line.head.formula is not None:
                    yield _Column(_of_head(lecture, line, lines), by_head=True)
                elif line is not lines[0]:
                    for law in own:
                        yield _Column(_of_law(lecture, law, lines[0], line), by_head=False)


def _laws(lecture: Lecture) -> Iterator[tuple[Span, Head]]:
    """Functions of one letter and sequences that the page defines, and where."""
    for formula in lecture.formulas:
        if "=" in formula.latex:
            for offset, head in heads(formula.latex):
                one = head.arguments is not None and len(head.arguments) == 1
                if one or (head.arguments is None and head.name.index is not None):
                    end = formula.latex.index("=", offset)
                    yield Span(formula.latex_start + offset, formula.latex_start + end), head


def _labelled(column: _Column, label: str) -> _Column:
    """The label tells what is tried from other equations; nobody sees it."""
    cells = tuple(
        structs.replace(one, statement=structs.replace(one.statement, label=label))
        for one in column.cells
    )
    return structs.replace(column, cells=cells)


def _columns(lecture: Lecture, cells: list[Item]) -> list[_Line]:
    grid = Grid(lecture, cells)
    rows = [row for row in grid.rows if row != grid.total]
    return [
        _Line(head, tuple(grid.cell(row, column) for row in rows))
        for column in grid.columns
        if (head := grid.cell(0, column)) is not None
    ]


def _rows(cells: list[Item]) -> list[_Line]:
    """The same where what is calculated stands at the left."""
    lines: list[_Line] = []
    for _, some in groupby(cells, lambda one: one.cell and one.cell.row):
        head, *others = some
        lines.append(_Line(head, tuple(others)))
    return lines


def _of_head(lecture: Lecture, line: _Line, lines: list[_Line]) -> tuple[_Said, ...]:
    """What each number of a column is said to be; empty if its head does not tell."""
    if line.head.formula is None:
        return ()
    named = {_key(other.head.text): other for other in lines if other is not line}
    for other in lines:
        if other is not line and (letter := _LETTER.search(other.head.text)):
            named.setdefault(letter[1], other)  # „Schritt k“
    formula = _joined_words(line.head.formula, named)
    letters = {node.latex for node in walk(formula) if isinstance(node, Symbol)}
    operands = {one: named[key] for one in sorted(letters) if (key := _key(one)) in named}
    if not operands:
        return ()
    found: list[_Said] = []
    for place, cell in enumerate(line.cells):
        if _closes(lines[0], place):
            continue  # „Σ 7 | 10 | 28“: of the sums nothing is calculated
        beside = {one: _operand(lecture, operand, place) for one, operand in operands.items()}
        values = {one: number.sides[0].expr for one, number in beside.items() if number}
        result = _number(lecture, line, place)
        if cell is not None and result is not None and len(values) == len(operands):
            rough = any(
                is_rounded(number, item)
                for one, number in beside.items()
                if number and (item := operands[one].cells[place])
            )
            equation = _equation(line.head, put_in(formula, values), result, cell)
            if rough:
                equation = structs.replace(equation, relations=("≈",))
            put = tuple(
                (item, number)
                for one, number in beside.items()
                if number and (item := operands[one].cells[place])
            )
            found.append(_Said(cell, equation, put))
    return tuple(found)


def _closes(first: _Line, place: int) -> bool:
    """Whether the row is that of a total: „Summe“, „Σ 7“."""
    cell = first.cells[place] if place < len(first.cells) else None
    return cell is not None and closes(cell.text.strip(MARKS)) is not None


def _of_law(
    lecture: Lecture, stated: tuple[Span, Head], line: _Line, other: _Line
) -> tuple[_Said, ...]:
    """The same if the one line is what is put into a law, and the other what it comes to."""
    place_of_law, law = stated
    found: list[_Said] = []
    for place, cell in enumerate(other.cells):
        put, result = _number(lecture, line, place), _number(lecture, other, place)
        if cell is None or put is None or result is None or not (item := line.cells[place]):
            continue
        value = put.sides[0].expr
        if law.arguments is not None:
            said: Expr = Call("applied", (Symbol(law.name.letter), value))
        else:
            text = lecture.text(put.sides[0].span)
            if not text.isdecimal():
                return ()
            said = Symbol(f"{law.name.letter}_{{{text}}}")
        equation = _equation(place_of_law, said, result, cell)
        found.append(_Said(cell, equation, ((item, put),)))
    return tuple(found) if len(found) > _SURE else ()


def _equation(head: Item | Span, said: Expr, result: Statement, cell: Item) -> Statement:
    """Its numbers are those of the result and of the head: others stand in cells of their own."""
    place = head if isinstance(head, Span) else head.span
    own = () if isinstance(head, Span) else head.numbers
    return structs.replace(
        result,
        sides=(Side(place, said), result.sides[0]),
        relations=("≈" if is_rounded(result, cell) else "=",),
        numbers=(*own, *result.numbers),
    )


def _operand(lecture: Lecture, line: _Line, place: int) -> Statement | None:
    """The only number of a cell, or a fraction."""
    return _number(lecture, line, place, fractions=True)


def _number(
    lecture: Lecture, line: _Line, place: int, *, fractions: bool = False
) -> Statement | None:
    """The only number of a cell."""
    cell = line.cells[place] if place < len(line.cells) else None
    if cell is None or len(cell.statements) != 1:
        return None
    one = lecture.statements[cell.statements[0]]
    plain = len(one.sides) == 1 and not one.shape and not one.bound and one.sides[0].complete
    expr = _unsigned(one.sides[0].expr)
    ratio = fractions and isinstance(expr, Call) and expr.op == "/"
    ratio = ratio and isinstance(expr, Call) and all(isinstance(it, Written) for it in expr.args)
    return one if plain and (ratio or plain_number(expr) is not None) else None


def _unsigned(expr: Expr) -> Expr:
    return expr.args[0] if isinstance(expr, Call) and expr.op == "neg" else expr


def _key(text: str) -> str:
    return _BLANKS.sub("", text.strip(MARKS))


def _joined_words(expr: Expr, named: Mapping[str, object]) -> Expr:
    """`$pos$` is read as a product of letters: here it is the name that stands at a head."""
    match expr:
        case Call("*", args) if (word := _word(args, named)) is not None:
            return word
        case Call(op, args):
            return Call(op, tuple(_joined_words(arg, named) for arg in args))
        case _:
            return expr


def _word(args: tuple[Expr, ...], named: Mapping[str, object]) -> Symbol | None:
    letters = [arg.latex for arg in args if isinstance(arg, Symbol)]
    word = "".join(letters)
    if len(letters) < len(args) or len(word) < _SHORTEST_WORD:
        return None
    found = [key for key in named if key.lower() == word or key.lower().startswith(word)]
    return Symbol(found[0]) if len(found) == 1 else None


def _holds(column: _Column, outcomes: list[str]) -> bool:
    """Whether most of a column is what is said of it, so that nothing else can be meant."""
    held, failed = outcomes.count("holds"), outcomes.count("fails")
    if column.by_head:
        return held > 0 and 2 * failed <= held and (held > 1 or not failed)
    left = len(column.cells) - held  # a member that is given by itself has no value to compare
    return held >= _SURE and failed <= 1 and left <= 1


def _statements(lecture: Lecture, items: Iterable[Item]) -> Iterator[Statement]:
    for item in items:
        for index in item.statements:
            yield lecture.statements[index]
        yield from _statements(lecture, item.items)


def _with(lecture: Lecture, said: list[_Said]) -> Lecture:
    """The equations in the cells instead of their numbers."""
    first = len(lecture.statements)
    moved: dict[Span, tuple[int, ...]] = {}
    for index, one in enumerate(said, first):
        moved[one.cell.span] = (*moved.get(one.cell.span, ()), index)

    def moving(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(
            structs.replace(item, statements=moved[item.span])
            if item.cell is not None and item.span in moved
            else structs.replace(item, items=moving(item.items))
            if item.items
            else item
            for item in items
        )

    statements = (*lecture.statements, *(one.statement for one in said))
    return structs.replace(lecture, statements=statements, items=moving(lecture.items))
