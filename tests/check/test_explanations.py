"""A message says what is true as its author would write it, and how that comes about."""

import pytest
from tests.check.golden import check, unet


@pytest.mark.parametrize(
    ("source", "true", "explanation"),
    [
        ("3 · 4 = 13", "12", "3 · 4"),
        ("100 / 3 = 33,34", "33,33", "100 / 3 = 33,333333…"),
        ("40 / 45 = 88 %", "89 %", "40 / 45"),
        ("56.356.234 · 4 Byte = 216 MiB", "215 MiB", "56.356.234 · 4 Byte = 214,981972… MiB"),
        ("56.356.234 · 4 Byte = 215 MiB, also rund 216 MiB", "215 MiB", "56.356.234 · 4 Byte"),
        ("2 kB = 2048 Byte", "2000 Byte", "2 kB"),
        ("34.943 = 11 · 11 · 3 · 96 + 96", "34 944", "11 · 11 · 3 · 96 + 96"),
        ("3 · 4 = 2 · 7", "12", "3 · 4; da steht 14"),
        ("$\\frac{227 - 11}{4} + 1 = 56$", "55", "(227 - 11) / 4 + 1"),
        ("$2{,}5 \\cdot 10^{3} = 2600$", "2500", "2,5 · 10^3"),
        ("5 < 3", "5 > 3", ""),
        ("1,000 + 1 = 1,002", "1001", "1,000 + 1; deutsch gelesen wäre es 2"),
    ],
)
def test_what_is_true_and_how_it_comes_about(source: str, true: str, explanation: str) -> None:
    _, report = check(source)
    (finding,) = (one for one in report.findings if one.severity == "error")
    assert finding.true.replace("\u202f", " ") == true
    assert finding.explanation.replace("\u202f", " ").startswith(explanation)
    assert bool(finding.explanation) == bool(explanation)


def test_a_wrong_number_that_another_layer_has_names_that_layer() -> None:
    """The author may have meant it: „Conv-Layer 5“ with the parameters of the sixth."""
    _, report = check("```python\nmodel\n```\n\nConv-Layer 5 hat 36.928 Parameter.", unet())
    (finding,) = [one for one in report.findings if one.severity == "error"]
    assert finding.explanation.endswith("; 36.928 ist der Wert von conv2d_5 (Conv2D Nummer 6)")


def test_a_wrong_number_that_several_layers_have_names_none() -> None:
    """9.248 parameters have conv2d_3 and conv2d_7."""
    _, report = check("```python\nmodel\n```\n\nConv-Layer 5 hat 9.248 Parameter.", unet())
    (finding,) = [one for one in report.findings if one.severity == "error"]
    assert "ist der Wert von" not in finding.explanation
