"""The formulas' font: STIX Two Math, as ziamath ships it, cut down to what lectures use.

Browsers stretch brackets and align fractions by the font's MATH table; without such a font
they do not. The cut keeps the table with all size variants of the characters that remain.
"""

import io
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import distribution
from importlib.metadata import version as installed
from pathlib import Path

CHARACTERS: tuple[tuple[int, int], ...] = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # umlauts, ×, ·, ±
    (0x0131, 0x0131),  # dotless i and j, for accents
    (0x0237, 0x0237),
    (0x02C6, 0x02DD),  # accents of their own
    (0x0300, 0x030C),  # combining accents
    (0x0338, 0x0338),
    (0x0391, 0x03F6),  # Greek
    (0x2009, 0x2026),  # spaces, dashes, quotation marks, dots
    (0x202F, 0x2034),  # narrow no-break space, ‰, primes
    (0x2061, 0x2064),  # invisible operators
    (0x2070, 0x209C),  # superscripts, subscripts
    (0x20D6, 0x20D7),  # vector arrows
    (0x2102, 0x2135),  # letterlike: ℝ, ℒ, ℓ
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # operators
    (0x2308, 0x230B),  # ceiling, floor
    (0x23B0, 0x23B1),
    (0x23DC, 0x23E1),  # braces above and below
    (0x25A0, 0x25A1),
    (0x25B3, 0x25CF),
    (0x2713, 0x2713),  # ✓
    (0x27E6, 0x27EF),  # angle brackets
    (0x27F5, 0x27FF),  # long arrows
    (0x2A00, 0x2A06),  # big circled operators
    (0x2A7D, 0x2A7E),  # ⩽, ⩾
    (0x2AAF, 0x2AB0),
    (0x1D400, 0x1D4CF),  # bold, italic, bold italic, script
    (0x1D504, 0x1D537),  # Fraktur
    (0x1D538, 0x1D56B),  # double-struck
    (0x1D6A4, 0x1D6A5),
    (0x1D6A8, 0x1D755),  # bold, italic, bold italic Greek (without sans serif)
    (0x1D7CE, 0x1D7E1),  # bold and double-struck digits
)
"""Ranges of code points, both ends included."""

FAMILY = "Rechenprobe Math"
"""A name of its own: the cut is not the whole font, and installed fonts must not replace it."""

_FEATURES = ("ccmp", "mark", "mkmk")
"""Not `ssty` (drawings of their own for scripts): 70 kB that browsers do not ask for."""


def font_source() -> bytes:
    """The whole font, from the installed package (whose import would cost time)."""
    file = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
    return Path(str(file)).read_bytes()


def font_key(version: Callable[[str], str | None] = installed) -> str:
    """What a cut font depends on, as 12 hex digits: what is cut with what, and the characters."""
    parts = (CHARACTERS, _FEATURES, *map(version, ("ziamath", "fonttools", "brotli")))
    return sha256(repr(parts).encode()).hexdigest()[:12]


def cut_font(source: bytes) -> bytes:
    """`source` cut down to `CHARACTERS`, as WOFF2. Equal input gives equal bytes."""
    # Importing fontTools takes 0.2 s, and a cut font is found in the cache nearly always.
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = list(_FEATURES)
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]  # copyright and licence stay in the file
    options.drop_tables += ["DSIG"]
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in CHARACTERS for c in range(first, last + 1)])
    subsetter.subset(font)
    font.flavor = "woff2"
    result = io.BytesIO()
    font.save(result, reorderTables=True)
    return result.getvalue()


def font_face(url: str) -> str:
    """The CSS rule that loads the cut font."""
    return (
        f'@font-face {{ font-family: "{FAMILY}"; src: url("{url}") format("woff2");'
        " font-display: block; }\n"
    )
