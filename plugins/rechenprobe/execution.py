"""What executing one lecture produced: the run. Plain data, it is what the cache keeps."""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from rechenprobe.evidence import Dependency as Dependency  # noqa: PLC0414 - part of a run
from rechenprobe.facts import Model

SCHEMA = 2
"""Part of every cache key; raise it when the meaning of any type here or in facts changes."""

SEED = 0
"""What Python's, NumPy's and Keras' random numbers start from in every run."""


DARK_SVG = "image/svg+xml;theme=dark"
"""The MIME type under which a display keeps its variant for dark pages."""


class Stream(Struct, frozen=True, tag="stream"):
    """Text that a cell printed."""

    name: str
    """`stdout`, `stderr`, or `warning` for what Python's `warnings` say."""
    text: str


class Display(Struct, frozen=True, tag="display"):
    """Something a cell showed: MIME type → data (base64 for binary types), richest to be chosen."""

    data: Mapping[str, str]
    result: bool = False
    """Whether it is the value of the cell's last expression."""


class Shown(Struct, frozen=True, tag="model"):
    """A view of a model, kept as data and drawn in the main process."""

    model: int
    """Index into `Run.models`."""
    view: str = "summary"
    """`summary` (a cell called `model.summary()`: everything beside it), `layer_table`,
    `memory_table`, `derivation`, `architecture`, `shares`."""
    options: Mapping[str, str | int | tuple[str, ...]] = {}
    """What the author passed to the view: `columns`, `batch_size`, `layer`, …"""


Output: TypeAlias = Stream | Display | Shown


class Frame(Struct, frozen=True):
    """One line of the author's in a traceback."""

    file: str
    """The lecture's path, or the prelude's."""
    line: int
    """In that file, from 1."""
    code: str
    function: str = ""


OUTDATED = "outdated"


class Failure(Struct, frozen=True):
    """Why a run ended early."""

    kind: str
    """`exception`, `exit`, `timeout`, `killed`, `memory`, `prelude`, `value`, `outdated`, …"""
    cell: int | None
    """Index into `Lecture.cells`; None in the prelude or a value."""
    file: str
    line: int
    """Where to look, in `file`; for a limit, the cell's first line."""
    message: str
    """German, one line: `NameError: name 'keras' is not defined`, `nach 60 s abgebrochen`."""
    remedy: str = ""
    frames: tuple[Frame, ...] = ()
    """The author's frames only, outermost first."""
    full: str = ""
    """The whole traceback, for those who ask."""


class CellRun(Struct, frozen=True):
    """One executed cell."""

    cell: int
    """Index into `Lecture.cells`."""
    outputs: tuple[Output, ...]


class ValueRun(Struct, frozen=True):
    """One evaluated value."""

    value: int
    """Index into `Lecture.values`."""
    kind: str
    """`int`, `float`, `shape` (a tuple of ints), `text`."""
    text: str
    """Python's `repr` of it; for `text` the string itself."""


class Run(Struct, frozen=True):
    """Everything that executing one lecture produced."""

    cells: tuple[CellRun, ...] = ()
    values: tuple[ValueRun, ...] = ()
    models: tuple[Model, ...] = ()
    """In the order of their summaries; then those that the namespace still holds at the end."""
    failure: Failure | None = None
    versions: Mapping[str, str] = {}
    """Distribution → version, of all that the run imported, and `python`."""
    dependencies: tuple[Dependency, ...] = ()
    schema: int = SCHEMA

    @property
    def outdated(self) -> bool:
        """Whether it was given up because what it rests on changed meanwhile."""
        return self.failure is not None and self.failure.kind == OUTDATED


NOTHING = Run()
"""The run of a lecture that has nothing to execute."""
