"""In the lecture's process: the author's compiled code, run in the lecture's one namespace."""

import asyncio
from collections.abc import Iterable
from inspect import CO_COROUTINE
from types import CodeType

from rechenprobe.run.awaiting import run_noted
from rechenprobe.run.compiling import Compiled


class Interpreter:
    """`imported`: what the code names in its imports so far, whether it was there before or not.

    `dump`: where it is noted what a cell waits for.
    """

    def __init__(self, namespace: dict[str, object], dump: int) -> None:
        self.imported: frozenset[str] = frozenset()
        self._namespace, self._dump = namespace, dump
        self._loop: asyncio.AbstractEventLoop | None = None

    def execute(self, compiled: Compiled) -> object:
        """All statements; the value of the last one, None if there is none to show."""
        self.imported |= compiled.imported
        self.evaluate(compiled.body)
        return None if compiled.result is None else self.evaluate(compiled.result)

    def evaluate(self, code: CodeType) -> object:
        """The value of an expression; what it awaits is waited for."""
        value = eval(code, self._namespace)  # noqa: S307 - the author's code is what we are for
        if code.co_flags & CO_COROUTINE:
            self._loop = self._loop or asyncio.new_event_loop()
            return run_noted(self._loop, value, self._dump)
        return value

    def values(self) -> Iterable[object]:
        """What the namespace holds now."""
        return list(self._namespace.values())
