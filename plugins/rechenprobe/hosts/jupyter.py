"""Which files mkdocs-jupyter makes pages of, as the site's configuration says."""

import re
from pathlib import Path, PurePath

from msgspec import Struct

from rechenprobe.hosts.config import Entry, plugin_block

PLUGIN = "mkdocs-jupyter"
SUFFIXES = frozenset({".ipynb", ".py"})
"""Notebooks and scripts; Markdown stays ours, whatever mkdocs-jupyter would take of it."""

_CELL = re.compile(rb"^# %%", re.MULTILINE)


class Notebooks(Struct, frozen=True):
    """The plugin's patterns; they match from the right, as it has it."""

    include: tuple[str, ...] = ("*.py", "*.ipynb")
    ignore: tuple[str, ...] = ()

    def takes(self, path: PurePath) -> bool:
        """Whether the plugin makes a page of the file."""
        return (
            path.suffix in SUFFIXES
            and not any(map(path.match, self.ignore))
            and any(map(path.match, self.include))
        )


def read_notebooks(config: Entry) -> Notebooks | None:
    """The plugin's block in `mkdocs.yml`; None if the site does not use it."""
    block = plugin_block(config, PLUGIN)
    if block is None:
        return None
    default = Notebooks()
    return Notebooks(
        _patterns(block, "include", default.include), _patterns(block, "ignore", default.ignore)
    )


def _patterns(block: Entry, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    entry = block.get(key)
    value = entry.plain() if entry is not None else None
    return tuple(map(str, value)) if isinstance(value, list) else default


def is_notebook(path: Path) -> bool:
    """Whether a file is a notebook, or a script divided into cells (`# %%`)."""
    if path.suffix != ".py":
        return path.suffix == ".ipynb"
    try:
        return _CELL.search(path.read_bytes()) is not None
    except OSError:
        return False
