"""The model's tables say what the facts say, with the calculation, in real tables."""

import re
from collections.abc import Callable, Mapping
from html import unescape

import pytest
from markupsafe import Markup
from msgspec import structs
from tests.show.samples import alexnet

from rechenprobe.columns import COLUMNS, UnknownColumnError, find_columns
from rechenprobe.expression import Call, Num, Symbol
from rechenprobe.facts import Derivation, Model, Optimizer, Part, Quantity
from rechenprobe.memory import NOTES
from rechenprobe.notation import Grouping
from rechenprobe.show.derivations import derivation_block
from rechenprobe.show.memory import amounts, memory_table, optimizers
from rechenprobe.show.model import model_block, model_on_page
from rechenprobe.show.tables import layer_table
from rechenprobe.show.values import show_bytes


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
    row = rows(layer_table(model, "space", steps=False))[2]
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
    row = rows(layer_table(model, "space", steps=False))[10]
    assert row == ["10", "Flatten flatten", "9216", "–", "–", "–", "–"]


def test_the_last_row_holds_the_totals_of_the_model(model: Model) -> None:
    """Parameters and MACs as published; the grouping is the site's."""
    row = rows(layer_table(model, "dot"))[-1]
    assert row[1:6] == ["Summe", "15 Schichten", "56.356.234", "798.933.536", "225,425\u00a0MB"]


def test_a_layer_used_twice_counts_once_and_says_so(model: Model) -> None:
    """Its row repeats, as in the summary."""
    again = structs.replace(model.layers[1], first_use=False)
    html = layer_table(structs.replace(model, layers=(*model.layers, again)), "space", steps=False)
    assert rows(html)[-2][1] == "Conv2D conv2d (gemeinsam benutzt)"
    assert rows(html)[-1][2] == "15 Schichten"


def test_memory_by_precision_and_batch(model: Model) -> None:
    """Only activations grow with the batch; mixed precision halves them alone."""
    table = rows(memory_table(model, "space", choose=False))
    float32, mixed, float16 = table[2:5], table[6:9], table[10:13]
    assert [row[0] for row in float32] == ["1", "16", "64"]
    assert {row[1] for row in float32 + mixed} == {"225,425\u00a0MB"}
    assert {row[1] for row in float16} == {"112,712\u00a0MB"}
    assert [row[4] for row in mixed] == [row[4] for row in float16]
    assert len({row[4] for row in float32}) == 3


def test_the_memory_table_says_what_is_counted(model: Model) -> None:
    """The optimizer by name, what activations are, and what is left out; once each."""
    html = memory_table(model, "space")
    assert "(SGD mit Momentum) eine Zahl" in html
    assert [html.count(sentence) for sentence in NOTES.values()] == [1] * len(NOTES)
    assert NOTES["inference"] not in memory_table(model, "space", choose=False)


def test_below_a_layer_its_formulas_stand_with_numbers_and_results(model: Model) -> None:
    """In a row of their own, folded; a layer without a formula has none."""
    html = layer_table(model, "dot")
    row = next(row for row in rows(html) if row[0].startswith("Rechnung zu conv2d_1"))
    assert row[0].endswith("ParameterF⋅(f⋅f⋅C+1) = 256⋅(5⋅5⋅96+1) = 614.656")
    assert html.count("<details>") == 8
    assert "Rechnung zu flatten" not in html


def test_a_formula_that_cannot_be_set_stands_there_as_text(model: Model) -> None:
    """The authors of layers choose the symbols."""
    expr = Call("+", (Symbol(r"\kaputt", 3), Num(4)))
    layer = structs.replace(
        model.layers[0], derivations={"params": Derivation("params", (Part("", expr),))}
    )
    html = layer_table(structs.replace(model, layers=(layer,)), "space")
    assert "3 + 4" in html
    assert "<strong>7</strong>" in html


def test_the_derivation_of_a_layer_says_plain_numbers_too(model: Model) -> None:
    """Pooling multiplies nothing: left out below a row, an answer where it is asked for."""
    pooling = next(layer for layer in model.layers if layer.kind == "MaxPooling2D")
    nothing: Mapping[Quantity, Derivation] = {"macs": Derivation("macs", (Part("", Num(0)),))}
    html = derivation_block(structs.replace(pooling, derivations=nothing), "dot")
    assert "<dt>MACs</dt><dd><span><strong>0</strong></span></dd>" in html
    assert f"Rechnung zu „{pooling.name}“" in html


def test_nor_does_it_spoil_the_derivation_of_the_layer(model: Model) -> None:
    """Neither in the formulas nor among the symbols below them."""
    expr = Call("+", (Symbol(r"\kaputt", 3, "Schrauben"), Num(4)))
    layer = structs.replace(
        model.layers[0], derivations={"params": Derivation("params", (Part("", expr),))}
    )
    html = derivation_block(layer, "space")
    assert "<dt>Parameter</dt><dd><span>3 + 4</span> <span>= <strong>7</strong></span></dd>" in html
    assert r"\kaputt = 3: Schrauben" in html


def test_authors_choose_the_columns(model: Model) -> None:
    """In their order, by English or German names; totals below each that has one."""
    some = find_columns(("Schicht", "flops", "nicht trainierbar", "Eingaben aus"))
    table = rows(layer_table(model, "dot", some, steps=False))
    assert table[0] == ["Schicht", "FLOPs", "nicht trainierbar", "Eingaben aus"]
    assert table[2] == ["Conv2D conv2d", "210.830.400", "–", ""]
    assert table[-1] == ["Summe", "1.597.867.072", "0", ""]
    assert rows(model_block(model, "layer_table", "dot", {"columns": some})) == table


def test_every_column_can_be_drawn(model: Model) -> None:
    """As many cells in each row as there are columns."""
    table = rows(layer_table(model, "space", tuple(COLUMNS), steps=False))
    assert {len(row) for row in table} == {len(COLUMNS)}
    assert table[0] == list(COLUMNS.values())


def test_a_column_that_does_not_exist_is_refused_with_those_that_do() -> None:
    """German, with the one that is probably meant."""
    with pytest.raises(
        UnknownColumnError, match=r"„Paramter“ .*„Parameter“.*Es gibt: Nr\., .*MACs"
    ):
        find_columns(["Paramter"])


def test_parameters_that_are_not_trained_are_told_apart_below_the_total(model: Model) -> None:
    """Only where there are any."""
    frozen = structs.replace(model, trainable_params=model.params - 34_944)
    frozen = structs.replace(frozen, non_trainable_params=34_944)
    below = rows(layer_table(frozen, "dot"))[-2:]
    assert [(row[1], row[3]) for row in below] == [
        ("davon trainierbar", "56.321.290"),
        ("davon nicht trainierbar", "34.944"),
    ]
    assert "davon" not in layer_table(model, "dot")
    html = layer_table(frozen, "dot")
    assert html.count("rp-index") == len(model.layers) + 4, "hidden on phones, in every row alike"


def test_lower_bounds_are_marked(model: Model) -> None:
    """In the row, in the total, in the derivation, and explained; exact counts are not."""
    assert "≥" not in layer_table(model, "dot") + memory_table(model, "dot")
    expr = Call("*", (Num(3), Num(5)))
    derivations: Mapping[Quantity, Derivation] = {"macs": Derivation("macs", (Part("", expr),))}
    layer = structs.replace(model.layers[1], incomplete=("macs",), derivations=derivations)
    loose = structs.replace(model, layers=(model.layers[0], layer))
    table = layer_table(loose, "dot")
    cells = [row[4] for row in rows(table) if len(row) > 1]
    assert cells == ["MACs", "–", "≥\u00a0105.415.200", "≥\u00a0798.933.536"]
    assert "mindestens" in table
    assert "<span>≥ <strong>15</strong></span>" in table
    assert "<span>≥ <strong>15</strong></span>" in derivation_block(layer, "dot")


def test_columns_carry_the_numbers_by_which_they_are_sorted(model: Model) -> None:
    """Exact, where the cell shows a rounded amount or a shape."""
    conv = layer_table(model, "space").split("<tbody>")[2]
    values = [int(value) for value in re.findall(r'data-value="(\d+)"', conv)]
    assert values == [2, 55 * 55 * 96, 34_944, 105_415_200, 34_944 * 4, 227 * 227 * 3 * 4]


def test_what_readers_choose_is_what_the_facts_say(model: Model) -> None:
    """Every amount offered, for any batch: activations grow with it, nothing else does."""
    offered = amounts(model)
    assert len(offered) == 7
    for precision, by_optimizer in offered.items():
        for key, (_, optimizer) in optimizers(model).items():
            weights, gradients, state, activations = by_optimizer[key]
            memory = model.memory(37, precision, optimizer, training=optimizer is not None)
            assert (weights, gradients, state) == (
                memory.weights,
                memory.gradients,
                memory.optimizer_state,
            )
            assert 37 * activations == memory.activations


def test_the_choice_begins_with_the_models_own_optimizer(model: Model) -> None:
    """By its name among those known, or as the model's own."""
    html = memory_table(model, "space")
    assert '<option value="sgd+momentum" selected>SGD mit Momentum</option>' in html
    own = structs.replace(model, optimizer=Optimizer("</script>Muon", 1, 2, 17))
    html = memory_table(own, "space")
    assert '<option value="own" selected>&lt;/script&gt;Muon, wie im Modell</option>' in html
    assert "</script>" not in html


def test_the_choice_begins_with_what_the_author_asked_for(model: Model) -> None:
    """Batch size, precision, optimizer; the numbers there are those of that choice."""
    options = {"batch_size": 4, "precision": "float16", "optimizer": "Adam"}
    html = memory_table(model, "space", options)
    for text in ('value="4"', 'value="float16" selected', 'value="adam" selected'):
        assert text in html
    memory = model.memory(4, "float16", "adam")
    assert f'data-part="total">{show_bytes(memory.total, "space")}<' in html


@pytest.mark.parametrize("draw", [layer_table, memory_table])
def test_tables_have_a_caption_and_scoped_headers(
    draw: Callable[[Model, Grouping], str], model: Model
) -> None:
    """A screen reader names the row and the column of each number."""
    html = draw(model, "space")
    assert html.count("<caption>") == html.count("<table") > 0
    assert "<th>" not in html
    assert {"col", "row"} <= set(re.findall(r'<th scope="(\w+)"', html))


def test_a_summary_on_the_page_has_a_section_for_each_view(model: Model) -> None:
    """What Keras printed is the last of them; each link of the list leads to one."""
    html = model_on_page(model, "summary", "space", anchor="m", printed=Markup("<pre>x</pre>"))
    links = re.findall(r'<a href="#([\w-]+)"', html)
    assert links == ["m-schichten", "m-speicher", "m-architektur", "m-anteile", "m-ausgabe"]
    assert re.findall(r'<section id="([\w-]+)"', html) == links
    assert html.endswith('aria-label="model.summary()"><pre>x</pre></section></div>')


def test_where_no_script_runs_there_is_nothing_that_needs_one(model: Model) -> None:
    """Notebooks and Jupyter show the tables as they are."""
    for view in ("summary", "layer_table", "memory_table"):
        html = model_block(model, view, "space")
        assert not re.search(r"data-amounts|<select|<details|rp-tabs", html)


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
