"""Layers that multiply by a matrix or look rows up in one: Dense, Embedding."""

from rechenprobe.expression import Num, Symbol
from rechenprobe.facts import Part
from rechenprobe.model.terms import BIAS, axis, counted, labels, plus, times
from rechenprobe.model.use import Entry, Formulas, Use


def dense(use: Use) -> Formulas:
    """Each unit weighs all features of the last axis; other axes only repeat it."""
    features = use.input[-1] or 1
    units = Symbol("u", use.integer("units"), "Einheiten")
    width = Symbol("d", features, "Eingabemerkmale")
    rest = use.input[:-1]
    names = labels(use.input)[:-1]
    return Formulas(
        output=(
            *(Part(name, axis(name, size)) for name, size in zip(names, rest, strict=True)),
            Part("Einheiten", units),
        ),
        params=times(units, plus(width, BIAS if use.flag("use_bias") else Num(0))),
        macs=times(
            *(
                counted(axis(name, size).latex, size, f"{name} der Eingabe")
                for name, size in zip(names, rest, strict=True)
            ),
            width,
            units,
        ),
        attributes={"input_channels": features, "output_channels": units.value},
        notes={"params": "Gewichtet wird nur die letzte Achse."} if rest else {},
    )


def embedding(use: Use) -> Formulas:
    """One row of weights per token; looking it up multiplies nothing."""
    rows = Symbol("V", use.integer("input_dim"), "Größe des Vokabulars")
    width = Symbol("D", use.integer("output_dim"), "Länge eines Vektors")
    names = ("Schritte",) if len(use.input) == 1 else labels(use.input)
    return Formulas(
        output=(
            *(Part(name, axis(name, size)) for name, size in zip(names, use.input, strict=True)),
            Part("Merkmale", width),
        ),
        params=times(rows, width),
        attributes={"output_channels": width.value},
        notes={"macs": "Nachschlagen ist keine Multiplikation."},
    )


ENTRIES = {
    "Dense": Entry(("units", "activation", "use_bias"), dense),
    "Embedding": Entry(("input_dim", "output_dim", "mask_zero"), embedding),
}
