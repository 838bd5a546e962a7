"""A calculation that becomes a layer's if one number in it is replaced: it is meant to be that.

`784 · 100 + 100 = 78 500` below a layer with 784 · 300 + 300 weights and biases holds, but
says something false. That nothing else is meant shows in this: one number exchanged
for one of the layer's own (wherever it stands, or in one place) gives exactly the layer's value.
"""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import combinations

from rechenprobe.check.layers.factors import Exact
from rechenprobe.expression import Expr, NotEvaluable, evaluate, written_numbers

_MOST = 12
"""Numbers in a calculation, and numbers of a layer, that are tried."""
_SAME = 3
"""So often may a number occur that every choice of its places is tried."""
_LEAST = 20
"""Smaller values come about by chance: 5 + 3 is one slip away from 2 · 3."""


def is_one_exchange_away(
    expr: Expr, value: Callable[[int], Fraction], own: Iterable[Exact], targets: Iterable[Exact]
) -> bool:
    """Whether one number of the calculation, exchanged for one of `own`, gives one of `targets`.

    `value` reads a written number.
    """
    indices = written_numbers(expr)
    wanted = {target for target in targets if target >= _LEAST}
    replacements = sorted(set(own))[:_MOST]
    if not wanted or not 2 <= len(indices) <= _MOST:
        return False
    try:
        values = {index: value(index) for index in indices}
        if evaluate(expr, values.__getitem__) in wanted:
            return False
    except NotEvaluable:
        return False
    for places in _places(indices, values):
        for other in replacements:
            exchanged = {**values, **dict.fromkeys(places, Fraction(other))}
            try:
                if evaluate(expr, exchanged.__getitem__) in wanted:
                    return True
            except NotEvaluable:
                continue
    return False


def _places(indices: tuple[int, ...], values: dict[int, Fraction]) -> Iterator[tuple[int, ...]]:
    """Where one number may have been taken for another: in one place, in some, everywhere."""
    for number in dict.fromkeys(values.values()):
        same = [index for index in indices if values[index] == number]
        sizes = range(1, len(same) + 1) if len(same) <= _SAME else (1, len(same))
        for size in sizes:
            yield from combinations(same, size)
