"""`rechenprobe check --watch`: what it says when files change, until Ctrl-C."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import WriteFiles
from tests.hosts.test_cli import CONFIG, RIGHT, WRONG

from rechenprobe.hosts.site import find_site
from rechenprobe.hosts.usage import parse
from rechenprobe.hosts.watching import watch
from rechenprobe.pipeline import Pipeline

Change = Callable[[], object]


@pytest.fixture
def watched(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[str], list[str]]]:
    """Watches the current folder while changes happen, one between two looks; then Ctrl-C.

    Gives the exit status and what was said at each look, on both streams.
    """

    def watching(root: Path, *changes: Change, paths: tuple[str, ...] = ()) -> object:
        outs, errs, left = [], [], list(changes)

        def pause(_: float) -> None:
            said = capsys.readouterr()
            outs.append(said.out)
            errs.append(said.err)
            if not left:
                raise KeyboardInterrupt
            left.pop(0)()

        request = parse(("check", "--watch", *paths))
        status = watch(request, find_site(root), pause)
        return status, outs, errs

    return watching  # type: ignore[return-value]


def test_only_what_is_new_is_told(
    write_files: WriteFiles, watched: Callable[..., tuple[int, list[str], list[str]]]
) -> None:
    """First everything; then a new error, an unchanged one that moved, and its mending."""
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": RIGHT, "docs/b.md": RIGHT})

    def save(text: str) -> Change:
        return lambda: write_files({"docs/a.md": text})

    status, outs, errs = watched(
        root,
        lambda: None,
        save(WRONG),
        save("\n\n" + WRONG),
        save("\n\n" + WRONG + "\nUnd 1 + 1 = 3.\n"),
        save(RIGHT),
    )
    assert (status, errs[0]) == (0, "Strg+C beendet.\n")
    assert outs[0] == "docs/a.md: 3 Zahlen: 3 geprüft\ndocs/b.md: 3 Zahlen: 3 geprüft\n"
    assert outs[1] == ""
    assert outs[2].startswith("docs/a.md:3:17  Die Gleichung geht nicht auf\n")
    assert outs[2].endswith(
        "docs/a.md: 3 Zahlen: 2 ungeprüft, 1 falsch;"
        " die ungeprüften stehen in falschen Behauptungen\n"
    )
    assert outs[3] == ""
    assert outs[4].startswith("docs/a.md:7:13  ")
    assert outs[4].count("geschrieben:") == 1
    assert outs[5] == "2 Befunde behoben\ndocs/a.md: 3 Zahlen: 3 geprüft\n"


def test_the_state_at_the_end_is_the_exit_status(
    write_files: WriteFiles, watched: Callable[..., tuple[int, list[str], list[str]]]
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": WRONG, "docs/b.md": RIGHT})
    assert watched(root)[0] == 1
    status, outs, _ = watched(root, (root / "docs/a.md").unlink)
    assert (status, outs[1]) == (0, "docs/a.md: gibt es nicht mehr\n")


def test_new_pages_and_new_options_are_noticed(
    write_files: WriteFiles, watched: Callable[..., tuple[int, list[str], list[str]]]
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": "# Ein Titel\n\nEs sind 7 Bilder.\n"})
    strict = CONFIG.replace("rechenprobe", "{rechenprobe: {unchecked: fail}}")
    _, outs, errs = watched(
        root,
        lambda: write_files({"docs/b.md": RIGHT}),
        lambda: write_files({"mkdocs.yml": strict.replace("fail", "fehl")}),
        lambda: write_files({"mkdocs.yml": strict}),
    )
    assert outs[0].startswith("docs/a.md:3:9  Warnung: ")
    assert outs[1] == "docs/b.md: 3 Zahlen: 3 geprüft\n"
    assert (outs[2], errs[2].startswith("mkdocs.yml:2:45  Option „unchecked“")) == ("", True)
    assert outs[3].startswith("docs/a.md:3:9  Zahl nicht geprüft")


def test_a_page_that_cannot_be_read_is_complained_about_once(
    write_files: WriteFiles, watched: Callable[..., tuple[int, list[str], list[str]]]
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": RIGHT})
    bad = root / "docs/b.md"
    _, outs, errs = watched(
        root, lambda: bad.write_bytes(b"\xff"), lambda: None, lambda: write_files({bad.name: ""})
    )
    assert [text.count("UTF-8 gespeichert") for text in errs] == [0, 1, 0, 0]
    assert outs[1:3] == ["", ""]


@pytest.mark.keras
def test_a_file_that_the_code_reads_is_watched_with_warm_workers(
    write_files: WriteFiles,
    watched: Callable[..., tuple[int, list[str], list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The pipeline stays the same, so that its workers need not start again."""
    made: list[Pipeline] = []
    monkeypatch.setattr(Pipeline, "__init__", _counting(Pipeline.__init__, made))
    lecture = (
        "```python\nfrom pathlib import Path\nn = int(Path('n.txt').read_text())\n```\n\n"
        "Es sind 7<!-- = n --> Bilder.\n"
    )
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": lecture, "docs/n.txt": "7"})
    _, outs, _ = watched(root, lambda: write_files({"docs/n.txt": "8"}))
    assert outs[0] == "docs/a.md: 1 Zahl: 1 geprüft\n"
    assert "berechnet:    8 " in outs[1]
    assert len(made) == 1


def _counting(real: Callable[..., None], made: list[Pipeline]) -> Callable[..., None]:
    def init(self: Pipeline, *arguments: object, **options: object) -> None:
        made.append(self)
        real(self, *arguments, **options)

    return init
