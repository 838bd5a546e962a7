"""MkDocs hook: the course's text font, cut from the package that carries it.

Source Serif 4 comes as a variable font for most of the world's scripts (1.6 MB). Lectures need
Latin letters, weights 400 to 700 and one optical size: 31 kB upright, 18 kB italic.
"""

import io
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from msgspec import Struct

from rechenprobe.hosts.assets import write_atomically

FAMILY = "Rechenprobe Text"
"""The licence reserves the name „Source“ for the whole font."""
FOLDER = "assets/schrift"
"""Where the fonts stand in the site; the style sheet names them there."""

CHARACTERS: tuple[tuple[int, int], ...] = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # umlauts, ß, ×, ·, ±, non-breaking space
    (0x0152, 0x0153),
    (0x2009, 0x2009),  # thin space
    (0x2010, 0x2014),  # hyphens, dashes
    (0x2018, 0x201E),  # quotation marks
    (0x2026, 0x2026),
    (0x202F, 0x2030),  # narrow no-break space, ‰
    (0x2032, 0x2033),
    (0x20AC, 0x20AC),
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),
    (0x2248, 0x2248),
    (0x2260, 0x2265),
)
"""Ranges of code points, both ends included."""

_FEATURES = ("ccmp", "kern", "liga", "lnum", "locl", "mark", "tnum")
_NAMES = (1, 3, 4, 6, 16)
"""Entries of the name table that carry the family's name."""
_RIGHTS = (0, 13, 14)
"""Copyright and licence."""


class Cut(Struct, frozen=True):
    """One file of the family."""

    name: str
    source: str
    """Its file in the package."""
    axes: Mapping[str, float | tuple[float, float]]
    """Axis → the value, or the range of values, that remains."""


CUTS = (
    Cut("text.woff2", "SourceSerif4[opsz,wght].ttf", {"opsz": 16, "wght": (400, 700)}),
    Cut("text-kursiv.woff2", "SourceSerif4-Italic[opsz,wght].ttf", {"opsz": 16, "wght": 400}),
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the fonts; the first build cuts them (about 6 s), later ones find them in the cache."""
    cache = Path(config.config_file_path).parent / ".cache" / "schrift"
    for cut in CUTS:
        source = font_source(cut)
        path = cache / f"{_key(cut, source)}.woff2"
        if not path.is_file():
            write_atomically(path, cut_font(source, cut))
        files.append(File.generated(config, f"{FOLDER}/{cut.name}", abs_src_path=str(path)))
    return files


def font_source(cut: Cut) -> bytes:
    """The whole font, from the installed package."""
    return files("fontpkg_source_serif_4").joinpath("files", cut.source).read_bytes()


def cut_font(source: bytes, cut: Cut) -> bytes:
    """`source` cut down to `CHARACTERS` and the axes' ranges, as WOFF2, under our name.

    Equal input gives equal bytes. Copyright and licence stay in the file.
    """
    options = Options()
    options.hinting = False
    options.layout_features = list(_FEATURES)
    options.name_IDs = [2, *_NAMES, *_RIGHTS]
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in CHARACTERS for c in range(first, last + 1)])
    subsetter.subset(font)
    font = instantiateVariableFont(font, dict(cut.axes))
    for record in font["name"].names:
        if record.nameID in _NAMES:
            record.string = FAMILY if record.nameID != 6 else FAMILY.replace(" ", "")
    font.flavor = "woff2"
    result = io.BytesIO()
    font.save(result, reorderTables=True)
    return result.getvalue()


def _key(cut: Cut, source: bytes) -> str:
    parts = (
        sha256(source).hexdigest(),
        repr((cut, CHARACTERS, _FEATURES, _NAMES, _RIGHTS)),
        version("fonttools"),
        version("brotli"),
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:16]
