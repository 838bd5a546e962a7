"""Published tables: architectures built from their papers, per layer and in total."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pytest
import tensorflow as tf
from hypothesis import settings
from tests.model import architectures

from rechenprobe import model_facts
from rechenprobe.facts import Layer, Model

pytestmark = pytest.mark.keras

SZE = "Sze et al. 2017, Efficient Processing of Deep Neural Networks, table II"
TORCHVISION = "torchvision's table of models (Params; GFLOPS there are multiply-adds)"
DEIT = "Touvron et al. 2021, Training data-efficient image transformers, table 1, and timm's table"


class Published(NamedTuple):
    """What the literature says."""

    build: Callable[[], Any]
    trainable: int
    """Without the moving averages of normalizations, as most frameworks count."""
    macs: float | None
    """Millions, to the digits that the source gives."""
    source: str
    within: float = 0.006
    quick: bool = True
    """Whether it is built in less than a second or two."""


TABLE = {
    "LeNet-5": Published(
        architectures.lenet, 61_706, 0.4165, "LeCun et al. 1998, section II.B, C3 fully connected"
    ),
    "AlexNet": Published(architectures.alexnet, 60_965_224, 724, SZE),
    "AlexNet (torchvision)": Published(
        architectures.alexnet_of_torchvision, 61_100_840, 714, TORCHVISION
    ),
    "GoogLeNet": Published(
        architectures.googlenet,
        6_998_552,
        1_582,
        "Szegedy et al. 2015, table 1 (column ops: 1.5 to 1.6 billion); Caffe's bvlc_googlenet",
    ),
    "ResNet-18": Published(architectures.resnet18, 11_689_512, 1_814, TORCHVISION),
    "U-Net": Published(
        architectures.unet, 31_030_658, None, "Ronneberger et al. 2015, figure 1, 2 classes"
    ),
    "ViT-Ti/16": Published(
        lambda: architectures.vision_transformer(192, 12, 3), 5_717_416, 1_254, DEIT
    ),
    "ViT-S/16": Published(
        lambda: architectures.vision_transformer(384, 12, 6), 22_050_664, 4_600, DEIT, quick=False
    ),
    "ViT-B/16": Published(
        lambda: architectures.vision_transformer(768, 12, 12),
        86_567_656,
        17_560,
        TORCHVISION,
        quick=False,
    ),
    "ViT-L/16": Published(
        lambda: architectures.vision_transformer(1024, 24, 16),
        304_326_632,
        61_550,
        TORCHVISION,
        quick=False,
    ),
    "Transformer": Published(
        architectures.transformer,
        63_082_496,
        None,
        "Vaswani et al. 2017, table 3 (65 million for their vocabulary of about 37,000)",
        quick=False,
    ),
    "BERT": Published(
        architectures.bert, 109_482_240, None, "Devlin et al. 2019 (110 million)", quick=False
    ),
    "GPT-2": Published(
        architectures.gpt2, 124_439_808, None, "Radford et al. 2019, the published checkpoint"
    ),
}
"""Name → what is published, and how to build it."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All of them with `--hypothesis-profile=thorough`, otherwise one or two of a kind."""
    if "name" in metafunc.fixturenames:
        thorough = settings.get_current_profile_name() == "thorough"
        metafunc.parametrize("name", [n for n, p in TABLE.items() if p.quick or thorough])


@cache
def facts(name: str) -> Model:
    with tf.Graph().as_default():
        return model_facts(TABLE[name].build())


def test_totals_are_the_published_ones(name: str) -> None:
    """Parameters to the last one, multiply-adds to the digits of the source; nothing left out."""
    published = TABLE[name]
    found = facts(name)
    assert found.trainable_params == published.trainable
    assert found.incomplete == ()
    if published.macs is not None:
        assert found.macs / 1e6 == pytest.approx(published.macs, rel=published.within)


def weighted(model: Model) -> list[Layer]:
    return [layer for layer in model.layers if layer.params]


def test_lenet_layer_by_layer() -> None:
    """C1, C5, F6 as LeCun counts their trainable parameters; C3 with all 6 · 16 connections."""
    rows = weighted(facts("LeNet-5"))
    assert [row.params for row in rows] == [156, 2_416, 48_120, 10_164, 850]
    assert [row.macs for row in rows] == [117_600, 240_000, 48_000, 10_080, 840]


def test_alexnet_layer_by_layer() -> None:
    """Grouped layers have half the weights; Sze's sums over convolutions and dense layers."""
    rows = weighted(facts("AlexNet"))
    assert [row.params for row in rows] == [
        34_944,
        307_456,
        885_120,
        663_936,
        442_624,
        37_752_832,
        16_781_312,
        4_097_000,
    ]
    convolutions, dense = rows[:5], rows[5:]
    assert sum(row.params for row in convolutions) / 1e6 == pytest.approx(2.3, abs=0.05)
    assert sum(row.macs for row in convolutions) / 1e6 == pytest.approx(666, abs=0.5)
    assert sum(row.params for row in dense) / 1e6 == pytest.approx(58.6, abs=0.05)
    assert sum(row.macs for row in dense) / 1e6 == pytest.approx(58.6, abs=0.05)


def test_unet_layer_by_layer() -> None:
    """The sizes in the boxes of Ronneberger's figure."""
    rows = facts("U-Net").layers
    sides = [row.output_shape[0] for row in rows if row.kind == "Conv2D"]
    assert sides == [
        *(570, 568, 282, 280, 138, 136, 66, 64, 30, 28),
        *(54, 52, 102, 100, 198, 196, 390, 388, 388),
    ]


def test_a_block_of_gpt2_by_its_formulas() -> None:
    """4(d² + d) for the attention, 8d² + 5d for the network, 2 · 2d for the normalizations."""
    width = 768
    found = facts("GPT-2")
    block = [row.params for row in weighted(found)[2:7]]
    assert block == [
        2 * width,
        4 * (width**2 + width),
        2 * width,
        4 * width**2 + 4 * width,
        4 * width**2 + width,
    ]
