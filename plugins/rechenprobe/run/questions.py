"""What an audit event says of the author's intentions, and who asks."""

import importlib.metadata
import linecache
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from urllib.parse import unquote

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_TRUNC
_MACHINERY = (
    "<frozen importlib",
    str(Path(importlib.metadata.__file__).parent) + os.sep,
    linecache.__file__,
)
"""Files of code that looks into every folder of the path, and for the lines of every module."""

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_GAPS = re.compile(r"[\s'\"=|;<>&()]+")
_LONGEST_WORD = 300
_LONGEST_TEXT = 2000


def writes(mode: object, flags: object) -> bool:
    """Whether a file is opened to change it."""
    if isinstance(mode, str):
        return any(letter in mode for letter in "wxa+")
    return isinstance(flags, int) and bool(flags & _WRITING)


def keeps(mode: object, flags: object) -> bool:
    """Whether something of the file's content is left to be read after opening it to write."""
    if isinstance(mode, str):
        return "w" not in mode and "x" not in mode
    return isinstance(flags, int) and not flags & os.O_TRUNC


def wants_none(mode: object, flags: object) -> bool:
    """Whether opening has to fail if the file exists."""
    return "x" in mode if isinstance(mode, str) else bool(int(str(flags)) & os.O_EXCL)


def words(text: str) -> Iterator[str]:
    """What in a text might name a file: the text, the words of a command."""
    if len(text) <= _LONGEST_TEXT and "\0" not in text:
        for word in {text, *_GAPS.split(text)}:
            if 0 < len(word) <= _LONGEST_WORD and not word.isspace():
                yield word


def of_uri(database: object) -> object:
    """The file that SQLite is asked for: `file:kurs.db?mode=ro` is `kurs.db`."""
    if isinstance(database, str) and database.startswith("file:"):
        path = database.removeprefix("file:").partition("?")[0].partition("#")[0]
        return unquote(path.removeprefix("//localhost").removeprefix("//"))
    return database


def modules_named(texts: Iterable[str]) -> list[str]:
    """Where Python would look for what a command may import: `-m kurs.netz`, `-c "import netz"`."""
    parts = {part for text in texts for part in _NAME.findall(text[:_LONGEST_TEXT])}
    names = sorted(part.replace(".", "/") for part in parts)
    return [file for name in names for file in (f"{name}.py", f"{name}/__init__.py")]


def machinery_asks() -> bool:
    """Whether Python itself wants to know, and not the code that runs."""
    frame = _asking()
    return frame is not None and frame.f_code.co_filename.startswith(_MACHINERY)


def importer() -> str:
    """The file of the code whose import it is."""
    frame = _asking()
    while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame.f_code.co_filename if frame is not None else ""


def _asking() -> FrameType | None:
    """The frame below those of the tracing."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - events do not name who causes them
    while frame is not None and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    return frame


_OURS = str(Path(__file__).parent) + os.sep
