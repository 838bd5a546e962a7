"""In the lecture's process: which files the author's code read.

Python's audit events tell of every file that it opens and every folder that it
lists, whoever asks. Kept are those of the author: below the site's root or the
lecture's folder, but neither what belongs to Python nor what the run wrote
itself. A file's digest is taken before its first reader gets it.
"""

import os
import sys
from collections.abc import Callable
from importlib.util import source_from_cache
from pathlib import Path
from types import FrameType

from rechenprobe.execution import Dependency
from rechenprobe.run.dependencies import MISSING, digest
from rechenprobe.run.scratch import prepare_write

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_TRUNC
_CHANGING = frozenset(("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.link"))
_LISTING = ("os.listdir", "os.scandir")


class Trace:
    """Dependencies of the run so far. Made once per process: audit hooks stay."""

    def __init__(
        self,
        root: Path,
        folder: Path,
        scratch: Path,
        ignored: tuple[str, ...],
        is_authors: Callable[[str], bool],
    ) -> None:
        """`is_authors` knows the author's code by the name of its file."""
        self._root = str(root)
        self._folder = str(folder)
        self._scratch = str(scratch)
        self._authors_code = is_authors
        self._own = tuple(
            str(Path(path).resolve()) + os.sep
            for path in (sys.prefix, sys.base_prefix, *ignored)
            # A prefix such as `/usr` may hold the whole site: then it tells nothing.
            if not root.is_relative_to(Path(path).resolve())
        )
        self._digests: dict[str, str] = {}
        self._written: set[str] = set()
        self._sought: set[str] = set()
        self._busy = False
        self._pid = os.getpid()

    def start(self) -> None:
        """Listen from now on."""
        sys.addaudithook(self._hear)

    def note(self, path: str) -> None:
        """A file that is read without Python's noticing."""
        self._quietly(path, writing=False)

    def dependencies(self) -> tuple[Dependency, ...]:
        """In the order of their paths."""
        found = dict(self._digests)
        for name in self._sought - set(sys.modules):
            for folder in {self._folder, self._root}:
                path = Path(folder, f"{name}.py")
                if not path.exists():
                    found.setdefault(str(path), MISSING)
        return tuple(
            Dependency(Path(os.path.relpath(path, self._root)).as_posix(), found[path])
            for path in sorted(found)
        )

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._busy or os.getpid() != self._pid:
            return
        if event == "open":
            path, mode, flags = arguments
            writing = _writes(mode, flags)
            self._quietly(path, writing=writing and not _keeps(mode, flags))
            if writing and not _wants_none(mode, flags):
                self._make_room(path, keep=_keeps(mode, flags))
            elif writing:
                self._make_room(_beside(path), keep=True)
        elif event in _CHANGING:
            for path in arguments[:2]:
                self._make_room(_beside(path), keep=True)
        elif event == "shutil.rmtree":
            self._make_room(arguments[0], keep=True)
        elif event in _LISTING and not _import_system_asks():
            self._quietly(arguments[0] or ".", writing=False)
        elif event == "import":
            name = str(arguments[0])
            if "." not in name and self._authors_code(_importer()):
                self._sought.add(name)

    def _quietly(self, path: object, *, writing: bool) -> None:
        self._busy = True
        try:
            if isinstance(path, (str, bytes, os.PathLike)):
                self._note(os.fsdecode(path), writing=writing)
        except (OSError, ValueError):
            pass
        finally:
            self._busy = False

    def _make_room(self, path: object, *, keep: bool) -> None:
        self._busy = True
        try:
            if isinstance(path, (str, bytes, os.PathLike)):
                prepare_write(Path(self._scratch), os.fsdecode(path), keep=keep)
        except (OSError, ValueError):
            pass
        finally:
            self._busy = False

    def _note(self, path: str, *, writing: bool) -> None:
        real = os.path.realpath(path)
        if real.endswith(".pyc"):
            real = source_from_cache(real)
        if real.startswith(self._scratch):
            if Path(real).is_file():
                return
            # Looked for beside the lecture, in vain; or the lecture's folder was listed.
            real = os.path.normpath(self._folder + real[len(self._scratch) :])
        if not self._is_authors(real):
            return
        if writing:
            self._written.add(real)
        elif real not in self._digests and real not in self._written:
            self._digests[real] = digest(Path(real))

    def _is_authors(self, path: str) -> bool:
        inside = any(
            path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
            for folder in (self._root, self._folder)
        )
        return inside and not path.startswith(self._own) and "/site-packages/" not in path


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wxa+")
    return isinstance(flags, int) and bool(flags & _WRITING)


def _keeps(mode: object, flags: object) -> bool:
    """Whether something of the file's content is left to be read after opening it to write."""
    if isinstance(mode, str):
        return "w" not in mode and "x" not in mode
    return isinstance(flags, int) and not flags & os.O_TRUNC


def _wants_none(mode: object, flags: object) -> bool:
    """Whether opening has to fail if the file exists."""
    return "x" in mode if isinstance(mode, str) else bool(int(str(flags)) & os.O_EXCL)


def _beside(path: object) -> object:
    """Something in the folder that holds `path`: that folder is what changes."""
    if isinstance(path, (str, bytes, os.PathLike)):
        return Path(os.fsdecode(path)).parent / "_"
    return None


def _import_system_asks() -> bool:
    frame = sys._getframe(2)  # noqa: SLF001 - the only way to tell an import's listing from another
    return frame.f_code.co_filename.startswith("<frozen importlib")


def _importer() -> str:
    """The file of the code whose import it is."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - as above
    while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame.f_code.co_filename if frame is not None else ""
