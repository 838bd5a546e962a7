"""Published architectures: parameters exact, MACs as their authors state them, quickly enough.

All of them are built with `--hypothesis-profile=thorough`, otherwise one or two of a family.
"""

from typing import Any, NamedTuple

import keras
import pytest
import tensorflow as tf
from hypothesis import settings

from rechenprobe import model_facts

pytestmark = pytest.mark.keras

RESNET = "He et al. 2015, Deep Residual Learning, table 1 and section 3.3 (multiply-adds)"
MOBILE = "Howard et al. 2017, MobileNets, table 4; Sandler et al. 2018, MobileNetV2, table 4"
MOBILE_V3 = "Howard et al. 2019, Searching for MobileNetV3, table 3 (MAdds)"
NASNET = "Zoph et al. 2018, Learning Transferable Architectures, tables 2 and 3 (mult-adds)"
EFFICIENT = "Tan & Le 2019, EfficientNet, table 2 (FLOPs there are multiply-adds)"
EFFICIENT_V2 = "Tan & Le 2021, EfficientNetV2, tables 4 and 7; B0 to B3 as in its repository"
CONVNEXT = "Liu et al. 2022, A ConvNet for the 2020s, table 1 (FLOPs there are multiply-adds)"
TORCHVISION = "torchvision's table of models (GFLOPS there are multiply-adds)"


class Published(NamedTuple):
    """What the literature says."""

    params: float
    """Millions, as in the table at keras.io/api/applications."""
    macs: float | None = None
    """Millions; None where no source counts this variant."""
    source: str = ""
    within: float = 0.02
    """Relative: sources round, and some leave the classifier or squeeze-and-excite out."""


TABLE = {
    "VGG16": Published(138.4, 15_300, RESNET),
    "VGG19": Published(143.7, 19_600, RESNET),
    "ResNet50": Published(25.6, 3_800, RESNET),
    "ResNet101": Published(44.7, 7_600, RESNET),
    "ResNet152": Published(60.4, 11_300, RESNET),
    "ResNet50V2": Published(25.6),
    "ResNet101V2": Published(44.7),
    "ResNet152V2": Published(60.4),
    "InceptionV3": Published(23.9, 5_720, NASNET),
    "InceptionResNetV2": Published(55.9, 13_200, NASNET),
    "Xception": Published(22.9, 8_380, NASNET),
    "NASNetMobile": Published(5.3, 564, NASNET),
    "NASNetLarge": Published(88.9, 23_800, NASNET),
    "MobileNet": Published(4.3, 569, MOBILE),
    "MobileNetV2": Published(3.5, 300, MOBILE),
    "MobileNetV3Large": Published(5.5, 219, MOBILE_V3),
    "MobileNetV3Small": Published(2.6, 56, MOBILE_V3),
    "DenseNet121": Published(8.1, 2_830, TORCHVISION),
    "DenseNet169": Published(14.3, 3_360, TORCHVISION),
    "DenseNet201": Published(20.2, 4_290, TORCHVISION),
    "EfficientNetB0": Published(5.3, 390, EFFICIENT),
    "EfficientNetB1": Published(7.9, 700, EFFICIENT),
    "EfficientNetB2": Published(9.2, 1_000, EFFICIENT),
    "EfficientNetB3": Published(12.3, 1_800, EFFICIENT),
    "EfficientNetB4": Published(19.5, 4_200, EFFICIENT, 0.05),
    "EfficientNetB5": Published(30.6, 9_900, EFFICIENT, 0.05),
    "EfficientNetB6": Published(43.3, 19_000, EFFICIENT),
    "EfficientNetB7": Published(66.7, 37_000, EFFICIENT, 0.03),
    "EfficientNetV2B0": Published(7.2, 720, EFFICIENT_V2),
    "EfficientNetV2B1": Published(8.2, 1_200, EFFICIENT_V2),
    "EfficientNetV2B2": Published(10.2, 1_700, EFFICIENT_V2),
    "EfficientNetV2B3": Published(14.5, 3_000, EFFICIENT_V2),
    "EfficientNetV2S": Published(21.6, 8_800, EFFICIENT_V2, 0.06),
    "EfficientNetV2M": Published(54.4, 24_000, EFFICIENT_V2, 0.03),
    "EfficientNetV2L": Published(119.0, 53_000, EFFICIENT_V2, 0.06),
    "ConvNeXtTiny": Published(28.6, 4_500, CONVNEXT),
    "ConvNeXtSmall": Published(50.2, 8_700, CONVNEXT),
    "ConvNeXtBase": Published(88.6, 15_400, CONVNEXT),
    "ConvNeXtLarge": Published(197.8, 34_400, CONVNEXT),
    "ConvNeXtXLarge": Published(350.2, 60_900, CONVNEXT),
}
"""Function of `keras.applications` → what is published about its model."""

QUICK = (
    "VGG16",
    "ResNet50",
    "MobileNetV2",
    "EfficientNetB0",
    "ConvNeXtTiny",
)
"""Those that are built within a second or two each."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The names of the models, as many as the profile asks for."""
    if "name" in metafunc.fixturenames:
        thorough = settings.get_current_profile_name() == "thorough"
        metafunc.parametrize("name", TABLE if thorough else QUICK)


def build(name: str) -> Any:
    options = {"input_shape": (224, 224, 3)} if name.startswith("MobileNetV3") else {}
    with tf.Graph().as_default():
        return getattr(keras.applications, name)(weights=None, **options)


def test_totals_are_the_published_ones(name: str) -> None:
    """Every layer's formula is confirmed on the way; the sums are Keras' and the literature's."""
    published = TABLE[name]
    model = build(name)
    facts = model_facts(model)
    assert facts.params == model.count_params()
    assert facts.params == sum(layer.params for layer in facts.layers if layer.first_use)
    assert facts.params / 1e6 == pytest.approx(published.params, abs=0.051)
    if published.macs is not None:
        assert facts.macs / 1e6 == pytest.approx(published.macs, rel=published.within)


def test_every_model_of_keras_applications_is_in_the_table() -> None:
    """A model that a later Keras adds fails here, by name."""
    functions = {
        name
        for name in dir(keras.applications)
        if name[0].isupper() and callable(getattr(keras.applications, name))
    }
    assert functions == set(TABLE)
