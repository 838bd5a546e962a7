"""pytest collects lectures: one item for each claim, one for each error that no claim holds.

Items are named by line and text, so claims have to be known when pytest collects:
collecting runs the lectures, all of them at once, or takes them from the cache.
Everything heavy is imported when the first Markdown file shows up.
"""

from __future__ import annotations

import glob
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from _pytest._code.code import ExceptionInfo, TerminalRepr

    from rechenprobe.hosts.config import SiteError
    from rechenprobe.hosts.site import Site
    from rechenprobe.lecture import Place
    from rechenprobe.pipeline import Pending, Pipeline
    from rechenprobe.report import Claim, Finding, Report
    from rechenprobe.settings import Settings

_LONGEST_NAME = 100
"""Characters of an item's name; pytest prints it on one line."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for lectures outside a site's folder of pages."""
    parser.addini(
        "rechenprobe_lectures",
        "lectures besides those of the site, as globs relative to the root folder",
        type="args",
        default=[],
    )


def pytest_configure(config: pytest.Config) -> None:
    """Lay out what the session shares, and clear it away at the end."""
    desk = config.stash[_DESK] = Desk(config)
    config.add_cleanup(desk.close)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Run the lectures once, before pytest-xdist starts processes that would all run them."""
    if session.config.pluginmanager.hasplugin("dsession"):
        session.config.stash[_DESK].fill_cache()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> LectureFile | None:
    """Take Markdown and notebooks that are lectures, and leave every other file alone."""
    if not _may_be_lecture(file_path) or not parent.config.stash[_DESK].takes(file_path):
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


class Desk:
    """What one pytest session shares: the sites it met, a pipeline for each, runs under way."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._sites: dict[Path, Site | SiteError] = {}
        self._reported: set[str] = set()
        self._pages: dict[Path, frozenset[Path]] = {}
        self._listed: frozenset[Path] | None = None
        self._pipelines: dict[Settings, Pipeline] = {}
        self._pending: dict[Path, Pending] = {}

    def takes(self, file: Path) -> bool:
        """Whether the file is a page of a site that uses the plugin, or named by the option.

        A configuration that cannot be used is taken once, for collecting to say what is wrong.
        """
        if file.resolve() in self._by_option():
            return True
        site = self._site(file)
        if isinstance(site, Exception):
            new = str(site) not in self._reported
            self._reported.add(str(site))
            return new
        return site is not None and file.resolve() in self._pages_of(site)

    def check(self, file: Path) -> Report:
        """What the check says of a lecture; the first call starts all that were asked for.

        Raises `SiteError`, `OSError`, `UnicodeDecodeError`.
        """
        if file.resolve() not in self._pending:
            self._start(file)
            for other in self._asked_for(file):
                with suppress(OSError, UnicodeDecodeError):  # its own collection says so
                    self._start(other)
        return self._pending[file.resolve()].edition().report

    def fill_cache(self) -> None:
        """Run what this session will collect and wait for it."""
        for file in self._asked_for(self._config.rootpath / "mkdocs.yml"):
            with suppress(OSError, UnicodeDecodeError):
                self._start(file)
        for pending in self._pending.values():
            pending.edition()

    def close(self) -> None:
        """End all workers."""
        for pipeline in self._pipelines.values():
            pipeline.close()
        self._pipelines.clear()

    def _start(self, file: Path) -> None:
        from rechenprobe.pipeline import Pipeline, read_text

        if file.resolve() in self._pending:
            return
        settings = self._settings(file)
        source = read_text(file)
        pipeline = self._pipelines.get(settings)
        if pipeline is None:
            pipeline = self._pipelines[settings] = Pipeline(settings)
        self._pending[file.resolve()] = pipeline.start(source, pipeline.name(file))

    def _asked_for(self, file: Path) -> Iterator[Path]:
        """Lectures of the same site, and listed ones, that this session will collect."""
        site = self._site(file)
        pages = self._pages_of(site) if site and not isinstance(site, Exception) else frozenset()
        here = self._config.invocation_params.dir
        asked = [(here / arg.split("::")[0]).resolve() for arg in self._config.args]
        for path in sorted(self._by_option() | pages):
            if any(path.is_relative_to(root) for root in asked):
                yield path

    def _settings(self, file: Path) -> Settings:
        from rechenprobe.settings import Settings

        site = self._site(file)
        if isinstance(site, Exception):
            raise site
        return site.settings if site else Settings(root=self._config.rootpath)

    def _site(self, file: Path) -> Site | SiteError | None:
        """The site that a file lies in, or why it cannot be read; None if it is not for us."""
        from rechenprobe.hosts.config import SiteError
        from rechenprobe.hosts.site import find_config, read_site

        config = find_config(file.parent)
        if config is None:
            return None
        if config not in self._sites:
            content = config.read_bytes()
            if b"rechenprobe" not in content and b"INHERIT" not in content:
                return None
            try:
                self._sites[config] = read_site(config)
            except SiteError as error:
                self._sites[config] = error
        return self._sites[config]

    def _pages_of(self, site: Site) -> frozenset[Path]:
        if site.docs not in self._pages:
            pages = site.lectures() if site.configured else ()
            self._pages[site.docs] = frozenset(page.resolve() for page in pages)
        return self._pages[site.docs]

    def _by_option(self) -> frozenset[Path]:
        if self._listed is None:
            root = self._config.rootpath
            self._listed = frozenset(
                (root / name).resolve()
                for pattern in self._config.getini("rechenprobe_lectures")
                for name in glob.glob(pattern, root_dir=root, recursive=True)  # noqa: PTH207
            )
        return self._listed


_DESK = pytest.StashKey[Desk]()


class LectureFile(pytest.File):
    """A lecture; collecting it waits for its run."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield claims and errors, in the order of the source."""
        from rechenprobe.hosts.config import SiteError

        try:
            report = self.config.stash[_DESK].check(self.path)
        except SiteError as error:
            raise self.CollectError(str(error)) from None
        except UnicodeDecodeError:
            raise self.CollectError(f"{self.path}  ist nicht in UTF-8 gespeichert") from None
        except OSError as error:
            raise self.CollectError(f"{self.path}  nicht lesbar: {error.strerror}") from None
        names: Counter[str] = Counter()
        for place, text, message in _checks(report):
            line = place.line
            where = f"Z{place.cell}L{place.cell_line}" if place.cell else f"L{line}"
            name = f"{where} {_name(text)}"
            names[name] += 1
            if names[name] > 1:
                name += f" ({names[name]})"
            item: CheckItem = CheckItem.from_parent(self, name=name, line=line, message=message)
            yield item


class Refuted(Exception):
    """What is written is not what is true; says so as authors read it."""


class CheckItem(pytest.Item):
    """A claim, or an error that belongs to none. It fails if there is a message."""

    def __init__(self, *, line: int, message: str, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self._line = line
        self._message = message

    def runtest(self) -> None:
        """Raise `Refuted` unless the check went well."""
        if self._message:
            raise Refuted(self._message)

    def repr_failure(
        self, excinfo: ExceptionInfo[BaseException], *args: object, **kwargs: object
    ) -> str | TerminalRepr:
        """Show the message alone: a traceback through this file helps nobody."""
        if isinstance(excinfo.value, Refuted):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args, **kwargs)  # type: ignore[arg-type]

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Place it for pytest, which counts lines from 0."""
        return self.path, self._line - 1, self.name


def _checks(report: Report) -> Iterator[tuple[Place, str, str]]:
    """Place, name and message of all items; the message is empty where nothing is wrong."""
    from rechenprobe.hosts.messages import format_finding

    claims = report.claims
    held: dict[int, list[Finding]] = {index: [] for index in range(len(claims))}
    alone: list[Finding] = []
    for finding in report.findings:
        if finding.severity == "error":
            holder = _holder(finding, claims)
            (alone if holder is None else held[holder]).append(finding)
    items = [
        (claim.place, claim.text, held[index] or _contradiction(claim))
        for index, claim in enumerate(claims)
    ]
    items += [
        (finding.place, f"{finding.written} {finding.message}".strip(), [finding])
        for finding in alone
    ]
    for place, text, findings in sorted(items, key=lambda item: item[0]):
        message = "\n".join(format_finding(report.path, finding) for finding in findings)
        yield place, text, message


def _holder(finding: Finding, claims: Sequence[Claim]) -> int | None:
    """Index of the shortest claim that the finding lies in."""
    around = [
        (claim.span.end - claim.span.start, index)
        for index, claim in enumerate(claims)
        if claim.span.start <= finding.span.start < claim.span.end
    ]
    return min(around)[1] if around else None


def _contradiction(claim: Claim) -> list[Finding]:
    """A finding for a wrong claim that the report has none for."""
    from rechenprobe.report import Finding

    if claim.verdict != "wrong":
        return []
    message = "Behauptung stimmt nicht"
    return [
        Finding(
            claim.span,
            claim.place,
            "error",
            "wrong-claim",
            message,
            written=claim.text,
            true=claim.true,
            explanation=claim.explanation,
        )
    ]


def _name(text: str) -> str:
    """A claim's text as part of a node id: one line, no `::`, not endless."""
    from rechenprobe.hosts.messages import one_line

    flat = one_line(text).replace("::", ":")
    return flat if len(flat) <= _LONGEST_NAME else flat[: _LONGEST_NAME - 1] + "…"
