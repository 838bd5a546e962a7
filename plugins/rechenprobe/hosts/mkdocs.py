"""The MkDocs plugin: starts the lectures' runs, puts the results in, refuses false pages."""

import atexit
import gc
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from rechenprobe.edition import Edition, Published
from rechenprobe.hosts import notebooks, reports
from rechenprobe.hosts.assets import SCRIPT, STYLESHEET, build_assets
from rechenprobe.hosts.config import Complaint, SiteError, as_entry, plugin_block, read_config
from rechenprobe.hosts.early import begin, prepare
from rechenprobe.hosts.extensions import add_extensions
from rechenprobe.hosts.files import read_file
from rechenprobe.hosts.folding import Folded, fold, unfold
from rechenprobe.hosts.glossary import site_glossary, with_terms
from rechenprobe.hosts.history import last_changes
from rechenprobe.hosts.messages import format_findings
from rechenprobe.hosts.offline import add_worker, settle_offline
from rechenprobe.hosts.options import read_settings
from rechenprobe.hosts.preview import Preview, count_none_of
from rechenprobe.hosts.progress import Progress
from rechenprobe.hosts.references import fill_in, note_anchors
from rechenprobe.hosts.search import extend_index
from rechenprobe.hosts.stamps import stamp
from rechenprobe.hosts.templates import Templates
from rechenprobe.hosts.unreadable import located, show_instead
from rechenprobe.pipeline import Pending, Pipeline
from rechenprobe.report import Report, Severity
from rechenprobe.settings import Settings
from rechenprobe.telling import pieces

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

log = logging.getLogger("mkdocs.plugins.rechenprobe")
"""Below `mkdocs`, so that --strict counts; without a prefix: messages begin with their place."""

_LEVELS: Mapping[Severity, int] = {
    "error": logging.ERROR,
    "warning": logging.WARNING,
    "hint": logging.INFO,
}


class RechenprobeConfig(Config):  # type: ignore[no-untyped-call]
    """The options, as MkDocs has to know them; `read_settings` says what they may be."""

    prelude = options.Optional(options.Type(object))
    execute = options.Optional(options.Type(object))
    timeout = options.Optional(options.Type(object))
    width = options.Optional(options.Type(object))
    memory = options.Optional(options.Type(object))
    max_output = options.Optional(options.Type(object))
    max_figures = options.Optional(options.Type(object))
    cache = options.Optional(options.Type(object))
    cache_size = options.Optional(options.Type(object))
    workers = options.Optional(options.Type(object))
    unchecked = options.Optional(options.Type(object))
    grouping = options.Optional(options.Type(object))
    vocabulary = options.Optional(options.Type(object))
    report = options.Optional(options.Type(object))
    glossary = options.Optional(options.Type(object))


class RechenprobePlugin(BasePlugin[RechenprobeConfig]):  # type: ignore[no-untyped-call]
    """One per process: MkDocs keeps it through the rebuilds of `mkdocs serve`."""

    def __init__(self) -> None:
        self._serving = False
        self._pipeline: Pipeline | None = None
        self._pending: dict[str, Pending] = {}
        self._editions: dict[str, Edition] = {}
        self._unreadable: list[Complaint] = []
        self._folded = Folded("", ())
        self._changes: Mapping[str, str] = {}
        self._preview: Preview | None = None
        self._progress = Progress(sys.stderr, log)
        self._templates: Templates | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Take note of the command; defining this keeps the plugin for later builds."""
        del dirty
        self._serving = command == "serve"
        atexit.register(gc.freeze)  # Python looks for garbage once more when it ends: for nothing

    @event_priority(100)  # before other plugins get ready, which takes a while
    def _begin(self, /, config: "MkDocsConfig") -> "MkDocsConfig":
        """Check the options, forget the last build, begin with what changed."""
        self._pending, self._editions, self._templates = {}, {}, None
        self._unreadable = []
        if self._serving:
            count_none_of(log)
        settings = self._settings(config)
        if self._pipeline is None or self._pipeline.settings != settings:
            self._end_runs()
            self._pipeline = Pipeline(settings, self._progress, watchful=self._serving)
        begin(self._pipeline, config, self._shown)
        return config

    @event_priority(0)
    def _prepare(self, /, config: "MkDocsConfig") -> "MkDocsConfig":
        """Add what the pages need."""
        add_extensions(config)
        config.extra_css.append(STYLESHEET)
        script = options.ExtraScriptValue(SCRIPT)
        script.defer = True
        config.extra_javascript.append(script)
        notebooks.settle_jupyter(config)
        settle_offline(config)
        return config

    on_config = CombinedEvent(_begin, _prepare)

    def _shown(self, level: InclusionLevel) -> bool:
        """Whether a build publishes such pages."""
        shown = InclusionLevel.is_in_serve if self._serving else InclusionLevel.is_included
        return bool(shown(level))  # type: ignore[no-untyped-call]

    @event_priority(-50)  # behind mkdocs-jupyter, which makes pages of notebooks
    def on_files(self, files: Files, *, config: "MkDocsConfig") -> Files:
        """Start all runs at once, before MkDocs reads the first page; add the assets."""
        pipeline = self._running()
        folder = pipeline.settings.cache_folder
        sources: list[str] = []
        for file in files.documentation_pages(inclusion=self._shown):
            if (shown := file.src_uri.encode(errors="replace").decode()) != file.src_uri:
                message = f"Der Name der Datei {shown} ist nicht in UTF-8: bitte umbenennen"
                raise PluginError(message)  # MkDocs would end with a traceback, without the name
            if not (notebooks.is_lecture(file) and self._shown(notebooks.inclusion(file))):
                continue
            path = Path(str(file.abs_src_path))
            try:
                source = read_file(path).text
            except SiteError as error:
                complaints = located(error, path, pipeline.settings.root)
                show_instead(file, complaints)
                self._unreadable += complaints
                continue
            sources.append(source)
            self._pending[file.src_uri] = pipeline.start(source, pipeline.name(path))
        add_extensions(config, sources)
        assets = build_assets(folder, pipeline.unwritable, pipeline.version)
        self._glossary = site_glossary(files, pipeline.settings)
        self._changes = last_changes(Path(config.docs_dir), folder)
        reports.add_page(files, config, pipeline.settings)
        files.append(File.generated(config, STYLESHEET, content=assets.css))
        files.append(File.generated(config, SCRIPT, content=assets.script))
        files.append(File.generated(config, assets.font_uri, content=assets.font))
        add_worker(files, config)
        return files

    @event_priority(100)  # before mkdocs-jupyter looks at the page's file
    def on_pre_page(self, page: "Page", *, config: "MkDocsConfig", files: Files) -> "Page":
        """A notebook page: wait for its run, have its result rendered."""
        if notebooks.is_notebook_page(page) and page.file.src_uri in self._pending:
            published = self._publish(page, config, files)
            path = self._editions[page.file.src_uri].report.path
            notebooks.hand_over(page, path, published.page, config, self._running().settings)
        return page

    @event_priority(100)
    def on_page_markdown(
        self, markdown: str, *, page: "Page", config: "MkDocsConfig", files: Files
    ) -> str | None:
        """Wait for the page's run and publish its result in place of the source."""
        del markdown
        settings = self._running().settings
        if page.file.src_uri == settings.report:  # comes last, behind all lectures
            return reports.page_markdown(page, files, self._reports(), settings)
        if page.file.src_uri not in self._pending:
            return None
        published = self._publish(page, config, files)
        if not notebooks.is_notebook_page(page):
            return published.page
        notebooks.page_meta(page, published.front)
        return None

    @event_priority(100)
    def on_page_content(
        self, html: str, *, page: "Page", config: "MkDocsConfig", files: Files
    ) -> str | None:
        """Complete a notebook page; link every lecture with its notebook."""
        if page.file.src_uri not in self._pending:
            return None
        if notebooks.is_notebook_page(page):
            html = notebooks.take_back(page, html)
        note_anchors(html, page)
        html = with_terms(html, page, files, self._glossary, self._running().settings)
        published = self._publish(page, config, files)
        if changed := self._changes.get(page.file.src_uri):
            page.meta.setdefault("revision_date", changed)  # where Material looks for it
        links = notebooks.add_downloads(page, published.notebook, config, files)
        return notebooks.below_title(html, links)

    @event_priority(100)  # before the search plugin reads the page
    def _fold(
        self, /, context: "TemplateContext", *, page: "Page", **_: object
    ) -> "TemplateContext":
        if page.content is not None:
            self._folded = fold(page.content)
            page.content = self._folded.html
        return context

    @event_priority(-100)
    def _unfold(
        self, /, context: "TemplateContext", *, page: "Page", **_: object
    ) -> "TemplateContext":
        if page.content is not None:
            page.content = unfold(page.content, self._folded.parts)
        return context

    on_page_context = CombinedEvent(_fold, _unfold)

    def on_post_page(self, output: str, *, page: "Page", config: "MkDocsConfig") -> str | None:
        """Every lecture's page bears the stamp of the text that was checked."""
        edition = self._editions.get(page.file.src_uri)
        if edition is None:
            return None
        linked = reports.link_balance(output, page, config, self._running().settings)
        return stamp(linked, edition)

    @event_priority(-50)  # behind the search plugin, before `offline` makes a script of its index
    def on_post_build(self, *, config: "MkDocsConfig") -> None:
        """Put the report for machines beside the pages; let the search find German words."""
        extend_index(Path(config.site_dir) / "search" / "search_index.json")
        reports.write_json(config, self._reports().values(), self._running().settings)

    @event_priority(0)
    def _judge(self, /, env: "Environment", *, files: Files, **_: object) -> "Environment | None":
        """Every page is read, none is written: report all findings, then stop if one is an error.

        A preview goes on: its pages show their errors themselves.
        """
        self._progress.finish()
        if not self._serving:
            self._running().rest()
        fill_in(file.page for file in files.documentation_pages() if file.page)
        if self._preview is not None:
            self._preview.follow(self._files())
        for complaint in self._unreadable:
            log.error("%s", complaint)
        failed = len(self._unreadable)
        for edition in self._editions.values():
            report = edition.report
            texts = format_findings(report.path, report.findings)
            for piece, text in zip(pieces(report.findings), texts, strict=True):
                log.log(_LEVELS[piece.first.severity], "%s", text)
            failed += report.failed
        if failed and not self._serving:
            lectures = "1 Seite stimmt" if failed == 1 else f"{failed} Seiten stimmen"
            raise PluginError(f"{lectures} nicht. Es wird nichts veröffentlicht.")
        return env

    @event_priority(-100)  # behind the plugins that change how templates are compiled
    def _hand_over(self, /, env: "Environment", **_: object) -> "Environment":
        if self._templates is not None:
            self._templates.hand_over(env)
        return env

    on_env = CombinedEvent(_judge, _hand_over)

    def on_serve(
        self, server: "LiveReloadServer", *, config: "MkDocsConfig", builder: object
    ) -> "LiveReloadServer":
        """Rebuild when a prelude or a file that a run read changes."""
        del builder
        pages, configuration = Path(config.docs_dir), Path(config.config_file_path or "mkdocs.yml")
        self._preview = Preview(server, (pages, configuration))
        self._preview.follow(self._files())
        self._running().preheat()  # the first build is over; the first edit is to come
        return server

    def on_shutdown(self) -> None:
        """End the workers; the session is over."""
        self._preview = None
        self._end_runs()

    def _end_runs(self) -> None:
        self._progress.finish()
        if self._pipeline is not None:
            self._pipeline.close()
            self._pipeline = None

    def _files(self) -> list[Path]:
        root, editions = self._running().settings.root, self._editions.values()
        return [root / name for edition in editions for name in edition.files]

    def _reports(self) -> Mapping[str, Report]:
        return {uri: edition.report for uri, edition in self._editions.items()}

    def _running(self) -> Pipeline:
        if self._pipeline is None:
            raise PluginError("rechenprobe: der Bau begann ohne on_config")
        return self._pipeline

    def _settings(self, config: "MkDocsConfig") -> Settings:
        absolute = Path(config.config_file_path or "mkdocs.yml").resolve()
        file = Path(os.path.relpath(absolute))  # as messages show it
        try:
            if file.is_file():
                block = plugin_block(read_config(file))
                if block is not None:
                    return read_settings(block, absolute.parent)
            given = {key: value for key, value in self.config.items() if value is not None}
            return read_settings(as_entry(given, file), absolute.parent)
        except SiteError as error:
            raise PluginError(str(error)) from None

    def _publish(self, page: "Page", config: "MkDocsConfig", files: Files) -> Published:
        pending = self._pending[page.file.src_uri]
        if pending.is_awaited():
            prepare()
            self._templates = self._templates or Templates(config.theme)
            while pending.is_awaited() and self._templates.compile_next():
                pass
        tools = notebooks.tools() if notebooks.is_notebook_page(page) else {}
        published = pending.publish(notebooks.resolver(page.file.src_uri, config, files), tools)
        self._editions[page.file.src_uri] = pending.edition()
        return published
