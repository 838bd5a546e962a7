"""Memory against real sizes: the variables that exist, the optimizer after a step, the process."""

import subprocess
import sys
from math import prod
from typing import Any

import keras
import numpy as np
import pytest

from rechenprobe import model_facts

pytestmark = pytest.mark.keras


def network(**options: Any) -> Any:
    """Small, with shapes of rank 1, 2 and 4, something frozen and something not trainable."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((6, 6, 3)),
            layers.Conv2D(4, 3, **options),
            layers.BatchNormalization(**options),
            layers.Flatten(**options),
            layers.Dense(5, **options),
            layers.Dropout(0.5, **options),
            layers.Dense(2, **options),
        ]
    )
    model.layers[-1].trainable = False
    return model


def stored(variables: Any) -> int:
    return sum(np.asarray(variable.numpy()).nbytes for variable in variables)


def one_step(model: Any) -> None:
    """What `fit` does to the optimizer; compiling the rest of a step would take a second each."""
    variables = model.trainable_variables
    model.optimizer.apply([keras.ops.zeros(v.shape, v.dtype) for v in variables], variables)


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "bfloat16", "mixed_float16"])
def test_weights_take_the_bytes_that_they_really_take(dtype: str) -> None:
    """In the policy's variable dtype; computing in 16 bits does not make them smaller."""
    model = network(dtype=dtype)
    facts = model_facts(model)
    assert facts.memory(precision="stored").weights == stored(model.weights)
    assert facts.memory(precision=dtype).weights == stored(model.weights)


@pytest.mark.parametrize("mode", ["int8", "int4"])
def test_quantized_weights_are_counted_as_stored(mode: str) -> None:
    """Packed integers and their scales, each in its own type."""
    model = keras.Sequential([keras.Input((32,)), keras.layers.Dense(7), keras.layers.Dense(3)])
    plain = model_facts(model).memory().weights
    model.quantize(mode)
    quantized = model_facts(model).memory(precision="stored").weights
    assert quantized == stored(model.weights)
    assert quantized < plain


OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {}),
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("SGD", {"momentum": 0.9, "use_ema": True}),
    ("RMSprop", {}),
    ("RMSprop", {"momentum": 0.9, "centered": True}),
    ("Adam", {}),
    ("Adam", {"amsgrad": True}),
    ("Adam", {"gradient_accumulation_steps": 2}),
    ("AdamW", {}),
    ("Adagrad", {}),
    ("Adadelta", {}),
    ("Adamax", {}),
    ("Nadam", {}),
    ("Ftrl", {}),
    ("Lion", {}),
    ("Lamb", {}),
    ("Adafactor", {}),
    ("Muon", {}),
    ("ScheduleFreeAdamW", {}),
]


NO_STATE_OF_ITS_OWN = {
    "Optimizer": "the base class",
    "LossScaleOptimizer": "wraps another: tested with mixed precision",
    "MultiOptimizer": "hands weights to others: tested beside them",
    "OptimizerMap": "says which weights go where",
}
"""Exported classes that are not in the list above, and why."""


def test_every_optimizer_that_keras_exports_is_measured() -> None:
    """One that a later Keras adds fails here, by name."""
    exported = {name for name in dir(keras.optimizers) if name[0].isupper()}
    assert sorted(exported - set(NO_STATE_OF_ITS_OWN)) == sorted({name for name, _ in OPTIMIZERS})


def test_several_optimizers_store_what_each_of_them_stores() -> None:
    """Adam for the convolution, momentum for all else: no whole number of slots."""
    model = network()
    parts = keras.optimizers.OptimizerMap(keras.optimizers.SGD(momentum=0.9))
    parts["conv2d.*"] = keras.optimizers.Adam()
    model.compile(keras.optimizers.MultiOptimizer(parts), "mse")
    before = model_facts(model).memory().optimizer_state
    one_step(model)
    large = [variable for variable in model.optimizer.variables if len(variable.shape)]
    assert before == stored(large)


@pytest.mark.parametrize(("name", "options"), OPTIMIZERS, ids=str)
def test_optimizer_state_is_what_exists_after_a_step(name: str, options: dict[str, Any]) -> None:
    """Predicted from the settings alone, before there is a single variable."""
    model = network()
    model.compile(getattr(keras.optimizers, name)(**options), "mse")
    before = model_facts(model)
    one_step(model)
    large = [variable for variable in model.optimizer.variables if len(variable.shape)]
    assert before.memory().optimizer_state == stored(large)
    assert before.optimizer is not None
    assert before.optimizer.scalars == len(model.optimizer.variables) - len(large)
    assert model_facts(model) == before


def test_a_learning_rate_schedule_is_no_variable() -> None:
    """Only the iteration counter is left."""
    model = network()
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    model.compile(keras.optimizers.Adam(schedule), "mse")
    predicted = model_facts(model).optimizer
    one_step(model)
    scalars = [variable for variable in model.optimizer.variables if not len(variable.shape)]
    assert predicted is not None
    assert predicted.scalars == len(scalars) == 1


def test_mixed_precision_trains_in_float32_and_keeps_16_bit_activations() -> None:
    """Keras wraps the optimizer to scale the loss; gradients and state stay in 32 bits."""
    model = network(dtype="mixed_float16")
    model.compile("adam", "mse")
    facts = model_facts(model)
    mixed, full = facts.memory(8, "mixed_float16"), facts.memory(8, "float32")
    assert facts.memory(8, "stored") == mixed
    assert (mixed.weights, mixed.gradients, mixed.optimizer_state) == (
        full.weights,
        full.gradients,
        full.optimizer_state,
    )
    assert mixed.activations * 2 == full.activations
    one_step(model)
    large = [variable for variable in model.optimizer.variables if len(variable.shape)]
    assert mixed.optimizer_state == stored(large)


def test_gradients_are_those_of_the_trainable_weights() -> None:
    """As TensorFlow really returns them."""
    import tensorflow as tf

    model = network()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(tf.zeros((4, 6, 6, 3)), training=True))
    gradients = tape.gradient(loss, [variable.value for variable in model.trainable_variables])
    actual = sum(prod(gradient.shape) * gradient.dtype.size for gradient in gradients)
    assert model_facts(model).memory().gradients == actual


def test_activations_grow_with_the_batch_and_nothing_else_does() -> None:
    """The mistake of the seed: a batch size has nothing to do with the weights."""
    facts = model_facts(network())
    one, many = facts.memory(1), facts.memory(16)
    assert many.activations == 16 * one.activations
    assert many.total - one.total == 15 * one.activations


def test_inference_holds_weights_and_the_widest_layer() -> None:
    """No gradients, no state; of the activations only what one layer needs at a time."""
    facts = model_facts(network())
    resting = facts.memory(4, training=False)
    assert (resting.gradients, resting.optimizer_state) == (0, 0)
    assert resting.activations == 4 * 4 * (6 * 6 * 3 + 4 * 4 * 4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0}, "at least 1"),
        ({"precision": "float12"}, "float12.*mixed_float16"),
        ({"precision": "mixed_int8"}, "mixed_int8"),
        ({"optimizer": "adamant"}, "adamant.*adamw"),
    ],
)
def test_an_impossible_request_is_refused_by_name(arguments: Any, message: str) -> None:
    """With what would have been possible."""
    with pytest.raises(ValueError, match=message):
        model_facts(network()).memory(**arguments)


def test_the_process_grows_by_weights_and_optimizer_state() -> None:
    """Resident memory of a fresh process, within 8 %: 64 MB of weights, twice that for Adam."""
    code = """
import keras, psutil
from rechenprobe import model_facts
def resident(): return psutil.Process().memory_info().rss
keras.Sequential([keras.Input((8,)), keras.layers.Dense(8)])
start = resident()
dense = keras.layers.Dense(4000, kernel_initializer='ones')
model = keras.Sequential([keras.Input((4000,)), dense])
model.compile('adam', 'mse')
weights = resident() - start
model.optimizer.build(model.trainable_variables)
state = resident() - start - weights
memory = model_facts(model).memory()
print(weights / memory.weights, state / memory.optimizer_state)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    weights, state = map(float, done.stdout.split())
    assert weights == pytest.approx(1, abs=0.08)
    assert state == pytest.approx(1, abs=0.08)


@pytest.mark.parametrize("dtype", ["float16", "float64", "mixed_float16"])
@pytest.mark.parametrize("name", ["Adafactor", "Adam"])
def test_optimizer_state_has_the_type_of_the_weights(name: str, dtype: str) -> None:
    """Where it is no multiple of them, too."""
    model = network(dtype=dtype)
    model.compile(name.lower(), "mse")
    predicted = model_facts(model).memory(precision="stored").optimizer_state
    one_step(model)
    assert predicted == stored(v for v in model.optimizer.variables if len(v.shape))


def test_scaling_the_loss_adds_single_numbers() -> None:
    """A scale, how long it has held, and a counter and a rate that nobody uses."""
    model = network()
    model.compile(keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam()), "mse")
    predicted = model_facts(model).optimizer
    one_step(model)
    assert predicted is not None
    assert predicted.scalars == sum(not len(v.shape) for v in model.optimizer.variables)


class Rows(keras.optimizers.Optimizer):  # type: ignore[misc]
    """An author's own: a slot and one number per row, and not to be copied."""

    def __init__(self, rate: float = 0.1) -> None:
        super().__init__(rate)

    def build(self, variables: Any) -> None:
        if not self.built:
            super().build(variables)
            self.slots = [self.add_variable_from_reference(v, "slot") for v in variables]
            self.rows = [self.add_variable(v.shape[:1], name="row") for v in variables]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        self.assign_sub(variable, gradient * learning_rate)


def test_an_optimizer_of_the_authors_is_measured_once_it_exists() -> None:
    """Before, what it stores is not known and said so."""
    model = network()
    model.compile(Rows(), "mse")
    before = model_facts(model).optimizer
    assert before is not None
    assert "unbekannt" in before.name
    one_step(model)
    expected = stored(v for v in model.optimizer.variables if len(v.shape))
    assert model_facts(model).memory(precision="stored").optimizer_state == expected
