"""What the main process and a lecture's process say to each other.

One job goes down, then events come up, one JSON object a line, over a socket.
Nothing is ever unpickled: the other end runs the author's code, so whatever
arrives is checked against these types, and the worst it can be is wrong.
"""

import socket
from time import monotonic
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from rechenprobe.execution import Dependency, Display, Failure, Shown, Stream, ValueRun
from rechenprobe.facts import Model
from rechenprobe.run.text import encodable

MAX_LINE = 256 * 1024 * 1024
"""Bytes of one event; a longer one is not an event of ours."""


PREHEAT = 0x80
"""To the server, beside bits for groups of modules: import them, somebody may need them soon."""


class Plan(Struct, frozen=True):
    """What the server is told at its start."""

    groups: tuple[tuple[str, ...], ...]
    """Modules that are imported together, before a lecture that may need them is forked.

    A request is a byte, whose bits say which groups it is about.
    """
    left: tuple[str, ...]
    """Modules that are not imported with their packages, but once somebody asks for them."""
    own_numbers: bool
    """Whether lectures get process numbers of their own, where the system allows it."""


class Berth(Struct, frozen=True):
    """What an interpreter for one lecture is told at its start."""

    port: int
    """Where the main process listens, on this machine."""
    folder: str | None
    """Absolute: the base of its scratch; None has it fork the lecture and watch over it."""
    trace: str
    """A file for the stack, if nobody watches."""


class Script(Struct, frozen=True):
    """A prelude: a Python file that runs before the cells."""

    path: str
    """As messages show it, relative to the site's root."""
    code: str


class Limits(Struct, frozen=True):
    """What may be used up besides time."""

    memory: int
    """Bytes that the lecture may hold, beyond what its process began with."""
    output: int
    """Characters that a cell may show."""
    figures: int
    """Figures that a cell may show."""


class CellJob(Struct, frozen=True):
    """One cell to execute."""

    cell: int
    """Index into `Lecture.cells`."""
    code: str
    first_line: int
    timeout: float
    limits: Limits
    symbolic: bool = False


class ValueJob(Struct, frozen=True):
    """One value to evaluate."""

    value: int
    """Index into `Lecture.values`."""
    code: str
    line: int
    """Source line on which it starts."""


class Job(Struct, frozen=True):
    """All that a lecture's process has to know."""

    path: str
    """The lecture's, as messages show it."""
    root: str
    """Absolute: the site's."""
    folder: str
    """Absolute: the lecture's own, from which its relative paths start."""
    source: str
    preludes: tuple[Script, ...]
    cells: tuple[CellJob, ...]
    values: tuple[ValueJob, ...]
    timeout: float
    """Seconds for a prelude, for the values together, for a forgotten thread."""
    limits: Limits
    """For all that is not a cell."""
    network: bool = False
    ignored: tuple[str, ...] = ()
    """Absolute folders whose files are never dependencies: the cache."""
    needs: tuple[str, ...] = ()
    """Modules that its code may import without a statement that names them."""
    watched: bool = False
    """Whether the main process wants to hear at once what is read."""


Step: TypeAlias = Literal["prelude", "cell", "values", "threads", "models"]


class Guarded(Struct, frozen=True, tag="guarded"):
    """The first event, sent before there is a process that runs the author's code."""

    warden: int
    """Process id."""


class Started(Struct, frozen=True, tag="started"):
    """A step begins; what comes next belongs to it, and its time runs."""

    step: Step
    cell: int | None
    file: str
    line: int
    timeout: float
    output: int = 0
    """Characters that it may show."""


class Wrote(Struct, frozen=True, tag="output"):
    """The running cell showed something."""

    output: Stream | Display | Shown


class Described(Struct, frozen=True, tag="described"):
    """Facts of a model; its index is the number of those before it."""

    model: Model


class Noted(Struct, frozen=True, tag="noted"):
    """The run rests on this file of the site; told only where somebody watches."""

    dependency: Dependency


class Valued(Struct, frozen=True, tag="valued"):
    """A value is known."""

    value: ValueRun


class Failed(Struct, frozen=True, tag="failed"):
    """The run ends here."""

    failure: Failure
    dependencies: tuple[Dependency, ...] = ()
    """What it had read or looked for by then."""


class Done(Struct, frozen=True, tag="done"):
    """Everything ran."""

    versions: dict[str, str]
    dependencies: tuple[Dependency, ...]


class Ended(Struct, frozen=True, tag="ended"):
    """The process is gone, and with it everything that it had started."""

    status: int
    """Exit status; a signal's number, negative."""
    stdout: str = ""
    """What its C code wrote last and nobody had picked up."""
    stderr: str = ""
    trace: str = ""
    """What faulthandler wrote: the stack at a crash or at the end of the time."""
    limit: str = ""
    """The limit that ended it: `processes`, `output`, `memory`, `disk`; empty for none."""


Event: TypeAlias = Guarded | Started | Wrote | Described | Noted | Valued | Failed | Done | Ended

_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_encode = msgspec.json.Encoder().encode
"""Looked up now: the author's code may replace what it finds in modules."""


class Garbled(Exception):
    """What arrived is none of our events."""


def pack(message: Event) -> bytes:
    """One event as one line."""
    try:
        return _encode(message) + b"\n"
    except UnicodeEncodeError:
        return _encode(_encodable(msgspec.to_builtins(message))) + b"\n"


def _encodable(tree: object) -> object:
    match tree:
        case str():
            return encodable(tree)
        case dict():
            return {encodable(key): _encodable(value) for key, value in tree.items()}
        case list() | tuple():
            return [_encodable(value) for value in tree]
        case _:
            return tree


def send_job(channel: socket.socket, job: Job) -> None:
    """Send the job, its length before it: nothing behind it is read by mistake."""
    content = msgspec.json.encode(job)
    channel.sendall(len(content).to_bytes(8, "big") + content)


def receive_job(channel: socket.socket) -> Job:
    """The job; `Garbled` if the other end closes before it is complete."""
    length = int.from_bytes(_exactly(channel, 8), "big")
    return msgspec.json.decode(_exactly(channel, length), type=Job)


def _exactly(channel: socket.socket, size: int) -> bytes:
    content = bytearray()
    while len(content) < size:
        chunk = channel.recv(min(size - len(content), 1 << 18))
        if not chunk:
            raise Garbled("the job ends early")
        content += chunk
    return bytes(content)


class EventReader:
    """Reads events and survives time-outs: what had arrived of a line is kept."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._rest = bytearray()
        self._searched = 0

    def next(self, deadline: float) -> Event | None:
        """The next event, or None at the end.

        Raises `TimeoutError` at `deadline` (of `time.monotonic`), `Garbled` for
        a line that is no event.
        """
        while (end := self._rest.find(b"\n", self._searched)) < 0:
            self._searched = len(self._rest)
            if len(self._rest) > MAX_LINE:
                raise Garbled("a line without an end")
            if not self._receive(deadline):
                return None
        line = bytes(self._rest[:end])
        del self._rest[: end + 1]
        self._searched = 0
        try:
            return _events.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Garbled(str(error)) from error

    def _receive(self, deadline: float) -> bool:
        remaining = deadline - monotonic()
        if remaining <= 0:
            raise TimeoutError
        self._channel.settimeout(remaining)
        try:
            chunk = self._channel.recv(1 << 18)
        except ConnectionError:
            return False
        self._rest += chunk
        return bool(chunk)
