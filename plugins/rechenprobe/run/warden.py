"""Stands between the main process and a lecture's: nothing survives, nothing is lost.

The warden is forked from the server, adopts every process that the lecture
leaves behind, ends them all when the lecture ends, when it is told to or when
the main process is gone, and reports how it ended.
"""

import mmap
import os
import select
import signal
import socket
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import NoReturn

from rechenprobe.run.capture import Spill, make_spill, pick_up
from rechenprobe.run.limits import MAX_PROCESSES
from rechenprobe.run.protocol import Ended, Garbled, pack, receive_job
from rechenprobe.run.scratch import make_scratch, remove_scratch
from rechenprobe.run.system import adopt_orphans, descendants, die_with_parent, rise_above, tasks
from rechenprobe.run.text import without_noise
from rechenprobe.run.versions import Versions
from rechenprobe.run.worker import Worker

MAX_SPILL = 64 << 20
"""Bytes of C code's output that may wait to be picked up."""

LAST_WORDS = 1 << 20
"""Bytes of output picked up after the end."""

_PATIENCE = 0.3
"""Seconds between two counts of processes on a system that is busy with others."""

_TICK = 0.02
"""Seconds between two looks at the limits."""


def guard(channel: socket.socket, versions: Versions, engine: frozenset[str]) -> NoReturn:
    """Run one lecture, read from `channel`. Ends the process."""
    try:
        with suppress(Garbled, OSError):
            _guard(channel, versions, engine)
    finally:
        os._exit(0)


def _guard(channel: socket.socket, versions: Versions, engine: frozenset[str]) -> None:
    os.setsid()
    adopt_orphans()
    job = receive_job(channel)
    scratch = make_scratch(Path(job.folder))
    out, err, trace = make_spill(), make_spill(), make_spill()
    bell = mmap.mmap(-1, 1)
    try:
        lecture = os.fork()
        if lecture == 0:
            os.setpgid(0, 0)
            die_with_parent()
            os.chdir(scratch)
            Worker(job, channel, scratch, out, err, trace.write, versions, engine, bell).run()
        rise_above()
        status, limit = _watch(lecture, channel, (out, err), trace, bell)
        ended = Ended(
            status,
            pick_up(out, LAST_WORDS).decode("utf-8", "backslashreplace"),
            without_noise(pick_up(err, LAST_WORDS).decode("utf-8", "backslashreplace")),
            pick_up(trace, LAST_WORDS).decode("utf-8", "backslashreplace"),
            limit,
        )
        with suppress(OSError):
            channel.sendall(pack(ended))
    finally:
        remove_scratch(scratch)


def _watch(
    lecture: int,
    channel: socket.socket,
    spills: tuple[Spill, ...],
    trace: Spill,
    bell: mmap.mmap,
) -> tuple[int, str]:
    """Wait for the end of the lecture; exit status and the limit that ended it."""
    limit = ""
    before, next_count = tasks(), 0.0
    wake, alarm = os.pipe()
    os.set_blocking(alarm, False)
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
    try:
        while True:
            ready = select.select([channel.fileno(), wake], [], [], _TICK)[0]
            if wake in ready:
                with suppress(BlockingIOError):
                    os.read(wake, 1 << 12)
            status = _reap(lecture)
            if status is not None:
                break
            if channel.fileno() in ready:  # told to, or the main process is gone
                if channel.recv(1):
                    _ask_where(lecture, trace)
                break
            if any(_waiting(spill) > MAX_SPILL for spill in spills):
                limit = "output"
                _ask_where(lecture, trace)
                break
            crowded = tasks() - before > MAX_PROCESSES and monotonic() > next_count
            if bell[0] or crowded:
                bell[0] = 0
                if len(descendants(os.getpid())) <= MAX_PROCESSES:
                    next_count = monotonic() + _PATIENCE  # the crowd is somebody else's
                    continue
                limit = "processes"
                _hold_others(lecture)
                _ask_where(lecture, trace)
                break
    finally:
        signal.set_wakeup_fd(-1)
    return _end_all(lecture, status), limit


def _waiting(spill: Spill) -> int:
    return os.fstat(spill.write).st_size - os.lseek(spill.read, 0, os.SEEK_CUR)


def _hold_others(lecture: int) -> None:
    """Stop all processes but the lecture's own: it needs the cores to say where it is."""
    for _ in range(3):
        for pid in descendants(os.getpid()):
            if pid != lecture:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGSTOP)


def _ask_where(lecture: int, trace: Spill) -> None:
    """Have faulthandler write the stack, even if C code never returns to Python."""
    deadline = monotonic() + 0.5
    with suppress(ProcessLookupError):
        os.kill(lecture, signal.SIGXCPU)
        while not _waiting(trace) and monotonic() < deadline:
            sleep(0.005)
        sleep(0.005)  # the stack is written line by line


def _reap(lecture: int) -> int | None:
    """Collect the dead; the lecture's exit status if it is among them."""
    found = None
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid == lecture:
                found = os.waitstatus_to_exitcode(status)
    return found


def _end_all(lecture: int, status: int | None) -> int:
    """Kill everything below this process until nothing is left."""
    own = os.getpid()
    deadline = monotonic() + 30
    while monotonic() < deadline:
        # A group is killed in one stroke: none of it forks in between. What formed groups of
        # its own is stopped before it is killed, since who stands still cannot fork.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(lecture, signal.SIGKILL)
        below = descendants(own)
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in below:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, number)
        found = _reap(lecture)
        status = found if found is not None else status
        if status is not None and not descendants(own):
            return status
        sleep(0.002)
    return status if status is not None else -signal.SIGKILL
