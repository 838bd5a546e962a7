"""What has no formula is followed: an author's own `call`, functions of `keras.ops`, cells."""

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers, ops

from rechenprobe import model_facts
from rechenprobe.facts import Model

pytestmark = pytest.mark.keras


def called(operation: Any, *shapes: tuple[int | None, ...], dtype: str = "float32") -> Model:
    """The facts of a functional model that calls one operation once."""
    entries = [keras.Input(shape, dtype=dtype) for shape in shapes]
    return model_facts(keras.Model(entries, operation(*entries)))


class Head(layers.Layer):  # type: ignore[misc]
    """One head of attention, written as in a lecture."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = layers.Dense(width, use_bias=False)
        self.key = layers.Dense(width, use_bias=False)
        self.value = layers.Dense(width, use_bias=False)

    def call(self, x: Any) -> Any:
        scores = ops.matmul(self.query(x), ops.transpose(self.key(x), (0, 2, 1)))
        return ops.matmul(ops.softmax(scores / 3.0), self.value(x))


def test_matrix_products_of_an_authors_layer_count() -> None:
    """Similarities and weighted sums are done in `call` itself: no layer inside would show them."""
    facts = called(Head(5), (7, 4))
    row = facts.layers[-1]
    assert row.macs == 3 * 7 * 4 * 5 + 2 * 7 * 7 * 5
    assert row.incomplete == facts.incomplete == ()
    assert "Matrixprodukte" in row.derivations["macs"].note
    assert row.derivations["macs"].latex.endswith(f"= {row.macs}")


def test_a_subclass_that_calls_what_it_comes_from_does_the_same_work() -> None:
    """Its `call` is its own, so no formula holds; what it does is seen."""

    class Doubled(layers.Dense):  # type: ignore[misc]
        def call(self, inputs: Any) -> Any:
            return 2 * super().call(inputs)

    row = called(Doubled(3), (4,)).layers[-1]
    assert (row.kind, row.params, row.macs) == ("Doubled", 15, 12)
    assert row.derivations["params"].latex == r"4 \cdot 3 + 3 = 15"


def test_folded_axes_keep_their_length() -> None:
    """Many frameworks fold steps into the batch; per sample they are still there."""

    def fold(x: Any) -> Any:
        flat = ops.reshape(x, (-1, 4))
        return ops.reshape(ops.matmul(flat, np.ones((4, 9), "float32")), (-1, 6, 9))

    assert called(layers.Lambda(fold), (6, 4)).macs == 6 * 4 * 9


@pytest.mark.parametrize(
    ("function", "shapes", "macs"),
    [
        (lambda x: ops.matmul(x, np.ones((4, 7), "float32")), [(6, 4)], 6 * 4 * 7),
        (lambda x: ops.matmul(x, keras.Variable(np.ones((4, 7)))), [(6, 4)], 6 * 4 * 7),
        (lambda x: ops.dot(x, np.ones((4, 7), "float32")), [(6, 4)], 6 * 4 * 7),
        (lambda x: ops.tensordot(x, np.ones((4, 7), "float32"), axes=1), [(6, 4)], 6 * 4 * 7),
        (lambda a, b: a @ b, [(6, 4), (4, 5)], 6 * 4 * 5),
        (lambda a, b: ops.einsum("bhij,bhkj->bhik", a, b), [(2, 6, 4), (2, 5, 4)], 2 * 6 * 4 * 5),
        (lambda x: ops.einsum("...d,dk->...k", x, np.ones((4, 7))), [(6, 4)], 6 * 4 * 7),
        (
            lambda x: ops.conv(x, np.ones((3, 2, 3, 5), "float32"), strides=2, padding="same"),
            [(8, 7, 3)],
            4 * 4 * 5 * 3 * 2 * 3,
        ),
        (lambda x: ops.conv(x, np.ones((3, 3, 5), "float32")), [(8, 3)], 6 * 5 * 3 * 3),
        (
            lambda x: ops.depthwise_conv(x, np.ones((3, 3, 4, 2), "float32")),
            [(8, 8, 4)],
            6 * 6 * 4 * 2 * 3 * 3,
        ),
        (
            lambda x: ops.separable_conv(
                x, np.ones((3, 3, 4, 2), "float32"), np.ones((1, 1, 8, 5), "float32")
            ),
            [(8, 8, 4)],
            6 * 6 * (4 * 2 * 3 * 3 + 8 * 5),
        ),
        (ops.dot_product_attention, [(6, 2, 4)] * 3, 2 * 2 * 6 * 6 * 4),
        (lambda x: x * 2 + x / 3 - ops.relu(x) ** 2, [(6, 4)], 0),
    ],
)
def test_functions_count_what_they_multiply(function: Any, shapes: Any, macs: int) -> None:
    """Constants and variables among their arguments included; working on elements is none."""
    facts = called(function, *shapes)
    assert facts.macs == macs
    assert facts.incomplete == ()


@pytest.mark.parametrize(
    "function",
    [
        lambda x: ops.fori_loop(0, 5, lambda _, y: ops.matmul(y, np.ones((4, 4), "float32")), x),
        lambda x: ops.map(lambda y: ops.matmul(y, np.ones((4, 4), "float32")), x),
        ops.inv,
    ],
    ids=["loop", "map", "inverse"],
)
@pytest.mark.parametrize("wrapped", [True, False], ids=["in a layer", "alone"])
def test_what_cannot_be_followed_is_said(function: Any, *, wrapped: bool) -> None:
    """How often a loop runs is not in the graph: a lower bound, never a number that looks exact."""
    operation = layers.Lambda(function, output_shape=(4, 4)) if wrapped else function
    facts = called(operation, (4, 4))
    assert facts.incomplete == ("macs",)
    assert facts.layers[-1].derivations["macs"].note


def test_a_formula_of_the_authors_ends_the_search() -> None:
    """Who states the work of a layer knows it, loops or not."""
    from rechenprobe.model import Formulas, Use, counted

    class Looped(layers.Layer):  # type: ignore[misc]
        def call(self, x: Any) -> Any:
            return ops.fori_loop(0, 5, lambda _, y: ops.relu(y), x)

        def rechenprobe_formulas(self, use: Use) -> Formulas:
            return Formulas(use.stated(), macs=counted("r", 5, "Runden"))

    facts = called(Looped(), (4, 4))
    assert (facts.macs, facts.incomplete) == (5, ())


class Between(keras.Model):  # type: ignore[misc]
    """Multiplies by a weight of its own, between two layers, and leads past one of them."""

    def __init__(self) -> None:
        super().__init__(name="own")
        self.first, self.last = layers.Dense(4, name="a"), layers.Dense(6, name="b")
        self.scale = self.add_weight(shape=(4, 6), name="scale")

    def call(self, x: Any) -> Any:
        wide = ops.matmul(self.first(x), self.scale)
        return self.last(ops.relu(wide)) + wide


def test_work_between_the_layers_of_a_subclassed_model_has_a_row() -> None:
    """With the weights that belong to none of them: rows add up to the totals."""
    model = Between()
    model(np.zeros((2, 3)))
    facts = model_facts(model)
    assert [(row.name, row.params, row.macs) for row in facts.layers] == [
        ("a", 16, 12),
        ("b", 42, 36),
        ("own", 24, 24),
    ]
    assert (facts.params, facts.macs) == (model.count_params(), 72)


def test_connections_lead_through_functions() -> None:
    """What `call` does between two layers does not hide that one feeds the other."""
    inner = Between()
    entry = keras.Input((3,), name="x")
    facts = model_facts(keras.Model(entry, layers.Dense(2, name="out")(inner(entry))))
    assert [(row.name, row.inbound) for row in facts.layers[:4]] == [
        ("x", ()),
        ("own/a", ("x",)),
        ("own/b", ("own/a",)),
        ("out", ("own/a", "own/b")),
    ]


def test_uses_of_a_shared_layer_are_told_apart() -> None:
    """They have one name, so what feeds a row is also given by position."""
    a, b = keras.Input((5,)), keras.Input((5,))
    shared = layers.Dense(5, name="s")
    facts = model_facts(keras.Model([a, b], layers.Add()([shared(a), shared(shared(b))])))
    merged = facts.layers[-1]
    assert merged.inbound == ("s",)
    feeding = [facts.layers[row] for row in merged.sources]
    assert len(feeding) == 2
    assert all(row.name == "s" for row in feeding)
    assert sorted(len(rows_before(facts, row)) for row in merged.sources) == [2, 3]


def rows_before(facts: Model, row: int) -> set[int]:
    """A row and all that lead to it."""
    return {row}.union(*(rows_before(facts, source) for source in facts.layers[row].sources))


def test_a_shared_model_is_opened_at_each_use() -> None:
    """The second use is fed by the first, not by the input of the first."""
    inner = keras.Sequential([keras.Input((5,)), layers.Dense(5, name="d")], name="in")
    x = keras.Input((5,), name="x")
    facts = model_facts(keras.Model(x, layers.Dense(1)(inner(inner(x)))))
    assert [(row.name, row.sources, row.first_use) for row in facts.layers[:3]] == [
        ("x", (), True),
        ("in/d", (0,), True),
        ("in/d", (1,), False),
    ]
    assert facts.macs == 2 * 25 + 5


class Pictures(keras.Model):  # type: ignore[misc]
    """Two arguments, of which Keras remembers the first one's shape."""

    def __init__(self) -> None:
        super().__init__()
        self.look = layers.Conv2D(3, 3, name="look")
        self.flat = layers.Flatten(name="flat")
        self.say = layers.Dense(4, name="say")
        self.spare = layers.Dense(9, name="spare")
        self.last = layers.Dense(2, name="last")

    def call(self, image: Any, words: Any = None, training: Any = None) -> Any:
        said = self.say(words)
        if training:
            said = ops.relu(said)
        return self.last(ops.concatenate([said, self.flat(self.look(image))], -1))


@pytest.mark.parametrize("spare", [False, True])
def test_arguments_after_the_first_are_found_out(*, spare: bool) -> None:
    """By the shapes that the layers were built with; one that is never called does not disturb."""
    model = Pictures()
    if spare:
        model.spare.build((None, 3))
    model(np.zeros((1, 8, 8, 3)), words=np.zeros((1, 6)))
    facts = model_facts(model)
    assert [(row.name, row.sources) for row in facts.layers[:4]] == [
        ("say", ()),
        ("look", ()),
        ("flat", (1,)),
        ("last", (0, 2)),
    ]
    assert facts.incomplete == ()
    assert facts.params == model.count_params()


class Cell(layers.Layer):  # type: ignore[misc]
    """A recurrent cell of the author's own."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.state_size = units
        self.inner = layers.Dense(units)

    def build(self, shape: Any) -> None:
        self.inner.build(shape)
        self.recurrent = self.add_weight(shape=(self.state_size, self.state_size), name="r")

    def call(self, x: Any, states: Any) -> Any:
        state = ops.tanh(self.inner(x) + ops.matmul(states[0], self.recurrent))
        return state, [state]


def test_cells_of_ones_own_at_every_step() -> None:
    """Alone and stacked: what one step multiplies, times the steps."""
    one = called(layers.RNN(Cell(4), return_sequences=True), (5, 3)).layers[-1]
    assert (one.output_shape, one.params, one.macs) == ((5, 4), 16 + 16, 5 * (3 * 4 + 4 * 4))
    two = called(layers.RNN([Cell(4), layers.LSTMCell(6)]), (5, 3)).layers[-1]
    assert two.macs == 5 * (3 * 4 + 4 * 4 + 4 * 6 * (4 + 6))
    assert two.output_shape == (6,)


def test_two_directions_of_different_length() -> None:
    """Keras states a shape that it does not give; we show what it states and say so."""
    both = layers.Bidirectional(layers.LSTM(4), backward_layer=layers.GRU(6, go_backwards=True))
    row = called(both, (5, 3)).layers[-1]
    assert row.output_shape == (8,)
    assert "doppelt so lang" in row.derivations["output"].note
    assert row.macs == 5 * (4 * 4 * (3 + 4) + 3 * 6 * (3 + 6))


def test_an_open_axis_makes_counts_lower_bounds() -> None:
    """Images of any size: what depends on the size is marked, what does not is not."""
    facts = called(
        keras.Sequential([layers.Conv2D(4, 3, name="c"), layers.GlobalMaxPooling2D(name="g")]),
        (None, None, 3),
    )
    convolution, pooling = facts.layers[1:]
    assert convolution.incomplete == ("macs", "activations")
    assert pooling.incomplete == ()
    assert facts.incomplete == ("activations", "macs")
    assert "Länge 1" in convolution.derivations["macs"].note


def test_an_open_channel_axis_stays_open() -> None:
    """Layers without weights need not know their channels."""
    facts = called(layers.MaxPooling2D(), (8, 8, None))
    assert facts.layers[-1].derivations["output"].value == (4, 4, None)


class Chosen(keras.Model):  # type: ignore[misc]
    """Looks at the numbers to decide what to do: no shapes tell that."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.other = layers.Dense(4, name="one"), layers.Dense(5, name="other")

    def call(self, x: Any) -> Any:
        return self.one(x) if float(np.asarray(x).sum()) > 0 else self.other(x)


def test_a_call_that_shapes_do_not_determine() -> None:
    """What was built is shown; that there may be more is said."""
    model = Chosen()
    model(np.ones((2, 3)))
    facts = model_facts(model)
    assert [(row.kind, row.macs) for row in facts.layers] == [("Dense", 12), ("Chosen", 0)]
    assert facts.incomplete == ("macs",)


class Named(keras.Model):  # type: ignore[misc]
    """Takes its inputs by name only."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = layers.Dense(3), layers.Dense(4)

    def call(self, *, a: Any, b: Any) -> Any:
        return ops.concatenate([self.left(a), self.right(b)], -1)


def test_arguments_by_name_only() -> None:
    """Found out like those by position."""
    model = Named()
    model(a=np.zeros((2, 5)), b=np.zeros((2, 6)))
    assert [row.input_shapes for row in model_facts(model).layers] == [((5,),), ((6,),)]


class Frames(layers.Layer):  # type: ignore[misc]
    """Looks at every frame of a film with the same convolution, by folding time into the batch."""

    def __init__(self) -> None:
        super().__init__()
        self.look, self.say = layers.Conv2D(4, 3), layers.Dense(2)

    def call(self, film: Any) -> Any:
        seen = self.look(ops.reshape(film, (-1, 8, 8, 3)))
        said = self.say(ops.reshape(seen, (-1, 6 * 6 * 4)))
        return ops.reshape(said, (-1, 5, 2))


def test_layers_called_on_folded_axes_work_for_each_of_them() -> None:
    """As `TimeDistributed` would: weights once, work and activations per frame."""
    row = called(Frames(), (5, 8, 8, 3)).layers[-1]
    assert row.macs == 5 * (6 * 6 * 4 * 27 + 6 * 6 * 4 * 2)
    assert row.activations == 5 * (6 * 6 * 4 + 2)
    assert row.params == 4 * (27 + 1) + 2 * (144 + 1)


def test_what_has_no_batch_is_done_once_for_all_of_it() -> None:
    """A table of positions is looked up for numbers that are the same for every sample."""

    class Words(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.words, self.places = layers.Embedding(9, 4), layers.Embedding(7, 4, name="p")
            self.last = layers.Dense(3)

        def call(self, x: Any) -> Any:
            return self.last(self.words(x) + self.places(ops.arange(7)))

    model = Words()
    model(np.zeros((2, 7), "int32"))
    facts = model_facts(model)
    assert facts.layer("p").activations == 7 * 4
    assert facts.macs == 7 * 4 * 3


def test_a_functional_model_may_fold_axes_into_the_batch() -> None:
    """And out of it again: between, each layer works for every one of them."""
    entry = keras.Input((6, 4))
    flat = layers.Dense(5, name="inside")(ops.reshape(entry, (-1, 4)))
    back = layers.Dense(2, name="outside")(ops.reshape(flat, (-1, 6, 5)))
    facts = model_facts(keras.Model(entry, back))
    assert facts.layer("inside").macs == 6 * 4 * 5
    assert facts.layer("inside").activations == 6 * 5
    assert facts.layer("outside").macs == 6 * 5 * 2


def twice(base: Any, *args: Any, **options: Any) -> Any:
    """A layer of the author's own that does what the base does, and so has no formula."""

    class Own(base):  # type: ignore[misc]
        def call(self, inputs: Any) -> Any:
            return 2 * super().call(inputs)

    return Own(*args, **options)


@pytest.mark.parametrize(
    ("kind", "options", "shape"),
    [
        ("Conv1D", {"filters": 3, "padding": "causal", "dilation_rate": 2}, (9, 4)),
        ("Conv1D", {"filters": 3, "dilation_rate": 3}, (11, 4)),
        ("Conv2D", {"filters": 3, "padding": "same", "dilation_rate": 2}, (9, 7, 4)),
        ("Conv2D", {"filters": 3, "dilation_rate": (2, 3)}, (9, 10, 4)),
        ("Conv3D", {"filters": 2, "padding": "same", "dilation_rate": 2}, (5, 6, 7, 2)),
        ("DepthwiseConv2D", {"depth_multiplier": 2, "dilation_rate": 2}, (9, 7, 3)),
        ("SeparableConv2D", {"filters": 5, "padding": "same", "dilation_rate": 2}, (9, 7, 3)),
        ("Conv2D", {"filters": 8, "groups": 4, "strides": 2}, (9, 9, 4)),
        ("Conv1D", {"filters": 6, "groups": 3, "padding": "same"}, (9, 3)),
    ],
    ids=str,
)
def test_convolutions_that_tensorflow_rewrites_are_followed(
    kind: str, options: dict[str, Any], shape: tuple[int, ...]
) -> None:
    """Dilated ones in padded blocks, grouped ones as a compiled function: the same count."""
    base = getattr(layers, kind)
    known = called(base(kernel_size=3, **options), shape)
    followed = called(twice(base, kernel_size=3, **options), shape)
    assert known.macs > 0
    assert (followed.macs, followed.incomplete) == (known.macs, ())


@pytest.mark.parametrize("times", [1, 2])
def test_a_function_that_an_author_compiles_is_a_lower_bound(times: int) -> None:
    """Keras has it traced for any batch, and a second call of it leaves no trace: both is said."""
    import tensorflow as tf

    compiled = tf.function(lambda x: ops.matmul(x, np.ones((4, 4), "float32")))

    def several(x: Any) -> Any:
        for _ in range(times):
            x = compiled(x)
        return x

    facts = called(layers.Lambda(several), (6, 4))
    assert 0 < facts.macs <= times * 6 * 4 * 4
    assert facts.incomplete == ("macs",)
