"""Which line closes a fence. Linear in the lines, however many fences nothing closes."""

from bisect import bisect_right

from rechenprobe.lecture import Span


class Closings:
    """The lines that could close a fence of backticks (or of tildes)."""

    def __init__(self, source: str, lines: list[Span], mark: str) -> None:
        self._numbers: list[int] = []
        self._lengths: list[int] = []
        for number, span in enumerate(lines):
            if source.find(mark, span.start, span.end) == -1:
                continue
            bare = source[span.start : span.end].strip(" \t>")
            if len(bare) >= 3 and not bare.strip(mark):
                self._numbers.append(number)
                self._lengths.append(len(bare))
        self._longer = [len(self._numbers)] * len(self._numbers)  # the next longer one
        rising: list[int] = []
        for index, length in enumerate(self._lengths):
            while rising and self._lengths[rising[-1]] < length:
                self._longer[rising.pop()] = index
            rising.append(index)

    def after(self, line: int, length: int) -> int | None:
        """The first one behind `line` with at least that many marks."""
        index = bisect_right(self._numbers, line)
        while index < len(self._numbers) and self._lengths[index] < length:
            index = self._longer[index]
        return self._numbers[index] if index < len(self._numbers) else None
