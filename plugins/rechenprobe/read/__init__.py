"""Markdown or notebook → Lecture. Pure: nothing is opened, run or looked up."""

from rechenprobe.collecting import collecting_later
from rechenprobe.lecture import Lecture
from rechenprobe.read.notebook import SUFFIXES, read_notebook
from rechenprobe.read.reader import Reader
from rechenprobe.settings import Settings


@collecting_later
def read_lecture(source: str, path: str, settings: Settings) -> Lecture:
    r"""Read one page: Markdown, or a notebook if `path` ends as one does.

    `source` is the whole file with `\n` as newline; `path` is what messages
    will show. Never raises on any text: what makes no sense becomes a problem
    of the lecture, or prose without statements.
    """
    if path.lower().endswith(SUFFIXES):
        return read_notebook(source, path, settings)
    return Reader(source, path, settings).read()
