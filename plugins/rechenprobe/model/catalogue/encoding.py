"""Layers that turn words, categories and sounds into numbers. Few of them have weights."""

from msgspec.structs import replace

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Part, Shape
from rechenprobe.model.catalogue.windows import window
from rechenprobe.model.terms import axis, counted, floor, fraction, labels, plus, same, times
from rechenprobe.model.use import Entry, Formulas, Use

TABLE = "Eine Tabelle ist kein Gewicht."


def encoded(use: Use) -> Formulas:
    """Whole numbers stay in place; one-hot adds an axis, multi-hot and counts take the last one."""
    mode = use.text("output_mode")
    if mode in ("", "int"):
        return Formulas(output=same(use.outputs[0]), notes={"params": TABLE})
    kept: Shape = use.outputs[0][:-1]
    names = labels(use.outputs[0])[:-1]
    depth = Symbol("K", _depth(use), "Anzahl der Kategorien")
    return Formulas(
        output=(
            *(Part(name, axis(name, size)) for name, size in zip(names, kept, strict=True)),
            Part("Merkmale", depth),
        ),
        notes={"params": TABLE},
    )


def _depth(use: Use) -> int | None:
    for name in ("num_tokens", "num_bins"):
        value = use.attributes.get(name)
        if isinstance(value, int):
            return value
    return use.outputs[0][-1]


def mel(use: Use) -> Formulas:
    """A spectrogram on the mel scale: one column per stride, padding included."""
    stride = Symbol("s", use.integer("sequence_stride"), "Schrittweite")
    length = Symbol("n", use.input[0], "Länge der Aufnahme")
    bins = Symbol("M", use.integer("num_mel_bins"), "Mel-Bänder")
    columns = floor(fraction(plus(length, stride, Num(1)), stride))
    steps = counted("T", use.outputs[0][-1], "Schritte")
    points = Symbol("N", use.integer("fft_length"), "Punkte der Fourier-Transformation")
    return Formulas(
        output=(Part("Bänder", bins), Part("Schritte", columns)),
        macs=times(steps, bins, plus(floor(fraction(points, Num(2))), Num(1))),
        notes={"macs": "Die Mel-Filter als Matrix; die schnelle Fourier-Transformation fehlt."},
        lower_bound=True,
    )


def fourier(use: Use) -> Formulas:
    """A short-time Fourier transform as a convolution with fixed waves."""
    step = use.attributes["frame_step"]
    sliding = replace(use, attributes={**use.attributes, "strides": step})
    view = window(sliding, "frame_length", "des Rahmens")
    points = Symbol("N", use.integer("fft_length"), "Punkte der Fourier-Transformation")
    waves = plus(floor(fraction(points, Num(2))), Num(1))
    tables = len(use.weights)
    both = (Symbol("2", 2, "Real- und Imaginärteil"),) if use.text("mode") == "stft" else ()
    channels = Symbol(r"C_{\text{ein}}", view.channels, "Eingabekanäle")
    length = view.factors[0]
    return Formulas(
        output=_spectrum(use, view.outputs()[0], times(*both, waves), channels),
        params=times(Symbol("k", tables, "Wellentabellen"), length, waves),
        macs=times(Symbol("k", tables, "Wellentabellen"), view.windows(), channels, length, waves),
        attributes=view.derived(),
        notes={"params": "Die Wellen sind fest; Keras führt sie als Gewichte."},
    )


def _spectrum(use: Use, steps: Part, waves: Expr, channels: Symbol) -> tuple[Part, ...]:
    if use.flag("expand_dims"):
        depth = Part("Kanäle", channels)
        plane = (steps, Part("Frequenzen", waves))
        return (depth, *plane) if use.channels_first else (*plane, depth)
    flat = Part("Merkmale", times(waves, channels))
    return (flat, steps) if use.channels_first else (steps, flat)


_TABLES = ("num_tokens", "num_bins", "output_mode", "max_tokens", "vocabulary_size")

ENTRIES = {
    **{
        name: Entry(_TABLES, encoded)
        for name in (
            "CategoryEncoding",
            "Discretization",
            "HashedCrossing",
            "Hashing",
            "IntegerLookup",
            "StringLookup",
        )
    },
    "TextVectorization": Entry(("_output_mode", "_output_sequence_length", "_max_tokens"), encoded),
    "MelSpectrogram": Entry(
        ("num_mel_bins", "sequence_stride", "fft_length", "sampling_rate"), mel
    ),
    "STFTSpectrogram": Entry(
        (
            "mode",
            "frame_length",
            "_frame_step",
            "_fft_length",
            "padding",
            "expand_dims",
            "data_format",
        ),
        fourier,
    ),
}
