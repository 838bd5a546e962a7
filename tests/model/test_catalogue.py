"""The catalogue against Keras: every entry names a real class and holds for it."""

from collections.abc import Callable
from typing import Any

import pytest

from rechenprobe import model_facts
from rechenprobe.model.catalogue import ENTRIES
from rechenprobe.model.catalogue.operations import PREFIX
from rechenprobe.model.errors import FormulaMismatch

pytestmark = pytest.mark.keras

IMAGE, SEQUENCE, VECTOR, VOLUME = (12, 10, 4), (9, 6), (7,), (6, 7, 8, 4)

CASES: list[tuple[str, tuple[int, ...], dict[str, Any]]] = [
    ("Conv1D", SEQUENCE, {"filters": 5, "kernel_size": 3, "strides": 2}),
    ("Conv1D", SEQUENCE, {"filters": 5, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}),
    ("Conv2D", IMAGE, {"filters": 6, "kernel_size": (3, 2), "strides": 2, "padding": "same"}),
    ("Conv2D", IMAGE, {"filters": 6, "kernel_size": 3, "groups": 2, "use_bias": False}),
    ("Conv2D", IMAGE, {"filters": 6, "kernel_size": 3, "dilation_rate": (2, 3)}),
    ("Conv3D", VOLUME, {"filters": 2, "kernel_size": 2, "strides": (1, 2, 3)}),
    ("Conv1DTranspose", SEQUENCE, {"filters": 2, "kernel_size": 2, "strides": 3}),
    ("Conv2DTranspose", IMAGE, {"filters": 2, "kernel_size": 3, "padding": "same", "strides": 2}),
    ("Conv2DTranspose", IMAGE, {"filters": 2, "kernel_size": 4, "strides": 3, "output_padding": 1}),
    ("Conv3DTranspose", VOLUME, {"filters": 2, "kernel_size": 2, "padding": "same"}),
    ("DepthwiseConv1D", SEQUENCE, {"kernel_size": 3, "depth_multiplier": 2}),
    ("DepthwiseConv2D", IMAGE, {"kernel_size": 3, "depth_multiplier": 2, "strides": 2}),
    ("SeparableConv1D", SEQUENCE, {"filters": 5, "kernel_size": 3}),
    ("SeparableConv2D", IMAGE, {"filters": 5, "kernel_size": 3, "depth_multiplier": 3}),
    ("Dense", IMAGE, {"units": 3}),
    ("Dense", VECTOR, {"units": 3, "use_bias": False}),
    ("MaxPooling1D", SEQUENCE, {"pool_size": 2}),
    ("AveragePooling2D", IMAGE, {"pool_size": (3, 2), "strides": 2, "padding": "same"}),
    ("MaxPooling3D", VOLUME, {"pool_size": 2}),
    ("GlobalAveragePooling2D", IMAGE, {}),
    ("GlobalMaxPooling1D", SEQUENCE, {"keepdims": True}),
    ("Flatten", IMAGE, {}),
    ("Reshape", IMAGE, {"target_shape": (6, -1, 8)}),
    ("Reshape", IMAGE, {"target_shape": (-1,)}),
    ("Permute", IMAGE, {"dims": (3, 1, 2)}),
    ("RepeatVector", VECTOR, {"n": 3}),
    ("ZeroPadding1D", SEQUENCE, {"padding": (1, 2)}),
    ("ZeroPadding2D", IMAGE, {"padding": ((1, 2), (0, 3))}),
    ("Cropping2D", IMAGE, {"cropping": ((1, 2), (0, 3))}),
    ("Cropping3D", VOLUME, {"cropping": 1}),
    ("UpSampling2D", IMAGE, {"size": (2, 3)}),
    ("Resizing", IMAGE, {"height": 5, "width": 4}),
    ("Rescaling", IMAGE, {"scale": 0.5}),
    ("Dropout", SEQUENCE, {"rate": 0.5}),
    ("BatchNormalization", IMAGE, {}),
    ("BatchNormalization", IMAGE, {"scale": False, "axis": 1}),
    ("BatchNormalization", IMAGE, {"renorm": True}),
    ("LayerNormalization", IMAGE, {"axis": (2, 3)}),
    ("LayerNormalization", SEQUENCE, {"center": False}),
    ("GroupNormalization", IMAGE, {"groups": 2}),
    ("Activation", IMAGE, {"activation": "gelu"}),
    ("ReLU", IMAGE, {}),
    ("Softmax", VECTOR, {}),
    ("Embedding", VECTOR, {"input_dim": 11, "output_dim": 5}),
    ("SimpleRNN", SEQUENCE, {"units": 4}),
    ("LSTM", SEQUENCE, {"units": 4, "return_sequences": True, "use_bias": False}),
    ("LSTM", SEQUENCE, {"units": 4, "return_state": True}),
    ("GRU", SEQUENCE, {"units": 4}),
    ("GRU", SEQUENCE, {"units": 4, "reset_after": False}),
]


def _build(kind: str, shape: tuple[int, ...], settings: dict[str, Any]) -> Any:
    import keras

    entry = keras.Input(shape)
    return keras.Model(entry, getattr(keras.layers, kind)(**settings)(entry))


@pytest.mark.parametrize(("kind", "shape", "settings"), CASES, ids=str)
def test_formulas_agree_with_keras(
    kind: str, shape: tuple[int, ...], settings: dict[str, Any]
) -> None:
    """Shape, parameters and weights: the oracles are asked on every collection of facts."""
    layer = model_facts(_build(kind, shape, settings)).layers[-1]
    assert layer.kind == kind
    assert layer.derivations["output"].value == layer.output_shape
    assert layer.derivations["params"].value == layer.params


@pytest.mark.parametrize(
    ("kind", "shape", "settings"),
    [
        case
        for case in CASES
        if case[0] != "Conv3DTranspose"
        and case[0].startswith(("Conv", "Depthwise", "Separable", "Dense"))
        and not {"groups", "dilation_rate", "output_padding"} & set(case[2])
    ],
    ids=str,
)
def test_macs_agree_with_tensorflows_profiler(
    kind: str, shape: tuple[int, ...], settings: dict[str, Any], flops: Callable[[Any], int]
) -> None:
    """Where the profiler is right, it counts two operations per MAC, without the bias.

    It knows no transposed convolution in 3D, and is wrong for groups, for
    dilation, and for a transposed convolution whose output is not the input times the
    stride (it divides the output's size by the stride).
    """
    model = _build(kind, shape, {**settings, "use_bias": False})
    assert flops(model) == 2 * model_facts(model).macs


def test_every_entry_is_a_class_of_keras() -> None:
    """A misspelt entry would never be used."""
    import keras

    classes = {getattr(item, "__name__", "") for item in vars(keras.layers).values()}
    functions = {name.replace("_", "") for name in dir(keras.ops)}
    layers = [name for name in ENTRIES if not name.startswith(PREFIX)]
    others = [name.removeprefix(PREFIX).lower() for name in ENTRIES if name not in layers]
    assert [name for name in layers if name not in classes] == []
    assert [name for name in others if name not in functions] == []


def test_a_wrong_formula_is_an_error_that_names_the_layer_and_all_values() -> None:
    """Never a wrong table: here the entry forgets the bias."""
    from rechenprobe.expression import Num
    from rechenprobe.model.describe import describe
    from rechenprobe.model.use import Entry, Formulas, Use

    def forgetful(use: Use) -> Formulas:
        return Formulas(describe(use, ENTRIES).output, params=Num(12))

    broken = {**ENTRIES, "Dense": Entry(ENTRIES["Dense"].settings, forgetful)}
    with pytest.raises(FormulaMismatch, match=r"„dense.*“ \(Dense\).*12, Keras zählt 15.*15"):
        model_facts(_build("Dense", (4,), {"units": 3}), broken)
