"""The seed's AlexNet: every number that the course states, confirmed."""

from collections.abc import Callable
from typing import Any

import pytest

from rechenprobe import model_facts
from rechenprobe.facts import Model, Optimizer, Shape

pytestmark = pytest.mark.keras

PARAMS = (34_944, 614_656, 885_120, 147_840, 98_560, 37_752_832, 16_781_312, 40_970)
MACS = (
    105_415_200,
    447_897_600,
    149_520_384,
    24_920_064,
    16_613_376,
    37_748_736,
    16_777_216,
    40_960,
)


@pytest.fixture(scope="module")
def facts(alexnet: Any) -> Model:
    return model_facts(alexnet)


def test_parameters_per_layer_and_in_total_are_those_of_the_lecture(facts: Model) -> None:
    """Measured once with Keras 3.15 and stated in the course."""
    assert tuple(layer.params for layer in facts.layers if layer.params) == PARAMS
    assert (facts.params, facts.trainable_params, facts.non_trainable_params) == (
        56_356_234,
        56_356_234,
        0,
    )


def test_macs_per_layer_and_in_total(facts: Model) -> None:
    """Multiply-accumulates per sample, biases left out."""
    assert tuple(layer.macs for layer in facts.layers if layer.macs) == MACS
    assert facts.macs == 798_933_536


def test_the_first_convolution_is_calculated_as_in_the_course(facts: Model) -> None:
    """Formula, substituted numbers and result read as the lecturer writes them."""
    layer = facts.layer("conv2d")
    assert layer.derivations["params"].latex == (
        r"96 \cdot \left(11 \cdot 11 \cdot 3 + 1\right) = 34\,944"
    )
    assert layer.derivations["output"].parts[0].label == "Höhe"
    assert layer.derivations["output"].to_latex(separator=".").split(r",\quad ")[0] == (
        r"\left\lfloor \frac{227 - 11}{4} \right\rfloor + 1 = 55"
    )
    assert layer.derivations["output"].value == (55, 55, 96)
    assert layer.derivations["params"].symbolic == (
        r"F \cdot \left(f_h \cdot f_b \cdot C_{\text{ein}} + 1\right)"
    )


def test_settings_that_the_course_names_are_attributes(facts: Model) -> None:
    """`Stride s = 4`, `p = 0`, `Kanäle in Eingabe 3` have something to be compared with."""
    attributes = facts.layer("conv2d").attributes
    stated = ("filters", "kernel_size", "strides", "padding", "pad", "input_channels")
    assert tuple(attributes[name] for name in stated) == (96, (11, 11), (4, 4), "valid", (0, 0), 3)
    assert facts.layer("conv2d_1").attributes["pad"] == (2, 2)


def test_a_sequential_model_has_no_row_for_its_input(facts: Model) -> None:
    """As in the summary: the first row is the first layer that was added."""
    assert [layer.kind for layer in facts.layers[:2]] == ["Resizing", "Conv2D"]
    assert len(facts.layers) == 15


def test_the_optimizer_is_known_before_any_training(facts: Model) -> None:
    """Compiled with momentum: one slot per parameter, iteration and learning rate beside it."""
    assert facts.optimizer == Optimizer("SGD mit Momentum", 1, 2)


def test_memory_of_the_first_convolution_is_that_of_the_seed(facts: Model) -> None:
    """16 bit per weight are 69 888 byte; a batch of 16 activations in 16 bit 9 292 800."""
    layer = facts.layer("conv2d")
    assert layer.params * 16 // 8 == 69_888
    assert layer.activations * 16 * 2 == 9_292_800


def test_tensorflow_counts_the_same_operations(
    facts: Model, alexnet: Any, flops: Callable[[Any], int]
) -> None:
    """TF's profiler adds biases, comparisons of the pooling and the softmax: all accounted for."""
    conv_and_dense = [layer for layer in facts.layers if layer.params]
    biases = sum(_product(layer.output_shape) for layer in conv_and_dense)
    pooling = sum(
        _product(layer.output_shape) * 9 for layer in facts.layers if layer.kind == "MaxPooling2D"
    )
    softmax = 5 * 10
    assert flops(alexnet) == 2 * facts.macs + biases + pooling + softmax


def _product(shape: Shape) -> int:
    result = 1
    for axis in shape:
        result *= axis or 1
    return result
