"""Lines that show the time of day, a duration or an address: no two runs of them are the same.

Whoever builds the site without the kept run gets another page. What the code does with a clock is
followed through names, arithmetic and texts, not through calls that are given it: a folder for logs
that is named after the day is no output.
"""

import ast
from collections.abc import Iterator

from rechenprobe.check.ledger import Ledger
from rechenprobe.late import late
from rechenprobe.lecture import Cell, Span

_SUSPICIOUS = late(
    r"\btime|\bdatetime\b|\bdate\b|perf_counter|monotonic|\buuid1\b|\bid\(|Timestamp"
)
_HINTS = ("time", "date", "perf_counter", "monotonic", "uuid1", "id(", "Timestamp")
"""One of these stands where it finds something: to look for them first is quicker."""
_LONGEST = 20_000
"""Characters of a cell that is looked at."""

_CLOCKS = frozenset(
    (
        *("time.time", "time.time_ns", "time.perf_counter", "time.perf_counter_ns"),
        *("time.monotonic", "time.monotonic_ns", "time.process_time", "time.process_time_ns"),
        *("time.thread_time", "timeit.timeit", "timeit.repeat", "timeit.default_timer"),
        *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
        *(
            "datetime.date.today",
            "pandas.Timestamp.now",
            "tensorflow.timestamp",
            "uuid.uuid1",
            "id",
        ),
    )
)
_OF_NOW = {"time.ctime": 0, "time.localtime": 0, "time.gmtime": 0, "time.asctime": 0} | {
    "time.strftime": 1
}
"""With so many arguments they tell of now, with more of another time."""
_HANDED_ON = frozenset(
    "abs divmod float format int max min repr reversed round sorted str sum tuple list".split()
)
_CALCULATING = ("numpy.", "math.", "statistics.", "datetime.timedelta", "datetime.datetime.")
_STEADY = frozenset(
    (
        *("version", "variant", "tzinfo", "shape", "dtype", "ndim", "size", "keys", "is_integer"),
        *("startswith", "endswith", "isdigit", "isnumeric", "__class__", "__len__"),
        *("isclose", "allclose", "isfinite", "isnan", "isinf", "all", "any", "zeros_like"),
        *("ones_like", "empty_like"),
    )
)
"""What a thing is asked so, or numpy and math are asked of it, has the same answer each time."""
_SHOWING = frozenset(
    "print display pprint.pprint sys.stdout.write sys.stderr.write IPython.display.display".split()
)
_DRAWING = frozenset(
    (
        *("plot", "bar", "barh", "scatter", "hist", "boxplot", "text", "annotate", "suptitle"),
        *("title", "xlabel", "ylabel", "set_title", "set_xlabel", "set_ylabel"),
    )
)
_REMEDY = (
    "Nur zeigen, was bei jedem Lauf gleich ist; oder die Ausgabe mit `#| output: false` weglassen "
    "und das Ergebnis als Beispiel in den Text schreiben."
)


def hint_clock(ledger: Ledger) -> None:
    """One hint for each such line of a cell, and for each such value of the text."""
    lecture = ledger.lecture
    follower = _Follower()
    for cell in lecture.cells:
        if not cell.options.eval or len(cell.code) > _LONGEST:
            continue
        if not (follower.suspects or _is_suspicious(cell.code)):
            continue
        lines = follower.lines(cell.code)
        if cell.options.output:
            for line in sorted(lines):
                _hint(ledger, _line_of(cell, line))
    for value in lecture.values:
        if follower.suspects and value.kind != "answer" and follower.shows(value.code):
            _hint(ledger, value.span)


def _is_suspicious(code: str) -> bool:
    return any(map(code.__contains__, _HINTS)) and _SUSPICIOUS.search(code) is not None


def _hint(ledger: Ledger, span: Span) -> None:
    message = "Uhrzeit, Dauer oder Speicheradresse: Jeder neue Lauf zeigt hier etwas anderes"
    written = ledger.lecture.source[span.start : span.end]
    ledger.find(span, "hint", "unsteady-output", message, written=written, remedy=_REMEDY)


def _line_of(cell: Cell, line: int) -> Span:
    text = cell.code.split("\n")[line - 1]
    start = cell.line_starts[line - 1] + len(text) - len(text.lstrip())
    return Span(start, start + len(text.strip()))


class _Follower:
    """Reads the cells of a page in their order."""

    def __init__(self) -> None:
        self._meant = {"np": "numpy", "pd": "pandas", "tf": "tensorflow"}
        """What imports call what: `dt` → `datetime`, `now` → `datetime.datetime.now`."""
        self._tainted: set[str] = set()
        """Names, also with attributes, that hold something of the clock's."""
        self._telling: set[str] = set()
        """Functions that give something of the clock's."""
        self._lines: set[int] = set()

    @property
    def suspects(self) -> bool:
        """Whether there is something to follow into code that does not speak of clocks itself."""
        return bool(self._tainted or self._telling)

    def lines(self, code: str) -> set[int]:
        """Lines of a cell, counted from 1, that show something."""
        try:
            body = ast.parse(code).body
            self._lines = set()
            self._walk(body)
            last = body[-1] if body and not code.rstrip().endswith(";") else None
            if isinstance(last, ast.Expr) and self._is_tainted(last.value):
                self._lines.add(last.lineno)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return set()  # the run says what is wrong with it
        return self._lines

    def shows(self, code: str) -> bool:
        """Whether a value comes from a clock."""
        try:
            return self._is_tainted(ast.parse(code.strip(), mode="eval").body)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False

    def _walk(self, body: list[ast.stmt]) -> bool:
        """Follow statements; whether one of them returns something of the clock's."""
        returned = False
        for statement in body:
            returned |= self._follow(statement)
            for node in _own_expressions(statement):
                if isinstance(node, ast.Call) and self._is_shown(node):
                    self._lines.add(node.lineno)
                self._collect(node)
            for inner in _bodies(statement):
                returned |= self._walk(inner)
        return returned

    def _follow(self, statement: ast.stmt) -> bool:
        match statement:
            case ast.Import(names=names):
                for alias in names:
                    self._meant[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            case ast.ImportFrom(module=str(module), names=names):
                for alias in names:
                    self._meant[alias.asname or alias.name] = f"{module}.{alias.name}"
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, value)
            case ast.For(target=target, iter=value) if self._is_tainted(value):
                self._assign(target, value)
            case ast.AugAssign(target=target, value=value) if self._is_tainted(value):
                self._tainted.add(ast.unparse(target))
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                before = set(self._tainted)
                self._tainted -= {argument.arg for argument in statement.args.args}
                if self._walk(statement.body):
                    self._telling.add(statement.name)
                self._tainted = before | {name for name in self._tainted if "." in name}
            case ast.Return(value=ast.expr() as value):
                return self._is_tainted(value)
            case _:
                pass
        return False

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        match target, value:
            case ast.Tuple(elts=these), ast.Tuple(elts=those) if len(these) == len(those):
                for one, of in zip(these, those, strict=True):
                    self._assign(one, of)
                return
            case _:
                pass
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        tainted = self._is_tainted(value)
        for name in names:
            if tainted:
                self._taint(name, value)
            elif not isinstance(name, ast.Subscript):
                text = ast.unparse(name)
                self._tainted -= {one for one in self._tainted if _is_of(one, text)}
                self._meant.pop(ast.unparse(name), None)

    def _taint(self, name: ast.expr, value: ast.expr) -> None:
        """Of a dictionary with keys that stand there, only what these hold."""
        match name, value:
            case ast.Name() | ast.Attribute(), ast.Dict(keys=keys, values=values) if all(
                isinstance(key, ast.Constant) for key in keys
            ):
                text = ast.unparse(name)
                self._tainted |= {
                    f"{text}[{ast.unparse(key)}]"
                    for key, of in zip(keys, values, strict=True)
                    if key and self._is_tainted(of)
                }
            case ast.Subscript(value=holder, slice=key), _ if not isinstance(key, ast.Constant):
                self._tainted.add(ast.unparse(holder))
            case _:
                self._tainted.add(ast.unparse(name))

    def _holds(self, node: ast.expr) -> bool:
        """Whether something of the clock's is kept under this name, or in what it names."""
        text = ast.unparse(node)
        return any(_is_of(one, text) for one in self._tainted)

    def _collect(self, node: ast.expr) -> None:
        """`times.append(end - start)`."""
        match node:
            case ast.Call(func=ast.Attribute(value=holder, attr="append" | "add"), args=[given]):
                if self._is_tainted(given):
                    self._tainted.add(ast.unparse(holder))
            case _:
                pass

    def _is_shown(self, call: ast.Call) -> bool:
        given = (*call.args, *(word.value for word in call.keywords if word.arg != "file"))
        if not any(map(self._is_tainted, given)):
            return False
        name = self._name(call.func)
        files = [self._name(word.value) for word in call.keywords if word.arg == "file"]
        if name in _SHOWING:
            return all(file in ("sys.stdout", "sys.stderr") for file in files)
        return isinstance(call.func, ast.Attribute) and call.func.attr in _DRAWING

    def _is_tainted(self, node: ast.expr) -> bool:
        inner = self._is_tainted
        match node:
            case ast.Name() | ast.Attribute() if self._holds(node):
                return True
            case ast.Attribute(attr=asked) if asked in _STEADY:
                return False
            case ast.Subscript(value=ast.Name() | ast.Attribute() as holder, slice=ast.Constant()):
                return ast.unparse(holder) in self._tainted or self._holds(node)
            case ast.Attribute(value=value) | ast.Subscript(value=value) | ast.Await(value=value):
                return inner(value)
            case ast.FormattedValue(value=value) | ast.NamedExpr(value=value):
                return inner(value)
            case ast.Starred(value=value) | ast.UnaryOp(operand=value):
                return inner(value) and not isinstance(getattr(node, "op", None), ast.Not)
            case ast.BinOp(left=left, right=right):
                return inner(left) or inner(right)
            case ast.IfExp(body=first, orelse=second):
                return inner(first) or inner(second)
            case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                return any(map(inner, parts))
            case ast.Dict(values=parts):
                return any(map(inner, parts))
            case ast.Call():
                return self._gives(node)
            case _:
                return False

    def _gives(self, call: ast.Call) -> bool:
        name = self._name(call.func)
        if name in _CLOCKS or name in self._telling:
            return True
        if name in _OF_NOW:
            return len(call.args) <= _OF_NOW[name]
        if name.rpartition(".")[2] in _STEADY:
            return False
        given = (*call.args, *(word.value for word in call.keywords))
        if name in _HANDED_ON or name.startswith(_CALCULATING):
            return any(map(self._is_tainted, given))
        if isinstance(call.func, ast.Attribute):
            if call.func.attr == "format" and any(map(self._is_tainted, given)):
                return True
            return self._is_tainted(call.func.value)
        return False

    def _name(self, node: ast.expr) -> str:
        """What is called, by its full name; empty for what has none."""
        match node:
            case ast.Name(id=name):
                return self._meant.get(name, name)
            case ast.Attribute(value=value, attr=attribute):
                owner = self._name(value)
                return f"{owner}.{attribute}" if owner else ""
            case _:
                return ""


def _is_of(kept: str, name: str) -> bool:
    """Whether it is kept under the name itself or under a key of it."""
    return kept == name or kept.startswith(f"{name}[")


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """All expressions of a statement, without those of the statements in it."""
    ahead: list[ast.AST] = [
        child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)
    ]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.expr):
            yield node
        if not isinstance(node, ast.Lambda | ast.ExceptHandler | ast.match_case):
            ahead += ast.iter_child_nodes(node)


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a statement; a function's is followed by itself."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(statement, name, None):
            yield block
    for handler in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield handler.body
