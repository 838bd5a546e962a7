"""Whole numbers of statements: one, the axes of a shape, the sizes of a network's layers."""

import re
from collections.abc import Iterable, Iterator

from rechenprobe.check.described.roles import CHAIN, Role
from rechenprobe.claims import Notation, Statement
from rechenprobe.expression import Call, Written
from rechenprobe.facts import Model
from rechenprobe.lecture import Lecture

_LARGEST = 10**7
_IMAGE = 3


def axes_of(statement: Statement, lecture: Lecture, how: Notation) -> tuple[int, ...]:
    """Its number, or those of a shape; empty if they are not whole."""
    expr = statement.sides[-1].expr
    args = expr.args if isinstance(expr, Call) and expr.op == "*" else (expr,)
    found = []
    for arg in args:
        if not isinstance(arg, Written):
            return ()
        number = lecture.numbers[arg.number]
        reading = number.reading(how) or number.german or number.english
        if reading is None or reading.value.denominator != 1:
            return ()
        found.append(int(reading.value))
    return tuple(found) if all(0 <= one <= _LARGEST for one in found) else ()


def channels_last(axes: tuple[int, ...]) -> tuple[int, ...]:
    """An image as Keras has it; PyTorch's channels stand first: „64 × 112 × 112“."""
    return (*axes[1:], axes[0]) if has_channels_first(axes) else axes


def has_channels_first(axes: tuple[int, ...]) -> bool:
    """Whether it looks so: square, with other channels."""
    return len(axes) == _IMAGE and axes[1] == axes[2] != axes[0]


def chain_in(lower: str) -> Iterator[tuple[Role, int, int]]:
    """„784 → 128 → 10“: the sizes of a network's layers, each with its role and its place."""
    match = CHAIN.search(lower)
    sizes = list(re.finditer(r"\d[\d.]*", match[0])) if match else []
    for index, size in enumerate(sizes):
        role: Role = "outputs" if index == len(sizes) - 1 else "units" if index else "inputs"
        place = (match.start() if match else 0) + size.start()
        yield role, place, int(size[0].replace(".", ""))


def counts_layer(axes: tuple[int, ...], models: Iterable[Model]) -> bool:
    """Whether some layer of the page has as many parameters: then it may be that one."""
    layers = (layer for model in models for layer in model.layers)
    return len(axes) == 1 and any(
        axes[0] in (layer.params, layer.trainable_params) for layer in layers
    )
