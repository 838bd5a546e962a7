"""When a lecture was last changed, by Git: the same commit gives the same page on any day."""

import subprocess
from datetime import date
from pathlib import Path

_MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)


def last_change(file: Path) -> str:
    """German, `22. November 2026`: the day of the last commit that changed the file.

    Empty where Git does not know: no repository, no Git, a file never committed, or a clone
    without history, whose only commit would stand for all.
    """
    if _git(file.parent, "rev-parse", "--is-shallow-repository") != "false":
        return ""
    day = _git(file.parent, "log", "-1", "--format=%cs", "--", file.name)
    return in_words(date.fromisoformat(day)) if day else ""


def in_words(day: date) -> str:
    """`22. November 2026`."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def _git(folder: Path, *arguments: str) -> str:
    """What Git prints; empty if it fails."""
    command = ("git", "-C", str(folder), *arguments)
    try:
        done = subprocess.run(  # noqa: S603 - our own words and a path behind `--`
            command, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout.strip()
