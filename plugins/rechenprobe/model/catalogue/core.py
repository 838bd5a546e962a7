"""Layers that multiply by a matrix or look rows up in one: Dense, Embedding."""

from rechenprobe.expression import Num, Symbol
from rechenprobe.facts import Part
from rechenprobe.model.terms import BIAS, LORA, axis, closed, counted, labels, lora, plus, times
from rechenprobe.model.use import Entry, Formulas, Use


def dense(use: Use) -> Formulas:
    """Each unit weighs all features of the last axis; other axes only repeat it."""
    features = closed(use.input[-1])
    units = Symbol("u", use.integer("units"), "Einheiten")
    width = Symbol("d", features, "Eingabemerkmale")
    rest, rank = use.input[:-1], use.integer("lora_rank", 0)
    names = labels(use.input)[:-1]
    return Formulas(
        output=(
            *(Part(name, axis(name, size)) for name, size in zip(names, rest, strict=True)),
            Part("Einheiten", units),
        ),
        params=plus(
            times(units, plus(width, BIAS if use.flag("use_bias") else Num(0))),
            lora(rank, width, units),
        ),
        macs=times(
            *(
                counted(axis(name, size).latex, size, f"{name} der Eingabe")
                for name, size in zip(names, rest, strict=True)
            ),
            width,
            units,
        ),
        attributes={"input_channels": features, "output_channels": units.value},
        notes={"params": LORA if rank else "Gewichtet wird nur die letzte Achse." if rest else ""},
    )


def embedding(use: Use) -> Formulas:
    """One row of weights per token; looking it up multiplies nothing."""
    rows, width = _table(use)
    rank = use.integer("lora_rank", 0)
    return Formulas(
        output=(*_tokens(use), Part("Merkmale", width)),
        params=plus(times(rows, width), lora(rank, rows, width)),
        attributes={"output_channels": width.value},
        notes={"macs": "Nachschlagen ist keine Multiplikation.", "params": LORA if rank else ""},
    )


def reversible(use: Use) -> Formulas:
    """An embedding that also leads back: from a vector to a score for every token."""
    rows, width = _table(use)
    tables = () if use.flag("tie_weights") else (Symbol("2", 2, "Tabellen: hin und zurück"),)
    params = times(*tables, rows, width)
    if len(use.outputs[0]) > len(use.input):
        return Formulas(output=(*_tokens(use), Part("Merkmale", width)), params=params)
    steps = use.input[:-1]
    names = labels(use.input)[:-1]
    sizes = tuple(zip(names, steps, strict=True))
    return Formulas(
        output=(*(Part(n, axis(n, size)) for n, size in sizes), Part("Merkmale", rows)),
        params=params,
        macs=times(*(counted("T", size, n) for n, size in sizes), width, rows),
    )


def _table(use: Use) -> tuple[Symbol, Symbol]:
    return (
        Symbol("V", use.integer("input_dim"), "Größe des Vokabulars"),
        Symbol("D", use.integer("output_dim"), "Länge eines Vektors"),
    )


def _tokens(use: Use) -> tuple[Part, ...]:
    names = ("Schritte",) if len(use.input) == 1 else labels(use.input)
    return tuple(Part(name, axis(name, size)) for name, size in zip(names, use.input, strict=True))


ENTRIES = {
    "Dense": Entry(("units", "activation", "use_bias", "lora_rank"), dense),
    "Embedding": Entry(("input_dim", "output_dim", "mask_zero", "lora_rank"), embedding),
    "ReversibleEmbedding": Entry(
        ("input_dim", "output_dim", "mask_zero", "tie_weights"), reversible
    ),
}
