"""Sites for the tests of the hosts, and what MkDocs said."""

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.hosts.building import Site

from rechenprobe.hosts.assets import build_assets


@pytest.fixture(scope="session")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The formulas' font, cut once for all tests: it takes two seconds."""
    folder = tmp_path_factory.mktemp("assets")
    build_assets(folder)
    (kept,) = (folder / "fonts").iterdir()
    return kept


@pytest.fixture
def site(tmp_path: Path, font: Path) -> Site:
    found = Site(tmp_path)
    fonts = tmp_path / ".cache/rechenprobe/fonts"
    fonts.mkdir(parents=True)
    shutil.copy(font, fonts)
    return found


@pytest.fixture
def messages(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    with caplog.at_level(logging.INFO, logger="mkdocs"):
        yield lambda: "\n".join(record.getMessage() for record in caplog.records)
