"""Tables that compare several models of a page."""

from msgspec import structs
from tests.check.golden import alexnet, answer, net

CELL = "```python\nmodel\n```\n\n"


def said(table: str) -> list[str]:
    """What the check says of a page that builds three models."""
    return answer(CELL + table, alexnet(), net("unet"), net("parts")).split("\n")


def wrong(table: str) -> list[str]:
    found = [one.partition("| ")[2] for one in said(table) if one.startswith("#")]
    return [one.replace("\u202f", " ") for one in found]


ROWS = """
| Netz | Parameter | davon trainierbar | MACs | Gewichte (float32) |
|---|--:|--:|--:|--:|
| U-Netz | 116.753 | 116.753 | 396.886.016 | 467 kB |
| das tiefe | 56.356.234 | 56.356.234 | 798.933.536 | 225 MB |
| Segmentierung | 262.372 | 262.372 | 1.394.073.600 | 1,05 MB |
"""
COLUMNS = """
| Kennzahl | alt | neu |
|---|---|---|
| Parameter | 116.753 | 262.372 |
| Parameter in Tsd. | 117 | 262 |
| MACs (Mio.) | 396,9 | 1394,1 |
| MACs | 396.886.016 | 1.394.073.600 |
| Gewichte in float16 | 234 kB | 525 kB |
"""


def test_whatever_columns_and_rows_count_is_confirmed() -> None:
    """Lines are called by their models, or nothing but their numbers tells which is meant."""
    for table in (ROWS, COLUMNS):
        assert all(one.startswith("=") for one in said(table)), said(table)


def test_a_count_that_is_another_one_is_wrong() -> None:
    assert wrong(ROWS.replace("| 262.372 | 262.372", "| 262.327 | 262.372")) == [
        "262.327 → 262 372"
    ]
    assert wrong(ROWS.replace("396.886.016", "402.000.000")) == ["402.000.000 → 396 886 016"]
    assert wrong(COLUMNS.replace("| MACs | 396.886.016", "| MACs | 396.886.061")) == [
        "396.886.061 → 396 886 016"
    ]


def test_the_one_model_that_is_left_is_meant_if_it_is_a_slip() -> None:
    table = (
        "| Netz | Parameter |\n|---|---|\n| A | 116.753 |\n| B | 262.327 |\n| C | 56.356.234 |\n"
    )
    assert wrong(table) == ["262.327 → 262 372"]
    assert wrong(table.replace("262.327", "270.000")) == []


def test_a_variant_of_a_model_may_have_other_numbers() -> None:
    variants = (
        "| U-Netz mit halber Auflösung | 116.753 | 99.221.504 |\n"
        "| U-Netz ohne Bias | 116.320 | 396.886.016 |\n"
        "| ResNet-50 | 25.557.032 | 4.089.184.256 |\n"
    )
    table = "| Netz | Parameter | MACs |\n|---|---|---|\n| U-Netz | 116.753 | 396.886.016 |\n"
    assert wrong(table + variants) == []


def test_layers_stand_beside_each_other_for_each_model() -> None:
    table = (
        "| Schicht | neu | alt |\n|---|---|---|\n"
        "| encoder1_conv1 | 240 | |\n| encoder1_conv2 | 5.208 | |\n| encoder2_conv1 | 10.416 | |\n"
        "| encoder2_conv2 | 20.784 | |\n| conv2d | | 160 |\n| conv2d_1 | | 2.320 |\n"
        "| conv2d_2 | | 4.640 |\n| conv2d_3 | | 9.248 |\n"
    )
    assert all(one.startswith("=") for one in said(table)), said(table)
    assert wrong(table.replace("10.416", "10.461")) == ["10.461 → 10 416"]
    assert wrong(table.replace("10.416", "12.000")) == []


def told(sentence: str) -> list[str]:
    """The numbers of a sentence, each with the sign of what is said of it."""
    found = answer(CELL + sentence, alexnet(), net("unet"), net("parts"), net("text"))
    return [one[0] + one.rpartition("| ")[2].partition(" →")[0] for one in found.split("\n")]


def test_what_one_model_has_more_or_less_than_another() -> None:
    for true, numbers in (
        ("Der Unet spart gegenüber der Segmentierung {} Parameter.", "145.619 154.619"),
        ("Der Unet spart gegenüber der Segmentierung 145.619 Parameter, also {}.", "55,5 % 65,5 %"),
        ("Das Textmodell hat 2.534.213 Parameter, {} weniger als der Sequential.", "95,5 % 59,5 %"),
        (
            "Der Unet hat 145.619 Parameter weniger als die Segmentierung. Das sind {}.",
            "55,5 % 45,5 %",
        ),
        ("Mit 262.372 Parametern ist die Segmentierung {}-mal so groß wie der Unet.", "2,2 3,2"),
        ("Der Rechenaufwand der Segmentierung ist {}-mal so hoch wie der des Unet.", "3,5 5,3"),
        ("Das Textmodell hat 2.534.213 Parameter, der Unet {}.", "116.753 116.735"),
        ("Das Textmodell belegt 10.136.852 Byte, der Unet {}.", "467.012_Byte 467.021_Byte"),
    ):
        right, wrong = numbers.replace(" %", "_%").split()
        assert "=" + right.replace("_", " ") in told(true.format(right.replace("_", " ")))
        assert "#" + wrong.replace("_", " ") in told(true.format(wrong.replace("_", " ")))


def test_what_is_not_counted_is_left_alone() -> None:
    for text in (
        "Das Training des Unet dauerte 45 Minuten, 30 % weniger als das der Segmentierung.",
        "Der Dice-Wert der Segmentierung ist um 4 % größer als der des Unet.",
        "Der Unet hat 116.753 Parameter. Verdoppelt man die Kanäle, sind es 349.024 mehr.",
        "Das Textmodell ist trotz 2.534.213 Parametern 8,8-mal schneller als die Segmentierung.",
        "Die Segmentierung rechnet beim Training 9,9-mal so lange wie der Unet.",
        "Der Unet hat 145.619 Parameter weniger. Das sind 11 % des Speichers der Platine.",
        "Der Unet hat 145.619 Parameter weniger. Das ist ein Gewinn von 4 %, wenn man so will.",
        "Ohne Bias spart die Segmentierung 488 Parameter, der Unet mit 116.753 aber 145.610.",
    ):
        assert not any(one.startswith("#") for one in told(text)), text


def test_a_sentence_is_about_the_model_that_it_names() -> None:
    """Not about the one that a cell has shown last; an adjective may be its name."""
    models = (structs.replace(alexnet(), name="tief"), structs.replace(net("unet"), name="sparsam"))
    text = "Das tiefe Netz hat {} Parameter. Seine erste Faltung hat {} Parameter.\n"
    found = {}
    for large, small in (("56.356.234", "34.944"), ("56.356.243", "34.994")):
        found[large] = [
            one[0] for one in answer(CELL + text.format(large, small), *models).split("\n")
        ]
    assert found == {"56.356.234": ["=", "="], "56.356.243": ["#", "#"]}
    compared = "Das Netz hat 116.753 Parameter, weniger als im tiefen Netz mit 56.356.234.\n"
    assert answer(CELL + compared, *models)[0] == "="
    both = "Vom tiefen Netz zum sparsamen Netz sind es 34.994 Parameter.\n"
    assert answer(CELL + both, *models)[0] == "?"


PARTS = """
| | {} | das kleine |
|---|--:|--:|
| Parameter | 56.356.234 | 116.753 |
| Parameter der ersten Faltung | 34.944 | 160 |
| Parameter der Dense-Schichten | 54.575.114 | – |
| MACs der ersten Faltung | 105.415.200 | 2.359.296 |
| ohne Dense-Schichten | {} | – |
"""


def test_rows_may_count_what_some_layers_of_each_model_have() -> None:
    """Or what all others have."""
    models = structs.replace(alexnet(), name="tief"), net("unet")
    said = answer(CELL + PARTS.format("das tiefe", "1.781.120"), *models).split("\n")
    assert all(one.startswith("=") for one in said), said
    said = answer(CELL + PARTS.format("tief", "1.718.120"), *models).split("\n")
    assert [one for one in said if not one.startswith("=")] == [
        "# 12:26 wrong-number | 1.718.120 → 1\u202f781\u202f120"
    ]
