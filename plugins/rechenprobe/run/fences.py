"""Around a lecture's process: no network, no strange processes, no write to the site. Linux only.

Each function says whether it worked; where it did not, nothing is forbidden.
Memory is limited wherever the system knows `RLIMIT_DATA`.
"""

import ctypes
import os
import socket
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CLONE_NEWNS = 0x00020000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWPID = 0x20000000
_CLONE_NEWNET = 0x40000000
_MS_NOSUID, _MS_NODEV = 0x2, 0x4
_MS_RDONLY, _MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x1, 0x20, 0x1000, 0x4000, 0x40000
_CAPABILITIES, _CAP_SYS_ADMIN, _PR_CAPBSET_DROP = 0x20080522, 21, 24
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 0x1


def without_network() -> bool:
    """Put this process into a network of its own, with nothing in it but itself.

    Needs a process with one thread.
    """
    if not _unshare_as_oneself(_CLONE_NEWNET):
        return False
    _loopback_up()
    return True


def own_process_numbers() -> bool:
    """Have this process's children live among themselves; the first of them reigns there.

    Needs a process with one thread. They do not see the processes outside.
    """
    return _unshare_as_oneself(_CLONE_NEWPID)


def own_process_list() -> bool:
    """In a child with numbers of its own: let /proc show the processes that have such numbers."""
    if os.getppid() != 0 or not _unshare(_CLONE_NEWNS):  # a parent outside has no number here
        return False
    _mount(None, "/", _MS_REC | _MS_PRIVATE)  # what changes here changes nowhere else
    return _mount("proc", "/proc", 0, kind=b"proc")


def forbid_writing(root: Path, writable: Iterable[Path]) -> bool:
    """Behind `own_process_list`: nothing below `root` can be changed, but for some folders."""
    places = [*(folder for folder in writable if folder.is_relative_to(root)), root]
    bound = [_mount(str(place), str(place), _MS_BIND | _MS_REC) for place in places]
    return all(bound) and _mount(None, str(root), _MS_BIND | _MS_REMOUNT | _MS_RDONLY)


def own_shared_memory(size: int) -> bool:
    """Behind `own_process_list`: what is left in `/dev/shm` goes with the processes.

    It may hold `size` bytes.
    """
    place = "/dev/shm"  # noqa: S108 - where Linux has it
    options = f"size={size},mode=1777".encode()
    return _mount("tmpfs", place, _MS_NOSUID | _MS_NODEV, kind=b"tmpfs", options=options)


def forbid_mounting() -> bool:
    """From now on neither this process nor one that it starts can take a fence down again."""
    if not sys.platform.startswith("linux"):
        return False
    c = ctypes.CDLL(None)
    header = struct.pack("Ii", _CAPABILITIES, 0)
    held = ctypes.create_string_buffer(24)  # effective, permitted, inheritable; low words first
    try:
        c.prctl(_PR_CAPBSET_DROP, _CAP_SYS_ADMIN, 0, 0, 0)
        if c.capget(header, held) != 0:
            return False
        masks = list(struct.unpack("6I", held.raw))
        masks[:3] = [mask & ~(1 << _CAP_SYS_ADMIN) for mask in masks[:3]]
        return bool(c.capset(header, struct.pack("6I", *masks)) == 0)
    except (OSError, AttributeError):
        return False


def _mount(
    source: str | None, target: str, flags: int, kind: bytes | None = None, options: bytes = b""
) -> bool:
    given = None if source is None else os.fsencode(source)
    mount = ctypes.CDLL(None).mount
    return bool(mount(given, os.fsencode(target), kind, flags, options or None) == 0)


def _unshare_as_oneself(flags: int) -> bool:
    """Root may do it directly and keeps its rights; others need a user namespace.

    In it they remain who they are.
    """
    if not sys.platform.startswith("linux"):
        return False
    user, group = os.geteuid(), os.getegid()
    if _unshare(flags):
        return True
    if not _unshare(_CLONE_NEWUSER | flags):
        return False
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
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


def limit_memory(size: int) -> bool:
    """Let this process and each that it starts hold `size` bytes.

    `RLIMIT_DATA`, not `RLIMIT_AS`: address space that is only reserved does not count.
    """
    with suppress(OSError, ValueError, ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = size
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
        return True
    return False


def limit_files(size: int) -> bool:
    """Let no file grow beyond `size` bytes: one that never ends must not fill the disk.

    A crash leaves no image of the memory either: it would take seconds to write.
    """
    with suppress(OSError, ValueError, ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        return True
    return False


def unlimit_memory() -> None:
    """Take the limit back: whoever has just hit it must still be able to say so."""
    with suppress(OSError, ValueError, ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def data_size() -> int:
    """Bytes that count towards the limit already."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0
