"""Pooling: windows without weights, over the whole map or part of it."""

from rechenprobe.expression import Num, Symbol
from rechenprobe.facts import Part
from rechenprobe.model.catalogue.windows import split, window
from rechenprobe.model.terms import SPATIAL, SUFFIXES, axis
from rechenprobe.model.use import Entry, Formulas, Use


def pooling(use: Use) -> Formulas:
    """A convolution's window that keeps the channels apart; its stride defaults to its size."""
    view = window(use, "pool_size", "des Fensters")
    return Formulas(
        output=view.ordered(view.outputs(), Part("Kanäle", axis("Kanäle", view.channels))),
        attributes={
            **view.derived(),
            "strides": view.strides,
            "output_channels": view.channels,
        },
        notes={"output": view.note(), "params": "Pooling hat keine Gewichte."},
    )


def whole(use: Use) -> Formulas:
    """One number per channel from all positions."""
    sizes, channels = split(use.input, channels_first=use.channels_first)
    kept = Part("Kanäle", axis("Kanäle", channels))
    if use.flag("keepdims"):
        ones = tuple(Part(name, Num(1)) for name in SPATIAL[len(sizes)])
        output = (kept, *ones) if use.channels_first else (*ones, kept)
    else:
        output = (kept,)
    return Formulas(
        output=output,
        attributes={"input_channels": channels, "output_channels": channels},
        notes={"params": "Pooling hat keine Gewichte."},
    )


def adaptive(use: Use) -> Formulas:
    """Windows chosen so that the output has the size that was asked for."""
    sizes, channels = split(use.input, channels_first=use.channels_first)
    target = use.integers("output_size", len(sizes))
    names = SPATIAL[len(sizes)]
    spatial = tuple(
        Part(name, Symbol(f"z{suffix}", size, f"Zielgröße ({name})"))
        for name, suffix, size in zip(names, SUFFIXES[len(sizes)], target, strict=True)
    )
    kept = Part("Kanäle", axis("Kanäle", channels))
    return Formulas(
        output=(kept, *spatial) if use.channels_first else (*spatial, kept),
        attributes={"input_channels": channels, "output_channels": channels},
        notes={"params": "Pooling hat keine Gewichte."},
    )


ENTRIES = {
    **{
        f"Adaptive{kind}Pooling{n}D": Entry(("output_size", "data_format"), adaptive)
        for kind in ("Max", "Average")
        for n in (1, 2, 3)
    },
    **{
        f"{kind}Pooling{n}D": Entry(("pool_size", "strides", "padding", "data_format"), pooling)
        for kind in ("Max", "Average")
        for n in (1, 2, 3)
    },
    **{
        f"Global{kind}Pooling{n}D": Entry(("keepdims", "data_format"), whole)
        for kind in ("Max", "Average")
        for n in (1, 2, 3)
    },
}
