"""Pieces of a row of layers by what they have together."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rechenprobe.check.layers.cutting import cuts


def test_the_pieces_have_the_counts() -> None:
    (only,) = cuts((160, 2320, 4640, 9248, 18496), (2480, 13888))
    assert only.pieces == ((0, 2), (2, 4))
    assert only.odd is None


def test_one_between_others_may_have_another() -> None:
    (only,) = cuts((160, 2320, 4640, 9248, 18496), (2480, 13856, 18496))
    assert only.pieces == ((0, 2), (2, 4), (4, 5))
    assert only.odd == 1


def test_neither_the_first_nor_the_last_may() -> None:
    assert not list(cuts((160, 2320, 4640, 9248, 18496), (2481, 13888, 18496)))
    assert not list(cuts((160, 2320, 4640, 9248, 18496), (2480, 13888, 18497)))


@given(st.lists(st.integers(1, 50), min_size=2, max_size=12), st.data())
def test_whatever_was_cut_is_found(sizes: list[int], data: st.DataObject) -> None:
    places = st.lists(st.integers(0, len(sizes)), min_size=2, max_size=6, unique=True)
    bounds = sorted(data.draw(places))
    counts = [sum(sizes[one:two]) for one, two in pairwise(bounds)]
    assert tuple(pairwise(bounds)) in {one.pieces for one in cuts(sizes, counts) if one.odd is None}
