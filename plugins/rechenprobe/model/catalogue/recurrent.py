"""Recurrent layers: the same small calculation once per step."""

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Attribute, Part
from rechenprobe.model.terms import axis, counted, plus, times
from rechenprobe.model.use import Entry, Formulas, Use

GATES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}
"""Weight matrices of one kind: one, or one per gate and candidate."""

KEPT = {"SimpleRNN": 1, "LSTM": 6, "GRU": 4}
"""Vectors of length h that one step leaves for the backward pass: gates, states."""


def recurrent(use: Use) -> Formulas:
    """Per gate: input to hidden, hidden to hidden, bias (GRU with `reset_after` has two)."""
    steps, features = use.input
    width = Symbol("d", features or 1, "Eingabemerkmale")
    hidden = Symbol("h", use.integer("units"), "Einheiten")
    gates = GATES[use.kind]
    factor = (Symbol(str(gates), gates, "Tore samt Kandidat"),) if gates > 1 else ()
    matrices = times(hidden, plus(width, hidden))
    length = counted("T", steps, "Schritte")
    return Formulas(
        output=_output(use, hidden),
        params=times(*factor, plus(matrices, _bias(use, hidden))),
        macs=times(length, *factor, matrices),
        kept=times(length, Num(KEPT[use.kind]), hidden),
        attributes=_channels(features, use),
        notes={
            "activations": "Je Schritt bleiben Zustände und Tore für die Rückwärtsrechnung stehen.",
            "macs": "Elementweise Produkte der Tore zählen nicht.",
        },
    )


def _bias(use: Use, hidden: Symbol) -> Expr:
    if not use.flag("use_bias"):
        return Num(0)
    if use.kind == "GRU" and use.flag("reset_after"):
        return times(Symbol("2", 2, "Bias für Eingabe und für Zustand"), hidden)
    return Symbol("h", hidden.value, "Bias")


def _output(use: Use, hidden: Symbol) -> tuple[Part, ...]:
    last = Part("Einheiten", hidden)
    if use.flag("return_sequences"):
        return (Part("Schritte", axis("Schritte", use.input[0])), last)
    return (last,)


def _channels(features: int | None, use: Use) -> dict[str, Attribute]:
    return {"input_channels": features or 1, "output_channels": use.integer("units")}


_SETTINGS = (
    "units",
    "activation",
    "recurrent_activation",
    "use_bias",
    "reset_after",
    "return_sequences",
    "return_state",
    "go_backwards",
    "stateful",
    "dropout",
    "recurrent_dropout",
)

ENTRIES = {name: Entry(_SETTINGS, recurrent) for name in GATES}
