"""In the lecture's process: preludes, cells and values, in one namespace, in order."""

import ast
import builtins
import faulthandler
import linecache
import mmap
import os
import signal
import socket
import sys
import threading
import tokenize
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from io import StringIO
from pathlib import Path
from types import CodeType, ModuleType
from typing import NoReturn

from rechenprobe.execution import Failure, Output, Shown
from rechenprobe.facts import Model
from rechenprobe.run import determinism
from rechenprobe.run.capture import Capture, Spill
from rechenprobe.run.failures import Sources, describe, of_exception, refuse_input
from rechenprobe.run.fences import limit_memory, without_network
from rechenprobe.run.figures import show_open_figures
from rechenprobe.run.forking import limit_forks
from rechenprobe.run.imports import after_import
from rechenprobe.run.limits import MAX_FIGURES, MAX_OUTPUT, OUTPUT_REMEDY, size_of, too_much_output
from rechenprobe.run.models import FactsFailed, Registry, wrap_summary
from rechenprobe.run.protocol import (
    CellJob,
    Described,
    Done,
    Event,
    Failed,
    Job,
    Script,
    Started,
    Step,
    Valued,
    ValueJob,
    Wrote,
    pack,
)
from rechenprobe.run.readers import watch_h5py, watch_keras, watch_tensorflow
from rechenprobe.run.richness import represent
from rechenprobe.run.symbolic import MESSAGE, REMEDY, Symbolism, needs_weights
from rechenprobe.run.tracing import Trace
from rechenprobe.run.values import NoValue
from rechenprobe.run.values import describe as describe_value
from rechenprobe.run.versions import Versions


class Stop(BaseException):
    """The run is over; the failure has been reported."""


class Worker:
    """Runs one job in this process and reports on `channel`. Does not come back: `run` exits.

    `engine` names the modules that were there before anything was imported for
    authors: a run does not depend on their versions unless it imports them itself.
    """

    def __init__(
        self,
        job: Job,
        channel: socket.socket,
        scratch: Path,
        out: Spill,
        err: Spill,
        trace: int,
        versions: Versions,
        engine: frozenset[str],
        bell: mmap.mmap,
    ) -> None:
        self._job = job
        self._channel = channel
        self._versions = versions
        self._engine = engine
        self._bell = bell
        self._named: set[str] = set()
        self._dump = trace
        self._pid = os.getpid()
        self._exit = os._exit
        self._lock = threading.RLock()
        self._capture = Capture(self._output, out, err)
        self._models = Registry(self._described)
        self._sources = Sources(
            (job.path, *(script.path for script in job.preludes)), job.root, job.folder
        )
        self._trace = Trace(
            Path(job.root), Path(job.folder), scratch, job.ignored, self._sources.holds
        )
        self._symbolism = Symbolism()
        self._step: Step = "prelude"
        self._cell: int | None = None
        self._file = job.path
        self._line = 1
        self._shown = self._figures = 0
        self._namespace: dict[str, object] = {}

    def run(self) -> NoReturn:
        """Everything, then the end of the process, whatever threads the author left."""
        status = 1
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
        determinism.start_anew()
        started: dict[threading.Thread, CellJob] = {}
        for cell in job.cells:
            self._begin("cell", cell.cell, job.path, cell.first_line, cell.timeout)
            with self._symbolism.scope() if cell.symbolic else nullcontext():
                self._guard("exception", partial(self._execute, cell))
            for thread in _lasting_threads():
                started.setdefault(thread, cell)
        for thread, cell in started.items():
            self._begin("threads", cell.cell, job.path, cell.first_line, job.timeout)
            thread.join()
        for value in job.values:
            self._begin("values", None, job.path, value.line, job.timeout)
            self._guard("value", partial(self._value, value))
        if job.cells:
            last = job.cells[-1]
            self._begin("models", last.cell, job.path, last.first_line, job.timeout)
            self._guard("facts", lambda: self._models.register_rest(self._namespace.values()))
        dependencies = self._trace.dependencies()
        imported = (set(sys.modules) - self._engine) | self._named
        self._send(Done(self._versions.of_modules(imported), dependencies))

    # Preparation

    def _prepare(self) -> None:
        job = self._job
        if not job.network:
            without_network()
        limit_memory(job.memory)
        module = ModuleType("__main__")
        module.__dict__.update(__file__=str(Path(job.root, job.path)), __builtins__=builtins)
        sys.modules["__main__"] = module
        self._namespace = module.__dict__
        sys.argv = [job.path]
        # Compiled modules would lie among the sources, where `mkdocs serve` takes them for edits.
        sys.dont_write_bytecode = True
        sys.path[:0] = list(dict.fromkeys((job.folder, job.root)))
        self._register_sources()
        faulthandler.enable(self._dump, all_threads=False)
        if hasattr(faulthandler, "register"):
            faulthandler.register(signal.SIGXCPU, self._dump, all_threads=False)
        vars(builtins).update(input=refuse_input, display=self._display)
        vars(os)["_exit"] = self._author_exits
        vars(warnings)["showwarning"] = self._warn
        self._capture.install()
        determinism.seed_python()
        after_import(
            {
                "numpy": determinism.seed_numpy,
                "tensorflow": self._prepare_tensorflow,
                "h5py": partial(watch_h5py, note=self._trace.note),
                "keras": self._prepare_keras,
                "matplotlib.pyplot": self._prepare_pyplot,
            }
        )
        limit_forks(os.getppid(), self._bell)
        self._trace.start()

    def _register_sources(self) -> None:
        lines = self._job.source.split("\n")
        for cell in self._job.cells:
            code = cell.code.split("\n")
            lines[cell.first_line - 1 : cell.first_line - 1 + len(code)] = code
        _remember(self._job.path, "\n".join(lines))
        for script in self._job.preludes:
            _remember(script.path, script.code)

    def _prepare_keras(self, keras: ModuleType) -> None:
        determinism.settle_keras(keras)
        watch_keras(keras, self._trace.note)
        wrap_summary(keras, self._models.register, self._capture.show)

    def _prepare_tensorflow(self, tensorflow: ModuleType) -> None:
        determinism.determine_tensorflow(tensorflow)
        watch_tensorflow(tensorflow, self._trace.note)

    def _prepare_pyplot(self, pyplot: ModuleType) -> None:
        def show(*_: object, **__: object) -> None:
            self._show_figures()

        vars(pyplot)["show"] = show

    # Steps

    def _prelude(self, script: Script) -> None:
        self._begin("prelude", None, script.path, 1, self._job.timeout)
        tree = ast.parse(script.code, script.path)
        self._named |= imported_names(tree)
        self._run_code(compile(tree, script.path, "exec", dont_inherit=True))

    def _execute(self, cell: CellJob) -> None:
        # Empty lines before it, so that the compiler counts as the Markdown file does.
        code = "\n" * (cell.first_line - 1) + cell.code
        tree = ast.parse(code, self._job.path)
        self._named |= imported_names(tree)
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr) and not _ends_in_semicolon(cell.code):
            tree.body.pop()
            self._run_code(compile(tree, self._job.path, "exec", dont_inherit=True))
            shown = ast.Expression(last.value)
            value = self._evaluate(compile(shown, self._job.path, "eval", dont_inherit=True))
            if value is not None:
                self._display(value, result=True)
        else:
            self._run_code(compile(tree, self._job.path, "exec", dont_inherit=True))
        self._show_figures()
        self._capture.flush()

    def _run_code(self, code: CodeType) -> None:
        exec(code, self._namespace)  # noqa: S102 - executing the author's code is our purpose

    def _evaluate(self, code: CodeType) -> object:
        return eval(code, self._namespace)  # noqa: S307 - as above

    def _value(self, value: ValueJob) -> None:
        code = "\n" * (value.line - 1) + value.code.strip()
        result = self._evaluate(compile(code, self._job.path, "eval", dont_inherit=True))
        self._send(Valued(describe_value(value.value, result)))

    def _show_figures(self) -> None:
        left = MAX_FIGURES - self._figures
        self._figures += show_open_figures(self._capture.show, left)

    def _display(self, *values: object, result: bool = False) -> None:
        for value in values:
            view = getattr(value, "_rechenprobe_view_", None)
            if callable(view) and not isinstance(value, type):
                shown = view(self._models.register)
                if isinstance(shown, Shown):
                    self._capture.show(shown)
                    continue
            self._capture.show(represent(value, result=result))

    # Reporting

    def _begin(self, step: Step, cell: int | None, file: str, line: int, timeout: float) -> None:
        self._step, self._cell, self._file, self._line = step, cell, file, line
        self._shown = self._figures = 0
        self._send(Started(step, cell, file, line, timeout))

    def _guard(self, kind: str, action: Callable[[], None]) -> None:
        """Run the author's code; whatever it raises ends the run with a located failure."""
        try:
            action()
        except Stop:
            raise
        except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt, too
            self._fail(self._failure(kind, error))

    def _failure(self, kind: str, error: BaseException) -> Failure:
        cell, file, line = self._cell, self._file, self._line
        kind = "facts" if isinstance(error, FactsFailed) else kind
        failure = of_exception(error, self._sources, kind=kind, cell=cell, file=file, line=line)
        if self._symbolism.used and needs_weights(error):
            return Failure(
                "symbolic",
                cell,
                failure.file,
                failure.line,
                MESSAGE,
                REMEDY,
                failure.frames,
                failure.full,
            )
        if isinstance(error, (FactsFailed, NoValue)):
            return Failure(
                kind, cell, failure.file, failure.line, str(error), "", failure.frames, failure.full
            )
        if kind == "value":  # the value is what to mend, wherever it fails
            return Failure(
                kind,
                None,
                file,
                line,
                describe(error),
                failure.remedy,
                failure.frames,
                failure.full,
            )
        return failure

    def _fail(self, failure: Failure) -> NoReturn:
        self._capture.flush()
        self._send(Failed(failure))
        raise Stop

    def _author_exits(self, status: int = 0) -> NoReturn:
        """Stands in for `os._exit`: says where the author called it."""
        if os.getpid() == self._pid:
            self._capture.flush()
            message = f"os._exit({status}) beendet den Lauf, bevor die Vorlesung fertig ist"
            self._leave("exit", message, "Den Aufruf entfernen.")
        self._exit(status)

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
        if os.getpid() == self._pid:
            self._capture.say("warning", f"{category.__name__}: {message}\n")

    def _output(self, output: Output) -> None:
        if self._step not in ("cell", "threads"):
            return
        self._shown += size_of(output)
        if self._shown <= MAX_OUTPUT:
            self._send(Wrote(output))
        else:
            self._leave("output", too_much_output(), OUTPUT_REMEDY)

    def _described(self, model: Model) -> None:
        self._send(Described(model))

    def _send(self, event: Event) -> None:
        if os.getpid() != self._pid:
            # The author forked and let the child run on: only one of us goes on with the lecture.
            self._exit(0)
        with self._lock:
            self._channel.sendall(pack(event))


def _remember(name: str, code: str) -> None:
    """Let tracebacks and `inspect` find the author's lines."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)


def imported_names(tree: ast.AST) -> set[str]:
    """Modules that the code imports by name: they may have been there before it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def _lasting_threads() -> list[threading.Thread]:
    """Threads that Python would wait for at its end."""
    return [
        thread
        for thread in threading.enumerate()
        if thread is not threading.main_thread() and not thread.daemon and thread.is_alive()
    ]


def _ends_in_semicolon(code: str) -> bool:
    skipped = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.ENDMARKER,
        tokenize.DEDENT,
    }
    last = ""
    for token in tokenize.generate_tokens(StringIO(code).readline):
        if token.type not in skipped:
            last = token.string
    return last == ";"
