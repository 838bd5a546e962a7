"""Convolutions: ordinary, grouped, dilated, depthwise, separable, transposed."""

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Part
from rechenprobe.model.catalogue.windows import OF_DIMENSION, Window, window
from rechenprobe.model.terms import (
    BIAS,
    LORA,
    SPATIAL,
    closed,
    floor,
    fraction,
    lora,
    minus,
    plus,
    times,
)
from rechenprobe.model.use import Entry, Formulas, Use

FILTERS = "Filter"


def _filters(use: Use) -> Symbol:
    return Symbol("F", use.integer("filters"), FILTERS)


def _bias(use: Use) -> Expr:
    return BIAS if use.flag("use_bias") else Num(0)


def _channels(view: Window) -> Symbol:
    return Symbol(r"C_{\text{ein}}", view.channels, "Eingabekanäle")


def convolution(use: Use) -> Formulas:
    """Each filter sees `f × f` positions in its group's input channels."""
    view = window(use)
    filters, groups = _filters(use), use.integer("groups")
    rank = use.integer("lora_rank", 0)
    channels: Expr = _channels(view)
    if groups != 1:
        channels = fraction(channels, Symbol("g", groups, "Gruppen"))
    seen = times(*view.factors, channels)
    out = view.ordered(view.outputs(), Part("Kanäle", filters))
    return Formulas(
        output=out,
        params=plus(times(filters, plus(seen, _bias(use))), lora(rank, seen, filters)),
        macs=times(view.windows(), filters, seen),
        attributes={**view.derived(), "output_channels": filters.value},
        notes={"output": view.note(), "params": LORA if rank else ""},
    )


def depthwise(use: Use) -> Formulas:
    """Each input channel has filters of its own; nothing is summed over channels."""
    view = window(use)
    multiplier = Symbol("m", use.integer("depth_multiplier"), "Filter je Kanal")
    maps = times(_channels(view), multiplier)
    return Formulas(
        output=view.ordered(view.outputs(), Part("Kanäle", maps)),
        params=times(maps, plus(times(*view.factors), _bias(use))),
        macs=times(view.windows(), maps, *view.factors),
        attributes={
            **view.derived(),
            "output_channels": closed(view.channels) * use.integer("depth_multiplier"),
        },
        notes={"output": view.note()},
    )


def separable(use: Use) -> Formulas:
    """A depthwise convolution, then a 1 × 1 convolution that mixes the channels."""
    view, filters = window(use), _filters(use)
    multiplier = Symbol("m", use.integer("depth_multiplier"), "Filter je Kanal")
    deep = times(*view.factors, _channels(view), multiplier)
    mixing = times(_channels(view), multiplier, filters)
    bias = (filters,) if use.flag("use_bias") else ()
    return Formulas(
        output=view.ordered(view.outputs(), Part("Kanäle", filters)),
        params=plus(deep, mixing, *bias),
        macs=times(view.windows(), plus(deep, mixing)),
        attributes={**view.derived(), "output_channels": filters.value},
        notes={
            "output": view.note(),
            "params": "Erst je Kanal ein räumlicher Filter, dann 1 × 1 über alle Kanäle"
            + (", dazu ein Bias je Filter." if bias else "."),
        },
    )


def transposed(use: Use) -> Formulas:
    """Every input position adds a window of `f × f` to the output."""
    view, filters = window(use), _filters(use)
    channels = _channels(view)
    seen = times(*view.factors, channels)
    spatial = tuple(Part(name, _grown(use, view, index)) for index, name in enumerate(view.names))
    return Formulas(
        output=view.ordered(spatial, Part("Kanäle", filters)),
        params=times(filters, plus(seen, _bias(use))),
        macs=times(
            view.starts(),
            filters,
            seen,
        ),
        attributes={"input_channels": view.channels, "output_channels": filters.value},
        notes={"macs": "Gezählt je Position der Eingabe, vor dem Zuschneiden auf die Ausgabe."},
    )


def _grown(use: Use, view: Window, index: int) -> Expr:
    """A transposed convolution's extent along one axis.

    `valid` is (n − 1)·s + k' + op, with op = max(k', s) − k' if none is set: the
    windows side by side, gaps included. `same` is n·s; with an output padding
    it is (n − 1)·s + (k' mod 2) + op, as both sides then lose ⌊k'/2⌋.
    """
    name, suffix = SPATIAL[view.rank][index], view.suffixes[index]
    size = Symbol(f"n{suffix}", view.sizes[index], f"{OF_DIMENSION[name]} der Eingabe")
    stride = Symbol(f"s{suffix}", view.strides[index], "Schrittweite")
    given = use.attributes.get("output_padding") is not None
    extra = use.integers("output_padding", view.rank)[index] if given else None
    if view.padding == "same" and extra is None:
        return times(size, stride)
    reach: Expr = view.factors[index]
    span = view.dilation[index] * (view.kernel[index] - 1) + 1
    if view.dilation[index] != 1:
        dilation = Symbol(f"d{suffix}", view.dilation[index], "Dilatation")
        reach = plus(times(dilation, minus(reach, Num(1))), Num(1))
    if view.padding == "same":
        half = Num(2)
        reach = minus(reach, times(half, floor(fraction(reach, half))))
    elif extra is None and view.strides[index] > span:
        extra = view.strides[index] - span
    grown = plus(times(minus(size, Num(1)), stride), reach)
    if extra:
        return plus(grown, Symbol(f"a{suffix}", extra, "zusätzliche Auffüllung der Ausgabe"))
    return grown


_BASE = ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate")
_END = ("activation", "use_bias")
_DEPTH = ("kernel_size", "strides", "padding", "data_format", "dilation_rate", "depth_multiplier")

ENTRIES = {
    **{f"Conv{n}D": Entry((*_BASE, "groups", "lora_rank", *_END), convolution) for n in (1, 2, 3)},
    **{
        f"Conv{n}DTranspose": Entry((*_BASE, "output_padding", *_END), transposed)
        for n in (1, 2, 3)
    },
    **{f"DepthwiseConv{n}D": Entry((*_DEPTH, *_END), depthwise) for n in (1, 2)},
    **{f"SeparableConv{n}D": Entry((*_BASE, "depth_multiplier", *_END), separable) for n in (1, 2)},
}
