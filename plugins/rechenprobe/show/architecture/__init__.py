"""A model as a drawing: volumes, operations, branches, repetitions.

No layout library is used: the pure-Python one there is (grandalf) is under the
GPL, unmaintained, and knows neither straight main lines nor repetitions; what a
textbook draws follows from taking the graph apart (`structure`), and costs less.
"""

from hashlib import blake2b
from re import search

from markupsafe import Markup
from msgspec import Struct

from rechenprobe.facts import Model
from rechenprobe.notation import Grouping
from rechenprobe.show.architecture.drawing import Item, Manner, columns, rows
from rechenprobe.show.architecture.folding import Folded, fold, unfolded
from rechenprobe.show.architecture.geometry import Size
from rechenprobe.show.architecture.hubs import NAMED, named
from rechenprobe.show.architecture.layout import Frame, Layout, Route, flow_length, lay_out
from rechenprobe.show.architecture.steps import Graph, read_graph
from rechenprobe.show.architecture.structure import Series, structure
from rechenprobe.show.architecture.svg import document, px, wire_path
from rechenprobe.show.architecture.text import description, sentence, title
from rechenprobe.show.architecture.ushape import lay_out_u, u_shape
from rechenprobe.show.architecture.wording import CONSTANT
from rechenprobe.show.html import fill

_WIDE = 820.0
"""A page's column: what is wider is broken or scrolls."""
_TALL = 1160.0
"""What stands above one another on a printed page if `_WIDE` stands side by side."""
_COLUMNS = 5
_FITS = 1160.0
"""What still goes into a page's column, slightly reduced."""
_WORTH = 1.15
"""How much larger a drawing has to become for another column."""
_SHORTER = 0.75
"""How much shorter: one part that cannot be broken would fill a column alone."""
_SLACK = 1.12
"""Columns break between parts: they may be longer than an even share."""
_MANY = 18
"""More steps than this, and repetitions are drawn once."""
_ROWS = 2
"""Rows that a drawing of large volumes may take; beyond, it becomes cards."""
_LONG = 1500.0
"""A drawing that is taller folds what is only alike, too."""
_FOLDED = 2 * _TALL
"""What is taller scrolls in a box of its own until the reader wants to see all of it."""
_MARGIN = 10.0
_DEEPER = " Was bei vier Angaben davor steht, sind Schritte oder die Tiefe."
_OPEN = " „?“ lässt das Modell offen; ein gestrichelter Körper hat dort kein Maß."
_CONSTANT = " c: eine feste Zahl."
_REPEATED = " Ein gestrichelter Rahmen fasst gleiche Abschnitte zusammen; die Zahl zählt sie."
_ALIKE = " „bis“ und „…“ nennen die Kanäle, in denen sich die Abschnitte unterscheiden."
_NAMED = " „Ausgabe A“ geht überall dorthin, wo „mit A“ steht."
_ENDED = " A im Kreis: Diese Ausgabe geht überall dorthin, wo „mit A“ steht."
_BODIES = (
    "Die Größe bei jedem Körper ist die seiner Ausgabe: Höhe × Breite × Kanäle. Höhe und Breite"
    " haben in der ganzen Zeichnung denselben Maßstab; Kanäle, Vektoren und Folgen haben je einen"
    " eigenen."
)
_SIZES = "Die Größe in jedem Kästchen ist die seiner Ausgabe: Höhe × Breite × Kanäle."
_LETTERS = " s: Schrittweite, p: Auffüllung je Seite."
_UNFOLD = Markup(
    '<details class="rp-diagram__whole"><summary>Die ganze Zeichnung zeigen</summary></details>'
)
"""Before the box: styles give it its whole height while this is open."""


def architecture_svg(model: Model, grouping: Grouping) -> Markup:
    """An inline SVG that follows the page's colours; the same bytes for the same facts.

    Each `<g data-rows>` is a box and names the layers it stands for by their
    numbers in the layer table, from 1; each `<g data-wire>` joins two boxes.
    """
    graph = read_graph(model, grouping)
    if not graph.steps:
        return document(0, 0, title(model), "Keine Schichten.", _name(model, 0), ())
    tree = structure(graph)
    if len(graph.steps) <= _MANY:
        drawing = _laid_out(unfolded(graph, tree), graph, grouping)
        return _svg(model, drawing, grouping)
    graph = named(graph, tree)
    tree = structure(graph)
    drawing = _laid_out(fold(graph, tree), graph, grouping)
    if drawing.height > _LONG:
        alike = _laid_out(fold(graph, tree, alike=True), graph, grouping)
        drawing = min(drawing, alike, key=lambda one: one.height)
    return _svg(model, drawing, grouping)


class _Drawing(Struct, frozen=True):
    """A model, folded and laid out in one manner."""

    folded: Folded
    items: list[Item]
    manner: Manner
    layout: Layout

    @property
    def width(self) -> float:
        """On the page."""
        return _extent(self.layout, self.manner)[0]

    @property
    def height(self) -> float:
        """On the page."""
        return _extent(self.layout, self.manner)[1]


def _laid_out(folded: Folded, graph: Graph, grouping: Grouping) -> _Drawing:
    """Large volumes in rows if that is not too long, else cards in columns.

    As many columns as are read best: none that a page cannot hold side by side
    unless one alone is too wide; then its cards go without their volumes.
    """
    items, large = rows(folded, graph.steps, grouping)
    sizes, ports = _measured(items, large)
    can_break = isinstance(folded.tree.elements[folded.tree.root], Series)
    if flow_length(folded.tree, sizes) <= (_ROWS * _WIDE if can_break else _FITS):
        return _Drawing(folded, items, large, lay_out(folded, sizes, _WIDE, ports))
    drawing = _as_cards(folded, graph, grouping, bodies=True)
    if drawing.width > _FITS:
        drawing = _as_cards(folded, graph, grouping, bodies=False)
    return drawing


def _as_cards(folded: Folded, graph: Graph, grouping: Grouping, *, bodies: bool) -> _Drawing:
    items, cards = columns(folded, graph.steps, grouping, bodies=bodies)
    sizes, ports = _measured(items, cards)
    shape = u_shape(folded.tree)
    if shape is not None:
        return _Drawing(folded, items, cards, lay_out_u(folded, shape, sizes, ports))
    whole = flow_length(folded.tree, sizes)
    best = lay_out(folded, sizes, _SLACK * whole, ports)
    for count in range(2, _COLUMNS + 1):
        layout = lay_out(folded, sizes, _SLACK * whole / count, ports)
        if _extent(layout, cards)[0] > _FITS:
            break
        gain = _legible(*_extent(layout, cards)) / _legible(*_extent(best, cards))
        shorter = _extent(layout, cards)[1] < _SHORTER * _extent(best, cards)[1]
        best = layout if shorter and gain > _WORTH else best
    return _Drawing(folded, items, cards, best)


def _measured(items: list[Item], manner: Manner) -> tuple[list[Size], list[tuple[float, float]]]:
    """The room that each step takes, and where wires end and start in it."""
    return [manner.size(item) for item in items], [manner.ports(item) for item in items]


def _extent(layout: Layout, manner: Manner) -> tuple[float, float]:
    (left, top), (right, bottom) = manner.point(layout.low), manner.point(layout.high)
    return right - left, bottom - top


def _legible(width: float, height: float) -> float:
    """How large the drawing can be on one printed page."""
    return min(_WIDE / width, _TALL / height)


def _svg(model: Model, drawing: _Drawing, grouping: Grouping) -> Markup:
    folded, items, manner, layout = (
        drawing.folded,
        drawing.items,
        drawing.manner,
        drawing.layout,
    )
    left, top = manner.point(layout.low)
    right, bottom = manner.point(layout.high)
    width, height = right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN
    parts = [_frame(frame, manner) for frame in layout.frames]
    wires = Markup().join(_wire(route, manner) for route in layout.routes)
    parts.append(fill('<g class="l">{}</g>', wires))
    for box in layout.boxes:
        item = items[box.step]
        copies = folded.stands[box.step]
        numbers = sorted(row + 1 for copy in copies for row in _rows_of(items, copy))
        drawn = manner.draw(item, box)
        parts.append(
            fill(
                '<g data-step="{}" data-rows="{}"><title>{}</title>{}</g>',
                box.step,
                " ".join(map(str, numbers)),
                _tooltip(item),
                drawn,
            )
        )
    moved = fill(
        '<g transform="translate({} {})">{}</g>',
        px(_MARGIN - left),
        px(_MARGIN - top),
        Markup("\n").join(parts),
    )
    words = description(model, folded, items, grouping)
    return document(width, height, title(model), words, _name(model, len(words)), (moved,))


def _rows_of(items: list[Item], step: int) -> tuple[int, ...]:
    return items[step].step.rows


def _tooltip(item: Item) -> str:
    names = ", ".join(item.step.names)
    more = f" (und {item.count - 1} weitere)" if item.count > 1 else ""
    return f"{names}{more} – {sentence(item)}" if names else sentence(item)


def _wire(route: Route, manner: Manner) -> Markup:
    source, target = route.wire
    path = wire_path(tuple(manner.point(point) for point in route.points))
    return fill('<g data-wire="{} {}">{}</g>', source, target, path)


def _frame(frame: Frame, manner: Manner) -> Markup:
    (x, y), (right, bottom) = manner.point(frame.start), manner.point(frame.end)
    box = fill(
        '<rect class="r" x="{}" y="{}" width="{}" height="{}" rx="8"/>',
        px(x),
        px(y),
        px(right - x),
        px(bottom - y),
    )
    return fill('<g data-repeat="{}">{}{}</g>', frame.count, box, manner.tag(frame))


def _name(model: Model, salt: int) -> str:
    """An id that is the same in every build and differs between the models of a page."""
    text = "\n".join((model.name, str(salt), *(layer.name for layer in model.layers)))
    return f"rp-architecture-{blake2b(text.encode(), digest_size=4).hexdigest()}"


def architecture_block(model: Model, grouping: Grouping) -> Markup:
    """The drawing in a box of its own, which scrolls where it is narrower, with its caption."""
    name = title(model)
    drawing = architecture_svg(model, grouping)
    shapes = [shape for layer in model.layers for shape in layer.output_shapes[:1]]
    note = (_BODIES if 'class="v ' in drawing else _SIZES) + _LETTERS
    note += _DEEPER * any(len(shape) > 3 for shape in shapes)
    note += _OPEN * any(None in shape for shape in shapes)
    note += _CONSTANT * bool(search(CONSTANT, drawing)) + _REPEATED * ("data-repeat" in drawing)
    if f"{NAMED}A" in drawing:
        note += _ENDED if ">A</text>" in drawing else _NAMED
    if " bis " in drawing or " … " in drawing:
        note += _ALIKE
    size = search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', drawing)
    tall = size is not None and float(size[1]) > _FOLDED
    return fill(
        '<figure class="rp-diagram"><figcaption>{}</figcaption>{}'
        '<div class="rp-diagram__box" role="group" aria-label="{}" tabindex="0">{}</div>'
        '<p class="rp-note">{}</p></figure>',
        name,
        _UNFOLD if tall else "",
        name,
        drawing,
        note,
    )
