"""Where a model is cut into pieces behind each other that have the counts given.

    21.120, 74.688, 296.832

Which layers a table's rows are about, their parameters tell: so many layers in a row have them
together by no chance. One piece may have another count, between others that fit.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct

_MOST = 600


class Cut(Struct, frozen=True, gc=False):
    """The pieces, each from one layer up to before another one."""

    pieces: tuple[tuple[int, int], ...]
    odd: int | None = None
    """The piece that has another count than the one given, if one has."""


def cuts(sizes: Sequence[int], counts: Sequence[int]) -> Iterator[Cut]:
    """All ways to cut layers of such sizes, none of them 0, into pieces that have `counts`.

    Without an odd piece first; there are such only between pieces that fit.
    """
    if len(sizes) > _MOST or not counts:
        return
    sums = [0, *accumulate(sizes)]
    where = {total: place for place, total in enumerate(sums)}
    ahead = [_walk(sums, where, start, counts) for start in range(len(sums))]
    for ends in ahead:
        if len(ends) == len(counts) + 1:
            yield Cut(tuple(pairwise(ends)))
    back = [_walk(sums, where, end, counts, -1) for end in range(len(sums))]
    ahead, back = ([one for one in some if len(one) > 1] for some in (ahead, back))
    for ends in ahead:
        for starts in back:
            if len(ends) + len(starts) - 1 == len(counts) and ends[-1] < starts[-1]:
                bounds = [*ends, *reversed(starts)]
                yield Cut(tuple(pairwise(bounds)), odd=len(ends) - 1)


def _walk(
    sums: Sequence[int], where: dict[int, int], start: int, counts: Sequence[int], step: int = 1
) -> list[int]:
    """From one bound to the next, as long as the counts fit."""
    bounds = [start]
    for count in counts[::step]:
        bound = where.get(sums[bounds[-1]] + step * count)
        if bound is None:
            break
        bounds.append(bound)
    return bounds
