"""Building blocks of the catalogue's formulas: sums, products, axes and their German names."""

from collections.abc import Iterable

from rechenprobe.expression import Call, Expr, Num, Symbol, walk
from rechenprobe.facts import Part, Shape

BIAS = Symbol("1", 1, "Bias")
"""The bias: one more weight per filter or unit, written as the 1 that it is in textbooks."""

SUFFIXES = {0: (), 1: ("",), 2: ("_h", "_b"), 3: ("_t", "_h", "_b")}
"""Indices of symbols by number of spatial axes: Höhe, Breite; Tiefe first in 3D."""

SPATIAL = {0: (), 1: ("Schritte",), 2: ("Höhe", "Breite"), 3: ("Tiefe", "Höhe", "Breite")}
"""German names of the spatial axes by their number; a 1D layer walks along steps."""


def times(*factors: Expr) -> Expr:
    """A product, flat: products among the factors are dissolved, one factor stays itself."""
    flat: list[Expr] = []
    for factor in factors:
        if isinstance(factor, Call) and factor.op == "*":
            flat.extend(factor.args)
        else:
            flat.append(factor)
    return flat[0] if len(flat) == 1 else Call("*", tuple(flat)) if flat else Num(1)


def plus(*terms: Expr) -> Expr:
    """A sum, flat; zeros are left out, one term stays itself."""
    flat: list[Expr] = []
    for term in terms:
        if isinstance(term, Call) and term.op == "+":
            flat.extend(term.args)
        elif term != Num(0):
            flat.append(term)
    return flat[0] if len(flat) == 1 else Call("+", tuple(flat)) if flat else Num(0)


def minus(left: Expr, right: Expr) -> Expr:
    """A difference."""
    return Call("-", (left, right))


def fraction(top: Expr, bottom: Expr) -> Expr:
    """A quotient."""
    return Call("/", (top, bottom))


def floor(inner: Expr) -> Expr:
    """Rounded down."""
    return Call("floor", (inner,))


def ceiling(inner: Expr) -> Expr:
    """Rounded up."""
    return Call("ceil", (inner,))


OPEN = "(im Modell offen, hier 1)"
"""Behind the meaning of an axis that has no length of its own."""


def is_open(expr: Expr) -> bool:
    """Whether a formula counts an axis that the model leaves open."""
    return any(isinstance(part, Symbol) and part.meaning.endswith(OPEN) for part in walk(expr))


def counted(symbol: str, size: int | None, meaning: str) -> Symbol:
    """An axis as a factor of a count; one that the model leaves open counts as 1 and says so."""
    if size is None:
        return Symbol(symbol, 1, f"{meaning} {OPEN}")
    return Symbol(symbol, size, meaning)


def closed(size: int | None) -> int:
    """A size on which weights depend: there are none for an open one, so 1 does."""
    return 1 if size is None else size


def elements(shape: Shape) -> Expr:
    """The number of elements of an output, axis by axis."""
    names = labels(shape)
    return times(
        *(
            counted(RESULT_LETTERS.get(name, f"o_{index}"), size, f"{name} der Ausgabe")
            for index, (name, size) in enumerate(zip(names, shape, strict=True), 1)
        )
    )


def labels(shape: Shape, *, channels_first: bool = False) -> tuple[str, ...]:
    """German names of a tensor's axes, by their number."""
    rank = len(shape)
    if rank == 0:
        return ()
    if rank == 1:
        return ("Merkmale",)
    if rank == 2:
        names: tuple[str, ...] = ("Schritte",)
        last = "Kanäle" if channels_first else "Merkmale"
    elif rank <= 4:
        names, last = SPATIAL[rank - 1], "Kanäle"
    else:
        names, last = tuple(f"Achse {axis}" for axis in range(1, rank)), "Merkmale"
    return (last, *names) if channels_first else (*names, last)


LETTERS = {
    "Höhe": "n_h",
    "Breite": "n_b",
    "Tiefe": "n_t",
    "Kanäle": "C",
    "Merkmale": "d",
    "Einheiten": "u",
    "Schritte": "T",
}
"""The symbol that stands for an axis of that name."""


def lora(rank: int, rows: Expr, columns: Expr) -> Expr:
    """The two narrow matrices of a low-rank adaptation; nothing at rank 0."""
    if not rank:
        return Num(0)
    return times(Symbol("r", rank, "Rang der LoRA-Anpassung"), plus(rows, columns))


LORA = (
    "LoRA: trainierbar sind nur die beiden schmalen Matrizen und ein Bias, wo es ihn gibt; "
    "die ursprüngliche Matrix ist eingefroren."
)


RESULT_LETTERS = {
    "Höhe": "o_h",
    "Breite": "o_b",
    "Tiefe": "o_t",
    "Kanäle": r"C_{\text{aus}}",
    "Merkmale": r"d_{\text{aus}}",
    "Schritte": r"T_{\text{aus}}",
}
"""The symbol that stands for an axis of a result, where its elements are counted."""


def axis(label: str, size: int | None, of: str = "der Eingabe") -> Symbol:
    """One axis of a tensor as a symbol; open if the model leaves it open."""
    letter = LETTERS.get(label, "n_{" + label.removeprefix("Achse ") + "}")
    return Symbol(letter, size, f"{label} {of}".strip())


def same(
    shape: Shape, *, channels_first: bool = False, of: str = "der Eingabe"
) -> tuple[Part, ...]:
    """The output formula of a layer that keeps its input's shape."""
    names = labels(shape, channels_first=channels_first)
    sizes = zip(names, shape, strict=True)
    return tuple(Part(label, axis(label, size, of)) for label, size in sizes)


def parts(names: Iterable[str], formulas: Iterable[Expr]) -> tuple[Part, ...]:
    """Formulas with the names of their axes."""
    return tuple(Part(label, expr) for label, expr in zip(names, formulas, strict=True))
