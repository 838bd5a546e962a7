"""Markdown → Lecture. Pure: nothing is opened, run or looked up."""

from rechenprobe.lecture import Lecture
from rechenprobe.read.reader import Reader
from rechenprobe.settings import Settings


def read_lecture(source: str, path: str, settings: Settings) -> Lecture:
    """Read one page.

    `source` is the whole file with `\\n` as newline; `path` is what messages
    will show. Never raises on any text: what makes no sense becomes a problem
    of the lecture, or prose without statements.
    """
    return Reader(source, path, settings).read()
