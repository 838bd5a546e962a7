"""The model's tables say what the facts say, with the calculation, in real tables."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from msgspec import structs
from tests.show.samples import alexnet

from rechenprobe.facts import Model
from rechenprobe.notation import Grouping
from rechenprobe.show.tables import layer_table, memory_table, model_block


def rows(html: str) -> list[list[str]]:
    """The text of all cells, row by row, tags left out."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    cells = [re.findall(r"<(?:td|th)[^>]*>(.*?)</(?:td|th)>", row, re.DOTALL) for row in found]
    return [[unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in row] for row in cells]


@pytest.fixture
def model() -> Model:
    return alexnet()


def test_a_layer_shows_shape_parameters_calculation_macs_and_memory(model: Model) -> None:
    """The first convolution of AlexNet, as published."""
    row = rows(layer_table(model, "space"))[2]
    assert row == [
        "2",
        "Conv2D conv2d",
        "55 × 55 × 96",
        "34\u202f944= 96⋅(11⋅11⋅3+1)",
        "105\u202f415\u202f200",
        "139,776\u00a0kB",
        "618,348\u00a0kB",
    ]


def test_a_layer_without_weights_shows_dashes(model: Model) -> None:
    """Zeros would hide the numbers that matter."""
    row = rows(layer_table(model, "space"))[10]
    assert row == ["10", "Flatten flatten", "9216", "–", "–", "–", "–"]


def test_the_last_row_holds_the_totals_of_the_model(model: Model) -> None:
    """Parameters and MACs as published; the grouping is the site's."""
    row = rows(layer_table(model, "dot"))[-1]
    assert row[1:6] == ["Summe", "15 Schichten", "56.356.234", "798.933.536", "225,425\u00a0MB"]


def test_a_layer_used_twice_counts_once_and_says_so(model: Model) -> None:
    """Its row repeats, as in the summary."""
    again = structs.replace(model.layers[1], first_use=False)
    html = layer_table(structs.replace(model, layers=(*model.layers, again)), "space")
    assert rows(html)[-2][1] == "Conv2D conv2d (gemeinsam benutzt)"
    assert rows(html)[-1][2] == "15 Schichten"


def test_memory_by_precision_and_batch(model: Model) -> None:
    """Only activations grow with the batch; mixed precision halves them alone."""
    table = rows(memory_table(model, "space"))
    float32, mixed, float16 = table[2:5], table[6:9], table[10:13]
    assert [row[0] for row in float32] == ["1", "16", "64"]
    assert {row[1] for row in float32 + mixed} == {"225,425\u00a0MB"}
    assert {row[1] for row in float16} == {"112,712\u00a0MB"}
    assert [row[4] for row in mixed] == [row[4] for row in float16]
    assert len({row[4] for row in float32}) == 3


def test_the_memory_table_says_what_is_counted(model: Model) -> None:
    """The optimizer by name, and that activations are an estimate."""
    html = memory_table(model, "space")
    assert "SGD mit Momentum" in html
    assert "Schätzung" in html


@pytest.mark.parametrize("draw", [layer_table, memory_table])
def test_tables_have_a_caption_and_scoped_headers(
    draw: Callable[[Model, Grouping], str], model: Model
) -> None:
    """A screen reader names the row and the column of each number."""
    html = draw(model, "space")
    assert html.count("<caption>") == 1
    assert "<th>" not in html
    assert {"col", "row"} <= set(re.findall(r'<th scope="(\w+)"', html))


@pytest.mark.parametrize(
    ("view", "kinds"),
    [
        ("summary", {"rp-layers", "rp-memory"}),
        ("layer_table", {"rp-layers"}),
        ("memory_table", {"rp-memory"}),
    ],
)
def test_a_view_shows_its_tables(view: str, kinds: set[str], model: Model) -> None:
    """A summary shows everything."""
    html = model_block(model, view, "space")
    assert set(re.findall(r"rp-(?:layers|memory)", html)) == kinds


def test_names_are_text_not_markup(model: Model) -> None:
    """Keras takes any name."""
    html = model_block(structs.replace(model, name="<script>"), "summary", "space")
    assert "<script>" not in html
