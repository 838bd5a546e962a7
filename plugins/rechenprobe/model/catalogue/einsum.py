"""EinsumDense: a dense layer whose sums are written as an Einstein summation."""

from rechenprobe.expression import Expr, Symbol
from rechenprobe.facts import Part
from rechenprobe.model.terms import LORA, counted, lora, plus, times
from rechenprobe.model.use import Entry, Formulas, Use

BATCH = "*"
"""Stands for the batch axis, which has no letter where the equation begins with `...`."""


SWAPPED = (
    "So nennt Keras die Form; beim Rechnen stehen die vorderen Achsen "
    "in der Reihenfolge der Eingabe."
)


def einsum(use: Use) -> Formulas:
    """Kernel: one weight per combination of its letters. Work: one product per all letters."""
    left, kernel, right = _letters(use)
    asked = _asked(use, right)
    known = dict(zip(left[1:], use.input, strict=True))
    sizes = {**asked, **{letter: size for letter, size in known.items() if size is not None}}
    result = {**sizes, **asked}  # an axis that `output_shape` leaves open, Keras leaves open

    def product(letters: str) -> Expr:
        return times(*(counted(letter, sizes.get(letter), f"Achse {letter}") for letter in letters))

    bias = use.text("bias_axes")
    rank = use.integer("lora_rank", 0)
    every = dict.fromkeys(letter for letter in left + kernel + right if letter != left[0])
    shown = _as_keras_orders(right[1:])
    odd = [sizes.get(letter) for letter in shown] != [sizes.get(letter) for letter in right[1:]]
    return Formulas(
        output=tuple(
            Part(f"Achse {letter}", Symbol(letter, result.get(letter), f"Achse {letter}"))
            for letter in shown
        ),
        params=plus(
            product(kernel),
            *((product(bias),) if bias else ()),
            lora(rank, product(kernel[:-1]), product(kernel[-1])),
        ),
        macs=product("".join(every)),
        kept=product(right[1:]),
        notes={
            "params": LORA if rank else "Kern, dazu der Bias." if bias else "Kern ohne Bias.",
            "output": SWAPPED if odd else "",
        },
    )


def _as_keras_orders(right: str) -> str:
    """Keras 3.15 states the axes behind a leading ellipsis in reverse order; so do we."""
    elided = [letter for letter in right if letter.isdigit()]
    rest = right[len(elided) :]
    return "".join(reversed(elided)) + rest if right.startswith("1") else right


def _letters(use: Use) -> tuple[str, str, str]:
    """The three operands' axes as letters, an ellipsis spelled out in digits."""
    inputs, output = use.text("equation").replace(" ", "").split("->")
    left, kernel = inputs.split(",")
    elided = len(use.input) + 1 - len(left.replace("...", ""))
    spelled = "".join(
        (BATCH if left.startswith("...") and i == 0 else str(i)) for i in range(elided)
    )
    return left.replace("...", spelled), kernel, output.replace("...", spelled)


def _asked(use: Use, right: str) -> dict[str, int | None]:
    """The extents that the layer's `output_shape` gives to the output's letters."""
    given = use.attributes.get("partial_output_shape")
    sizes = given if isinstance(given, tuple) else ()
    named = [letter for letter in right[1:] if letter.isalpha()]
    if use.text("equation").startswith("..."):
        named, sizes = named[::-1], sizes[::-1]
    return {letter: size or None for letter, size in zip(named, sizes, strict=False)}


ENTRIES = {
    "EinsumDense": Entry(
        ("equation", "partial_output_shape", "bias_axes", "activation", "lora_rank"), einsum
    ),
}
