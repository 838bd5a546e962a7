"""Findings as annotations: what GitHub shows of them, and what it is told of the others."""

from msgspec import structs
from tests.hosts.findings import unchecked

from rechenprobe.hosts.annotations import as_github
from rechenprobe.place import Place, Span
from rechenprobe.report import Counts, Finding, Report

HINT = Finding(
    Span(0, 3), Place(3, 1), "hint", "english-decimal", "englischer Dezimalpunkt", written="1.5"
)


def test_github_gets_one_escaped_line_a_finding() -> None:
    finding = Finding(
        Span(0, 1), Place(7, 2), "error", "x", "100 % falsch", written="a, b: c", true="1"
    )
    report = Report("docs/teil 1: a,b.md", Counts(wrong=1), (), (finding, HINT), ())
    assert as_github([report], lambda path: f"kurs/{path}").splitlines() == [
        (
            "::error file=kurs/docs/teil 1%3A a%2Cb.md,line=7,col=2::"
            "100 %25 falsch%0A    geschrieben:  a, b: c%0A    berechnet:    1"
        ),
        (
            "::notice file=kurs/docs/teil 1%3A a%2Cb.md,line=3,col=1::"
            "englischer Dezimalpunkt%0A    geschrieben:  1.5"
        ),
        "docs/teil 1: a,b.md: 1 Zahl: 1 falsch",
    ]


def annotations(*findings: Finding) -> list[str]:
    return [
        line.replace("%0A    ", " | ")
        for line in as_github([Report("a.md", Counts(), (), findings, ())]).splitlines()
        if line.startswith(("::error", "::warning", "::notice"))
    ]


def test_a_passage_is_annotated_once_for_each_reason() -> None:
    """On one line with its column; over several lines, none between them, from the first on."""
    table = [unchecked(line, f"{line},5") for line in (7, 8, 9)]
    other = unchecked(3, "8", "zwei Schichten heißen so")
    assert annotations(unchecked(3, "1,5"), unchecked(3, "7"), other, *table) == [
        (
            "::warning file=a.md,line=3,col=5::2 Zahlen nicht geprüft | Grund:        kein Modell"
            " | Zeile 3:      1,5; 7 | Abhilfe:      Rechnung dazuschreiben"
        ),
        (
            "::warning file=a.md,line=7,endLine=9::3 Zahlen nicht geprüft"
            " | Grund:        kein Modell | Zeile 7:      7,5 | Zeile 8:      8,5"
            " | Zeile 9:      9,5 | Abhilfe:      Rechnung dazuschreiben"
        ),
        (
            "::warning file=a.md,line=3,col=5::Zahl nicht geprüft: zwei Schichten heißen so"
            " | geschrieben:  8 | Abhilfe:      Rechnung dazuschreiben"
        ),
    ]


def test_more_passages_than_github_shows_are_annotated_together() -> None:
    """At the first of them; with no end, since lines in between have nothing to do with it."""
    ten = [unchecked(line, "1") for line in range(1, 20, 2)]
    assert len(annotations(*ten)) == 10
    (one,) = annotations(*ten, unchecked(30, "1"))
    assert one.startswith("::warning file=a.md,line=1,col=5::11 Zahlen nicht geprüft | ")
    assert "Zeile 30:     1" in one


def test_what_is_left_out_is_said_and_told_in_the_log() -> None:
    """GitHub drops all behind the tenth; what is wrong takes the places first."""
    wrong = [
        structs.replace(HINT, severity="error", code="wrong-number", place=Place(line, 1))
        for line in range(20, 31)
    ]
    open_ = structs.replace(unchecked(2, "77"), severity="error")
    report = Report("a.md", Counts(), (), (open_, *wrong, HINT), ())
    told = as_github([report]).splitlines()
    assert [line.partition("::englischer")[0] for line in told[:9]] == [
        f"::error file=a.md,line={line},col=1" for line in range(20, 29)
    ]
    assert told[9] == (
        "::error file=a.md,line=29,col=1::3 weitere Meldungen stehen unten im Protokoll dieses"
        " Schritts%0A    a.md: Zeile 2, 29, 30"
    )
    assert told[10].startswith("::notice")
    log = told[told.index("::group::Meldungen ohne Anmerkung") + 1 : told.index("::endgroup::")]
    assert [line for line in log if not line.startswith(" ")] == [
        "a.md:29:1  englischer Dezimalpunkt",
        "a.md:30:1  englischer Dezimalpunkt",
        "a.md:2:5  Zahl nicht geprüft: kein Modell",
    ]
    assert told[-1] == "a.md: keine Zahlen"
