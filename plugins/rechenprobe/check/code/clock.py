"""Lines that show the time of day, a duration or an address: no two runs of them are the same.

Whoever builds the site without the kept run gets another page. What the code does with a clock is
followed through names, arithmetic and texts, not through dictionaries, and not through calls that
are given it: a folder for logs that is named after the day is no output.
"""

import ast
from collections.abc import Iterator

from rechenprobe.check.ledger import Ledger
from rechenprobe.lecture import Cell, Span

_HINTS = ("time", "date", "perf_counter", "monotonic", "uuid1", "id(", "Timestamp")
"""One of these stands where a clock is asked."""
_LONGEST = 20_000
"""Characters of a cell that is looked at."""
_CLOCKS = frozenset(
    "time.time time.time_ns time.perf_counter time.perf_counter_ns time.monotonic time.ctime"
    " time.monotonic_ns time.process_time time.process_time_ns time.thread_time timeit.timeit"
    " timeit.repeat timeit.default_timer datetime.datetime.now datetime.datetime.utcnow"
    " datetime.datetime.today datetime.date.today pandas.Timestamp.now tensorflow.timestamp"
    " uuid.uuid1 id".split()
)
_HANDED_ON = frozenset(
    "abs divmod float format int max min repr reversed round sorted str sum tuple list".split()
)
_CALCULATING = ("numpy.", "math.", "statistics.", "datetime.")
_STEADY = frozenset("version shape dtype ndim size isclose allclose isfinite isnan".split())
"""What a thing is asked so has the same answer each time."""
_SHOWING = frozenset("print display pprint.pprint IPython.display.display".split())
_DRAWING = frozenset("plot bar scatter hist text annotate suptitle title set_title".split())
_REMEDY = (
    "Nur zeigen, was bei jedem Lauf gleich ist; oder die Ausgabe mit `#| output: false` weglassen "
    "und das Ergebnis als Beispiel in den Text schreiben."
)


def hint_clock(ledger: Ledger) -> None:
    """One hint for each such line of a cell, and for each such value of the text."""
    lecture = ledger.lecture
    follower = _Follower()
    for cell in lecture.cells:
        known = follower.tainted or any(map(cell.code.__contains__, _HINTS))
        if cell.options.eval and known and len(cell.code) <= _LONGEST:
            lines = follower.lines(cell.code)
            for line in sorted(lines) if cell.options.output else ():
                _hint(ledger, _line_of(cell, line))
    for value in lecture.values:
        if follower.tainted and value.kind != "answer" and follower.lines(value.code.strip()):
            _hint(ledger, value.span)


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
        self.tainted: set[str] = set()
        """Names, also with attributes, of what holds something of the clock's or gives it."""

    def lines(self, code: str) -> set[int]:
        """Lines of a cell, counted from 1, that show something."""
        found: set[int] = set()
        try:
            body = ast.parse(code).body
            for statement in body:
                found.update(self._read(statement))
            last = body[-1] if body and not code.rstrip().endswith(";") else None
            if isinstance(last, ast.Expr) and self._is_tainted(last.value):
                found.add(last.lineno)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return set()  # the run says what is wrong with it
        return found

    def _read(self, node: ast.AST) -> Iterator[int]:
        """Follow a statement and all that it holds, in the order of the text."""
        match node:
            case ast.Import(names=names):
                for alias in names:
                    name = alias.name if alias.asname else alias.name.partition(".")[0]
                    self._meant[alias.asname or name] = name
            case ast.ImportFrom(module=str(module), names=names):
                for alias in names:
                    self._meant[alias.asname or alias.name] = f"{module}.{alias.name}"
            case ast.Assign(targets=[target], value=value):
                self._assign(target, value)
            case ast.AugAssign(target=target, value=value) if self._is_tainted(value):
                self.tainted.add(ast.unparse(target))
            case ast.For(target=target, iter=value):
                self._assign(target, value)
            case ast.Call(func=ast.Attribute(value=holder, attr="append"), args=[given]):
                if self._is_tainted(given):
                    self.tainted.add(ast.unparse(holder))
            case ast.Call() if self._is_shown(node):
                yield node.lineno
            case _:
                pass
        for child in ast.iter_child_nodes(node):
            yield from self._read(child)
        if isinstance(node, ast.FunctionDef):
            results = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
            if any(one is not None and self._is_tainted(one) for one in results):
                self.tainted.add(node.name)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        found = {ast.unparse(name) for name in names}
        self.tainted = self.tainted | found if self._is_tainted(value) else self.tainted - found

    def _is_shown(self, call: ast.Call) -> bool:
        name = self._name(call.func)
        shows = name in _SHOWING and not any(word.arg == "file" for word in call.keywords)
        shows = shows or (isinstance(call.func, ast.Attribute) and call.func.attr in _DRAWING)
        return shows and any(map(self._is_tainted, call.args))

    def _is_tainted(self, node: ast.expr) -> bool:
        inner = self._is_tainted
        match node:
            case ast.Name() | ast.Attribute() if ast.unparse(node) in self.tainted:
                return True
            case ast.Attribute(attr=asked) if asked in _STEADY:
                return False
            case ast.Attribute(value=value) | ast.Subscript(value=value):
                return inner(value)
            case ast.FormattedValue(value=value):
                return inner(value)
            case ast.BinOp(left=left, right=right):
                return inner(left) or inner(right)
            case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                return any(map(inner, parts))
            case ast.Call():
                return self._gives(node)
            case _:
                return False

    def _gives(self, call: ast.Call) -> bool:
        name = self._name(call.func)
        if name in _CLOCKS or name in self.tainted:
            return True
        if name.rpartition(".")[2] in _STEADY:
            return False
        if name in _HANDED_ON or name.startswith(_CALCULATING):
            return any(map(self._is_tainted, call.args))
        return isinstance(call.func, ast.Attribute) and self._is_tainted(call.func.value)

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
