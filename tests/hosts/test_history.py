"""Days of the last change, from Git, without asking it twice."""

import subprocess
from pathlib import Path

import pytest

from rechenprobe.hosts import history
from rechenprobe.hosts.history import last_changes

AUTHOR = ("-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")


def commit(root: Path, day: str, **files: str) -> None:
    for name, text in files.items():
        (root / "docs" / f"{name}.md").write_text(text)
    stamp = f"{day}T12:00:00"
    environment = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "PATH": "/usr/bin:/bin"}
    for command in (("add", "."), (*AUTHOR, "commit", "-qm", "x")):
        subprocess.run(("git", "-C", str(root), *command), check=True, env=environment)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    subprocess.run(("git", "init", "-q", str(tmp_path)), check=True)
    commit(tmp_path, "2026-03-01", a="1", **{"ä b": "1"})
    commit(tmp_path, "2026-11-22", a="2")
    return tmp_path


def test_each_page_has_the_day_of_its_last_commit(root: Path, tmp_path: Path) -> None:
    """Whatever its name; a page that was never committed has none."""
    (root / "docs/neu.md").write_text("")
    assert last_changes(root / "docs", tmp_path / "cache") == {
        "a.md": "22. November 2026",
        "ä b.md": "1. März 2026",
    }


@pytest.mark.parametrize("packed", [False, True])
def test_git_is_asked_once_a_commit(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, packed: bool
) -> None:
    """An unchanged course starts no process."""
    first = last_changes(root / "docs", tmp_path / "cache")
    if packed:
        subprocess.run(("git", "-C", str(root), "pack-refs", "--all"), check=True)
    asked: list[tuple[str, ...]] = []
    git = history._git

    def note(folder: Path, *arguments: str) -> str:
        asked.append(arguments)
        return git(folder, *arguments)

    monkeypatch.setattr(history, "_git", note)
    assert last_changes(root / "docs", tmp_path / "cache") == first
    assert asked == []
    commit(root, "2026-12-24", **{"ä b": "2"})
    assert last_changes(root / "docs", tmp_path / "cache")["ä b.md"] == "24. Dezember 2026"
    assert asked != []


def test_no_repository_and_no_history_give_no_day(root: Path, tmp_path: Path) -> None:
    """The only commit of a shallow clone would stand for all pages."""
    assert last_changes(Path("/"), tmp_path / "cache") == {}
    shallow = tmp_path / "shallow"
    clone = ("git", "clone", "-q", "--depth=1", root.as_uri(), str(shallow))
    subprocess.run(clone, check=True)
    assert last_changes(shallow / "docs", tmp_path / "other") == {}
