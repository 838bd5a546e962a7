"""Layers around layers: the same at every step, in both directions, with a tamed norm."""

from collections.abc import Mapping

from msgspec.structs import replace

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Attribute, Part
from rechenprobe.model.describe import composed
from rechenprobe.model.terms import axis, counted, plus, times
from rechenprobe.model.use import Catalogue, Entry, Formulas, Use, Wrapper


def _around(use: Use, inside: Formulas) -> Mapping[str, Attribute]:
    """The settings of the layer inside, and which class it is."""
    layer = use.inner[0]
    return {**layer.attributes, **inside.attributes, "layer": layer.kind or None}


def _each_step(use: Use) -> tuple[Use, ...]:
    outputs = tuple(shape[1:] for shape in use.outputs)
    return tuple(replace(inner, inputs=(use.input[1:],), outputs=outputs) for inner in use.inner)


def _repeated(use: Use, inside: tuple[Formulas, ...]) -> Formulas:
    """The same layer at every step: weights once, work per step."""
    step, length = inside[0], counted("T", use.input[0], "Schritte")
    return Formulas(
        output=(Part("Schritte", axis("Schritte", use.input[0])), *step.output),
        params=step.params,
        macs=_per(length, step.macs),
        kept=_per(length, step.stays()),
        attributes=_around(use, step),
        notes=step.notes,
    )


def _per(factor: Expr, formula: Expr) -> Expr:
    return formula if formula == Num(0) else times(factor, formula)


UNEVEN = "So nennt Keras die Form: doppelt so lang wie die der Schicht, die vorwärts läuft."
"""Keras 3.15 states this even if the layer that runs backwards is of another size."""


def _as_given(use: Use) -> tuple[Use, ...]:
    return tuple(replace(inner, inputs=use.inputs, outputs=use.outputs) for inner in use.inner)


def _both_ways(use: Use, inside: tuple[Formulas, ...]) -> Formulas:
    """One layer forwards, one backwards; their outputs joined by `merge_mode`."""
    forward, backward = inside
    *front, last = forward.output
    other, stated = backward.output[-1], ""
    if other.size != last.size:
        other, stated = last, UNEVEN
    if use.text("merge_mode") == "concat":
        last = Part(last.label, plus(last.expr, other.expr))
    kept = [formulas.kept for formulas in inside if formulas.kept is not None]
    return Formulas(
        output=(*front, last),
        params=plus(forward.params, backward.params),
        macs=plus(forward.macs, backward.macs),
        kept=plus(*kept) if kept else None,
        attributes=_around(use, forward),
        notes={
            **forward.notes,
            "params": "Vorwärts und rückwärts je eine Schicht mit eigenen Gewichten.",
            **({"output": stated} if stated else {}),
        },
    )


def _tamed(use: Use, inside: tuple[Formulas, ...]) -> Formulas:
    """The wrapped layer, beside it a vector that follows its largest singular value."""
    layer = inside[0]
    kernel = next((w for w in use.inner[0].weights if w.name in ("kernel", "embeddings")), None)
    length = kernel.shape[-1] if kernel else 1
    return Formulas(
        output=layer.output,
        params=plus(layer.params, Symbol("c", length, "Länge des Hilfsvektors")),
        macs=layer.macs,
        kept=layer.kept,
        attributes=_around(use, layer),
        notes={
            **layer.notes,
            "params": "Der Hilfsvektor der Spektralnorm ist nicht trainierbar.",
        },
    )


def _inside(use: Use) -> tuple[Use, ...]:
    return use.inner


def foreign(use: Use) -> Formulas:
    """A model of another framework: only its weights are known."""
    formulas = composed(use, ())
    unknown = "Was diese Schicht rechnet, ist Keras nicht bekannt; gezählt ist nichts."
    return replace(formulas, notes={**formulas.notes, "macs": unknown}, lower_bound=True)


def any_function(use: Use) -> Formulas:
    """An author's function: what it multiplies shows when it runs."""
    return composed(use, ())


ENTRIES: Catalogue = {
    "TimeDistributed": Wrapper((), _each_step, _repeated, wraps=("layer",)),
    "Bidirectional": Wrapper(
        ("merge_mode", "return_sequences", "return_state"),
        _as_given,
        _both_ways,
        wraps=("forward_layer", "backward_layer"),
    ),
    "SpectralNormalization": Wrapper(("power_iterations",), _as_given, _tamed, wraps=("layer",)),
    "Pipeline": Wrapper((), _inside, composed),
    **{name: Entry((), any_function, followed=True) for name in ("Lambda", "Layer", "Wrapper")},
    **{
        name: Entry((), foreign)
        for name in (
            "TFSMLayer",
            "FlaxLayer",
            "JaxLayer",
            "TorchModuleWrapper",
        )
    },
}
