"""Writes `alexnet.json` and `unet.json`: facts of the seed's model and of a small U-Net.

So most tests need no TensorFlow.

`python -m tests.check.live_facts` when a change of the facts is meant; `test_facts.py` tells.
"""

import os
from pathlib import Path

import msgspec

from rechenprobe.facts import Model
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SEED = Path(__file__).parent.parent / "seed" / "alexnet-notizen.md"
FACTS = Path(__file__).with_name("alexnet.json")
UNET_FACTS = Path(__file__).with_name("unet.json")
UNET = """
from keras import layers

def block(x, filters):
    x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return layers.Conv2D(filters, 3, padding="same", activation="relu")(x)

inputs = keras.Input((128, 128, 1))
skip1 = block(inputs, 16)
skip2 = block(layers.MaxPooling2D()(skip1), 32)
x = block(layers.MaxPooling2D()(skip2), 64)
x = layers.Conv2DTranspose(32, 2, strides=2)(x)
x = block(layers.Concatenate()([skip2, x]), 32)
x = layers.Conv2DTranspose(16, 2, strides=2)(x)
x = block(layers.Concatenate()([skip1, x]), 16)
outputs = layers.Conv2D(1, 1, activation="sigmoid")(x)
model = keras.Model(inputs, outputs, name="unet")
"""


def live() -> Model:
    """The facts of the model that the seed's own code defines, built symbolically."""
    lecture = read_lecture(SEED.read_text(encoding="utf-8"), SEED.name, Settings())
    definition = lecture.cells[0].code.partition("# entry point")[0]
    return _facts_of(f"{definition}\nmodel = define_model()")


def live_unet() -> Model:
    """The facts of a net with transposed convolutions between its others."""
    return _facts_of(UNET)


def _facts_of(code: str) -> Model:
    import keras
    import tensorflow as tf

    from rechenprobe.model import model_facts

    keras.utils.clear_session()  # layers are numbered from the start, whatever was built before
    namespace: dict[str, object] = {"keras": keras}
    with tf.Graph().as_default():
        exec(code, namespace)
        return model_facts(namespace["model"])


def written(model: Model) -> bytes:
    """As the file has it."""
    return msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n"


if __name__ == "__main__":
    FACTS.write_bytes(written(live()))
    UNET_FACTS.write_bytes(written(live_unet()))
