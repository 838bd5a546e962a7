"""Normalizations: a few numbers per channel, some learned, some only remembered."""

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Shape
from rechenprobe.model.terms import closed, plus, same, times
from rechenprobe.model.use import Entry, Formulas, Use


def _axes(use: Use) -> tuple[int, ...]:
    """The normalized axes, counted from 0 without the batch axis."""
    rank = len(use.input) + 1
    value = use.attributes.get("axis", -1)
    axes = value if isinstance(value, tuple) else (value if isinstance(value, int) else -1,)
    return tuple((axis + rank if axis < 0 else axis) - 1 for axis in axes)


def _size(shape: Shape, axes: tuple[int, ...]) -> Expr:
    names = ("C",) if len(axes) == 1 else tuple(f"n_{index}" for index, _ in enumerate(axes, 1))
    meaning = "Kanäle" if len(axes) == 1 else "Größe der normierten Achse"
    return times(
        *(
            Symbol(name, closed(shape[axis]), meaning)
            for name, axis in zip(names, axes, strict=True)
        )
    )


def batch(use: Use) -> Formulas:
    """Learned scale and shift, remembered mean and variance, each once per channel."""
    channels = _size(use.input, _axes(use))
    learned = use.flag("scale") + use.flag("center")
    remembered = 5 if use.flag("renorm") else 2
    names = [n for n, on in (("γ", use.flag("scale")), ("β", use.flag("center"))) if on]
    terms = [times(Num(learned), channels)] if learned else []
    return Formulas(
        output=same(use.input),
        params=plus(*terms, times(Num(remembered), channels)),
        attributes={"output_channels": use.input[_axes(use)[0]]},
        notes={
            "params": (
                f"Trainierbar {' und '.join(names)} je Kanal; " if names else "Nichts trainierbar; "
            )
            + "nicht trainierbar die gleitenden Mittelwerte und Varianzen."
        },
    )


def layer(use: Use) -> Formulas:
    """Learned scale and shift per normalized element."""
    learned = use.flag("scale") + use.flag("center")
    size = _size(use.input, _axes(use))
    return Formulas(
        output=same(use.input),
        params=times(Num(learned), size) if learned else Num(0),
        notes={"params": "γ und β je Merkmal."} if learned == 2 else {},
    )


def root_mean_square(use: Use) -> Formulas:
    """A learned scale, no shift."""
    return Formulas(output=same(use.input), params=_size(use.input, _axes(use)))


def standardize(use: Use) -> Formulas:
    """Mean and variance as seen in the data, and how many samples there were: nothing learned."""
    if not use.weights:
        return Formulas(
            output=same(use.input),
            notes={"params": "Mittelwert und Varianz sind gegeben und keine Gewichte."},
        )
    size = _size(use.input, _axes(use)) if use.attributes["axis"] != () else Num(1)
    return Formulas(
        output=same(use.input),
        params=plus(times(Num(2), size), Symbol("1", 1, "Anzahl der gesehenen Werte")),
        notes={"params": "Nicht trainierbar: Mittelwert und Varianz je Merkmal, dazu ein Zähler."},
    )


ENTRIES = {
    "RMSNormalization": Entry(("axis", "epsilon"), root_mean_square),
    "Normalization": Entry(("axis", "invert"), standardize),
    "BatchNormalization": Entry(
        ("axis", "momentum", "epsilon", "center", "scale", "renorm"), batch
    ),
    "LayerNormalization": Entry(("axis", "epsilon", "center", "scale"), layer),
    "GroupNormalization": Entry(("axis", "groups", "epsilon", "center", "scale"), layer),
}
