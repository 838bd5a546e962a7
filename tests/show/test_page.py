"""The published page: author's Markdown with results put in.

A case is a pair of files in `cases/`: `name.md` as the author wrote it and
`name.page.md` as it is published, with seals opened. Its run is in `RUNS`.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec import structs
from tests.show.samples import SETTINGS, claim, dense, lecture, report

from rechenprobe.execution import (
    CellRun,
    Display,
    Failure,
    Frame,
    Run,
    Shown,
    Stream,
    ValueRun,
)
from rechenprobe.facts import Model
from rechenprobe.lecture import Lecture
from rechenprobe.report import Counts, Finding
from rechenprobe.settings import Settings
from rechenprobe.show import show_lecture
from rechenprobe.show.seal import unseal

CASES = Path(__file__).parent / "cases"

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAADElEQVR4nGNgIB0AAABCAAGi9MvyAAAAAElFTkSuQmCC"
)
"""A PNG of 2 × 3 pixels."""


def small_model() -> Model:
    layer = dense("dense", 4, 3)
    return Model("klein", "Sequential", (layer,), layer.params, layer.params, 0, layer.macs)


RUNS: Mapping[str, Run] = {
    "cell-in-nested-list": Run(cells=(CellRun(0, (Stream("stdout", "eins\nzwei\n"),)),)),
    "cell-options": Run(
        cells=tuple(CellRun(index, (Stream("stdout", f"{index}\n"),)) for index in range(4))
    ),
    "outputs": Run(
        cells=(
            CellRun(
                0,
                (
                    Stream("stdout", "a < b\n"),
                    Stream("stderr", "Vorsicht\n"),
                    Stream("stdout", "\n"),
                    Display({"text/plain": "<Figure>", "image/png": PIXEL}),
                    Display({"text/html": "<b>fett</b>", "text/plain": "fett"}),
                    Display({"text/markdown": "*schräg*\n\n- Liste", "text/plain": "x"}),
                    Display({"text/latex": "$x^2$", "text/plain": "x"}),
                    Display({"text/latex": r"$\kaputt$", "text/plain": "x"}),
                    Display({"text/plain": "7"}),
                ),
            ),
        )
    ),
    "model": Run(cells=(CellRun(0, (Shown(0, "layer_table"),)),), models=(small_model(),)),
    "values": Run(
        values=(
            ValueRun(0, "int", "34944"),
            ValueRun(1, "float", "0.5"),
            ValueRun(2, "shape", "(55, 55, 96)"),
            ValueRun(3, "text", "<relu>"),
            ValueRun(4, "int", "16"),
        )
    ),
    "failure": Run(
        failure=Failure(
            "exception",
            0,
            "docs/seite.md",
            4,
            "NameError: name 'kears' is not defined",
            "Gemeint ist wohl „keras“.",
            (Frame("docs/seite.md", 4, "kears.Input()"),),
        )
    ),
    "images": Run(),
    "broken-formula": Run(),
}


def show(page: Lecture, run: Run = Run(), *, settings: Settings = SETTINGS) -> str:  # noqa: B008
    return unseal(show_lecture(page, run, report(page), settings))


@pytest.mark.parametrize("name", sorted(RUNS))
def test_case(name: str) -> None:
    """The page is as in the case's file, byte for byte."""
    page = lecture((CASES / f"{name}.md").read_text("utf-8"))
    assert show(page, RUNS[name]) == (CASES / f"{name}.page.md").read_text("utf-8")


def test_every_case_file_is_used() -> None:
    """A case without a run would never be looked at."""
    assert {path.name.partition(".")[0] for path in CASES.glob("*.md")} == set(RUNS)


def test_front_matter_is_left_out() -> None:
    """MkDocs has read it already."""
    assert show(lecture("---\ntitle: A\n---\n# B\n")) == "# B\n"


def test_a_page_without_anything_of_ours_stays_as_it_is() -> None:
    """Not a byte of ordinary Markdown changes."""
    source = "# A\n\n- b [c](d.md)\n\t- *e* `f`  \n\n\n```js\ng\n```\n\n![h](i.png){ .j }\n"
    assert show(lecture(source)) == source


def test_claims_are_marked_around_formulas_and_values() -> None:
    """Tags nest: mark outside, formula inside."""
    page = lecture("Also $2 + 3 = 5$\n")
    shown = unseal(
        show_lecture(page, Run(), report(page, claim(page, "2 + 3 = 5"), counts=Counts()), SETTINGS)
    )
    assert shown.startswith('Also <span class="rp-claim rp-claim--formula" data-verdict="verified"')
    assert shown.endswith("<mn>5</mn></math></span>\n")


def test_no_line_breaks_between_a_formula_and_what_touches_it() -> None:
    """The full stop, the bracket before it; the tags nest with those of marks."""
    page = lecture("Hier ($p = 3$), $2 + 3 = 5$. Dann $k$-mal; $4$ = 4. *Es ist $x$*.\n")
    found = report(page, claim(page, "2 + 3 = 5"), claim(page, "$4$ = 4"), counts=Counts())
    shown = unseal(show_lecture(page, Run(), found, SETTINGS))
    plain = re.sub(r"<math.*?</math>", "M", re.sub(r' data-verdict="[^>]*', "", shown))
    assert plain == (
        'Hier <span class="rp-together">(M),</span> <span class="rp-together">'
        '<span class="rp-claim rp-claim--formula">M</span>.</span> Dann '
        '<span class="rp-together">M-mal</span>; <span class="rp-claim">M = 4</span>. *Es ist M*.\n'
    )


def test_the_balance_ends_the_page() -> None:
    """Numbers by verdict, and the Keras that they were checked with."""
    page = lecture("Text.\n")
    counts = Counts(verified=40, computed=6)
    run = Run(versions={"keras": "3.15.1", "numpy": "2"})
    shown = unseal(show_lecture(page, run, report(page, counts=counts), SETTINGS))
    assert "46 Zahlen: 40 geprüft, 6 eingesetzt; Keras 3.15.1" in shown
    assert 'data-complete="true"' in shown


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Counts(verified=1), "1 Zahl: 1 geprüft"),
        (Counts(verified=1, unchecked=1), "2 Zahlen: 1 geprüft, 1 nicht geprüft"),
        (Counts(exempt=2, wrong=3), "5 Zahlen: 2 ausgenommen, 3 falsch"),
    ],
)
def test_a_balance_names_only_verdicts_that_occur(counts: Counts, words: str) -> None:
    """And is complete only if every number was verified or computed."""
    page = lecture("Text.\n")
    shown = unseal(show_lecture(page, Run(), report(page, counts=counts), SETTINGS))
    assert f"<span>{words}</span>" in shown
    assert ('data-complete="true"' in shown) == (words == "1 Zahl: 1 geprüft")


def test_errors_stand_above_the_preview_warnings_do_not() -> None:
    """Students never see findings; an author in a preview sees what stops the build."""
    page = lecture("Breite 56.\n")
    error = Finding(claim(page, "56").span, page.place(7), "error", "x", "Stimmt nicht", "56", "55")
    hint = structs.replace(error, severity="hint", message="Nur so")
    shown = unseal(show_lecture(page, Run(), report(page, findings=(error, hint)), SETTINGS))
    assert shown.startswith('<section class="rp-failure"')
    assert "Zeile 1, Spalte 8:</strong> Stimmt nicht" in shown
    assert "Nur so" not in shown
    assert "rp-failure" not in unseal(
        show_lecture(page, Run(), report(page, findings=(hint,)), SETTINGS)
    )


def test_a_page_with_errors_keeps_its_title() -> None:
    """MkDocs takes it from what the page begins with: the errors stand below it."""
    page = lecture("---\ntags: [a]\n---\n\n# Breite\nText 56.\n")
    error = Finding(claim(page, "56").span, page.place(7), "error", "x", "Stimmt nicht", "56", "55")
    shown = unseal(show_lecture(page, Run(), report(page, findings=(error,)), SETTINGS))
    title, box, text = (shown.index(words) for words in ("# Breite\n", "<section", "Text"))
    assert (shown[:title].strip(), title < box < text) == ("", True)


def test_what_is_wrong_comes_first_and_a_remedy_once() -> None:
    """What is merely unchecked may be a lot: it is folded, unless it is all there is."""
    page = lecture("Breite 56.\n")
    remedy = "Ein Grund hilft."
    wrong = Finding(claim(page, "56").span, page.place(7), "error", "x", "Falsch", remedy=remedy)
    unchecked = structs.replace(wrong, code="unchecked-number", message="Ungeprüft")

    def shown(*findings: Finding) -> str:
        text = unseal(show_lecture(page, Run(), report(page, findings=findings), SETTINGS))
        return text[: text.index("</section>")]

    both = shown(unchecked, wrong, unchecked, wrong)
    assert "4 Fehler" in both
    assert both.rindex("Falsch") < both.index("<details><summary>2 Zahlen sind nicht geprüft")
    assert both.rindex("<details>") < both.index("Ungeprüft")
    assert both.count(remedy) == 2  # once a list
    assert "<details open><summary>1 Zahl ist nicht geprüft" in shown(unchecked)
    assert "<details" not in shown(wrong)


def test_the_preview_names_the_reason_of_unchecked_numbers_once() -> None:
    """As the command line does: one item, each line with its numbers."""
    page = lecture("Breite 56 und 57.\n\nBreite 58.\n")
    findings = [
        Finding(
            page.numbers[index].span,
            page.place(page.numbers[index].span.start),
            "error",
            "unchecked-number",
            "Zahl nicht geprüft: kein Modell",
            page.numbers[index].text,
        )
        for index in range(3)
    ]
    shown = unseal(show_lecture(page, Run(), report(page, findings=tuple(findings)), SETTINGS))
    assert shown.count("<li>") == shown.count("kein Modell") == 1
    assert "<dt>Zeile 1</dt><dd>56; 57</dd></div><div><dt>Zeile 3</dt><dd>58</dd>" in shown


def test_where_a_run_ended_the_last_good_outputs_stand_in_and_say_so() -> None:
    """From the failing cell on; what ran before it is fresh. Without a failure nothing is old."""
    page = lecture("```python\n1\n```\n\n```python\n2\n```\n\n```python\n3\n```\n")

    def printed(index: int, text: str) -> CellRun:
        return CellRun(index, (Stream("stdout", text),))

    last = Run(cells=tuple(printed(index, f"alt {index}") for index in range(3)))
    failure = Failure("exception", 1, page.path, 6, "NameError")
    broken = Run(cells=(printed(0, "neu 0"), printed(1, "neu 1")), failure=failure)
    shown = unseal(show_lecture(page, broken, report(page), SETTINGS, last=last))
    order = ["neu 0", "neu 1", "NameError", "veraltet", "alt 1", "veraltet", "alt 2"]
    assert [shown.index(text, 0) for text in order[:5]] == sorted(
        shown.index(text) for text in order[:5]
    )
    assert shown.index("alt 2") > shown.rindex("veraltet")
    assert shown.count("veraltet") == 2
    assert "alt 0" not in shown
    healthy = Run(cells=(printed(0, "neu 0"),))
    assert "alt" not in unseal(show_lecture(page, healthy, report(page), SETTINGS, last=last))


PRELUDE = 'import keras\n\nTEXT = """\n```\n"""\n'


def test_the_prelude_is_shown_folded_above_the_first_cell() -> None:
    """If the page asks for it; fences within it do not end it."""
    source = "---\nrechenprobe:\n  show_prelude: true\n---\n\nText.\n\n```python\n1\n```\n"
    page = lecture(source)
    shown = unseal(show_lecture(page, Run(), report(page), SETTINGS, PRELUDE))
    details = shown.index('<details class="rp-prelude">')
    assert shown.index("Text.") < details < shown.index("```python\n1\n")
    assert "````python\n" + PRELUDE + "````\n" in shown


@pytest.mark.parametrize(
    "source",
    [
        "```python\n1\n```\n",
        "---\nrechenprobe: {show_prelude: true}\n---\nKein Code.\n",
    ],
)
def test_the_prelude_is_not_shown_unasked_or_without_cells(source: str) -> None:
    """Most readers do not need it."""
    page = lecture(source)
    assert "rp-prelude" not in unseal(show_lecture(page, Run(), report(page), SETTINGS, PRELUDE))
