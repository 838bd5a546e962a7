"""`rechenprobe fix`: what it changes in the files, what it leaves, and what it says."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.conftest import WriteFiles
from tests.hosts.test_cli import CONFIG, run

from rechenprobe.hosts import fixing
from rechenprobe.hosts.files import TextFile, write_file

WRONG = "# Faltung\n\nEs gilt 3 · 4 = 13.\n\nUnd $5 \\cdot 5 = 26$, aber 5 < 3.\n"
FIXED = "# Faltung\n\nEs gilt 3 · 4 = 12.\n\nUnd $5 \\cdot 5 = 25$, aber 5 < 3.\n"


def test_results_are_rewritten_and_the_rest_is_named(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": WRONG, "docs/b.md": "3 · 4 = 12\n"})
    status, out, err = run(capsys, "fix")
    assert (status, err) == (1, "")
    assert (root / "docs/a.md").read_text(encoding="utf-8") == FIXED
    lines = out.splitlines()
    assert lines[:2] == ["docs/a.md:3:17  13 → 12", "docs/a.md:5:18  26 → 25"]
    assert lines[2].startswith("docs/a.md:5:28  Die Ungleichung stimmt nicht")
    assert lines[-1] == "2 Zahlen berichtigt, 1 Fehler bleibt; ändern können ihn nur Sie"


def test_what_is_fixed_is_right_and_fixing_again_changes_nothing(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": "Es gilt 3 · 4 = 13.\n"})
    assert run(capsys, "fix", "docs/a.md")[0] == 0
    before = (root / "docs/a.md").stat()
    assert run(capsys, "check")[0] == 0
    assert run(capsys, "fix") == (0, "nichts zu berichtigen\n", "")
    assert (root / "docs/a.md").stat().st_mtime_ns == before.st_mtime_ns


def test_numbers_that_are_only_unchecked_are_no_errors_to_mend(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    config = "site_name: Kurs\nplugins:\n  - rechenprobe:\n      unchecked: fail\n"
    text = "Es gilt 3 · 4 = 13.\n\nEs waren 17 und 19.\n"
    write_files({"mkdocs.yml": config, "docs/a.md": text})
    status, out, err = run(capsys, "fix")
    assert (status, err) == (1, "")
    assert out == (
        "docs/a.md:1:17  13 → 12\n"
        "1 Zahl berichtigt, 2 Zahlen sind ungeprüft; rechenprobe check nennt sie\n"
    )


def test_the_difference_is_shown_and_patch_takes_it(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written; what cannot be mended goes to standard error."""
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": WRONG.rstrip("\n")})
    status, out, err = run(capsys, "fix", "--diff")
    assert status == 1
    assert (root / "docs/a.md").read_text(encoding="utf-8") == WRONG.rstrip("\n")
    assert out.startswith("--- a/docs/a.md\n+++ b/docs/a.md\n@@ ")
    assert "-Es gilt 3 · 4 = 13.\n+Es gilt 3 · 4 = 12.\n" in out
    assert "Ungleichung" in err
    assert err.endswith("2 Zahlen zu berichtigen, 1 Fehler bleibt; ändern können ihn nur Sie\n")
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply", "-"], input=out.encode(), check=True)
    assert (root / "docs/a.md").read_text(encoding="utf-8") == FIXED.rstrip("\n")


def test_newlines_byte_order_mark_and_permissions_stay(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mixed newlines, too: what is not a wrong number is left alone to the byte."""
    root = write_files({"mkdocs.yml": CONFIG, "docs/x.md": ""})
    file = root / "docs/a.md"
    text = "\ufeffEs gilt\r\n\r\n3 · 4 = 13.\r\nEnde\rneu\n5 · 5 = 26\r\n"
    file.write_bytes(text.encode())
    file.chmod(0o640)
    assert run(capsys, "fix", "docs/a.md")[0] == 0
    assert file.read_bytes() == text.replace("13", "12").replace("26", "25").encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in file.parent.iterdir() if one.name.startswith(".")] == []


def test_a_link_stays_a_link(write_files: WriteFiles, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "fern/a.md": "3 · 4 = 13\n", "docs/x.md": ""})
    (root / "docs/a.md").symlink_to(root / "fern/a.md")
    assert run(capsys, "fix", "docs/a.md")[0] == 0
    assert (root / "docs/a.md").is_symlink()
    assert (root / "fern/a.md").read_text(encoding="utf-8") == "3 · 4 = 12\n"


def test_a_protected_file_is_left_alone_and_the_others_are_fixed(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": "3 · 4 = 13\n", "docs/b.md": "1+1=3\n"})
    (root / "docs/a.md").chmod(0o444)
    status, out, err = run(capsys, "fix")
    assert status == 2
    assert err.startswith("docs/a.md  ist schreibgeschützt und bleibt, wie es ist\n    Abhilfe: ")
    assert (root / "docs/a.md").read_text(encoding="utf-8") == "3 · 4 = 13\n"
    assert (root / "docs/b.md").read_text(encoding="utf-8") == "1+1=2\n"
    assert "berechnet:    12" in out
    assert out.endswith("1 Zahl berichtigt, 1 Fehler bleibt\n")  # not: only you can mend it


def test_what_the_author_saves_meanwhile_is_never_overwritten(
    write_files: WriteFiles,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": "3 · 4 = 13\n"})

    def late(file: TextFile, content: bytes) -> None:
        (root / "docs/a.md").write_text("ganz neu\n", encoding="utf-8")
        write_file(file, content)

    monkeypatch.setattr(fixing, "write_file", late)
    status, _, err = run(capsys, "fix")
    assert (status, "hat sich während der Prüfung geändert" in err) == (2, True)
    assert (root / "docs/a.md").read_text(encoding="utf-8") == "ganz neu\n"


def test_a_full_disk_leaves_the_file_as_it_was(
    write_files: WriteFiles,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": "3 · 4 = 13\n"})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    status, _, err = run(capsys, "fix")
    assert (status, err) == (
        2,
        "docs/a.md  lässt sich nicht schreiben: auf dem Datenträger ist kein Platz mehr\n",
    )
    assert [one.name for one in (root / "docs").iterdir()] == ["a.md"]
    assert (root / "docs/a.md").read_text(encoding="utf-8") == "3 · 4 = 13\n"


def notebook(*sources: object, ensure_ascii: bool) -> str:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source} for source in sources]
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return json.dumps(document, ensure_ascii=ensure_ascii)


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_notebook_keeps_every_other_byte(
    write_files: WriteFiles,
    capsys: pytest.CaptureFixture[str],
    ascii_only: bool,  # noqa: FBT001
) -> None:
    """In JSON a number may be escaped, as the space in LaTeX or the narrow one are."""
    sources = ["# Übung\n", "\n", "Es gilt $96 \\cdot 364 = 34\\,943$.\n"], "96 · 364 = 34\u202f943"
    wrong = notebook(*sources, ensure_ascii=ascii_only)
    root = write_files({"mkdocs.yml": CONFIG, "u.ipynb": wrong})
    assert run(capsys, "fix", "u.ipynb")[0] == 0
    assert (root / "u.ipynb").read_text(encoding="utf-8") == wrong.replace("943", "944")


def test_a_comment_in_code_is_fixed_like_text(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "```python\n#| eval: false\nx = 1  # 11 · 11 · 3 = 364\n```\n"
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": text})
    assert run(capsys, "fix")[0] == 0
    assert (root / "docs/a.md").read_text(encoding="utf-8") == text.replace("364", "363")


def test_files_that_cannot_be_read_are_named(
    write_files: WriteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_files({"mkdocs.yml": CONFIG, "docs/a.md": "3 · 4 = 13\n"})
    latin: Path = root / "docs/b.md"
    latin.write_bytes("Maße\n".encode("latin-1"))
    status, out, err = run(capsys, "fix")
    assert (status, out.endswith("1 Zahl berichtigt\n")) == (2, True)
    assert err.startswith("docs/b.md:1:3  ist nicht in UTF-8 gespeichert")
