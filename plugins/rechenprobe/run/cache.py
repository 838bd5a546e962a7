"""Runs kept on disk: plain JSON, checked when read, written all or nothing.

runs/<key>/<variant>.json   a run, under the inputs known beforehand; one variant for
                            each state of the files and versions that it met
pages/<lecture>.json        the inputs of a lecture's last run, for `rechenprobe why`
"""

import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import time
from typing import TypeVar

import msgspec
from msgspec import Struct

from rechenprobe.execution import SCHEMA, Dependency, Run
from rechenprobe.run.dependencies import Digests, changed
from rechenprobe.run.key import Inputs
from rechenprobe.run.versions import Versions

_LEFTOVER_AGE = 3600.0
"""Seconds after which nobody writes to a temporary file any more."""

log = logging.getLogger("mkdocs.plugins.rechenprobe")


class Envelope(Struct, frozen=True):
    """A file of the cache: its content, and the digest that the content must have."""

    digest: str
    content: msgspec.Raw


class Page(Struct, frozen=True):
    """A lecture's last run."""

    path: str
    inputs: Inputs


class Stale(Struct, frozen=True):
    """Why a kept run does not hold any more."""

    dependencies: tuple[tuple[Dependency, str], ...]
    """With the digest that the file has now."""
    versions: tuple[tuple[str, str, str], ...]
    """Distribution, version then, version now."""


_Kept = TypeVar("_Kept", Page, Run)


class Cache:
    """The cache of one site. Safe to share: files appear complete, and readers check them."""

    def __init__(self, folder: Path, root: Path, size: int) -> None:
        """`size` in bytes is what all runs together may take."""
        self._folder = folder
        self._size = size
        self._root = root
        self._digests = Digests()
        self.versions = Versions()

    def find(self, inputs: Inputs) -> Run | None:
        """A run of these inputs whose files and versions are still the same."""
        for file in self._variants(inputs):
            run = self._read_run(file)
            if run is not None and self._stale(run) is None:
                with suppress(OSError):
                    os.utime(file)  # the least recently used go first
                return run
        return None

    def stale(self, inputs: Inputs) -> Stale | None:
        """What became of the latest run of these inputs; None if there is none or it holds."""
        files = sorted(self._variants(inputs), key=_age)
        for file in files:
            run = self._read_run(file)
            if run is not None:
                return self._stale(run)
        return None

    def keep(self, inputs: Inputs, run: Run) -> None:
        """Keep a run that did not fail. A cache that cannot be written is reported, no more."""
        content = msgspec.json.encode(run)
        state = msgspec.json.encode((run.dependencies, dict(run.versions)))
        variant = hashlib.sha256(state).hexdigest()[:16]
        try:
            _write(self._folder / "runs" / inputs.key / f"{variant}.json", content)
            page = msgspec.json.encode(Page(inputs.path, inputs))
            _write(self._page(inputs.path), page)
            self._shrink()
        except OSError as error:
            log.warning("Der Cache lässt sich nicht schreiben: %s", error)

    def last_inputs(self, path: str) -> Inputs | None:
        """The inputs of a lecture's last run."""
        page = _read(self._page(path), Page)
        return page.inputs if page is not None and page.path == path else None

    def _shrink(self) -> None:
        """Remove what was not used for longest until the rest fits; the newest always stays."""
        files = sorted(_sizes(self._folder / "runs"), reverse=True)
        total = 0
        for index, (_, size, file) in enumerate(files):
            total += size
            if total > self._size and index > 0:
                file.unlink(missing_ok=True)
                with suppress(OSError):  # other variants may be left
                    file.parent.rmdir()

    def _page(self, path: str) -> Path:
        name = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return self._folder / "pages" / f"{name}.json"

    def _variants(self, inputs: Inputs) -> list[Path]:
        folder = self._folder / "runs" / inputs.key
        try:
            return sorted(file for file in folder.iterdir() if file.suffix == ".json")
        except OSError:
            return []

    def _read_run(self, file: Path) -> Run | None:
        run = _read(file, Run)
        if run is None or run.schema != SCHEMA or run.failure is not None:
            return None
        return run

    def _stale(self, run: Run) -> Stale | None:
        versions = self.versions.changed(run.versions)
        dependencies = changed(run.dependencies, self._root, self._digests)
        if not versions and not dependencies:
            return None
        return Stale(tuple(dependencies), tuple(versions))


def _read(file: Path, kind: type[_Kept]) -> _Kept | None:
    try:
        return msgspec.json.decode(_unwrap(file.read_bytes()), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # msgspec's errors are ValueErrors
        log.warning("Der Cache-Eintrag %s ist beschädigt und wird ersetzt: %s", file, error)
        return None


def _unwrap(data: bytes) -> msgspec.Raw:
    envelope = msgspec.json.decode(data, type=Envelope)
    if hashlib.sha256(envelope.content).hexdigest() != envelope.digest:
        raise ValueError("die Prüfsumme stimmt nicht")
    return envelope.content


def _write(file: Path, content: bytes) -> None:
    """Write beside it, then rename: whoever reads sees the old file or the new one."""
    digest = hashlib.sha256(content).hexdigest()
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        temporary.write_bytes(msgspec.json.encode(Envelope(digest, msgspec.Raw(content))))
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _sizes(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """Time of last use, bytes and path of all runs; what another build removes is left out."""
    for file in folder.glob("*/*.json"):
        with suppress(OSError):
            status = file.stat()
            yield status.st_mtime, status.st_size, file
    _remove_leftovers(folder)


def _remove_leftovers(folder: Path) -> None:
    """Temporary files of builds that were killed while writing."""
    for file in folder.glob("*/.*.tmp"):
        with suppress(OSError):
            if time() - file.stat().st_mtime > _LEFTOVER_AGE:
                file.unlink()


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:
        return 0.0
