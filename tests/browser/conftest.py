"""The course, built once, and one browser for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser
from tests.browser.chromium import chromium, serve

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the built course lies."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """Address of the course, built from the repository and served from this machine."""
    with serve(folder) as address:
        config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), site_url=address)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A missing browser fails these tests; they are never skipped."""
    with chromium() as browser:
        yield browser
