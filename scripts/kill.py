"""Kills builds at random moments; the build after it must be as if nothing had happened.

    python -m scripts.kill                        twenty moments for the process, for its group too
    python -m scripts.kill --moments 3 --seed 7

Cold builds are killed, and such in which only text changed. After each kill no process and no
temporary file may stay, and a build on what the killed one left of its cache must give the bytes of
a build that nobody disturbed.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from difflib import unified_diff
from pathlib import Path
from time import monotonic, sleep
from typing import TypeAlias

Killer: TypeAlias = Callable[[int], None]
"""Given the build's process id, which is its group's, too."""

PATIENCE = 20.0
"""Seconds in which everything that a killed build started must be gone, on a busy machine."""

_CONFIG = """\
site_name: Kurs
theme: {name: material, font: false}
plugins: [search, rechenprobe]
"""
_TRAINING = """\
import keras
import numpy as np

model = keras.Sequential([keras.Input((64,)), *(keras.layers.Dense(64) for _ in range(4))])
model.compile("adam", "mse")
x = np.linspace(-1, 1, 64 * 256).reshape(256, 64)
history = model.fit(x, x, epochs=8)
model.summary()
"""
_DRAWING = """\
import time
import matplotlib.pyplot as plt

plt.plot([1, 3, 2])
plt.show()
time.sleep(1)
print("x" * 200_000)
"""
_COUNTING = """\
import subprocess

subprocess.run(["sleep", "1"], check=True)
print(sum(range(101)))
"""
PAGES: Mapping[str, str] = {
    "index.md": f"# Training\n\n```python\n{_TRAINING}```\n\n4 · 4160 = 16640 Parameter.\n",
    "zeichnen.md": f"# Zeichnen\n\n```python\n{_DRAWING}```\n",
    "zaehlen.md": f"# Zählen\n\n```python\n{_COUNTING}```\n\nEs sind `{{python}} 2 * 2525`.\n",
}


class Harmed(Exception):
    """A killed build has left something, or the next one is another."""


def kill_main(pid: int) -> None:
    """The process that was started, and only it."""
    os.kill(pid, signal.SIGKILL)


def kill_group(pid: int) -> None:
    """All that a terminal that is closed would reach."""
    os.killpg(pid, signal.SIGKILL)


KILLERS: Mapping[str, Killer] = {"main": kill_main, "group": kill_group}


class Course:
    """A small course in a folder of its own; its processes are known by their folder for files."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "kurs"
        self._temporary = folder / "temporary"
        self._kept = folder / "cache"
        self._temporary.mkdir(parents=True)
        (self._root / "docs").mkdir(parents=True)
        (self._root / "mkdocs.yml").write_text(_CONFIG, encoding="utf-8")
        for name, text in PAGES.items():
            (self._root / "docs" / name).write_text(text, encoding="utf-8")

    def edit(self) -> None:
        """Change text, no code; the next build finds the cache of the last one."""
        for name in PAGES:
            with (self._root / "docs" / name).open("a", encoding="utf-8") as file:
                file.write("\nNoch ein Satz: 3 · 4 = 12.\n")
        shutil.copytree(self._root / ".cache", self._kept)

    def recall(self) -> None:
        """Make the next build one that finds text changed."""
        self.forget()
        shutil.copytree(self._kept, self._root / ".cache")

    def forget(self) -> None:
        """Make the next build a cold one."""
        for name in (".cache", "site"):
            shutil.rmtree(self._root / name, ignore_errors=True)

    def start(self) -> "subprocess.Popen[str]":
        """A build, in a group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--strict"],
            cwd=self._root,
            env={**os.environ, "TMPDIR": str(self._temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def build(self) -> float:
        """Build to the end; seconds. Raises `Harmed` with the log if it fails."""
        begin, build = monotonic(), self.start()
        log, _ = build.communicate()
        if build.returncode or "beschädigt" in log:
            raise Harmed(log)
        return monotonic() - begin

    def kill(self, killer: Killer, moment: float) -> None:
        """Begin a build, kill it, wait until nothing of it is left. Raises `Harmed`."""
        build = self.start()
        try:
            build.wait(moment)
        except subprocess.TimeoutExpired:
            killer(build.pid)
        build.communicate()
        deadline = monotonic() + PATIENCE
        while left := [*self._processes(), *self._temporary.iterdir()]:
            if monotonic() > deadline:
                raise Harmed(f"left: {left}\n{_describe(left)}")
            sleep(0.05)

    def pages(self) -> dict[str, bytes]:
        """What was built. A packed site map names the time."""
        files = sorted(path for path in (self._root / "site").rglob("*") if path.is_file())
        return {
            path.relative_to(self._root).as_posix(): path.read_bytes()
            for path in files
            if path.name != "sitemap.xml.gz"
        }

    def _processes(self) -> list[int]:
        mark = f"TMPDIR={self._temporary}".encode()
        found = []
        for path in Path("/proc").iterdir():
            try:
                if path.name.isdigit() and mark in (path / "environ").read_bytes().split(b"\0"):
                    found.append(int(path.name))
            except OSError:
                continue
        return found


def torment(folder: Path, moments: int, seed: int, say: Callable[[str], None]) -> None:
    """Kill `moments` builds in each way. Raises `Harmed`."""
    course, chance = Course(folder), random.Random(seed)  # noqa: S311 - nobody has to guess it
    _torment(course, course.forget, moments, chance, say)
    course.edit()
    _torment(course, course.recall, moments, chance, say)


def _torment(
    course: Course,
    prepare: Callable[[], None],
    moments: int,
    chance: random.Random,
    say: Callable[[str], None],
) -> None:
    prepare()
    duration = course.build()
    expected = course.pages()
    say(f"undisturbed: {duration:.1f} s, {len(expected)} files")
    for name, killer in KILLERS.items():
        for number in range(1, moments + 1):
            moment = chance.uniform(0, duration)
            prepare()
            course.kill(killer, moment)
            rest = course.build()
            pages = course.pages()
            if pages != expected:
                prepare()
                course.build()
                undisturbed = course.pages() == expected
                what = f"{name} at {moment:.2f} s" if undisturbed else "undisturbed builds differ"
                raise Harmed(f"{what}:\n{_difference(expected, pages)}")
            say(f"{name} {number}: killed at {moment:.2f} s, the next build took {rest:.1f} s")


def _describe(left: Iterable[object]) -> str:
    commands = ["ps", "-o", "pid,ppid,stat,etimes,args", "-p", ",".join(map(str, left))]
    return subprocess.run(commands, capture_output=True, text=True, check=False).stdout


def _difference(expected: Mapping[str, bytes], found: Mapping[str, bytes]) -> str:
    """The first file that is another one, as a diff."""
    names = sorted({*expected, *found})
    name = next(name for name in names if expected.get(name) != found.get(name))
    before, after = (files.get(name, b"").decode(errors="replace") for files in (expected, found))
    return "\n".join(unified_diff(before.splitlines(), after.splitlines(), name, name, n=0))


def main() -> None:
    """Until the first harm, which is the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kill-") as folder:
        try:
            torment(Path(folder), given.moments, given.seed, lambda line: print(line, flush=True))
        except Harmed as harm:
            sys.exit(str(harm))


if __name__ == "__main__":
    main()
