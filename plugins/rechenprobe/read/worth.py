"""What straight-line code comes to: `total = 744 + 300 + 65  # 1019` says a result in its comment.

Only numbers, names that were given numbers before, and arithmetic are followed, by our own
evaluation of Python's syntax tree: nothing is run. What a loop, a branch or a call gives a name is
not known, and says nothing.
"""

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from rechenprobe.expression import Call, Expr, NotEvaluable, Num, Op, evaluate
from rechenprobe.lecture import Cell, Span

_OPERATORS: Mapping[type[ast.operator], Op] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
}
_CALLS: Mapping[str, Op] = {
    "max": "max",
    "min": "min",
    "math.ceil": "ceil",
    "np.ceil": "ceil",
    "math.floor": "floor",
    "np.floor": "floor",
    "math.sqrt": "sqrt",
    "np.sqrt": "sqrt",
}
_DEEPEST = 50
"""Operations within each other that are followed."""
_LONGEST = 20_000
"""Characters of a cell that is looked at."""


class Worth(Struct, frozen=True):
    """A line's result."""

    row: int
    """The line of the code, from 0, in which it ends."""
    span: Span
    """Of the calculation, in the source."""
    value: Fraction
    names: frozenset[str]
    """The words of the variable's name, in small letters."""


class Bookkeeper:
    """Knows what names are worth, from one cell of a page to the next."""

    def __init__(self) -> None:
        self._known: dict[str, Fraction] = {}
        self._shared: set[str] = set()
        """Names that functions may give something else whenever they are called."""
        self._cells: list[Cell] = []
        self._worths: dict[int, Worth] = {}

    def add(self, cell: Cell) -> None:
        """The next cell; looked at when something is asked of it or of one behind it."""
        self._cells.append(cell)

    def worth(self, cell: Cell, comment: Span) -> Worth | None:
        """What the code comes to that stands before a comment of the last cell, in its line."""
        for one in self._cells:
            self._worths = {worth.row: worth for worth in self._follow(one)}
        self._cells = []
        row = bisect_right(cell.line_starts, comment.start) - 1
        return self._worths.get(row)

    def _follow(self, cell: Cell) -> Iterator[Worth]:
        body = _parsed(cell.code)
        if body is None:
            self._known = {}  # whatever it does
            return
        lines = cell.code.split("\n")
        for statement in body:
            expression, name = _calculation(statement)
            value = None if expression is None else self._value(expression, 0)
            several = [(name, self._value(one, 0)) for name, one in _pairs(statement)]
            self._forget(statement)
            for each, known in several:
                self._learn(each, known)
            if expression is None or value is None:
                continue
            self._learn(name, value)
            if _calculates(expression):
                yield Worth(
                    (statement.end_lineno or statement.lineno) - 1,
                    Span(
                        _offset(cell, lines, expression.lineno, expression.col_offset),
                        _offset(
                            cell,
                            lines,
                            expression.end_lineno or expression.lineno,
                            expression.end_col_offset or 0,
                        ),
                    ),
                    value,
                    frozenset(word for word in name.lower().split("_") if word),
                )

    def _learn(self, name: str, value: Fraction | None) -> None:
        if name and value is not None and name not in self._shared:
            self._known[name] = value

    def _forget(self, statement: ast.stmt) -> None:
        """Names to which a statement may give something else."""
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    self._known.pop(name, None)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    self._known.pop(name, None)
                case ast.alias(name="*"):
                    self._known = {}
                case ast.alias(name=name, asname=other):
                    self._known.pop((other or name).partition(".")[0], None)
                case ast.Global(names=names):
                    self._shared.update(names)
                    for name in names:
                        self._known.pop(name, None)
                case _:
                    pass

    def _value(self, node: ast.expr, depth: int) -> Fraction | None:
        if depth > _DEEPEST:
            return None

        def inner(node: ast.expr) -> Fraction | None:
            return self._value(node, depth + 1)

        match node:
            case ast.Constant(value=bool()):
                return None
            case ast.Constant(value=int(number)):
                return Fraction(number)
            case ast.Constant(value=float(number)):
                return _exact(number)
            case ast.Name(id=name):
                return self._known.get(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = inner(operand)
                return None if value is None else -value
            case ast.BinOp(left=left, op=operator, right=right):
                return _apply(type(operator), inner(left), inner(right))
            case ast.Call(func=function, args=args, keywords=[]):
                return _called(ast.unparse(function), [inner(arg) for arg in args])
            case _:
                return None


def _parsed(code: str) -> list[ast.stmt] | None:
    if len(code) > _LONGEST:
        return None
    try:
        return ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # the run says what is wrong with it


def _calculation(statement: ast.stmt) -> tuple[ast.expr | None, str]:
    """The expression whose value a comment may say, and the name that it is given."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return value, name
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return value, name
        case ast.AugAssign(target=ast.Name(id=name) as target, op=operator, value=value):
            before = ast.copy_location(ast.Name(name, ast.Load()), target)
            whole = ast.copy_location(ast.BinOp(before, operator, value), statement)
            return whole, name
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[value], keywords=[])):
            return value, ""
        case ast.Expr(value=value):
            return value, ""
        case _:
            return None, ""


def _pairs(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """`a, b = 1, 2`: each name with its expression."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            if len(names) == len(values):
                for name, value in zip(names, values, strict=True):
                    if isinstance(name, ast.Name):
                        yield name.id, value
        case _:
            pass


def _calculates(node: ast.expr) -> bool:
    """Whether there is more to it than a number or a name: only then a comment is a result."""
    return any(isinstance(one, ast.BinOp | ast.Call) for one in ast.walk(node))


def _exact(number: float) -> Fraction | None:
    """As it is written, not as the machine rounds it."""
    return Fraction(repr(number)) if abs(number) < float("inf") else None


def _apply(
    operator: type[ast.operator], left: Fraction | None, right: Fraction | None
) -> Fraction | None:
    if left is None or right is None:
        return None
    if operator is ast.FloorDiv:
        return _evaluated("floor", _evaluated("/", left, right))
    if operator is ast.Mod:
        whole = _apply(ast.FloorDiv, left, right)
        return None if whole is None else left - right * whole
    op = _OPERATORS.get(operator)
    return None if op is None else _evaluated(op, left, right)


def _called(name: str, values: list[Fraction | None]) -> Fraction | None:
    if not values:
        return None
    if name in _CALLS:
        return _evaluated(_CALLS[name], *values)
    first = values[0]
    simple: Mapping[str, Callable[[Fraction], Fraction]] = {
        "int": lambda value: Fraction(int(value)),
        "abs": abs,
        "float": lambda value: value,
        "round": lambda value: Fraction(round(value)),
    }
    if len(values) > 1 or first is None or name not in simple:
        return None
    return simple[name](first)


def _evaluated(op: Op, *values: Fraction | None) -> Fraction | None:
    known = [as_expression(value) for value in values if value is not None]
    if len(known) < len(values):
        return None
    try:
        return evaluate(Call(op, tuple(known)), approximate=True)
    except NotEvaluable:
        return None


def as_expression(value: Fraction) -> Expr:
    """The value as one side of a statement."""
    if value.denominator == 1:
        return Num(value.numerator)
    return Call("/", (Num(value.numerator), Num(value.denominator)))


def _offset(cell: Cell, lines: list[str], line: int, column: int) -> int:
    """Source offset of a place in the code; Python counts columns in bytes."""
    text = lines[line - 1].encode()[:column].decode("utf-8", "ignore")
    return cell.line_starts[line - 1] + len(text)
