"""In the lecture's process: preludes, cells and values, in one namespace, in order."""

import faulthandler
import mmap
import os
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from os import getpid
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

from msgspec import structs

from rechenprobe.execution import Failure, Output, Shown
from rechenprobe.facts import Model
from rechenprobe.run import determinism
from rechenprobe.run.allowance import Allowance
from rechenprobe.run.capture import Capture, Held, Spill
from rechenprobe.run.compiling import Compiled, compile_cell, compile_script, compile_value
from rechenprobe.run.failures import NETWORK_REMEDY, describe, misses_network, of_exception
from rechenprobe.run.fences import unlimit_memory
from rechenprobe.run.figures import as_figure, draw, is_open, show_open_figures
from rechenprobe.run.forking import slow_down_forks
from rechenprobe.run.helpers import end_executors, lasting_threads, lost_task
from rechenprobe.run.interpreter import Interpreter
from rechenprobe.run.limits import (
    BROKEN,
    OUTPUT_REMEDY,
    TooManyFigures,
    too_many_figures,
    too_much_output,
)
from rechenprobe.run.lineage import Lineage, named_in
from rechenprobe.run.models import FactsFailed, Registry
from rechenprobe.run.preparation import Hooks, fence_in, make_main, prepare_libraries
from rechenprobe.run.protocol import (
    CellJob,
    Described,
    Done,
    Event,
    Failed,
    Job,
    Limits,
    Noted,
    Script,
    Started,
    Step,
    Valued,
    ValueJob,
    Wrote,
    pack,
)
from rechenprobe.run.richness import represent
from rechenprobe.run.scratch import Scratch
from rechenprobe.run.sources import Sources, cell_name
from rechenprobe.run.steadiness import Steadiness
from rechenprobe.run.symbolic import MESSAGE, REMEDY, Symbolism, needs_weights
from rechenprobe.run.system import out_of_reach
from rechenprobe.run.tracing import Trace
from rechenprobe.run.values import NoValue
from rechenprobe.run.values import describe as describe_value
from rechenprobe.run.versions import Versions

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Stop(BaseException):
    """The run is over; the failure has been reported."""


class Worker:
    """Runs one job in this process and reports on `channel`. Does not come back: `run` exits.

    `lineage` knows what was there before anything was imported for authors.
    Without `held` there is no warden to ask for the stack when the time is over.
    """

    def __init__(
        self,
        job: Job,
        channel: socket.socket,
        scratch: Scratch,
        out: Spill,
        err: Spill,
        trace: int,
        versions: Versions,
        lineage: Lineage,
        bell: mmap.mmap,
        held: Held | None,
    ) -> None:
        self._job = job
        self._scratch = scratch
        self._channel = socket.socket(fileno=out_of_reach(channel.detach()))
        self._write = self._channel.sendall
        self._versions = versions
        self._lineage = lineage
        self._bell = bell
        self._dump = out_of_reach(trace)
        self._alone = held is None
        self._pid = getpid()
        self._exit = os._exit
        self._lock = threading.RLock()
        self._capture = Capture(self._output, out, err, held)
        self._models = Registry(self._described)
        # What cells with more memory made is still there afterwards.
        memory = max(limits.memory for limits in (job.limits, *(cell.limits for cell in job.cells)))
        self._lasting = structs.replace(job.limits, memory=memory)
        self._sources = Sources(job)
        watcher = (lambda dependency: self._send(Noted(dependency))) if job.watched else None
        self._trace = Trace(Path(job.folder), scratch, job.ignored, self._sources, watcher)
        self._symbolism = Symbolism()
        self._steadiness = Steadiness(scratch.base, Path(job.root))
        self._step: Step = "prelude"
        self._cell: int | None = None
        self._file = job.path
        self._line = 1

    def run(self) -> NoReturn:
        """Everything, then the end of the process, whatever threads the author left."""
        status = BROKEN
        try:
            self._prepare()
            self._everything()
            status = 0
        except Stop:
            status = 0
        finally:
            self._exit(status)

    def _everything(self) -> None:
        job = self._job
        for script in job.preludes:
            self._guard("prelude", partial(self._prelude, script))
        determinism.start_anew(self._entropy)
        started: dict[threading.Thread, CellJob] = {}
        for number, cell in enumerate(job.cells, 1):
            self._begin("cell", cell.cell, job.path, cell.first_line, cell.timeout, cell.limits)
            self._guard("exception", partial(self._run_cell, cell, cell_name(job.path, number)))
            for thread in lasting_threads():
                started.setdefault(thread, cell)
        for thread, cell in started.items():
            self._begin("threads", cell.cell, job.path, cell.first_line, job.timeout)
            end_executors()
            thread.join()
        for value in job.values:
            self._begin("values", None, job.path, value.line, job.timeout)
            self._guard("value", partial(self._value, value))
        if job.cells:
            last = job.cells[-1]
            self._begin("models", last.cell, job.path, last.first_line, job.timeout)
            self._guard("facts", lambda: self._models.register_rest(self._interpreter.values()))
        unlimit_memory()  # what is left to do is ours
        dependencies = self._trace.dependencies()  # before we look into files ourselves
        imported = self._imported()
        unowned = self._trace.modules(self._versions.unowned(imported), imported)
        self._send(Done(self._versions.of_modules(imported), (*dependencies, *unowned)))

    def _imported(self) -> set[str]:
        """Packages that the run rests on."""
        own = set(sys.modules) - self._inherited - self._lineage.engine
        own = {name for name in own if name.partition(".")[0] != "rechenprobe"}  # ours to keep
        modules = [module for name in own if isinstance(module := sys.modules[name], ModuleType)]
        named = named_in(modules, self._sources.holds) | self._interpreter.imported
        return self._lineage.behind({*own, *named, *self._lineage.asked, *self._job.needs})

    def _prepare(self) -> None:
        hooks = Hooks(
            display=self._display,
            leave=self._author_exits,
            warn=self._warn,
            show_figures=self._show_figures,
            protect=self._symbolism.protect,
            symbolic=self._symbolism.here,
            register=self._models.register,
            show=self._capture.show,
            read=self._trace.note,
            lost=self._task_lost,
        )
        fence_in(self._job, self._scratch)
        self._allowance = Allowance(self._job.limits)
        main = make_main(self._job, self._sources, self._dump, hooks)
        self._interpreter = Interpreter(main, self._dump)
        self._capture.install()
        self._entropy = determinism.Entropy()
        self._entropy.install()
        prepare_libraries(hooks)
        slow_down_forks(self._bell)
        self._trace.start()
        self._inherited = frozenset(sys.modules)

    # Steps

    def _prelude(self, script: Script) -> None:
        self._begin("prelude", None, script.path, 1, self._job.timeout)
        self._execute(compile_script(script.code, script.path))

    def _run_cell(self, cell: CellJob, name: str) -> None:
        with self._symbolism.scope() if cell.symbolic else nullcontext():
            compiled = compile_cell(cell.code, name, self._job.path, cell.first_line)
            value = self._execute(compiled)
            self._line = compiled.last_line
            self._check_backend(cell)
            if value is not None:
                self._display(value, result=True)
            self._show_figures()
            self._capture.flush()

    def _check_backend(self, cell: CellJob) -> None:
        if "keras" in self._interpreter.imported and (message := determinism.refused_backend()):
            lines = enumerate(cell.code.split("\n"), cell.first_line)
            line = next((line for line, text in lines if "KERAS_BACKEND" in text), cell.first_line)
            remedy = "Die Zeile entfernen: Vorlesungen rechnen mit TensorFlow."
            self._fail(Failure("exception", cell.cell, self._job.path, line, message, remedy))

    def _execute(self, compiled: Compiled) -> object:
        self._trace.note_words(compiled.texts)
        return self._interpreter.execute(compiled)

    def _value(self, value: ValueJob) -> None:
        code = compile_value(value.code, self._job.path, value.line)
        self._send(Valued(describe_value(value.value, self._interpreter.evaluate(code))))

    def _show_figures(self) -> None:
        allowance = self._allowance
        shown = show_open_figures(self._capture.show, allowance.figures, allowance.limits.figures)
        allowance.figures += shown

    def _show_figure(self, figure: "Figure") -> None:
        limit = self._allowance.limits.figures
        if self._allowance.figures >= limit:
            raise TooManyFigures(too_many_figures(limit))
        self._allowance.figures += 1
        self._capture.show(draw(figure))

    def _display(self, *values: object, result: bool = False) -> None:
        for value in values:
            if (figure := as_figure(value)) is not None:
                if not (result and is_open(figure)):
                    self._show_figure(figure)
                continue
            view = getattr(type(value), "_rechenprobe_view_", None)
            shown = view(value, self._models.register) if callable(view) else None
            if isinstance(shown, Shown):
                self._capture.show(shown)
            else:
                self._capture.show(represent(value, result=result))

    # Reporting

    def _begin(
        self,
        step: Step,
        cell: int | None,
        file: str,
        line: int,
        timeout: float,
        limits: Limits | None = None,
    ) -> None:
        self._capture.flush()  # it belongs to the step before
        self._step, self._cell, self._file, self._line = step, cell, file, line
        self._allowance.renew(limits := limits or self._lasting)
        if self._alone:
            faulthandler.dump_traceback_later(timeout, file=self._dump)
        self._send(Started(step, cell, file, line, timeout, limits.output))

    def _guard(self, kind: str, action: Callable[[], None]) -> None:
        """Run the author's code; whatever it raises ends the run with a located failure."""
        try:
            action()
        except Stop:
            raise
        except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt, too
            unlimit_memory()
            self._capture.flush()
            self._fail(self._failure(kind, error))

    def _failure(self, kind: str, error: BaseException) -> Failure:
        cell, file, line = self._cell, self._file, self._line
        kind = "facts" if isinstance(error, FactsFailed) else kind
        failure = of_exception(error, self._sources, kind=kind, cell=cell, file=file, line=line)
        if not self._job.network and misses_network(error, self._capture.said):
            failure = structs.replace(failure, remedy=NETWORK_REMEDY)
        if self._symbolism.used and needs_weights(error):
            return structs.replace(failure, kind="symbolic", message=MESSAGE, remedy=REMEDY)
        if isinstance(error, (FactsFailed, NoValue)):
            return structs.replace(failure, kind=kind, message=str(error), remedy="")
        if kind == "value":  # the value is what to mend, wherever it fails
            return structs.replace(
                failure, kind=kind, file=file, line=line, message=describe(error)
            )
        return failure

    def _fail(self, failure: Failure) -> NoReturn:
        self._capture.flush()
        self._send(Failed(failure, self._trace.dependencies()))
        raise Stop

    def _author_exits(self, status: int = 0) -> NoReturn:
        """Stands in for `os._exit`: says where the author called it."""
        if getpid() == self._pid:
            self._capture.flush()
            message = f"os._exit({status}) beendet den Lauf, bevor die Vorlesung fertig ist"
            self._leave("exit", message, "Den Aufruf entfernen.")
        self._exit(status)

    def _task_lost(self, status: int, strange: bool) -> None:  # noqa: FBT001 - a hook
        if getpid() == self._pid:
            self._capture.flush()
            self._leave("exception", *lost_task(status, strange=strange))

    def _leave(self, kind: str, message: str, remedy: str) -> NoReturn:
        """Fail where the author's code is now; no `except` of the author's comes between."""
        frames = self._sources.stack()
        file, line = (frames[-1].file, frames[-1].line) if frames else (self._file, self._line)
        self._send(Failed(Failure(kind, self._cell, file, line, message, remedy, frames)))
        self._exit(0)

    def _warn(
        self, message: Warning | str, category: type[Warning], *_: object, **__: object
    ) -> None:
        """Without file and line: a line moves with the prose, the output is cached."""
        if getpid() == self._pid:
            self._capture.say("warning", f"{category.__name__}: {message}\n")

    def _output(self, output: Output) -> None:
        if self._step not in ("cell", "threads"):
            return
        shown = self._allowance.take(output)
        if shown is not None:
            self._send(Wrote(self._steadiness.of(shown)))
        if shown is not output:
            message = too_much_output(self._allowance.limits.output)
            self._leave("output", message, OUTPUT_REMEDY)

    def _described(self, model: Model) -> None:
        self._send(Described(model))

    def _send(self, event: Event) -> None:
        if getpid() != self._pid:
            # The author forked and let the child run on: only one of us goes on with the lecture.
            self._exit(0)
        with self._lock:
            self._write(pack(event))
