"""Computed values stand in the text in German notation."""

import re
from pathlib import Path

import pytest

from rechenprobe.execution import ValueRun
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings
from rechenprobe.show.values import _UNITS, show_bytes, show_value, to_latex

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("kind", "text", "layout", "shown"),
    [
        ("int", "34944", "", "34\u202f944"),
        ("int", "4096", "", "4096"),
        ("int", "-34944", "", "−34\u202f944"),
        ("int", "56356234", "Mio", "56,4\u00a0Mio."),
        ("int", "69888", "kB", "69,888\u00a0kB"),
        ("int", "1048576", "MiB", "1,000\u00a0MiB"),
        ("float", "0.9812", "%", "98,12\u00a0%"),
        ("float", "3.14159", ".2f", "3,14"),
        ("float", "0.9684", ".1%", "96,8\u00a0%"),
        ("int", "56356234", ".2Mio", "56,36\u00a0Mio."),
        ("int", "105415200", ".2e", "1,05 · 10⁸"),
        ("int", "0", ".1e", "0,0 · 10⁰"),
        ("int", "-999999", ".2e", "−1,00 · 10⁶"),
        ("float", "2.0", "", "2"),
        ("float", "0.98123456", "", "0,981235"),
        ("float", "1234567.891", "", "1\u202f234\u202f567,89"),
        ("float", "1.5e-07", "", "1,5 · 10⁻⁷"),
        ("float", "inf", "", "∞"),
        ("float", "nan", "", "nan"),
        ("shape", "(55, 55, 96)", "", "55 × 55 × 96"),
        ("shape", "(None, 10)", "", "? × 10"),
        ("text", "relu, 1.5", "", "relu, 1.5"),
    ],
)
def test_a_value_is_written_in_german(kind: str, text: str, layout: str, shown: str) -> None:
    """Decimal comma, groups of three from five digits on, shapes with ×; text is untouched."""
    assert show_value(ValueRun(0, kind, text), layout, "space") == shown


def test_digits_are_grouped_as_the_site_wants() -> None:
    """Space, dot, not at all."""
    value = ValueRun(0, "int", "34944")
    assert show_value(value, "", "dot") == "34.944"
    assert show_value(value, "", "none") == "34944"


@pytest.mark.parametrize(
    ("shown", "latex"),
    [
        ("34\u202f944", r"34\,944"),
        ("34.944", "34{.}944"),
        ("69,888\u00a0kB", r"69{,}888\,\text{kB}"),
        ("98,1\u00a0%", r"98{,}1\,\text{\%}"),
        ("55 × 55 × 96", r"55 \times 55 \times 96"),
        ("1,5 · 10⁻⁷", r"1{,}5 \cdot 10^{-7}"),
        ("relu", r"\text{relu}"),
    ],
)
def test_a_value_within_a_formula_is_latex(shown: str, latex: str) -> None:
    """Group separators and units survive TeX."""
    assert to_latex(shown) == latex


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0\u00a0B"),
        (999, "999\u00a0B"),
        (1000, "1,000\u00a0kB"),
        (139_776, "139,776\u00a0kB"),
        (225_424_936, "225,425\u00a0MB"),
        (30 * 10**9, "30,000\u00a0GB"),
    ],
)
def test_bytes_take_the_largest_decimal_unit(count: int, shown: str) -> None:
    """1 kB = 1000 byte; never KB."""
    assert show_bytes(count, "space") == shown


ROWS = re.findall(
    r"^\| (`:.*?) \| `(.*?)`.*? \| (.*?) \|$",
    (ROOT / "docs/handbuch/schreiben.md").read_text("utf-8"),
    re.MULTILINE,
)


def test_every_format_that_the_reader_knows_is_in_the_handbook() -> None:
    shown = {layout for row in ROWS for layout in re.findall(r"`:(.*?)`", row[0])}
    assert {re.sub(r"\.\d", "", layout) for layout in shown} >= {*_UNITS, "%", "e", "f"} - {"B"}


@pytest.mark.parametrize(("layouts", "code", "texts"), ROWS)
@pytest.mark.parametrize("frame", ["Es sind {}.", "$x = {}$", "| a | {} |\n|---|---|\n| 1 | {} |"])
def test_a_format_gives_what_the_handbook_shows(
    layouts: str, code: str, texts: str, frame: str
) -> None:
    """In text, in formulas and in tables."""
    for layout, text in zip(
        re.findall(r"`(:.*?)`", layouts), re.findall("`(.*?)`", texts), strict=True
    ):
        source = frame.replace("{}", f"`{{python}} {code} {layout}`")
        lecture = read_lecture(source, "a.md", Settings())
        assert {(value.code, ":" + value.format) for value in lecture.values} == {(code, layout)}
        result = eval(code)  # the handbook's own expressions
        run = ValueRun(0, type(result).__name__, repr(result))
        shown = show_value(run, lecture.values[0].format, "dot")
        assert shown.replace("\u00a0", " ") == text
