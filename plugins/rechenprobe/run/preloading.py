"""In the server: importing ahead what lectures may need, but not what few of them do."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType

_RARE = (("keras", "wrappers"),)
"""Package and part. `keras.wrappers` imports scikit-learn, a fifth of the time that Keras takes."""


def preload(modules: tuple[str, ...]) -> None:
    """Import modules. What is not installed is missed by the cell that needs it."""
    for name in modules:
        parts = [part for package, part in _RARE if package == name]
        with suppress(Exception):
            if parts:
                with left_for_later(name, parts[0]):
                    import_module(name)
            else:
                import_module(name)


@contextmanager
def left_for_later(package: str, part: str) -> Iterator[None]:
    """While the package is imported, its part is not; it will be, once somebody asks for it."""
    name = f"{package}.{part}"
    if name in sys.modules:
        yield
        return
    stub = sys.modules[name] = ModuleType(name)
    try:
        yield
    finally:
        if sys.modules.get(name) is stub:
            del sys.modules[name]
        for known, module in list(sys.modules.items()):
            if known.partition(".")[0] == package and vars(module).get(part) is stub:
                delattr(module, part)
                _import_when_asked(module, name)


def _import_when_asked(module: ModuleType, name: str) -> None:
    part = name.rpartition(".")[2]
    original = vars(module).get("__getattr__")

    def find(attribute: str) -> object:
        if attribute == part:
            setattr(module, part, import_module(name))
            return vars(module)[part]
        if original is not None:
            return original(attribute)
        raise AttributeError(f"module {module.__name__!r} has no attribute {attribute!r}")

    vars(module)["__getattr__"] = find
