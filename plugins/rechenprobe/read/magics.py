"""What IPython understands and Python does not: magics and shell commands in cells.

A build has no IPython. What only prepares a notebook (`%matplotlib inline`, `!pip install`) is
left out; anything else is reported, because leaving it out would change the result. Columns
stay: a command becomes a comment of the same length.
"""

import ast
import re
import warnings
from typing import Literal

from msgspec import Struct

from rechenprobe.late import late

_COMMAND = late(r"^([ \t]*)(?:(%%?)(\w+)|(!)[ \t]*(\w*))[^\n]*", re.MULTILINE)
_IDLE_MAGICS = frozenset(
    "matplotlib config load_ext reload_ext autoreload pip conda mamba reset_selective".split()
)
_IDLE_CELL_MAGICS = frozenset({"time", "capture"})
_IDLE_COMMANDS = frozenset({"pip", "pip3", "conda", "mamba", "apt", "uv"})


class Command(Struct, frozen=True):
    """A line that is not Python."""

    start: int
    """Offset in the code."""
    length: int
    name: str
    """`%time`, `%%bash`, `!wget`."""
    effect: Literal["none", "unknown", "cell"]
    """`none`: nothing is lost without it; `cell`: the whole cell is not Python."""


def without_magics(code: str) -> tuple[str, tuple[Command, ...]]:
    """The code as plain Python of the same length, and what had to be left out of it."""
    if not _COMMAND.search(code) or _is_python(code):
        return code, ()  # a line that starts with % may well stand in a string
    commands: list[Command] = []
    result = code
    for match in _COMMAND.finditer(code):
        indent, percent, magic, _, command = match.groups()
        name = f"{percent}{magic}" if percent else f"!{command or ''}"
        first = not code[: match.start()].strip() or all(
            not line.strip() or line.lstrip().startswith("#")
            for line in code[: match.start()].split("\n")
        )
        effect: Literal["none", "unknown", "cell"] = "unknown"
        if percent == "%%":
            effect = "none" if magic in _IDLE_CELL_MAGICS else "cell"
            if not first:
                continue  # IPython does not take it for one either
        elif (magic if percent else command) in (_IDLE_MAGICS if percent else _IDLE_COMMANDS):
            effect = "none"
        start = match.end(1)
        commands.append(Command(start, match.end() - start, name, effect))
        # A block that holds nothing but a comment would not be Python.
        stand_in = "0#" if indent and match.end() - start > 1 else "#"
        result = result[:start] + stand_in + result[start + len(stand_in) :]
    return result, tuple(commands)


def _is_python(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
