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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is `single_threaded` cannot run in a worker of xdist; `test_single_threaded` runs it."""
    if hasattr(config, "workerinput"):
        unfit = [item for item in items if item.get_closest_marker("single_threaded")]
    else:
        unfit = [item for item in items if item.get_closest_marker("in_workers")]
    config.hook.pytest_deselected(items=unfit)
    items[:] = [item for item in items if item not in unfit]
