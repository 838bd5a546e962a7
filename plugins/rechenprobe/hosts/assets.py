"""Files that the pages of a site need beside them: style sheet, script, the formulas' font."""

import os
import tempfile
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from rechenprobe.hosts.font import cut_font, font_face, font_key, font_source

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


class Assets(Struct, frozen=True):
    """What a site gets beside its pages."""

    css: str
    script: str
    """One file, to be loaded with `defer`; pages are complete without it."""
    font: Path
    """The cut font, in the cache; its name carries what it depends on."""

    @property
    def font_uri(self) -> str:
        """The font's place in the site."""
        return f"{FOLDER}/{self.font.name}"


def build_assets(cache_folder: Path) -> Assets:
    """The assets; the font is cut (about 2 s) if the cache holds no current one.

    Raises `OSError` if the cache cannot be written.
    """
    source = font_source()
    font = cache_folder / "fonts" / f"stix-two-math.{font_key(source)}.woff2"
    if not font.is_file():
        write_atomically(font, cut_font(source))
    folder = files("rechenprobe.show").joinpath("assets")
    rules = [folder.joinpath(name).read_text("utf-8") for name in _STYLES]
    scripts = [_lean(folder.joinpath(name).read_text("utf-8")) for name in _SCRIPTS]
    return Assets("".join((font_face(font.name), *rules)), "\n".join(scripts), font)


def _lean(script: str) -> str:
    """Without indentation and comments that fill a line; our scripts have no text over lines."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/** ")))


def write_atomically(path: Path, data: bytes) -> None:
    """Two builds at once must not see each other's half-written file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)
