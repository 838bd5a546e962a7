"""A copy of this process works ahead, while this one goes on with something else.

For work that needs nothing from here any more: what it finds it leaves on the disk, through a pipe
it says only how far it is. Whoever waits for a copy that died does the work himself.
"""

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from select import select
from typing import NoReturn, TypeAlias

Done: TypeAlias = Callable[[], None]
"""Called in the copy after each step."""


_MANY = 1 << 10


class Ahead:
    """A copy at work. `close()` ends it."""

    def __init__(self, process: int, pipe: int) -> None:
        self._process = process
        self._pipe = pipe
        self._done = 0

    def has_done(self, steps: int) -> bool:
        """Wait until so many steps are done; False if the copy ended before."""
        while self._done < steps and (said := os.read(self._pipe, _MANY)):
            self._done += len(said)
        return self._done >= steps

    def is_awaited(self, steps: int) -> bool:
        """Whether `has_done` would have to wait."""
        while self._done < steps and select([self._pipe], [], [], 0)[0]:
            if not (said := os.read(self._pipe, _MANY)):
                return False
            self._done += len(said)
        return self._done < steps

    def close(self) -> None:
        """End the copy, whatever it is at."""
        os.close(self._pipe)
        with suppress(OSError):  # it has ended, and somebody else has asked for its end
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def work_ahead(work: Callable[[Done], None]) -> Ahead | None:
    """Have a copy of this process do `work`.

    None where processes cannot be copied safely: on other systems than Linux, and of a process
    with several threads, since those that hold a lock do not come along.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        if len(list(Path("/proc/self/task").iterdir())) > 1:
            return None
        ours, theirs = os.pipe()
    except OSError:
        return None
    try:
        process = os.fork()
        if process == 0:
            os.close(ours)
            _live(work, theirs)
    except OSError:  # no more processes
        os.close(ours)
        return None
    finally:
        os.close(theirs)
    return Ahead(process, ours)


def _live(work: Callable[[Done], None], pipe: int) -> NoReturn:
    """All of the copy's life. It tells people nothing: who uses its work does."""
    status = 1
    try:
        gc.disable()  # it is gone before it would pay
        logging.disable()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        work(lambda: _say(pipe))
        status = 0
    finally:
        os._exit(status)  # without the farewell of what it is a copy of


def _say(pipe: int) -> None:
    os.write(pipe, b".")
