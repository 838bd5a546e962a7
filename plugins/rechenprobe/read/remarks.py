r"""Where code speaks to people: a cell's comments and docstrings, and blocks without a language.

Python's own tokenizer would find them, too, but takes ten times as long and gives up at the first
mistake; what is wrong with the code, the run says.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import takewhile

from msgspec import structs

from rechenprobe.claims import Number, Reading, Remark, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Cell, Span, line_starts
from rechenprobe.read.blocks import Fence
from rechenprobe.read.calculations import calculations, says_result
from rechenprobe.read.listings import closing_sum
from rechenprobe.read.statements import read_statements
from rechenprobe.read.text import text_tokens
from rechenprobe.read.worth import Bookkeeper, Worth

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
_PLAIN = late(
    r"(?:(?:\{?\s*\.?)?(?:text|txt|plain|plaintext|console|output|none)\b.*)?", re.IGNORECASE
)
_LANGUAGE = late(
    r"\{?\s*\.?(?:julia|c|cpp|c\+\+|cuda|java|js|javascript|ts|typescript|go|rust|bash|sh"
    r"|shell|r|matlab|octave|yaml|yml|toml|sql|lua|scala|kotlin|swift|pseudo\w*)\b.*",
    re.IGNORECASE,
)
_OPERATION = late(
    r"\d[\s)]*(?:[^\W\d]{1,14}(?:\s+[^\W\d]{1,14}){0,2}\s*)?[-−+*/·×÷x^!²³⁰-⁹]|\d\s?%\s(?:von|of)\b|[√⌊⌈]"
    r"|\b(?:log\w{0,2}|ln|exp|sqrt|max|min|tanh|e\^)[({]"
)
_LAYOUT = late(r"\s*(?:>>>|\.\.\.|\$|In \[|[-+*/·=])|.*(?:[|│┃]|\[(?![\dx×, ]*\])|(?<![\dx×, ])\])")
"""A line of a session, of a matrix or of a drawing; a shape may stand in brackets."""
_HEAD = late(r"\s*=\s+(?=\d)")
"""Of a calculation whose name stands above the block."""
_FOREIGN = late(r"(?:^|(?<=\s))(\#+|//+|--+|%+)\s.*")
_GAP = late(r"(?<![-+*/·=≈(,\s])\s{3,}(?![-+*/·=≈)\s])")
_LONGEST = 200
_WHOLE = late(r"[/÷^]")
"""What other languages mean otherwise: whole division, exclusive or."""
"""Characters of a line of text that is looked at."""
_CONTINUES = late(r"\s*[=≈](?!=)[^\[\]|│┃]{1,120}$")
_MOST_LINES = 12
_GOES_ON = late(r"[-+*/·×(,=]\s*$")


class CodeReader:
    """Adds what code says to a lecture's numbers and statements."""

    def __init__(
        self,
        source: str,
        numbers: list[Number],
        statements: list[Statement],
        add_number: Callable[[Span, int], int],
    ) -> None:
        self._source = source
        self._numbers = numbers
        self._statements = statements
        self._add_number = add_number
        self._books = Bookkeeper()
        self.said: list[Remark] = []
        """Comments that may say what the code gives."""

    def cell(self, cell: Cell) -> None:
        """Calculations in comments and docstrings; other numbers in code are code."""
        self._books.add(cell)
        for span in remarks(cell):
            self._calculations(span, partial(self._books.worth, cell, span))

    def plain(self, fence: Fence) -> None:
        """A block of text: what is calculated on one line. Matrices and the like are laid out.

        Lines below that begin with an equals sign go on with it. Of code, its comments are read.
        """
        if not is_plain(fence):
            self._foreign(fence)
            return
        before, kept, done = "", len(self._numbers), -1
        for index, span in enumerate(fence.body):
            start, end = span.start, self._end(fence, index)
            head = _HEAD.match(self._source, start, span.end) if end > span.end else None
            if head and index > done:
                start = head.end()
            line = self._source[start : span.end]
            related = "=" in line or "≈" in line or end > span.end
            calculates = related and _OPERATION.search(line)
            if calculates and len(line) <= _LONGEST and not _LAYOUT.match(line):
                columns = () if _GOES_ON.search(before) else tuple(_columns(line))
                for first, stop in columns:
                    last = start + stop if stop < len(line) else end
                    self._calculations(Span(start + first, last), None)
                done = index + self._source.count("\n", span.end, end)
            before = line
        if listed := closing_sum(self._source, fence.body, self._known_number):
            self._statements.append(listed)
            for index in listed.numbers if len(listed.numbers) == len(self._numbers) - kept else ():
                number = self._numbers[index]  # whole ones, whatever groups their digits
                whole = Reading(Fraction("".join(filter(str.isdecimal, number.text))), 0)
                self._numbers[index] = structs.replace(number, german=whole, english=whole)

    def _foreign(self, fence: Fence) -> None:
        """A block in another language: what its comments calculate."""
        for span in fence.body:
            comment = _FOREIGN.search(self._source, span.start, span.end)
            if comment and "=" in comment[0] and _OPERATION.search(comment[0]):
                if _WHOLE.search(comment[0], len(comment[1])):
                    continue  # 10 / 4 * 2 = 4 in C, 6 ^ 3 = 5
                self._calculations(Span(comment.end(1), span.end), None)

    def _known_number(self, span: Span, power: int) -> int:
        """A number that may be one of a calculation already."""
        known = range(len(self._numbers) - 1, -1, -1)
        near = takewhile(lambda at: self._numbers[at].span.start >= span.start, known)
        same = next((at for at in near if self._numbers[at].span == span), None)
        return self._add_number(span, power) if same is None else same

    def _end(self, fence: Fence, index: int) -> int:
        """Where the last of the lines ends that go on with the one of that number."""
        for span in fence.body[index + 1 : index + _MOST_LINES]:
            if _CONTINUES.match(self._source, span.start, span.end) is None:
                break
            index += 1
        return fence.body[index].end

    def _calculations(self, span: Span, worth: Callable[[], Worth | None] | None) -> None:
        kept = len(self._numbers)
        tokens = text_tokens(self._source, span, self._add_number)
        comment = self._source[span.start : span.end]
        statements = read_statements(tokens, "comment")
        wanted, found = calculations(statements, kept, comment, worth or _nothing)
        if worth is not None and not found and says_result(comment):
            self.said.append(Remark(span, tuple(range(kept, len(self._numbers)))))
        else:
            self._numbers[kept:] = [self._numbers[old] for old in wanted]
            self._statements += found


def is_plain(fence: Fence) -> bool:
    """Whether a fence holds text, or does not say what it holds."""
    return _PLAIN.fullmatch(fence.info) is not None


def is_read(fence: Fence) -> bool:
    """Whether it speaks to people: it is plain, or its language has comments."""
    return is_plain(fence) or _LANGUAGE.fullmatch(fence.info) is not None


def _columns(line: str) -> Iterator[tuple[int, int]]:
    """Parts with wide gaps between them, as in a table; none within a calculation."""
    start = 0
    for gap in _GAP.finditer(line):
        yield start, gap.start()
        start = gap.end()
    yield start, len(line)


def _nothing() -> None:
    return None


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
