"""Which packages a lecture rests on, whatever the server had imported before it was forked.

A warm server holds Keras for all lectures, also for those that never speak of it. So what is in
memory tells nothing: a lecture rests on what its code names, on what was imported for it, and on
what these brought along. The server notes that while it imports, statement by statement: a package
that is there already is brought along all the same.
"""

import ast
import builtins
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, FunctionType, ModuleType

from rechenprobe.run.compiling import imported_names


class Lineage:
    """Made before anything is imported for lectures. Packages are named by their first part."""

    def __init__(self) -> None:
        self.engine = frozenset(sys.modules)
        """A run does not depend on their versions unless the lecture imports them itself."""
        self._brings: dict[str, set[str]] = {}

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note who imports whom, by statement or by `import_module`."""
        statement, function = builtins.__import__, importlib.import_module

        def by_statement(name: str, *args: object, **kwargs: object) -> ModuleType:
            self._note(name, sys._getframe(1))  # noqa: SLF001
            return statement(name, *args, **kwargs)  # type: ignore[arg-type]

        def by_function(name: str, package: str | None = None) -> ModuleType:
            self._note(name, sys._getframe(1))  # noqa: SLF001
            return function(name, package)

        builtins.__import__, importlib.import_module = by_statement, by_function
        try:
            yield
        finally:
            builtins.__import__, importlib.import_module = statement, function

    def behind(self, names: Iterable[str]) -> set[str]:
        """These packages and all that they bring along."""
        found: set[str] = set()
        ahead = [_root(name) for name in names]
        while ahead:
            package = ahead.pop()
            if package not in found:
                found.add(package)
                ahead += self._brings.get(package, ())
        return found

    def _note(self, name: str, frame: FrameType | None) -> None:
        package = _root(name)
        if not package or package in sys.stdlib_module_names:
            return
        importer = ""
        while frame is not None:  # the library's helpers import on behalf of others
            importer = _root(str(frame.f_globals.get("__name__", "")))
            if importer not in sys.stdlib_module_names:
                break
            frame = frame.f_back
        if importer not in ("rechenprobe", package):
            self._brings.setdefault(importer, set()).add(package)


def named_in(modules: Iterable[ModuleType], is_authors: Callable[[str], bool]) -> set[str]:
    """What modules name of others: in their imports if the author wrote them, else what they hold.

    `is_authors` is given a file.
    """
    found: set[str] = set()
    for module in modules:
        file = vars(module).get("__file__")
        if isinstance(file, str) and is_authors(file):
            with suppress(OSError, SyntaxError, ValueError):
                found |= imported_names(ast.parse(Path(file).read_bytes()))
        else:
            found.update(filter(None, map(_owner, list(vars(module).values()))))
    return found


def _owner(value: object) -> str:
    """The package that something in a module comes from."""
    if isinstance(value, ModuleType):
        return _root(str(vars(value).get("__name__", "")))
    kind = value if isinstance(value, (type, FunctionType)) else type(value)
    module = getattr(kind, "__module__", "")
    return _root(module) if isinstance(module, str) else ""


def _root(name: str) -> str:
    return name.partition(".")[0]
