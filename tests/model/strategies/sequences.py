"""Uses of recurrent layers, attention and wrappers."""

from typing import Any

from hypothesis import strategies as st
from tests.model.strategies.basics import Case, Draw, axis, whole


def recurrent(draw: Draw, kind: str) -> Case:
    settings: dict[str, Any] = {
        "units": draw(whole()),
        "use_bias": draw(st.booleans()),
        "return_sequences": draw(st.booleans()),
        "return_state": draw(st.booleans()),
    }
    if kind == "GRU":
        settings["reset_after"] = draw(st.booleans())
    return Case(kind, ((draw(axis()), draw(whole())),), settings)


CELLS = ("SimpleRNNCell", "LSTMCell", "GRUCell")


def looped(draw: Draw, kind: str) -> Case:
    cell = draw(st.sampled_from((*CELLS, "StackedRNNCells")))
    settings = {
        "cell": {"units": draw(whole())},
        "return_sequences": draw(st.booleans()),
        "return_state": draw(st.booleans()),
    }
    return Case(kind, ((draw(axis()), draw(whole())),), settings, nested=cell)


def both_ways(draw: Draw, kind: str) -> Case:
    if draw(whole(0, 3)) == 0:
        film = {"filters": draw(whole(1, 3)), "kernel_size": 2, "padding": "same"}
        shape = (draw(axis(1, 4)), 4, 3, draw(whole(1, 3)))
        return Case(kind, (shape,), {"layer": film}, nested="ConvLSTM2D")
    inner = draw(st.sampled_from(("SimpleRNN", "LSTM", "GRU")))
    settings = {
        "layer": {
            "units": draw(whole()),
            "return_sequences": draw(st.booleans()),
            "return_state": draw(st.booleans()),
        },
        "merge_mode": draw(st.sampled_from(("concat", "sum", "mul", "ave", None))),
    }
    return Case(kind, ((draw(axis()), draw(whole())),), settings, nested=inner)


def each_step(draw: Draw, kind: str) -> Case:
    if draw(st.booleans()):
        inner = {"units": draw(whole()), "return_sequences": draw(st.booleans())}
        shape = (draw(axis()), draw(whole()), draw(whole()))
        return Case(kind, (shape,), {"layer": inner}, nested=draw(st.sampled_from(("LSTM", "GRU"))))
    if draw(st.booleans()):
        steps = (draw(axis()), draw(whole()))
        return Case(kind, (steps,), {"layer": {"units": draw(whole())}}, nested="Dense")
    settings = {"layer": {"filters": draw(whole()), "kernel_size": 3, "padding": "same"}}
    return Case(kind, ((draw(axis()), 5, 4, draw(whole())),), settings, nested="Conv2D")


def tamed(draw: Draw, kind: str) -> Case:
    settings = {"layer": {"filters": draw(whole()), "kernel_size": 2}}
    return Case(kind, ((5, 4, draw(whole())),), settings, nested="Conv2D")


def along_axes(draw: Draw) -> Case:
    """Attention over planes: along one of two axes, or along both."""
    axes = draw(st.sampled_from(((1,), (2,), (1, 2))))
    sizes = draw(whole()), draw(whole())
    other = [draw(whole()) if axis in axes else sizes[axis - 1] for axis in (1, 2)]
    settings = {"num_heads": draw(whole(1, 3)), "key_dim": draw(whole()), "attention_axes": axes}
    if draw(st.booleans()):
        settings["output_shape"] = (draw(whole()), draw(whole()))
    query, key = (*sizes, draw(whole())), (*other, draw(whole()))
    return Case("MultiHeadAttention", (query, key), settings)


def several_heads(draw: Draw, kind: str) -> Case:
    if kind == "MultiHeadAttention" and draw(st.booleans()):
        return along_axes(draw)
    queries, keys = draw(whole()), draw(whole())
    shapes = ((queries, draw(whole())), (keys, draw(whole())), (keys, draw(whole())))
    settings: dict[str, Any] = {"use_bias": draw(st.booleans()), "use_gate": draw(st.booleans())}
    if kind == "GroupedQueryAttention":
        shared, width = draw(whole(1, 2)), draw(whole())
        shapes = ((queries, width), (keys, width), (keys, width))
        settings |= {"head_dim": draw(whole()), "num_key_value_heads": shared}
        settings["num_query_heads"] = shared * draw(whole(1, 3))
    else:
        settings |= {"num_heads": draw(whole(1, 4)), "key_dim": draw(whole())}
        if not settings["use_gate"] and draw(st.booleans()):
            settings["value_dim"] = draw(whole())
        if draw(st.booleans()):
            settings["output_shape"] = (draw(whole()),)
    return Case(kind, shapes[: draw(whole(2, 3))], settings)


def without_projection(draw: Draw, kind: str) -> Case:
    queries, keys, width = draw(whole()), draw(whole()), draw(whole())
    shapes = ((queries, width), (keys, width), (keys, width))[: draw(whole(2, 3))]
    settings: dict[str, Any] = {"use_scale": draw(st.booleans())}
    if kind == "Attention":
        settings["score_mode"] = draw(st.sampled_from(("dot", "concat")))
    return Case(kind, shapes, settings)


def one_step(draw: Draw, kind: str) -> Case:
    width, units = draw(whole()), draw(whole())
    return Case(kind, ((width,),), {"units": units})
