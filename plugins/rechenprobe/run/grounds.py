"""Whether what a run rested on is still the same: asked for every lecture of every build."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from rechenprobe import store
from rechenprobe.evidence import Dependency, Evidence
from rechenprobe.marks import Marks
from rechenprobe.run.dependencies import Digests, changed, text_digest
from rechenprobe.run.versions import Versions
from rechenprobe.settings import Settings

RUNS = "runs"
"""The folder of the cache that holds the runs."""


class Stale(Struct, frozen=True):
    """Why a kept run does not hold any more."""

    dependencies: tuple[tuple[Dependency, str], ...]
    """With the digest that the file has now."""
    versions: tuple[tuple[str, str, str], ...]
    """Distribution, version then, version now."""


class Grounded(Protocol):
    """A run, or the evidence of one."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Distribution → version."""

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """Files and modules."""


class Grounds:
    """A site's files and this environment's versions, each looked at once if that is enough."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.cache_folder
        self._root = settings.root.resolve()
        self.marks = Marks(settings.cache_folder)
        self.unwritable = store.Unwritable(settings.cache_folder)
        self._digests = Digests()
        self._versions = Versions(self.marks.version)

    def changes(self, since: Grounded) -> Stale | None:
        """What is another one now; None if nothing is."""
        return self._compare(since)

    def bear(self, evidence: Evidence) -> bool:
        """Whether the run is still kept, and would be found again by the same lecture."""
        if not evidence.file:
            return True
        file = self._folder / evidence.file
        if (
            any(self._prelude(path) != digest for path, digest in evidence.preludes)
            or self._compare(evidence) is not None
            or not store.holds(file, evidence.digest)
        ):
            return False
        store.touch(file)
        return True

    def _prelude(self, path: str) -> str:
        try:
            return text_digest((self._root / path).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            return ""

    def _compare(self, since: Grounded) -> Stale | None:
        versions = self._versions.changed(since.versions)
        dependencies = changed(since.dependencies, self._root, self._digests)
        if not versions and not dependencies:
            return None
        return Stale(tuple(dependencies), tuple(versions))
