"""A fence `rechner`: a layer and what its fields begin with; what is wrong in it is named."""

import pytest

from rechenprobe.lecture import Lecture
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings


def read(body: str, info: str = "rechner") -> Lecture:
    return read_lecture(f"Text.\n\n```{info}\n{body}\n```\n", "a.md", Settings())


def test_a_fence_names_a_layer_and_sets_fields() -> None:
    """By Keras' words or by the textbooks' letters; the others keep what they begin with."""
    (calculator,) = read("schicht: Conv2D\nn: 227\nf: 11  # Kante\nuse_bias: nein").calculators
    assert calculator.kind == "Conv2D"
    settings = calculator.settings
    assert (settings["n"], settings["kernel_size"], settings["use_bias"]) == (227, 11, False)
    assert (settings["strides"], settings["padding"]) == (1, "valid")


def test_layers_that_share_a_calculator_choose_themselves_in_it() -> None:
    """A GRU is calculated like an LSTM."""
    (calculator,) = read("schicht: GRU\nunits: 5").calculators
    assert (calculator.kind, calculator.settings["layer"]) == ("LSTM", "GRU")
    assert calculator.settings["units"] == 5


def test_other_fences_are_none() -> None:
    """Nor does a calculator run."""
    assert read("schicht: Conv2D", "text").calculators == ()
    assert read("schicht: Conv2D").cells == ()


@pytest.mark.parametrize(
    ("body", "code", "words", "remedy"),
    [
        ("n: 3", "unknown-calculator", "nennt keine Schicht", "Conv2D"),
        ("schicht: Conv2d", "unknown-calculator", "„Conv2d“", "Meinten Sie „Conv2D“?"),
        (
            "schicht: Conv2D\nkernel: 3",
            "unknown-calculator-setting",
            "„kernel“",
            "Meinten Sie „kernel_size“?",
        ),
        ("schicht: Dense\nunits: 0", "bad-calculator-setting", "von 1 bis 1000000", ""),
        ("schicht: Dense\nunits: drei", "bad-calculator-setting", "nicht „drei“", ""),
        ("schicht: Dense\nunits: true", "bad-calculator-setting", "ganze Zahl", ""),
        ("schicht: Conv2D\npadding: voll", "bad-calculator-setting", "valid oder same", ""),
        ("schicht: Dense\nuse_bias: 1", "bad-calculator-setting", "true oder false", ""),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    body: str, code: str, words: str, remedy: str
) -> None:
    """With what would be right, where that is near."""
    lecture = read(body)
    (problem,) = lecture.problems
    assert (problem.code, problem.severity) == (code, "error")
    assert words in problem.message
    assert remedy in problem.remedy
    assert lecture.place(problem.span.start).line == 3 + body.count("\n") + (
        code != "unknown-calculator" or "schicht" in body
    )
