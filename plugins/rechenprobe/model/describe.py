"""From a layer's use to its formulas: by its author's word, by the catalogue, or by its weights."""

from math import prod

from rechenprobe.expression import Expr, Symbol
from rechenprobe.facts import Weight
from rechenprobe.model.terms import plus, times
from rechenprobe.model.use import Catalogue, Entry, Formulas, Use, Wrapper

UNKNOWN = "Für diese Schicht kennt der Katalog keine Formel; gezählt ist nichts."
INSIDE = "Summe über die Schichten im Innern; was sie sonst rechnet, ist nicht gezählt."


def describe(use: Use, catalogue: Catalogue) -> Formulas:
    """What is known about one use of a layer. Never fails for want of an entry."""
    if use.own is not None:
        return use.own
    entry = catalogue.get(use.kind)
    if isinstance(entry, Entry):
        return entry.formulas(use)
    if isinstance(entry, Wrapper):
        inside = tuple(describe(inner, catalogue) for inner in entry.inside(use))
        return entry.formulas(use, inside)
    return composed(use, tuple(describe(inner, catalogue) for inner in use.inner))


def composed(use: Use, inside: tuple[Formulas, ...]) -> Formulas:
    """A layer without an entry: the sum of the layers inside it, and its own weights."""
    counted: set[int] = set()
    params: list[Expr] = []
    for inner, formulas in zip(use.inner, inside, strict=True):
        identities = {weight.identity for weight in inner.weights}
        if not identities & counted:  # otherwise a layer used again, or one that shares weights
            params.append(formulas.params)
            counted |= identities
    rest = [weight for weight in use.weights if weight.identity not in counted]
    params.extend(elements_of(weight) for weight in rest)
    macs = plus(*(formulas.macs for formulas in inside))
    kept = [f.stays(inner.outputs) for inner, f in zip(use.inner, inside, strict=True)]
    return Formulas(
        output=use.stated(),
        params=plus(*params),
        macs=macs,
        kept=plus(*kept) if kept else None,
        notes={
            "params": "Summe über die Gewichte der Schicht." if use.weights else "",
            "macs": INSIDE if inside else UNKNOWN if use.weights else "",
        },
    )


def stored(use: Use, formulas: Formulas, note: str) -> Formulas:
    """The same, its parameters counted as they are stored, weight by weight."""
    return Formulas(
        formulas.output,
        plus(*map(elements_of, use.weights)),
        formulas.macs,
        formulas.kept,
        formulas.attributes,
        {**formulas.notes, "params": note},
    )


def elements_of(weight: Weight) -> Expr:
    """The elements of one weight, axis by axis."""
    if not weight.shape:
        return Symbol("1", 1, f"{weight.name} (eine Zahl)")
    return times(
        *(
            Symbol(rf"w_{{{index}}}", size, f"Achse {index} von {weight.name}")
            for index, size in enumerate(weight.shape, 1)
        )
    )


def count(weights: tuple[Weight, ...]) -> int:
    """Elements of weights together."""
    return sum(prod(weight.shape) for weight in weights)
