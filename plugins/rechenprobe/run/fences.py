"""In the lecture's process: no network, no more memory than agreed. Linux only.

Elsewhere nothing forbids either: there `without_network` returns False, and
memory is limited where the system knows `RLIMIT_DATA`.
"""

import ctypes
import os
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 0x1


def without_network() -> bool:
    """Put this process into a network of its own, with nothing in it but itself.

    Needs a process with one thread. Root may do it directly and keeps its
    rights; others need a user namespace, in which they remain who they are.
    """
    if not sys.platform.startswith("linux"):
        return False
    user, group = os.geteuid(), os.getegid()
    if _unshare(_CLONE_NEWNET):
        _loopback_up()
        return True
    if not _unshare(_CLONE_NEWUSER | _CLONE_NEWNET):
        return False
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    _loopback_up()
    return True


def _unshare(flags: int) -> bool:
    try:
        return bool(ctypes.CDLL(None, use_errno=True).unshare(flags) == 0)
    except (OSError, AttributeError):
        return False


def _loopback_up() -> None:
    """Processes of one lecture may talk to each other."""
    with suppress(OSError, ImportError):
        import fcntl  # noqa: PLC0415 - not on Windows

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
            fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", _IFF_UP))


def limit_memory(budget: int) -> bool:
    """Let this process and each that it starts take `budget` bytes beyond what it holds now.

    `RLIMIT_DATA`, not `RLIMIT_AS`: address space that is only reserved does not count.
    """
    with suppress(OSError, ValueError, ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = _data_size() + budget
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
        return True
    return False


def unlimit_memory() -> None:
    """Take the limit back: whoever has just hit it must still be able to say so."""
    with suppress(OSError, ValueError, ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _data_size() -> int:
    """Bytes that count towards the limit already."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0
