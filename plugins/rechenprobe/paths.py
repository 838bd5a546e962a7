"""Paths that lead nowhere are no error by themselves: who reads the file says what is wrong."""

import os
from pathlib import Path


def real(path: Path) -> Path:
    """Where links lead; as far as they do if they lead in a circle, where `resolve` raises."""
    return Path(os.path.realpath(path))


def exists(path: Path) -> bool:
    """Also of names that no system takes: they are too long."""
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path) -> bool:
    """The same."""
    return os.path.isfile(path)  # noqa: PTH113
