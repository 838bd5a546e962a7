"""What `mkdocs serve` watches beside the pages: the files that lectures depend on now.

A lecture learns to read a file, or to import a module, in the middle of a session; another one
stops. So the server's list is brought up to date after each build.
"""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.utils import CountHandler

from rechenprobe.paths import real

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer


class Preview:
    """The server of a session, and what it watches on our behalf."""

    def __init__(self, server: "LiveReloadServer", own: Iterable[Path]) -> None:
        """`own`: files and folders that the server watches by itself."""
        self._server = server
        self._own = tuple(real(path) for path in own)
        self._watched: frozenset[Path] = frozenset()

    def follow(self, files: Iterable[Path]) -> None:
        """Watch these files, and no others any more.

        For one that does not exist the folder is watched in which it would be, but not what is
        below that; a folder that does not exist either cannot be.
        """
        wanted = frozenset(
            place
            for file in files
            if not any(map((path := real(file)).is_relative_to, self._own))
            and (place := path if path.exists() else path.parent).exists()
        )
        for path in sorted(self._watched - wanted):
            self._server.unwatch(str(path))
        for path in sorted(wanted - self._watched):
            self._server.watch(str(path), recursive=False)
        self._watched = wanted


def count_none_of(log: logging.Logger) -> None:
    """Under --strict a build ends if anything was logged as a warning or an error: no preview."""
    for handler in logging.getLogger("mkdocs").handlers:
        if isinstance(handler, CountHandler):
            handler.addFilter(lambda record: record.name != log.name)
