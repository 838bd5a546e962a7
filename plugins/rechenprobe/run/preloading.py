"""In the server: importing ahead what lectures may need, but not what few of them do."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from types import ModuleType

_RARE = {"keras": ("keras.visualization", "keras.src.visualization", "keras.wrappers")}
"""Package and parts. They import matplotlib and scikit-learn, a third of the time of Keras."""


def preload(modules: tuple[str, ...]) -> None:
    """Import modules. What is not installed is missed by the cell that needs it."""
    for name in modules:
        with suppress(Exception), ExitStack() as later:
            for part in _RARE.get(name, ()):
                later.enter_context(left_for_later(part))
            import_module(name)


@contextmanager
def left_for_later(name: str) -> Iterator[None]:
    """While its package is imported, a module is not; it will be, once somebody asks for it."""
    if name in sys.modules:
        yield
        return
    package, part = name.partition(".")[0], name.rpartition(".")[2]
    stub = sys.modules[name] = ModuleType(name)
    try:
        yield
    finally:
        if sys.modules.get(name) is stub:
            del sys.modules[name]
        for known, module in list(sys.modules.items()):
            if known.partition(".")[0] == package and vars(module).get(part) is stub:
                delattr(module, part)
                _import_when_asked(module, part, name)


def _import_when_asked(module: ModuleType, part: str, name: str) -> None:
    original = vars(module).get("__getattr__")

    def find(attribute: str) -> object:
        if attribute == part:
            setattr(module, part, import_module(name))
            return vars(module)[part]
        if original is not None:
            return original(attribute)
        raise AttributeError(f"module {module.__name__!r} has no attribute {attribute!r}")

    vars(module)["__getattr__"] = find
