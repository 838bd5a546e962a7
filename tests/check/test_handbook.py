"""The handbook promises nothing that the check does not do: each quoted form, right and wrong.

In `tests/cases/handbook`, a case is a form as the handbook quotes it, a text with it that is true,
and one that is false. `equations.md` and `follows.md` need no model; what stands in `confirmed.md`
a model can only confirm: if it is false, it stays unchecked; so does what stands in `parts.md`,
about another model.
"""

import re
from pathlib import Path

import pytest
from tests.check.golden import CASES, Case, alexnet, cases, net, run_of

from rechenprobe.check import check_lecture
from rechenprobe.read import read_lecture
from rechenprobe.report import Report
from rechenprobe.settings import Settings

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbuch" / "pruefen.md"
FORMS = list(cases(CASES / "handbook"))
MODEL, PARTS = alexnet(), net("parts")
NAMES = (
    *("# 1", "# 2"),
    *("encoder2_conv1", "decoder/dense", "attention_2", "ffn_2"),
    *("A", "B", "##", "=", "e", "π", "conv2", "conv2_block1_1_conv", "LSTM-Schicht"),
    *("Hat das Netz also 16 Parameter?", "Nach der ersten Faltung sind es 5 × 5 Pixel"),
    *("3 · 4 = 13 ist falsch", "nicht 3 · 4 = 13", "1 + 1 = 10"),
    *(
        "ohne Bias",
        "samt Bias",
        "insgesamt 10 Klassen",
        "Kapitel 3",
        "GTX 580",
        "(4 P.)",
        "encoder/conv2d",
        "encoder",
        "3–5",
        "zwischen 0,1 und 0,3",
        "1×1-Faltung",
    ),
    # What a run has to show or to build first: `test_printed.py`, `alexnet/building.md`.
    *("print(…)", "print(W.shape)  # (784, 128)", 'print(f"{treffer:.1%}")  # 94,1 %'),
    *("layers.Conv2D(16, 3),  # (None, 11, 11, 16)", "# 1168 Parameter"),
    *("# insgesamt 5258 Parameter", "text", "console"),
    # Formulas of which tables have the letters at their heads: `arithmetic/beside.md`.
    *(r"$h = \mathrm{ReLU}(x_1 + x_2)$", r"$w_{t+1} = w_t - \eta g_t$"),
    "Faltung (16 Filter)",  # in tables: `alexnet/tables.md`
    *("Faltung 3 × 3, 32 Filter", "Max-Pooling 2 × 2"),  # `arithmetic/stacks.md`
    *("conv2d_1 (Conv2D) 3x3, 64 → 128", "Conv 3×3 ohne Padding", "model.summary()"),  # there, too
    # Of several models: `test_comparing_models.py`.
    *("Parameter der ersten Faltung", "ohne Embedding", "im tiefen Netz", "tief"),
)
"""Quoted, but no form that is checked."""


def promised() -> set[str]:
    """What the handbook quotes in its chapters on what is checked, and its table's words."""
    text = HANDBOOK.read_text(encoding="utf-8")
    text = text[text.index("## Gleichungen") : text.index("## Ausdrücklich")]
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    sentences = {" ".join(one.split()) for one in re.findall(r"„([^“]+)“", text)}
    code = set(re.findall(r"`([^`\n]+)`", re.sub(r"„[^“]+“", "", text)))
    rows = re.findall(r"^\| ([^|\n]+) \| [^|\n]+ \|\n(?!\|---)", text, re.MULTILINE)
    words = {word.strip("`") for row in rows for word in row.split(", ")}
    return code | sentences | words


def test_every_form_that_the_handbook_quotes_has_its_case() -> None:
    """If this fails, the handbook says something new: add to `tests/cases/handbook` what is so."""
    known = {case.title for case in FORMS}
    assert promised() - known - set(NAMES) == set()
    assert known - promised() == set()


@pytest.mark.parametrize("case", FORMS, ids=str)
def test_a_form_of_the_handbook(case: Case) -> None:
    right, wrong = _checked(case.source, case), _checked(case.expected, case)
    assert _codes(right) == set()
    assert right.counts.verified
    confirmed = case.file.stem in ("confirmed", "parts")
    kept = "unchecked-number" if confirmed else "wrong-number"
    assert kept in _codes(wrong)


def test_the_tables_of_the_handbook_are_confirmed_whole() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    start = text.index("| Schicht      | Ausgabe ")
    example = "```python\nmodel\n```\n\n" + text[start : text.index("```", start)]
    lecture = read_lecture(example, "a.md", Settings())
    report = check_lecture(lecture, run_of(lecture, MODEL), Settings())
    assert report.findings == ()
    assert report.counts.verified == report.counts.total > 0


def test_the_worked_example_of_the_handbook_holds_number_by_number() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    start = text.index("- Conv-Layer 1\n")
    example = text[start : text.index("```", start)]
    case = next(case for case in FORMS if case.file.stem == "model")
    assert _codes(_checked(example, case)) == set()
    for match in re.finditer(r"(?<!, )(?<!\d)\d+(?:,\d+)?", example):
        altered = example[: match.end() - 1] + str((int(match[0][-1]) + 1) % 10)
        altered += example[match.end() :]
        assert _codes(_checked(altered, case)), match


def _checked(source: str, case: Case) -> Report:
    lecture = read_lecture(source, "seite.md", Settings())
    models = {"equations": (), "follows": (), "parts": (PARTS,)}.get(case.file.stem, (MODEL,))
    run = run_of(lecture, *models)
    return check_lecture(lecture, run, Settings())


def _codes(report: Report) -> set[str]:
    return {one.code for one in report.findings if one.severity != "hint"}
