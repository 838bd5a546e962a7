"""MACs where TensorFlow's profiler is wrong: counted in plain loops that give Keras' numbers."""

from typing import Any

import keras
import numpy as np
import pytest
from tests.model import naive
from tests.model.naive import Tally

from rechenprobe import model_facts

pytestmark = pytest.mark.keras


def compare(layer: Any, shapes: list[tuple[int, ...]], loops: Any, **roles: str) -> None:
    """Run the layer on random numbers and the loops on the same: same numbers, same count."""
    entries = [keras.Input(shape) for shape in shapes]
    named = dict(zip(roles.values(), entries, strict=False))
    result = layer(**named) if named else layer(entries[0] if len(entries) == 1 else entries)
    model = keras.Model(entries, result)
    generator = np.random.default_rng(1)
    for weight in model.weights:
        weight.assign(generator.normal(size=weight.shape))
    data = [generator.normal(size=shape) for shape in shapes]
    expected = np.asarray(model([array[None].astype("float32") for array in data]))[0]
    tally = Tally()
    actual = loops(tally, *data, [np.asarray(weight, dtype=float) for weight in model.weights])
    np.testing.assert_allclose(actual, expected, rtol=1e-3, atol=1e-4)
    assert model_facts(model).macs == tally.macs


@pytest.mark.parametrize(
    ("settings", "loops"),
    [
        ({"groups": 3, "strides": (2, 1)}, {"groups": 3, "strides": (2, 1)}),
        ({"dilation_rate": (2, 3)}, {"dilation": (2, 3)}),
        ({"padding": "same", "strides": (2, 3)}, {"same": True, "strides": (2, 3)}),
        ({"padding": "same", "dilation_rate": 2}, {"same": True, "dilation": (2, 2)}),
    ],
    ids=["grouped", "dilated", "same", "same-dilated"],
)
def test_convolution(settings: dict[str, Any], loops: dict[str, Any]) -> None:
    """Groups divide the work; padding's zeros and dilation's gaps do not add to it or save any."""
    compare(
        keras.layers.Conv2D(6, (3, 2), use_bias=False, **settings),
        [(9, 8, 3)],
        lambda tally, x, weights: naive.convolution(tally, x, *weights, **loops),
    )


@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM", "GRU"])
def test_recurrent(kind: str) -> None:
    """All gates, at every step, from the input and from the state."""
    loops = {"SimpleRNN": naive.simple_rnn, "LSTM": naive.lstm, "GRU": naive.gru}[kind]
    compare(getattr(keras.layers, kind)(4), [(5, 3)], lambda t, x, w: loops(t, x, *w))


def test_both_directions() -> None:
    """Each direction has weights and work of its own."""

    def loops(tally: Tally, x: Any, weights: list[Any]) -> Any:
        forward = naive.lstm(tally, x, *weights[:3])
        return np.concatenate([forward, naive.lstm(tally, x[::-1], *weights[3:])])

    compare(keras.layers.Bidirectional(keras.layers.LSTM(4)), [(5, 3)], loops)


def test_convolution_over_time() -> None:
    """The input part is taken with the stride, the state part at the strided size."""
    compare(
        keras.layers.ConvLSTM2D(2, 3, strides=(2, 1), padding="same"),
        [(3, 5, 4, 2)],
        lambda t, x, w: naive.conv_lstm(t, x, *w, same=True, strides=(2, 1)),
    )


def test_multi_head_attention() -> None:
    """Projections, similarities, weighted sums, output; values have a length of their own."""
    compare(
        keras.layers.MultiHeadAttention(3, 4, value_dim=5),
        [(6, 7), (4, 3), (4, 2)],
        naive.heads,
        query="query",
        value="value",
        key="key",
    )


def test_grouped_query_attention() -> None:
    """Fewer heads of keys and values, but every query head is compared."""
    compare(
        keras.layers.GroupQueryAttention(4, num_query_heads=6, num_key_value_heads=2),
        [(5, 7), (3, 7)],
        lambda t, q, v, w: naive.heads(t, q, v, v, w, shared=3),
        query="query",
        value="value",
    )


def test_attention_without_projections() -> None:
    """Similarities and weighted sums only."""
    compare(
        keras.layers.Attention(),
        [(4, 3), (5, 3)],
        lambda t, q, v, _: naive.attend(t, q, v, v),
    )


def test_dot() -> None:
    """Every position of the one with every position of the other."""
    compare(
        keras.layers.Dot(axes=2),
        [(10, 4), (9, 4)],
        lambda t, a, b, _: t.matrix(a, b.T),
    )


def test_the_same_layer_at_every_step() -> None:
    """TimeDistributed repeats the work, not the weights."""
    compare(
        keras.layers.TimeDistributed(keras.layers.Dense(3, use_bias=False)),
        [(5, 4)],
        lambda t, x, w: t.matrix(x, w[0]),
    )


def test_einsum() -> None:
    """One product per combination of all letters."""
    compare(
        keras.layers.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3)),
        [(5, 4)],
        lambda t, x, w: t.matrix(x, w[0].reshape(4, 6)).reshape(5, 2, 3),
    )
