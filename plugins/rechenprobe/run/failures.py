"""What went wrong, in German: where, what, and how to mend it."""

import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from subprocess import CalledProcessError

from rechenprobe.complaints import of_syntax
from rechenprobe.engine import PACKAGE
from rechenprobe.execution import Failure
from rechenprobe.run.advice import is_memory, remedy
from rechenprobe.run.gist import gist, tells_places, without_nodes
from rechenprobe.run.limits import TooManyFigures
from rechenprobe.run.sources import Sources
from rechenprobe.run.standins import NoInput
from rechenprobe.run.text import encodable, printable, settle

_OURS = re.compile(
    rf'^ *File "(?:<string>|{re.escape(str(PACKAGE))}/run/[^"]*)", line \d+, in \S+\n\s*\n',
    re.MULTILINE,
)
"""Our frames as TensorFlow tells them: each with an empty line behind it."""
_MAX_MESSAGE = 500
_MOST = 100
"""Errors of a group that are named."""
_LONGEST = 200_000
"""Characters of an exception's text that are looked at."""

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,16}(?=>)")

_NO_NETWORK = re.compile(
    r"Network is unreachable|[Nn]ame resolution|Name or service not known|URL fetch failure"
    r"|[Cc]ould not resolve host|unable to resolve host|Failed to connect to|Couldn't connect to"
)
NETWORK_REMEDY = (
    "Vorlesungen laufen ohne Netz; im Kopf der Seite erlaubt es `rechenprobe: {network: true}`."
)


def of_exception(
    error: BaseException, sources: Sources, *, kind: str, cell: int | None, file: str, line: int
) -> Failure:
    """The failure that an exception is; `file` and `line` serve if no frame is the author's."""
    frames = sources.frames(error.__traceback__)
    if tells_places(text := _text(error)) and (inner := sources.mentioned(text)):
        frames = (*frames, inner)
    file, line = _place(error, sources) or next(
        ((frame.file, frame.line) for frame in reversed(frames)), (file, line)
    )
    if isinstance(error, SystemExit):
        code = "" if error.code is None else _said(lambda: repr(error.code))
        kind, message = "exit", f"sys.exit({code}) beendet den Lauf, bevor die Vorlesung fertig ist"
    else:
        message = describe(error)
    if kind == "exception" and is_memory(error):
        kind = "memory"
    if kind == "exception" and isinstance(error, TooManyFigures):
        kind = "output"
    return Failure(
        kind,
        cell,
        file,
        line,
        message,
        remedy(error, text),
        frames,
        _full(error, sources).rstrip() + "\n",
    )


def _place(error: BaseException, sources: Sources) -> tuple[str, int] | None:
    """Where the code is that is none."""
    if isinstance(error, SyntaxError):
        with suppress(BaseException):  # one that the author raises may name anything
            if error.filename and error.lineno and sources.holds(error.filename):
                return sources.place(error.filename, error.lineno)
    return None


def describe(error: BaseException) -> str:
    """`NameError: name 'keras' is not defined`: type and the message's first line."""
    name = printable(type(error).__name__)
    text = _text(error)
    if isinstance(error, (NoInput, TooManyFigures)):
        return text
    text = _ADDRESS.sub(" at 0x…", without_nodes(text))
    lines = (line.strip() for line in text.splitlines())
    name, first = gist(name, [line for line in map(printable, lines) if line])
    if isinstance(error, SyntaxError):
        first = of_syntax(first)
    if isinstance(error, BaseExceptionGroup):
        first = _said(lambda: f"{error.message}: {'; '.join(islice(_members(error), _MOST))}")
    if len(first) > _MAX_MESSAGE:
        first = first[:_MAX_MESSAGE] + " …"
    return f"{name}: {first}" if first else name


def _members(group: BaseExceptionGroup[BaseException]) -> Iterator[str]:
    """What a group holds, the groups in it opened."""
    ahead: list[BaseException] = [group]
    while ahead:
        error = ahead.pop()
        if isinstance(error, BaseExceptionGroup):
            ahead += reversed(error.exceptions)
        else:
            yield describe(error)


def _text(error: BaseException) -> str:
    return _said(lambda: _own_words(error))


def _own_words(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return str(error.msg)
    match error.args:  # a text of several lines, as Keras makes of a message, is no key
        case (str(text),) if isinstance(error, KeyError) and "\n" in text:
            return text
    return str(error)


def _said(say: Callable[[], str]) -> str:
    """What the author's own `__str__` or `__repr__` says, which may itself fail."""
    try:
        return settle(encodable(say()[:_LONGEST]))
    except BaseException as problem:  # noqa: BLE001 - SystemExit, too
        return f"({type(problem).__name__} beim Bilden der Meldung)"


def misses_network(error: BaseException, said: str) -> bool:
    """Whether that is why it failed; a program that it started says so on its own (`said`)."""
    if isinstance(error, CalledProcessError):
        for output in (error.stderr, error.output):
            said += output.decode(errors="replace") if isinstance(output, bytes) else output or ""
        return _NO_NETWORK.search(said) is not None
    return _NO_NETWORK.search(_text(error)) is not None


def _full(error: BaseException, sources: Sources) -> str:
    """The whole traceback, from the author's first line on; our own frames lie before it."""
    trace = error.__traceback__
    while trace is not None and not sources.holds(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    if len(_text(error)) < _LONGEST:
        with suppress(BaseException):  # it asks the author's `__str__`, too
            return _OURS.sub("", sources.format(error, trace))[:_LONGEST]
    return "".join((*traceback.format_tb(trace), describe(error)))
