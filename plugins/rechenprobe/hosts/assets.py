"""Files that the pages of a site need beside them: style sheet, script, the formulas' font."""

import logging
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version as installed
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from rechenprobe.hosts.font import cut_font, font_face, font_key, font_source
from rechenprobe.store import Unwritable

log = logging.getLogger("mkdocs.plugins.rechenprobe")

_DIGEST = sha256().digest_size

FOLDER = "assets/rechenprobe"
"""Where the assets stand in the site."""
STYLESHEET = f"{FOLDER}/rechenprobe.css"
SCRIPT = f"{FOLDER}/rechenprobe.js"

_STYLES = (
    "rechenprobe.css",
    "modell.css",
    "rechner.css",
    "diagrams.css",
    "notebook.css",
    "aufgaben.css",
    "verweise.css",
    "glossar.css",
    "reading.css",
    "drawer.css",
    "bericht.css",
)
_SCRIPTS = (
    "core.js",
    "modell.js",
    "rechner.js",
    "aufgaben.js",
    "glossar.js",
    "reading.js",
    "drawer.js",
)
"""In this order: the first one defines what the others use."""

_COMMENT = re.compile(r"^//.*|^/\*\* .*| // .*", re.MULTILINE)
_OPERATOR = re.compile(r" (=>|===|!==|&&|\|\||\?\?|=|\+|\?|<|>) ")


class Assets(Struct, frozen=True):
    """What a site gets beside its pages."""

    css: str
    script: str
    """One file, to be loaded with `defer`; pages are complete without it."""
    font: bytes
    """The cut font, as WOFF2."""
    font_uri: str
    """Its place in the site; the name carries what the cut depends on."""


def build_assets(
    cache_folder: Path,
    unwritable: Unwritable | None = None,
    version: Callable[[str], str | None] = installed,
) -> Assets:
    """The assets; the font is cut (about 2 s) if the cache holds no current one.

    `unwritable` is told if it cannot be kept; `version` knows those of distributions.
    """
    unwritable = unwritable or Unwritable(cache_folder)
    name = f"stix-two-math.{font_key(version)}.woff2"
    font = _kept(
        cache_folder / "fonts" / f"{name}.kept", lambda: cut_font(font_source()), unwritable
    )
    folder = files("rechenprobe.show").joinpath("assets")
    rules = [folder.joinpath(name).read_text("utf-8") for name in _STYLES]
    scripts = [lean(folder.joinpath(name).read_text("utf-8")) for name in _SCRIPTS]
    css = "".join((font_face(name), *rules))
    return Assets(css, "\n".join(scripts), font, f"{FOLDER}/{name}")


def _kept(file: Path, make: Callable[[], bytes], unwritable: Unwritable) -> bytes:
    """What `file` keeps behind its digest; made if that is missing, damaged or tampered with."""
    with suppress(OSError):
        if file.is_file():
            kept = file.read_bytes()
            digest, content = kept[:_DIGEST], kept[_DIGEST:]
            if sha256(content).digest() == digest:
                return content
            log.warning("Der Cache-Eintrag %s ist beschädigt und wird ersetzt", file.name)
    content = make()
    try:
        write_atomically(file, sha256(content).digest() + content)
    except OSError as error:
        unwritable.report(error)
    return content


def lean(script: str) -> str:
    """Without indentation, comments and spaces around some operators.

    Our scripts have no text over lines, and no text that looks like these.
    """
    bare = _COMMENT.sub("", "\n".join(map(str.strip, script.splitlines())))
    return _OPERATOR.sub(r"\1", "\n".join(filter(None, bare.split("\n"))))


def write_atomically(path: Path, data: bytes) -> None:
    """Two builds at once must not see each other's half-written file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
