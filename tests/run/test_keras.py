"""Lectures with models, in warm processes. One runner for all: Keras is imported once."""

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from tests.run.lectures import lecture, line_of

from rechenprobe.execution import Display, Run, Shown, Stream
from rechenprobe.lecture import CellOptions, Lecture
from rechenprobe.run import Runner
from rechenprobe.settings import Settings

pytestmark = pytest.mark.keras

SMALL = """
model = keras.Sequential([
    keras.layers.Input((8, 8, 3)),
    keras.layers.Conv2D(4, 3, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(10),
])
"""
PARAMS = (3 * 3 * 3 + 1) * 4 + (6 * 6 * 4 + 1) * 10
BIG = "keras.Sequential([keras.layers.Input((10 ** 6,)), keras.layers.Dense(10 ** 6)])"


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    root: Path = tmp_path_factory.mktemp("site")
    (root / "docs").mkdir()
    prelude = "import keras\nimport numpy as np\nunused = keras.layers.Conv2D(1, 1)\n"
    prelude += "keras.config.set_dtype_policy('float32')\n"
    (root / "prelude.py").write_text(prelude)
    with Runner(Settings(root=root, prelude="prelude.py", timeout=60, workers=1)) as runner:
        yield runner


def run(warm: Runner, page: Lecture) -> Run:
    return warm.submit(page).result(120)


def test_a_summary_keeps_its_text_and_the_models_facts_follow_it(warm: Runner) -> None:
    found = run(warm, lecture(SMALL + "print('vor')\nmodel.summary()\nprint('nach')"))
    assert found.failure is None
    text, shown, after = found.cells[0].outputs
    assert isinstance(text, Stream)
    assert text.text.startswith('vor\nModel: "sequential"\n')
    assert f"Total params: {PARAMS:,}" in text.text
    assert max(map(len, text.text.splitlines())) <= 80
    assert (shown, after) == (Shown(0), Stream("stdout", "nach\n"))
    (model,) = found.models
    assert model.params == PARAMS
    assert [layer.name for layer in model.layers] == ["conv2d", "flatten", "dense"]


def test_the_first_layer_is_called_the_same_in_every_lecture(warm: Runner) -> None:
    runs = [run(warm, lecture(SMALL + f"model.summary()  # {i}")) for i in range(2)]
    assert runs[0].models == runs[1].models
    assert runs[0].cells == runs[1].cells


def test_facts_are_those_of_the_moment(warm: Runner) -> None:
    """The same model unchanged is one entry; compiled or frozen it is another."""
    page = lecture(
        SMALL + "model.summary()",
        "model.summary(line_length=70)",
        "model.layers[0].trainable = False\nmodel.summary()",
    )
    found = run(warm, page)
    shown = [output for cell in found.cells for output in cell.outputs if isinstance(output, Shown)]
    assert shown == [Shown(0), Shown(0), Shown(1)]
    assert [model.non_trainable_params for model in found.models] == [0, 112]


def test_a_model_that_no_summary_shows_comes_last_and_an_unbuilt_one_not_at_all(
    warm: Runner,
) -> None:
    page = lecture(
        SMALL + "other = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(2)])",
        "unbuilt = keras.Sequential([keras.layers.Dense(2)])",
        "model.summary()",
    )
    found = run(warm, page)
    assert found.failure is None
    assert [model.params for model in found.models] == [PARAMS, 10]


def test_summaries_go_where_the_author_sends_them(warm: Runner) -> None:
    found = run(warm, lecture(SMALL + "l = []\nmodel.summary(print_fn=l.append)\nlen(l)"))
    assert found.failure is None
    kinds = [type(output) for output in found.cells[0].outputs]
    assert kinds == [Shown, Display]


def test_an_unbuilt_models_summary_is_text_only(warm: Runner) -> None:
    found = run(warm, lecture("m = keras.Sequential([keras.layers.Dense(2)])\nm.summary()"))
    assert found.failure is None
    assert [type(output) for output in found.cells[0].outputs] == [Stream]


def test_training_is_the_same_each_time_and_its_bar_ends_as_its_last_state(warm: Runner) -> None:
    code = (
        SMALL
        + """
model.compile("sgd", "mse")
x = np.random.rand(32, 8, 8, 3)
loss = model.fit(x, np.zeros((32, 10)), epochs=1, batch_size=8).history["loss"][0]
model.summary()
"""
    )
    runs = [run(warm, lecture(code + f"# {i}", values=("loss",))) for i in range(2)]
    assert runs[0].failure is None
    assert (runs[0].values, runs[0].cells) == (runs[1].values, runs[1].cells)
    assert runs[0].values[0].kind == "float"
    (text, *_) = runs[0].cells[0].outputs
    assert isinstance(text, Stream)
    assert text.text.count("4/4") == 1
    assert "1/4" not in text.text
    assert runs[0].models[0].params == PARAMS


def test_values_of_keras_and_numpy_are_numbers_and_shapes(warm: Runner) -> None:
    values = (
        "model.count_params()",
        "model.output_shape",
        "model.layers[0].output.shape",
        "keras.ops.sum(keras.ops.ones((2, 3)))",
        "keras.ops.shape(model.layers[0].kernel)",
        "np.float32(1) / 3",
    )
    found = run(warm, lecture(SMALL, values=values))
    assert found.failure is None
    assert [(value.kind, value.text) for value in found.values] == [
        ("int", str(PARAMS)),
        ("shape", "(10,)"),
        ("shape", "(6, 6, 4)"),
        ("float", "6.0"),
        ("shape", "(3, 3, 3, 4)"),
        ("float", "0.33333334"),
    ]


def test_keras_and_what_it_brings_is_what_the_run_depends_on(warm: Runner) -> None:
    versions = run(warm, lecture(SMALL)).versions
    assert {"keras", "tensorflow", "numpy", "python"} <= set(versions)
    assert "mkdocs" not in versions


SYMBOLIC = CellOptions(symbolic=True)


def test_a_symbolic_model_of_four_terabytes_has_facts_and_a_summary(warm: Runner) -> None:
    found = run(warm, lecture((f"model = {BIG}\nmodel.summary()", SYMBOLIC), "model.summary()"))
    assert found.failure is None
    assert found.models[0].params == 10**12 + 10**6
    shown = [output for cell in found.cells for output in cell.outputs if isinstance(output, Shown)]
    assert shown == [Shown(0), Shown(0)]


def test_a_symbolic_model_has_the_facts_of_a_real_one(warm: Runner) -> None:
    real = run(warm, lecture(SMALL))
    symbolic = run(warm, lecture((SMALL, SYMBOLIC), values=("model.count_params()",)))
    assert symbolic.failure is None
    assert symbolic.models == real.models
    assert symbolic.values[0].text == str(PARAMS)


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize(
    "need",
    [
        "model.fit(np.zeros((2, 8, 8, 3)), np.zeros((2, 10)))",
        "model.predict(np.zeros((2, 8, 8, 3)))",
        "model.get_weights()",
        "model.set_weights([np.zeros(w.shape) for w in model.weights])",
        "model.layers[0].set_weights([np.zeros((3, 3, 3, 4)), np.zeros(4)])",
        "model.train_on_batch(np.zeros((2, 8, 8, 3)), np.zeros((2, 10)))",
        "model.test_on_batch(np.zeros((2, 8, 8, 3)), np.zeros((2, 10)))",
        "model.evaluate(np.zeros((2, 8, 8, 3)), np.zeros((2, 10)))",
        "model.save_weights('m.weights.h5')",
        "model.weights[0].numpy()",
        "print(np.asarray(model(np.zeros((2, 8, 8, 3)))))",
        "model.save('m.keras')",
        "float(keras.ops.sum(model.layers[0].kernel))",
    ],
)
def test_what_needs_weights_says_so_and_how_to_mend_it(
    warm: Runner,
    need: str,
    inside: bool,  # noqa: FBT001
) -> None:
    page = lecture(
        (SMALL + "model.compile('sgd', 'mse')", SYMBOLIC),
        (f"{need}  # hier", SYMBOLIC if inside else CellOptions()),
    )
    failure = run(warm, page).failure
    assert failure is not None
    assert failure.kind == "symbolic", failure.message
    assert (failure.cell, failure.line) == (1, line_of(page, "# hier"))
    assert "keine Gewichte" in failure.message
    assert "symbolic: true" in failure.remedy


def test_a_symbolic_weight_takes_no_place_in_the_graph_until_it_is_used(warm: Runner) -> None:
    """Placing it takes as long as all the rest of building a layer."""
    count = "from tensorflow.python.framework.ops import get_default_graph\n"
    count += "def drawn():\n    operations = get_default_graph().get_operations()\n"
    count += "    return any('Random' in operation.type for operation in operations)\n"
    use = "print(drawn())\nmodel.layers[0].kernel.value\nprint(drawn())"
    outputs = run(warm, lecture((f"{SMALL}{count}{use}", SYMBOLIC))).cells[0].outputs
    shown = [output.text for output in outputs if isinstance(output, Stream)]
    assert shown[-1].endswith("False\nTrue\n")


def test_another_backend_is_refused_not_ignored(warm: Runner) -> None:
    """Keras has been imported by then: its results would pass for those of the other."""
    choice = 'import os\nos.environ["KERAS_BACKEND"] = "{}"{}'
    same = run(warm, lecture(choice.format("tensorflow", ""), "import keras"))
    assert same.failure is None
    page = lecture(choice.format("jax", "  # hier"), "1 / 0")
    failure = run(warm, page).failure
    assert failure is not None
    assert failure.message == "KERAS_BACKEND ist „jax“, Keras rechnet hier aber mit tensorflow"
    assert (failure.cell, failure.line) == (0, line_of(page, "# hier"))


def test_an_ordinary_error_in_a_symbolic_cell_stays_what_it_is(warm: Runner) -> None:
    failure = run(warm, lecture(("1 / 0", SYMBOLIC))).failure
    assert failure is not None
    assert failure.message == "ZeroDivisionError: division by zero"


READERS = {
    "folder": (
        "keras.utils.image_dataset_from_directory('bilder', image_size=(2, 2), batch_size=1)",
        ["docs/bilder/a/1.png", "docs/bilder/b/2.png"],
    ),
    "read_file": (
        "import tensorflow as tf\ntf.io.read_file('bilder/a/1.png')",
        ["docs/bilder/a/1.png"],
    ),
    "list_files": (
        "import tensorflow as tf\ntf.data.Dataset.list_files('bilder/a/*').map(tf.io.read_file)",
        ["docs/bilder/a/1.png"],
    ),
    "lines": (
        "import tensorflow as tf\nlist(tf.data.TextLineDataset(['zeilen.txt']))",
        ["docs/zeilen.txt"],
    ),
    "gfile": (
        "import tensorflow as tf\ntf.io.gfile.GFile('zeilen.txt').read()",
        ["docs/zeilen.txt"],
    ),
    "gfile glob": (
        "import tensorflow as tf\ntf.io.gfile.glob('bilder/*/1.png')",
        ["docs/bilder/a/1.png"],
    ),
    "gfile exists": ("import tensorflow as tf\ntf.io.gfile.exists('fehlt')", []),
    "hdf5": ("import h5py\nh5py.File('daten.h5')", ["docs/daten.h5"]),
    "weights": (SMALL + "model.load_weights('klein.weights.h5')", ["docs/klein.weights.h5"]),
}


@pytest.fixture(scope="module")
def data(warm: Runner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    docs, made = warm._root / "docs", tmp_path_factory.mktemp("made")
    code = """
import os, shutil, h5py
os.makedirs("bilder/a"); os.makedirs("bilder/b")
for name in ("a/1", "b/2"): keras.utils.save_img(f"bilder/{name}.png", np.zeros((2, 2, 3)))
open("zeilen.txt", "w").write("eins")
h5py.File("daten.h5", "w").close()
"""
    code += SMALL + "model.save_weights('klein.weights.h5')\n"
    code += f"for name in os.listdir(): shutil.move(name, {str(made)!r})"
    assert run(warm, lecture(code)).failure is None
    shutil.copytree(made, docs, dirs_exist_ok=True)
    return docs


@pytest.mark.parametrize("reader", READERS)
def test_files_that_c_code_reads_are_dependencies(warm: Runner, data: Path, reader: str) -> None:
    code, expected = READERS[reader]
    found = run(warm, lecture(code))
    assert found.failure is None
    paths = [dependency.path for dependency in found.dependencies]
    assert [path for path in paths if (data.parent / path).is_file()] == expected
    assert reader != "gfile exists" or paths == ["docs/fehlt"]


def test_what_few_lectures_need_of_keras_is_imported_when_they_do(warm: Runner) -> None:
    run = warm.submit(
        lecture(
            "import sys\nparts = ('sklearn', 'keras.src.visualization')",
            "print([part in sys.modules for part in parts])",
            "print(keras.wrappers.SKLearnClassifier.__name__, keras.visualization.__name__)",
            "print([part in sys.modules for part in parts])",
        )
    ).result(60)
    assert run.failure is None
    shown = [
        output.text for cell in run.cells for output in cell.outputs if isinstance(output, Stream)
    ]
    classes = "SKLearnClassifier keras.visualization\n"
    assert shown == ["[False, False]\n", classes, "[True, True]\n"]


def test_tensorflows_first_version_is_there_for_those_who_want_it(warm: Runner) -> None:
    """It is imported for lectures that speak of it; others rest on it only if they ask for it."""
    begin = "import pickle, sys\nimport tensorflow as tf\n"
    begin += "print('tensorflow._api.v2.com' 'pat' in sys.modules, 'com' 'pat' in dir(tf))\n"
    use = "\nprint(pickle.loads(pickle.dumps(v1.Dimension(3))), v1.lite.OpsSet is tf.lite.OpsSet)"
    silent = lecture(begin)
    secret = lecture(f"{begin}v1 = getattr(tf, 'com' 'pat').v1{use}")
    others = [
        lecture(f"{begin}v1 = tf.compat.v1{use}"),
        lecture(f"{begin}import tensorflow.compat.v1 as v1{use}"),
        lecture(f"{begin}from tensorflow import compat\nv1 = compat.v1{use}"),
    ]
    again = [lecture(f"{page.cells[0].code}\n# again") for page in (silent, secret)]
    pages = [silent, secret, *others, *again]
    runs = [warm.submit(page).result(60) for page in pages]
    assert [each.failure for each in runs] == [None] * len(runs)
    outputs = [output for each in runs for output in each.cells[0].outputs]
    assert [output.text for output in outputs if isinstance(output, Stream)] == [
        *("False True\n", "False True\n3 True\n"),
        *["True True\n3 True\n"] * 3,
        *("True True\n", "True True\n3 True\n"),
    ]
    assert [each.versions for each in runs[:2]] == [each.versions for each in runs[-2:]]


def test_what_many_lectures_need_is_imported_before_the_fork(warm: Runner) -> None:
    """A module that the server imported is older than the lecture."""
    run = warm.submit(
        lecture("import sys\nprint('matplotlib.pyplot' in sys.modules)  # what `plt` stands for")
    ).result(60)
    assert [output for cell in run.cells for output in cell.outputs] == [Stream("stdout", "True\n")]


def test_closing_does_not_wait_for_keras_to_be_imported(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    runner = Runner(Settings(root=tmp_path))
    future = runner.submit(lecture("import keras"))
    time.sleep(0.5)
    start = time.monotonic()
    runner.close()
    assert time.monotonic() - start < 2
    with pytest.raises(CancelledError):
        future.result(1)


def test_a_model_that_is_only_looked_at_draws_no_weights(warm: Runner) -> None:
    found = run(warm, lecture(f"model = {BIG}\nmodel.compile('adam', 'mse')\nmodel.summary()"))
    assert found.failure is None
    assert found.models[0].params == 10**12 + 10**6


def test_a_layer_of_the_authors_own_is_traced_without_drawing_its_weights(warm: Runner) -> None:
    """Keras infers the output of such a layer by calling it."""
    code = """
class Wide(keras.layers.Layer):
    def build(self, shape):
        self.matrix = self.add_weight(shape=(shape[-1], 10 ** 6))

    def call(self, x):
        return keras.ops.matmul(x, self.matrix)

x = keras.Input((10 ** 6,))
model = keras.Model(x, Wide()(x))
model.summary()
"""
    found = run(warm, lecture(code))
    assert found.failure is None
    assert found.models[0].params == 10**12


@pytest.mark.parametrize("options", [CellOptions(), CellOptions(symbolic=True)])
def test_a_layer_whose_parts_are_built_within_its_call_can_be_used(
    warm: Runner, options: CellOptions
) -> None:
    """Keras builds them by calling it, and calls it again for the shapes."""
    code = """
class Block(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.places = keras.layers.Embedding(8, 4)
        self.norm = keras.layers.LayerNormalization()
        self.inner = keras.Sequential([keras.layers.Dense(16), keras.layers.Dense(4)])

    def call(self, x):
        return x + self.norm(self.inner(x) + self.places(keras.ops.arange(8)))

x = keras.Input((8, 4))
model = keras.Model(x, Block()(Block()(x)))
model.summary()
"""
    found = run(warm, lecture((code, options)))
    assert found.failure is None
    assert found.models[0].params == 2 * (8 * 4 + 2 * 4 + (4 + 1) * 16 + (16 + 1) * 4)
    if not options.symbolic:
        used = lecture(code + "print(model(np.ones((2, 8, 4))).shape, model.weights[0].shape)")
        assert run(warm, used).cells[0].outputs[-1] == Stream("stdout", "(2, 8, 4) (8, 4)\n")


def test_weights_that_wait_are_those_that_keras_would_have_drawn_at_once(warm: Runner) -> None:
    code = """
first, last = model.layers[0], model.layers[-1]
at_once = first.kernel_initializer(first.kernel.shape, dtype="float32")
print(np.array_equal(first.kernel, at_once), np.array_equal(first.bias, np.zeros(4)))
print(first.kernel.value.name, first.kernel)
"""
    found = run(warm, lecture(SMALL + code))
    assert found.failure is None
    (printed,) = (output.text for output in found.cells[0].outputs if isinstance(output, Stream))
    assert printed.startswith("True True\nsequential/conv2d/kernel:0 <Variable path=sequential/")
    assert "value=[[[[" in printed


def test_weights_drawn_within_a_graph_do_not_belong_to_it(warm: Runner) -> None:
    code = """
import tensorflow as tf
with tf.Graph().as_default():
    inside = type(model.weights[0].value).__name__
print(inside, model.weights[0].numpy().shape)
"""
    found = run(warm, lecture(SMALL + code))
    assert found.cells[0].outputs == (Stream("stdout", "ResourceVariable (3, 3, 3, 4)\n"),)


def test_variables_for_several_devices_are_made_at_once(warm: Runner) -> None:
    """A weight that waits would be drawn for one of them, outside of the strategy's scope."""
    code = """
import keras, numpy as np, tensorflow as tf
strategy = tf.distribute.MirroredStrategy(["CPU:0"])
with strategy.scope():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
    model.compile("sgd", "mse")
model.fit(np.ones((4, 3)), np.ones((4, 4)), verbose=0)
print(type(model.layers[0].kernel.value).__name__)
"""
    run = warm.submit(lecture(code)).result(120)
    assert run.failure is None
    assert run.cells[0].outputs[-1] == Stream("stdout", "MirroredVariable\n")


def test_a_single_number_may_wait_like_any_weight(warm: Runner) -> None:
    """Drawn in a function of TensorFlow's, or by a comparison."""
    code = """
import keras, tensorflow as tf
one, two = (keras.Variable(initializer=name, shape=()) for name in ("ones", "glorot_uniform"))
@tf.function
def add(): return one + 1
print(float(add()), one == 1.0, float(two) == float(two.value), two.shape)
"""
    run = warm.submit(lecture(code)).result(120)
    assert run.failure is None
    assert "".join(o.text for o in run.cells[0].outputs if isinstance(o, Stream)) == (
        "2.0 tf.Tensor(True, shape=(), dtype=bool) True ()\n"
    )


def test_an_initializer_changed_later_has_drawn_before(warm: Runner) -> None:
    code = """
made = keras.initializers.RandomNormal(stddev=1.0, seed=3)
layer = keras.layers.Dense(2, kernel_initializer=made)
layer.build((None, 3))
made.stddev = 5.0
as_made = keras.initializers.RandomNormal(stddev=1.0, seed=3)((3, 2))
print(np.array_equal(layer.kernel, as_made))
"""
    found = run(warm, lecture(SMALL + code))
    assert found.cells[0].outputs == (Stream("stdout", "True\n"),)


def test_a_layer_frozen_before_its_first_use_can_be_trained_later(warm: Runner) -> None:
    fit = (
        "model.compile('sgd', 'mse')\nmodel.fit(np.ones((4, 8, 8, 3)), np.ones((4, 10)), verbose=0)"
    )
    code = f"""
last = model.layers[-1]
last.trainable = False
{fit}
frozen = last.get_weights()[0]
last.trainable = True
{fit}
print(np.array_equal(frozen, last.get_weights()[0]))
"""
    found = run(warm, lecture(SMALL + code))
    assert found.cells[0].outputs == (Stream("stdout", "False\n"),)


def test_an_initializer_of_the_authors_own_is_called_when_the_layer_is_built(warm: Runner) -> None:
    code = """
class Counting(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        print("jetzt")
        return keras.ops.ones(shape, dtype)

class Shifted(keras.initializers.Zeros):
    def __call__(self, shape, dtype=None):
        print("auch")
        return keras.ops.ones(shape, dtype)

keras.layers.Dense(2, kernel_initializer=Counting(), bias_initializer=Shifted()).build((None, 3))
print("gebaut")
"""
    found = run(warm, lecture(code))
    assert found.cells[0].outputs == (Stream("stdout", "jetzt\nauch\ngebaut\n"),)


def test_a_generator_for_a_seed_is_asked_in_the_order_of_the_layers(warm: Runner) -> None:
    code = """
def build(generator):
    made = [keras.initializers.RandomNormal(seed=generator) for _ in range(2)]
    layers = [keras.layers.Dense(2, kernel_initializer=one) for one in made]
    for layer in layers:
        layer.build((None, 3))
    return layers

forwards = [layer.kernel.numpy() for layer in build(keras.random.SeedGenerator(1))]
backwards = [layer.kernel.numpy() for layer in build(keras.random.SeedGenerator(1))[::-1]]
print(np.array_equal(forwards, backwards[::-1]))
"""
    found = run(warm, lecture(code))
    assert found.cells[0].outputs == (Stream("stdout", "True\n"),)


def test_threads_that_ask_for_a_weight_at_once_get_the_same(warm: Runner) -> None:
    code = """
import threading

layer = keras.layers.Dense(300)
layer.build((None, 300))
sums = []
def ask():
    sums.append(float(layer.kernel.numpy().sum()))
threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(sums), len(set(sums)))
"""
    found = run(warm, lecture(code))
    assert found.failure is None
    assert found.cells[0].outputs == (Stream("stdout", "8 1\n"),)


def test_weights_too_large_for_the_memory_fail_where_they_are_used(warm: Runner) -> None:
    page = lecture(f"model = {BIG}", "model.get_weights()")
    failure = run(warm, page).failure
    assert failure is not None
    assert failure.line == line_of(page, "model.get_weights()")
    assert "Speicher" in failure.remedy or "symbolic" in failure.remedy


def test_a_session_may_be_cleared_and_data_may_not_be_read_in_a_symbolic_cell(warm: Runner) -> None:
    """Both run into the graph in which the cell builds.

    The last test: from here on the server has what `clear_session` needs.
    """
    cleared = "{}.clear_session()\nlayer = keras.layers.Dense(2)"
    for module in ("keras.utils", "keras.backend"):
        cells = (SMALL, SYMBOLIC), (cleared.format(module), SYMBOLIC), (SMALL, SYMBOLIC)
        found = run(warm, lecture(*cells, values=("layer.name", "model.layers[-1].name")))
        assert found.failure is None
        assert [value.text for value in found.values] == ["dense", "dense_1"]
    for reading in ("next(iter(data))", "data.as_numpy_iterator()"):
        code = f"import tensorflow as tf\ndata = tf.data.Dataset.range(3)\n{reading}"
        failure = run(warm, lecture((code, SYMBOLIC))).failure
        assert failure is not None
        assert failure.kind == "symbolic", failure.message
