"""In the lecture's process: whose a file is.

The author's are those below the site's root or the lecture's folder, but for what belongs to
Python; elsewhere those that are neither the system's nor kept by a program for itself.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from rechenprobe.engine import PACKAGE
from rechenprobe.run.scratch import Scratch

_SYSTEM = (
    *("/proc", "/sys", "/dev", "/etc", "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"),
    *("/run", "/opt", "/var", "/nix", "/snap"),
    *("/System", "/Library", "/Applications", "/private/var", "/private/etc"),
)
_INSTALLED = ("site-packages", "dist-packages")
_KEPT = ("KERAS_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR", "SYSTEMROOT", "PROGRAMDATA", "APPDATA")
"""Variables that name folders of programs."""


class Territory:
    """`ignored`: absolute folders that are nobody's."""

    def __init__(self, folder: Path, scratch: Scratch, ignored: Iterable[str]) -> None:
        root = scratch.original
        python = [Path(path).resolve() for path in (sys.prefix, sys.base_prefix)]
        # A prefix such as `/usr` may hold the whole site: then it tells nothing.
        narrow = [path for path in (*python, PACKAGE) if not root.is_relative_to(path)]
        kept = [os.environ[name] for name in _KEPT if os.environ.get(name)]
        self._inside = _below(root, folder)
        self._nobodys = _below(*narrow, *ignored)
        self._foreign = _below(*_SYSTEM, *kept, PACKAGE, scratch.base)
        self._hidden = str(Path.home()) + os.sep + "."
        # Whoever resolves a path asks about each folder on its way.
        ways = (root, folder, PACKAGE, scratch.base, Path.home(), Path(sys.prefix), *python)
        self._on_the_way = frozenset(str(step) for way in ways for step in (way, *way.parents))

    def inside(self, path: str) -> bool:
        """Whether an absolute path, links resolved, is the author's and part of the site."""
        return _is(path, self._inside) and not self._is_nobodys(path)

    def outside(self, path: str) -> bool:
        """Whether it is the author's, but lies elsewhere on this machine."""
        return not (
            path in self._on_the_way
            or _is(path, (*self._inside, *self._foreign))
            or path.startswith(self._hidden)
            or self._is_nobodys(path)
        )

    def _is_nobodys(self, path: str) -> bool:
        return _is(path, self._nobodys) or any(f"/{name}/" in path for name in _INSTALLED)


def _below(*folders: str | Path) -> tuple[str, ...]:
    """Prefixes; each ends with a separator."""
    return tuple(str(Path(folder).resolve()).rstrip(os.sep) + os.sep for folder in folders)


def _is(path: str, prefixes: tuple[str, ...]) -> bool:
    return (path + os.sep).startswith(prefixes)
