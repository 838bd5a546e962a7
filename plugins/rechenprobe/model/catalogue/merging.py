"""Layers that join several tensors."""

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Part, Shape
from rechenprobe.model.terms import axis, counted, labels, parts, plus, times
from rechenprobe.model.use import Entry, Formulas, Use


def elementwise(use: Use) -> Formulas:
    """Element by element; an axis of size 1 is repeated."""
    rank = max(map(len, use.inputs))
    shapes = [(1,) * (rank - len(shape)) + shape for shape in use.inputs]
    sizes = tuple(
        None if None in sizes else max(size for size in sizes if size is not None)
        for sizes in zip(*shapes, strict=True)
    )
    names = labels(sizes)
    return Formulas(
        output=tuple(Part(n, axis(n, size)) for n, size in zip(names, sizes, strict=True))
    )


def concatenate(use: Use) -> Formulas:
    """One behind the other along one axis: there the sizes add up."""
    joined = use.integer("axis", -1)
    joined = joined + len(use.input) if joined < 0 else joined - 1
    output = []
    for index, name in enumerate(labels(use.input)):
        sizes = [shape[index] for shape in use.inputs]
        if index == joined:
            letter = axis(name, None).latex
            expr = plus(
                *(
                    Symbol(f"{letter}_{number}", size, f"{name} der {number}. Eingabe")
                    for number, size in enumerate(sizes, 1)
                )
            )
            output.append(Part(name, expr))
        else:
            known = [size for size in sizes if size is not None]
            output.append(Part(name, axis(name, known[0] if known else None)))
    return Formulas(output=tuple(output))


def dot(use: Use) -> Formulas:
    """Sums of products along one axis of each; every other position meets every other."""
    left, right = use.inputs
    chosen = use.attributes.get("axes", -1)
    first, second = chosen if isinstance(chosen, tuple) else (chosen, chosen)
    i = int(first or 0) % (len(left) + 1) - 1
    j = int(second or 0) % (len(right) + 1) - 1
    rest = [*_others(left, i, "links"), *_others(right, j, "rechts")]
    formulas: list[Expr] = [symbol for _, symbol in rest]
    names = labels(tuple(symbol.value for _, symbol in rest) or (1,))
    summed = counted("n", left[i], "Länge der summierten Achse")
    return Formulas(
        output=parts(names, formulas or [Num(1)]),
        macs=times(*(counted(symbol.latex, size, symbol.meaning) for size, symbol in rest), summed),
    )


def _others(shape: Shape, index: int, side: str) -> list[tuple[int | None, Symbol]]:
    return [
        (size, Symbol(f"{side[0]}_{number}", size, f"Achse {number} {side}"))
        for number, size in enumerate(shape, 1)
        if number - 1 != index
    ]


ENTRIES = {
    "Dot": Entry(("axes", "normalize"), dot),
    **{
        name: Entry((), elementwise)
        for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
    },
    "Concatenate": Entry(("axis",), concatenate),
}
