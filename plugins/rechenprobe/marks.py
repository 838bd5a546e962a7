"""What was looked up before, and the marks by which one sees that it is the same: as Git's index.

Reading the versions of forty distributions and the two hundred files of this package takes longer
than asking the disk whether they changed. A mark is a file's size, times and number; one that was
written within the last two seconds is no mark, for its time may not tell.
"""

import os
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from time import time_ns
from typing import TypeAlias

import msgspec
from msgspec import Struct

from rechenprobe import store
from rechenprobe.engine import package_content, package_files

_INFOS = (".dist-info", ".egg-info")
_FRESH = 2_000_000_000
"""Nanoseconds."""

Stamp: TypeAlias = tuple[int, int, int, int]
"""Size, time of change of the content and of the file's entry (both in ns), number."""


class Marked(Struct, frozen=True):
    """A version, and the file that says so."""

    version: str
    file: str
    stamp: Stamp


class Memory(Struct, frozen=True):
    """The file of the cache."""

    path: tuple[tuple[str, int], ...] = ()
    """Where distributions were looked for, each folder with its time of change in ns.

    0 where there are none: `python -m mkdocs` looks in the site's folder, too, which builds change.
    """
    versions: dict[str, Marked] = {}
    package: str = ""
    """Stamps of all files of this package, in one digest."""
    content: str = ""
    """Digest of what is in them."""


class Marks:
    """What one cache remembers of this environment."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "marks.json"
        self._memory = store.read(self._file, Memory) or Memory()
        self._holding = {folder: (time, True) for folder, time in self._memory.path if time}
        self._path = tuple(self._search_path())
        same = self._memory.path == self._path
        self._versions = dict(self._memory.versions) if same else {}
        self._listings: dict[str, list[str]] = {}
        self._package = (self._memory.package, self._memory.content)

    def version(self, distribution: str) -> str | None:
        """The installed version; None if there is none."""
        path = tuple(self._search_path())
        if path != self._path:  # something is installed, upgraded or removed
            self._path, self._versions, self._listings = path, {}, {}
        marked = self._versions.pop(distribution, None)
        # Whoever put something else in the place of the look-up wants it to be asked.
        genuine = metadata.version.__module__ == metadata.__name__
        if marked is not None and genuine and _stamp(marked.file) == marked.stamp:
            self._versions[distribution] = marked
            return marked.version
        try:
            version = metadata.version(distribution)
        except metadata.PackageNotFoundError:
            return None
        file = self._metadata_file(distribution, version)
        if file is not None and (stamp := _settled(file)):
            self._versions[distribution] = Marked(version, file, stamp)
        return version

    def package(self) -> str:
        """As `package_content`."""
        stamp, settled = _package_stamp()
        if not settled or self._package[0] != stamp:
            self._package = (stamp if settled else "", package_content())
        return self._package[1]

    def save(self) -> None:
        """Remember what was looked up. Raises `OSError`."""
        memory = Memory(self._path, self._versions, *self._package)
        if memory != self._memory:
            store.write(self._file, msgspec.json.encode(memory))
            self._memory = memory

    def _search_path(self) -> Iterator[tuple[str, int]]:
        for folder in map(os.path.abspath, sys.path):
            try:
                time = os.stat(folder).st_mtime_ns  # noqa: PTH116 - hundreds of times a build
            except OSError:
                time = 0
            if self._holding.get(folder, (None,))[0] != time:
                self._holding[folder] = (time, bool(_infos(folder)))
            yield folder, time if self._holding[folder][1] else 0

    def _metadata_file(self, distribution: str, version: str) -> str | None:
        """The file that the version was read from; None where that cannot be told for sure."""
        wanted = _normal(distribution)
        for folder, _ in self._path:
            if folder not in self._listings:
                self._listings[folder] = _infos(folder)
            infos = self._listings[folder]
            found = [name for name in infos if _normal(name.partition("-")[0]) == wanted]
            if found:
                file = Path(folder, found[0], "METADATA")
                line = f"\nVersion: {version}\n"
                certain = len(found) == 1 and file.is_file() and line in file.read_text("utf-8")
                return str(file) if certain else None
        return None


def _stamp(file: str) -> Stamp | None:
    try:
        status = os.stat(file)  # noqa: PTH116 - hundreds of times a build
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _settled(file: str) -> Stamp | None:
    """The stamp of a file that nobody has just written."""
    stamp = _stamp(file)
    return stamp if stamp is not None and max(stamp[1:3]) < time_ns() - _FRESH else None


def _infos(folder: str) -> list[str]:
    """What is installed there, as folders say it."""
    try:
        return [path.name for path in Path(folder).iterdir() if path.name.endswith(_INFOS)]
    except OSError:
        return []


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _package_stamp() -> tuple[str, bool]:
    """All files of this package by their marks; whether none of them was just written."""
    digest, settled = sha256(), True
    now = time_ns()
    for file in package_files():
        stamp = _stamp(file)
        settled = settled and stamp is not None and max(stamp[1:3]) < now - _FRESH
        digest.update(f"{file}{stamp}".encode(errors="surrogateescape"))
    return digest.hexdigest(), settled
