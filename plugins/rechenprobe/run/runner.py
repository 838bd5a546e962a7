"""Lecture → Run: from the cache if nothing changed, else by a process of its own."""

import os
import queue
import threading
from concurrent.futures import CancelledError, Future
from functools import partial
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from rechenprobe.engine import run_engine
from rechenprobe.evidence import Evidence
from rechenprobe.execution import NOTHING, CellRun, Failure, Run
from rechenprobe.lecture import Lecture
from rechenprobe.progress import Tell, tell_nobody
from rechenprobe.run.cache import Cache
from rechenprobe.run.environment import environment
from rechenprobe.run.grounds import Stale
from rechenprobe.run.interpreters import FreshStarter
from rechenprobe.run.jobs import GROUPS, LEFT, PreludeMissing, groups_of, job_of
from rechenprobe.run.key import Inputs, counterparts, inputs_of
from rechenprobe.run.processes import CannotStart, Process, Starter, WarmStarter
from rechenprobe.run.protocol import Job, Plan
from rechenprobe.run.supervision import NeverStarted, supervise
from rechenprobe.run.system import Start, available_memory, best_start, usable_cores
from rechenprobe.run.versions import environment_stamp
from rechenprobe.run.vigil import Outdated, Vigil, given_up
from rechenprobe.run.why import explain_difference, explain_stale
from rechenprobe.settings import Settings

MEMORY_PER_WORKER = 2 << 30
"""Bytes that a lecture is expected to need."""


class Task(Struct, frozen=True):
    """A lecture that has to run."""

    job: Job
    inputs: Inputs
    vigil: Vigil
    future: "Future[Run]"


class Runner:
    """Runs lectures, several at a time, and remembers runs. `close()` leaves no process.

    Nothing is started until something has to run. `warm=False` starts an
    interpreter for each lecture, as happens where processes cannot be forked. `watchful`: a run
    whose page, prelude or other files change on disk is given up.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        cache: Cache | None = None,
        start: Start | None = None,
        own_numbers: bool = True,
        watchful: bool = False,
        tell: Tell = tell_nobody,
    ) -> None:
        self._settings = settings
        self._tell = tell
        self._watchful = watchful
        self._root = settings.root.resolve()
        self._cache = cache or Cache(settings)
        self._engine = run_engine()
        self._workers = settings.workers or _default_workers()
        self._start = start or best_start()
        self._plan = Plan(tuple(group.modules for group in GROUPS), LEFT, own_numbers)
        self._lock = threading.Lock()
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: set[Process] = set()
        self._starter: Starter | None = None
        self._closed = False
        self._stamp = environment_stamp()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def submit(self, lecture: Lecture) -> "Future[Run]":
        """The lecture's run, at once if nothing has to be executed."""
        future: Future[Run] = Future()
        found = self._look_up(lecture)
        if isinstance(found, Run):
            future.set_result(found)
            return future
        self._tell(lecture.path, "waiting")
        job, inputs = found
        names = (job.path, *(script.path for script in job.preludes))
        vigil = Vigil(self._root if self._watchful else None, names)
        self._enqueue(Task(job, inputs, vigil, future))
        return future

    def kept(self, lecture: Lecture) -> Run | None:
        """The lecture's run, if nothing has to be executed for it."""
        found = self._look_up(lecture)
        return found if isinstance(found, Run) else None

    def _look_up(self, lecture: Lecture) -> Run | tuple[Job, Inputs]:
        """The run, or what has to run."""
        try:
            job = self._job(lecture)
        except PreludeMissing as missing:
            return Run(failure=missing.failure)
        if job is None:
            return NOTHING
        inputs = self._inputs(lecture, job)
        kept = self._cache.find(inputs)
        if kept is None:
            return job, inputs
        self._tell(lecture.path, "kept")
        return _with_cells(kept, [cell.cell for cell in job.cells])

    def evidence(self, lecture: Lecture, run: Run) -> Evidence | None:
        """What shows that the lecture would have just this run again; None if it would not."""
        if run.failure is not None:
            return None
        try:
            job = self._job(lecture)
        except PreludeMissing:
            return None
        if job is None:
            return Evidence()
        bare = _with_cells(run, range(len(job.cells)))
        return self._cache.evidence(self._inputs(lecture, job), bare)

    def last_good(self, lecture: Lecture) -> Run | None:
        """The outputs of its last run that went well, at the cells whose they were."""
        try:
            job = self._job(lecture)
        except PreludeMissing:
            return None
        last = self._cache.last(lecture.path)
        if job is None or last is None:
            return None
        inputs, run = last
        pairs = counterparts(inputs.cells, self._inputs(lecture, job).cells)
        cells = [
            CellRun(job.cells[new].cell, run.cells[old].outputs)
            for old, new in pairs
            if old < len(run.cells)
        ]
        return msgspec.structs.replace(run, cells=tuple(cells))

    def preheat(self) -> None:
        """Prepare for lectures that may come, so that the first need not wait for Keras."""
        with self._lock:
            if self._closed:
                return
            self._starter = self._starter or self._new_starter()
            if isinstance(self._starter, WarmStarter):
                self._starter.preheat()

    def rest(self) -> None:
        """No more lectures are to be expected."""
        if isinstance(self._starter, WarmStarter):
            self._starter.rest()

    def why(self, lecture: Lecture) -> str:
        """German: whether the lecture would run, and because of which input."""
        try:
            job = self._job(lecture)
        except PreludeMissing as missing:
            return f"{lecture.path}: {missing.failure.message}"
        if job is None:
            return f"{lecture.path}: hier ist nichts auszuführen"
        inputs = self._inputs(lecture, job)
        if self._cache.find(inputs) is not None:
            return f"{lecture.path}: aus dem Cache, nichts hat sich geändert"
        stale: Stale | None = self._cache.stale(inputs)
        if stale is not None:
            reasons = explain_stale(stale)
        else:
            lines = [lecture.place_of_line(cell.first_line).line for cell in job.cells]
            reasons = explain_difference(self._cache.last_inputs(lecture.path), inputs, lines)
        return f"{lecture.path}: muss laufen\n" + "\n".join(f"  – {reason}" for reason in reasons)

    def close(self) -> None:
        """End all processes; futures of runs under way raise `CancelledError`."""
        with self._lock:
            self._closed = True
            for _ in self._threads:
                self._tasks.put(None)
            for process in self._running:
                process.interrupt()
            threads = list(self._threads)
        if self._starter is not None:
            self._starter.close()  # it may be busy importing
        for thread in threads:
            thread.join()

    # From here on in threads of our own

    def _enqueue(self, task: Task) -> None:
        with self._lock:
            if self._closed:
                raise RuntimeError("the runner is closed")
            if self._starter is None:
                self._starter = self._new_starter()
            self._tasks.put(task)
            if len(self._threads) < self._workers:
                # Daemons: a main process that ends without `close` does not wait for lectures.
                thread = threading.Thread(target=self._work, name="rechenprobe", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _new_starter(self) -> Starter:
        threads = max(1, usable_cores() // self._workers)
        variables = environment(os.environ, width=self._settings.width, threads=threads)
        if self._start == "warm":
            return WarmStarter(variables, self._plan)
        return FreshStarter(variables, guarded=self._start == "fresh")

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            if self._closed:
                task.future.cancel()
            elif task.future.set_running_or_notify_cancel():
                try:
                    self._run(task)
                except BaseException as error:  # noqa: BLE001 - whoever waits has to hear of it
                    if not task.future.done():
                        task.future.set_exception(error)

    def _run(self, task: Task) -> None:
        self._tell(task.job.path, "running")
        vigil = task.vigil
        try:
            try:
                self._attempt(task, vigil)
            except NeverStarted:  # the server was killed when it was asked; there is another now
                self._attempt(task, vigil)
        except Outdated:
            self._settle(task, Run(failure=given_up(task.job)))
        except NeverStarted:
            self._settle(task, Run(failure=_not_started(task.job, "er endet sofort")))
        except CannotStart as problem:
            self._settle(task, Run(failure=_not_started(task.job, str(problem))))

    def _attempt(self, task: Task, vigil: Vigil) -> None:
        if self._closed or self._starter is None:
            raise CancelledError
        self._renew()
        process = self._starter.start(task.job, groups_of(task.job))
        with self._lock:
            self._running.add(process)
            if self._closed:
                process.interrupt()
        try:
            supervise(task.job, process, vigil, partial(self._settle, task))
        finally:
            with self._lock:
                self._running.discard(process)

    def _settle(self, task: Task, run: Run) -> None:
        if self._closed and run.failure is not None:
            raise CancelledError
        self._tell(task.job.path, "done")
        if run.failure is None:
            self._cache.keep(task.inputs, _with_cells(run, range(len(task.job.cells))))
        task.future.set_result(run)

    def _renew(self) -> None:
        """What a running server has imported is not what is installed after an upgrade."""
        stamp = environment_stamp()
        with self._lock:
            outdated, self._stamp = stamp != self._stamp, stamp
        if outdated and isinstance(self._starter, WarmStarter):
            self._starter.renew()

    def _inputs(self, lecture: Lecture, job: Job) -> Inputs:
        return inputs_of(lecture, self._settings, job.preludes, job.cells, job.values, self._engine)

    def _job(self, lecture: Lecture) -> Job | None:
        share = max((available_memory() or 0) // self._workers, MEMORY_PER_WORKER)
        job = job_of(lecture, self._settings, share)
        return job and msgspec.structs.replace(job, watched=self._watchful)


def _not_started(job: Job, reason: str) -> Failure:
    message = f"der Prozess der Vorlesung startet nicht: {reason}"
    return Failure("killed", None, job.path, 1, message)


def _with_cells(run: Run, indices: "list[int] | range") -> Run:
    """The run with its cells numbered anew: the cache counts only those that are executed."""
    cells = tuple(
        CellRun(index, cell.outputs) for index, cell in zip(indices, run.cells, strict=True)
    )
    return msgspec.structs.replace(run, cells=cells)


def _default_workers() -> int:
    memory = available_memory()
    by_memory = max(1, memory // MEMORY_PER_WORKER) if memory is not None else usable_cores()
    return min(usable_cores(), by_memory)
