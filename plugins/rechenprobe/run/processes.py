"""From the main process: starting a lecture's process, ending it."""

import json
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from rechenprobe.run.protocol import COLD, WARM, Ended, Job, send_job
from rechenprobe.run.scratch import make_scratch, remove_scratch

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

    def interrupt(self) -> None:
        """Have it end at once, with its last words if it can."""

    def finish(self) -> Ended | None:
        """Make sure that it is gone; how it ended, if the channel did not say."""


class Starter(Protocol):
    """A way to get processes."""

    def start(self, job: Job, *, warm: bool) -> Process:
        """A new process that has its job. Raises `CannotStart`."""

    def close(self) -> None:
        """End what was started to that purpose."""


class WarmStarter:
    """Forks lectures from a server that has imported `modules`; the server starts when needed."""

    def __init__(self, environment: Mapping[str, str], modules: tuple[str, ...]) -> None:
        self._environment = environment
        self._modules = modules
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._log: IO[bytes] | None = None

    def start(self, job: Job, *, warm: bool) -> Process:
        """A fork of the server."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            for attempt in (1, 2):
                control = self._running()
                try:
                    socket.send_fds(control, [WARM if warm else COLD], [theirs.fileno()])
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
                        *_python("server"),
                        str(theirs.fileno()),
                        json.dumps(self._modules),
                    ],
                    env=dict(self._environment),
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
            with suppress(subprocess.TimeoutExpired):
                self._server.wait(0.2)
            self._server.kill()
            self._server.wait()
        self._server = self._control = self._log = None


class _Forked:
    """A lecture with a warden at the other end of its channel."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel

    def interrupt(self) -> None:
        with suppress(OSError):
            self.channel.send(b"k")

    def finish(self) -> Ended | None:
        self.channel.close()
        return None


class FreshStarter:
    """Starts an interpreter for each lecture: slower, and possible everywhere."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def start(self, job: Job, *, warm: bool) -> Process:  # noqa: ARG002 - imports what it needs
        """A new interpreter, which connects to us and proves that it is ours."""
        token = secrets.token_hex(16)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(60)
            scratch = make_scratch(Path(job.folder))
            process = subprocess.Popen(  # noqa: S603
                [*_python("fresh"), str(listener.getsockname()[1]), str(scratch)],
                env=dict(self._environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                assert process.stdin is not None
                process.stdin.write(token.encode())
                process.stdin.close()
                channel, _ = listener.accept()
                channel.settimeout(60)
                proof = channel.recv(len(token), socket.MSG_WAITALL)
            except OSError as error:
                _discard(process, scratch)
                raise CannotStart(f"Python meldet sich nicht: {error}") from error
        if not secrets.compare_digest(proof, token.encode()):
            _discard(process, scratch)
            channel.close()
            raise CannotStart("ein fremder Prozess hat sich gemeldet")
        with suppress(OSError):  # its death shows on the channel
            send_job(channel, job)
        return _Fresh(channel, process, scratch)

    def close(self) -> None:
        """Nothing is kept between lectures."""


class _Fresh:
    """A lecture without a warden."""

    def __init__(
        self, channel: socket.socket, process: "subprocess.Popen[bytes]", scratch: Path
    ) -> None:
        self.channel = channel
        self._process = process
        self._scratch = scratch

    def interrupt(self) -> None:
        self._process.kill()

    def finish(self) -> Ended | None:
        self.channel.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        return Ended(_discard(self._process, self._scratch))


def _discard(process: "subprocess.Popen[bytes]", scratch: Path) -> int:
    process.kill()
    status = process.wait()
    remove_scratch(scratch)
    return status


def _python(module: str) -> list[str]:
    paths = [path for path in sys.path if path]
    return [sys.executable, "-P", "-c", _BOOT.format(module=module), json.dumps(paths)]
