"""A lecture's process where nothing warm can be forked: connects, runs, ends."""

import mmap
import os
import socket
import sys
from pathlib import Path

import msgspec

from rechenprobe.run.capture import make_spill
from rechenprobe.run.lineage import Lineage
from rechenprobe.run.protocol import Berth, receive_job
from rechenprobe.run.scratch import scratch_in
from rechenprobe.run.versions import Versions
from rechenprobe.run.worker import Worker


def main(arguments: list[str]) -> None:
    """Run one lecture. Argument: `Berth` as JSON.

    On stdin comes what proves to the main process that it is us who connect.
    """
    lineage = Lineage()
    berth = msgspec.json.decode(arguments[0], type=Berth)
    token = sys.stdin.read()
    channel = socket.create_connection(("127.0.0.1", berth.port))
    channel.sendall(token.encode())
    if berth.folder is None:
        from rechenprobe.run.warden import guard  # noqa: PLC0415 - not on Windows

        guard(channel, Versions(), lineage, own_numbers=True)
    trace = os.open(berth.trace, os.O_WRONLY | os.O_APPEND)
    job = receive_job(channel)
    scratch = scratch_in(Path(berth.folder), Path(job.folder), Path(job.root))
    os.chdir(scratch.folder)
    worker = Worker(
        job,
        channel,
        scratch,
        make_spill(),
        make_spill(),
        trace,
        Versions(),
        lineage,
        mmap.mmap(-1, 1),
        None,
    )
    worker.run()
