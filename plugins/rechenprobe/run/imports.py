"""In the lecture's process: something to do once a module is there.

Keras may have been imported before the fork, may be imported by a cell, or
never. What we change in it is changed when it is there, and nothing is
imported for the purpose.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TypeAlias

Action: TypeAlias = Callable[[ModuleType], None]


def after_import(actions: Mapping[str, Action]) -> None:
    """Call each action with its module: now if it is imported, else as soon as it is."""
    waiting = {}
    for name, action in actions.items():
        if name in sys.modules:
            action(sys.modules[name])
        else:
            waiting[name] = action
    sys.meta_path.insert(0, _Finder(waiting))


class _Finder(MetaPathFinder):
    def __init__(self, waiting: dict[str, Action]) -> None:
        self._waiting = waiting

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._waiting:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._waiting.pop(fullname))
        return spec


class _Loader(Loader):
    """Another loader, with an action behind it."""

    def __init__(self, loader: Loader, action: Action) -> None:
        self._loader = loader
        self._action = action

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        self._action(module)

    def __getattr__(self, name: str) -> object:
        """Everything else that loaders offer, resource readers for instance."""
        return getattr(self._loader, name)
