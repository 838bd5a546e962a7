"""A sentence means the same wherever its lines break, and a layer's kind may precede its name."""

import pytest
from msgspec import structs
from tests.check.golden import alexnet, check

from rechenprobe.facts import Model

SENTENCES = (
    "Die erste Faltungsschicht hat 17 Filter.",
    "Die erste Faltungsschicht hat 96 Filter.",
    "Die zweite Dense-Schicht hat 12.937 Parameter.",
    "Die letzte Dense-Schicht hat 11 Neuronen.",
    "Die letzte Faltungsschicht hat 257 Filter.",
    "Die Flatten-Schicht liefert 9217 Werte.",
    "Die zweite transponierte Faltung hat 17 Filter.",
    "Die zweite Max Pooling Schicht hat 17 Parameter.",
    "Die drei Dense-Schichten haben 37.752.832, 16.781.312 und 40.971 Parameter.",
    "Die erste und die letzte Dense-Schicht haben 4096 und 11 Neuronen.",
    "Die erste Faltungsschicht hat 96 Filter, die zweite 64 Filter.",
    "Die beiden transponierten Faltungen haben 614.656 und 1.474.561 Parameter.",
    "Conv-Layer 1 hat 17 Filter.",
    "Es sind 5 Max Pooling Schichten.",
    "Die Dense-Schicht `dense` hat 392 Neuronen.",
    "Die erste Dense-Schicht `dense` hat 392 Neuronen.",
    "The second fully connected layer has 4097 units.",
)


def model() -> Model:
    """The seed's model; two of its convolutions are transposed, one layer has a German name."""
    kinds = dict.fromkeys(("conv2d_2", "conv2d_3"), "Conv2DTranspose")
    names = {"dense_1": "code"}
    found = alexnet()
    layers = (
        structs.replace(one, kind=kinds.get(one.name, one.kind), name=names.get(one.name, one.name))
        for one in found.layers
    )
    return structs.replace(found, layers=tuple(layers))


def said(source: str) -> list[str]:
    """What the check says of each number, whatever the place."""
    lecture, report = check(source, model())
    return [f"{lecture.numbers[one.number].text} {one.verdict}" for one in report.numbers]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(("before", "between"), [("", "\n"), ("- ", "\n  "), ("", "\r\n")])
def test_a_line_may_break_at_every_space(sentence: str, before: str, between: str) -> None:
    words = sentence.split(" ")
    for position in range(1, len(words)):
        broken = " ".join(words[:position]) + between + " ".join(words[position:])
        assert said(f"{before}{broken}\n") == said(f"{before}{sentence}\n"), broken


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Die Dense-Schicht `code` hat 4096 Neuronen.", ["4096 verified"]),
        ("Die Dense-Schicht `code` hat 392 Neuronen.", ["392 wrong"]),
        ("Die Dense-Schicht (`code`) hat 392 Neuronen.", ["392 wrong"]),
        ("Die zweite Dense-Schicht `code` hat 392 Neuronen.", ["392 wrong"]),
        ("Die dritte Dense-Schicht `code` hat 392 Neuronen.", ["392 unchecked"]),
        ("Die Faltungsschicht `code` hat 392 Neuronen.", ["392 unchecked"]),
        ("Die Faltungsschicht `code` hat 4096 Neuronen.", ["4096 unchecked"]),
        ("Die Code-Schicht hat 392 Neuronen.", ["392 wrong"]),
        ("Die Code-Schicht hat 4096 Neuronen.", ["4096 verified"]),
        ("Eine Code-Schicht hat 392 Neuronen.", ["392 unchecked"]),
        ("### Dense-Schicht `code`\n\n- Neuronen: 4096\n", ["4096 verified"]),
        ("### Dense-Schicht `code`\n\n- Neuronen: 392\n", ["392 wrong"]),
        ("### Pooling `code`\n\n- Neuronen: 392\n", ["392 unchecked"]),
        ("### Code-Schicht\n\n- Neuronen: 392\n", ["392 wrong"]),
        ("- Dense-Schicht `code`: 392 Neuronen\n", ["392 wrong"]),
        ("- Die Dense-Schicht `code` hat 392 Neuronen.\n", ["392 wrong"]),
        ("| Schicht | Neuronen |\n|---|---|\n| Dense-Schicht `code` | 392 |\n", ["392 wrong"]),
        ("| Schicht | Neuronen |\n|---|---|\n| Pooling `code` | 392 |\n", ["392 unchecked"]),
        (
            "Die Dense-Schichten `dense` und `code` haben 4096 und 17 Neuronen.",
            ["4096 verified", "17 wrong"],
        ),
    ],
)
def test_a_kind_and_a_name_are_one_layer(source: str, expected: list[str]) -> None:
    assert said(source) == expected
