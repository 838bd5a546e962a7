"""When a lecture was last changed, by Git: the same commit gives the same page on any day.

Git is asked once a commit, for all pages; what it said is kept. So an unchanged course is built
without starting a process.
"""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from rechenprobe import store

_MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)


class History(Struct, frozen=True):
    """What Git says of a folder."""

    folder: str
    head: str
    """The commit that was asked, its hash."""
    days: Mapping[str, str]
    """Path relative to the folder → day of the last commit that changed it, `2026-11-22`."""


def last_changes(folder: Path, cache: Path) -> Mapping[str, str]:
    """Path relative to `folder` → day of the last change, German: `22. November 2026`.

    Empty where Git does not know: no repository, no Git, or a clone without history, whose only
    commit would stand for all.
    """
    root = next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)
    if root is None:
        return {}
    head, file = _head(root / ".git"), cache / "history.json"
    known = store.read(file, History) if head else None
    if known is None or (known.folder, known.head) != (str(folder), head):
        known = History(str(folder), head, dict(_days(folder)))
        if head and known.days:  # a clone without history may get one
            with suppress(OSError):  # the cache says so itself
                store.write(file, msgspec.json.encode(known))
    return {name: in_words(date.fromisoformat(day)) for name, day in known.days.items()}


def in_words(day: date) -> str:
    """`22. November 2026`."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def _head(git: Path) -> str:
    """The commit's hash without asking Git; empty where it is kept in a way of its own."""
    with suppress(OSError, UnicodeDecodeError):
        found = (git / "HEAD").read_text().strip()
        if not found.startswith("ref: "):
            return found
        name = found.removeprefix("ref: ")
        with suppress(OSError):
            return (git / name).read_text().strip()
        for line in (git / "packed-refs").read_text().splitlines():
            if line.endswith(f" {name}"):
                return line.partition(" ")[0]
    return ""


def _days(folder: Path) -> Iterator[tuple[str, str]]:
    """Path and day of all files, oldest change first: the last one stands."""
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() != "false":
        return
    log = _git(
        folder, "log", "--format=%x01%cs", "--name-only", "--relative", "-z", "--reverse", "."
    )
    day = ""
    for word in log.replace("\n", "").split("\0"):
        if word.startswith("\x01"):
            day = word[1:]
        elif word:
            yield word, day


def _git(folder: Path, *arguments: str) -> str:
    """What Git prints; empty if it fails."""
    command = ("git", "-C", str(folder), *arguments)
    try:
        done = subprocess.run(  # noqa: S603 - our own words and the site's folder
            command, capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout
