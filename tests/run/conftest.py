"""A site and a runner for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.run.sites import Site

from rechenprobe.run import Runner


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def runner(site: Site) -> Iterator[Runner]:
    with Runner(site.settings) as runner:
        yield runner
