"""The folder in which a lecture runs: a view of its own folder that can be written to.

Authors expect what Jupyter, Quarto and their editor do: a relative path starts
from the lecture's folder. But what a cell writes must not end up among the
sources, where it would be published and, under `mkdocs serve`, start the next
build. So a lecture runs in a temporary folder holding one link for each entry
of its own: reads reach the originals, new files stay here and vanish. Before a
linked file is written to, a copy takes its place. The folders above it, up to
the site's, are there in the same way, for paths that begin with `..`.

    rechenprobe-…/kurs/docs/woche1    runs a lecture of `docs/woche1` of the site in `kurs`
    rechenprobe-…/.tmp                is for what `tempfile` makes
"""

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

_SMALLEST = 1 << 14
"""Bytes that an entry counts at least: a file system's entries are finite, too."""


class Scratch(Struct, frozen=True):
    """Where one lecture runs. Absolute, links resolved."""

    base: Path
    """Goes with all that is in it when the lecture ends."""
    top: Path
    """Stands for `original`."""
    folder: Path
    """The lecture's own; relative paths start here."""
    original: Path
    """The site's folder; the lecture's if that lies elsewhere."""

    @property
    def temporary(self) -> Path:
        """For what the lecture makes with `tempfile`."""
        return self.base / ".tmp"

    def meant(self, path: str) -> str | None:
        """What the author means by a path below the site's stand-in; None for any other."""
        if not Path(path).is_relative_to(self.top):
            return None
        return str(self.original / Path(path).relative_to(self.top))


def make_scratch(folder: Path, root: Path) -> Scratch:
    """A new one for a lecture that lies in `folder`, of the site in `root`."""
    base = Path(tempfile.mkdtemp(prefix="rechenprobe-")).resolve()
    scratch = scratch_in(base, folder, root)
    scratch.temporary.mkdir()
    place, original = scratch.top, scratch.original
    place.mkdir()
    for name in (*scratch.folder.relative_to(scratch.top).parts, ""):
        _link_entries(original, place, without=name)
        if name:
            place, original = place / name, original / name
            place.mkdir()
    return scratch


def scratch_in(base: Path, folder: Path, root: Path) -> Scratch:
    """The one that `make_scratch` made there."""
    original = root if folder.is_relative_to(root) else folder
    top = base / (original.name or "kurs")
    return Scratch(base, top, top / folder.relative_to(original), original)


def used(scratch: Scratch, limit: int) -> int:
    """Bytes that all of it takes on disk; counting ends beyond `limit`."""
    total, ahead = 0, [scratch.base]
    while ahead and total <= limit:
        with suppress(OSError), os.scandir(ahead.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    total += max(getattr(status, "st_blocks", 0) * 512, _SMALLEST)
                    if entry.is_dir(follow_symlinks=False):
                        ahead.append(Path(entry.path))
                if total > limit:
                    break
    return total


def _link_entries(folder: Path, target: Path, without: str = "") -> None:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == without:
                continue
            with suppress(OSError):  # Windows without developer mode has no links
                link = target / entry.name
                link.symlink_to(folder / entry.name, target_is_directory=entry.is_dir())


def prepare_write(scratch: Scratch, path: str, *, keep: bool) -> None:
    """Have a write to `path` stay in the scratch, if it is meant to go there.

    Linked folders on the way become real ones full of links. A linked file
    becomes a copy, an empty one if its content is not to be kept.
    """
    place = Path(os.path.abspath(path))  # noqa: PTH100 - links must not be resolved
    if not place.is_relative_to(scratch.top):
        return
    step = scratch.top
    for name in place.relative_to(scratch.top).parts:
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


def remove_scratch(scratch: Scratch) -> None:
    """Remove it; what its links point to stays. However deep it is, whatever it forbids."""
    base = scratch.base
    with suppress(RecursionError):
        shutil.rmtree(base, ignore_errors=True)
    with suppress(OSError):
        while base.exists() and _flatten(base):
            pass
        base.rmdir()


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
