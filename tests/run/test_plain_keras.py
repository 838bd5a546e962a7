"""A lecture prints what its code prints without us, whatever we change in Keras meanwhile."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.run.lectures import lecture

from rechenprobe.execution import Stream
from rechenprobe.run import Runner
from rechenprobe.settings import Settings

pytestmark = [
    pytest.mark.keras,
    pytest.mark.skipif(sys.platform == "win32", reason="the codes are run in forked processes"),
]

HEAD = """
import keras, random, numpy as np, tensorflow as tf
from keras import layers, ops
"""

CODES = {
    "layers built within a call": """
class Block(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.steps = [layers.Dense(width, "relu"), layers.LayerNormalization()]
        self.parts = {"place": layers.Embedding(5, width)}
        self.parts["attention"] = layers.MultiHeadAttention(2, 4)

    def call(self, x, training=False):
        for step in self.steps:
            x = step(x)
        x = x + self.parts["place"](ops.arange(5))
        return x + self.parts["attention"](x, x, training=training)

class Lazy(layers.Layer):
    def build(self, shape):
        self.dense = layers.Dense(shape[-1])

    def call(self, x):
        return x + self.dense(x)

x = keras.Input((5, 3))
model = keras.Model(x, Lazy()(Block(8)(x)))
model.summary()
model.compile("adam", "mse")
print(model.fit(np.ones((8, 5, 3)), np.ones((8, 5, 8)), epochs=2, verbose=0).history)
""",
    "what a call keeps, counts, prints and draws": """
class Noisy(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense, self.calls, self.shapes = layers.Dense(2), 0, []
        self.generator = keras.random.SeedGenerator(3)

    def call(self, x):
        print("call", x.shape)
        self.calls += 1
        self.shapes.append(tuple(x.shape))
        self.kept = self.dense(x) * random.random() + float(np.random.rand())
        return self.kept + keras.random.normal(ops.shape(self.kept), seed=self.generator)

class Whole(keras.Model):
    def __init__(self):
        super().__init__()
        self.noisy = Noisy()

    def call(self, x):
        return self.noisy(x)

model = Whole()
print(model(np.ones((2, 3), "float32")).numpy())
model.summary()
print(model.noisy.kept.numpy(), model.noisy.calls, model.noisy.shapes, layers.Dense(1).name)
print(model(np.ones((2, 3), "float32")).numpy(), random.random(), np.random.rand())
""",
    "layers that wait, a cell, numbers in a call": """
class Late(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = keras.Sequential([layers.Dense(4), layers.Dropout(0.5)])

    def call(self, x):
        y = self.inner(x)
        return y if float(ops.sum(y)) < 1e9 else -y

model = Late()
model.build((None, 3))
model.summary()
print(len(model.weights), model(np.ones((1, 3))).numpy(), [w.path for w in model.weights])
model.summary()

class Cell(layers.Layer):
    def __init__(self):
        super().__init__()
        self.state_size, self.dense = 4, layers.Dense(4)

    def call(self, x, states):
        state = self.dense(ops.concatenate([x, states[0]], -1))
        return state, [state]

recurrent = keras.Sequential([keras.Input((7, 3)), layers.RNN(Cell())], name="recurrent")
recurrent.summary()
print(recurrent(np.ones((1, 7, 3))).numpy(), len(recurrent.weights))
""",
    "weights by hand, copied, saved, in gradients and functions": """
model = keras.Sequential([keras.Input((2,)), layers.Dense(2, "tanh"), layers.Dense(1)])
model.layers[0].set_weights([np.eye(2), np.zeros(2)])
other = keras.models.clone_model(model)
other.set_weights(model.get_weights())
model.save("m.keras")
print(other(np.ones((1, 2))).numpy(), keras.models.load_model("m.keras")(np.ones((1, 2))).numpy())
layer = layers.Dense(2)
layer.build((None, 2))
with tf.GradientTape() as tape:
    y = tf.reduce_sum((tf.ones((1, 2)) @ layer.kernel + layer.bias) ** 2)
print([g.numpy() for g in tape.gradient(y, layer.trainable_variables)], layer.kernel[0].numpy())
late = layers.Dense(2)
@tf.function
def step(x):
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(late(x) ** 2)
    return tape.gradient(y, late.trainable_variables)
print([g.numpy() for g in step(tf.ones((1, 2)))], late.kernel.path)
v = keras.Variable(initializer=keras.initializers.RandomNormal(seed=3), shape=(2,))
print(v.assign_add([1.0, 1.0]).numpy(), float(ops.sum(v)), np.array(v * 2))
for d in tf.data.Dataset.from_tensor_slices(np.ones((2, 2), "float32")).batch(1).map(layer):
    print(d.numpy())
""",
    "a training step of one's own, with losses and metrics": """
class Sampling(layers.Layer):
    def __init__(self):
        super().__init__()
        self.generator = keras.random.SeedGenerator(1)

    def call(self, inputs):
        mean, spread = inputs
        self.add_loss(0.1 * ops.mean(ops.square(mean)))
        return mean + ops.exp(spread) * keras.random.normal(ops.shape(mean), seed=self.generator)

class Coder(keras.Model):
    def __init__(self):
        super().__init__()
        self.mean, self.spread, self.sample = layers.Dense(2), layers.Dense(2), Sampling()
        self.decoder = keras.Sequential([layers.Dense(8, "relu"), layers.Dense(4)])
        self.tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.tracker]

    def call(self, x):
        return self.decoder(self.sample([self.mean(x), self.spread(x)]))

    def train_step(self, x):
        with tf.GradientTape() as tape:
            loss = ops.mean(ops.square(self(x, training=True) - x)) + sum(self.losses)
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}

model = Coder()
model.compile(keras.optimizers.Adam(0.01))
x = np.random.rand(16, 4).astype("float32")
print(model.fit(x, epochs=2, batch_size=8, verbose=0).history)
model.summary()
print(model.fit(x, epochs=1, batch_size=8, verbose=0).history)
""",
    "initializers, seeds and names": """
for name in ("GlorotUniform", "Orthogonal", "HeNormal", "Identity", "Ones", "RandomUniform"):
    layer = layers.Dense(3, kernel_initializer=getattr(keras.initializers, name)())
    layer.build((None, 3))
    print(name, layer.kernel.numpy())
first, second = keras.Sequential([layers.Dense(2)]), keras.Sequential([layers.Dense(2)])
print(second(np.ones((1, 2))).numpy(), first(np.ones((1, 2))).numpy())
keras.backend.clear_session()
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.Input((2,)), layers.Dropout(0.5), layers.Dense(2)])
print(model(np.ones((1, 2)), training=True).numpy(), model.layers[1].name)
print(keras.random.normal((2,)).numpy(), tf.random.normal((2,)).numpy(), np.random.rand())
""",
}


@pytest.fixture(scope="module")
def plain() -> dict[str, tuple[str, dict[str, int]]]:
    codes = json.dumps([HEAD + code for code in CODES.values()])
    command = [sys.executable, str(Path(__file__).with_name("plain.py"))]
    done = subprocess.run(command, input=codes, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(zip(CODES, map(tuple, json.loads(done.stdout)), strict=True))


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    root = tmp_path_factory.mktemp("site")
    (root / "docs").mkdir()
    with Runner(Settings(root=root, timeout=60, workers=1)) as runner:
        yield runner


@pytest.mark.parametrize("name", CODES)
def test_a_lecture_prints_what_plain_python_prints(
    name: str, warm: Runner, plain: dict[str, tuple[str, dict[str, int]]]
) -> None:
    found = warm.submit(lecture(HEAD + CODES[name])).result(120)
    assert found.failure is None, found.failure
    outputs = [output for cell in found.cells for output in cell.outputs]
    printed = [o.text for o in outputs if isinstance(o, Stream) and o.name == "stdout"]
    text, params = plain[name]
    assert "".join(printed) == text
    facts = {model.name: model.params for model in found.models}  # the last look at each
    assert {name: facts[name] for name in params} == params
