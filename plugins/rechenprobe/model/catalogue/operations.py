"""Functions of `keras.ops` in a functional model: not layers, but some of them multiply.

Their keys begin with `ops.`: some share their class's name with a layer (`Dot`).
Every other function is shown with its output and without work.
"""

from rechenprobe.expression import Expr, Num
from rechenprobe.facts import Shape
from rechenprobe.model.terms import counted, times
from rechenprobe.model.use import Entry, Formulas, Use

PREFIX = "ops."

UNKNOWN = "Was diese Operation multipliziert, ist nicht gezählt."


def matrix_product(use: Use) -> Formulas:
    """As many products per element of the result as the left operand is wide."""
    if len(use.inputs) != 2 or not use.input:
        return uncounted(use)
    inner = counted("k", use.input[-1], "Länge der summierten Achse")
    return Formulas(output=use.stated(), macs=times(_elements(use.outputs[0]), inner))


def summation(use: Use) -> Formulas:
    """One product per combination of all letters, the batch's left out."""
    operands, _, result = use.text("subscripts").replace(" ", "").partition("->")
    letters = operands.split(",")
    if "." in operands or len(letters) != len(use.inputs) or len({one[0] for one in letters}) > 1:
        return uncounted(use)
    sizes: dict[str, int | None] = {}
    for operand, shape in zip((*letters, result), (*use.inputs, use.outputs[0]), strict=True):
        sizes.update(zip(operand[1:], shape, strict=True))
    factors = (counted(letter, size, f"Achse {letter}") for letter, size in sizes.items())
    return Formulas(output=use.stated(), macs=times(*factors))


def uncounted(use: Use) -> Formulas:
    """Work that the call's shapes alone do not give away; said rather than guessed."""
    return Formulas(output=use.stated(), notes={"macs": UNKNOWN})


def view(use: Use) -> Formulas:
    """The same numbers with other axes: nothing of its own to keep."""
    return Formulas(output=use.stated(), kept=Num(0))


def _elements(shape: Shape) -> Expr:
    if not shape:
        return Num(1)
    return times(*(counted(f"n_{index}", size, "Ausgabe") for index, size in enumerate(shape, 1)))


ENTRIES = {
    **{f"{PREFIX}{name}": Entry((), view) for name in ("Reshape", "Squeeze", "ExpandDims")},
    f"{PREFIX}Matmul": Entry((), matrix_product),
    f"{PREFIX}Einsum": Entry(("subscripts",), summation),
    **{
        f"{PREFIX}{name}": Entry((), uncounted)
        for name in (
            "Conv",
            "ConvTranspose",
            "DepthwiseConv",
            "Dot",
            "DotProductAttention",
            "Inner",
            "Outer",
            "SeparableConv",
            "Tensordot",
            "Vdot",
        )
    },
}
