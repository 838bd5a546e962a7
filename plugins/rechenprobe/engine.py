"""What this program is: names that change with its own code, so that nothing outlives it."""

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parent

_SHAPING_RUNS = ("evidence.py", "execution.py", "facts.py", "expression.py")


def run_engine() -> str:
    """Changes with the code that shapes runs: an upgraded engine never serves old facts."""
    files = [PACKAGE / name for name in _SHAPING_RUNS]
    for folder in ("run", "model"):
        files += sorted((PACKAGE / folder).rglob("*.py"))
    return _digest(files)


def package_content() -> str:
    """Changes with any file of the package, by content and not by version.

    Who develops the engine must not meet pages of yesterday's.
    """
    return _digest(map(Path, package_files()))


def package_files() -> list[str]:
    """All of them, sorted; what Python compiled is left out."""
    found = []
    for here, folders, names in os.walk(PACKAGE):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [os.path.join(here, name) for name in names]  # noqa: PTH118 - in every build
    return sorted(found)


def _digest(files: Iterable[Path]) -> str:
    digest = sha256()
    for file in files:
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()[:32]
