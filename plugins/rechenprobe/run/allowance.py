"""In the lecture's process: what the running cell may still show and hold."""

from rechenprobe.execution import Display, Output, Stream
from rechenprobe.run.fences import data_size, limit_memory
from rechenprobe.run.protocol import Limits

_BLOCKS = 1000
"""Outputs of a cell that count by their content; a browser has more work with the next ones."""
_FRAME = 1000
"""Characters that each of those counts beyond its own."""


class Allowance:
    """Made before the author's code runs: what the process holds by then does not count."""

    def __init__(self, limits: Limits) -> None:
        self._before = data_size()
        self.renew(limits)

    def renew(self, limits: Limits) -> None:
        """A step begins."""
        self.limits = limits
        self.figures = 0
        self._shown = self._blocks = 0
        self._last = ""
        limit_memory(self._before + limits.memory)

    def take(self, output: Output) -> Output | None:
        """Count it. Of text that is too much, what still is within the limit; else None."""
        name = output.name if isinstance(output, Stream) else ""
        new = not name or name != self._last
        self._blocks += new
        self._last = name
        left = self.limits.output - self._shown
        size = _size(output) + (_FRAME if new and self._blocks > _BLOCKS else 0)
        self._shown += size
        if size <= left:
            return output
        text = output.text[:left] if isinstance(output, Stream) and left > 0 else ""
        return Stream(output.name, text) if isinstance(output, Stream) and text else None


def _size(output: Output) -> int:
    """Characters."""
    if isinstance(output, Stream):
        return len(output.text)
    return sum(map(len, output.data.values())) if isinstance(output, Display) else 0
