"""Models and independent oracles for the tests of the facts."""

import os
from collections.abc import Callable
from typing import Any

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture(scope="session")
def flops() -> Callable[[Any], int]:
    """Floating-point operations of one sample, as TensorFlow's own profiler counts them."""
    import tensorflow as tf

    def count(model: Any) -> int:
        specs = [tf.TensorSpec((1, *tensor.shape[1:]), tensor.dtype) for tensor in model.inputs]
        graph = (
            tf.function(model).get_concrete_function(specs if len(specs) > 1 else specs[0]).graph
        )
        profiler = tf.compat.v1.profiler
        options = profiler.ProfileOptionBuilder(profiler.ProfileOptionBuilder.float_operation())
        found = profiler.profile(graph, options=options.with_empty_output().build())
        return int(found.total_float_ops)

    return count


@pytest.fixture(scope="session")
def alexnet() -> Any:
    """The seed's model, built symbolically: the same layers, no weights allocated."""
    import keras
    import tensorflow as tf

    keras.utils.clear_session()  # names are counted on from whatever was built before
    layers = keras.layers
    with tf.Graph().as_default():
        model = keras.Sequential(
            [
                layers.Resizing(227, 227),
                layers.Conv2D(96, (11, 11), strides=(4, 4), activation="relu"),
                layers.MaxPool2D((3, 3), strides=(2, 2)),
                layers.Conv2D(256, (5, 5), activation="relu", padding="same"),
                layers.MaxPool2D((3, 3), strides=(2, 2)),
                layers.Conv2D(384, (3, 3), activation="relu", padding="same"),
                layers.Conv2D(384, (1, 1), activation="relu", padding="same"),
                layers.Conv2D(256, (1, 1), activation="relu", padding="same"),
                layers.MaxPool2D((3, 3), strides=(2, 2)),
                layers.Flatten(),
                layers.Dense(4096, activation="relu"),
                layers.Dropout(0.5),
                layers.Dense(4096, activation="relu"),
                layers.Dropout(0.5),
                layers.Dense(10, activation="softmax"),
            ]
        )
        model.compile(keras.optimizers.SGD(0.001, momentum=0.9), "sparse_categorical_crossentropy")
        model.build((None, 227, 227, 3))
    return model
