"""A stage of a net is the sum of the layers whose names begin with its own."""

import pytest
from msgspec import structs
from tests.check.golden import alexnet, answer

from rechenprobe.facts import Model

NAMES = (
    "stage1_conv stage1_pool stage2_conv stage2_pool stage3_a stage3_b stage3_c stage3_pool".split()
)


def staged() -> Model:
    """The seed's model, its layers behind the first named by stages."""
    model = alexnet()
    first, *layers = model.layers
    named = [structs.replace(layer, name=name) for layer, name in zip(layers, NAMES, strict=False)]
    return structs.replace(model, layers=(first, *named, *layers[len(NAMES) :]))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("13 × 13 × 256 | 614.656", ["stage2.output", "stage2.params"]),
        ("13 × 13 × 256 | 614.655", ["stage2.output", "wrong-number"]),
        ("27 × 27 × 256 | 614.656", ["wrong-number", "stage2.params"]),
    ],
)
def test_a_row_may_be_about_a_stage(said: str, expected: list[str]) -> None:
    source = f"| Stufe | Ausgabe | Parameter |\n|---|---|---|\n| `stage2` | {said} |\n"
    name, *lines = (line.split()[2] for line in answer(source, staged()).splitlines())
    assert name == "stage2"
    assert lines == expected


def test_its_numbers_are_the_sums_of_its_layers() -> None:
    source = "### stage3\n\n- Anzahl der Parameter: 1.131.520\n- Ausgabe: 6 × 6 × 256\n"
    assert "stage3.params | 1.131.520" in answer(source, staged())


def test_what_keras_only_numbers_is_no_stage() -> None:
    model = alexnet()
    layers = [
        structs.replace(layer, name=layer.name + "_7") if layer.name == "dense" else layer
        for layer in model.layers
    ]
    source = "### dense\n\n- Anzahl der Parameter: 54.575.114\n"
    assert "dense." not in answer(source, structs.replace(model, layers=tuple(layers)))


@pytest.mark.parametrize(
    ("words", "meant"),
    [("SimpleRNN-Schicht", 1), ("Simple RNN-Layer 1", 1), ("RNN-Schicht", 0)],
)
def test_a_simple_rnn_has_a_name_a_bare_rnn_may_be_an_lstm(words: str, meant: int) -> None:
    model = alexnet()
    kinds = dict(zip(("conv2d", "dense"), ("SimpleRNN", "LSTM"), strict=True))
    layers = (structs.replace(one, kind=kinds.get(one.name, one.kind)) for one in model.layers)
    source = f"### {words}\n\n- Anzahl der Parameter: 34.944\n"
    said = answer(source, structs.replace(model, layers=tuple(layers)))
    assert said.count("conv2d.params") == meant
