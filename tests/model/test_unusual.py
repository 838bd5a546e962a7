"""Layers that fit no strategy: authors' own, adapted, quantized, foreign, in containers."""

from typing import Any

import keras
import numpy as np
import pytest

from rechenprobe import model_facts
from rechenprobe.expression import Num, Symbol
from rechenprobe.facts import Layer, Model
from rechenprobe.model.errors import FormulaMismatch, OwnFormulaError
from rechenprobe.model.terms import counted, fraction, times
from rechenprobe.model.use import Formulas, Use

pytestmark = pytest.mark.keras


class Scaled(keras.layers.Layer):  # type: ignore[misc]
    """An author's layer: one weight per feature, one multiplication for each."""

    def build(self, input_shape: Any) -> None:
        self.scale = self.add_weight(shape=(input_shape[-1],), name="scale")

    def call(self, inputs: Any) -> Any:
        return inputs * self.scale


class Explained(Scaled):
    """The same with a formula of its own."""

    def rechenprobe_formulas(self, use: Use) -> Formulas:
        features = counted("d", use.input[-1], "Merkmale")
        steps = counted("T", use.input[0], "Schritte")
        return Formulas(use.stated(), params=features, macs=times(steps, features))


class Wrong(Scaled):
    """The same with a formula that does not hold."""

    def rechenprobe_formulas(self, use: Use) -> Formulas:
        features = counted("d", use.input[-1], "Merkmale")
        return Formulas(use.stated(), params=times(features, features))


class Block(keras.layers.Layer):  # type: ignore[misc]
    """Attention and a small network, a weight of its own, one layer used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = keras.layers.MultiHeadAttention(2, 3)
        self.network = keras.Sequential([keras.layers.Dense(5), keras.layers.Dense(4)])

    def build(self, input_shape: Any) -> None:
        self.attention.build(input_shape, input_shape)
        self.network.build(input_shape)
        self.offset = self.add_weight(shape=(4,), name="offset")

    def call(self, inputs: Any) -> Any:
        seen = inputs + self.attention(inputs, inputs)
        return self.network(self.network(seen)) + self.offset


def last(layer: Any, shape: tuple[int, ...], **options: Any) -> Layer:
    """The row of a layer called once on an input of this shape."""
    entry = keras.Input(shape, **options)
    return model_facts(keras.Model(entry, layer(entry))).layers[-1]


def test_an_authors_layer_is_counted_by_its_weights() -> None:
    """Sum over the weights' shapes; working element by element counts as no work, and is said."""
    row = last(Scaled(), (3, 4))
    assert (row.kind, row.params, row.macs, row.output_shape) == ("Scaled", 4, 0, (3, 4))
    assert "Elementweises" in row.derivations["macs"].note


def test_an_author_can_state_formulas_for_a_layer() -> None:
    """A method of the layer, no registration; its formula is shown and evaluated like ours."""
    row = last(Explained(), (3, 4))
    assert row.derivations["macs"].latex == r"3 \cdot 4 = 12"
    assert (row.params, row.macs) == (4, 12)


def test_an_authors_formula_is_checked_like_any_other() -> None:
    """The oracles do not care who wrote it."""
    with pytest.raises(FormulaMismatch, match=r"Wrong.*16, Keras zählt 4"):
        last(Wrong(), (3, 4))


def raises(_: Use) -> Any:
    raise IndexError("kein zweiter Eingang")


@pytest.mark.parametrize(
    ("method", "message"),
    [
        (raises, "scheitert mit IndexError: kein zweiter Eingang"),
        (lambda: None, "scheitert mit TypeError"),
        (lambda _: 12, "gibt keine Formulas zurück, sondern int"),
        (lambda _: Formulas("ab"), "nennt als output kein Tupel"),  # type: ignore[arg-type]
        (
            lambda use: Formulas(use.stated(), macs=12),  # type: ignore[arg-type]
            "für macs keine Formel, sondern 12",
        ),
        (
            lambda use: Formulas(use.stated(), macs=times(counted("a", 3, "A"), 4)),  # type: ignore[arg-type]
            "für macs keine Formel",
        ),
        (lambda use: Formulas(use.stated(), kept=Symbol("a")), "ohne Wert: „a“"),
        (
            lambda use: Formulas(use.stated(), params=fraction(Num(3), Num(2))),
            "mit dem Wert 3/2, und das ist keine Anzahl",
        ),
    ],
)
def test_what_is_no_formula_is_refused_with_the_layers_name(method: Any, message: str) -> None:
    """Whatever the author's method does: a German sentence, a remedy, no traceback of ours."""

    class Own(Scaled):
        pass

    Own.rechenprobe_formulas = staticmethod(method)
    with pytest.raises(OwnFormulaError, match=message) as caught:
        last(Own(name="eigen"), (3, 4))
    assert "„eigen“ (Own): rechenprobe_formulas " in caught.value.message
    assert "counted" in caught.value.remedy


def test_the_remedy_for_an_authors_formula_is_the_authors() -> None:
    """It is no mistake of the catalogue that would have to be reported."""
    with pytest.raises(FormulaMismatch) as caught:
        last(Wrong(), (3, 4))
    assert "rechenprobe_formulas der Schicht berichtigen" in caught.value.remedy


def test_a_layer_of_layers_sums_what_is_inside() -> None:
    """Weights once, work as often as it is done, its own weight beside them."""
    row = last(Block(), (6, 4))
    attention = 6 * (4 * 6) * 3 + 6 * 6 * 2 * (3 + 3) + 6 * (6 * 4)
    network = 6 * (4 * 5 + 5 * 4)
    assert row.macs == attention + 2 * network
    assert row.params == 3 * 6 * (4 + 1) + 4 * (6 + 1) + 5 * (4 + 1) + 4 * (5 + 1) + 4
    assert row.activations > 6 * 4


def test_lambda_and_pipeline() -> None:
    """No weights; a pipeline's layers follow each other."""
    assert last(keras.layers.Lambda(lambda x: x[:, :2]), (5,)).output_shape == (2,)
    steps = [keras.layers.Rescaling(2.0), keras.layers.Resizing(4, 5)]
    row = last(keras.layers.Pipeline(steps), (8, 8, 3))
    assert (row.output_shape, row.activations) == ((4, 5, 3), 8 * 8 * 3 + 4 * 5 * 3)


def test_images_with_boxes() -> None:
    """Layers of dictionaries have several outputs."""
    boxes = {"boxes": keras.Input((7, 4)), "labels": keras.Input((7,))}
    data = {"images": keras.Input((8, 8, 3)), "bounding_boxes": boxes}
    result = keras.layers.MaxNumBoundingBoxes(5)(data)
    facts = model_facts(keras.Model(data, result))
    row = next(layer for layer in facts.layers if layer.kind == "MaxNumBoundingBoxes")
    assert sorted(row.output_shapes) == [(5,), (5, 4), (8, 8, 3)]


def test_a_model_of_another_framework_is_a_row_without_work(tmp_path: Any) -> None:
    """A TensorFlow SavedModel: its function is opaque, and the row says so."""
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]).export(tmp_path, verbose=False)
    row = last(keras.layers.TFSMLayer(tmp_path, call_endpoint="serve"), (3,))
    assert (row.kind, row.output_shape, row.macs) == ("TFSMLayer", (2,), 0)
    assert "nicht bekannt" in row.derivations["macs"].note


def test_equalization_in_a_subclassed_model() -> None:
    """Keras 3.15 cannot put it into a functional model, but an author's `call` can use it."""

    class Bright(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.equal = keras.layers.Equalization()

        def call(self, inputs: Any) -> Any:
            return self.equal(inputs)

    model = Bright()
    model(np.zeros((1, 8, 8, 3)))
    assert model_facts(model).layers[0].output_shape == (8, 8, 3)


def test_a_subclassed_models_own_weights_have_a_row() -> None:
    """Otherwise the rows would not add up to the total."""

    class Own(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(name="own")
            self.inner = keras.layers.Dense(4)
            self.scale = self.add_weight(shape=(4,), name="scale")

        def call(self, inputs: Any) -> Any:
            return self.inner(inputs) * self.scale

    model = Own()
    model(np.zeros((1, 3)))
    facts = model_facts(model)
    assert [(row.name, row.params) for row in facts.layers][1:] == [("own", 4)]
    assert facts.params == sum(row.params for row in facts.layers) == model.count_params() == 20


def test_a_subclassed_model_of_two_inputs() -> None:
    """Keras remembers the first input's shape only; the layers still remember theirs."""

    class Two(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.left, self.right = keras.layers.Dense(4), keras.layers.Dense(4)

        def call(self, a: Any, b: Any) -> Any:
            return self.left(a) + self.right(b)

    model = Two()
    model(np.zeros((1, 3)), np.zeros((1, 5)))
    assert [row.macs for row in model_facts(model).layers] == [12, 20]


@pytest.mark.parametrize("kind", ["Dense", "Conv2D", "EinsumDense", "Embedding"])
def test_low_rank_adaptation(kind: str) -> None:
    """Two narrow matrices join, the original is frozen."""
    layer, shape, dtype = {
        "Dense": (keras.layers.Dense(5), (7,), "float32"),
        "Conv2D": (keras.layers.Conv2D(4, 3), (8, 8, 2), "float32"),
        "EinsumDense": (
            keras.layers.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de"),
            (5, 4),
            "float32",
        ),
        "Embedding": (keras.layers.Embedding(11, 6), (7,), "int32"),
    }[kind]
    entry = keras.Input(shape, dtype=dtype)
    model = keras.Model(entry, layer(entry))
    before = model_facts(model).layers[-1]
    layer.enable_lora(2)
    after = model_facts(model).layers[-1]
    narrow = sum(int(np.prod(w.shape)) for w in layer.trainable_weights if "lora" in w.name)
    assert after.params - before.params == narrow
    assert after.non_trainable_params == int(np.prod(layer.weights[0].shape))
    assert "LoRA" in after.derivations["params"].note
    assert "+" in after.derivations["params"].symbolic


def test_low_rank_adaptation_inside_attention() -> None:
    """The textbook's formula no longer holds: counted as stored, and the difference is said."""
    layer = keras.layers.MultiHeadAttention(2, 3)
    entry = keras.Input((5, 4))
    model = keras.Model(entry, layer(entry, entry))
    plain = model_facts(model).params
    layer.query_dense.enable_lora(2)
    row = model_facts(model).layers[-1]
    assert row.params == plain + 4 * 2 * 2 + 2 * 3
    assert f"ohne das wären es {plain}" in row.derivations["params"].note


@pytest.mark.parametrize("mode", ["int8", "int4", "float8"])
def test_quantized_layers_show_what_is_stored_and_say_what_it_was(mode: str) -> None:
    """Packed numbers and scales are weights to Keras; the logical count is in the note."""
    model = keras.Sequential([keras.Input((32,)), keras.layers.Dense(7)])
    model.quantize(mode)
    row = model_facts(model).layers[0]
    assert row.params == model.count_params() != 32 * 7 + 7
    assert f"ohne das wären es {32 * 7 + 7}" in row.derivations["params"].note
    assert row.macs == 32 * 7


def test_frozen_layers_keep_their_parameters() -> None:
    """Not trainable, but still there; a normalization's statistics never were trainable."""
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3), keras.layers.BatchNormalization()]
    )
    model.layers[0].trainable = False
    facts = model_facts(model)
    assert [(r.trainable_params, r.non_trainable_params) for r in facts.layers] == [(0, 15), (6, 6)]
    assert (facts.trainable_params, facts.non_trainable_params) == (6, 21)


def test_tied_weights_count_once_in_the_total() -> None:
    """Shown in both rows, equal by identity."""
    first = keras.layers.Embedding(10, 4)

    class Tied(keras.layers.Layer):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.source = first

        def call(self, inputs: Any) -> Any:
            return keras.ops.matmul(inputs, keras.ops.transpose(self.source.embeddings))

    entry = keras.Input((3,), dtype="int32")
    facts: Model = model_facts(keras.Model(entry, Tied()(first(entry))))
    table, back = facts.layers[1:]
    assert facts.params == table.params == back.params == 40
    assert table.weights[0].identity == back.weights[0].identity


def test_several_inputs_and_outputs_of_a_layer() -> None:
    """States in, sequence and states out; the formula is that of the first output."""
    entry, state = keras.Input((5, 3)), [keras.Input((4,)), keras.Input((4,))]
    result = keras.layers.LSTM(4, return_sequences=True, return_state=True)(
        entry, initial_state=state
    )
    row = model_facts(keras.Model([entry, *state], result)).layers[-1]
    assert row.input_shapes == ((5, 3), (4,), (4,))
    assert row.output_shapes == ((5, 4), (4,), (4,))
    assert row.derivations["output"].value == (5, 4)


def test_a_model_at_every_step() -> None:
    """TimeDistributed around a model: its layers' work, times the steps."""
    inner = keras.Sequential([keras.layers.Conv2D(4, 3), keras.layers.Flatten()])
    row = last(keras.layers.TimeDistributed(inner), (5, 8, 8, 3))
    assert row.output_shape == (5, 6 * 6 * 4)
    assert (row.params, row.macs) == (4 * (27 + 1), 5 * 6 * 6 * 4 * 27)
