"""What this program is: names that change with its own code, so that nothing outlives it."""

import os
import platform
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).parent

_SHAPING_RUNS = ("execution.py", "facts.py", "expression.py")
_LIBRARIES = ("math-core", "PyYAML", "jupytext")
"""Whose versions show in what a lecture becomes."""


def run_engine() -> str:
    """Changes with the code that shapes runs: an upgraded engine never serves old facts."""
    files = [PACKAGE / name for name in _SHAPING_RUNS]
    for folder in ("run", "model"):
        files += sorted((PACKAGE / folder).rglob("*.py"))
    return _digest(files, ())


def engine_content() -> str:
    """Changes with any file of the package, with Python, and with the libraries it reads with.

    By content, not by version: who develops the engine must not meet pages of yesterday's.
    """
    return _digest(sorted(_files(PACKAGE)), (platform.python_version(), *map(_version, _LIBRARIES)))


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(here, name) for name in names)


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _digest(files: Iterable[Path], more: Iterable[str]) -> str:
    digest = sha256()
    for file in files:
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(file.read_bytes() + b"\0")
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:32]
