"""A build that was killed has left nothing, and the next one is as if it had never been."""

import sys
from pathlib import Path

import pytest

from kill import torment


@pytest.mark.keras
@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
def test_the_build_after_a_killed_one_gives_the_same_bytes(tmp_path: Path) -> None:
    """`python -m scripts.kill` tries twenty moments for each way of killing."""
    torment(tmp_path, 1, 3, print)
