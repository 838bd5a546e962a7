"""From a layer's use to its formulas: by its author's word, by the catalogue, or by its weights."""

from math import prod

from msgspec.structs import replace

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Weight
from rechenprobe.model.terms import counted, plus, times
from rechenprobe.model.use import Catalogue, Entry, Formulas, Use, Wrapper

FOLLOWED = "Gezählt sind die Matrixprodukte und Faltungen, die beim Ausführen vorkommen."
INSIDE = "Summe über die Schichten im Innern."
BETWEEN = "Summe über die Schichten im Innern, dazu Matrixprodukte und Faltungen zwischen ihnen."
ELEMENTWISE = "Elementweises Rechnen zählt nicht."
UNKNOWN = "Nicht alles, was hier multipliziert wird, ließ sich verfolgen: mindestens so viele."


def describe(use: Use, catalogue: Catalogue) -> Formulas:
    """What is known about one use of a layer. Never fails for want of an entry."""
    once = _once(use, catalogue)
    if use.times == 1:
        return once
    repeats = counted("r", use.times, "Aufrufe je Beispiel")
    note = "Vor dem Aufruf ist eine Achse in den Batch gefaltet; gezählt ist je Beispiel."
    return replace(
        once,
        macs=once.macs if once.macs == Num(0) else times(repeats, once.macs),
        kept=times(repeats, once.stays(use.outputs)),
        notes={**once.notes, "macs": f"{once.notes.get('macs', '')} {note}".strip()},
    )


def _once(use: Use, catalogue: Catalogue) -> Formulas:
    if use.own is not None:
        return use.own
    entry = catalogue.get(use.kind)
    if isinstance(entry, Entry):
        return entry.formulas(use)
    inside = tuple(describe(inner, catalogue) for inner in _inside(use, entry))
    formulas = entry.formulas(use, inside) if entry else composed(use, inside)
    missing = formulas.lower_bound or any(inner.lower_bound for inner in inside)
    return replace(formulas, lower_bound=missing)


def _inside(use: Use, entry: Wrapper | None) -> tuple[Use, ...]:
    return entry.inside(use) if entry else use.inner


def composed(use: Use, inside: tuple[Formulas, ...]) -> Formulas:
    """A layer without an entry: the layers inside it, its own weights, what its `call` multiplies.

    Work is counted as often as it is done, a weight once.
    """
    known: set[int] = set()
    params: list[Expr] = []
    for inner, formulas in zip(use.inner, inside, strict=True):
        identities = {weight.identity for weight in inner.weights}
        if not identities & known:  # otherwise a layer used again, or one that shares weights
            params.append(formulas.params)
            known |= identities
    rest = [weight for weight in use.weights if weight.identity not in known]
    params.extend(elements_of(weight) for weight in rest)
    kept = [f.stays(inner.outputs) for inner, f in zip(use.inner, inside, strict=True)]
    return Formulas(
        output=use.stated(),
        params=plus(*params),
        macs=plus(*(formulas.macs for formulas in inside), *use.work.products),
        kept=plus(*kept) if kept else None,
        notes={
            "params": "Summe über die Gewichte der Schicht." if use.weights else "",
            "macs": _note(use, inside),
        },
        lower_bound=not use.work.complete,
    )


def _note(use: Use, inside: tuple[Formulas, ...]) -> str:
    if not use.work.complete:
        return UNKNOWN
    if inside:
        return BETWEEN if use.work.products else INSIDE
    return FOLLOWED if use.work.products else ELEMENTWISE if use.weights else ""


def stored(use: Use, formulas: Formulas, note: str) -> Formulas:
    """The same, its parameters counted as they are stored, weight by weight."""
    params = plus(*map(elements_of, use.weights))
    return replace(formulas, params=params, notes={**formulas.notes, "params": note})


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
