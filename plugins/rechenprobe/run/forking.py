"""In the lecture's process and all that it forks: no more processes than a lecture needs.

The warden counts, too, but a bomb grows faster than anyone can look. Python
asks us before each fork, so that most bombs end with an error on their line.
"""

import sys

from rechenprobe.run.limits import MAX_PROCESSES, TooManyProcesses, too_many_processes
from rechenprobe.run.system import descendants, tasks

_EVENTS = frozenset(("os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen"))


def limit_forks(warden: int) -> None:
    """Refuse forks that would give `warden` more than `MAX_PROCESSES` descendants."""
    before = tasks()

    def hear(event: str, _: tuple[object, ...]) -> None:
        # The whole system's number of tasks is one short file; counting ours is a thousand.
        if event not in _EVENTS or tasks() - before < MAX_PROCESSES:
            return
        if len(descendants(warden)) >= MAX_PROCESSES:
            raise TooManyProcesses(too_many_processes())

    sys.addaudithook(hear)
