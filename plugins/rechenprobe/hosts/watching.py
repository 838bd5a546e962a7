"""The command `check --watch`: checks again what has changed, and tells only what is new."""

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from rechenprobe.edition import Edition
from rechenprobe.hosts.commands import read_files
from rechenprobe.hosts.config import Complaint, SiteError
from rechenprobe.hosts.messages import Paint, as_text, format_findings, one_line, plain, summary
from rechenprobe.hosts.site import Selection, Site, read_site, select
from rechenprobe.hosts.terminal import paint_of, say, tell
from rechenprobe.hosts.usage import FINE, FOUND, Request
from rechenprobe.pipeline import Pipeline
from rechenprobe.report import Finding, Report

_PAUSE = 0.4
"""Seconds between two looks at the files. Asking the disk works on every file system."""

Stamp: TypeAlias = tuple[tuple[int, int, int] | None, ...]
"""Time of change (ns), size and number of each file; None for one that is not there."""


class _Known(Struct, frozen=True):
    """A lecture as it was checked last."""

    report: Report
    sources: tuple[Path, ...]
    """The lecture's file first, then preludes and what its code read."""
    stamp: Stamp


def watch(request: Request, site: Site, pause: Callable[[float], object] = time.sleep) -> int:
    """Check, then check what changes, until Ctrl-C; the workers stay warm all the while."""
    watcher = _Watcher(request, site)
    say("Strg+C beendet.")
    try:
        while True:
            watcher.look()
            pause(_PAUSE)
    except KeyboardInterrupt:
        say("")  # behind the terminal's ^C
        return FOUND if watcher.failed else FINE
    finally:
        watcher.close()


class _Watcher:
    def __init__(self, request: Request, site: Site) -> None:
        self._request = request
        self._site = site
        self._pipeline = Pipeline(site.settings, watchful=True)
        self._config = _stamp(self._configs())
        self._known: dict[Path, _Known] = {}
        self._complaints: list[Complaint] = []
        self._paint = paint_of(sys.stdout)

    @property
    def failed(self) -> bool:
        """Whether what was checked last has errors."""
        return any(known.report.failed for known in self._known.values())

    def close(self) -> None:
        """End the workers."""
        self._pipeline.close()

    def look(self) -> None:
        """Check what is new since the last look."""
        self._reconfigure()
        selection = select(self._site, self._request.paths)
        complaints = list(selection.complaints)
        for gone in sorted(self._known.keys() - set(selection.files)):
            tell(f"{one_line(self._known.pop(gone).report.path)}: gibt es nicht mehr")
        # Before the files are read: what is saved from here on is new at the next look.
        stamps = {path: _stamp([path]) for path in selection.files if self._is_new(path)}
        pending = [
            (file, self._pipeline.start(file.text, self._pipeline.name(file.path)))
            for file in read_files(Selection(tuple(stamps)), complaints)
        ]
        for file, one in pending:
            edition = one.edition()
            old = self._known.get(file.path)
            text = news(old.report if old else None, edition.report, self._paint)
            if text:
                tell(text)
            sources = (file.path, *self._read_by(edition))
            stamp = (*stamps[file.path], *_stamp(sources[1:]))
            self._known[file.path] = _Known(edition.report, sources, stamp)
        for complaint in complaints:
            if complaint not in self._complaints:
                say(str(complaint))
        self._complaints = complaints

    def _is_new(self, path: Path) -> bool:
        known = self._known.get(path)
        return known is None or _stamp(known.sources) != known.stamp

    def _read_by(self, edition: Edition) -> list[Path]:
        return [self._site.settings.root / name for name in edition.files]

    def _configs(self) -> list[Path]:
        return [self._site.config] if self._site.config else []

    def _reconfigure(self) -> None:
        """Other options: everything is checked anew, with workers of their own."""
        stamp = _stamp(self._configs())
        if stamp == self._config or self._site.config is None:
            return
        self._config = stamp
        try:
            site = read_site(self._site.config)
        except SiteError as error:
            say(str(error))  # what was right before stays in use
            return
        if site.settings != self._site.settings:
            self._pipeline.close()
            self._pipeline = Pipeline(site.settings, watchful=True)
            self._known = {}
        self._site = site


def news(old: Report | None, new: Report, paint: Paint = plain) -> str:
    """What a check says that the one before did not; empty if that is nothing.

    A finding that only moved to another line is no news.
    """
    if old is None:
        return as_text([new], paint)
    before = [_essence(finding) for finding in old.findings]
    fresh = []
    for finding in new.findings:
        if _essence(finding) in before:
            before.remove(_essence(finding))
        else:
            fresh.append(finding)
    parts = format_findings(new.path, fresh, paint)
    if before:
        parts.append("1 Befund behoben" if len(before) == 1 else f"{len(before)} Befunde behoben")
    if parts or old.counts != new.counts:
        parts.append(summary(new, paint))
    return "\n".join(parts)


def _essence(finding: Finding) -> tuple[str, str, str, str]:
    return finding.code, finding.message, finding.written, finding.true


def _stamp(paths: Iterable[Path]) -> Stamp:
    return tuple(_of(path) for path in paths)


def _of(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
