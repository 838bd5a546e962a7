"""What one pytest session shares: the sites it met, a pipeline for each, runs under way."""

import glob
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from rechenprobe.hosts.config import SiteError
from rechenprobe.hosts.site import Site, find_config, read_site
from rechenprobe.paths import real
from rechenprobe.pipeline import Pending, Pipeline, read_text
from rechenprobe.report import Report
from rechenprobe.settings import Settings


class Desk:
    """One per session; `close()` ends all workers."""

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
        if real(file) in self._by_option():
            return True
        site = self._site(file)
        if isinstance(site, Exception):
            new = str(site) not in self._reported
            self._reported.add(str(site))
            return new
        return site is not None and real(file) in self._pages_of(site)

    def check(self, file: Path) -> Report:
        """What the check says of a lecture; the first call starts all that were asked for.

        Raises `SiteError`, `OSError`, `UnicodeDecodeError`.
        """
        if real(file) not in self._pending:
            self._start(file)
            for other in self._asked_for(file):
                with suppress(OSError, UnicodeDecodeError):  # its own collection says so
                    self._start(other)
        return self._pending[real(file)].edition().report

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
        if real(file) in self._pending:
            return
        settings = self._settings(file)
        source = read_text(file)
        pipeline = self._pipelines.get(settings)
        if pipeline is None:
            pipeline = self._pipelines[settings] = Pipeline(settings)
        self._pending[real(file)] = pipeline.start(source, pipeline.name(file))

    def _asked_for(self, file: Path) -> Iterator[Path]:
        """Lectures of the same site, and listed ones, that this session will collect."""
        site = self._site(file)
        pages = self._pages_of(site) if site and not isinstance(site, Exception) else frozenset()
        here = self._config.invocation_params.dir
        asked = [real(here / arg.split("::")[0]) for arg in self._config.args]
        for path in sorted(self._by_option() | pages):
            if any(path.is_relative_to(root) for root in asked):
                yield path

    def _settings(self, file: Path) -> Settings:
        site = self._site(file)
        if isinstance(site, Exception):
            raise site
        return site.settings if site else Settings(root=self._config.rootpath)

    def _site(self, file: Path) -> Site | SiteError | None:
        """The site that a file lies in, or why it cannot be read; None if it is not for us."""
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
            self._pages[site.docs] = frozenset(real(page) for page in pages)
        return self._pages[site.docs]

    def _by_option(self) -> frozenset[Path]:
        if self._listed is None:
            root = self._config.rootpath
            self._listed = frozenset(
                real(root / name)
                for pattern in self._config.getini("rechenprobe_lectures")
                for name in glob.glob(pattern, root_dir=root, recursive=True)  # noqa: PTH207
            )
        return self._listed
