"""Layers that join several tensors."""

from rechenprobe.expression import Symbol
from rechenprobe.facts import Part
from rechenprobe.model.terms import axis, labels, plus
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


ENTRIES = {
    **{
        name: Entry((), elementwise)
        for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
    },
    "Concatenate": Entry(("axis",), concatenate),
}
