"""The command `rechenprobe`, from the words on the command line to the exit status."""

import json
import subprocess
import sys

import pytest
from tests.conftest import WriteFiles

from rechenprobe.hosts import cli
from rechenprobe.pipeline import Pipeline

CONFIG = "site_name: Kurs\nplugins: [search, rechenprobe]\n"
RIGHT = "# Faltung\n\nEs gilt 3 · 4 = 12.\n"
WATCH = "--watch schreibt für Menschen: nur mit --format text"
CALL = "import sys; from rechenprobe.hosts.cli import main; sys.exit(main())"
CREATE = "    Abhilfe:      den Ordner anlegen, oder docs_dir in mkdocs.yml berichtigen\n"
WRONG = "# Faltung\n\nEs gilt 3 · 4 = 13.\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    try:
        status = cli.main(arguments)
    except SystemExit as ending:
        status = int(ending.code or 0)
    output = capsys.readouterr()
    return status, output.out, output.err


def test_a_lecture_whose_numbers_are_right_is_summed_up(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files({"mkdocs.yml": CONFIG, "docs/a.md": RIGHT})
    assert run(capsys, "check") == (0, "docs/a.md: 3 Zahlen: 3 geprüft\n", "")


def test_a_wrong_number_is_located_and_ends_in_status_1(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files({"mkdocs.yml": CONFIG, "docs/a.md": WRONG, "docs/b.md": RIGHT})
    status, out, err = run(capsys, "check")
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert lines[0].startswith("docs/a.md:3:")
    assert [line.split()[1] for line in lines if "berechnet:" in line] == ["12"]
    assert lines[-1] == "docs/b.md: 3 Zahlen: 3 geprüft"


def test_an_unchecked_number_is_a_warning_and_no_failure(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files({"mkdocs.yml": CONFIG, "docs/a.md": "- Eingabe n = 227\n"})
    status, out, _ = run(capsys, "check")
    assert (status, "Warnung: " in out) == (0, True)


def test_json_is_one_object_on_standard_output(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files({"mkdocs.yml": CONFIG, "docs/a.md": WRONG, "docs/b.md": RIGHT})
    status, out, _ = run(capsys, "check", "--format", "json")
    document = json.loads(out)
    assert status == 1
    assert [lecture["path"] for lecture in document["lectures"]] == ["docs/a.md", "docs/b.md"]
    finding = document["lectures"][0]["findings"][0]
    assert (finding["line"], finding["severity"], finding["true"]) == (3, "error", "12")
    assert document["lectures"][1]["counts"]["verified"] == 3


def test_github_finds_the_file_from_the_root_of_the_repository(
    write_files: WriteFiles,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The site may be a folder of the repository; GitHub counts from the repository's root."""
    root = write_files({"kurs/mkdocs.yml": CONFIG, "kurs/docs/a.md": WRONG})
    monkeypatch.setenv("GITHUB_WORKSPACE", str(root))
    monkeypatch.chdir(root / "kurs")
    status, out, _ = run(capsys, "check", "--format", "github")
    assert status == 1
    assert out.startswith("::error file=kurs/docs/a.md,line=3,col=")


def test_a_path_is_shown_from_the_root_of_the_site_wherever_one_calls(
    write_files: WriteFiles,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/teil/a.md": RIGHT, "docs/b.md": RIGHT})
    monkeypatch.chdir(root / "docs" / "teil")
    assert run(capsys, "check", "a.md")[1] == "docs/teil/a.md: 3 Zahlen: 3 geprüft\n"
    assert run(capsys, "check", "docs/b.md")[:2] == (0, "docs/b.md: 3 Zahlen: 3 geprüft\n")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("fehlt.md", "fehlt.md  gibt es nicht\n"),
        ("leer", "leer  in diesem Ordner steht keine Vorlesung\n"),
        (
            "latin.md",
            "latin.md:2:2  ist nicht in UTF-8 gespeichert\n    Abhilfe:      als UTF-8 speichern\n",
        ),
        (
            "bild.md",
            (
                "bild.md  ist kein Text, obwohl sie so heißt\n    Abhilfe:      eine Datei mit Text"
                " an ihre Stelle legen, oder sie anders nennen\n"
            ),
        ),
        (
            "links",
            (
                "links/kreis.md  ist eine Verknüpfung im Kreis\n"
                "    Abhilfe:      die Verknüpfung berichtigen oder löschen\n"
                "links/link.md  ist eine Verknüpfung ins Leere\n"
                "    Abhilfe:      die Verknüpfung berichtigen oder löschen\n"
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_checked(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str], path: str, message: str
) -> None:
    root = write_files(
        {"mkdocs.yml": CONFIG, "docs/a.md": RIGHT, "leer/x.txt": "", "links/a.txt": ""}
    )
    (root / "bild.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (root / "links/link.md").symlink_to("nirgends.md")
    (root / "links/kreis.md").symlink_to("kreis.md")
    (root / "latin.md").write_bytes("Maße\nf".encode() + "ür\n".encode("latin-1"))
    status, out, err = run(capsys, "check", path, "docs/a.md")
    assert (status, out, err) == (2, "docs/a.md: 3 Zahlen: 3 geprüft\n", message)


def test_links_among_the_pages_are_followed_or_told(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    """To a page outside of them, to nowhere outside of them, in a circle."""
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": RIGHT, "anderswo.md": RIGHT})
    (root / "docs/b.md").symlink_to("../anderswo.md")
    (root / "docs/c.md").symlink_to("../nirgends.md")
    (root / "docs/d.md").symlink_to("e.md")
    (root / "docs/e.md").symlink_to("d.md")
    status, out, err = run(capsys, "check")
    assert (status, out.count("3 Zahlen: 3 geprüft\n")) == (2, 2)
    assert [line for line in err.splitlines() if "Abhilfe" not in line] == [
        "docs/c.md  ist eine Verknüpfung ins Leere",
        "docs/d.md  ist eine Verknüpfung im Kreis",
        "docs/e.md  ist eine Verknüpfung im Kreis",
    ]


def test_a_site_without_pages_has_nothing_to_check(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files({"mkdocs.yml": CONFIG})
    assert run(capsys, "check", "--format", "json") == (2, "", "docs  gibt es nicht\n" + CREATE)


@pytest.mark.parametrize(
    ("files", "note"),
    [
        ({}, "Hinweis: keine mkdocs.yml in diesem Ordner oder darüber"),
        ({"mkdocs.yml": "site_name: x\n"}, "Hinweis: mkdocs.yml verwendet das Plugin rechenprobe"),
    ],
)
def test_without_a_configuration_defaults_apply_and_it_says_so(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str], files: dict[str, str], note: str
) -> None:
    write_files({**files, "a.md": RIGHT})
    status, out, err = run(capsys, "check", "a.md")
    assert (status, out) == (0, "a.md: 3 Zahlen: 3 geprüft\n")
    assert err.startswith(note)
    assert "Voreinstellungen" in err


def test_a_plugin_that_is_switched_off_is_no_silent_success(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its options hold for the command, but what MkDocs builds is unchecked: that is said."""
    config = "plugins:\n  - rechenprobe: {enabled: false, unchecked: fail}\n"
    write_files({"mkdocs.yml": config, "docs/a.md": "Es sind 7 Bilder.\n"})
    status, out, err = run(capsys, "check")
    assert (status, "Zahl nicht geprüft" in out) == (1, True)
    assert err.startswith("Warnung: in mkdocs.yml ist das Plugin rechenprobe abgeschaltet")


def test_a_wrong_option_keeps_the_command_from_running(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    config = "plugins:\n  - rechenprobe: {timout: 3}\n"
    write_files({"mkdocs.yml": config, "docs/a.md": RIGHT})
    status, out, err = run(capsys, "check")
    assert (status, out) == (2, "")
    assert err.startswith("mkdocs.yml:2:27  rechenprobe kennt die Option „timout“ nicht")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "es fehlt, was zu tun ist: check, fix oder why"),
        (("prüfe",), "„prüfe“ gibt es nicht, nur check, fix und why"),
        (("check", "--diff"), "--diff gibt es nur bei fix"),
        (("fix", "--watch"), "--watch gibt es nur bei check"),
        (("fix", "--format", "json"), "--format gibt es nur bei check"),
        (("why", "a.md", "--site", "site"), "--site gibt es nur bei check"),
        (
            ("check", "--watch", "--format=json"),
            WATCH,
        ),
        (("check", "--site"), "--site braucht den Ordner der gebauten Website"),
        (("check", "--site=site", "a.md"), "--site prüft die ganze Website, ohne weitere Angaben"),
        (
            ("check", "--formt", "json"),
            "die Option „--formt“ gibt es nicht; gemeint ist wohl --format",
        ),
        (("check", "--foo"), "die Option „--foo“ gibt es nicht"),
        (("chek",), "„chek“ gibt es nicht, nur check, fix und why; gemeint ist wohl check"),
        (("check", "--format"), "das Format „“ gibt es nicht, nur text, json, github"),
        (("check", "--format=xml"), "das Format „xml“ gibt es nicht, nur text, json, github"),
        (("why",), "why braucht genau eine Datei"),
        (("why", "a.md", "b.md"), "why braucht genau eine Datei"),
        (("check", "--help=ja"), "der Aufruf ist nicht zu verstehen"),
    ],
)
def test_a_call_that_makes_no_sense_is_answered_with_the_usage(
    write_files: WriteFiles,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    write_files({"mkdocs.yml": CONFIG})
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"rechenprobe: {message}\n\nAufruf:  rechenprobe check")
    assert err.endswith("rechenprobe --help erklärt sie.\n")


@pytest.mark.parametrize(
    ("redirection", "status", "told"),
    [(">&-", 1, ""), (">/dev/full", 2, "rechenprobe: auf dem Datenträger ist kein Platz mehr\n")],
)
def test_where_nothing_can_be_written_the_exit_status_still_tells(
    write_files: WriteFiles, redirection: str, status: int, told: str
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": "3 · 4 = 13\n"})
    command = f"exec '{sys.executable}' -c '{CALL}' check {redirection}"
    process = subprocess.run(
        ["sh", "-c", command], cwd=root, capture_output=True, text=True, check=False
    )
    assert (process.returncode, process.stderr) == (status, told)


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("check", "--help")])
def test_help_is_german_and_no_mistake(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, err) == (0, "")
    assert "Rückgabewert:" in out


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    write_files: WriteFiles,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,  # noqa: FBT001
    environment: dict[str, str],
    coloured: bool,  # noqa: FBT001
) -> None:
    write_files({"mkdocs.yml": CONFIG, "docs/a.md": WRONG})
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert ("\x1b[" in run(capsys, "check")[1]) is coloured


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_however_it_ends_the_workers_are_ended(
    write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    write_files({"mkdocs.yml": CONFIG, "docs/a.md": RIGHT})
    closed: list[Pipeline] = []

    def interrupt(*_: object) -> None:
        raise error

    monkeypatch.setattr(Pipeline, "start", interrupt)

    def close(self: Pipeline) -> None:
        closed.append(self)

    monkeypatch.setattr(Pipeline, "close", close)
    if error is KeyboardInterrupt:
        assert cli.main(["check"]) == 130
    else:
        with pytest.raises(RuntimeError):
            cli.main(["check"])
    assert len(closed) == 1
