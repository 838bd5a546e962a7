"""What calculators answer is what Keras does: shapes and counts of real layers, over a grid."""

from typing import Any

import pytest
from tests.calculator.grids import settings_of

from rechenprobe.calculator import make_sheet, use_of
from rechenprobe.sheet import KINDS, Settings

pytestmark = pytest.mark.keras

SAMPLE = 24
"""Layers of each kind that are really built; the catalogue's own tests build thousands."""


def layer_of(kind: str, settings: Settings) -> tuple[Any, list[tuple[int, ...]]]:
    """The Keras layer of these settings, and the shapes that go in, batch included."""
    import keras

    use = use_of(kind, settings)
    layer = getattr(keras.layers, use.kind)(**use.attributes)
    pad = 2 * int(settings["p"]) if settings.get("padding") == "number" else 0
    shapes: list[tuple[int, ...]] = []
    for shape in use.inputs:
        sizes = [axis or 0 for axis in shape]
        if KINDS[kind].picture:
            sizes = [sizes[0] + pad, sizes[1] + pad, sizes[2]]
        shapes.append((1, *sizes))
    return layer, shapes


@pytest.mark.parametrize("kind", KINDS)
def test_shapes_and_parameters_are_those_of_keras(kind: str) -> None:
    """Symbolically: no weight is allocated, nothing is computed."""
    import tensorflow as tf

    sheet = make_sheet(kind)
    every = list(settings_of(kind))
    for settings in every[:: len(every) // SAMPLE // 2 * 2 + 1]:  # odd: all switches take turns
        if int(settings.get("strides", 1)) > 1 < int(settings.get("dilation_rate", 1)):
            continue  # Keras refuses; the calculator says so
        with tf.Graph().as_default():
            layer, shapes = layer_of(kind, settings)
            layer.build(*shapes)
            output = tuple(layer.compute_output_shape(*shapes))[1:]
            params = layer.count_params()
        found = {
            line.name: sheet.value(line.expr, settings) for line in sheet.variant(settings).lines
        }
        sizes = [found[name] for name in found if name.startswith("output")]
        assert (*sizes[:1], *sizes) == output if KINDS[kind].picture else tuple(sizes) == output
        assert found["params"] == params, settings
