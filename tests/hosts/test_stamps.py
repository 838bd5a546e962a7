"""A page's stamp, and `rechenprobe check --site`, which misses it."""

from pathlib import Path

import pytest
from tests.conftest import WriteFiles
from tests.hosts.test_cli import CONFIG, RIGHT, run

from rechenprobe.hosts.stamps import stamp
from rechenprobe.pipeline import Pipeline
from rechenprobe.settings import Settings

PAGE = "<html><head><title>x</title></head><body></head></body></html>"


def built(root: Path, name: str, source: str) -> None:
    """The lecture's page as our plugin leaves it."""
    pipeline = Pipeline(Settings(root=root))
    edition = pipeline.start(source, name).edition()
    pipeline.close()
    page = root / "site" / Path(name).stem / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(stamp(PAGE, edition), encoding="utf-8")


def test_a_site_of_the_lectures_as_they_are_is_confirmed(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    config = CONFIG + "draft_docs: |\n  entwurf.md\nexclude_docs: |\n  weg.md\n"
    names = ("docs/a.md", "docs/b&c.md", "docs/entwurf.md", "docs/weg.md")
    root = write_files({"mkdocs.yml": config, **dict.fromkeys(names, RIGHT)})
    built(root, "docs/a.md", RIGHT)
    built(root, "docs/b&c.md", RIGHT)
    assert run(capsys, "check", "--site", "site") == (
        0,
        "2 Vorlesungen, jede mit Stempel\n",
        "",
    )


def test_a_page_without_a_stamp_was_not_checked(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another generator gives the same page, but for the stamp."""
    root = write_files(
        {"mkdocs.yml": CONFIG, "docs/a.md": RIGHT, "docs/b.md": RIGHT, "site/b/index.html": PAGE}
    )
    built(root, "docs/a.md", RIGHT)
    status, out, _ = run(capsys, "check", "--site", "site")
    assert status == 1
    assert out.startswith("docs/b.md:1:1  Auf keiner gebauten Seite steht der Stempel")
    assert out.endswith("    Abhilfe:      mkdocs build --site-dir site\n")
    assert out.count("Stempel dieser Vorlesung") == 1


def test_a_page_of_another_text_is_noticed(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": RIGHT + "\nNeu.\n"})
    built(root, "docs/a.md", RIGHT)
    status, out, _ = run(capsys, "check", "--site", "site")
    place, message = out.splitlines()[0].split("  ")
    assert (status, place) == (1, "docs/a.md:1:1")
    assert (
        message == "site/a/index.html ist aus einem anderen Text gebaut als dem, der jetzt dasteht"
    )


def test_a_page_with_an_error_gets_no_stamp(tmp_path: Path) -> None:
    """A preview shows such pages."""
    built(tmp_path, "docs/a.md", "3 · 4 = 13\n")
    assert (tmp_path / "site/a/index.html").read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize(
    ("config", "folder", "message"),
    [
        (CONFIG, "fehlt", "fehlt  in diesem Ordner steht keine Website\n"),
        ("site_name: x\n", "site", "das Plugin rechenprobe ist nicht eingeschaltet"),
        ("plugins: [{rechenprobe: {enabled: false}}]\n", "site", "Die Website ist ungeprüft"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    write_files: WriteFiles,
    capsys: pytest.CaptureFixture[str],
    config: str,
    folder: str,
    message: str,
) -> None:
    write_files({"mkdocs.yml": config, "docs/a.md": RIGHT, "site/index.html": PAGE})
    status, out, err = run(capsys, "check", "--site", folder)
    assert (status, out) == (2, "")
    assert message in err
