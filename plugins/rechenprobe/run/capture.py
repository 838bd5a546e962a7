"""In the lecture's process: everything that is printed, in order, as events.

Python's own streams become events at once. Files 1 and 2 of the process, where
C code and subprocesses write, are temporary files; what has arrived there is
picked up before anything else is reported. The reading ends share their
position with the warden, who picks up what is left when the process has died.
"""

import codecs
import io
import os
import sys
import tempfile
from collections.abc import Callable
from os import getpid, read, write
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from msgspec import Struct

from rechenprobe.execution import Display, Output, Shown, Stream
from rechenprobe.run.system import flush_c, out_of_reach
from rechenprobe.run.text import settle, without_noise

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK = 1 << 20

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


class Capture:
    """Puts itself in the place of stdout and stderr.

    `report` takes each output; text arrives settled, line by line, a line
    without an end before the next output of another kind.
    """

    def __init__(self, report: Callable[[Output], None], out: Spill, err: Spill) -> None:
        self._report = report
        self._spills = {
            "stdout": Spill(out.write, out_of_reach(out.read)),
            "stderr": Spill(err.write, out_of_reach(err.read)),
        }
        self._raw = {name: _decoder() for name in self._spills}
        self._pending: dict[str, list[str]] = {name: [] for name in self._spills}
        self._length = dict.fromkeys(self._spills, 0)
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
        self._drain()
        for name in self._pending:
            self._release(name)

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
        self._drain()
        self._take(name, data.decode("utf-8", "backslashreplace"))

    def _drain(self) -> None:
        if getpid() != self._pid:
            return
        flush_c()
        for name, spill in self._spills.items():
            if data := pick_up(spill, 1 << 30):
                self._take(name, without_noise(self._raw[name].decode(data)))

    def _take(self, name: str, text: str) -> None:
        for other, pending in self._pending.items():
            if pending and other != name:
                self._release(other)
        lines, end, rest = text.rpartition("\n")
        if end:
            self._hold(name, lines + end)
            self._release(name)
        if rest:
            self._hold(name, rest)
        if self._length[name] > CHUNK:
            settled = self._take_back(name)
            if len(settled) > CHUNK // 2:  # no progress bar: it only grows
                self._report(Stream(name, settled))
            else:
                self._hold(name, settled)

    def _hold(self, name: str, text: str) -> None:
        self._pending[name].append(text)
        self._length[name] += len(text)

    def _release(self, name: str) -> None:
        if text := self._take_back(name):
            if name == "stderr":
                self.said = text[-_LATEST:]
            self._report(Stream(name, text))

    def _take_back(self, name: str) -> str:
        text = settle("".join(self._pending[name]))
        self._pending[name].clear()
        self._length[name] = 0
        return text


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
