"""The author's code as Python knows it, and the places in files that its lines are.

A cell's code has a name of its own and counts its lines from 1: what it prints of itself (a
traceback, a line in a log) stays true when the prose above it changes. Whatever ends up in a
message is brought back to the lecture's file.
"""

import os
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from rechenprobe.execution import Frame
from rechenprobe.run.protocol import Job

MAX_FRAMES = 20
"""Author's frames kept of a traceback: half from each end."""

AWAITING = "Awaiting (most recent call first):\n"
"""Heads the stack of what a cell waits for, in the file where faulthandler writes its stacks."""

_FAULT = re.compile(r'^  File "(.+)", line (\d+) in (.+)$', re.MULTILINE)
_MENTIONED = re.compile(r'^ *File "(.+?)", line (\d+), in (\S+)', re.MULTILINE)


def cell_name(path: str, number: int) -> str:
    """What the lecture's `number`-th executed cell, from 1, is called in tracebacks."""
    return f"{path}, Zelle {number}"


class Sources:
    """The author's files, as tracebacks name them, and their frames in a traceback."""

    def __init__(self, job: Job) -> None:
        self._root = job.root
        self._folders = tuple(path.rstrip(os.sep) + os.sep for path in (job.root, job.folder))
        self._path = job.path
        self._first_lines: dict[str, int] = {}
        codes = {script.path: script.code for script in job.preludes}
        codes[job.path] = job.source  # values
        for number, cell in enumerate(job.cells, 1):
            name = cell_name(job.path, number)
            codes[name] = cell.code
            self._first_lines[name] = cell.first_line
        self.codes: Mapping[str, str] = codes
        """Name → code."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The names of the cells."""
        return tuple(self._first_lines)

    def holds(self, filename: str) -> bool:
        """Whether the author wrote it: a lecture, a prelude, a module beside them."""
        return filename in self.codes or (
            filename.startswith(self._folders)
            and "/site-packages/" not in filename
            and not filename.startswith(sys.prefix + os.sep)
        )

    def place(self, filename: str, line: int) -> tuple[str, int]:
        """File and line as messages show them, the file relative to the site's root."""
        if filename in self._first_lines:
            return self._path, self._first_lines[filename] + line - 1
        if filename in self.codes or not filename.startswith(self._folders):
            return filename, line
        return Path(os.path.relpath(filename, self._root)).as_posix(), line

    def frames(self, trace: TracebackType | None) -> tuple[Frame, ...]:
        """The author's frames, outermost first; the middle of a deep recursion left out."""
        return self._choose(traceback.extract_tb(trace))

    def stack(self) -> tuple[Frame, ...]:
        """The author's frames of the code that is running now; the main thread's if it is none."""
        main = sys._current_frames().get(threading.main_thread().ident or 0)  # noqa: SLF001
        return self._choose(traceback.extract_stack()) or self._choose(
            traceback.extract_stack(main)
        )

    def parse(self, dump: str) -> tuple[Frame, ...]:
        """The author's frames of faulthandler's last stack, or else of where a cell waits."""
        return self._parse(dump, "(most recent call first):\n") or self._parse(dump, AWAITING)

    def _parse(self, dump: str, head: str) -> tuple[Frame, ...]:
        """The author's frames of the last stack with that head, which has the innermost first."""
        stack = dump.rpartition(head)[2].partition("\n\n")[0] if head in dump else ""
        plain = {name.encode("ascii", "backslashreplace").decode(): name for name in self.codes}
        found = [
            Frame(
                *self.place(plain.get(name, name), int(line)),
                _line(self.codes.get(plain.get(name, name), ""), int(line)),
                function,
            )
            for name, line, function in _FAULT.findall(stack)
            if self.holds(plain.get(name, name))
        ]
        return _middle_out(tuple(reversed(found)))

    def mentioned(self, text: str) -> Frame | None:
        """The author's line that a text names last."""
        for name, line, function in reversed(_MENTIONED.findall(text)):
            if self.holds(name):
                code = _line(self.codes.get(name, ""), int(line))
                return Frame(*self.place(name, int(line)), code, function)
        return None

    def format(self, error: BaseException, trace: TracebackType | None) -> str:
        """The traceback of an error and of what led to it, all places in files."""
        whole = traceback.TracebackException(type(error), error, trace)
        self._locate(whole)
        return "".join(whole.format())

    def _locate(self, error: traceback.TracebackException | None) -> None:
        if error is None:
            return
        for frame in error.stack:
            if frame.filename in self._first_lines:
                _ = frame.line  # looked up under the name that it has
                file, line = self.place(frame.filename, frame.lineno or 1)
                moved = line - (frame.lineno or 1)
                frame.filename, frame.lineno = file, line
                if getattr(frame, "end_lineno", None) is not None:
                    frame.end_lineno += moved  # type: ignore[operator]
        for inner in (error.__cause__, error.__context__, *(error.exceptions or ())):
            self._locate(inner)

    def _choose(self, stack: traceback.StackSummary) -> tuple[Frame, ...]:
        return _middle_out(
            tuple(
                Frame(*self.place(frame.filename, frame.lineno or 1), frame.line or "", frame.name)
                for frame in stack
                if self.holds(frame.filename)
            )
        )


def _line(code: str, number: int) -> str:
    lines = code.split("\n")
    return lines[number - 1].strip() if number <= len(lines) else ""


def _middle_out(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    if len(frames) <= MAX_FRAMES:
        return frames
    return frames[: MAX_FRAMES // 2] + frames[-MAX_FRAMES // 2 :]
