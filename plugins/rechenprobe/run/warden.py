"""Stands between the main process and a lecture's: nothing survives, nothing is lost.

The warden is forked from the server, holds the lecture and all that it starts
as one family, ends it when the lecture ends, goes beyond a limit, when it is
told to or when the main process is gone, and reports how it ended.
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

from rechenprobe.run.capture import Held, Spill, make_spill, pick_up
from rechenprobe.run.family import Family
from rechenprobe.run.limits import MAX_DISK, MAX_PROCESSES
from rechenprobe.run.lineage import Lineage
from rechenprobe.run.protocol import Ended, Garbled, Guarded, Wrote, pack, receive_job
from rechenprobe.run.scratch import Scratch, make_scratch, remove_scratch, used
from rechenprobe.run.system import held_memory, rise_above, tasks
from rechenprobe.run.text import without_noise
from rechenprobe.run.versions import Versions
from rechenprobe.run.worker import Worker

MAX_SPILL = 64 << 20
"""Bytes of C code's output that may wait to be picked up."""

LAST_WORDS = 1 << 20
"""Bytes of output picked up after the end."""

_PATIENCE = 0.3
"""Seconds between two counts of processes on a system that is busy with others."""

_WEIGHING = 0.25
"""Seconds between two looks at the memory that is held."""

_MEASURING = 1.0
"""Seconds between two looks at the files; more if a look takes long."""

_ANSWER = 2.0
"""Seconds in which a lecture can say where it is, on a machine that is busy with its processes."""

_TICK = 0.02
"""Seconds between two looks at the limits."""


def guard(
    channel: socket.socket, versions: Versions, lineage: Lineage, *, own_numbers: bool
) -> NoReturn:
    """Run one lecture, read from `channel`. Ends the process."""
    try:
        with suppress(Garbled, OSError):
            _guard(channel, versions, lineage, own_numbers=own_numbers)
    finally:
        os._exit(0)


def _guard(
    channel: socket.socket, versions: Versions, lineage: Lineage, *, own_numbers: bool
) -> None:
    if os.getsid(0) != os.getpid():
        os.setsid()
    channel.sendall(pack(Guarded(os.getpid())))
    job = receive_job(channel)
    scratch = make_scratch(Path(job.folder), Path(job.root))
    out, err, trace = make_spill(), make_spill(), make_spill()
    held, bell = Held(), mmap.mmap(-1, 1)
    try:
        family = Family(own_numbers=own_numbers)
        if family.fork():
            os.chdir(scratch.folder)
            Worker(
                job, channel, scratch, out, err, trace.write, versions, lineage, bell, held
            ).run()
        rise_above()
        most = max(limits.memory for limits in (job.limits, *(cell.limits for cell in job.cells)))
        limit = _watch(family, channel, (out, err), bell, most, scratch)
        ended = Ended(
            family.end(),
            pick_up(out, LAST_WORDS).decode("utf-8", "backslashreplace"),
            without_noise(pick_up(err, LAST_WORDS).decode("utf-8", "backslashreplace")),
            pick_up(trace, LAST_WORDS).decode("utf-8", "backslashreplace"),
            limit,
        )
        with suppress(OSError):
            channel.sendall(pack(Wrote(held.text())) + pack(ended))
    finally:
        remove_scratch(scratch)


def _watch(
    family: Family,
    channel: socket.socket,
    spills: tuple[Spill, ...],
    bell: mmap.mmap,
    memory: int,
    scratch: Scratch,
) -> str:
    """Wait for the end of the lecture; the limit that ended it.

    `memory` in bytes: what all of its processes may hold together.
    """
    before, next_count = tasks(), 0.0
    next_measuring = monotonic() + _MEASURING
    memory += held_memory(family.members(), 1 << 60)
    next_weighing = monotonic() + _WEIGHING
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
            if family.reap():
                return ""
            if channel.fileno() in ready:  # told to, or the main process is gone
                if channel.recv(1):
                    _ask_where(family)
                return ""
            if any(_waiting(spill) > MAX_SPILL for spill in spills):
                _ask_where(family)
                return "output"
            if monotonic() > next_weighing:
                next_weighing = monotonic() + _WEIGHING
                if held_memory(family.members(), memory) > memory:
                    family.hold()
                    _ask_where(family)
                    return "memory"
            if (start := monotonic()) > next_measuring:
                full = used(scratch, MAX_DISK) > MAX_DISK
                next_measuring = monotonic() + _MEASURING + 10 * (monotonic() - start)
                if full:
                    family.hold()
                    _ask_where(family)
                    return "disk"
            crowded = tasks() - before > MAX_PROCESSES and monotonic() > next_count
            if bell[0] or crowded:
                bell[0] = 0
                if len(family.members()) > MAX_PROCESSES:
                    family.hold()  # the lecture needs the cores to say where it is
                    _ask_where(family)
                    return "processes"
                next_count = monotonic() + _PATIENCE  # the crowd is somebody else's
    finally:
        signal.set_wakeup_fd(-1)


def _waiting(spill: Spill) -> int:
    return os.fstat(spill.write).st_size - os.lseek(spill.read, 0, os.SEEK_CUR)


def _ask_where(family: Family) -> None:
    """Have faulthandler write the stack; whole when the process has ended over it."""
    deadline = monotonic() + _ANSWER
    family.ask_where()
    while not family.reap() and monotonic() < deadline:
        sleep(0.005)
