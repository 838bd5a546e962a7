"""Runs kept on disk.

runs/<key>/<variant>.json   a run, under the inputs known beforehand; one variant for
                            each state of the files and versions that it met
pages/<lecture>.json        the inputs of a lecture's last run, for `rechenprobe why`
"""

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from rechenprobe import store
from rechenprobe.evidence import Evidence
from rechenprobe.execution import SCHEMA, Run
from rechenprobe.run.grounds import RUNS, Grounds, Stale
from rechenprobe.run.key import Inputs
from rechenprobe.settings import Settings


class Page(Struct, frozen=True):
    """A lecture's last run."""

    path: str
    inputs: Inputs


class Cache:
    """The runs of one site, shared by its builds."""

    def __init__(self, settings: Settings, grounds: Grounds | None = None) -> None:
        """`grounds`: those of the same site, if somebody else asks them, too."""
        self._folder = settings.cache_folder
        self._size = int(settings.cache_size * 1e6)
        self._grounds = grounds or Grounds(settings)

    def find(self, inputs: Inputs) -> Run | None:
        """A run of these inputs whose files and versions are still the same."""
        for file in self._variants(inputs):
            run = self._read_run(file)
            if run is not None and self._grounds.changes(run) is None:
                store.touch(file)
                return run
        return None

    def stale(self, inputs: Inputs) -> Stale | None:
        """What became of the latest run of these inputs; None if there is none or it holds."""
        files = sorted(self._variants(inputs), key=_age)
        for file in files:
            run = self._read_run(file)
            if run is not None:
                return self._grounds.changes(run)
        return None

    def keep(self, inputs: Inputs, run: Run) -> None:
        """Keep a run that did not fail. A cache that cannot be written is reported, no more."""
        try:
            store.write(self._file(inputs, run), msgspec.json.encode(run))
            page = msgspec.json.encode(Page(inputs.path, inputs))
            store.write(self._page(inputs.path), page)
            store.shrink([self._folder / RUNS], self._size)
        except OSError as error:
            self._grounds.unwritable.report(error)

    def evidence(self, inputs: Inputs, run: Run) -> Evidence | None:
        """What shows that a run of these inputs is the kept one; None if another is, or none."""
        file, digest = self._file(inputs, run), store.digest(msgspec.json.encode(run))
        if not store.holds(file, digest):
            return None
        name = file.relative_to(self._folder).as_posix()
        return Evidence(name, digest, inputs.preludes, run.dependencies, run.versions)

    def last(self, path: str) -> tuple[Inputs, Run] | None:
        """A lecture's last run that went well, whether it still holds or not."""
        inputs = self.last_inputs(path)
        for file in sorted(self._variants(inputs), key=_age) if inputs else ():
            run = self._read_run(file)
            if inputs is not None and run is not None:
                return inputs, run
        return None

    def last_inputs(self, path: str) -> Inputs | None:
        """The inputs of a lecture's last run."""
        page = store.read(self._page(path), Page)
        return page.inputs if page is not None and page.path == path else None

    def _file(self, inputs: Inputs, run: Run) -> Path:
        state = msgspec.json.encode((run.dependencies, dict(run.versions)))
        variant = hashlib.sha256(state).hexdigest()[:16]
        return self._folder / RUNS / inputs.key / f"{variant}.json"

    def _page(self, path: str) -> Path:
        name = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return self._folder / "pages" / f"{name}.json"

    def _variants(self, inputs: Inputs) -> list[Path]:
        folder = self._folder / RUNS / inputs.key
        try:
            return sorted(file for file in folder.iterdir() if file.suffix == ".json")
        except OSError:
            return []

    def _read_run(self, file: Path) -> Run | None:
        run = store.read(file, Run)
        if run is None or run.schema != SCHEMA or run.failure is not None:
            return None
        return run


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:
        return 0.0
