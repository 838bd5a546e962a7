"""In the lecture's process: helpers that the author's code leaves behind or waits for in vain.

An executor's threads end with the program, a pool's task that took its process along never comes
back: `multiprocessing` starts another process and waits for ever.
"""

import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeAlias

Lost: TypeAlias = Callable[[int, bool], None]
"""Told when a pool has lost a task with its process: exit status; whether the process was made by
`spawn` or `forkserver`, which do not know the cells."""

STRANGER_REMEDY = (
    "Was im Pool läuft, in ein Modul neben der Vorlesung legen: neu gestartete Prozesse (spawn, "
    "forkserver) kennen die Zellen nicht, `fork` kennt sie."
)
LOST_REMEDY = (
    "Was im Pool läuft, beendet seinen Prozess: sys.exit, os._exit oder einen Absturz beheben."
)


def lasting_threads() -> list[threading.Thread]:
    """Threads that Python would wait for at its end."""
    return [
        thread
        for thread in threading.enumerate()
        if thread is not threading.main_thread() and not thread.daemon and thread.is_alive()
    ]


def end_executors() -> None:
    """As Python does before it waits for threads: executors finish what they have, and no more."""
    waiting = getattr(threading, "_threading_atexits", [])
    while waiting:
        waiting.pop()()


def lost_task(status: int, *, strange: bool) -> tuple[str, str]:
    """Message and remedy, German."""
    how = f"durch Signal {-status}" if status < 0 else f"mit Status {status}"
    message = f"ein Prozess des Pools endet {how}, bevor seine Aufgabe erledigt ist"
    return message, STRANGER_REMEDY if strange else LOST_REMEDY


def watch_pools(lost: Lost, pools: ModuleType) -> None:
    """Have `multiprocessing.pool` tell when a process dies while somebody waits for results.

    The pool's own thread looks after its processes; at the end of a pool it is told to stop first.
    """
    pool = pools.Pool
    handle, join = (
        getattr(pool, "_handle_workers", None),
        getattr(pool, "_join_exited_workers", None),
    )
    if handle is None or join is None:
        return
    here = threading.local()
    original = handle.__func__

    def handle_workers(cls: Any, cache: Any, taskqueue: Any, ctx: Any, *rest: Any) -> None:
        here.cache, here.context = cache, ctx
        original(cls, cache, taskqueue, ctx, *rest)

    def join_exited_workers(processes: list[Any]) -> bool:
        state = getattr(threading.current_thread(), "_state", "")
        before = list(processes)
        # Looked at by the pool first: one that ended between two looks would be gone unseen.
        joined = bool(join(processes))
        died = [process.exitcode for process in before if process.exitcode]
        if died and getattr(here, "cache", None) and state != pools.TERMINATE:
            strange = here.context.get_start_method() != "fork"
            lost(died[0], strange)
        return joined

    pool._handle_workers = classmethod(handle_workers)  # noqa: SLF001
    pool._join_exited_workers = staticmethod(join_exited_workers)  # noqa: SLF001
