"""From the main process: a lecture's events become its run, in time or not at all."""

from collections.abc import Callable
from itertools import groupby
from time import monotonic

from rechenprobe.evidence import Dependency
from rechenprobe.execution import CellRun, Failure, Output, Run, Stream, ValueRun
from rechenprobe.facts import Model
from rechenprobe.run.limits import (
    ENDING_LIMIT,
    LAST_WORDS_LIMIT,
    START_LIMIT,
    died,
    garbled,
    timed_out,
)
from rechenprobe.run.processes import Process
from rechenprobe.run.protocol import (
    Described,
    Done,
    Ended,
    Event,
    EventReader,
    Failed,
    Garbled,
    Guarded,
    Job,
    Noted,
    Started,
    Valued,
    Wrote,
)
from rechenprobe.run.sources import Sources
from rechenprobe.run.vigil import Outdated, Vigil


class NeverStarted(Exception):
    """The process was gone before the first step: its server had died."""


def supervise(job: Job, process: Process, vigil: Vigil, known: Callable[[Run], None]) -> None:
    """Read events until the process has ended; end it when a step takes too long.

    Raises `Outdated`, and ends it, too, as soon as the vigil sees something.

    `known` gets the run as soon as nothing can change it: a process with
    gigabytes to give back still takes a while to end. Raises `NeverStarted` if
    it has not run anything.
    """
    record = _Record(job)
    try:
        _follow(process, record, vigil, known)
    finally:
        ended = process.finish()
    if ended is not None and record.ended is None:
        record.add(ended)
    if not (record.started or record.ended or record.late):
        raise NeverStarted
    if not record.done:
        known(record.run())


def _follow(
    process: Process, record: "_Record", vigil: Vigil, known: Callable[[Run], None]
) -> None:
    reader = EventReader(process.channel)
    deadline = monotonic() + START_LIMIT
    try:
        while (event := _next(reader, deadline, vigil)) is not None:
            record.add(event)
            match event:
                case Guarded(warden):
                    process.guarded_by(warden)
                case Noted(dependency):
                    vigil.note(dependency)
                case Started():
                    deadline = monotonic() + event.timeout
                case Failed():
                    deadline = monotonic() + ENDING_LIMIT
                case Done():
                    deadline = monotonic() + ENDING_LIMIT
                    known(record.run())
                case Ended():
                    break
    except Outdated:
        process.interrupt()
        raise
    except TimeoutError:
        record.late = True
        process.interrupt()
        _last_words(reader, record)
    except Garbled:
        record.garbled = True
        process.interrupt()


def _next(reader: EventReader, deadline: float, vigil: Vigil) -> Event | None:
    """As `EventReader.next`, but with an eye on what the run rests on."""
    while True:
        if vigil.broken():
            raise Outdated
        until = min(deadline, vigil.next)
        try:
            return reader.next(until)
        except TimeoutError:
            if until == deadline:
                raise


def _last_words(reader: EventReader, record: "_Record") -> None:
    """What still comes after the interruption: the rest of the output, the stack."""
    deadline = monotonic() + LAST_WORDS_LIMIT
    try:
        while record.ended is None and (event := reader.next(deadline)) is not None:
            if isinstance(event, (Wrote, Ended)):
                record.add(event)
    except (TimeoutError, Garbled):
        pass


class _Record:
    """What is known of a run so far."""

    def __init__(self, job: Job) -> None:
        self.late = False
        self.garbled = False
        self.started = False
        self.ended: Ended | None = None
        self._sources = Sources(job)
        self._step = Started("prelude", None, job.path, 1, START_LIMIT)
        self._outputs: dict[int, list[Output]] = {}
        self._models: list[Model] = []
        self._values: list[ValueRun] = []
        self._failure: Failure | None = None
        self._done: Done | None = None
        self._read: tuple[Dependency, ...] = ()

    @property
    def done(self) -> bool:
        """Whether everything ran."""
        return self._done is not None

    def add(self, event: Event) -> None:
        """Note one event."""
        match event:
            case Started():
                self._step = event
                self.started = True
                if event.cell is not None:
                    self._outputs.setdefault(event.cell, [])
            case Wrote(output):
                self._show(output)
            case Described(model):
                self._models.append(model)
            case Valued(value):
                self._values.append(value)
            case Failed(failure, dependencies):
                self._failure = self._failure or failure
                self._read = dependencies
            case Done():
                self._done = event
            case Ended():
                self.ended = event
                if self._done is None:
                    self._show(Stream("stdout", event.stdout))
                    self._show(Stream("stderr", event.stderr))

    def run(self) -> Run:
        """The run, with its failure if it did not get to its end."""
        failure = self._failure or self._unreported()
        done = self._done if failure is None else None
        return Run(
            cells=tuple(CellRun(cell, _merge(shown)) for cell, shown in self._outputs.items()),
            values=tuple(self._values),
            models=tuple(self._models),
            failure=failure,
            versions=done.versions if done else {},
            dependencies=done.dependencies if done else self._read,
        )

    def _unreported(self) -> Failure | None:
        if self._done is not None:
            return None
        trace = self.ended.trace if self.ended else ""
        frames = self._sources.parse(trace)
        if self.late and not (self.ended and self.ended.limit):
            return timed_out(self._step, frames, trace)
        if self.garbled:
            return garbled(self._step)
        return died(self._step, self.ended or Ended(-9), frames)

    def _show(self, output: Output) -> None:
        if self._step.cell is None:
            return
        self._outputs.setdefault(self._step.cell, []).append(output)


def _merge(outputs: list[Output]) -> tuple[Output, ...]:
    """Neighbouring texts of one stream as one output."""
    merged: list[Output] = []
    for name, group in groupby(outputs, lambda output: getattr(output, "name", None)):
        if name is None:
            merged += group
        else:
            text = "".join(output.text for output in group if isinstance(output, Stream))
            merged += [Stream(name, text)] if text else []
    return tuple(merged)
