"""A site and a runner for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.run.sites import Marker, Site

from rechenprobe.run import Runner


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def runner(site: Site) -> Iterator[Runner]:
    with Runner(site.settings) as runner:
        yield runner


@pytest.fixture(scope="module")
def marker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marker]:
    """What the lectures of this module start is known by its folder for temporary files."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("temporary")
        patch.setenv("TMPDIR", str(folder))
        patch.setattr("tempfile.tempdir", None)
        yield Marker(folder)
