"""How far the lectures are, on a terminal and in a log."""

import io
import logging
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.hosts.building import Site

from rechenprobe.hosts.progress import Progress, bar
from rechenprobe.progress import State


class Terminal(io.StringIO):
    """What somebody sees, the bar's rewriting included."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    @property
    def screen(self) -> str:
        """Without what was erased."""
        return re.sub(r"[^\n]*\r\x1b\[K", "", self.getvalue())


@pytest.fixture(autouse=True)
def capable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(
    ("states", "width", "shown"),
    [
        ({"a.md": "kept"}, 80, ""),
        ({"a.md": "kept", "b.md": "done"}, 80, ""),
        ({"docs/a.md": "running"}, 80, "░░░░░░░░░░░░░░░░░░░░ 0/1 · läuft: a"),
        (
            {"a": "kept", "b": "done", "x/c.md": "running", "d.md": "running", "e": "waiting"},
            80,
            "████████░░░░░░░░░░░░ 2/5 · 1 aus dem Cache · läuft: c, d",
        ),
        ({"docs/lang.md": "running"}, 30, "░░░░░░░░░░░░░░░░░░░░ 0/1 · lä…"),
    ],
)
def test_the_bar_counts_and_names(states: dict[str, State], width: int, shown: str) -> None:
    assert bar(states, width) == shown


def test_on_a_terminal_the_bar_gives_way_to_messages_and_comes_back() -> None:
    terminal = Terminal()
    log = logging.getLogger("mkdocs.test_progress")
    log.propagate = False
    log.setLevel(logging.INFO)
    handler = logging.StreamHandler(terminal)
    log.addHandler(handler)
    progress = Progress(terminal, log)
    try:
        progress("docs/a.md", "waiting")
        progress("docs/b.md", "kept")
        progress("docs/a.md", "running")
        log.warning("Achtung")
        assert terminal.screen == ("Achtung\n██████████░░░░░░░░░░ 1/2 · 1 aus dem Cache · läuft: a")
        progress("docs/a.md", "done")
        progress.finish()
        assert terminal.screen == "Achtung\n1 Seite gerechnet, 1 aus dem Cache\n"
        assert log.handlers == [handler]
    finally:
        log.removeHandler(handler)


def test_a_log_says_what_runs_and_nothing_when_nothing_does(
    site: Site, messages: Callable[[], str]
) -> None:
    site.write({"docs/index.md": "```python\nprint(1)\n```\n", "docs/b.md": "2 + 2 = 4\n"})
    site.build()
    first = messages()
    assert "docs/index.md läuft" in first
    assert "1 Seite gerechnet, 0 aus dem Cache" in first
    site.build()
    second = messages()[len(first) :]
    assert "läuft" not in second
    assert "gerechnet" not in second


def test_a_build_on_a_terminal_shows_the_bar_and_leaves_nothing_of_it(site: Site) -> None:
    site.write({"docs/index.md": "```python\nimport time; time.sleep(0.3)\n```\n"})
    site.config()
    ours, theirs = pty.openpty()
    command = [str(Path(sys.executable).with_name("mkdocs")), "build"]
    build = subprocess.Popen(command, cwd=site.root, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 1 << 16):
            said += part
    except OSError:  # Linux says so when nobody is left
        pass
    os.close(ours)
    assert build.wait(60) == 0
    text = said.decode()
    assert "0/1 · läuft: index" in text
    assert "░" not in re.sub(r"[^\n]*\r\x1b\[K", "", text)
