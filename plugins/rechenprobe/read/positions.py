"""Where the strings of a JSON document stand in its text, character by character."""

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from rechenprobe.late import late

_TOKEN = late(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPE = late(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair is one character
    r"|\\u[0-9a-fA-F]{4}|\\."
)


class Stretch(Struct, frozen=True):
    """Characters of a string that stand in the document just so, on one line of the string."""

    start: int
    """Offset in the string."""
    length: int
    """0 for an empty line."""
    origin: int
    """Offset in the document."""
    line: int
    """Within the string, from 1."""


_Path = tuple[str | int, ...]


def strings(document: str, wanted: Callable[[_Path], bool]) -> Iterator[tuple[_Path, int, int]]:
    """Path, start and end (quotes included) of the wanted string values of valid JSON."""
    path: list[str | int] = []
    key = False  # the next string is a key
    for token in _TOKEN.finditer(document):
        match token[0][0]:
            case "{":
                path.append("")
                key = True
            case "[":
                path.append(0)
                key = False
            case "}" | "]":
                path.pop()
                key = False
            case ",":
                last = path[-1]
                if isinstance(last, int):
                    path[-1] = last + 1
                key = isinstance(last, str)
            case ":":
                key = False
            case '"':
                if key:
                    path[-1] = token[0][1:-1]
                elif wanted(tuple(path)):
                    yield tuple(path), token.start(), token.end()


def stretches(
    document: str, literals: list[tuple[int, int]], newline: str = r"\n"
) -> Iterator[Stretch]:
    """The text that string literals make together, in order. `newline` is how it is escaped."""
    offset, line, fresh = 0, 1, True
    for opening, closing in literals:
        position, end = opening + 1, closing - 1
        while position < end:
            escape = _ESCAPE.search(document, position, end)
            plain = escape.start() if escape else end
            if plain > position:
                yield Stretch(offset, plain - position, position, line)
                offset, fresh = offset + plain - position, False
            if escape is None:
                break
            if escape[0] == newline:
                if fresh:
                    yield Stretch(offset, 0, escape.start(), line)
                offset, line, fresh = offset + 1, line + 1, True
            else:
                yield Stretch(offset, 1, escape.start(), line)
                offset, fresh = offset + 1, False
            position = escape.end()
    if fresh and literals:
        yield Stretch(offset, 0, literals[-1][1] - 1, line)
