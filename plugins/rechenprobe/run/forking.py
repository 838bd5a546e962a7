"""In the lecture's process and all that it forks: slow down before there are too many.

A bomb grows faster than the warden can look, and counting processes costs more
than forking one. So each fork that might be one too many rings for the warden
and waits a moment: that is all the time the warden needs.
"""

import mmap
import sys
from time import sleep

from rechenprobe.run.limits import MAX_PROCESSES
from rechenprobe.run.system import tasks

_EVENTS = frozenset(("os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen"))

_PAUSE = 0.05
"""Seconds."""


def slow_down_forks(bell: mmap.mmap) -> None:
    """Have forks in Python ring, once the system has many more tasks than now.

    `bell` is a byte shared with the warden, who counts whose tasks they are.
    """
    before = tasks()

    def hear(event: str, _: tuple[object, ...]) -> None:
        if event in _EVENTS and tasks() - before >= MAX_PROCESSES:
            bell[0] = 1
            sleep(_PAUSE)

    sys.addaudithook(hear)
