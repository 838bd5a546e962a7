"""Writes `alexnet.json`, `unet.json` …: facts of the seed's model and of small nets.

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
CODE = {
    "unet": """
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
""",
    "parts": """
from keras import layers

def double(x, filters, name):
    for n in (1, 2):
        conv = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"{name}_conv{n}")
        x = conv(x)
    return x

inputs = keras.Input((160, 160, 1), name="bild")
skip1 = double(inputs, 24, "encoder1")
skip2 = double(layers.MaxPooling2D(name="pool1")(skip1), 48, "encoder2")
x = double(layers.MaxPooling2D(name="pool2")(skip2), 96, "boden")
x = layers.Conv2DTranspose(48, 2, strides=2, name="hoch2")(x)
x = double(layers.Concatenate(name="verkettung2")([x, skip2]), 48, "decoder2")
x = layers.Conv2DTranspose(24, 2, strides=2, name="hoch1")(x)
x = double(layers.Concatenate(name="verkettung1")([x, skip1]), 24, "decoder1")
outputs = layers.Conv2D(4, 1, activation="softmax", name="kopf")(x)
model = keras.Model(inputs, outputs, name="segmentierung")
""",
    "mobile": """
from keras import layers

def block(x, filters, strides):
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))

inputs = keras.Input((112, 112, 3))
x = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(inputs)
x = layers.ReLU()(layers.BatchNormalization()(x))
x = block(block(x, 32, 1), 64, 2)
x = layers.Dropout(0.25)(layers.GlobalAveragePooling2D()(x))
outputs = layers.Dense(37, activation="softmax")(x)
model = keras.Model(inputs, outputs, name="mobil")
""",
    "text": """
from keras import layers

inputs = keras.Input((160,), dtype="int32", name="text")
x = layers.Embedding(24000, 96, name="woerter")(inputs)
for n in (1, 2):
    attended = layers.MultiHeadAttention(num_heads=6, key_dim=16, name=f"attention_{n}")(x, x)
    x = layers.LayerNormalization(name=f"norm_{n}a")(layers.Add()([x, attended]))
    inner = layers.Dense(384, activation="gelu", name=f"ffn_{n}a")(x)
    inner = layers.Dense(96, name=f"ffn_{n}b")(inner)
    x = layers.LayerNormalization(name=f"norm_{n}b")(layers.Add()([x, inner]))
x = layers.Dense(64, activation="relu", name="verdeckt")(layers.GlobalAveragePooling1D()(x))
outputs = layers.Dense(5, activation="softmax", name="klassen")(x)
model = keras.Model(inputs, outputs, name="textmodell")
""",
    "folgen": """
from keras import layers

model = keras.Sequential(
    [
        keras.Input((200,), dtype="int32"),
        layers.Embedding(10_000, 64),
        layers.LSTM(128),
        layers.Dense(1, activation="sigmoid"),
    ],
    name="kritik",
)
""",
}
"""What defines the small nets: U-Nets, the second one's layers named by its parts, a MobileNet, a
Transformer's encoder, an LSTM."""


def live() -> Model:
    """The facts of the model that the seed's own code defines, built symbolically."""
    lecture = read_lecture(SEED.read_text(encoding="utf-8"), SEED.name, Settings())
    definition = lecture.cells[0].code.partition("# entry point")[0]
    return _facts_of(f"{definition}\nmodel = define_model()")


def live_net(name: str) -> Model:
    """The facts of one of the small nets."""
    return _facts_of(CODE[name])


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
    for name in CODE:
        FACTS.with_name(f"{name}.json").write_bytes(written(live_net(name)))
