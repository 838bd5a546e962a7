"""Layers that move, repeat, cut or surround elements. None has weights."""

from collections.abc import Callable
from typing import TypeAlias

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Part, Shape
from rechenprobe.model.catalogue.windows import OF_DIMENSION, split
from rechenprobe.model.terms import (
    SPATIAL,
    SUFFIXES,
    axis,
    fraction,
    labels,
    minus,
    plus,
    times,
)
from rechenprobe.model.use import Entry, Formulas, Use

Change: TypeAlias = Callable[[Use, int, Expr], Expr]
"""How one axis changes: (use, index of the spatial axis, extent) → new extent."""

VIEW = "Nur eine andere Sicht auf dieselben Zahlen: belegt keinen eigenen Speicher."


def _axes(shape: Shape, *, channels_first: bool = False) -> tuple[Symbol, ...]:
    names = labels(shape, channels_first=channels_first)
    return tuple(axis(name, size) for name, size in zip(names, shape, strict=True))


def flatten(use: Use) -> Formulas:
    """All axes become one."""
    axes = _axes(use.input, channels_first=use.channels_first)
    return Formulas(output=(Part("Merkmale", times(*axes)),), kept=Num(0), notes={"output": VIEW})


def reshape(use: Use) -> Formulas:
    """The target's axes; one written as −1 takes what the others leave."""
    target = use.integers("target_shape", 1)
    names = labels(target)
    known = tuple(Num(size) for size in target if size != -1)
    everything = times(*_axes(use.input))
    rest = fraction(everything, times(*known)) if known else everything
    formulas = tuple(
        rest if size == -1 else Symbol(f"z_{index}", size, "Zielform")
        for index, size in enumerate(target, 1)
    )
    return Formulas(
        output=tuple(Part(n, f) for n, f in zip(names, formulas, strict=True)),
        kept=Num(0),
        notes={"output": VIEW},
    )


def permute(use: Use) -> Formulas:
    """The same axes in another order."""
    axes = _axes(use.input)
    order = use.integers("dims", 1)
    return Formulas(output=tuple(Part(f"Achse {index}", axes[index - 1]) for index in order))


def repeat(use: Use) -> Formulas:
    """One vector, several times."""
    count = Symbol("n", use.integer("n"), "Wiederholungen")
    return Formulas(
        output=(Part("Schritte", count), Part("Merkmale", axis("Merkmale", use.input[0])))
    )


def _spatial(use: Use, change: Change) -> Formulas:
    sizes, channels = split(use.input, channels_first=use.channels_first)
    rank = len(sizes)
    spatial = tuple(
        Part(
            name,
            change(use, index, Symbol(f"n{suffix}", size, f"{OF_DIMENSION[name]} der Eingabe")),
        )
        for index, (name, suffix, size) in enumerate(
            zip(SPATIAL[rank], SUFFIXES[rank], sizes, strict=True)
        )
    )
    depth = Part("Kanäle", axis("Kanäle", use.input[0 if use.channels_first else -1]))
    return Formulas(
        output=(depth, *spatial) if use.channels_first else (*spatial, depth),
        attributes={"input_channels": channels, "output_channels": channels},
    )


def pad(use: Use) -> Formulas:
    """Zeros before and after, per axis."""

    def grown(use: Use, index: int, size: Expr) -> Expr:
        before, after = _sides(use, "padding", index)
        return plus(
            size, Symbol("p_1", before, "Nullen davor"), Symbol("p_2", after, "Nullen danach")
        )

    return _spatial(use, grown)


def crop(use: Use) -> Formulas:
    """Elements cut off before and after, per axis."""

    def cut(use: Use, index: int, size: Expr) -> Expr:
        before, after = _sides(use, "cropping", index)
        first = minus(size, Symbol("c_1", before, "abgeschnitten davor"))
        return minus(first, Symbol("c_2", after, "abgeschnitten danach"))

    return _spatial(use, cut)


def upsample(use: Use) -> Formulas:
    """Each element several times, per axis."""

    def grown(use: Use, index: int, size: Expr) -> Expr:
        factors = use.integers("size", len(use.input) - 1)
        return times(size, Symbol("k", factors[index], "Vergrößerung"))

    return _spatial(use, grown)


def _sides(use: Use, setting: str, index: int) -> tuple[int, int]:
    values = use.integers(setting, 2)
    return values[2 * index], values[2 * index + 1]


def resize(use: Use) -> Formulas:
    """Images of a fixed size, whatever came in."""
    height = Part("Höhe", Symbol("H", use.integer("height"), "Zielhöhe"))
    width = Part("Breite", Symbol("B", use.integer("width"), "Zielbreite"))
    depth = Part("Kanäle", axis("Kanäle", use.input[0 if use.channels_first else -1]))
    channels = use.input[0 if use.channels_first else -1]
    return Formulas(
        output=(depth, height, width) if use.channels_first else (height, width, depth),
        attributes={"input_channels": channels, "output_channels": channels},
    )


ENTRIES = {
    "Flatten": Entry(("data_format",), flatten),
    "Reshape": Entry(("target_shape",), reshape),
    "Permute": Entry(("dims",), permute),
    "RepeatVector": Entry(("n",), repeat),
    **{f"ZeroPadding{n}D": Entry(("padding", "data_format"), pad) for n in (1, 2, 3)},
    **{f"Cropping{n}D": Entry(("cropping", "data_format"), crop) for n in (1, 2, 3)},
    **{
        f"UpSampling{n}D": Entry(("size", "data_format", "interpolation"), upsample)
        for n in (1, 2, 3)
    },
    "Resizing": Entry(("height", "width", "interpolation", "data_format"), resize),
    "RandomCrop": Entry(("height", "width", "data_format"), resize),
    "CenterCrop": Entry(("height", "width", "data_format"), resize),
}
