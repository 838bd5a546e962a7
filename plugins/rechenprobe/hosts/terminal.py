"""What the command line says, and where: results to standard output, the rest to standard error."""

import io
import os
import sys
from pathlib import Path
from typing import TextIO

from rechenprobe.hosts.messages import Paint, ansi, plain


def prepare() -> None:
    """A terminal without „ must not end the command; into files and pipes goes UTF-8.

    Nor must a stream that is closed (`>&-`), which Python gives as None.
    """
    sys.stdout, sys.stderr = _opened(sys.stdout), _opened(sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _opened(stream: TextIO | None) -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8") if stream is None else stream


def tell(text: str) -> None:
    """A result."""
    print(text, flush=True)


def say(text: str) -> None:
    """What is no result: complaints, notes, progress."""
    print(text, file=sys.stderr, flush=True)


def paint_of(stream: TextIO) -> Paint:
    """Colours on a terminal that can show them, unless `NO_COLOR` is set (to anything)."""
    colourless = os.environ.get("NO_COLOR") or is_dull() or not stream.isatty()
    return plain if colourless else ansi


def is_dull() -> bool:
    """Whether the terminal only knows how to go on to the next line."""
    return os.environ.get("TERM") == "dumb"
