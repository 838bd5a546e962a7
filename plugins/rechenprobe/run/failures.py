"""What went wrong, in German: where, what, and how to mend it."""

import errno
import os
import re
import sys
import traceback
from bdb import BdbQuit
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from rechenprobe.execution import Failure, Frame
from rechenprobe.run.limits import FIGURES_REMEDY, MEMORY_REMEDY, TooManyFigures
from rechenprobe.run.standins import NoInput
from rechenprobe.run.text import encodable

MAX_FRAMES = 20
"""Author's frames kept of a traceback: half from each end."""

_MAX_MESSAGE = 500
_LONGEST = 200_000
"""Characters of an exception's text that are looked at."""

_REMEDIES: Mapping[type[BaseException], str] = {
    FileNotFoundError: "Relative Pfade gelten vom Ordner der Vorlesung aus.",
    MemoryError: MEMORY_REMEDY,
    RecursionError: "Der Rekursion fehlt ein Ende.",
    TooManyFigures: FIGURES_REMEDY,
    EOFError: "Den Wert in der Zelle fest eintragen.",
    BdbQuit: "Den Debugger aus der Zelle entfernen.",
}


_NO_NETWORK = re.compile(
    r"Network is unreachable|[Nn]ame resolution|Name or service not known|URL fetch failure"
)


class Sources:
    """The author's files, as tracebacks name them, and their frames in a traceback."""

    def __init__(self, names: Iterable[str], root: str, folder: str) -> None:
        self._names = frozenset(names)
        self._root = root
        self._folders = tuple(path.rstrip(os.sep) + os.sep for path in (root, folder))

    def holds(self, filename: str) -> bool:
        """Whether the author wrote it: a lecture, a prelude, a module beside them."""
        return filename in self._names or (
            filename.startswith(self._folders)
            and "/site-packages/" not in filename
            and not filename.startswith(sys.prefix + os.sep)
        )

    def shown(self, filename: str) -> str:
        """The name as messages show it: relative to the site's root."""
        if filename in self._names or not filename.startswith(self._folders):
            return filename
        return Path(os.path.relpath(filename, self._root)).as_posix()

    def frames(self, trace: TracebackType | None) -> tuple[Frame, ...]:
        """The author's frames, outermost first; the middle of a deep recursion left out."""
        return self._choose(traceback.extract_tb(trace))

    def stack(self) -> tuple[Frame, ...]:
        """The author's frames of the code that is running now."""
        return self._choose(traceback.extract_stack())

    def parse(self, dump: str, codes: Mapping[str, str]) -> tuple[Frame, ...]:
        """The author's frames of faulthandler's last stack, which has the innermost first.

        `codes` holds the author's files that are known, by name.
        """
        stack = dump.rpartition("(most recent call first):\n")[2].partition("\n\n")[0]
        plain = {name.encode("ascii", "backslashreplace").decode(): name for name in self._names}
        found = [
            Frame(
                self.shown(plain.get(name, name)),
                int(line),
                _line(codes.get(plain.get(name, name), ""), int(line)),
                function,
            )
            for name, line, function in _FAULT.findall(stack)
            if self.holds(plain.get(name, name))
        ]
        return _middle_out(tuple(reversed(found)))

    def _choose(self, stack: traceback.StackSummary) -> tuple[Frame, ...]:
        return _middle_out(
            tuple(
                Frame(self.shown(frame.filename), frame.lineno or 1, frame.line or "", frame.name)
                for frame in stack
                if self.holds(frame.filename)
            )
        )


_FAULT = re.compile(r'^  File "(.+)", line (\d+) in (.+)$', re.MULTILINE)


def _line(code: str, number: int) -> str:
    lines = code.split("\n")
    return lines[number - 1].strip() if number <= len(lines) else ""


def _middle_out(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    if len(frames) <= MAX_FRAMES:
        return frames
    return frames[: MAX_FRAMES // 2] + frames[-MAX_FRAMES // 2 :]


def of_exception(
    error: BaseException, sources: Sources, *, kind: str, cell: int | None, file: str, line: int
) -> Failure:
    """The failure that an exception is; `file` and `line` serve if no frame is the author's."""
    frames = sources.frames(error.__traceback__)
    if isinstance(error, SyntaxError) and error.filename and sources.holds(error.filename):
        file, line = sources.shown(error.filename), error.lineno or line
    elif frames:
        file, line = frames[-1].file, frames[-1].line
    if isinstance(error, SystemExit):
        code = "" if error.code is None else _said(lambda: repr(error.code))
        kind, message = "exit", f"sys.exit({code}) beendet den Lauf, bevor die Vorlesung fertig ist"
    else:
        message = describe(error)
    if kind == "exception" and _is_memory(error):
        kind = "memory"
    if kind == "exception" and isinstance(error, TooManyFigures):
        kind = "output"
    return Failure(
        kind,
        cell,
        file,
        line,
        message,
        remedy(error),
        frames,
        _full(error, sources).rstrip() + "\n",
    )


def describe(error: BaseException) -> str:
    """`NameError: name 'keras' is not defined`: type and the message's first line."""
    name = type(error).__name__
    text = _text(error)
    if isinstance(error, (NoInput, TooManyFigures)):
        return text
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(first) > _MAX_MESSAGE:
        first = first[:_MAX_MESSAGE] + " …"
    return f"{name}: {first}" if first else name


def _text(error: BaseException) -> str:
    return _said(lambda: str(error.msg) if isinstance(error, SyntaxError) else str(error))


def _said(say: Callable[[], str]) -> str:
    """What the author's own `__str__` or `__repr__` says, which may itself fail."""
    try:
        return encodable(say()[:_LONGEST])
    except BaseException as problem:  # noqa: BLE001 - SystemExit, too
        return f"({type(problem).__name__} beim Bilden der Meldung)"


def remedy(error: BaseException) -> str:
    """What the author can do about it; empty if nothing is certain."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        if package in ("keras", "tensorflow"):
            return "Keras und TensorFlow installieren: pip install 'rechenprobe[keras]'"
        return f"Das Modul „{package}“ installieren oder neben die Vorlesung legen."
    if isinstance(error, NameError) and error.name in ("keras", "tf", "np", "plt"):
        return f"„{error.name}“ in der Zelle oder im Vorspann (Option prelude) importieren."
    if isinstance(error, SystemExit):
        return "Den Aufruf entfernen; eine Zelle endet mit ihrer letzten Zeile."
    if _is_memory(error):
        return _REMEDIES[MemoryError]
    if _NO_NETWORK.search(_text(error)):
        return "Vorlesungen laufen ohne Netz; im Vorwort der Seite erlaubt es `network: true`."
    if isinstance(error, OSError) and error.errno == errno.EROFS:
        return "Zellen schreiben nur in ihren eigenen Ordner: relative Pfade verwenden."
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return "Eine Datei darf höchstens 5 GB groß werden."
    if isinstance(error, SyntaxError) and (error.text or "").lstrip().startswith(("%", "!")):
        return "Zeilen mit % oder ! versteht nur Jupyter; in einer Vorlesung steht dort Python."
    return next((text for kind, text in _REMEDIES.items() if isinstance(error, kind)), "")


def _is_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"


def _full(error: BaseException, sources: Sources) -> str:
    """The whole traceback, from the author's first line on; our own frames lie before it."""
    trace = error.__traceback__
    while trace is not None and not sources.holds(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    if len(_text(error)) < _LONGEST:
        with suppress(BaseException):  # it asks the author's `__str__`, too
            return "".join(traceback.format_exception(type(error), error, trace))[:_LONGEST]
    return "".join((*traceback.format_tb(trace), describe(error)))
