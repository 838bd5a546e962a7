"""The folder in which a lecture runs: a view of its own folder that can be written to.

Authors expect what Jupyter, Quarto and their editor do: a relative path starts
from the lecture's folder. But what a cell writes must not end up among the
sources, where it would be published and, under `mkdocs serve`, start the next
build. So a lecture runs in an empty temporary folder holding one link for each
entry of its own: reads reach the originals, new files stay here and vanish.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path


def make_scratch(folder: Path) -> Path:
    """A new temporary folder with links to all that `folder` holds; absolute, links resolved."""
    scratch = Path(tempfile.mkdtemp(prefix="rechenprobe-")).resolve()
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # Windows without developer mode has no links
                link = scratch / entry.name
                link.symlink_to(folder / entry.name, target_is_directory=entry.is_dir())
    return scratch


def remove_scratch(scratch: Path) -> None:
    """Remove it; what its links point to stays."""
    shutil.rmtree(scratch, ignore_errors=True)
