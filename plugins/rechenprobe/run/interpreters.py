"""From the main process: an interpreter of its own for each lecture.

Slower than forking from a server, and possible everywhere.
"""

import os
import secrets
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import msgspec

from rechenprobe.run.processes import CannotStart, Process, python_for
from rechenprobe.run.protocol import Berth, Ended, Job, send_job
from rechenprobe.run.scratch import Scratch, make_scratch, remove_scratch

_CONNECTING = 60.0
"""Seconds until the interpreter has to have called."""

_WRITING = 0.5
"""Seconds that a lecture gets to write where it is."""


class FreshStarter:
    """`guarded`: whether the interpreter forks the lecture at once and becomes its warden."""

    def __init__(self, environment: Mapping[str, str], *, guarded: bool) -> None:
        self._environment = environment
        self._guarded = guarded

    def start(self, job: Job, groups: int) -> Process:
        """A new interpreter, which connects to us and proves that it is ours."""
        del groups  # it imports what it needs
        token = secrets.token_hex(16)
        scratch = None if self._guarded else make_scratch(Path(job.folder), Path(job.root))
        handle, trace = tempfile.mkstemp(prefix="rechenprobe-")
        os.close(handle)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(_CONNECTING)
            berth = Berth(
                listener.getsockname()[1], None if scratch is None else str(scratch.base), trace
            )
            started = subprocess.Popen(  # noqa: S603
                [*python_for("fresh"), msgspec.json.encode(berth).decode()],
                env=dict(self._environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            process = _Fresh(started, scratch, Path(trace))
            try:
                assert started.stdin is not None
                started.stdin.write(token.encode())
                started.stdin.close()
                process.channel, _ = listener.accept()
                process.channel.settimeout(_CONNECTING)
                proof = process.channel.recv(len(token), socket.MSG_WAITALL)
            except OSError as error:
                process.finish()
                raise CannotStart(f"Python meldet sich nicht: {error}") from error
        if not secrets.compare_digest(proof, token.encode()):
            process.finish()
            raise CannotStart("ein fremder Prozess hat sich gemeldet")
        with suppress(OSError):  # its death shows on the channel
            send_job(process.channel, job)
        return process

    def close(self) -> None:
        """Nothing is kept between lectures."""


class _Fresh:
    """A lecture in an interpreter of its own. Without a warden, `scratch` is where it runs."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", scratch: Scratch | None, trace: Path
    ) -> None:
        self.channel = socket.socket()
        self._process = process
        self._scratch = scratch
        self._trace = trace

    def guarded_by(self, warden: int) -> None:
        """The process itself is the warden."""

    def interrupt(self) -> None:
        if self._scratch is None:
            with suppress(OSError):
                self.channel.send(b"k")
                self._process.send_signal(signal.SIGCONT)
            return
        deadline = monotonic() + _WRITING
        while monotonic() < deadline and not self._trace.stat().st_size:
            sleep(0.01)
        self._process.kill()

    def finish(self) -> Ended | None:
        self.channel.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._kill()
        status = self._process.wait()
        trace = self._trace.read_text("utf-8", "backslashreplace")
        self._trace.unlink(missing_ok=True)
        if self._scratch is None:
            return None
        remove_scratch(self._scratch)
        return Ended(status, trace=trace)

    def _kill(self) -> None:
        """With it goes its group, where there are groups."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
