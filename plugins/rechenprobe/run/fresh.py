"""A lecture's process where nothing can be forked: connects, runs, ends. It has no warden."""

import mmap
import os
import socket
import sys
from pathlib import Path

from rechenprobe.run.capture import make_spill
from rechenprobe.run.protocol import receive_job
from rechenprobe.run.versions import Versions
from rechenprobe.run.worker import Worker


def main(arguments: list[str]) -> None:
    """Run one lecture. Arguments: the port to connect to, the folder to run in.

    On stdin comes what proves to the main process that it is us who connect.
    """
    engine = frozenset(sys.modules)
    token = sys.stdin.read()
    channel = socket.create_connection(("127.0.0.1", int(arguments[0])))
    channel.sendall(token.encode())
    job = receive_job(channel)
    scratch = Path(arguments[1])
    os.chdir(scratch)
    out, err, trace = make_spill(), make_spill(), make_spill()
    worker = Worker(
        job, channel, scratch, out, err, trace.write, Versions(), engine, mmap.mmap(-1, 1)
    )
    worker.run()
