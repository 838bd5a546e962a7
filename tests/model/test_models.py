"""Which rows a model has: sequential, functional, nested, shared, subclassed, unbuilt."""

from types import ModuleType
from typing import Any

import pytest

from rechenprobe import model_facts
from rechenprobe.model.errors import NotAModel, UnbuiltModel

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def keras() -> Any:
    import keras

    return keras


def test_a_functional_model_keeps_its_inputs_and_names_what_feeds_each_layer(
    keras: ModuleType,
) -> None:
    """Rows as in the summary, with `inbound` for its column `Connected to`."""
    left, right = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    joined = keras.layers.Concatenate(name="join")([left, right])
    facts = model_facts(keras.Model([left, right], keras.layers.Dense(2, name="out")(joined)))
    assert [(layer.name, layer.inbound) for layer in facts.layers] == [
        ("a", ()),
        ("b", ()),
        ("join", ("a", "b")),
        ("out", ("join",)),
    ]


def test_a_shared_layer_has_a_row_per_use_and_counts_once(keras: ModuleType) -> None:
    """Its work is done twice, its weights are stored once."""
    entry = keras.Input((5,))
    shared = keras.layers.Dense(5, name="shared")
    facts = model_facts(keras.Model(entry, shared(shared(entry))))
    rows = [layer for layer in facts.layers if layer.name == "shared"]
    assert [row.first_use for row in rows] == [True, False]
    assert facts.params == rows[0].params == rows[1].params == 30
    assert facts.macs == 2 * 25


def test_nested_models_are_opened_with_their_path(keras: ModuleType) -> None:
    """The layers of an inner model are rows of the outer one; its container is none."""
    inner = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, name="d"), keras.layers.ReLU(name="r")], name="in"
    )
    entry = keras.Input((3,), name="x")
    outer = keras.Model(entry, keras.layers.Dense(1, name="out")(inner(entry)))
    facts = model_facts(outer)
    assert [(layer.name, layer.inbound) for layer in facts.layers] == [
        ("x", ()),
        ("in/d", ("x",)),
        ("in/r", ("in/d",)),
        ("out", ("in/r",)),
    ]
    assert facts.params == outer.count_params()


def test_a_nested_model_used_on_another_size_has_that_sizes_shapes(keras: ModuleType) -> None:
    """An inner graph of open size shows the shapes of the call, not those of its own input."""
    entry = keras.Input((None, None, 3))
    inner = keras.Model(entry, keras.layers.Conv2D(2, 3, name="c")(entry), name="in")
    outer_entry = keras.Input((9, 9, 3))
    facts = model_facts(keras.Model(outer_entry, inner(outer_entry)))
    assert facts.layer("in/c").output_shape == (7, 7, 2)


def test_a_subclassed_model_is_followed_through_its_call(keras: ModuleType) -> None:
    """Rows in the order in which `call` uses them, whatever the order of their creation."""
    import numpy as np

    class Net(keras.Model):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.last = keras.layers.Dense(2, name="last")
            self.first = keras.layers.Dense(7, name="first")

        def call(self, inputs: Any) -> Any:
            return self.last(keras.ops.relu(self.first(inputs)))

    model = Net()
    model(np.zeros((3, 5)))
    facts = model_facts(model)
    assert [(layer.name, layer.output_shape) for layer in facts.layers] == [
        ("first", (7,)),
        ("last", (2,)),
    ]
    assert "call" not in vars(model.first), "the model is left as it was"


def test_facts_are_the_same_before_and_after_training(keras: ModuleType) -> None:
    """Training adds optimizer variables, which are no parameters of the model."""
    import numpy as np

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Dropout(0.5)])
    model.compile(keras.optimizers.Adam(), "mse")
    before = model_facts(model)
    model.fit(np.zeros((4, 3)), np.zeros((4, 2)), verbose=0)
    assert model_facts(model) == before


def test_an_unbuilt_model_says_what_to_do(keras: ModuleType) -> None:
    """A named error with the remedy, in German."""
    with pytest.raises(UnbuiltModel, match=r"noch nicht aufgebaut.*keras\.Input"):
        model_facts(keras.Sequential([keras.layers.Dense(3)]))


def test_something_that_is_no_model_is_refused_by_name(keras: ModuleType) -> None:
    """A layer is not a model."""
    with pytest.raises(NotAModel, match="nicht Dense"):
        model_facts(keras.layers.Dense(3))


def test_an_open_axis_stays_open_and_is_said(keras: ModuleType) -> None:
    """Sequences of any length: no invented size, and counts for one step say so."""
    model = keras.Sequential([keras.Input((None, 4)), keras.layers.LSTM(3, return_sequences=True)])
    layer = model_facts(model).layers[0]
    assert layer.derivations["output"].value == (None, 3)
    assert layer.macs == 4 * 3 * (4 + 3)
    assert "Länge 1" in layer.derivations["macs"].note


def test_a_subclassed_model_inside_a_functional_one_is_opened(
    keras: ModuleType,
) -> None:
    """Its rows carry its name; what follows takes from its last row."""

    class Inner(keras.Model):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__(name="in")
            self.a = keras.layers.Dense(4, name="a")
            self.b = keras.layers.Dense(3, name="b")

        def call(self, inputs: Any) -> Any:
            return self.b(self.a(inputs))

    entry = keras.Input((5,), name="x")
    outer = keras.Model(entry, keras.layers.Dense(1, name="out")(Inner()(entry)))
    assert [(layer.name, layer.inbound) for layer in model_facts(outer).layers] == [
        ("x", ()),
        ("in/a", ("x",)),
        ("in/b", ("in/a",)),
        ("out", ("in/b",)),
    ]


def test_a_symbolic_model_has_the_same_facts(keras: ModuleType) -> None:
    """Built without weights in a graph of its own, layers of layers included."""
    import tensorflow as tf

    class Block(keras.layers.Layer):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.inner = keras.layers.Dense(4)

        def build(self, input_shape: Any) -> None:
            self.inner.build(input_shape)

        def call(self, inputs: Any) -> Any:
            return self.inner(inputs)

    def build() -> Any:
        keras.utils.clear_session()
        entry = keras.Input((5,))
        return keras.Model(entry, keras.layers.BatchNormalization()(Block()(entry)), name="m")

    real = model_facts(build())
    with tf.Graph().as_default():
        entry = keras.Input((5,), name=real.layers[0].name)
        block = keras.layers.BatchNormalization(name=real.layers[2].name)(Block()(entry))
        symbolic = keras.Model(entry, block, name="m")
    found = model_facts(symbolic)
    assert [(x.params, x.macs, x.output_shape) for x in found.layers] == [
        (x.params, x.macs, x.output_shape) for x in real.layers
    ]
    assert found.layers[1].macs == 20


def test_what_a_frozen_model_does_not_train_is_not_trainable(keras: ModuleType) -> None:
    """Though a layer in it is not frozen itself: rows add up to the total, and Keras says so."""
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    entry = keras.Input((4,))
    model = keras.Model(entry, keras.layers.Dense(2)(inner(entry)))
    model.trainable = False
    inner.layers[0].trainable = True
    assert inner.layers[0].trainable_weights
    facts = model_facts(model)
    assert [row.trainable_params for row in facts.layers] == [0, 0, 0]
    assert facts.trainable_params == len(model.trainable_weights) == 0


def test_a_model_that_is_built_by_facts_is_whole(keras: ModuleType) -> None:
    """`build` of a subclassed model does not build its layers, following its call does."""

    class Late(keras.Model):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.a = keras.layers.Dense(3)

        def call(self, inputs: Any) -> Any:
            return self.a(inputs)

    model = Late()
    model.build((None, 4))
    facts = model_facts(model)
    assert (facts.params, facts.trainable_params) == (15, 15)
    assert model(keras.ops.ones((2, 4))).shape == (2, 3)


def test_an_empty_model_says_that_it_is_empty(keras: ModuleType) -> None:
    """An input alone is no layer; asking for one would not help."""
    with pytest.raises(UnbuiltModel, match=r"noch keine Schichten.*model\.add"):
        model_facts(keras.Sequential([keras.Input((4,))]))


def test_a_layer_without_call_is_named(keras: ModuleType) -> None:
    """Keras builds a Sequential model around it, but no graph: the input is not at fault."""

    class Forgotten(keras.layers.Layer):  # type: ignore[misc, name-defined]
        pass

    with pytest.raises(UnbuiltModel, match="„vergessen“"):
        model_facts(keras.Sequential([keras.Input((4,)), Forgotten(name="vergessen")]))
