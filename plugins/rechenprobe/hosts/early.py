"""What changed is looked for before MkDocs looks for pages: it is made while that goes on."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.utils import is_markdown_file

from rechenprobe.hosts.notebooks import resolver
from rechenprobe.pipeline import Pipeline, read_text

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def begin(
    pipeline: Pipeline, config: "MkDocsConfig", shown: Callable[[InclusionLevel], bool]
) -> None:
    """Have the site's lectures that changed made ahead. What comes otherwise is made later."""
    new: dict[str, tuple[str, File]] = {}
    for folder, _, names in os.walk(config.docs_dir, followlinks=True):
        for name in filter(is_markdown_file, names):
            path = Path(folder, name)
            try:
                source = read_text(path)
            except (OSError, UnicodeDecodeError):
                continue
            if pipeline.is_new(source, own := pipeline.name(path)):
                uri = path.relative_to(config.docs_dir)
                file = File(str(uri), config.docs_dir, config.site_dir, config.use_directory_urls)
                new[own] = source, file
    set_exclusions((file for _, file in new.values()), config)

    @cache
    def files() -> Files:  # as far as MkDocs knows by itself
        return get_files(config) if config.site_url else Files([])

    pipeline.make_ahead(
        [(source, path) for path, (source, file) in new.items() if shown(file.inclusion)],
        lambda path: resolver(new[path][1].src_uri, config, files()),
    )


def prepare() -> None:
    """What a page with code asks for next, while there is nothing to do but wait for its text."""
    from markdown.extensions.codehilite import CodeHilite  # noqa: PLC0415  # nobody waits mostly

    CodeHilite("0", lang="python").hilite()  # compiles what tells the words of Python apart
