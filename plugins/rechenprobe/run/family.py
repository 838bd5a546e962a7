"""A lecture's process and all that it started, as its warden holds them.

Where the system allows it they get process numbers of their own (a Linux PID
namespace): then they can name no process outside, so they can neither stop
nor kill one; who is left behind belongs to the space's first process; and when
that one dies, the kernel ends all the others. Elsewhere the warden adopts who
is left behind and finds them in /proc.
"""

import os
import signal
import socket
from contextlib import suppress
from time import monotonic, sleep
from typing import NoReturn

from rechenprobe.run.fences import own_process_numbers
from rechenprobe.run.system import adopt_orphans, descendants, die_with_parent

_PATIENCE = 30.0
"""Seconds until the family is given up."""

_HOLDING = 2.0
"""Seconds for having all stand still."""

_HOLD = b"s"


class Family:
    """Made by the warden before it forks the lecture. `status` is known once that has ended."""

    def __init__(self, *, own_numbers: bool) -> None:
        """`own_numbers`: whether to try for a PID namespace."""
        self.status: int | None = None
        self._lecture = 0
        self._first: int | None = None
        self._orders: socket.socket | None = None
        adopt_orphans()
        if own_numbers and own_process_numbers():
            self._orders, theirs = socket.socketpair()
            with theirs:
                self._first = os.fork()
                if self._first == 0:
                    _be_first(theirs)

    def fork(self) -> bool:
        """Fork the lecture; true in its process."""
        lecture = os.fork()
        if lecture == 0:
            os.setpgid(0, 0)
            die_with_parent()
            if self._orders is not None:
                self._orders.close()
            return True
        self._lecture = lecture
        return False

    def members(self) -> list[int]:
        """Process ids of the lecture and of all that it started, as the warden names them."""
        return [pid for pid in descendants(os.getpid()) if pid != self._first]

    def reap(self) -> bool:
        """Collect the dead; whether the lecture is among them."""
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                if pid == self._lecture:
                    self.status = os.waitstatus_to_exitcode(status)
                elif pid == self._first:
                    self._first = None
        return self.status is not None

    def hold(self) -> None:
        """Have all stand still, so that none forks."""
        if self._first is not None and self._orders is not None:
            with suppress(OSError):
                self._orders.settimeout(1.0)
                self._orders.send(_HOLD)
                self._orders.recv(1)
            return
        # Who is forked by one that is still to be stopped is found at the next look.
        held: set[int] = set()
        deadline = monotonic() + _HOLDING
        while (free := set(self.members()) - held) and monotonic() < deadline:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._lecture, signal.SIGSTOP)
            _kill(list(free), signal.SIGSTOP)
            held |= free

    def ask_where(self) -> None:
        """Have the lecture's process, and it alone, write its stack and end: in C code, too."""
        _kill([self._lecture], signal.SIGXCPU, signal.SIGCONT)

    def end(self) -> int:
        """Kill all until nothing is left; the lecture's status."""
        deadline = monotonic() + _PATIENCE
        while monotonic() < deadline:
            if self._first is not None:
                _kill([self._first], signal.SIGKILL)
            elif self._orders is None:
                self._kill_one_by_one()
            self.reap()
            if self.status is not None and self._is_empty():
                return self.status
            sleep(0.001)
        return self.status if self.status is not None else -signal.SIGKILL

    def _is_empty(self) -> bool:
        # The kernel gives the first process's end away when all the others are gone.
        return self._first is None if self._orders is not None else not self.members()

    def _kill_one_by_one(self) -> None:
        # A group is killed in one stroke: none of it forks in between. What formed groups of
        # its own is stopped before it is killed, since who stands still cannot fork.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._lecture, signal.SIGKILL)
        below = self.members()
        _kill(below, signal.SIGSTOP)
        _kill(below, signal.SIGKILL)


def _kill(pids: list[int], *numbers: int) -> None:
    for number in numbers:
        for pid in pids:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)


def _be_first(orders: socket.socket) -> NoReturn:
    """Number 1: inherits orphans; stops all others in one stroke when told to."""
    try:
        die_with_parent()
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no reaping
        keep = orders.fileno()
        os.closerange(0, keep)
        os.closerange(keep + 1, 1 << 16)
        while orders.recv(1):
            with suppress(ProcessLookupError):
                os.kill(-1, signal.SIGSTOP)
            orders.send(_HOLD)
    finally:
        os._exit(0)
