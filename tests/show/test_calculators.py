"""A calculator on the page: complete without a script, with data for one."""

import json
import re
from html import unescape

import pytest
from tests.show.samples import SETTINGS, lecture, report

from rechenprobe.execution import Run
from rechenprobe.show import show_lecture, show_problems
from rechenprobe.show.calculators import calculator_block
from rechenprobe.show.seal import unseal

ALEXNET = "```rechner\nschicht: Conv2D\nn: 227\nf: 11\ns: 4\nF: 96\nbatch_size: 16\n```\n"


def block(source: str) -> str:
    (calculator,) = lecture(source).calculators
    return str(calculator_block(calculator, 1, "dot"))


def lines(html: str) -> dict[str, str]:
    """Result → what stands there, tags left out."""
    found = re.findall(
        r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", html.split("<script", maxsplit=1)[0]
    )
    return {text(label): text(shown) for label, shown in found}


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def test_each_result_is_formula_calculation_and_number() -> None:
    """The first convolution of AlexNet, as published; memory in the precision chosen."""
    assert lines(block(ALEXNET)) == {
        "Ausgabe: Höhe und Breite o": "⌊n−fs⌋+1 = ⌊227−114⌋+1 = 55",
        "Ausgabe: Kanäle": "F = 96",
        "Parameter P": "F⋅(f⋅f⋅Cein+1) = 96⋅(11⋅11⋅3+1) = 34.944",
        "MACs": "o⋅o⋅F⋅f⋅f⋅Cein = 55⋅55⋅96⋅11⋅11⋅3 = 105.415.200",
        "Aktivierungen A": "o⋅o⋅Caus = 55⋅55⋅96 = 290.400",
        "Speicher der Gewichte": "P⋅b = 34.944⋅4 = 139,776 kB",
        "Speicher der Aktivierungen": "B⋅A⋅b = 16⋅290.400⋅4 = 18,586 MB",
    }


def test_the_settings_stand_there_in_words() -> None:
    """For paper, and where no script runs; what has no meaning here is left out."""
    given = re.findall(r"<li data-given=\"(\w+)\"( hidden)?>(.*?)</li>", block(ALEXNET))
    shown = {name: text(words) for name, hidden, words in given if not hidden}
    assert shown["n"] == "Eingabe: Höhe und Breite n: 227"
    assert shown["use_bias"] == "mit Bias: ja"
    assert shown["padding"] == "Auffüllung: keine (valid)"
    assert "p" not in shown


def test_every_field_has_a_label() -> None:
    """The sliders, too."""
    html = block("```rechner\nschicht: GRU\n```\n")
    named = set(re.findall(r'<label for="([\w-]+)"', html))
    controls = set(re.findall(r'<(?:input|select)[^>]* id="([\w-]+)"', html))
    assert controls == named != set()
    assert html.count('type="range"') == html.count("Regler")


def test_the_script_gets_formulas_without_numbers_of_ours() -> None:
    """Expressions, templates with gaps, a variant for each choice."""
    (sheet,) = re.findall(r'data-sheet="(.*?)"', block(ALEXNET))
    data = json.loads(unescape(sheet))
    assert set(data) == {"switches", "symbols", "lines", "variants"}
    assert len(data["variants"]) == 3 * 2 * 2 * 2
    assert "34" not in json.dumps(data["lines"])
    gaps = re.findall(r"⟦(\d+)⟧", json.dumps(data["lines"], ensure_ascii=False))
    assert {int(gap) for gap in gaps} <= set(range(len(data["symbols"])))


def test_on_the_page_a_calculator_stands_in_place_of_its_fence() -> None:
    """Numbered, as deep in a list as the fence."""
    page = lecture(f"A.\n\n{ALEXNET}\n- B\n\n\t```rechner\n\tschicht: Dense\n\t```\n")
    shown = unseal(show_lecture(page, Run(), report(page), SETTINGS))
    assert "```" not in shown
    assert re.findall(r'(\t?)<section class="rp-rechner" id="(rechner-\d)"', shown) == [
        ("", "rechner-1"),
        ("\t", "rechner-2"),
    ]


@pytest.mark.parametrize(
    ("setting", "words"),
    [("n: 5\nf: 7", "Das Fenster passt nirgends hin"), ("groups: 2", "kein Teiler")],
)
def test_a_calculator_that_begins_with_no_layer_is_an_error(setting: str, words: str) -> None:
    """At its place, with the reason; the page shows the reason and no result."""
    page = lecture(f"A.\n\n```rechner\nschicht: Conv2D\n{setting}\n```\n")
    (finding,) = show_problems(page)
    assert (finding.code, finding.severity, finding.place.line) == (
        "impossible-calculator",
        "error",
        3,
    )
    assert words in finding.explanation
    html = block(page.source)
    assert words in html
    assert lines(html) == {}
