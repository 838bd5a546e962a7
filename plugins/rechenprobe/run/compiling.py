"""In the lecture's process: the author's text → code that knows its lines in the Markdown file."""

import ast
import io
import tokenize
from types import CodeType

from msgspec import Struct

_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class Compiled(Struct, frozen=True):
    """A cell or a prelude, ready to run."""

    body: CodeType
    result: CodeType | None
    """The last expression, whose value is shown; None if there is none or a `;` ends it."""
    imported: frozenset[str]
    """Modules that it imports by name: they may be there before it runs."""
    texts: frozenset[str]
    """Its strings."""
    last_line: int = 1
    """In the file, of its last statement."""


def compile_cell(code: str, name: str, path: str, first_line: int) -> Compiled:
    """Jupyter's way: all statements, then the value of the last one.

    `await` may stand outside of functions. The code is called `name` and its lines count from
    1; a `SyntaxError` tells `path` and the line in that file, where the code's first is
    `first_line`.
    """
    try:
        return _compile_cell(code, name, path, first_line)
    except (MemoryError, RecursionError) as error:  # the compiler's own stack, not the author's
        raise SyntaxError(
            "der Code ist zu tief verschachtelt", (path, first_line, 1, "")
        ) from error


def _compile_cell(code: str, name: str, path: str, first_line: int) -> Compiled:
    # Empty lines before it, so that the compiler counts as the Markdown file does.
    located = "\n" * (first_line - 1) + code
    tree = ast.parse(located, path)
    imported, texts = imported_names(tree), _texts(tree)
    last = tree.body[-1] if tree.body else None
    last_line = last.lineno if last else first_line
    ast.increment_lineno(tree, 1 - first_line)
    shown: ast.Expression | None = None
    if isinstance(last, ast.Expr) and not _ends_in_semicolon(code):
        tree.body.pop()
        shown = ast.Expression(last.value)
    try:
        body = compile(tree, name, "exec", _AWAIT, dont_inherit=True)
        result = None
        if shown is not None:
            result = compile(shown, name, "eval", _AWAIT, dont_inherit=True)
    except SyntaxError:  # what only the compiler finds
        compile(located, path, "exec", _AWAIT, dont_inherit=True)
        raise
    return Compiled(body, result, imported, texts, last_line)


def compile_script(code: str, path: str) -> Compiled:
    """A prelude: nothing of it is shown. Raises `SyntaxError`."""
    tree = ast.parse(code, path)
    body = compile(tree, path, "exec", dont_inherit=True)
    return Compiled(body, None, imported_names(tree), _texts(tree))


def compile_value(code: str, path: str, line: int) -> CodeType:
    """An expression that starts on a line. Raises `SyntaxError`."""
    return compile("\n" * (line - 1) + code.strip(), path, "eval", dont_inherit=True)


def imported_names(tree: ast.AST) -> frozenset[str]:
    """What import statements name, wherever they stand."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return frozenset(names)


def _texts(tree: ast.AST) -> frozenset[str]:
    return frozenset(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


_SILENT = frozenset(
    (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.DEDENT)
)


def _ends_in_semicolon(code: str) -> bool:
    last = ""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type not in _SILENT:
            last = token.string
    return last == ";"
