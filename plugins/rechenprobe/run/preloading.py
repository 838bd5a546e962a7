"""In the server: importing ahead what lectures may need, but not what few of them do."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType


def nobody(name: str) -> None:
    """To be told that a part is needed, and not to mind."""


def preload(
    modules: Iterable[str], left: Collection[str] = (), asked: Callable[[str], None] = nobody
) -> None:
    """Import modules. What is not installed is missed by the cell that needs it.

    Parts that are `left` for later are imported once somebody needs them, and `asked` is told.
    """
    for name in modules:
        if name not in sys.modules:
            with suppress(Exception), left_for_later(*{*left} - {name}, asked=asked):
                module = import_module(name)
                if name in left:
                    _take_away({name: module}, asked)


@contextmanager
def left_for_later(*names: str, asked: Callable[[str], None] = nobody) -> Iterator[None]:
    """While their packages are imported, modules are not; each will be, once somebody asks."""
    stubs = {name: _stand_in(name, asked) for name in names if name not in sys.modules}
    sys.modules.update(stubs)
    try:
        yield
    finally:
        for name, stub in stubs.items():
            if sys.modules.get(name) is stub:
                del sys.modules[name]
        _take_away(stubs, asked)


def _take_away(parts: Mapping[str, ModuleType], asked: Callable[[str], None]) -> None:
    """From where their packages hold these modules. Whoever looks there asks for them."""
    packages = {name.partition(".")[0] for name in parts}
    for known, module in list(sys.modules.items()):
        if known.partition(".")[0] in packages:
            for name, part in parts.items():
                last = name.rpartition(".")[2]
                if vars(module).get(last) is part:
                    delattr(module, last)
                    _import_when_asked(module, last, name, asked)


def _stand_in(name: str, asked: Callable[[str], None]) -> ModuleType:
    """A module that becomes what it stands for when its own package looks into it already."""
    stub = ModuleType(name)

    def find(attribute: str) -> object:
        if attribute.startswith("__") and attribute != "__path__":
            raise AttributeError(attribute)  # whoever looks through all modules wants nothing of it
        if sys.modules.get(name) is stub:
            del sys.modules[name]
        asked(name)
        return getattr(import_module(name), attribute)

    vars(stub)["__getattr__"] = find
    return stub


def _import_when_asked(
    module: ModuleType, part: str, name: str, asked: Callable[[str], None]
) -> None:
    original = vars(module).get("__getattr__")
    listed = vars(module).get("__dir__")

    def find(attribute: str) -> object:
        if attribute == part:
            asked(name)
            setattr(module, part, import_module(name))
            return vars(module)[part]
        if original is not None:
            return original(attribute)
        raise AttributeError(f"module {module.__name__!r} has no attribute {attribute!r}")

    def names() -> list[str]:
        return sorted({*(vars(module) if listed is None else listed()), part})

    vars(module).update(__getattr__=find, __dir__=names)
