"""Figures: one drawing, a light and a dark variant, the same bytes each time."""

import re
from xml.etree import ElementTree as ET

import pytest
from tests.run.lectures import lecture, line_of
from tests.run.sites import Site

from rechenprobe.execution import DARK_SVG, Display
from rechenprobe.lecture import CellOptions
from rechenprobe.run.figures import darken

PLOT = """
import matplotlib.pyplot as plt
figure, axes = plt.subplots(facecolor={face!r})
axes.plot([1, 2], color="red"); axes.plot([2, 1], color="black"); axes.set_title("Titel")
"""


def variants(site: Site, face: str) -> tuple[str, str]:
    run = site.run(lecture(PLOT.format(face=face) + "None"))
    assert run.failure is None
    (shown,) = run.cells[0].outputs
    assert isinstance(shown, Display)
    return shown.data["image/svg+xml"], shown.data[DARK_SVG]


def test_both_variants_draw_the_same_in_other_greys(site: Site) -> None:
    light, dark = variants(site, "white")
    for variant in (light, dark):
        ET.fromstring(variant)
    grey = re.compile(r"#(..)\1\1\b")
    assert grey.sub("#", light) == grey.sub("#", dark).replace(' fill="#"', "", 1)
    assert light != dark
    assert "#ff0000" in dark
    assert "stroke: #000000" not in dark


def test_the_page_shines_through_unless_the_author_chose_a_background(site: Site) -> None:
    for variant in variants(site, "white"):
        assert re.search(r'id="patch_1">\s*<path [^>]*style="fill: none', variant)
    for variant in variants(site, "yellow"):
        assert re.search(r'id="patch_1">\s*<path [^>]*style="fill: #ffff00', variant)


def test_labels_beyond_the_edge_are_not_cut_off(site: Site) -> None:
    low = PLOT.format(face="white") + 'figure.text(0.5, -0.5, "weit unten")\nNone'
    run = site.run(lecture(low))
    (shown,) = run.cells[0].outputs
    assert isinstance(shown, Display)
    height = float(ET.fromstring(shown.data["image/svg+xml"]).attrib["height"].rstrip("pt"))
    assert height > 1.4 * 4.8 * 72  # figsize's height in points, and half of it below


@pytest.mark.parametrize(
    ("style", "dark"),
    [
        ("fill: #000000", "fill: #e6e6e6"),
        ("fill: #ffffff; stroke: #1f77b4", "fill: #1a1a1a; stroke: #1f77b4"),
        ("stroke: #b0b0b0", "stroke: #595959"),
    ],
)
def test_greys_are_turned_round_and_colours_stay(style: str, dark: str) -> None:
    text = "<text>#000000</text>"
    assert darken(f'<svg a="1"><path style="{style}"/>{text}</svg>') == (
        f'<svg fill="#e6e6e6" a="1"><path style="{dark}"/>{text}</svg>'
    )


def test_too_many_figures_are_a_failure_and_the_first_ones_are_kept(site: Site) -> None:
    code = (
        "import matplotlib.pyplot as plt\nfor _ in range(60):\n    plt.figure(); plt.show()  # hier"
    )
    page = lecture(code)
    run = site.run(page, timeout=30)
    assert run.failure is not None
    assert run.failure.message == "mehr als 50 Abbildungen in einer Zelle"
    assert run.failure.line == line_of(page, "# hier")
    assert len(run.cells[0].outputs) == 50


@pytest.mark.parametrize(("last", "drawn"), [("plt.show()", True), ("time.sleep(60)", False)])
def test_a_figure_that_takes_too_long_is_told_from_an_endless_loop(
    site: Site, last: str, *, drawn: bool
) -> None:
    first = """
import time
import matplotlib.pyplot as plt
class Slow(plt.Line2D):
    def draw(self, renderer):
        time.sleep(60)
"""
    second = f"plt.gca().add_line(Slow([0], [0]))\n{last}"
    run = site.run(lecture(first, (second, CellOptions(timeout=1))), timeout=60)
    assert run.failure is not None
    assert run.failure.kind == "timeout"
    assert ("rasterized=True" in run.failure.remedy) == drawn
    assert ("Endlosschleife" in run.failure.remedy) != drawn


def test_an_animation_needs_no_other_server_and_is_the_same_each_time(site: Site) -> None:
    code = """
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation
figure, axes = plt.subplots(figsize=(1, 1))
class Film:
    def _repr_html_(self):
        return FuncAnimation(figure, lambda i: axes.plot([i]), frames=2).to_jshtml()
film = Film()
plt.close()
"""
    films = []
    for text in ("eins", "zwei"):
        run = site.run(lecture(f"x = {text!r}", f"{code}film"))
        assert run.failure is None
        (shown,) = run.cells[1].outputs
        assert isinstance(shown, Display)
        films.append(shown.data["text/html"])
    assert films[0] == films[1]
    assert "http" not in films[0]
    assert films[0].count("<button") == 9
    assert "<i" not in films[0].replace("<img", "").replace("<input", "")
