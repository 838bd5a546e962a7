"""Views of a model: data for a lecture, a drawing for Jupyter."""

from typing import Any

import keras
import pytest

import rechenprobe
from rechenprobe.columns import UnknownColumnError
from rechenprobe.display import UnknownLayerError, View
from rechenprobe.execution import Shown

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def model() -> Any:
    layers = [keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3, name="c"), keras.layers.Flatten()]
    made = keras.Sequential(layers)
    made.compile("adam", "mse")
    return made


def test_a_view_is_data_for_the_worker(model: Any) -> None:
    """The model is registered like any other; name and options go along."""
    view = rechenprobe.memory_table(model, batch_size=16)
    seen: list[Any] = []

    def register(given: Any) -> int:
        seen.append(given)
        return 7

    shown = view._rechenprobe_view_(register)
    assert shown == Shown(7, "memory_table", {"batch_size": 16})
    assert seen == [model]


def test_views_draw_themselves_in_jupyter(model: Any) -> None:
    """The same drawing as on the page."""
    assert "Die Schichten" in rechenprobe.layer_table(model)._repr_html_()
    assert "<style>" in rechenprobe.shares(model)._repr_html_(), "its own rules"
    html = rechenprobe.memory_table(model, 16, precision="float16")._repr_html_()
    assert html.count("<tr") == 3, "head, precision, one row"
    state = rechenprobe.memory_table(model, 16, precision="float16", optimizer="lion")
    assert state._repr_html_() != html


def test_a_derivation_shows_formula_calculation_result_and_meaning(model: Any) -> None:
    """Every quantity, every symbol explained."""
    html = rechenprobe.derivation(model, "c")._repr_html_()
    for text in ("Ausgabe: Höhe", "Parameter", "MACs", "Eingabekanäle", "Ohne Padding", ">112<"):
        assert text in html
    assert html.count("<math") >= 6


def test_a_derivation_of_a_layer_that_is_not_there_names_those_that_are(model: Any) -> None:
    """German, with the names to choose from."""
    with pytest.raises(
        UnknownLayerError, match=r"„conv9“ gibt es .* nicht\. Vorhanden: c, flatten"
    ):
        rechenprobe.derivation(model, "conv9")


def test_columns_of_the_table_are_chosen(model: Any) -> None:
    """By either name; the view keeps the English ones, for the page's drawing."""
    view = rechenprobe.layer_table(model, columns=["Schicht", "output"])
    assert view.options == {"columns": ("layer", "output")}
    assert rechenprobe.layer_table(model, "Parameter").options == {"columns": ("params",)}
    with pytest.raises(UnknownColumnError, match="„Farbe“"):
        rechenprobe.layer_table(model, ["Farbe"])


@pytest.mark.parametrize("options", [{"precision": "float12"}, {"optimizer": "adamant"}])
def test_impossible_options_are_refused_where_they_are_written(
    model: Any, options: dict[str, Any]
) -> None:
    """In the cell, not later on the page."""
    with pytest.raises(ValueError, match="known are"):
        rechenprobe.memory_table(model, **options)


def test_all_views_have_a_drawing(model: Any) -> None:
    """Whatever a cell may end in is shown."""
    for view in ("architecture", "layer_table", "memory_table", "shares"):
        made = getattr(rechenprobe, view)(model)
        assert isinstance(made, View)
        assert (made.view, made.model.params) == (view, 112)
        assert "<" in made._repr_html_()
