"""Material's `offline` plugin without its foreign script.

It makes the built site open from the disk. Where a search runs there, it needs a stand-in for the
worker that browsers refuse to pages without a server; it would fetch one from elsewhere.
"""

from importlib.resources import files
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files

from rechenprobe.hosts.assets import FOLDER, lean

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

WORKER = f"{FOLDER}/iframe-worker.js"
"""By `iframe-worker` in its name the plugin sees that it has to add nothing."""

_PLUGINS = ("offline", "material/offline")


def settle_offline(config: "MkDocsConfig") -> None:
    """Put our script where the plugin has put, or would put, its own."""
    if not any(name in config.plugins for name in _PLUGINS):
        return
    polyfills = config.extra.setdefault("polyfills", [])
    polyfills[:] = [one for one in polyfills if "iframe-worker" not in str(one)] + [WORKER]


def add_worker(files_of_site: Files, config: "MkDocsConfig") -> None:
    """The script, in sites that name it."""
    if WORKER in config.extra.get("polyfills", ()):
        source = files("rechenprobe.show").joinpath("assets", "iframe-worker.js")
        files_of_site.append(
            File.generated(config, WORKER, content=lean(source.read_text("utf-8")))
        )
