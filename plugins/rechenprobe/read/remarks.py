r"""Where a cell's code speaks to people: its comments and docstrings.

Python's own tokenizer would find them, too, but takes ten times as long and gives up at the first
mistake; what is wrong with the code, the run says.
"""

import re
from collections.abc import Iterator

from rechenprobe.lecture import Cell, Span

_LEXEME = re.compile(
    r"""(?P<comment>\#[^\n]*)"""
    r"""|(?P<string>'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"{3}(?:[^"\\]|\\.|"(?!""))*"{3}"""
    r"""|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])""",
    re.DOTALL,
)
_PREFIX = re.compile(r"\s*[A-Za-z]{0,2}")
_DIGIT = re.compile(r"\d")


def remarks(cell: Cell) -> Iterator[Span]:
    """Source spans of comments (`#` left out) and of docstrings' lines; hash-pipe lines are none.

    Those without any digit are left out: there is nothing to calculate in them.
    """
    code = cell.code
    if _DIGIT.search(code) is None:
        return
    depth = 0
    for match in _LEXEME.finditer(code):
        match match.lastgroup:
            case "open":
                depth += 1
            case "close":
                depth = max(0, depth - 1)
            case "comment" if not match[0].startswith("#|"):
                text = match[0].lstrip("#")
                yield from _lines(cell, match.end() - len(text), match.end())
            case "string" if depth == 0 and _is_statement(code, match):
                quote = 3 if match[0].rstrip("\"'") != match[0][:-1] else 1
                start = match.start() + match[0].index(match[0][-1]) + quote
                yield from _lines(cell, start, match.end() - quote)
            case _:
                pass


def _is_statement(code: str, string: re.Match[str]) -> bool:
    """Whether a string stands alone on its lines: a docstring, or a remark made as one."""
    before = code[code.rfind("\n", 0, string.start()) + 1 : string.start()]
    behind = code[string.end() :].partition("\n")[0].partition("#")[0]
    return _PREFIX.fullmatch(before) is not None and not behind.strip()


def _lines(cell: Cell, start: int, stop: int) -> Iterator[Span]:
    """That part of the code, each line by itself: in the source, a fence may be indented."""
    row = cell.code.count("\n", 0, start)
    for line in cell.code[start:stop].splitlines(keepends=True):
        column = start - (cell.code.rfind("\n", 0, start) + 1)
        bare = line.rstrip("\n")
        if _DIGIT.search(bare):
            offset = cell.line_starts[row] + column
            yield Span(offset, offset + len(bare))
        start += len(line)
        row += 1
