"""Files that a run depended on, compared by content."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from time import time_ns

from rechenprobe.evidence import Dependency

MISSING = ""
"""The digest of what does not exist."""


FOLDER = "folder"
"""The digest of a folder of which only was asked whether it is there."""


def digest(path: Path) -> str:
    """SHA-256 in hex: a file's content, a folder's sorted names; `MISSING` if there is none."""
    try:
        if path.is_dir():
            names = "\0".join(sorted(entry.name for entry in path.iterdir()))
            return hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return MISSING


def text_digest(text: str) -> str:
    """What stands for a piece of code in the key."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Digests:
    """Digests of files, each content read once as long as size and times of change stay.

    One build compares the same data file for many lectures. A file changed
    within the last two seconds is read again: its times may not tell.
    """

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, ...], str]] = {}

    def of(self, path: Path) -> str:
        """As `digest`."""
        try:
            status = path.stat()
        except OSError:
            return MISSING
        # The entry's own time tells of a change whose writer set the content's back.
        times = (status.st_mtime_ns, status.st_ctime_ns)
        stamp = (status.st_size, *times, status.st_ino)
        known = self._known.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        found = digest(path)
        settled = max(times) < time_ns() - _FRESH
        if settled and status.st_size > _SMALL and path.is_file():
            self._known[path] = (stamp, found)
        return found


_FRESH = 2_000_000_000
"""Nanoseconds."""

_SMALL = 64 * 1024
"""Bytes up to which reading a file again costs no more than looking it up is worth."""


def changed(
    dependencies: Iterable[Dependency], root: Path, digests: Digests
) -> list[tuple[Dependency, str]]:
    """Those whose content is another one now, with the digest that it has."""
    return [
        (dependency, now)
        for dependency in dependencies
        if (now := _now(dependency, root, digests)) != dependency.digest
    ]


def _now(dependency: Dependency, root: Path, digests: Digests) -> str:
    path = root / dependency.path
    if dependency.digest == FOLDER and path.is_dir():
        return FOLDER
    now = digests.of(path)
    if now == MISSING and Path(dependency.path).is_absolute():
        # Not part of the site: the run could not be repeated here, and this machine only reads
        # what another one made.
        return dependency.digest
    return now
