"""In the lecture's process and all that it forks: no more processes than a lecture needs.

The warden counts, too, but a bomb grows faster than anyone can look. Python
asks us before each fork, so most bombs end where they fork.
"""

import mmap
import os
import sys
from time import sleep

from rechenprobe.run.limits import MAX_PROCESSES, TooManyProcesses, too_many_processes
from rechenprobe.run.system import descendants, tasks

_EVENTS = frozenset(("os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen"))


def limit_forks(warden: int, bell: mmap.mmap) -> None:
    """Refuse forks that would give `warden` more than `MAX_PROCESSES` descendants.

    `bell` is a byte shared with the warden: set, it asks for the end. The
    lecture's own process gets `TooManyProcesses`; all others just wait for that
    end, so that they leave the cores to it.
    """
    before = tasks()
    lecture = os.getpid()

    def hear(event: str, _: tuple[object, ...]) -> None:
        # The whole system's number of tasks is one short file; counting ours is a thousand.
        if event not in _EVENTS or tasks() - before < MAX_PROCESSES:
            return
        if len(descendants(warden)) >= MAX_PROCESSES:
            bell[0] = 1
            if os.getpid() == lecture:
                raise TooManyProcesses(too_many_processes())
            sleep(3600)

    sys.addaudithook(hear)
