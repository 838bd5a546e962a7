"""From the main process: starting a lecture's process, ending it. Here, forked from a server."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Protocol

import msgspec

from rechenprobe.run.environment import LARGE_PAGES
from rechenprobe.run.protocol import PREHEAT, Ended, Job, Plan, send_job

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from rechenprobe.run.{module} import main; main(sys.argv[1:])"
)
"""Hands the caller's module path on, without running the caller's main module again."""


class CannotStart(Exception):
    """No process can be had for lectures. German."""


class Process(Protocol):
    """A lecture's process, as the main process sees it."""

    channel: socket.socket

    def guarded_by(self, warden: int) -> None:
        """Take note of the process that watches over it."""

    def interrupt(self) -> None:
        """Have it end at once, with its last words if it can."""

    def finish(self) -> Ended | None:
        """Make sure that it is gone; how it ended, if the channel did not say."""


class Starter(Protocol):
    """A way to get processes."""

    def start(self, job: Job, groups: int) -> Process:
        """A new process that has its job. Raises `CannotStart`.

        `groups`: bits of the plan's groups of modules that the job may need.
        """

    def close(self) -> None:
        """End what was started to that purpose."""


class WarmStarter:
    """Forks lectures from a server that works to a plan; the server starts when needed."""

    def __init__(self, environment: Mapping[str, str], plan: Plan) -> None:
        self._environment = environment
        self._plan = plan
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._log: IO[bytes] | None = None

    def start(self, job: Job, groups: int) -> Process:
        """A fork of the server."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            for attempt in (1, 2):
                control = self._running()
                try:
                    socket.send_fds(control, [bytes([groups])], [theirs.fileno()])
                    break
                except OSError as error:
                    log = self._last_words()
                    self._end()
                    if attempt == 2:
                        ours.close()
                        raise CannotStart(f"der Server bricht ab: {log}") from error
        with suppress(OSError):  # its death shows on the channel
            send_job(ours, job)
        return _Forked(ours)

    def preheat(self) -> None:
        """Have the server import its modules now."""
        with self._lock, suppress(OSError):
            everything = (1 << len(self._plan.groups)) - 1
            self._running().send(bytes([PREHEAT | everything]))

    def rest(self) -> None:
        """Let the server go: it takes a while to end. If a lecture comes all the same, another."""
        with self._lock:
            if self._server is not None:
                self._server.kill()

    def renew(self) -> None:
        """Have the next lecture get a new server, with what is installed then."""
        with self._lock:
            self._end()

    def close(self) -> None:
        """End the server; wardens end by themselves when their channels close."""
        self.renew()

    def _running(self) -> socket.socket:
        if self._server is not None and self._server.poll() is not None:
            self._end()
        if self._control is None:
            self._control, theirs = socket.socketpair()
            self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the server
            with theirs:
                self._server = subprocess.Popen(  # noqa: S603
                    [
                        *python_for("server"),
                        str(theirs.fileno()),
                        msgspec.json.encode(self._plan).decode(),
                    ],
                    env={**self._environment, **LARGE_PAGES},
                    stdin=subprocess.DEVNULL,
                    stdout=self._log,
                    stderr=self._log,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,  # Ctrl-C is for the main process, which ends the rest
                )
        return self._control

    def _last_words(self) -> str:
        if self._log is None:
            return ""
        self._log.seek(0)
        return self._log.read()[-2000:].decode("utf-8", "replace").strip()

    def _end(self) -> None:
        for closable in (self._control, self._log):
            if closable is not None:
                closable.close()
        if self._server is not None:
            self._server.kill()  # it has nothing to lose, and is slow to end by itself
            self._server.wait()
        self._server = self._control = self._log = None


class _Forked:
    """A lecture with a warden at the other end of its channel."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self._warden: int | None = None

    def guarded_by(self, warden: int) -> None:
        if self._warden is None:  # the first one is not forged: nobody else could write then
            self._warden = warden

    def interrupt(self) -> None:
        with suppress(OSError):
            self.channel.send(b"k")
        if self._warden is not None:
            with suppress(OSError):
                os.kill(self._warden, signal.SIGCONT)  # the lecture may have stopped it

    def finish(self) -> Ended | None:
        self.channel.close()
        return None


def python_for(module: str) -> list[str]:
    """The command that runs `main` of one of our modules in a new interpreter."""
    paths = [path for path in sys.path if path]
    return [sys.executable, "-P", "-c", _BOOT.format(module=module), json.dumps(paths)]
