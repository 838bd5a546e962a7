"""What tests of several areas share."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import settings

# The same examples each time: what fails here fails everywhere. `--hypothesis-profile=thorough`
# looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.register_profile("thorough", deadline=None, database=None)
settings.load_profile("steady")

LONGEST = (
    "tests/browser/test_pages.py",
    "tests/hosts/test_killing.py",
    "tests/browser/test_reading.py",
    "tests/notebooks/test_site.py",
    "tests/run/test_cache.py",
    "tests/run/test_torture.py",
    "tests/run/test_keras.py",
    "tests/run/test_failures.py",
    "tests/run/test_cells.py",
    "tests/read/test_hostile.py",
    "tests/model/test_memory.py",
    "tests/browser/test_model.py",
    "tests/browser/test_calculators.py",
)
"""Files that take longest, longest first. Begun last, one of them would run alone on one core."""

WriteFiles: TypeAlias = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def write_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WriteFiles:
    """Writes files, `{name: text}`, into a fresh folder, makes it the current one, gives it."""

    def write(texts: Mapping[str, str]) -> Path:
        for name, text in texts.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path

    monkeypatch.chdir(tmp_path)
    return write


def pytest_configure(config: pytest.Config) -> None:
    """The order of files is ours: xdist would put those with the fewest tests last."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False
    if gone := [file for file in LONGEST if not (config.rootpath / file).is_file()]:
        raise pytest.UsageError(f"tests/conftest.py names files that there are none of: {gone}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest comes first, where several processes share the tests.

    What is `single_threaded` cannot run in a worker of xdist; `test_single_threaded` runs it. Where
    there are none, it comes before what starts threads.
    """
    in_worker = hasattr(config, "workerinput")
    unfit = [
        item
        for item in items
        if item.get_closest_marker("single_threaded" if in_worker else "in_workers")
    ]
    config.hook.pytest_deselected(items=unfit)
    items[:] = [item for item in items if item not in unfit]
    if in_worker:
        rank = {file: place for place, file in enumerate(LONGEST)}
        items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(LONGEST)))
    else:
        items.sort(key=lambda item: item.get_closest_marker("single_threaded") is None)
