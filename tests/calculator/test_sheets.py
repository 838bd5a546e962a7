"""A calculator's formulas are the catalogue's: evaluated with fields, they give its numbers."""

from itertools import product

import pytest
from tests.calculator.grids import settings_of

from rechenprobe.calculator import make_sheet, use_of
from rechenprobe.expression import evaluate
from rechenprobe.facts import Model
from rechenprobe.model.catalogue import ENTRIES
from rechenprobe.model.use import Entry, Formulas, Use
from rechenprobe.sheet import KINDS, Setting, Settings


def catalogue(use: Use) -> Formulas:
    entry = ENTRIES[use.kind]
    assert isinstance(entry, Entry)
    return entry.formulas(use)


def padded_by_hand(settings: Settings) -> Settings:
    """The same layer on an input that has its zeros already."""
    if settings.get("padding") != "number":
        return settings
    return {**settings, "n": int(settings["n"]) + 2 * int(settings["p"])}


def results(kind: str, settings: Settings) -> dict[str, int]:
    sheet = make_sheet(kind)
    lines = sheet.variant(settings).lines
    return {line.name: int(sheet.value(line.expr, settings)) for line in lines}


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_gives_what_the_catalogue_gives(kind: str) -> None:
    """Output, parameters, MACs, activations; over the grid, whole numbers all of them."""
    count = 0
    for settings in settings_of(kind):
        found = results(kind, settings)
        formulas = catalogue(use_of(kind, padded_by_hand(settings)))
        sizes = [part.value for part in formulas.output]
        shown = [found[name] for name in found if name.startswith("output")]
        assert shown == (sizes[1:] if KINDS[kind].picture else sizes), settings
        assert found["params"] == evaluate(formulas.params), settings
        assert found["macs"] == evaluate(formulas.macs), settings
        assert found["activations"] == evaluate(formulas.stays()), settings
        count += 1
    assert count > 15


def test_memory_is_what_the_facts_say() -> None:
    """Weights once, activations for each example of the batch, both in the chosen precision."""
    for settings in settings_of("Dense"):
        found = results("Dense", settings)
        features, units = int(settings["features"]), int(settings["units"])
        bias = units if settings["use_bias"] else 0
        params = features * units + bias
        model = Model("m", "Sequential", (), params, params, 0, 0)
        memory = model.memory(int(settings["batch_size"]), str(settings["precision"]))
        assert found["weight_bytes"] == memory.weights
        bits = {"float16": 16, "float32": 32, "float64": 64}[str(settings["precision"])]
        assert found["kept_bytes"] * 8 == int(settings["batch_size"]) * units * bits


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.picture])
def test_the_drawing_pads_as_keras_does(kind: str) -> None:
    """The catalogue's padding for `same`, the reader's own otherwise."""
    sheet = make_sheet(kind)
    for settings in settings_of(kind):
        padded = sheet.variant(settings).padded
        assert padded is not None
        expected = catalogue(use_of(kind, settings)).attributes["pad_total"]
        if settings["padding"] == "number":
            expected = (2 * int(settings["p"]),) * 2
        total = int(sheet.value(padded, settings))
        assert expected == (total, total), settings


@pytest.mark.parametrize("kind", KINDS)
def test_the_fields_begin_with_a_layer_that_can_be(kind: str) -> None:
    """Each default is allowed, and together they raise no complaint."""
    fields = KINDS[kind].fields
    assert [field.name for field in fields if field.refuses(field.default)] == []
    settings = {field.name: field.default for field in fields}
    assert list(make_sheet(kind).complaints(settings)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_combination_of_switches_has_its_formulas(kind: str) -> None:
    """Whatever readers choose is answered."""
    sheet, fields = make_sheet(kind), [KINDS[kind].field(name) for name in KINDS[kind].switches]
    base: Settings = {field.name: field.default for field in KINDS[kind].fields}
    options: list[tuple[Setting, ...]] = [
        (True, False)
        if isinstance(field.default, bool)
        else tuple(choice.value for choice in field.choices) or (field.low, field.low + 1)
        for field in fields
    ]
    for chosen in product(*options):
        settings: Settings = {**base, **dict(zip(KINDS[kind].switches, chosen, strict=True))}
        assert sheet.variant(settings).lines


@pytest.mark.parametrize(
    ("changes", "fatal", "words"),
    [
        ({"n": 5, "kernel_size": 7}, True, "reicht über 7, die Eingabe misst mit Auffüllung nur 5"),
        ({"n": 5, "kernel_size": 3, "dilation_rate": 3}, True, "reicht über 7"),
        ({"groups": 2}, True, "2 ist kein Teiler von 3"),
        ({"n": 6, "kernel_size": 3, "strides": 2}, False, "3 ist nicht durch 2 teilbar"),
        ({"n": 6, "kernel_size": 2, "padding": "same"}, False, "zusammen 1 je Achse"),
        ({"n": 9, "kernel_size": 3, "strides": 2, "dilation_rate": 2}, False, "Keras nimmt"),
    ],
)
def test_what_cannot_be_or_does_not_come_out_even_is_said(
    changes: dict[str, int | str], *, fatal: bool, words: str
) -> None:
    """In German, with the numbers that clash."""
    settings = {field.name: field.default for field in KINDS["Conv2D"].fields} | changes
    (check, message), *_ = make_sheet("Conv2D").complaints(settings)
    assert check.fatal == fatal
    assert words in message
