"""Uses of layers that take any shape: dense, einsum, normalization, merging, reshaping."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from tests.model.strategies.basics import Case, Draw, anything, axis, closed, whole


def dense(draw: Draw, kind: str) -> Case:
    settings = {"units": draw(whole()), "use_bias": draw(st.booleans())}
    return Case(kind, (anything(draw),), settings)


EQUATIONS = (
    ("abc,cd->abd", 2, lambda s, n: (s[0], n[0]), ("d", "bd")),
    ("abc,cde->abde", 2, lambda _, n: (None, n[0], n[1]), ("de", "e")),
    ("...x,xy->...y", 3, lambda _, n: (n[0],), ("y",)),
    ("...ab,abcd->...cd", 3, lambda _, n: (n[0], n[1]), ("cd", "d")),
    ("abc,cde->abde", 2, lambda s, n: (s[0], n[0], n[1]), ("de", "e")),
    ("abcd,cde->abe", 3, lambda s, n: (s[0], n[0]), ("e",)),
    ("ab...,bc->ac...", 3, lambda _, n: (n[0],), ("c",)),
)


def einsum(draw: Draw, kind: str) -> Case:
    equation, rank, output, biases = draw(st.sampled_from(EQUATIONS))
    shape = tuple(draw(whole()) for _ in range(rank))
    news = (draw(whole()), draw(whole()))
    bias = draw(st.sampled_from((None, *biases)))
    settings = {"equation": equation, "output_shape": output(shape, news), "bias_axes": bias}
    return Case(kind, (shape,), settings)


def embedding(draw: Draw, kind: str) -> Case:
    settings = {"input_dim": draw(whole(1, 20)), "output_dim": draw(whole())}
    if kind == "ReversibleEmbedding":
        settings["tie_weights"] = draw(st.booleans())
    return Case(kind, (tuple(draw(axis()) for _ in range(draw(whole(1, 2)))),), settings, "int32")


def normalization(draw: Draw, kind: str) -> Case:
    shape = closed(draw, 1, 4)
    settings: dict[str, Any] = {}
    if kind != "RMSNormalization":
        settings |= {"scale": draw(st.booleans()), "center": draw(st.booleans())}
    if kind == "BatchNormalization":
        settings |= {"renorm": draw(st.booleans()), "axis": draw(whole(1, len(shape)))}
    elif kind == "GroupNormalization":
        groups = draw(whole(1, 3))
        shape = (*shape[:-1], groups * draw(whole(1, 3)))
        settings["groups"] = groups
    elif draw(st.booleans()):
        count = draw(whole(1, len(shape)))
        axes = sorted(draw(st.permutations(range(1, len(shape) + 1)))[:count])
        settings["axis"] = axes
    return Case(kind, (shape,), settings)


def standardization(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    chosen = draw(st.sampled_from(("given", "none", "last", "some")))
    if chosen == "given":
        return Case(kind, (shape,), {"mean": 0.5, "variance": 2.0, "axis": None})
    if chosen == "none":
        return Case(kind, (shape,), {"axis": None})
    return Case(kind, (shape,), {"axis": -1 if chosen == "last" else draw(whole(1, len(shape)))})


def merging(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    count = 2 if kind == "Subtract" else draw(whole(2, 3))
    shapes = [tuple(1 if draw(whole(0, 4)) == 0 else n for n in shape) for _ in range(count - 1)]
    return Case(kind, (shape, *shapes), {})


def concatenation(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    joined = draw(whole(1, len(shape)))
    count = draw(whole(2, 3))
    shapes = [(*shape[: joined - 1], draw(whole()), *shape[joined:]) for _ in range(count)]
    sign = draw(st.booleans())
    return Case(kind, tuple(shapes), {"axis": joined - len(shape) - 1 if sign else joined})


def dot(draw: Draw, kind: str) -> Case:
    if draw(st.booleans()):
        size = draw(whole())
        return Case(kind, ((size,), (size,)), {"axes": draw(st.sampled_from((1, -1)))})
    a, b, n = draw(whole()), draw(whole()), draw(whole())
    left, right = draw(whole(1, 2)), draw(whole(1, 2))
    shapes = ((n, a) if left == 1 else (a, n), (n, b) if right == 1 else (b, n))
    return Case(kind, shapes, {"axes": (left, right), "normalize": draw(st.booleans())})


def flatten(draw: Draw, kind: str) -> Case:
    return Case(kind, (anything(draw),), {})


def reshape(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    total = 1
    for size in shape:
        total *= size
    divisors = [n for n in range(1, total + 1) if total % n == 0]
    part = draw(st.sampled_from(divisors))
    target = draw(st.sampled_from(((-1,), (part, -1), (-1, part), (part, total // part), (total,))))
    return Case(kind, (shape,), {"target_shape": target})


def permute(draw: Draw, kind: str) -> Case:
    shape = anything(draw)
    return Case(kind, (shape,), {"dims": tuple(draw(st.permutations(range(1, len(shape) + 1))))})


def categories(**settings: st.SearchStrategy[Any]) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        shape = (draw(whole(1, 4)),)
        count = 2 if kind == "HashedCrossing" else 1
        chosen = {name: draw(value) for name, value in settings.items()}
        if count == 2:
            shape = (1,)
        dtype = {"StringLookup": "string", "Discretization": "float32"}.get(kind, "int64")
        return Case(kind, (shape,) * count, chosen, dtype)

    return make


def slopes(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    shared = draw(st.sets(whole(1, len(shape))))
    return Case(kind, (shape,), {"shared_axes": sorted(shared) or None})
