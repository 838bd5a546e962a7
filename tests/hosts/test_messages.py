"""Findings and balances as people and tools read them."""

import json

import pytest
from msgspec import structs
from tests.hosts.findings import unchecked

from rechenprobe.hosts.messages import (
    ansi,
    as_json,
    as_text,
    balance,
    format_finding,
    format_findings,
    summary,
)
from rechenprobe.lecture import Place, Span
from rechenprobe.report import Claim, Counts, Finding, NumberVerdict, Report

WRONG = Finding(
    Span(10, 16),
    Place(118, 23),
    "error",
    "wrong-number",
    "Behauptung stimmt nicht",
    written="34.994",
    true="34.944",
    explanation="Parameter von conv2d: 96 · (11 · 11 · 3 + 1)",
    remedy="rechenprobe fix docs/vorlesung/04-alexnet.md",
)
HINT = Finding(
    Span(0, 3), Place(3, 1), "hint", "english-decimal", "englischer Dezimalpunkt", written="1.5"
)
CLAIM = Claim(
    span=Span(4, 20),
    place=Place(50, 16),
    text="(227 - 11) / 4 + 1 = 55",
    verdict="verified",
    against="model",
    fact="conv2d.output.height",
    true="55",
    explanation="Höhe der Ausgabe von conv2d",
    numbers=(0, 1, 2, 3, 4),
)
REPORT = Report("docs/a.md", Counts(verified=5, wrong=1), (CLAIM,), (HINT, WRONG), ())


def test_a_finding_says_where_what_is_written_what_is_true_and_how_to_mend_it() -> None:
    assert format_finding("docs/vorlesung/04-alexnet.md", WRONG) == (
        "docs/vorlesung/04-alexnet.md:118:23  Behauptung stimmt nicht\n"
        "    geschrieben:  34.994\n"
        "    berechnet:    34.944   (Parameter von conv2d: 96 · (11 · 11 · 3 + 1))\n"
        "    Abhilfe:      rechenprobe fix docs/vorlesung/04-alexnet.md"
    )


def test_what_a_finding_does_not_know_gets_no_line_and_its_severity_is_said() -> None:
    assert format_finding("a.md", HINT) == (
        "a.md:3:1  Hinweis: englischer Dezimalpunkt\n    geschrieben:  1.5"
    )


def test_an_explanation_is_a_reason_where_no_true_value_is_known() -> None:
    finding = Finding(
        Span(0, 1), Place(1, 1), "warning", "unchecked", "ungeprüft", explanation="kein Modell"
    )
    assert format_finding("a.md", finding) == (
        "a.md:1:1  Warnung: ungeprüft\n    Grund:        kein Modell"
    )


def test_text_of_the_author_can_neither_break_the_line_nor_steer_the_terminal() -> None:
    """Typographic spaces between digits are kept: they are what was written."""
    finding = Finding(
        Span(0, 1), Place(1, 1), "error", "x", "m", written="a\n   b\x1b[31m\u202e 34\u202f944"
    )
    assert format_finding("a.md", finding).splitlines()[1] == (
        "    geschrieben:  a b�[31m� 34\u202f944"
    )


def test_colours_change_nothing_but_colour() -> None:
    coloured = format_finding("a.md", WRONG, ansi)
    assert "\x1b[31;1mBehauptung stimmt nicht\x1b[0m" in coloured
    for code in ("\x1b[31;1m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == format_finding("a.md", WRONG)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        (Counts(verified=40, computed=6), "46 Zahlen: 40 geprüft, 6 eingesetzt"),
        (Counts(verified=1), "1 Zahl: 1 geprüft"),
        (
            Counts(1, 2, 3, 4, 5),
            "15 Zahlen: 1 geprüft, 2 eingesetzt, 3 ausgenommen, 4 ungeprüft, 5 falsch",
        ),
        (Counts(), "keine Zahlen"),
    ],
)
def test_a_balance_leaves_out_what_there_is_none_of(counts: Counts, text: str) -> None:
    assert balance(counts) == text


def test_a_lecture_is_summed_up_on_one_line() -> None:
    assert summary(REPORT) == "docs/a.md: 6 Zahlen: 5 geprüft, 1 falsch"


def test_the_balance_of_a_page_whose_code_failed_says_why_so_much_is_unchecked() -> None:
    """Those numbers are no findings then."""
    failed = structs.replace(WRONG, code="cell-failed")
    report = Report("a.md", Counts(verified=1, unchecked=2), (), (failed,), ())
    assert summary(report) == (
        "a.md: 3 Zahlen: 1 geprüft, 2 ungeprüft"
        " (was am Modell zu prüfen ist, erst wenn der Code durchläuft)"
    )


@pytest.mark.parametrize(
    ("unchecked", "told"),
    [
        (0, ""),
        (1, "; die ungeprüfte steht in falschen Behauptungen"),
        (4, "; 1 der ungeprüften steht in falschen Behauptungen"),
    ],
)
def test_a_balance_says_which_unchecked_numbers_have_no_message(unchecked: int, told: str) -> None:
    """Those of a wrong equation are checked with it, as soon as it is right."""
    verdicts = [NumberVerdict(0, "wrong"), *([NumberVerdict(1, "wrong")] if unchecked else [])]
    counts = Counts(unchecked=unchecked, wrong=1)
    report = Report("a.md", counts, (), (WRONG,), tuple(verdicts))
    assert summary(report) == f"a.md: {balance(counts)}{told}"


def test_what_stands_in_a_formula_is_shown_as_readers_see_it() -> None:
    """But not where the formula's source is what is at fault."""
    written = r"69{,}888\ \text{kB} \cdot \frac{1 + 2}{3}"
    wrong = structs.replace(WRONG, written=written)
    assert "geschrieben:  69,888 kB · (1 + 2) / 3\n" in format_finding("a.md", wrong)
    bad = structs.replace(wrong, code="bad-formula")
    assert f"geschrieben:  {written}\n" in format_finding("a.md", bad)


def test_text_gives_findings_first_and_the_balance_behind_them() -> None:
    assert as_text([REPORT]) == "\n".join(
        [
            format_finding("docs/a.md", HINT),
            format_finding("docs/a.md", WRONG),
            "docs/a.md: 6 Zahlen: 5 geprüft, 1 falsch",
        ]
    )


def test_a_long_remedy_is_said_once_a_short_one_each_time() -> None:
    remedy = "Zahl berichtigen; oder, wenn sie nicht gemeint ist, den Satz streichen."
    long = structs.replace(WRONG, remedy=remedy)
    one, two, three, four = format_findings("a.md", [long, WRONG, long, WRONG])
    assert one == format_finding("a.md", long)
    assert three == format_finding("a.md", structs.replace(long, remedy=""))
    assert two == four == format_finding("a.md", WRONG)


def test_numbers_unchecked_for_the_same_reason_are_told_in_one_piece() -> None:
    """The reason once, below it each line with its numbers; what is wrong keeps its own piece."""
    findings = [
        unchecked(3, "1,5"),
        unchecked(3, "7"),
        WRONG,
        unchecked(4, "8", "zwei Schichten heißen so"),
        unchecked(12, "9"),
    ]
    assert format_findings("a.md", findings) == [
        (
            "a.md:3:5  Warnung: 3 Zahlen nicht geprüft\n"
            "    Grund:        kein Modell\n"
            "    Zeile 3:      1,5; 7\n"
            "    Zeile 12:     9\n"
            "    Abhilfe:      Rechnung dazuschreiben"
        ),
        format_finding("a.md", WRONG),
        format_finding("a.md", findings[3]),
    ]


def test_what_an_unchecked_number_may_be_is_said_beside_it() -> None:
    """On the command line and in the JSON, whose keys stay what they are."""
    guessed = structs.replace(unchecked(3, "7"), explanation="Filter von conv2d?")
    (alone,) = format_findings("a.md", [guessed])
    assert alone.splitlines()[1:3] == [
        "    geschrieben:  7",
        "    Vielleicht:   Filter von conv2d?",
    ]
    (both,) = format_findings("a.md", [guessed, unchecked(3, "9"), unchecked(4, "10")])
    assert both.splitlines()[1:4] == [
        "    Grund:        kein Modell; in Klammern, was gemeint sein kann",
        "    Zeile 3:      7 (Filter von conv2d?); 9",
        "    Zeile 4:      10",
    ]
    report = Report("a.md", Counts(unchecked=1), (), (guessed,), ())
    (entry,) = json.loads(as_json([report]))["lectures"][0]["findings"]
    assert entry["message"] == "Zahl nicht geprüft: kein Modell (Filter von conv2d?)"


def test_json_keeps_one_finding_for_each_number() -> None:
    report = Report("a.md", Counts(unchecked=2), (), (unchecked(3, "1"), unchecked(3, "2")), ())
    assert len(json.loads(as_json([report]))["lectures"][0]["findings"]) == 2


def test_an_explanation_does_not_repeat_what_is_true() -> None:
    true = "55 × 55 × 96"
    shape = structs.replace(WRONG, true=true, explanation=f"Ausgabe von conv2d: {true}")
    assert f"berechnet:    {true}   (Ausgabe von conv2d)\n" in format_finding("a.md", shape)


def test_json_has_exactly_the_keys_of_the_contract() -> None:
    assert json.loads(as_json([REPORT])) == {
        "lectures": [
            {
                "path": "docs/a.md",
                "counts": {
                    "verified": 5,
                    "computed": 0,
                    "exempt": 0,
                    "unchecked": 0,
                    "wrong": 1,
                },
                "claims": [
                    {
                        "line": 50,
                        "column": 16,
                        "text": "(227 - 11) / 4 + 1 = 55",
                        "verdict": "verified",
                        "against": "model",
                        "fact": "conv2d.output.height",
                        "true": "55",
                    }
                ],
                "findings": [
                    {
                        "line": 3,
                        "column": 1,
                        "severity": "hint",
                        "code": "english-decimal",
                        "written": "1.5",
                        "true": "",
                        "message": "englischer Dezimalpunkt",
                    },
                    {
                        "line": 118,
                        "column": 23,
                        "severity": "error",
                        "code": "wrong-number",
                        "written": "34.994",
                        "true": "34.944",
                        "message": "Behauptung stimmt nicht",
                    },
                ],
            }
        ]
    }


def test_json_names_a_file_whose_name_is_no_utf_8() -> None:
    """As Python does, which finds the file by that name again."""
    strange = structs.replace(REPORT, path="docs/na\udcffme.md")
    assert json.loads(as_json([strange]))["lectures"][0]["path"] == "docs/na\udcffme.md"
