"""In the lecture's process: where a cell waits. No stack that faulthandler sees shows it."""

import asyncio
import os
from collections.abc import Coroutine, Iterator
from typing import Any

from rechenprobe.run.sources import AWAITING

_PERIOD = 0.1
"""Seconds between two looks."""


def run_noted(
    loop: asyncio.AbstractEventLoop, waiting: Coroutine[Any, Any, object], to: int
) -> object:
    """Its result; meanwhile each place where it waits longer is noted in `to`, at the end none."""
    said = ""
    timers: list[asyncio.TimerHandle] = []

    def look() -> None:
        nonlocal said
        if (now := "".join(_stack(waiting))) != said:
            said = now
            _note(to, now)
        timers[:] = [loop.call_later(_PERIOD, look)]

    timers.append(loop.call_later(_PERIOD, look))
    try:
        return loop.run_until_complete(waiting)
    finally:
        timers[0].cancel()
        if said:
            _note(to, "")


def _note(to: int, stack: str) -> None:
    os.write(to, f"{AWAITING}{stack or chr(10)}\n".encode("ascii", "backslashreplace"))


def _stack(waiting: object) -> Iterator[str]:
    """Lines as faulthandler writes them, the innermost first."""
    frames = []
    while (frame := getattr(waiting, "cr_frame", None)) is not None:
        frames.append(frame)
        waiting = getattr(waiting, "cr_await", None)
    for frame in reversed(frames):
        code = frame.f_code
        yield f'  File "{code.co_filename}", line {frame.f_lineno} in {code.co_name}\n'
