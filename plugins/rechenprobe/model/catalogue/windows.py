"""Sliding windows: how far they reach, how often they fit, how much padding they need.

Formulas after Dumoulin & Visin, *A guide to convolution arithmetic for deep
learning*, with Keras' rules: `valid` takes no padding and rounds down, `same`
and `causal` give ⌈n/s⌉ whatever the window.
"""

from msgspec import Struct

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Attribute, Part, Shape
from rechenprobe.model import terms
from rechenprobe.model.terms import SPATIAL, SUFFIXES, ceiling, floor, fraction, minus, plus, times
from rechenprobe.model.use import Use

OF_DIMENSION = {"Höhe": "Höhe", "Breite": "Breite", "Tiefe": "Tiefe", "Schritte": "Länge"}


class Window(Struct, frozen=True):
    """A layer's window over its first input, per spatial axis."""

    names: tuple[str, ...]
    """German, one per axis: `Höhe`, `Breite`."""
    suffixes: tuple[str, ...]
    sizes: tuple[int | None, ...]
    """The input's extent."""
    kernel: tuple[int, ...]
    strides: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: str
    channels: int | None
    """Of the input."""
    channels_first: bool
    thing: str
    """German genitive of the window: `des Filters`, `des Fensters`."""

    @property
    def rank(self) -> int:
        """Number of spatial axes."""
        return len(self.sizes)

    @property
    def factors(self) -> tuple[Symbol, ...]:
        """The window's extents as factors."""
        return tuple(
            Symbol(f"f{suffix}", size, f"{OF_DIMENSION[name]} {self.thing}")
            for suffix, size, name in zip(self.suffixes, self.kernel, self.names, strict=True)
        )

    def ordered(self, spatial: tuple[Part, ...], channels: Part) -> tuple[Part, ...]:
        """An output's parts in the order of its axes."""
        return (channels, *spatial) if self.channels_first else (*spatial, channels)

    def outputs(self) -> tuple[Part, ...]:
        """How often the window fits, per spatial axis."""
        return tuple(Part(name, self._fits(index)) for index, name in enumerate(self.names))

    def windows(self) -> Expr:
        """At how many positions the window stands: the output's, as a product."""
        return positions(self.outputs(), "o", "der Ausgabe")

    def starts(self) -> Expr:
        """The input's positions, as a product."""
        sizes = zip(self.names, self.sizes, strict=True)
        spatial = tuple(Part(name, Symbol("n", size)) for name, size in sizes)
        return positions(spatial, "n", "der Eingabe")

    def padded(self) -> tuple[int, ...] | None:
        """Padding per axis, both sides together; None if an open axis leaves it open."""
        totals: list[int] = []
        for n, k, s, d in zip(self.sizes, self.kernel, self.strides, self.dilation, strict=True):
            reach = d * (k - 1) + 1
            if self.padding == "valid":
                totals.append(0)
            elif self.padding == "causal" or s == 1:
                totals.append(reach - 1)
            elif n is None:
                return None
            else:
                totals.append(max((-(-n // s) - 1) * s + reach - n, 0))
        return tuple(totals)

    def derived(self) -> dict[str, Attribute]:
        """The attributes `input_channels`, `pad`, `pad_total`."""
        total = self.padded()
        return {
            "input_channels": self.channels,
            "pad_total": total,
            "pad": per_side(total, self.padding),
        }

    def note(self) -> str:
        """What the output formula leaves unsaid about padding."""
        if self.padding == "valid":
            return "Ohne Padding: p = 0."
        if self.padding == "causal":
            return "Kausales Padding: aufgefüllt wird nur am Anfang."
        total = self.padded()
        if total is None:
            return "Padding „same“: aufgefüllt wird je nach Größe der Eingabe."
        sides = per_side(total, self.padding)
        if sides is not None:
            each = sides[0] if len(set(sides)) == 1 else " × ".join(map(str, sides))
            return f"Padding „same“: p = {each} je Seite."
        both = total[0] if len(set(total)) == 1 else " × ".join(map(str, total))
        return (
            f"Padding „same“: zusammen {both}, ungleich auf die Seiten verteilt; "
            "ein einzelnes p je Seite gibt es hier nicht."
        )

    def _fits(self, index: int) -> Expr:
        suffix, name = self.suffixes[index], self.names[index]
        size = Symbol(f"n{suffix}", self.sizes[index], f"{OF_DIMENSION[name]} der Eingabe")
        stride = Symbol(
            f"s{self._index(suffix, self.strides)}", self.strides[index], "Schrittweite"
        )
        if self.padding != "valid":
            return ceiling(fraction(size, stride))
        reach: Expr = self.factors[index]
        if self.dilation[index] != 1:
            dilation = Symbol(
                f"d{self._index(suffix, self.dilation)}", self.dilation[index], "Dilatation"
            )
            reach = plus(times(dilation, minus(reach, Num(1))), Num(1))
        return plus(floor(fraction(minus(size, reach), stride)), Num(1))

    @staticmethod
    def _index(suffix: str, values: tuple[int, ...]) -> str:
        return "" if len(set(values)) == 1 else suffix


def per_side(total: tuple[int, ...] | None, padding: str) -> tuple[int, ...] | None:
    """The p of the textbooks, per side: only where both sides get the same."""
    if total is None or any(pad % 2 for pad in total):
        return None
    if padding == "causal" and any(total):
        return None
    return tuple(pad // 2 for pad in total)


def split(shape: Shape, *, channels_first: bool) -> tuple[tuple[int | None, ...], int | None]:
    """A feature map's spatial extents, and its channels."""
    if not shape:
        return (), 1
    return (shape[1:], shape[0]) if channels_first else (shape[:-1], shape[-1])


def window(use: Use, setting: str = "kernel_size", thing: str = "des Filters") -> Window:
    """The window that a layer's settings describe."""
    sizes, channels = split(use.input, channels_first=use.channels_first)
    rank = len(sizes)
    kernel = use.integers(setting, rank)
    strides = kernel if use.attributes.get("strides") is None else use.integers("strides", rank)
    return Window(
        names=SPATIAL[rank],
        suffixes=SUFFIXES[rank],
        sizes=sizes,
        kernel=kernel,
        strides=strides,
        dilation=use.integers("dilation_rate", rank),
        padding=use.text("padding") or "valid",
        channels=channels,
        channels_first=use.channels_first,
        thing=thing,
    )


def positions(spatial: tuple[Part, ...], letter: str, of: str) -> Expr:
    """The number of a feature map's positions, as a product over its spatial axes."""
    return times(
        *(
            terms.counted(
                f"{letter}{suffix}",
                part.size,
                f"{OF_DIMENSION[part.label]} {of}",
            )
            for part, suffix in zip(spatial, SUFFIXES[len(spatial)], strict=True)
        )
    )
