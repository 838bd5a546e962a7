"""pytest collects lectures: one item for each claim, one for each error that no claim holds.

Claims have to be known when pytest collects: collecting runs the lectures, all of them at once,
or takes them from the cache. Every pytest run imports this module, also where there is no lecture:
everything heavy waits for the first Markdown file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from _pytest._code.code import ReprFileLocation, TerminalRepr

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest._code.code import ExceptionInfo
    from _pytest._io import TerminalWriter

    from rechenprobe.hosts.checks import Check
    from rechenprobe.hosts.desk import Desk


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for lectures outside a site's folder of pages."""
    parser.addini(
        "rechenprobe_lectures",
        "lectures besides those of the site, as globs relative to the root folder",
        type="args",
        default=[],
    )


def pytest_sessionstart(session: pytest.Session) -> None:
    """Run the lectures once, before pytest-xdist starts processes that would all run them."""
    if session.config.pluginmanager.hasplugin("dsession"):
        _desk(session.config).fill_cache()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> LectureFile | None:
    """Take Markdown and notebooks that are lectures, and leave every other file alone."""
    if not _may_be_lecture(file_path) or not _desk(parent.config).takes(file_path):
        return None
    lecture: LectureFile = LectureFile.from_parent(parent, path=file_path)
    return lecture


def _may_be_lecture(file: Path) -> bool:
    """Whether it is worth asking: the file's kind, for a script whether it has cells."""
    if file.suffix != ".py":
        return file.suffix.lower() in (".md", ".ipynb")
    try:
        return b"\n# %%" in b"\n" + file.read_bytes()
    except OSError:
        return False


_DESK = pytest.StashKey["Desk"]()


def _desk(config: pytest.Config) -> Desk:
    """What the session shares, laid out on first use and cleared away at the end."""
    if _DESK not in config.stash:
        from rechenprobe.hosts.desk import Desk

        desk = config.stash[_DESK] = Desk(config)
        config.add_cleanup(desk.close)
    return config.stash[_DESK]


class LectureFile(pytest.File):
    """A lecture; collecting it waits for its run."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield claims and errors, in the order of the source."""
        from rechenprobe.hosts.checks import checks_of, unreadable
        from rechenprobe.hosts.config import SiteError

        try:
            checks = checks_of(_desk(self.config).check(self.path))
        except SiteError as error:
            raise self.CollectError(str(error)) from None
        except (UnicodeDecodeError, OSError):  # no reason to leave out all the others
            checks = unreadable(self.path)
        for check in checks:
            item: CheckItem = CheckItem.from_parent(self, name=check.name, check=check)
            yield item


class Refuted(Exception):
    """What is written is not what is true; says so as authors read it."""


class CheckItem(pytest.Item):
    """A claim, or an error that belongs to none. It fails if there is a message."""

    def __init__(self, *, check: Check, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self._check = check

    def runtest(self) -> None:
        """Raise `Refuted` unless the check went well."""
        if self._check.message:
            raise Refuted(self._check.message)

    def repr_failure(
        self, excinfo: ExceptionInfo[BaseException], *args: object, **kwargs: object
    ) -> str | TerminalRepr:
        """Show the message alone: a traceback through this file helps nobody."""
        if isinstance(excinfo.value, Refuted):
            return Message(self._check, str(self.path))
        return super().repr_failure(excinfo, *args, **kwargs)  # type: ignore[arg-type]

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Place it for pytest, which counts lines from 0."""
        return self.path, self._check.place.line - 1, self.name


class Message(TerminalRepr):
    """A failed check as authors read it; its first line also stands in pytest's summary."""

    def __init__(self, check: Check, path: str) -> None:
        self._message = check.message
        self.reprcrash = ReprFileLocation(path, check.place.line, check.summary)

    def __str__(self) -> str:
        return self._message

    def toterminal(self, tw: TerminalWriter) -> None:
        """Write it."""
        tw.line(self._message)
