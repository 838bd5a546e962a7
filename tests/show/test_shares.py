"""Shares of layers: they sum to the whole, the largest are shown, bars and numbers agree."""

import re
from fractions import Fraction
from html import unescape

import pytest
from msgspec import structs
from tests.show.samples import alexnet, dense, plain

from rechenprobe.facts import Model, Weight
from rechenprobe.show.bars import percentage
from rechenprobe.show.shares import shares, shares_block


def rows(html: str) -> list[list[str]]:
    """The text of all cells, row by row."""
    found = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    cells = [re.findall(r"<(?:td|th)[^>]*>(.*?)</(?:td|th)>", row, re.DOTALL) for row in found]
    return [[unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in row] for row in cells]


def wide(count: int) -> Model:
    """Layers of 1, 2, 3 … units behind ten inputs."""
    layers = tuple(dense(f"d{units}", 10, units) for units in range(1, count + 1))
    params = sum(layer.params for layer in layers)
    return Model("breit", "Functional", layers, params, params, 0, sum(l.macs for l in layers))


def test_shares_sum_to_the_model() -> None:
    """No parameter and no multiplication is lost."""
    model = alexnet()
    params, macs, activations = (
        sum(column) for column in zip(*(s.counts for s in shares(model)), strict=True)
    )
    assert (params, macs) == (model.params, model.macs)
    assert activations == sum(layer.activations for layer in model.layers)


def test_the_first_dense_layer_of_alexnet_holds_two_thirds() -> None:
    """37 752 832 of 56 356 234 parameters, but 4.7 percent of the work."""
    row = next(row for row in rows(shares_block(alexnet(), "space")) if row[0] == "Dense dense")
    assert row[1:3] == ["67,0\u00a0%", "4,7\u00a0%"]


def test_layers_that_have_nothing_are_left_out() -> None:
    """Flatten neither counts nor keeps anything."""
    assert "flatten" not in {share.name for share in shares(alexnet())}


def test_a_shared_layer_is_one_row_with_the_work_of_all_uses() -> None:
    """Its weights exist once."""
    layer = dense("d", 10, 5)
    model = Model(
        "m", "Functional", (layer, structs.replace(layer, first_use=False)), 55, 55, 0, 100
    )
    (share,) = shares(model)
    assert share.counts == (55, 100, 20)


def test_weights_shared_by_two_layers_count_with_the_first() -> None:
    """Otherwise the shares would exceed the whole."""
    weight = Weight("kernel", (10, 5), "float32", trainable=True, identity=0)
    first, second = (structs.replace(dense(n, 10, 5), weights=(weight,)) for n in ("a", "b"))
    found = shares(Model("m", "Functional", (first, second), 50, 50, 0, 100))
    assert [share.counts[0] for share in found] == [50, 0]


def test_of_many_layers_the_largest_have_rows_and_the_others_share_one() -> None:
    """In the model's order; nothing is dropped."""
    table = rows(shares_block(wide(40), "space"))[1:]
    assert [row[0] for row in table] == [
        *(f"Dense d{n}" for n in range(27, 41)),
        "26 weitere Schichten",
    ]
    rest = Fraction(sum(range(1, 27)), sum(range(1, 41)))
    assert table[-1][1] == percentage(rest, "space")


def test_one_layer_too_many_is_shown_rather_than_called_the_others() -> None:
    """A row for a single other layer would save nothing."""
    assert not [row for row in rows(shares_block(wide(15), "space")) if "weitere" in row[0]]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(0), "–"),
        (Fraction(1, 10_000), "< 0,1\u00a0%"),
        (Fraction(5, 10_000), "0,1\u00a0%"),
        (Fraction(2, 3), "66,7\u00a0%"),
        (Fraction(1), "100,0\u00a0%"),
    ],
)
def test_percentages_have_one_decimal(share: Fraction, text: str) -> None:
    """German notation; what is there is never shown as nothing."""
    assert percentage(share, "space") == text


def test_bars_are_as_long_as_the_numbers_say() -> None:
    """A layer that has nothing of a quantity has no bar."""
    model = Model(
        "m", "Functional", (dense("a", 10, 3), plain("b", "ReLU", (3,), (3,), 10)), 33, 33, 0, 30
    )
    html = shares_block(model, "space")
    assert re.findall(r"--share:([\d.]+)", html) == ["1.0000", "1.0000", "0.5000", "0.5000"]


def test_the_chart_is_a_table_with_caption_and_scoped_headers() -> None:
    """It is its own text alternative."""
    html = shares_block(alexnet(), "space")
    assert html.count("<caption>") == 1
    assert "<th>" not in html
    assert html.count('<th scope="col"') == 4


def test_names_are_text_not_markup() -> None:
    """Keras takes any name."""
    html = shares_block(Model("m", "Functional", (dense("<b>", 1, 1),), 2, 2, 0, 1), "space")
    assert "<b>" not in html
