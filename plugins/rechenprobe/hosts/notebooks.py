"""Notebooks in MkDocs: pages that mkdocs-jupyter renders, and every lecture as a notebook.

mkdocs-jupyter reads a page's file from the disk and keeps what it made of it by the content of
that file. So it is handed the notebook that we executed, in the cache folder, in its place.
"""

import logging
import posixpath
import re
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin

from markupsafe import Markup
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils.meta import get_data

from rechenprobe.hosts.assets import write_atomically
from rechenprobe.hosts.jupyter import PLUGIN, SUFFIXES, is_notebook
from rechenprobe.pipeline import finish_page, plain_text
from rechenprobe.settings import Settings

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.plugins.rechenprobe")

_TOOLS = (PLUGIN, "nbconvert")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|#|$")
_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/([^/]+)/([^/?#]+?)(?:\.git)?/?")


def settle_jupyter(config: "MkDocsConfig") -> None:
    """Leave mkdocs-jupyter what is its own: to render. We execute, and Markdown is ours."""
    plugin = config.plugins.get(PLUGIN)
    if plugin is None:
        return
    if plugin.config.get("execute"):
        log.info("mkdocs-jupyter: execute bleibt ohne Wirkung, rechenprobe führt die Zellen aus")
        plugin.config["execute"] = False
    include = plugin.config.get("include") or []
    plugin.config["include"] = [pattern for pattern in include if not pattern.endswith(".md")]


def is_lecture(file: File) -> bool:
    """Whether a page is a lecture: all Markdown; of what mkdocs-jupyter shows, what has cells."""
    source = file.abs_src_path
    if source is None:
        return False  # another plugin made it: nobody's source to point to
    return Path(source).suffix not in SUFFIXES or is_notebook(Path(source))


def inclusion(file: File) -> InclusionLevel:
    """Whether the site leaves the file out; mkdocs-jupyter's own files do not know it yet."""
    inner = getattr(file, "file", file)
    return inner.inclusion if isinstance(inner, File) else file.inclusion


def is_notebook_page(page: "Page") -> bool:
    """Whether mkdocs-jupyter renders the page."""
    return PurePosixPath(page.file.src_uri).suffix in SUFFIXES


def tools() -> dict[str, str]:
    """What renders notebook pages, with versions."""
    return {name: version(name) for name in _TOOLS}


def hand_over(
    page: "Page", path: str, notebook: str, config: "MkDocsConfig", settings: Settings
) -> None:
    """Give mkdocs-jupyter the executed notebook to render. Raises `PluginError`.

    `path` is the lecture's, as messages show it.
    """
    target = settings.cache_folder / "notebooks" / path.lstrip("/.")
    if target.suffix != ".ipynb":
        target = target.with_name(target.name + ".ipynb")
    content = notebook.encode()
    try:
        if not target.is_file() or target.read_bytes() != content:
            write_atomically(target, content)
    except OSError as error:
        message = f"Der Cache „{settings.cache}“ lässt sich nicht beschreiben: {error}"
        raise PluginError(message) from error
    page.file.abs_src_path = str(target)
    plugin = config.plugins.get(PLUGIN)
    if plugin is not None and not plugin.should_include(page.file):
        message = f"{path}: mkdocs-jupyter muss auch *.ipynb zeigen (Option include)"
        raise PluginError(message)


def page_meta(page: "Page", front: str) -> None:
    """The front matter of a notebook is its first cell; MkDocs looks for it in the file's text."""
    page.meta.update(get_data(front)[1])


def take_back(page: "Page", html: str) -> str:
    """The page as mkdocs-jupyter rendered it, completed; its file is the author's again."""
    vars(page.file).pop("abs_src_path", None)
    title = page.meta.get("title") or page.title
    if title is not None:
        page.title = plain_text(str(title))
    _clean(page.toc)
    return finish_page(html)


def _clean(entries: Iterable[AnchorLink]) -> None:
    for entry in entries:
        entry.title = plain_text(entry.title)
        _clean(entry.children)


def add_downloads(page: "Page", notebook: str, config: "MkDocsConfig", files: Files) -> str:
    """Add the lecture to the site, beside its page, as a notebook and as its author wrote it.

    The links to both; nothing if there is no notebook (for lectures that run nothing, or whose
    run failed), or if the page's front matter hides them (`hide: [notebook]`).
    """
    if not notebook or "notebook" in (page.meta.get("hide") or ()):
        return ""
    stem, suffix = posixpath.splitext(posixpath.basename(page.file.src_uri))
    folder = posixpath.dirname(page.file.dest_uri)
    uri = posixpath.join(folder, f"{stem}.ipynb")
    files.append(File.generated(config, uri, content=notebook))
    if is_notebook_page(page):
        vars(page)["nb_url"] = quote(f"{stem}.ipynb")  # where mkdocs-jupyter's templates look
    links = Markup('<a href="{}" download>Als Notebook</a>').format(quote(f"{stem}.ipynb"))
    if colab := colab_url(config.repo_url, config.remote_branch, uri):
        links += Markup(' <a href="{}" rel="noopener">In Colab öffnen</a>').format(colab)
    if suffix == ".md":
        # Under a name that MkDocs does not take for a page, and browsers show as text.
        source = posixpath.join(folder, f"{stem}.md.txt")
        origin = str(page.file.abs_src_path)
        files.append(File.generated(config, source, abs_src_path=origin))
        links += Markup(' <a href="{}">Quelltext</a>').format(quote(f"{stem}.md.txt"))
    return Markup('<p class="rp-download" data-search-exclude>{}</p>\n').format(links)


def below_title(html: str, links: str) -> str:
    """The page with the links below its title; above everything where it has none."""
    before, title, after = html.partition("</h1>")
    return f"{before}{title}\n{links}{after}" if title else links + html


def colab_url(repository: str | None, branch: str, uri: str) -> str:
    """Where Colab opens a file of a site that GitHub publishes from `branch`; empty elsewhere."""
    match = _GITHUB.fullmatch(repository or "")
    if match is None:
        return ""
    path = quote(f"{match[1]}/{match[2]}/blob/{branch}/{uri}")
    return f"https://colab.research.google.com/github/{path}"


def resolver(uri: str, config: "MkDocsConfig", files: Files) -> Callable[[str], str | None]:
    """Links that lead to other files of the site, as addresses on the web.

    `uri` is the place of the page that they stand on, among the sources.
    """

    def resolve(target: str) -> str | None:
        if not config.site_url or _ELSEWHERE.match(target):
            return None
        path, hash_mark, fragment = target.partition("#")
        folder = posixpath.dirname(uri)
        file = files.get_file_from_path(posixpath.normpath(posixpath.join(folder, unquote(path))))
        if file is None:
            return None
        return urljoin(config.site_url, file.url) + hash_mark + fragment

    return resolve
