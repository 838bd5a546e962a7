"""Layers written out in plain loops that count every multiplication: an oracle for MACs.

Each function returns what the layer returns, so that a test can first compare
the numbers with Keras' and then trust the count. Weights come in Keras' order.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass
class Tally:
    """Multiply-accumulates so far."""

    macs: int = 0

    def dot(self, left: Array, right: Array) -> float:
        """A sum of products, counted."""
        assert left.shape == right.shape
        self.macs += left.size
        return float((left * right).sum())

    def matrix(self, left: Array, right: Array) -> Array:
        """A matrix product, entry by entry."""
        return np.array([[self.dot(row, column) for column in right.T] for row in left])


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def convolution(
    tally: Tally,
    x: Array,
    kernel: Array,
    *,
    strides: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
    groups: int = 1,
    same: bool = False,
) -> Array:
    """(height, width, channels) → the same, without bias; zeros of the padding are multiplied."""
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel.shape, strict=False)]
    if same:
        total = [
            max((-(-n // s) - 1) * s + r - n, 0)
            for n, s, r in zip(x.shape, strides, reach, strict=False)
        ]
        x = np.pad(x, [*((t // 2, t - t // 2) for t in total), (0, 0)])
    rows, columns = ((n - r) // s + 1 for n, r, s in zip(x.shape, reach, strides, strict=False))
    filters, per_group = kernel.shape[3], kernel.shape[2]
    result = np.zeros((rows, columns, filters))
    for i, j, f in product(range(rows), range(columns), range(filters)):
        group = f // (filters // groups)
        top, left = i * strides[0], j * strides[1]
        patch = x[
            top : top + reach[0] : dilation[0],
            left : left + reach[1] : dilation[1],
            group * per_group : (group + 1) * per_group,
        ]
        result[i, j, f] = tally.dot(patch, kernel[..., f])
    return result


def simple_rnn(tally: Tally, x: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
    state = np.zeros((1, recurrent.shape[0]))
    for step in x:
        state = np.tanh(tally.matrix(step[None], kernel) + tally.matrix(state, recurrent) + bias)
    return np.asarray(state[0])


def lstm(tally: Tally, x: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
    state = memory = np.zeros((1, recurrent.shape[0]))
    for step in x:
        gates = tally.matrix(step[None], kernel) + tally.matrix(state, recurrent) + bias
        i, f, c, o = np.split(gates, 4, axis=1)
        memory = sigmoid(f) * memory + sigmoid(i) * np.tanh(c)
        state = sigmoid(o) * np.tanh(memory)
    return np.asarray(state[0])


def gru(tally: Tally, x: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
    """With `reset_after`, Keras' default: two rows of bias."""
    state = np.zeros((1, recurrent.shape[0]))
    for step in x:
        z_in, r_in, h_in = np.split(tally.matrix(step[None], kernel) + bias[0], 3, axis=1)
        z_st, r_st, h_st = np.split(tally.matrix(state, recurrent) + bias[1], 3, axis=1)
        z, r = sigmoid(z_in + z_st), sigmoid(r_in + r_st)
        state = z * state + (1 - z) * np.tanh(h_in + r * h_st)
    return np.asarray(state[0])


def conv_lstm(
    tally: Tally, x: Array, kernel: Array, recurrent: Array, bias: Array, **window: Any
) -> Array:
    state: Array | None = None
    memory: Array = np.zeros(1)
    for step in x:
        gates = convolution(tally, step, kernel, **window) + bias
        if state is None:
            state = memory = np.zeros((*gates.shape[:2], gates.shape[2] // 4))
        gates = gates + convolution(tally, state, recurrent, same=True)
        i, f, c, o = np.split(gates, 4, axis=2)
        memory = sigmoid(f) * memory + sigmoid(i) * np.tanh(c)
        state = sigmoid(o) * np.tanh(memory)
    assert state is not None
    return state


def softmax(x: Array) -> Array:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def attend(tally: Tally, query: Array, key: Array, value: Array, scale: float = 1.0) -> Array:
    """One head: similarities, softmax, weighted sums."""
    return tally.matrix(softmax(tally.matrix(query, key.T) * scale), value)


def heads(
    tally: Tally, query: Array, value: Array, key: Array, weights: list[Array], *, shared: int = 1
) -> Array:
    """Multi-head attention; `shared` query heads use one head of keys and values."""
    wq, bq, wk, bk, wv, bv, wo, bo = weights
    keys = [tally.matrix(key, wk[:, h]) + bk[h] for h in range(wk.shape[1])]
    values = [tally.matrix(value, wv[:, h]) + bv[h] for h in range(wv.shape[1])]
    result = np.zeros((len(query), wo.shape[-1])) + bo
    for h in range(wq.shape[1]):
        asked = tally.matrix(query, wq[:, h]) + bq[h]
        seen = attend(tally, asked, keys[h // shared], values[h // shared], wq.shape[2] ** -0.5)
        result = result + tally.matrix(seen, wo[h])
    return result
