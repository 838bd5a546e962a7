"""Vorspiel der Seite „Faltung“: zeichnet, was dort vorgerechnet wird.

Was in den Bildern steht, ist aus denselben Zahlen gerechnet, die auch Keras bekommt. Die Farben
sind die der Seite, hell wie dunkel; ohne Seite, im Notebook, gelten die Ersatzwerte.
"""

from html import escape

import numpy as np

INK = "var(--rp-text,#222)"
SOFT = "var(--rp-soft,#5c5c66)"
GREEN = "var(--rp-good,#12785a)"
RED = "var(--rp-bad,#b3132b)"
PAGE = "var(--rp-page,#fff)"
PAIRS = "flex-wrap:wrap;max-width:660px"
"""Zwei Bilder in einer Zeile, wo Platz ist."""
CHANNELS = ("#c8553d", "#3f9160", "#4a78c0")
"""Rot, Grün, Blau, so gedämpft, dass sie auf hellem und dunklem Grund zu sehen sind."""


class Drawing:
    """Bilder nebeneinander, auf schmalen Seiten untereinander; `says` liest vor, was sie zeigen."""

    def __init__(self, *parts, says, gap=2.5, more="flex-wrap:wrap;align-items:center"):
        self.parts, self.says, self.gap, self.more = parts, says, gap, more

    def __repr__(self):
        return self.says

    def _repr_html_(self):
        return (
            f'<div role="img" aria-label="{escape(self.says)}" style="display:flex;{self.more};'
            f'gap:1.2em {self.gap}em">{"".join(self.parts)}</div>'
        )


def number(value):
    """Eine Zahl in deutscher Schreibweise."""
    return f"{value:g}".replace(".", ",").replace("-", "−")


def rect(x, y, width, height, fill="none", line=SOFT, thick=1.0, opacity=1.0, more=""):
    """Ein Rechteck; `opacity` gilt für die Füllung."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {more}'
        f' style="fill:{fill};fill-opacity:{opacity:.2f};stroke:{line};stroke-width:{thick:g}"/>'
    )


def label(x, y, text, size=14, fill=INK, weight=400, anchor="middle"):
    """Ein Wort oder eine Zahl, auf halber Höhe bei `y`."""
    return (
        f'<text x="{x:g}" y="{y:g}" dy=".36em" style="fill:{fill};font-size:{size}px;'
        f'font-weight:{weight};text-anchor:{anchor}">{text}</text>'
    )


def picture(width, height, *shapes, over="", under=""):
    """Formen als Bild in natürlicher Größe, mit einer Zeile darüber oder darunter."""
    # Zwei Bildpunkte Rand, damit die Linien am Rand ganz zu sehen sind.
    svg = (
        f'<svg viewBox="-2 -2 {width + 4:g} {height + 4:g}" width="{width + 4:g}"'
        f' style="display:block;max-width:100%;height:auto">{"".join(shapes)}</svg>'
    )
    above, below = (
        f'<div style="margin:.4em 0;color:{SOFT};font-size:.78em">{words}</div>' if words else ""
        for words in (over, under)
    )
    return f'<div style="min-width:0">{above}{svg}{below}</div>'


def sign(text):
    """Ein Zeichen zwischen zwei Bildern."""
    return f'<div style="color:{SOFT};font-size:1.1em">{text}</div>'


def field(values, x=0, y=0, side=30, ring=0, fills=None, bold=()):
    """Ein Raster aus Zahlen; `None` bleibt leer, `ring` Reihen am Rand sind Auffüllung."""
    shapes = []
    rows, columns = len(values), len(values[0])
    for row in range(rows):
        for column in range(columns):
            inside = ring <= row < rows - ring and ring <= column < columns - ring
            left, top = x + column * side, y + row * side
            fill = (fills or {}).get((row, column), PAGE if inside else "none")
            dashes = "" if inside else 'stroke-dasharray="2 3"'
            opacity = 0.28 if (row, column) in (fills or {}) else 1.0
            shapes.append(rect(left, top, side, side, fill, SOFT, 0.8, opacity, dashes))
            if values[row][column] is not None:
                weight = 700 if (row, column) in bold else 400
                ink = INK if inside else SOFT
                size = 15 if side >= 28 else 13
                words = number(values[row][column])
                shapes.append(label(left + side / 2, top + side / 2, words, size, ink, weight))
    return "".join(shapes)


def frame(row, column, height, width, x=0, y=0, side=30):
    """Das Fenster: ein grüner Rahmen über dem Raster."""
    place = (x + column * side, y + row * side, width * side, height * side)
    return rect(*place, GREEN, GREEN, 2.5, 0.16)


def arrow(x, y, length=22):
    """Ein Pfeil nach rechts."""
    path = f"M{x:g} {y:g}h{length:g}m-5-4l5 4-5 4"
    return f'<path d="{path}" style="fill:none;stroke:{SOFT};stroke-width:1.3"/>'


def slide(image, window, says):
    """Jede Stelle, an der das Fenster Platz findet: was es sieht, und was in der Ausgabe steht."""
    size, side = len(window), 38
    places = len(image) - size + 1
    result = [[None] * places for _ in range(places)]
    parts = []
    for row in range(places):
        for column in range(places):
            seen = image[row : row + size, column : column + size]
            result[row][column] = float((seen * window).sum())
            right = len(image) * side + 42
            top = (len(image) - places) * side / 2
            shapes = [field(image, side=side), frame(row, column, size, size, side=side)]
            for (i, j), weight in np.ndenumerate(window):
                corner = ((column + j + 1) * side - 4, (row + i + 1) * side - 9)
                shapes.append(label(*corner, f"·{number(weight)}", 12, GREEN, 700, "end"))
            shapes += [arrow(right - 32, len(image) * side / 2)]
            now = {(row, column): GREEN}
            shapes += [field(result, right, top, side, fills=now, bold=now)]
            steps = zip(seen.ravel(), window.ravel(), strict=True)
            terms = " + ".join(f"{number(a)}·{number(b)}" for a, b in steps)
            under = f"{terms} = {number(result[row][column])}"
            parts.append(picture(right + places * side, len(image) * side, *shapes, under=under))
    return Drawing(*parts, says=says, more=PAIRS)


def shades(values, side=15, colours=(GREEN, RED)):
    """Ein Raster aus Farben: eine über null, eine darunter, je stärker, desto kräftiger."""
    most = float(np.abs(values).max())
    return "".join(
        rect(column * side, row * side, side, side, fill, SOFT, 0.3, abs(value) / most)
        for (row, column), value in np.ndenumerate(values)
        for fill in [colours[0] if value > 0 else colours[1]]
    )


def edges(image, filters, results, says):
    """Eine Zeile je Filter: Bild, Filter, Ausgabe."""
    rows = []
    for name, (window, result) in zip(
        filters, zip(filters.values(), results, strict=True), strict=True
    ):
        parts = [
            picture(len(image) * 15, len(image) * 15, shades(image, colours=(INK, INK))),
            sign("∗"),
            picture(len(window) * 32, len(window) * 32, field(window, side=32)),
            sign("="),
            picture(len(result) * 15, len(result) * 15, shades(result), under=name),
        ]
        row = "display:flex;align-items:center;gap:.8em"
        rows.append(f'<div style="{row}">{"".join(parts)}</div>')
    return Drawing(*rows, says=says, more="flex-direction:column")


def steps(*cases, says):
    """Eine Zeile des Bildes von der Seite: je Stelle des Fensters ein Balken darunter."""
    side, parts = 24, []
    for n, f, s, p in cases:
        places = (n + 2 * p - f) // s + 1
        seen = (places - 1) * s + f
        shapes = []
        for cell in range(n + 2 * p):
            padding = not p <= cell < n + p
            missed = cell >= seen
            dashes = 'stroke-dasharray="2 3"' if padding else ""
            fill = RED if missed else "none" if padding else PAGE
            shapes.append(
                rect(cell * side, 0, side, side, fill, SOFT, 0.8, 0.2 if missed else 1, dashes)
            )
            if padding:
                shapes.append(label((cell + 0.5) * side, side / 2, "0", 12, SOFT))
        for place in range(places):
            left, top = place * s * side + 1.5, side + 6 + place * 13
            shapes.append(rect(left, top, f * side - 3, 9, GREEN, GREEN, 1, 0.3, 'rx="2"'))
        words = f"n = {n}, f = {f}, s = {s}, p = {p}: <b>{places} Stellen</b>"
        parts.append(picture((n + 2 * p) * side, side + 6 + places * 13, *shapes, over=words))
    return Drawing(*parts, says=says, more=PAIRS)


def padded(image, window, says):
    """Ein Bild mit einem Rand aus Nullen; das Fenster steht in der Ecke."""
    side, size = 30, len(window)
    ring = size // 2
    wide = np.pad(image, ring)
    result = np.array(
        [
            [(wide[i : i + size, j : j + size] * window).sum() for j in range(len(image[0]))]
            for i in range(len(image))
        ]
    )
    corner = {(0, 0): GREEN}
    return Drawing(
        picture(
            len(wide) * side,
            len(wide) * side,
            field(wide, side=side, ring=ring),
            frame(0, 0, size, size, side=side),
        ),
        sign("∗"),
        picture(size * side, size * side, field(window, side=side)),
        sign("="),
        picture(
            len(result) * side, len(result) * side, field(result, 0, 0, side, 0, corner, corner)
        ),
        says=says,
        gap=0.9,
    )


def stack(count, cells, side, colours, shown=(), offset=13):
    """Mehrere Ebenen hintereinander; in jeder ist `shown` (Zeile, Spalte, Höhe, Breite) getönt."""
    shapes = []
    for plane in reversed(range(count)):
        x, y = plane * offset, plane * offset
        colour = colours[plane % len(colours)]
        shapes += [
            rect(x, y, cells * side, cells * side, PAGE, PAGE, 0),
            rect(x, y, cells * side, cells * side, colour, colour, 1.4, 0.22),
        ]
        lines = "".join(
            f"M{x + i * side:g} {y:g}v{cells * side:g}M{x:g} {y + i * side:g}h{cells * side:g}"
            for i in range(1, cells)
        )
        shapes.append(f'<path d="{lines}" style="stroke:{colour};stroke-width:.6;opacity:.7"/>')
        if shown:
            row, column, height, width = shown
            place = (x + column * side, y + row * side, width * side, height * side)
            shapes.append(rect(*place, colour, INK, 1.6, 0.55))
    extent = cells * side + (count - 1) * offset
    return extent, "".join(shapes)


def channels(filters, says):
    """Drei Kanäle hinein, so viele Ebenen heraus, wie es Filter gibt."""
    wide, inside = stack(3, 6, 20, CHANNELS, (1, 1, 3, 3))
    deep, one = stack(3, 3, 20, CHANNELS)
    out, maps = stack(filters, 4, 20, (GREEN,), (1, 1, 1, 1))
    column = "display:flex;flex-direction:column;gap:1em"
    several = "".join(picture(deep, deep, one, under=f"Filter {i + 1}") for i in range(filters))
    return Drawing(
        picture(wide, wide, inside, under="Eingabe, drei Kanäle"),
        sign("∗"),
        f'<div style="{column}">{several}</div>',
        sign("="),
        picture(out, out, maps, under="Ausgabe, eine Ebene je Filter"),
        says=says,
        gap=1.1,
    )


def pooled(image, size, says):
    """Das Bild in Feldern von `size`, daneben das Größte und der Mittelwert von jedem."""
    side = 32
    colours = (GREEN, *CHANNELS)
    count = len(image) // size
    blocks = image.reshape(count, size, count, size)
    fills = {
        (i, j): colours[(i // size * count + j // size) % 4]
        for i in range(len(image))
        for j in range(len(image))
    }
    largest = {
        (int(i), int(j))
        for i, j in np.ndindex(image.shape)
        if image[i, j] == blocks.max(axis=(1, 3))[i // size, j // size]
    }
    heads = {(i, j): colours[i * count + j] for i in range(count) for j in range(count)}

    def small(values, name):
        drawn = field(values, 0, 0, side, 0, heads)
        return picture(count * side, count * side, drawn, under=name)

    whole = field(image, 0, 0, side, 0, fills, largest)
    return Drawing(
        picture(len(image) * side, len(image) * side, whole, under="Eingabe"),
        sign("→"),
        small(blocks.max(axis=(1, 3)), "das Größte"),
        sign("oder"),
        small(blocks.mean(axis=(1, 3)), "der Mittelwert"),
        says=says,
        gap=0.9,
    )
