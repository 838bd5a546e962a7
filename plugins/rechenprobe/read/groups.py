r"""LaTeX's groups: the arguments of commands, `{…}` or a single sign."""

import re
from functools import cached_property

from rechenprobe.late import late
from rechenprobe.lecture import Span
from rechenprobe.read.commands import TEXTS, UPRIGHT

COMMAND = late(r"\\(?:[A-Za-z]+\*?|.)", re.DOTALL)
_LONGEST_NAME = 40
_BRACE = late(r"(?<!\\)[{}]")
_WRAPPING = TEXTS | UPRIGHT | {r"\mathbf", r"\mathit", r"\hat", r"\bar", r"\tilde", r"\vec"}


class Groups:
    """A position in a formula, and where its groups end."""

    def __init__(self, source: str, span: Span) -> None:
        self._source = source
        self._start = self._position = span.start
        self._end = span.end

    def _argument(self, start: int) -> tuple[Span, int]:
        """The span of a command's argument without braces, and where it ends with them."""
        while start < self._end and self._source[start].isspace():
            start += 1
        if start >= self._end:
            return Span(self._end, self._end), self._end
        if self._source[start] == "\\":
            match = COMMAND.match(self._source, start, self._end)
            stop = match.end() if match else start + 1
            if match and match[0] in _WRAPPING and self._source.startswith("{", stop):
                stop = min(self._braces.get(stop, self._end) + 1, self._end)  # `n_\text{out}`
            return Span(start, stop), stop
        if self._source[start] != "{":
            return Span(start, start + 1), start + 1
        close = self._braces.get(start, self._end)
        return Span(start + 1, close), min(close + 1, self._end)

    def _skip_note(self) -> None:
        r"""Behind `\underbrace{11 \cdot 11}` the `_{\text{Filter}}`."""
        start = self._position
        while start < self._end and self._source[start].isspace():
            start += 1
        if self._source[start : start + 1] in ("_", "^") and start < self._end:
            _, self._position = self._argument(start + 1)

    @cached_property
    def _braces(self) -> dict[int, int]:
        """Where each brace that opens is closed. Once for a formula: arguments may be nested."""
        closed: dict[int, int] = {}
        opened: list[int] = []
        for match in _BRACE.finditer(self._source, self._start, self._end):
            if match[0] == "{":
                opened.append(match.start())
            elif opened:
                closed[opened.pop()] = match.start()
        return closed

    def _word(self, inner: Span) -> str:
        """What a group holds, if that is short enough to be a name."""
        if inner.end - inner.start > _LONGEST_NAME:
            return ""
        return self._source[inner.start : inner.end].strip(" ~")
