"""Which packages a lecture rests on, whatever the server had imported before it was forked.

A warm server holds Keras for all lectures, also for those that never speak of it. So what is in
memory tells nothing: a lecture rests on what its code names, on what was imported for it, and on
what these brought along. The server notes that while it imports, statement by statement: a module
that is there already is brought along all the same.
"""

import ast
import builtins
import importlib
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import resolve_name
from pathlib import Path
from types import FrameType, FunctionType, ModuleType

from rechenprobe.run.compiling import imported_names


class Lineage:
    """Made before anything is imported for lectures."""

    def __init__(self, left: Collection[str] = ()) -> None:
        """`left`: parts that are not imported with their packages, but once somebody asks."""
        self.engine = frozenset(sys.modules)
        """A run does not depend on their versions unless the lecture imports them itself."""
        self._brings: dict[str, set[str]] = {}
        self._behind: dict[str, set[str]] = {}
        self._left = frozenset(left)
        self.asked: set[str] = set()
        """Of what was left, what this process came to need."""

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note who imports whom, by statement or by `import_module`."""
        self._behind.clear()
        statement, function = builtins.__import__, importlib.import_module
        library = sys.stdlib_module_names

        def by_statement(
            name: str,
            globals: Mapping[str, object] | None = None,  # noqa: A002 - their names
            locals: Mapping[str, object] | None = None,  # noqa: A002
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> ModuleType:
            try:
                return statement(name, globals, locals, fromlist, level)
            finally:
                if level:
                    name = _resolved("." * level + name, str((globals or {}).get("__package__")))
                if name.partition(".")[0] not in library:
                    self._note(name, fromlist or (), sys._getframe(1))  # noqa: SLF001

        def by_function(name: str, package: str | None = None) -> ModuleType:
            try:
                return function(name, package)
            finally:
                name = _resolved(name, package or "")
                if name.partition(".")[0] not in library:
                    self._note(name, (), sys._getframe(1))  # noqa: SLF001

        builtins.__import__, importlib.import_module = by_statement, by_function
        try:
            yield
        finally:
            builtins.__import__, importlib.import_module = statement, function

    def look_up(self, names: Iterable[str]) -> None:
        """Find what is behind these once, so that what is forked from here need not."""
        for name in names:
            self._behind[name] = self.behind((name,))

    def behind(self, names: Iterable[str]) -> set[str]:
        """These modules and all that they bring along."""
        ahead = list(names)
        found: set[str] = set().union(*(self._behind.get(name, ()) for name in ahead))
        while ahead:
            module = ahead.pop()
            if module and module not in found:
                found.add(module)
                ahead += self._brings.get(module, set()) - self._left
                ahead.append(module.rpartition(".")[0])
        return found

    def _note(self, name: str, parts: Sequence[str], frame: FrameType | None) -> None:
        importer = ""
        while frame is not None:  # a function imports on behalf of the module that is being loaded
            importer = str(frame.f_globals.get("__name__", ""))
            if frame.f_code.co_name == "<module>" and not _in_library(importer):
                break
            frame = frame.f_back
        if importer.partition(".")[0] not in ("__main__", "rechenprobe"):
            brought = self._brings.setdefault(importer, set())
            if name in sys.modules:
                brought.add(name)
            for part in parts:
                if (module := f"{name}.{part}") in sys.modules:
                    brought.add(module)


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
    """The module that something in a module comes from."""
    if isinstance(value, ModuleType):
        return str(vars(value).get("__name__", ""))
    kind = value if isinstance(value, (type, FunctionType)) else type(value)
    module = getattr(kind, "__module__", "")
    return module if isinstance(module, str) else ""


def _resolved(name: str, package: str) -> str:
    with suppress(ImportError):  # relative to nothing: the import itself complains
        return resolve_name(name, package)
    return name


def _in_library(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names
