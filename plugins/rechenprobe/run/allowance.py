"""In the lecture's process: what the running cell may still show and hold."""

from rechenprobe.execution import Display, Output, Stream
from rechenprobe.run.fences import data_size, limit_memory
from rechenprobe.run.protocol import Limits


class Allowance:
    """Made before the author's code runs: what the process holds by then does not count."""

    def __init__(self, limits: Limits) -> None:
        self._before = data_size()
        self.renew(limits)

    def renew(self, limits: Limits) -> None:
        """A step begins."""
        self.limits = limits
        self.figures = 0
        self._shown = 0
        limit_memory(self._before + limits.memory)

    def take(self, output: Output) -> Output | None:
        """Count it. Of text that is too much, what still is within the limit; else None."""
        left = self.limits.output - self._shown
        self._shown += (size := _size(output))
        if size <= left:
            return output
        text = output.text[:left] if isinstance(output, Stream) and left > 0 else ""
        return Stream(output.name, text) if isinstance(output, Stream) and text else None


def _size(output: Output) -> int:
    """Characters."""
    if isinstance(output, Stream):
        return len(output.text)
    return sum(map(len, output.data.values())) if isinstance(output, Display) else 0
