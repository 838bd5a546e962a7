"""What the system has to give."""

import os
from pathlib import Path

from rechenprobe.run.scratch import make_scratch, remove_scratch, used
from rechenprobe.run.system import available_memory


def group(folder: Path, limit: str, used: int, cached: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "memory.max").write_text(f"{limit}\n")
    (folder / "memory.current").write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 5\ninactive_file {cached}\n")
    for name, text in (("limit_in_bytes", limit), ("usage_in_bytes", str(used))):
        file = folder / "memory" / f"memory.{name}"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    (folder / "memory" / "memory.stat").write_text(f"total_inactive_file {cached}\n")


def test_a_containers_limit_counts_less_what_is_used_of_it(tmp_path: Path) -> None:
    """Pages of files can be given back, so they do not count as used. Both versions of groups."""
    group(tmp_path, "1000000", 300_000, 100_000)
    assert available_memory(tmp_path) == 800_000


def test_no_limit_leaves_what_the_machine_has(tmp_path: Path) -> None:
    group(tmp_path, "max", 0, 0)
    most = available_memory(tmp_path)
    assert most is not None
    assert most > 10**8


def test_a_full_container_has_nothing_left(tmp_path: Path) -> None:
    group(tmp_path, "1000", 2000, 0)
    assert available_memory(tmp_path) == 0


def test_a_scratch_folder_is_removed_however_deep_and_its_links_are_not_followed(
    tmp_path: Path,
) -> None:
    (tmp_path / "original").mkdir()
    (tmp_path / "original/datei").write_text("bleibt")
    scratch = make_scratch(tmp_path / "original", tmp_path)
    before = Path.cwd()
    os.chdir(scratch.folder)
    try:
        for _ in range(2000):
            Path("tief").mkdir()
            Path("tief/datei").touch()
            os.chdir("tief")
        Path("zu").mkdir(mode=0)
        Path("verweis").symlink_to(tmp_path / "original")
    finally:
        os.chdir(before)
    remove_scratch(scratch)
    assert not scratch.base.exists()
    assert (tmp_path / "original/datei").read_text() == "bleibt"


def test_what_a_scratch_folder_takes_is_counted_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "original").mkdir()
    (tmp_path / "original/datei").write_bytes(b"x" * 10_000_000)
    scratch = make_scratch(tmp_path / "original", tmp_path)
    try:
        assert used(scratch, 10**9) < 1_000_000
        (scratch.folder / "neu").mkdir()
        (scratch.folder / "neu/datei").write_bytes(b"x" * 2_000_000)
        (scratch.temporary / "datei").write_bytes(b"x" * 2_000_000)
        assert 4_000_000 <= used(scratch, 10**9) < 5_000_000
    finally:
        remove_scratch(scratch)
