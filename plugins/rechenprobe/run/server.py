"""The warm server: imports once what lectures may need, then forks a warden for each lecture.

Started by the main process with nothing but a socket, on which one byte and
one file descriptor arrive for each lecture. It runs none of the author's code.
"""

import gc
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import NoReturn

import msgspec

from rechenprobe.run.environment import LARGE_PAGES
from rechenprobe.run.lineage import Lineage
from rechenprobe.run.preloading import preload
from rechenprobe.run.protocol import PREHEAT, Plan
from rechenprobe.run.versions import Versions
from rechenprobe.run.warden import guard


def main(arguments: list[str]) -> None:
    """Serve until the socket closes. Arguments: its number, `Plan` as JSON."""
    control = socket.socket(fileno=int(arguments[0]))
    plan = msgspec.json.decode(arguments[1], type=Plan)
    versions = Versions()
    lineage = Lineage(plan.left)
    for name in LARGE_PAGES:
        os.environ.pop(name, None)  # read when we started; lectures see nothing of it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # wardens report themselves
    ready = 0
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not request:
            return
        if missing := request[0] & ~PREHEAT & ~ready:
            gc.disable()  # nothing of what is imported ever goes
            background = _in_the_background() if request[0] & PREHEAT else nullcontext()
            with background, _as_long_as_wanted(control):
                for number, group in enumerate(plan.groups):
                    if missing >> number & 1:
                        with lineage.noting():
                            preload(group, plan.left, lineage.asked.add)
            lineage.look_up(module for group in plan.groups for module in group)
            versions.of_modules(set(sys.modules) - lineage.engine)
            gc.freeze()  # nor is it looked at again, which would copy its pages
            gc.enable()
            ready |= missing
        if request[0] & PREHEAT:
            continue
        if os.fork() == 0:
            control.close()
            _become_warden(descriptors[0], plan, versions, lineage)
        os.close(descriptors[0])


@contextmanager
def _as_long_as_wanted(control: socket.socket) -> Iterator[None]:
    """End at once when the main process is gone: an import takes seconds.

    By a thread that has ended before anything is forked.
    """
    through = threading.Event()

    def watch() -> None:
        poll = select.poll()
        poll.register(control, 0)  # hanging up is always told
        while not through.wait(0.1):
            if poll.poll(0):
                os._exit(0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield
    through.set()
    watcher.join()


@contextmanager
def _in_the_background() -> Iterator[None]:
    """Let others go first. Not by `nice`, which cannot be taken back."""
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    yield
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def _become_warden(descriptor: int, plan: Plan, versions: Versions, lineage: Lineage) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    channel = socket.socket(fileno=descriptor)
    guard(channel, versions, lineage, own_numbers=plan.own_numbers)
