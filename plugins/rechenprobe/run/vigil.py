"""Beside a run under way, where somebody edits: whether what it rests on is still the same.

Who has just written `while True` and mends it need not wait until the cell's time is over.
"""

from collections.abc import Iterable
from math import inf
from pathlib import Path
from time import monotonic

from rechenprobe.execution import OUTDATED, Dependency, Failure
from rechenprobe.run.dependencies import Digests, changed, digest
from rechenprobe.run.protocol import Job

INTERVAL = 0.2
"""Seconds between two looks."""


class Vigil:
    """Of one run. Without `site`, the folder with the pages, it never sees anything."""

    def __init__(self, site: Path | None, files: Iterable[str] = ()) -> None:
        """`files`: what is known to be read, relative to the site's root."""
        self._root = site
        self._digests = Digests()
        self._known = (
            [] if site is None else [Dependency(name, digest(site / name)) for name in files]
        )
        self.next = inf if site is None else monotonic() + INTERVAL
        """When to look again, of `time.monotonic`."""

    def note(self, dependency: Dependency) -> None:
        """The run has read something."""
        self._known.append(dependency)

    def broken(self) -> bool:
        """Look, if it is time: whether something is another one now."""
        if self._root is None or monotonic() < self.next:
            return False
        self.next = monotonic() + INTERVAL
        return bool(changed(self._known, self._root, self._digests))


class Outdated(Exception):
    """What a run rests on has changed while it was under way."""


def given_up(job: Job) -> Failure:
    """The failure of a run that nobody waits for any more."""
    message = "die Vorlesung hat sich geändert, während sie lief"
    return Failure(OUTDATED, None, job.path, 1, message, "Noch einmal speichern.")
