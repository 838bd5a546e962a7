"""Files of the cache: plain JSON, checked when read, written all or nothing, bounded in size.

Safe to share between builds: files appear complete, and whoever reads them checks them.
"""

import hashlib
import logging
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from time import time
from typing import TypeVar

import msgspec
from msgspec import Struct

from rechenprobe.complaints import of_system

_LEFTOVER_AGE = 3600.0
"""Seconds after which nobody writes to a temporary file any more."""

_TYPED = frozenset({".md", ".yml", ".yaml", ".ipynb", ".py", ".toml"})
"""What people write: no cache holds such files at its top."""

log = logging.getLogger("mkdocs.plugins.rechenprobe")

_Kept = TypeVar("_Kept")


class Envelope(Struct, frozen=True):
    """A file of the cache: its content, and the digest that the content must have."""

    digest: str
    content: msgspec.Raw


class Unwritable:
    """Says once, not for each file, that a cache takes nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unsaid = iter((True,))  # lectures end in several threads

    def report(self, error: OSError) -> None:
        """The first reason; what hinders one file hinders the next."""
        if next(self._unsaid, False):
            reason = of_system(error)
            log.warning("Der Cache %s lässt sich nicht schreiben: %s", self._folder, reason)


def digest(content: bytes | msgspec.Raw) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def read(file: Path, kind: type[_Kept]) -> _Kept | None:
    """What a file holds; None if there is none. One that is damaged is reported, and is none."""
    try:
        return msgspec.json.decode(_open(file).content, type=kind)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:  # msgspec's errors are ValueErrors
        log.warning("Der Cache-Eintrag %s ist beschädigt und wird ersetzt: %s", file, error)
        return None


def holds(file: Path, expected: str) -> bool:
    """Whether a file is whole and its content has this digest. Reports nothing: `read` does."""
    try:
        return _open(file).digest == expected
    except (OSError, ValueError):
        return False


def _open(file: Path) -> Envelope:
    envelope = msgspec.json.decode(file.read_bytes(), type=Envelope)
    if digest(envelope.content) != envelope.digest:
        raise ValueError("die Prüfsumme stimmt nicht")
    return envelope


def write(file: Path, content: bytes) -> None:
    """Write beside it, then rename: whoever reads sees the old file or the new one.

    Raises `OSError`.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        envelope = Envelope(digest(content), msgspec.Raw(content))
        temporary.write_bytes(msgspec.json.encode(envelope))
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def hide(folder: Path) -> None:
    """Have Git leave a cache out, as it leaves out those of pytest and mypy.

    Not if more stands there than a cache: then its folder was chosen by mistake. Raises `OSError`.
    """
    ignore = folder / ".gitignore"
    theirs = any(file.suffix in _TYPED for file in folder.iterdir())
    if not theirs and not ignore.exists():
        ignore.write_text("# Von Rechenprobe angelegt.\n*\n", encoding="utf-8")


def touch(file: Path) -> None:
    """Note that a file was used: the least recently used go first."""
    with suppress(OSError):
        os.utime(file)


def shrink(folders: Iterable[Path], size: int) -> None:
    """Remove what was not used for longest until the rest fits; the newest always stays.

    `size` in bytes is what all JSON files in the folders and right below them may take together.
    """
    files = sorted(_sizes(folders), reverse=True)
    total = 0
    for index, (_, own, file) in enumerate(files):
        total += own
        if total > size and index > 0:
            file.unlink(missing_ok=True)
            with suppress(OSError):  # others may be left
                file.parent.rmdir()


def _sizes(folders: Iterable[Path]) -> Iterator[tuple[float, int, Path]]:
    """Time of last use, bytes and path; what another build removes is left out."""
    for folder in folders:
        for file in (*folder.glob("*.json"), *folder.glob("*/*.json")):
            with suppress(OSError):
                status = file.stat()
                yield status.st_mtime, status.st_size, file
        _remove_leftovers(folder)


def _remove_leftovers(folder: Path) -> None:
    """Temporary files of builds that were killed while writing."""
    for file in (*folder.glob(".*.tmp"), *folder.glob("*/.*.tmp")):
        with suppress(OSError):
            if time() - file.stat().st_mtime > _LEFTOVER_AGE:
                file.unlink()
