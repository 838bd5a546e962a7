"""In the lecture's process: everything that is printed, in order, as events.

Python's own streams are read line by line and reported in batches. Files 1 and 2 of the process,
where C code and subprocesses write, are temporary files; what has arrived there is picked up before
anything else is taken. The reading ends share their position with the warden, who picks up what is
left when the process has died; what was held back by then stands in memory that it shares, too.
"""

import codecs
import io
import mmap
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from os import SEEK_CUR, getpid, lseek, read, write
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from msgspec import Struct

from rechenprobe.execution import Display, Output, Shown, Stream
from rechenprobe.run.system import flush_c, out_of_reach
from rechenprobe.run.text import settle, without_noise

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK = 1 << 20

BATCH = 1 << 14
"""Characters of whole lines that may be held back. An event of that size arrives whole or not at
all, whenever the process is killed."""

MAX_WRITE = 1 << 26
"""Bytes of one write that are looked at: more than a cell may print."""


_LATEST = 4000
"""Characters."""


class Spill(Struct, frozen=True):
    """A temporary file opened twice: one position to write at, one to read from."""

    write: int
    read: int


def make_spill() -> Spill:
    """An unnamed file; both ends are inherited by forked processes."""
    write, name = tempfile.mkstemp(prefix="rechenprobe-")
    try:
        read = os.open(name, os.O_RDONLY)
    finally:
        Path(name).unlink(missing_ok=True)
    return Spill(write, read)


def pick_up(spill: Spill, limit: int) -> bytes:
    """What was written since the last time, at most `limit` bytes."""
    parts = []
    while limit > 0 and (part := read(spill.read, min(CHUNK, limit))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


class Held:
    """Memory that is shared with the warden: text that was taken, but not reported yet."""

    _HEAD = 8
    _NAMES = ("stdout", "stderr")

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, CHUNK)
        self._end = self._HEAD

    def clear(self) -> None:
        """It is reported, or somebody else's."""
        self._memory[: self._HEAD] = bytes(self._HEAD)
        self._end = self._HEAD

    def add(self, name: str, text: str) -> None:
        """More text of the same stream; what is too much is left out."""
        data = text.encode("utf-8", "backslashreplace")
        end = self._end + len(data)
        if end <= len(self._memory):
            self._memory[self._end : end] = data
            self._end = end
            head = end - self._HEAD << 1 | self._NAMES.index(name)
            self._memory[: self._HEAD] = head.to_bytes(self._HEAD, "little")

    def text(self) -> Stream:
        """What is held. The author's code may have written anything there."""
        head = int.from_bytes(self._memory[: self._HEAD], "little")
        data = self._memory[self._HEAD : self._HEAD + min(head >> 1, CHUNK)]
        return Stream(self._NAMES[head & 1], settle(data.decode("utf-8", "backslashreplace")))


class Capture:
    """Puts itself in the place of stdout and stderr.

    `report` takes each output; text arrives settled, in whole lines, a line
    without an end before the next output of another kind. Without `held`,
    which keeps lines for the warden, each line is reported at once.
    """

    def __init__(
        self, report: Callable[[Output], None], out: Spill, err: Spill, held: Held | None
    ) -> None:
        self._report = report
        self._spills = {
            name: Spill(out_of_reach(spill.write), out_of_reach(spill.read))
            for name, spill in (("stdout", out), ("stderr", err))
        }
        self._raw = {name: _decoder() for name in self._spills}
        self._arrived = dict.fromkeys(self._spills, 0)
        self._held = held
        self._name = "stdout"
        self._pending: list[str] = []
        self._length = 0
        self._lock = threading.RLock()
        self._pid = getpid()
        self.said = ""
        """The end of what came on stderr last."""

    def install(self) -> None:
        """From here on nothing reaches the files that the process started with."""
        os.dup2(self._spills["stdout"].write, 1)
        os.dup2(self._spills["stderr"].write, 2)
        sys.stdout = self._stream("stdout", 1)
        sys.stderr = self._stream("stderr", 2)
        vars(sys).update(__stdout__=sys.stdout, __stderr__=sys.stderr)

    def show(self, output: Display | Shown) -> None:
        """Something other than text, after all text so far."""
        self.flush()
        self._report(output)

    def say(self, name: str, text: str) -> None:
        """Text that no stream carried, after all text so far."""
        self.flush()
        self._report(Stream(name, text))

    def flush(self) -> None:
        """Report what has been held back."""
        if getpid() == self._pid:
            with self._lock:
                self._drain()
                self._release()

    def _stream(self, name: str, fileno: int) -> io.TextIOWrapper:
        writer = _Writer(lambda data: self._written(name, fileno, data), fileno)
        return io.TextIOWrapper(
            cast("BinaryIO", writer),
            encoding="utf-8",
            errors="backslashreplace",
            newline="\n",
            write_through=True,
        )

    def _written(self, name: str, fileno: int, data: bytes) -> None:
        if getpid() != self._pid:  # a child of the author's: it has no place in our order
            write(fileno, data)
            return
        with self._lock:
            flush_c()
            for other, spill in self._spills.items():
                if lseek(spill.write, 0, SEEK_CUR) != self._arrived[other]:
                    self._drain()
                    break
            self._take(name, data.decode("utf-8", "backslashreplace"))

    def _drain(self) -> None:
        flush_c()
        for name, spill in self._spills.items():
            self._arrived[name] = lseek(spill.write, 0, SEEK_CUR)
            if data := pick_up(spill, 1 << 30):
                self._take(name, without_noise(self._raw[name].decode(data)))

    def _take(self, name: str, text: str) -> None:
        if name != self._name:
            self._release()
            self._name = name
        self._hold(text)
        if self._length > (BATCH if self._held else 0) and "\n" in text:
            lines, _, rest = "".join(self._take_back()).rpartition("\n")
            self._tell(settle(lines + "\n"))
            self._hold(rest)
        if self._length > CHUNK:
            settled = settle("".join(self._take_back()))
            if len(settled) > CHUNK // 2:  # no progress bar: it only grows
                self._tell(settled)
            else:
                self._hold(settled)

    def _hold(self, text: str) -> None:
        if text:
            self._pending.append(text)
            self._length += len(text)
            if self._held:
                self._held.add(self._name, text)

    def _release(self) -> None:
        if self._pending:
            self._tell(settle("".join(self._take_back())))

    def _tell(self, text: str) -> None:
        if text:
            if self._name == "stderr":
                self.said = text[-_LATEST:]
            self._report(Stream(self._name, text))

    def _take_back(self) -> list[str]:
        taken, self._pending, self._length = self._pending, [], 0
        if self._held:
            self._held.clear()
        return taken


def _decoder() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")("backslashreplace")


class _Writer(io.RawIOBase):
    """What `print` ends in; also serves `sys.stdout.buffer.write`."""

    def __init__(self, write: Callable[[bytes], None], fileno: int) -> None:
        self._write = write
        self._fileno = fileno

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._fileno

    def isatty(self) -> bool:
        return False

    def write(self, data: "ReadableBuffer") -> int:
        view = memoryview(data).cast("B")
        if view:
            self._write(bytes(view[:MAX_WRITE]))
        return len(view)

    def close(self) -> None:
        """Stays open: a cell that closes `sys.stdout` silences only itself."""
