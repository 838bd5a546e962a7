"""What only some systems can do. Each function says whether it worked; none raises."""

import os
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import ctypes

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


Start: TypeAlias = Literal["warm", "fresh", "alone"]
"""Where a lecture's process comes from: forked from a server that has imported Keras already;
an interpreter of its own, which forks before it imports anything; one that cannot fork."""


def best_start() -> Start:
    """What this system can do. Apple's frameworks must not be forked once they are loaded."""
    if not hasattr(os, "fork"):
        return "alone"
    return "fresh" if sys.platform == "darwin" else "warm"


def die_with_parent() -> bool:
    """Have the kernel kill this process when its parent dies."""
    return _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> bool:
    """Become the parent of every descendant whose own parent dies: nothing escapes."""
    return _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(_c().prctl(option, value, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def out_of_reach(descriptor: int) -> int:
    """The same file under a number that a loop over the first thousand does not close."""
    with suppress(OSError, ValueError, ImportError):
        import fcntl  # noqa: PLC0415 - not on Windows
        import resource  # noqa: PLC0415

        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        high = 1024 if soft == resource.RLIM_INFINITY else min(soft - 32, 1024)
        moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, high)
        os.close(descriptor)
        return moved
    return descriptor


def flush_c() -> None:
    """Have C code's buffered output written."""
    try:
        _fflush()(None)
    except (OSError, AttributeError, TypeError):
        return


@cache
def _fflush() -> Callable[[None], int]:
    function: Callable[[None], int] = _c().fflush
    return function


@cache
def _c() -> "ctypes.CDLL":
    import ctypes  # noqa: PLC0415 - the main process hardly needs it

    return ctypes.CDLL(None)  # not on Windows: `TypeError`


def descendants(ancestor: int) -> list[int]:
    """Process ids below `ancestor`; empty where there is no /proc."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for pid, parent in _parents():
        children[parent].append(pid)
    found: list[int] = []
    ahead = [ancestor]
    while ahead:
        below = children.pop(ahead.pop(), [])
        found += below
        ahead += below
    return found


def _parents() -> Iterator[tuple[int, int]]:
    try:
        names = [path.name for path in Path("/proc").iterdir()]
    except OSError:
        return
    for name in names:
        if name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                stat = Path("/proc", name, "stat").read_bytes()
                yield int(name), int(stat[stat.rindex(b")") + 2 :].split()[1])


def held_memory(pids: list[int], suspicious: int) -> int:
    """Bytes that the processes hold together; an upper bound if it is not even `suspicious`.

    What they share (a forked child most of its parent's) is counted once.
    """
    most = sum(_sum_of(pid, "status", b"RssAnon:", b"RssShmem:") for pid in pids)
    if most <= suspicious:
        return most
    return sum(_sum_of(pid, "smaps_rollup", b"Pss_Anon:", b"Pss_Shmem:") for pid in pids)


def _sum_of(pid: int, file: str, *keys: bytes) -> int:
    with suppress(OSError, ValueError, IndexError):
        lines = Path("/proc", str(pid), file).read_bytes().splitlines()
        return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(keys))
    return 0


def tasks() -> int:
    """Threads of the whole system; 0 if it does not say."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/loadavg").read_text("ascii").split()[3].partition("/")[2])
    return 0


def rise_above() -> bool:
    """Be scheduled before all others, so that a thousand processes cannot keep us waiting.

    Only root may; what this process forks is scheduled as usual.
    """
    with suppress(OSError, AttributeError):
        policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(1))
        return True
    return False


def available_memory(root: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Bytes that new processes can use without swapping; None if the system does not say.

    A container's limit counts as far as it is lower; `root` is where control groups are mounted.
    """
    amounts = [_free_memory(), *_left_in_groups(root)]
    return min((amount for amount in amounts if amount is not None), default=None)


def _left_in_groups(root: Path) -> Iterator[int]:
    """What the control group of this process, and each around it, may still take."""
    try:
        lines = Path("/proc/self/cgroup").read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:  # version 2
            top, files = root, ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            top = root / "memory"
            files = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        else:
            continue
        group = top / path.lstrip("/")
        for folder in (group, *group.parents):  # in a container `path` may lead nowhere
            if folder.is_relative_to(top):
                yield from _left_in_group(folder, *files)


def _left_in_group(folder: Path, limit: str, usage: str, reclaimable: str) -> Iterator[int]:
    with suppress(OSError, ValueError):  # `max` is no number: no limit
        most, used = int((folder / limit).read_text()), int((folder / usage).read_text())
        pairs = (line.split() for line in (folder / "memory.stat").read_text().splitlines())
        cached = next((int(value) for name, value in pairs if name == reclaimable), 0)
        yield max(0, most - used + cached)


def _free_memory() -> int | None:
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    with suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def usable_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
