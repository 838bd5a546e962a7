"""In the lecture's process: which files the author's code read.

Python's audit events tell of every file that it opens, every folder that it lists, every program
that it starts, whoever asks. Of questions whether a file exists they do not tell, so `os.stat` and
the like are replaced. Kept are the author's files, but not what the run wrote itself. A file's
digest is taken before its first reader gets it. Processes that the author forks report to ours.

Programs and C code that open files by themselves remain. What they are given is noted: words of a
program's command line, and words of the author's own strings that name a file.
"""

import glob
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable
from functools import wraps
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

from rechenprobe.execution import Dependency
from rechenprobe.run.capture import make_spill, pick_up
from rechenprobe.run.dependencies import FOLDER, MISSING, digest
from rechenprobe.run.questions import (
    importer,
    keeps,
    machinery_asks,
    modules_named,
    of_uri,
    wants_none,
    words,
    writes,
)
from rechenprobe.run.scratch import Scratch, prepare_write
from rechenprobe.run.sources import Sources
from rechenprobe.run.system import out_of_reach
from rechenprobe.run.territory import Territory

_BESIDE = frozenset(("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.link"))
"""What changes the folder that holds the path."""
_AT = frozenset(("shutil.rmtree", "os.truncate", "os.chmod", "os.chown", "os.utime"))
"""What changes the file or the folder itself."""
_LISTING = frozenset(("os.listdir", "os.scandir"))
_STARTING = frozenset(
    ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile")
)
_HEARD = frozenset(("open", "import", "sqlite3.connect")) | _BESIDE | _AT | _LISTING | _STARTING

_MOST = 1 << 26
"""Bytes of what forked processes report that are looked at."""


class Trace:
    """Dependencies of the run so far. Made once per process: audit hooks stay."""

    def __init__(
        self,
        folder: Path,
        scratch: Scratch,
        ignored: tuple[str, ...],
        sources: Sources,
        tell: Callable[[Dependency], None] | None = None,
    ) -> None:
        """Of `sources`, names of cells mean no files, though tracebacks look for them.

        `tell` hears at once of each file of the site that is noted.
        """
        self._folder = folder
        self._scratch = scratch
        self._territory = Territory(folder, scratch, ignored)
        self._sources = sources
        self._no_files = frozenset(Path(name).name for name in sources.cells)
        self._digests: dict[str, str] = {}
        self._named: dict[str, str] = {}
        self._written: set[str] = set()
        self._sought: set[str] = set()
        self._tell = tell
        self._busy = threading.local()
        self._pid = os.getpid()
        self._children = make_spill()

    def start(self) -> None:
        """Listen from now on."""
        own = self._children
        self._children = type(own)(out_of_reach(own.write), out_of_reach(own.read))
        for name in ("stat", "lstat", "access"):
            self._replace(name)
        sys.addaudithook(self._hear)

    def note(self, path: str) -> None:
        """A file that is read without Python's noticing."""
        self._quietly(lambda: self._note(path))

    def modules(self, roots: set[str], imported: set[str]) -> tuple[Dependency, ...]:
        """Those of `imported` that belong to packages (`roots`) of which no version tells.

        They count by their content; those of the site have been noted when they were read. Where a
        file lies tells whose it is: `scipy/_cyutility.so` calls itself `_cyutility`.
        """
        folders = sorted({os.path.realpath(folder) + os.sep for folder in sys.path}, key=len)
        files = {
            os.path.realpath(file)
            for name in imported & set(sys.modules)
            if name.partition(".")[0] in roots
            and isinstance(file := getattr(sys.modules[name], "__file__", None), str)
        }
        return tuple(
            Dependency(Path(file).as_posix(), digest(Path(file)))
            for file in sorted(files - set(self._digests))
            # Python's own come with its version.
            if not self._territory.inside(file) and Path(file).parent != Path(os.__file__).parent
            if _top_level(file, folders) in (None, *roots)
        )

    def note_words(self, texts: Iterable[str], folder: object = None) -> None:
        """Files that are named in texts: whoever gets the name may read them.

        `folder`: where relative paths start if not here.
        """
        self._quietly(lambda: self._note_words(texts, folder))

    def dependencies(self) -> tuple[Dependency, ...]:
        """In the order of their paths."""
        self._hear_children()
        # Elsewhere on this machine a file that the run writes is its product, or a log.
        found = {
            path: known
            for path, known in self._digests.items()
            if path not in self._written or self._territory.inside(path)
        }
        for path, known in self._named.items():
            if path not in self._written:
                found.setdefault(path, known)
        root = self._scratch.original
        for name in self._sought - set(sys.modules):
            for folder in {self._folder, root}:
                module = Path(folder, f"{name}.py")
                if not module.exists():
                    found.setdefault(str(module), MISSING)
        return tuple(
            sorted(
                (Dependency(self._shown(path), known) for path, known in found.items()),
                key=lambda dependency: dependency.path,
            )
        )

    def _shown(self, path: str) -> str:
        """Relative to the site's root; elsewhere on this machine as it is."""
        if self._territory.inside(path):
            path = os.path.relpath(path, self._scratch.original)
        return Path(path).as_posix()

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _HEARD and not getattr(self._busy, "now", False):
            self._quietly(lambda: self._understand(event, arguments))

    def _understand(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            self._opened(*arguments)
        elif event in _BESIDE:
            for path in arguments[:2]:
                self._make_room(_beside(path))
        elif event in _AT:
            self._make_room(arguments[0])
        elif event == "sqlite3.connect":
            database = of_uri(arguments[0])
            self._note(database)
            self._make_room(database)
        elif event in _LISTING and not machinery_asks():
            self._note(arguments[0] or ".")
        elif event in _STARTING:
            folder = arguments[2] if event == "subprocess.Popen" else None
            self._note_words(_texts(arguments[:2]), folder)
            self._note_words(modules_named(_texts(arguments[:2])), folder)
            self._note_patterns(_texts(arguments[:2]), folder)
        elif event == "import":
            name = str(arguments[0])
            if "." not in name and self._sources.holds(importer()):
                self._sought.add(name)

    def _opened(self, path: object, mode: object, flags: object) -> None:
        writing = writes(mode, flags)
        self._note(path, writing=writing, keeping=keeps(mode, flags))
        if writing and not wants_none(mode, flags):
            self._make_room(path, keep=keeps(mode, flags))
        elif writing:
            self._make_room(_beside(path))

    def _quietly(self, action: Callable[[], None]) -> None:
        """What we do ourselves makes events, too; other threads' go on."""
        if getattr(self._busy, "now", False):
            return
        self._busy.now = True
        try:
            action()
        except (OSError, ValueError):
            pass
        finally:
            self._busy.now = False

    def _make_room(self, path: object, *, keep: bool = True) -> None:
        if isinstance(path, (str, bytes, os.PathLike)):
            prepare_write(self._scratch, os.fsdecode(path), keep=keep)

    def _note(
        self, path: object, *, writing: bool = False, keeping: bool = True, asking: bool = False
    ) -> None:
        """`asking`: whether it is there is asked, a folder's content is not."""
        real = self._real(path)
        if real is None:
            return
        inside = self._territory.inside(real)
        if not (inside or writing or Path(real).exists()):
            return
        writing = writing and not (keeping and inside)
        known = real in self._digests and not (self._digests[real] == FOLDER and not asking)
        if writing:
            self._written.add(real)
        elif not known and real not in self._written:
            self._digests[real] = FOLDER if asking and Path(real).is_dir() else digest(Path(real))
        else:
            return
        if os.getpid() == self._pid:
            if self._tell and inside and not writing and not Path(real).is_dir():
                self._tell(Dependency(self._shown(real), self._digests[real]))
        else:
            line = json.dumps([real, None if writing else self._digests[real]])
            os.write(self._children.write, line.encode() + b"\n")

    def _real(self, path: object) -> str | None:
        """The file that is meant, links resolved; None if it is not the author's."""
        if not isinstance(path, (str, bytes, os.PathLike)):
            return None
        real = os.path.realpath(os.fsdecode(path))
        if Path(real).name in self._no_files:
            return None
        if real.endswith(".pyc"):
            real = source_from_cache(real)
        if Path(real).is_relative_to(self._scratch.base):
            # One that the run made, or one that is looked for beside the lecture, in vain; or a
            # folder full of links.
            meant = self._scratch.meant(real)
            if Path(real).is_file() or meant is None:
                return None
            real = meant
        if self._territory.inside(real):
            return real
        return real if self._territory.outside(real) else None

    def _note_words(self, texts: Iterable[str], folder: object) -> None:
        start = os.fsdecode(folder) if isinstance(folder, (str, bytes, os.PathLike)) else ""
        for text in texts:
            for word in words(text):
                real = self._real(Path(start, word))
                if real is None or real in self._named or not self._territory.inside(real):
                    continue
                if Path(real).is_file():
                    self._named[real] = digest(Path(real))

    def _note_patterns(self, texts: Iterable[str], folder: object) -> None:
        """What a shell makes of `*.csv`: the files, and which there are."""
        start = os.fsdecode(folder) if isinstance(folder, (str, bytes, os.PathLike)) else ""
        for text in texts:
            for word in words(text):
                if glob.has_magic(word) and not any(map(str.isspace, word)):
                    pattern = Path(start, word)
                    self._note(pattern.parent)
                    for path in sorted(glob.glob(str(pattern))):  # noqa: PTH207 - a shell's rules
                        self._note(path)

    def _hear_children(self) -> None:
        for line in pick_up(self._children, _MOST).splitlines():
            path, known = json.loads(line)
            if known is None:
                self._written.add(path)
            elif path not in self._written:
                self._digests.setdefault(path, known)

    def _replace(self, name: str) -> None:
        """Hear of questions that make no events."""
        original = getattr(os, name)

        @wraps(original)
        def asking(path: Any, *args: Any, **kwargs: Any) -> Any:
            if not getattr(self._busy, "now", False) and not machinery_asks():
                self._quietly(lambda: self._note(path, asking=True))
            return original(path, *args, **kwargs)

        for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if original in able:
                able.add(asking)
        setattr(os, name, asking)


def _texts(arguments: Iterable[object]) -> list[str]:
    """The words of a command, however it is given."""
    found = []
    for argument in arguments:
        several = argument if isinstance(argument, (list, tuple)) else [argument]
        found += [
            os.fsdecode(each) for each in several if isinstance(each, (str, bytes, os.PathLike))
        ]
    return found


def _beside(path: object) -> object:
    """Something in the folder that holds `path`: that folder is what changes."""
    if isinstance(path, (str, bytes, os.PathLike)):
        return Path(os.fsdecode(path)).parent / "_"
    return None


def _top_level(file: str, folders: list[str]) -> str | None:
    """The name of the package or module that a file belongs to, if it lies below one of `folders`.

    The folders are sorted by length and end with a separator: the innermost tells.
    """
    for folder in reversed(folders):
        if file.startswith(folder):
            return file[len(folder) :].partition(os.sep)[0].partition(".")[0]
    return None
