"""Recurrent layers: the same small calculation once per step."""

from collections.abc import Mapping

from msgspec.structs import replace

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Part, Quantity
from rechenprobe.model.terms import axis, closed, counted, plus, times
from rechenprobe.model.use import Catalogue, Entry, Formulas, Use, Wrapper

GATES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}
"""Weight matrices of one kind: one, or one per gate and candidate."""

KEPT = {"SimpleRNN": 1, "LSTM": 6, "GRU": 4}
"""Vectors of length h that one step leaves for the backward pass: gates, states."""


NOTHING = Num(0)

NOTES: Mapping[Quantity, str] = {
    "activations": "Je Schritt bleiben Zustände und Tore für die Rückwärtsrechnung stehen.",
    "macs": "Elementweise Produkte der Tore zählen nicht.",
}


def cell(use: Use) -> Formulas:
    """One step. Per gate: input to hidden, hidden to hidden, bias."""
    features = closed(use.input[-1])
    kind = _kind(use)
    width = Symbol("d", features, "Eingabemerkmale")
    hidden = Symbol("h", use.integer("units"), "Einheiten")
    gates = GATES[kind]
    factor = (Symbol(str(gates), gates, "Tore samt Kandidat"),) if gates > 1 else ()
    matrices = times(hidden, plus(width, hidden))
    return Formulas(
        output=(Part("Einheiten", hidden),),
        params=times(*factor, plus(matrices, _bias(use, hidden))),
        macs=times(*factor, matrices),
        kept=times(Num(KEPT[kind]), hidden),
        attributes={"input_channels": features, "output_channels": hidden.value},
        notes=NOTES,
    )


def recurrent(use: Use) -> Formulas:
    """The cell once per step, with the same weights each time."""
    return over_time(use, cell(replace(use, inputs=((use.input[1],),))))


def over_time(use: Use, step: Formulas) -> Formulas:
    """A cell's formulas for a whole sequence; the last step's output, or all of them."""
    length = counted("T", use.input[0], "Schritte")
    output = step.output
    if use.flag("return_sequences"):
        output = (Part("Schritte", axis("Schritte", use.input[0])), *output)
    return Formulas(
        output=output,
        params=step.params,
        macs=NOTHING if step.macs == NOTHING else times(length, step.macs),
        kept=None if step.kept is None else times(length, step.kept),
        attributes=step.attributes,
        notes=step.notes,
    )


def _kind(use: Use) -> str:
    return use.kind.removesuffix("Cell")


def _bias(use: Use, hidden: Symbol) -> Expr:
    if not use.flag("use_bias"):
        return Num(0)
    if _kind(use) == "GRU" and use.flag("reset_after"):
        return times(Symbol("2", 2, "Bias für Eingabe und für Zustand"), hidden)
    return Symbol("h", hidden.value, "Bias")


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


def _cells(use: Use) -> tuple[Use, ...]:
    """The wrapped cell sees one step of the sequence."""
    return tuple(replace(inner, inputs=(use.input[1:],)) for inner in use.inner)


def _looped(use: Use, inside: tuple[Formulas, ...]) -> Formulas:
    return over_time(use, inside[0])


def _stack(use: Use) -> tuple[Use, ...]:
    """Each cell sees what the one below it puts out."""
    seen, found = use.input, []
    for inner in use.inner:
        found.append(replace(inner, inputs=(seen,)))
        seen = inner.outputs[0] if inner.outputs else (inner.integer("units"),)
    return tuple(found)


def _stacked(_: Use, inside: tuple[Formulas, ...]) -> Formulas:
    return Formulas(
        output=inside[-1].output,
        params=plus(*(formulas.params for formulas in inside)),
        macs=plus(*(formulas.macs for formulas in inside)),
        kept=plus(*(formulas.stays() for formulas in inside)),
        notes=NOTES,
    )


ENTRIES: Catalogue = {
    **{name: Entry(_SETTINGS, recurrent) for name in GATES},
    **{f"{name}Cell": Entry(_SETTINGS, cell) for name in GATES},
    "RNN": Wrapper(
        ("return_sequences", "return_state", "go_backwards", "stateful"),
        _cells,
        _looped,
        wraps=("cell",),
    ),
    "StackedRNNCells": Wrapper((), _stack, _stacked, wraps=("cells",)),
}
