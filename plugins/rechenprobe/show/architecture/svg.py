"""Shapes and words as SVG, every number rounded to a tenth of a pixel."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from rechenprobe.show.architecture.geometry import Point, Solid
from rechenprobe.show.html import fill

TEXT = 12.0
"""Size of the type; small type is `SMALL`."""
SMALL = 11.0

_CORNER = 7.0
_ARROW = 5.5

STYLE = """
.rp-architecture{--c:#5c6670;font:12px/1 var(--md-text-font-family,system-ui,sans-serif);\
color:var(--rp-text,inherit);overflow:visible}
.rp-architecture text{fill:currentColor;font-variant-numeric:lining-nums tabular-nums}
.rp-architecture .t{font-weight:600}
.rp-architecture .s{font-size:11px;fill-opacity:.74}
.rp-architecture .m{text-anchor:middle}
.rp-architecture .l{opacity:.56}
.rp-architecture .w{fill:none;stroke:currentColor;stroke-width:1.2}
.rp-architecture .a{fill:currentColor}
.rp-architecture .r{fill:none;stroke:currentColor;stroke-opacity:.45;stroke-dasharray:4 3}
.rp-architecture .b{fill:currentColor;fill-opacity:.035;stroke:currentColor;stroke-opacity:.22}
.rp-architecture .o{fill:none;stroke:currentColor;stroke-opacity:.6;stroke-width:1.2}
.rp-architecture .v{stroke:var(--c);stroke-linejoin:round;fill:var(--c)}
.rp-architecture .v path:nth-child(1){fill-opacity:.3}
.rp-architecture .v path:nth-child(2){fill-opacity:.12}
.rp-architecture .v path:nth-child(3){fill-opacity:.48}
.rp-architecture .u{stroke-dasharray:3 2}
.rp-architecture .conv{--c:#12785a}
.rp-architecture .pool{--c:#3568a8}
.rp-architecture .dense{--c:#a8590c}
.rp-architecture .sequence{--c:#7d4aa5}
:is([data-md-color-scheme=slate],[data-jp-theme-light=false])\
 .rp-architecture{--c:#a3adb8}
:is([data-md-color-scheme=slate],[data-jp-theme-light=false])\
 .rp-architecture .conv{--c:#5fcfa5}
:is([data-md-color-scheme=slate],[data-jp-theme-light=false])\
 .rp-architecture .pool{--c:#85b4f0}
:is([data-md-color-scheme=slate],[data-jp-theme-light=false])\
 .rp-architecture .dense{--c:#eda55d}
:is([data-md-color-scheme=slate],[data-jp-theme-light=false])\
 .rp-architecture .sequence{--c:#c79be8}
"""
"""Rules of the drawing: it brings them along, so that it is the same in a notebook."""


def px(value: float) -> str:
    """A length: `12`, `3.5`."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def label(text: str, x: float, y: float, kind: str) -> Markup:
    """One line of text with its baseline at `y`."""
    return fill('<text class="{}" x="{}" y="{}">{}</text>', kind, px(x), px(y), text)


def solid_paths(solid: Solid, x: float, y: float) -> Markup:
    """A body whose front face has its left edge at `x` and its middle at `y`."""
    top, bottom = y - solid.height / 2, y + solid.height / 2
    right = x + solid.depth
    front = _closed((x, top), (right, top), (right, bottom), (x, bottom))
    if not solid.width:
        return fill('<path d="{}"/>', front)
    shift = solid.rise
    back = right + shift
    upper = _closed((x, top), (right, top), (back, top - shift), (x + shift, top - shift))
    side = _closed((right, top), (back, top - shift), (back, bottom - shift), (right, bottom))
    return fill('<path d="{}"/><path d="{}"/><path d="{}"/>', front, upper, side)


def wire_path(points: tuple[Point, ...]) -> Markup:
    """A line with round corners and an arrow head at its end. Points are x, y."""
    line = points
    if len(points) > 1:
        line = (*points[:-1], _towards(points[-1], points[-2], _ARROW - 1))
    parts = [f"M{px(line[0][0])} {px(line[0][1])}"]
    for before, corner, behind in zip(line, line[1:], line[2:], strict=False):
        start = _towards(corner, before, _CORNER)
        end = _towards(corner, behind, _CORNER)
        parts.append(
            f"L{px(start[0])} {px(start[1])}"
            f"Q{px(corner[0])} {px(corner[1])} {px(end[0])} {px(end[1])}"
        )
    parts.append(f"L{px(line[-1][0])} {px(line[-1][1])}")
    return fill(
        '<path class="w" d="{}"/><path class="a" d="{}"/>',
        "".join(parts),
        _head(points[-1], points[-2]),
    )


def _head(tip: Point, before: Point) -> str:
    base = _towards(tip, before, _ARROW)
    across = (_ARROW * 0.5, 0.0) if tip[0] == before[0] else (0.0, _ARROW * 0.5)
    return _closed(
        tip,
        (base[0] + across[0], base[1] + across[1]),
        (base[0] - across[0], base[1] - across[1]),
    )


def _towards(start: Point, end: Point, length: float) -> Point:
    """A point `length` away from `start`, at most half of the way to `end`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    whole = abs(dx) + abs(dy)  # wires run along the axes
    part = min(length / whole, 0.5) if whole else 0.0
    return start[0] + dx * part, start[1] + dy * part


def _closed(*points: Point) -> str:
    return "M" + "L".join(f"{px(x)} {px(y)}" for x, y in points) + "Z"


def document(
    width: float, height: float, title: str, description: str, name: str, parts: Iterable[Markup]
) -> Markup:
    """The whole drawing. `name` tells its title and description from others' on the page."""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="rp-architecture" role="img"'
        ' lang="de" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' style="--w:{w}px" aria-labelledby="{n}-t" aria-describedby="{n}-d">'
        '<title id="{n}-t">{t}</title><desc id="{n}-d">{d}</desc><style>{s}</style>{p}</svg>'
    ).format(
        w=px(width),
        h=px(height),
        n=name,
        t=escape(title),
        d=escape(description),
        s=Markup(STYLE.strip().replace("\n", "")),  # noqa: S704 - a constant of ours
        p=Markup().join(parts),
    )
