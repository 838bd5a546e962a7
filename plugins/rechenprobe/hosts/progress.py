"""How far the lectures are: a bar on a terminal, lines in a log.

The bar is the terminal's last line. Before anything is logged it goes, behind it it comes back.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import TextIO

from rechenprobe.hosts.terminal import is_dull
from rechenprobe.progress import State

_CELLS = 20
"""Characters of the bar."""
_ERASE = "\r\x1b[K"


class Progress:
    """Of one build after the other. Calls come from any thread."""

    def __init__(self, stream: TextIO, log: logging.Logger | None = None) -> None:
        """`log` is told what runs where `stream` is no terminal, and at the end how much did."""
        self._stream = stream
        self._log = log
        self._lock = threading.RLock()
        self._states: dict[str, State] = {}
        self._drawn = False
        self._before, self._behind = _Call(self.erase), _Call(self._draw)

    def __call__(self, path: str, state: State) -> None:
        """A lecture is in another state now."""
        with self._lock:
            self._states[path] = state
            if self._log is not None and not self._log.isEnabledFor(logging.INFO):
                return
            if self._on_terminal():
                self._stand_around()
                self._draw()
            elif state == "running" and self._log is not None:
                self._log.info("%s läuft", path)

    def finish(self) -> None:
        """All lectures are through: the bar goes; if something ran, a line says how much."""
        with self._lock:
            states = list(self._states.values())
            self._states.clear()
            self.erase()
            for handler in (self._before, self._behind):
                _speaker(self._log).removeHandler(handler)
        ran = len(states) - states.count("kept")
        if ran and self._log is not None:
            pages = "1 Seite" if ran == 1 else f"{ran} Seiten"
            self._log.info("%s gerechnet, %d aus dem Cache", pages, states.count("kept"))

    def _stand_around(self) -> None:
        logger = _speaker(self._log)
        if self._before not in logger.handlers:
            logger.handlers.insert(0, self._before)
            logger.addHandler(self._behind)

    def _on_terminal(self) -> bool:
        return self._stream.isatty() and not is_dull()

    def _draw(self) -> None:
        with self._lock:
            text = bar(self._states, shutil.get_terminal_size().columns - 1)
            if text:
                self._write(_ERASE + text)
                self._drawn = True
            else:
                self.erase()

    def erase(self) -> None:
        """Make room on the terminal; the bar comes back with the next change."""
        with self._lock:
            if self._drawn:
                self._write(_ERASE)
                self._drawn = False

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "ascii"
        self._stream.write(text.encode(encoding, "replace").decode(encoding))
        self._stream.flush()


def _speaker(log: logging.Logger | None) -> logging.Logger:
    """The logger, or the one above it, whose handlers write."""
    log = log or logging.getLogger()
    while not log.handlers and log.parent is not None and log.propagate:
        log = log.parent
    return log


def bar(states: Mapping[str, State], width: int) -> str:
    """One line of at most `width` columns; empty if nothing has to run any more."""
    values = list(states.values())
    kept, done = values.count("kept"), values.count("done")
    running = [PurePosixPath(path).stem for path, state in states.items() if state == "running"]
    if not running and "waiting" not in values:
        return ""
    filled = _CELLS * (kept + done) // len(values)
    parts = [f"{'█' * filled}{'░' * (_CELLS - filled)} {kept + done}/{len(values)}"]
    if kept:
        parts.append(f"{kept} aus dem Cache")
    if running:
        parts.append("läuft: " + ", ".join(running))
    line = " · ".join(parts)
    return line if len(line) <= width else line[: max(width - 1, 0)] + "…"


class _Call(logging.Handler):
    """Does something whenever something is logged."""

    def __init__(self, action: Callable[[], None]) -> None:
        super().__init__()
        self._action = action

    def emit(self, record: logging.LogRecord) -> None:
        """Nothing of the record matters."""
        del record
        self._action()
