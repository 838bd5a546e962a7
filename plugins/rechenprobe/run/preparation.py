"""In the lecture's process: what the author's code finds around it."""

import builtins
import faulthandler
import inspect
import linecache
import os
import re
import signal
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Callable
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from msgspec import Struct

from rechenprobe.execution import Shown
from rechenprobe.run import determinism
from rechenprobe.run.fences import (
    forbid_mounting,
    forbid_writing,
    limit_files,
    own_process_list,
    own_shared_memory,
    without_network,
)
from rechenprobe.run.figures import settle_animation
from rechenprobe.run.helpers import Lost, watch_pools
from rechenprobe.run.imports import after_import
from rechenprobe.run.limits import MAX_FILE
from rechenprobe.run.models import wrap_summary
from rechenprobe.run.protocol import Job
from rechenprobe.run.readers import watch_h5py, watch_keras, watch_tensorflow
from rechenprobe.run.scratch import Scratch
from rechenprobe.run.sources import Sources
from rechenprobe.run.standins import (
    NoStdin,
    display_without_ipython,
    make_display,
    refuse_breakpoint,
    refuse_input,
)
from rechenprobe.run.symbolic import Graph
from rechenprobe.run.weights import draw_late

_CACHES = ("KERAS_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")


class Hooks(Struct, frozen=True):
    """What the surroundings call when the author's code does something of interest."""

    display: Callable[..., None]
    """`display(value)`, as notebooks know it."""
    leave: Callable[..., None]
    """`os._exit`."""
    warn: Callable[..., None]
    """`warnings.showwarning`."""
    show_figures: Callable[[], None]
    """`pyplot.show`."""
    protect: Callable[[ModuleType], None]
    """Keras is there: symbolic cells must not seem to train."""
    symbolic: Callable[[], Graph | None]
    """The symbolic cells' graph, where it is being built."""
    register: Callable[[Any], int]
    """A model is summarised: its index."""
    show: Callable[[Shown], None]
    read: Callable[[str], None]
    """A file is read by C code."""
    lost: Lost
    """A pool has lost a task."""


def fence_in(job: Job, scratch: Scratch) -> None:
    """No network unless the page asks for it, no write to the site, nothing left behind."""
    if not job.network:
        without_network()
    if own_process_list():
        own_shared_memory(job.limits.memory)
        _keep_the_site(job, scratch)
        forbid_mounting()
    os.chdir(scratch.folder)
    limit_files(MAX_FILE)
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch.temporary)))
    tempfile.tempdir = None  # it is looked up anew


def _keep_the_site(job: Job, scratch: Scratch) -> None:
    """A file below `docs` that a cell makes would be published, or start the next build."""
    caches = [os.environ[name] for name in _CACHES if os.environ.get(name)]
    writable = [scratch.base, *map(Path, caches)]
    for folder in (Path(job.root), Path(job.folder)):
        if not Path.home().is_relative_to(folder):
            forbid_writing(folder, [path for path in writable if path.is_dir()])
            return


def make_main(job: Job, sources: Sources, dump: int, hooks: Hooks) -> dict[str, object]:
    """The lecture's namespace, that of a fresh `__main__`.

    `dump` is where the stack goes when the process crashes or is asked where it is.
    """
    module = ModuleType("__main__")
    vars(module).update(
        __file__=str(Path(job.root, job.path)),
        __builtins__=builtins,
        # Spawned processes of the author's would run `__file__` as Python otherwise.
        __spec__=ModuleSpec("__main__", None),
    )
    sys.modules["__main__"] = module
    sys.argv = [job.path]
    # Compiled modules would lie among the sources, where `mkdocs serve` takes them for edits.
    sys.dont_write_bytecode = True
    sys.path[:0] = list(dict.fromkeys((job.folder, job.root)))
    _remember_sources(sources)
    faulthandler.enable(dump, all_threads=False)
    if hasattr(faulthandler, "register"):  # not on Windows
        # To `chain` to what the signal does by itself ends the process: then the stack is whole.
        faulthandler.register(signal.SIGXCPU, dump, all_threads=False, chain=True)
    vars(builtins).update(input=refuse_input, display=make_display(hooks.display))
    sys.stdin = NoStdin()
    threading.excepthook = _print_thread_exception
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.breakpointhook = refuse_breakpoint
    for name in ("os", "posix", "nt"):
        if name in sys.modules:
            vars(sys.modules[name])["_exit"] = hooks.leave
    vars(warnings)["showwarning"] = hooks.warn
    return vars(module)


def prepare_libraries(hooks: Hooks) -> None:
    """Seeds, summaries, figures, readers: for what is imported, and for what will be."""
    determinism.seed_python()
    after_import(
        {
            "numpy": determinism.seed_numpy,
            "tensorflow": partial(_prepare_tensorflow, hooks),
            "multiprocessing.pool": partial(watch_pools, hooks.lost),
            "h5py": partial(watch_h5py, note=hooks.read),
            "keras": partial(_prepare_keras, hooks),
            "matplotlib.pyplot": partial(_prepare_pyplot, hooks),
            "matplotlib.animation": settle_animation,
            "IPython.core.display_functions": partial(display_without_ipython, show=hooks.display),
        }
    )


def _prepare_tensorflow(hooks: Hooks, tensorflow: ModuleType) -> None:
    determinism.determine_tensorflow(tensorflow)
    watch_tensorflow(tensorflow, hooks.read)


def _prepare_keras(hooks: Hooks, keras: ModuleType) -> None:
    determinism.settle_keras(keras)
    draw_late(keras, hooks.symbolic)
    watch_keras(keras, hooks.read)
    hooks.protect(keras)
    wrap_summary(keras, hooks.register, hooks.show)


def _prepare_pyplot(hooks: Hooks, pyplot: ModuleType) -> None:
    def show(*_: object, **__: object) -> None:
        hooks.show_figures()

    vars(pyplot)["show"] = show


def _remember_sources(sources: Sources) -> None:
    """Let tracebacks and `inspect` find the author's lines, without the fence's indentation."""
    for name, code in sources.codes.items():
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    file_of = inspect.getfile

    def cell_of(thing: Any) -> str:
        """Python takes a class's file for its module's, which is no Python here."""
        if isinstance(thing, type) and thing.__module__ == "__main__":
            stated = re.compile(rf"^\s*class\s+{re.escape(thing.__name__)}\b", re.MULTILINE)
            for name in reversed(sources.cells):
                if stated.search(sources.codes[name]):
                    return name
        return file_of(thing)

    vars(inspect)["getfile"] = cell_of


def _print_thread_exception(failed: "threading.ExceptHookArgs") -> None:
    """As Python does, whose own way looks for the source in files."""
    if failed.exc_type is not SystemExit:
        name = failed.thread.name if failed.thread else "?"
        sys.stderr.write(f"Exception in thread {name}:\n")
        traceback.print_exception(failed.exc_type, failed.exc_value, failed.exc_traceback)
