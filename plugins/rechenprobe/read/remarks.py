r"""Where a cell's code speaks to people: its comments and docstrings.

Python's own tokenizer would find them, too, but takes ten times as long and gives up at the first
mistake; what is wrong with the code, the run says.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rechenprobe.late import late
from rechenprobe.lecture import Cell, Span, line_starts

_LEXEME = late(
    r"""[#'"(\[{)\]}](?:(?P<comment>(?<=\#)[^\n]*)"""
    r"""|(?P<string>(?<=')''(?:[^'\\]++|\\.|'(?!''))*'{3}|(?<=")""(?:[^"\\]++|\\.|"(?!""))*"{3}"""
    r"""|(?<=')(?:[^'\\\n]++|\\.)*'|(?<=")(?:[^"\\\n]++|\\.)*")"""
    r"""|(?P<open>(?<=[(\[{]))|(?P<close>(?<=[)\]}])))""",
    re.DOTALL,
)
_PREFIX = late(r"\s*[A-Za-z]{0,2}")
_REST = late(r"[^\S\n]*(?:[#\n]|\Z)")
_DIGIT = late(r"\d")


def remarks(cell: Cell) -> Iterator[Span]:
    """Source spans of comments (`#` left out) and of docstrings' lines; hash-pipe lines are none.

    Those without any digit are left out: there is nothing to calculate in them.
    """
    code = cell.code
    if _DIGIT.search(code) is None:
        return
    depth, starts = 0, line_starts(code)
    for match in _LEXEME.finditer(code):
        match match.lastgroup:
            case "open":
                depth += 1
            case "close":
                depth = max(0, depth - 1)
            case "comment" if not match[0].startswith("#|"):
                text = match[0].lstrip("#")
                yield from _lines(cell, starts, match.end() - len(text), match.end())
            case "string" if depth == 0 and _is_statement(code, starts, match):
                quote = 3 if match[0].rstrip("\"'") != match[0][:-1] else 1
                start = match.start() + match[0].index(match[0][-1]) + quote
                yield from _lines(cell, starts, start, match.end() - quote)
            case _:
                pass


def _is_statement(code: str, starts: Sequence[int], string: re.Match[str]) -> bool:
    """Whether a string stands alone on its lines: a docstring, or a remark made as one."""
    line = starts[bisect_right(starts, string.start()) - 1]
    begins = _PREFIX.fullmatch(code, line, string.start()) is not None
    return begins and _REST.match(code, string.end()) is not None


def _lines(cell: Cell, starts: Sequence[int], start: int, stop: int) -> Iterator[Span]:
    """That part of the code, each line by itself: in the source, a fence may be indented.

    `starts` are those of the code's lines.
    """
    first = bisect_right(starts, start) - 1
    for row, line in enumerate(cell.code[start:stop].split("\n"), first):
        if _DIGIT.search(line):
            offset = cell.line_starts[row] + start - starts[row]
            yield Span(offset, offset + len(line))
        start += len(line) + 1
