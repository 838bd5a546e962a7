"""The two ways to draw a step: a large volume in a row, or a card in a column."""

from collections.abc import Sequence
from typing import Protocol

from markupsafe import Markup
from msgspec import Struct

from rechenprobe.facts import Shape
from rechenprobe.notation import Grouping, number, shape
from rechenprobe.show.architecture.folding import Folded
from rechenprobe.show.architecture.geometry import (
    Point,
    Scale,
    Size,
    Solid,
    scale,
    text_width,
)
from rechenprobe.show.architecture.layout import Box, Frame
from rechenprobe.show.architecture.steps import Step
from rechenprobe.show.architecture.svg import SMALL, TEXT, label, px, solid_paths
from rechenprobe.show.html import fill

_RADIUS = 10.0
"""Of an addition's circle."""
_LINE = 14.0
_AIR = 6.0


class Item(Struct, frozen=True):
    """One step, ready to be measured and drawn."""

    step: Step
    solid: Solid
    shape: str
    """Its output's size in words; a range of channels where copies differ."""
    count: int = 1
    """How many copies it stands for."""


class Manner(Protocol):
    """How steps look and which way the flow goes."""

    def size(self, item: Item) -> Size:
        """The room that a step takes."""

    def ports(self, item: Item) -> tuple[float, float]:
        """Where along the flow wires end and start, from the start of the step's room."""

    def draw(self, item: Item, box: Box) -> Markup:
        """The step at its place."""

    def point(self, point: Point) -> Point:
        """Where a place of the layout is on the page: x, y."""

    def tag(self, frame: Frame) -> Markup:
        """The number of repetitions in a frame's corner."""


class Rows(Struct, frozen=True):
    """From left to right: volumes with the operation above and the size below."""

    def size(self, item: Item) -> Size:
        """Along x; above and below the axis."""
        lines = self._above(item.step)
        if item.step.symbol:
            return Size(
                max(2 * _RADIUS, *(text_width(line, SMALL) for line in ("", *lines[1:]))),
                _RADIUS + _AIR + _LINE * len(lines[1:]),
                _RADIUS,
            )
        small = (*lines[len(item.step.before) + 1 :], *item.step.before, item.shape)
        bold = text_width(item.step.words.operation, TEXT, bold=True)
        widest = max(bold, *(text_width(line, SMALL) for line in small))
        length = max(item.solid.breadth, widest)
        above = item.solid.height / 2 + item.solid.rise + _AIR + _LINE * len(lines)
        return Size(length, above, item.solid.height / 2 + 2 * _AIR + SMALL)

    def ports(self, item: Item) -> tuple[float, float]:
        """At the front face's left and behind the whole body."""
        length = self.size(item).length
        if item.step.symbol:
            return length / 2 - _RADIUS - 1, length / 2 + _RADIUS + 1
        start = (length - item.solid.breadth) / 2
        return start - 3, start + item.solid.breadth + 3

    def draw(self, item: Item, box: Box) -> Markup:
        """Body, operation, size."""
        solid, lines = item.solid, self._above(item.step)
        middle = box.u + box.size.length / 2
        if item.step.symbol:
            parts = [_circle(item.step.symbol, middle, box.v)]
            top, lines = box.v - _RADIUS - _AIR, lines[1:]
        else:
            left = middle - solid.breadth / 2
            parts = [
                _body(item, left, box.v),
                label(item.shape, middle, box.v + solid.height / 2 + _AIR + SMALL, "s m"),
            ]
            top = box.v - solid.height / 2 - solid.rise - _AIR
        for index, line in enumerate(reversed(lines)):
            bold = line == item.step.words.operation
            parts.append(label(line, middle, top - index * _LINE, "t m" if bold else "s m"))
        return Markup().join(parts)

    def point(self, point: Point) -> Point:
        """The flow runs along x."""
        return point

    def tag(self, frame: Frame) -> Markup:
        """Top left."""
        return label(f"×{frame.count}", frame.start[0] + 8, frame.start[1] + 16, "t")

    def _above(self, step: Step) -> list[str]:
        settings = ", ".join(step.words.settings)
        after = list(step.after)
        return [*step.before, step.words.operation, *([settings] if settings else []), *after]


class Columns(Struct, frozen=True):
    """From top to bottom: cards with a small volume and two or three lines."""

    width: float
    """Of each card's text."""
    bodies: bool = True
    """Whether each card shows its volume."""

    def size(self, item: Item) -> Size:
        """Along y; left and right of the axis."""
        if item.step.symbol:
            after = " · ".join(item.step.after)
            right = _RADIUS + (_AIR + text_width(after, SMALL) if after else 0)
            return Size(2 * _RADIUS, _RADIUS, right)
        height = _LINE * len(card_lines(item)) + 14
        if self.bodies:
            height = max(height, item.solid.height + item.solid.rise + 14)
        half = (self._indent + self.width + 8) / 2
        return Size(height, half, half)

    def ports(self, item: Item) -> tuple[float, float]:
        """Upper and lower edge."""
        length = self.size(item).length
        return (-1, length + 1) if item.step.symbol else (0, length)

    def draw(self, item: Item, box: Box) -> Markup:
        """Card, body, text."""
        if item.step.symbol:
            after = " · ".join(item.step.after)
            y = box.u + _RADIUS
            beside = label(after, box.v + _RADIUS + _AIR, y + 4, "s") if after else Markup()
            return _circle(item.step.symbol, box.v, y) + beside
        left, height = box.v - box.size.left, box.size.length
        middle = box.u + height / 2
        card = fill(
            '<rect class="b" x="{}" y="{}" width="{}" height="{}" rx="5"/>',
            px(left),
            px(box.u),
            px(2 * box.size.left),
            px(height),
        )
        solid = item.solid
        body = Markup()
        if self.bodies:
            body = _body(item, left + 8 + (_ICON - solid.breadth) / 2, middle + solid.rise / 2)
        lines = card_lines(item)
        first = middle - _LINE * len(lines) / 2 + 11
        text = (
            label(line, left + self._indent, first + index * _LINE, kind)
            for index, (kind, line) in enumerate(lines)
        )
        return card + body + Markup().join(text)

    def point(self, point: Point) -> Point:
        """The flow runs along y."""
        return point[1], point[0]

    @property
    def _indent(self) -> float:
        return _ICON + 16 if self.bodies else 8

    def tag(self, frame: Frame) -> Markup:
        """Top left."""
        return label(f"×{frame.count}", frame.start[1] + 7, frame.start[0] + 17, "t")


_ICON = 38.0
"""Room for the volume on a card."""
_LINE_WIDTH = 132.0
"""Longer operations have their settings on lines of their own."""


def card_lines(item: Item) -> list[tuple[str, str]]:
    """Class and text of each line of a card."""
    step = item.step
    settings = [text for text in step.words.settings if not text.startswith("p")]
    found = [("t", ", ".join((step.words.operation, *settings)))]
    if text_width(found[0][1], TEXT, bold=True) > _LINE_WIDTH:
        found = [("t", step.words.operation), *(("s", text) for text in settings)]
    if step.before:
        found.insert(0, ("s", " · ".join(step.before)))
    if step.after:
        found.append(("s", " · ".join(step.after)))
    return [*found, ("s", item.shape)]


def rows(folded: Folded, steps: Sequence[Step], grouping: Grouping) -> tuple[list[Item], Rows]:
    """Items with large volumes."""
    return _items(folded, steps, scale([step.shape for step in steps], 132, 52), grouping), Rows()


def columns(
    folded: Folded, steps: Sequence[Step], grouping: Grouping, *, bodies: bool = True
) -> tuple[list[Item], Columns]:
    """Items with small volumes, or none, on cards of one width."""
    items = _items(folded, steps, scale([step.shape for step in steps], 32, 30), grouping)
    lines = (
        text_width(line, TEXT, bold=True) if kind == "t" else text_width(line, SMALL)
        for item in items
        if item.count and not item.step.symbol
        for kind, line in card_lines(item)
    )
    return items, Columns(max(lines, default=0), bodies)


def _items(folded: Folded, steps: Sequence[Step], measure: Scale, grouping: Grouping) -> list[Item]:
    return [
        Item(
            step,
            measure.solid(step.shape),
            _size([steps[copy].shape for copy in stands] or [step.shape], grouping),
            len(stands),
        )
        for step, stands in zip(steps, folded.stands, strict=True)
    ]


def _size(shapes: Sequence[Shape], grouping: Grouping) -> str:
    """`56 × 56 × 96`; where copies differ, `… × 96 … 256` from the first to the last one.

    `… × 64 bis 256` where the channels neither only grow nor only shrink.
    """
    channels = [one[-1] for one in shapes if one and one[-1] is not None]
    text = shape(shapes[0], grouping)
    low, high = min(channels, default=0), max(channels, default=0)
    if low == high:
        return text
    if channels in (sorted(channels), sorted(channels, reverse=True)):
        return f"{text} … {number(channels[-1], grouping)}"
    return f"{shape((*shapes[0][:-1], low), grouping)} bis {number(high, grouping)}"


def _body(item: Item, x: float, y: float) -> Markup:
    kind = f"v {item.step.family}{' u' if item.solid.open else ''}"
    return fill('<g class="{}">{}</g>', kind, solid_paths(item.solid, x, y))


def _circle(symbol: str, x: float, y: float) -> Markup:
    return fill(
        '<circle class="o" cx="{}" cy="{}" r="{}"/>{}',
        px(x),
        px(y),
        px(_RADIUS),
        label(symbol, x, y + 4.5, "t m"),
    )
