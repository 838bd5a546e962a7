"""A site as hosts other than MkDocs see it: its settings, and which files are lectures."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct
from pathspec import GitIgnoreSpec

from rechenprobe.hosts.config import (
    Complaint,
    Entry,
    SiteError,
    is_disabled,
    named_block,
    read_config,
)
from rechenprobe.hosts.jupyter import Notebooks, is_notebook, read_notebooks
from rechenprobe.hosts.options import read_settings
from rechenprobe.paths import exists, real
from rechenprobe.settings import Settings

CONFIGS = ("mkdocs.yml", "mkdocs.yaml")
SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
"""What MkDocs takes for Markdown."""
_NEVER = (".*", "/templates/")
"""What MkDocs leaves out of every site."""


class Site(Struct, frozen=True):
    """Where lectures belong to."""

    settings: Settings
    docs: Path
    """Absolute folder of the pages."""
    config: Path | None = None
    """The `mkdocs.yml`; None where there is none and defaults apply."""
    plugin: Literal["used", "disabled", "missing"] = "missing"
    """Whether a build with MkDocs checks anything."""
    excluded: tuple[str, ...] = ()
    """Lines of `exclude_docs`, relative to `docs`."""
    drafts: tuple[str, ...] = ()
    """Lines of `draft_docs`: pages of the preview only."""
    notebooks: Notebooks | None = None
    """Which notebooks and scripts are pages, too; None if none are."""

    @property
    def configured(self) -> bool:
        """Whether it uses the plugin."""
        return self.plugin == "used"

    def published(self) -> tuple[Path, ...]:
        """All pages that MkDocs would build, sorted."""
        return self._pages((*self.excluded, *self.drafts))

    def lectures(self) -> tuple[Path, ...]:
        """These, and the drafts that only the preview shows."""
        return self._pages(self.excluded)

    def _pages(self, excluded: tuple[str, ...]) -> tuple[Path, ...]:
        spec = GitIgnoreSpec.from_lines([*_NEVER, *excluded])
        return tuple(
            path
            for path in lectures_below(self.docs)
            if not spec.match_file(path.relative_to(self.docs).as_posix())
            and (is_markdown(path) or (self.notebooks is not None and self.notebooks.takes(path)))
        )


class Selection(Struct, frozen=True):
    """What was asked for: the files there are, and what could not be found."""

    files: tuple[Path, ...]
    complaints: tuple[Complaint, ...] = ()


def find_config(folder: Path) -> Path | None:
    """The `mkdocs.yml` in `folder` or nearest above, absolute."""
    folder = folder.resolve()
    for above in (folder, *folder.parents):
        for name in CONFIGS:
            if (above / name).is_file():
                return above / name
    return None


def find_site(folder: Path) -> Site:
    """The site that `folder` lies in; defaults if there is none.

    Raises `SiteError` if the configuration cannot be used.
    """
    config = find_config(folder)
    if config is None:
        return Site(Settings(root=folder.resolve()), folder.resolve() / "docs")
    return read_site(config)


def read_site(config: Path) -> Site:
    """The site of that `mkdocs.yml`. Raises `SiteError`."""
    root = config.parent
    entry = read_config(shown(config))
    block = named_block(entry)
    return Site(
        settings=Settings(root=root) if block is None else read_settings(block, root),
        docs=root / _text(entry, "docs_dir", "docs"),
        config=config,
        plugin="missing" if block is None else "disabled" if is_disabled(block) else "used",
        excluded=tuple(_text(entry, "exclude_docs", "").splitlines()),
        drafts=tuple(_text(entry, "draft_docs", "").splitlines()),
        notebooks=read_notebooks(entry),
    )


def _text(config: Entry, key: str, default: str) -> str:
    entry = config.get(key)
    if entry is None or entry.value is None:
        return default
    if not isinstance(entry.value, str):
        raise SiteError(entry.complain(f"{key} ist kein Text"))
    return entry.value


def is_markdown(path: Path) -> bool:
    """Whether MkDocs takes the file for Markdown."""
    return path.suffix.lower() in SUFFIXES


def lectures_below(folder: Path) -> tuple[Path, ...]:
    """All Markdown and notebooks in a folder and its subfolders, sorted; hidden ones left out.

    Follows links to folders, as MkDocs does, but not into a folder that holds them. A link that
    leads nowhere is a lecture that cannot be read.
    """
    found = []
    for here, folders, names in os.walk(folder, followlinks=True):
        place = Path(here)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and not place.resolve().is_relative_to((place / name).resolve())
        ]
        found += [
            place / name
            for name in names
            if not name.startswith(".") and (is_markdown(place / name) or is_notebook(place / name))
        ]
    return tuple(sorted(path for path in found if path.is_file() or not path.exists()))


def shown(path: Path) -> Path:
    """An absolute path as messages about files show it: from the current folder."""
    try:
        return Path(os.path.relpath(path)) if path.is_absolute() else path
    except ValueError:  # another drive
        return path


def select(site: Site, paths: Iterable[Path]) -> Selection:
    """The lectures that `paths` name: files, folders; the whole site if there are none."""
    files: dict[Path, Path] = {}
    complaints: list[Complaint] = []
    for path in list(paths) or [site.docs]:
        try:
            found = _expand(site, path)
        except SiteError as error:
            complaints += error.complaints
            continue
        files.update({real(file): file for file in found if real(file) not in files})
    return Selection(tuple(files.values()), tuple(complaints))


def _expand(site: Site, path: Path) -> tuple[Path, ...]:
    if not exists(path) and exists(site.settings.root / path):
        path = site.settings.root / path  # as messages show it, wherever one calls
    if exists(path) and not path.is_dir():
        if path.is_file():
            return (path,)
        raise SiteError(Complaint("ist weder Datei noch Ordner", shown(path)))
    if not exists(path):
        if os.path.islink(path):  # noqa: PTH114  # to nowhere
            return (path,)
        remedy = ""
        if path == site.docs and site.config is None:
            remedy = "in den Ordner wechseln, in dem die mkdocs.yml steht, oder Dateien nennen"
        elif path == site.docs and site.config is not None:
            remedy = f"den Ordner anlegen, oder docs_dir in {shown(site.config)} berichtigen"
        raise SiteError(Complaint("gibt es nicht", shown(path), remedy=remedy))
    absolute, docs = real(path), real(site.docs)
    if absolute.is_relative_to(docs):
        found = tuple(
            file
            for file in site.lectures()
            if (docs / file.relative_to(site.docs)).is_relative_to(absolute)
            or real(file).is_relative_to(absolute)  # a page elsewhere is a link to it
        )
    else:
        found = lectures_below(path)
    if not found:
        raise SiteError(Complaint("in diesem Ordner steht keine Vorlesung", shown(path)))
    return found
