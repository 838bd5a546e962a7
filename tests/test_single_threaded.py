"""Runs what needs a process without threads, when the tests run in workers that have some."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.in_workers
def test_what_needs_a_process_without_threads() -> None:
    marked = [
        str(file.relative_to(ROOT))
        for file in sorted(ROOT.glob("tests/**/test_*.py"))
        if file != Path(__file__) and "mark.single_threaded" in file.read_text(encoding="utf-8")
    ]
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [*command, "-m", "single_threaded", *marked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "skipped" not in run.stdout
    assert re.search(r"^\d+ passed", run.stdout, re.MULTILINE), run.stdout
