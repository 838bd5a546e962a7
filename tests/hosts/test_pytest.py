"""What pytest makes of lectures: an item a claim, messages instead of tracebacks."""

from pathlib import Path

import pytest
from msgspec import structs

from rechenprobe.edition import Edition
from rechenprobe.hosts.checks import checks_of
from rechenprobe.lecture import Place, Span
from rechenprobe.pipeline import Pending, Pipeline
from rechenprobe.report import Claim, Counts, Finding, Report, Severity, Verdict

pytest_plugins = ["pytester"]

CONFIG = "site_name: Kurs\nplugins: [search, rechenprobe]\n"
RIGHT = "# Faltung\n\nEs gilt 3 · 4 = 12 und 2 + 2 = 4.\n"
WRONG = "# Faltung\n\nEs gilt 3 · 4 = 13.\n"


@pytest.fixture
def site(pytester: pytest.Pytester) -> pytest.Pytester:
    """A site with two lectures: one right, one wrong."""
    pytester.makefile(".yml", mkdocs=CONFIG)
    write(pytester, "docs/recht.md", RIGHT)
    write(pytester, "docs/teil/falsch.md", WRONG)
    return pytester


def write(pytester: pytest.Pytester, name: str, text: str) -> Path:
    file = pytester.path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_each_claim_is_an_item_named_by_its_text(site: pytest.Pytester) -> None:
    result = site.runpytest("--collect-only", "-q", "docs/recht.md")
    assert [line for line in result.outlines if "::" in line] == [
        "docs/recht.md::3 · 4 = 12",
        "docs/recht.md::2 + 2 = 4",
    ]


def test_the_folder_of_pages_needs_no_configuration(site: pytest.Pytester) -> None:
    site.runpytest("docs").assert_outcomes(passed=2, failed=1)


def test_a_failing_item_reads_like_any_other_message(site: pytest.Pytester) -> None:
    """No traceback: the frames would be ours, not the author's."""
    result = site.runpytest("docs/teil")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "_* 3 · 4 = 13 _*",
            "docs/teil/falsch.md:3:*  *",
            "    geschrieben:  *",
            "    berechnet:    12*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*hosts/pytest.py*")


def test_one_claim_can_be_chosen_by_its_node_id(site: pytest.Pytester) -> None:
    site.runpytest("docs/recht.md::2 + 2 = 4").assert_outcomes(passed=1)


def test_a_node_id_outlives_lines_above_it(site: pytest.Pytester) -> None:
    """So `--lf` repeats what failed before, also after an edit further up."""
    site.runpytest("docs").assert_outcomes(passed=2, failed=1)
    write(site, "docs/teil/falsch.md", "# Vorher\n\nNeuer Text.\n\n" + WRONG)
    site.runpytest("docs", "--lf").assert_outcomes(failed=1)
    write(site, "docs/teil/falsch.md", WRONG.replace("13", "12"))
    site.runpytest("docs", "-k", "falsch or 2").assert_outcomes(passed=3)


def test_the_summary_says_what_is_wrong(site: pytest.Pytester) -> None:
    result = site.runpytest("docs")
    result.stdout.fnmatch_lines(
        ["FAILED docs/teil/falsch.md::3 · 4 = 13 - Die Gleichung geht nicht auf"]
    )


def test_an_item_is_located_at_its_line(site: pytest.Pytester) -> None:
    items, _ = site.inline_genitems("docs/recht.md")
    assert [item.location[:2] for item in items] == [("docs/recht.md", 2), ("docs/recht.md", 2)]


def test_a_lecture_without_a_claim_has_no_item(site: pytest.Pytester) -> None:
    write(site, "docs/leer.md", "# Nur Text\n\nOhne eine einzige Behauptung.\n")
    assert site.runpytest("docs/leer.md").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_same_claim_twice_on_a_line_gives_two_names(site: pytest.Pytester) -> None:
    write(site, "docs/leer.md", "Es gilt 1 + 1 = 2, wirklich: 1 + 1 = 2.\n")
    items, _ = site.inline_genitems("docs/leer.md")
    assert [item.name for item in items] == ["1 + 1 = 2", "1 + 1 = 2 (2)"]


@pytest.mark.parametrize("config", ["", "site_name: x\n", "plugins: [search]\n"])
def test_markdown_of_anybody_else_is_left_alone(pytester: pytest.Pytester, config: str) -> None:
    if config:
        pytester.makefile(".yml", mkdocs=config)
    write(pytester, "docs/a.md", WRONG)
    write(pytester, "README.md", WRONG)
    assert pytester.runpytest().ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_markdown_outside_the_pages_is_left_alone(site: pytest.Pytester) -> None:
    write(site, "README.md", WRONG)
    write(site, "docs/.entwurf/a.md", WRONG)
    site.runpytest().assert_outcomes(passed=2, failed=1)


def test_the_option_names_lectures_outside_the_site(site: pytest.Pytester) -> None:
    site.makeini("[pytest]\nrechenprobe_lectures = proben/*.md\n")
    write(site, "proben/a.md", WRONG)
    write(site, "proben/README.txt", WRONG)
    site.runpytest("proben").assert_outcomes(failed=1)


def test_the_option_serves_without_any_site(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nrechenprobe_lectures = **/*.md\n")
    write(pytester, "tief/drin/a.md", RIGHT)
    pytester.runpytest().assert_outcomes(passed=2)


def test_a_wrong_option_is_one_error_with_its_place(site: pytest.Pytester) -> None:
    """Not one for each page, and no traceback."""
    site.makefile(".yml", mkdocs="plugins:\n  - rechenprobe: {timout: 3}\n")
    result = site.runpytest("docs")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["mkdocs.yml:2:27  rechenprobe kennt die Option „timout“ nicht"])


def test_a_page_in_another_encoding_is_one_failing_item_and_the_others_are_checked(
    site: pytest.Pytester,
) -> None:
    """An error while collecting would keep all the others from being checked."""
    (site.path / "docs" / "latin.md").write_bytes("# Eins\n\nfür".encode("latin-1"))
    (site.path / "docs" / "kreis.md").symlink_to("kreis.md")  # pytest passes it over
    result = site.runpytest("docs")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "docs/latin.md:3:2  ist nicht in UTF-8 gespeichert",
            "    Abhilfe:      als UTF-8 speichern",
            "FAILED docs/latin.md::ist nicht in UTF-8 gespeichert - *",
        ]
    )


def test_the_runs_of_all_lectures_asked_for_start_before_the_first_is_waited_for(
    site: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They run in parallel, and those that nobody asked for do not run at all."""
    write(site, "docs/anderswo/c.md", RIGHT)
    events: list[str] = []
    start, finish = Pipeline.start, Pending.edition

    def note_start(self: Pipeline, source: str, path: str) -> Pending:
        events.append(f"start {path}")
        return start(self, source, path)

    def note_finish(self: Pending) -> Edition:
        events.append("finish")
        return finish(self)

    monkeypatch.setattr(Pipeline, "start", note_start)
    monkeypatch.setattr(Pending, "edition", note_finish)
    site.runpytest_inprocess("docs/recht.md", "docs/teil")
    assert events == ["start docs/recht.md", "start docs/teil/falsch.md", "finish", "finish"]


def test_the_workers_are_ended_with_the_session(
    site: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Pipeline] = []
    close = Pipeline.close

    def note(self: Pipeline) -> None:
        closed.append(self)
        close(self)

    monkeypatch.setattr(Pipeline, "close", note)
    site.runpytest_inprocess("docs")
    assert len(closed) == 1


def test_several_processes_agree_and_do_not_run_a_lecture_several_times(
    site: pytest.Pytester,
) -> None:
    """Every process has to collect the same names in the same order."""
    runs = site.mkdir("gelaufen")
    code = f"import tempfile, time\n_ = tempfile.mkdtemp(dir={str(runs)!r})\ntime.sleep(3)\n"
    write(site, "docs/recht.md", f"{RIGHT}```python\n{code}```\n")
    site.runpytest_subprocess("-n", "2", "docs").assert_outcomes(passed=2, failed=1)
    assert len(list(runs.iterdir())) == 1


def test_a_failing_cell_is_one_failing_item(site: pytest.Pytester) -> None:
    write(site, "docs/recht.md", "Es gilt 1 + 1 = 2.\n\n```python\na = 1\nb = a / 0\n```\n")
    result = site.runpytest("docs/recht.md")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["docs/recht.md:5:1  *ZeroDivisionError*", "*geschrieben:  b = a / 0"]
    )


def report(*findings: Finding, claims: tuple[Claim, ...]) -> Report:
    return Report("a.md", Counts(), claims, findings, ())


def claim(start: int, end: int, line: int, verdict: Verdict = "verified") -> Claim:
    return Claim(Span(start, end), Place(line, 1), f"{start}", verdict, "", "", "7", "", ())


def error(start: int, line: int, severity: Severity = "error") -> Finding:
    return Finding(Span(start, start + 1), Place(line, 1), severity, "x", f"f{start}")


def test_an_error_belongs_to_the_shortest_claim_around_it_and_alone_is_an_item() -> None:
    checks = list(
        checks_of(
            report(
                error(12, 2),
                error(50, 5),
                error(11, 2, "warning"),
                claims=(claim(0, 20, 1), claim(10, 15, 2), claim(30, 40, 4)),
            )
        )
    )
    assert [(check.place.line, check.name, bool(check.message)) for check in checks] == [
        (1, "0", False),
        (2, "10", True),
        (4, "30", False),
        (5, "f50", True),
    ]


def test_a_number_alone_is_named_with_what_it_is_of_the_model() -> None:
    """The id `96` says nothing to whoever reads a list of failed tests."""
    texts = {"96": "conv2d.filters", "55 × 55": "conv2d.output", "2 · 3 = 6": "a.b", "7": ""}
    claims = [
        structs.replace(claim(10 * index, 10 * index + 5, 1), text=text, fact=fact)
        for index, (text, fact) in enumerate(texts.items())
    ]
    assert [check.name for check in checks_of(report(claims=tuple(claims)))] == [
        "96 (conv2d.filters)",
        "55 × 55 (conv2d.output)",
        "2 · 3 = 6",
        "7",
    ]


def test_a_wrong_claim_fails_even_if_no_finding_says_why() -> None:
    (check,) = checks_of(report(claims=(claim(0, 5, 1, "wrong"),)))
    assert check.message.splitlines()[0] == "a.md:1:1  Behauptung stimmt nicht"
