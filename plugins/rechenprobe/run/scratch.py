"""The folder in which a lecture runs: a view of its own folder that can be written to.

Authors expect what Jupyter, Quarto and their editor do: a relative path starts
from the lecture's folder. But what a cell writes must not end up among the
sources, where it would be published and, under `mkdocs serve`, start the next
build. So a lecture runs in an empty temporary folder holding one link for each
entry of its own: reads reach the originals, new files stay here and vanish.
Before a linked file is written to, a copy takes its place.
"""

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path


def make_scratch(folder: Path) -> Path:
    """A new temporary folder with links to all that `folder` holds; absolute, links resolved."""
    scratch = Path(tempfile.mkdtemp(prefix="rechenprobe-")).resolve()
    _link_entries(folder, scratch)
    return scratch


def _link_entries(folder: Path, target: Path) -> None:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # Windows without developer mode has no links
                link = target / entry.name
                link.symlink_to(folder / entry.name, target_is_directory=entry.is_dir())


def prepare_write(scratch: Path, path: str, *, keep: bool) -> None:
    """Have a write to `path` stay in `scratch`, if it is meant to go there.

    Linked folders on the way become real ones full of links. A linked file
    becomes a copy, an empty one if its content is not to be kept.
    """
    place = Path(os.path.abspath(path))  # noqa: PTH100 - links must not be resolved
    if not place.is_relative_to(scratch):
        return
    step = scratch
    for name in place.relative_to(scratch).parts:
        step /= name
        if not step.is_symlink():
            continue
        original = step.resolve()
        step.unlink()
        if original.is_dir():
            step.mkdir()
            _link_entries(original, step)
        elif keep:
            shutil.copyfile(original, step)
        else:
            step.touch()


def remove_scratch(scratch: Path) -> None:
    """Remove it; what its links point to stays. However deep it is, whatever it forbids."""
    with suppress(RecursionError):
        shutil.rmtree(scratch, ignore_errors=True)
    with suppress(OSError):
        while scratch.exists() and _flatten(scratch):
            pass
        scratch.rmdir()


def _flatten(folder: Path) -> bool:
    """Remove the files and empty folders in it, lift what is in the others; whether it helped."""
    folder.chmod(0o700)
    helped = False
    for number, entry in enumerate(list(os.scandir(folder))):
        if not entry.is_dir(follow_symlinks=False):
            Path(entry.path).unlink()
        else:
            Path(entry.path).chmod(0o700)
            for inner, child in enumerate(list(os.scandir(entry.path))):
                if child.is_dir(follow_symlinks=False):
                    Path(child.path).chmod(0o700)  # else it cannot be moved
                Path(child.path).rename(folder / f"{secrets.token_hex(8)}-{number}-{inner}")
            Path(entry.path).rmdir()
        helped = True
    return helped
