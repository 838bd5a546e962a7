"""Nasty cells: each ends in a located message, in time, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from pathlib import Path
from shutil import rmtree
from time import monotonic, sleep
from typing import TypedDict

import pytest
from tests.run.lectures import lecture, line_of
from tests.run.sites import Marker, Site

from rechenprobe.execution import Run, Stream
from rechenprobe.lecture import CellOptions, Lecture, PageSettings
from rechenprobe.run import Runner
from rechenprobe.run.system import Start
from rechenprobe.settings import Settings

NASTY = {
    "exception": ("1 / 0  # hier", "exception", "ZeroDivisionError: division by zero"),
    "inside a function": (
        "def f():\n    return [][1]  # hier\nf()",
        "exception",
        "IndexError: list index out of range",
    ),
    "inside a library": (
        "import json\njson.loads('')  # hier",
        "exception",
        "JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
    ),
    "syntax": (
        "x = 1\ny = (  # hier",
        "exception",
        "SyntaxError: die Klammer ( wird nirgends geschlossen ('(' was never closed)",
    ),
    "indentation": (
        "if True:\nx = 1  # hier",
        "exception",
        (
            "IndentationError: es fehlt ein eingerückter Block"
            " (expected an indented block after 'if' statement on line 8)"
        ),
    ),
    "sys.exit": (
        "import sys\nsys.exit()  # hier",
        "exit",
        "sys.exit() beendet den Lauf, bevor die Vorlesung fertig ist",
    ),
    "sys.exit(0)": (
        "import sys\nsys.exit(0)  # hier",
        "exit",
        "sys.exit(0) beendet den Lauf, bevor die Vorlesung fertig ist",
    ),
    "os._exit": (
        "import os\ntry:\n    os._exit(0)  # hier\nexcept BaseException: pass",
        "exit",
        "os._exit(0) beendet den Lauf, bevor die Vorlesung fertig ist",
    ),
    "segfault": (
        "import ctypes\nctypes.string_at(0)  # hier",
        "killed",
        "Absturz: Zugriff auf fremden Speicher (SIGSEGV)",
    ),
    "abort": (
        "import os\nos.abort()  # hier",
        "killed",
        "Absturz: C-Code hat abgebrochen (SIGABRT)",
    ),
    "killed": (
        "import os  # hier\nos.kill(os.getpid(), 9)",
        "killed",
        "der Prozess ist von außen beendet worden (SIGKILL)",
    ),
    "limits itself": (
        "from resource import *\nsetrlimit(RLIMIT_CPU, (1, 60))\nwhile True: pass  # hier",
        "killed",
        "die erlaubte Rechenzeit ist verbraucht (SIGXCPU)",
    ),
    "exec": (
        "import os  # hier\nos.execv('/bin/true', ['true'])",
        "exit",
        "der Prozess endet mitten im Lauf (Status 0)",
    ),
    "endless loop": ("x = 0\nwhile True: x += 1  # hier", "timeout", "nach 1 s abgebrochen"),
    "endless loop that catches everything": (
        "while True:\n    try:\n        while True: pass  # hier\n    except BaseException: pass",
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "endless wait in C": (
        "import ctypes\nctypes.CDLL(None).sleep(100)  # hier",
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "deadlock": (
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()  # hier",
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "input": (
        "name = input('Name?')  # hier",
        "exception",
        "input() wartet auf eine Eingabe, aber beim Bauen sitzt niemand an der Tastatur",
    ),
    "thread": (
        "import threading, time  # hier\nthreading.Thread(target=time.sleep, args=(99,)).start()",
        "timeout",
        "ein Thread der Zelle läuft 1 s nach der letzten Zelle noch",
    ),
    "much output": (
        "while True: print('x' * 10_000)  # hier",
        "output",
        "die Zelle gibt mehr als 10 Mio. Zeichen aus",
    ),
    "much output at once": (
        "print('x' * 300_000_000)  # hier",
        "output",
        "die Zelle gibt mehr als 10 Mio. Zeichen aus",
    ),
    "much output of a subprocess": (
        "import os\nos.system('yes')  # hier",
        "output",
        "die Zelle gibt mehr als 10 Mio. Zeichen aus",
    ),
    "recursion": (
        "def f(): return f()  # hier\nf()",
        "exception",
        "RecursionError: maximum recursion depth exceeded",
    ),
    "closed streams": (
        "import os, sys\nsys.stdout.close(); os.close(1); os.close(2)\n1 / 0  # hier",
        "exception",
        "ZeroDivisionError: division by zero",
    ),
    "all descriptors closed": (
        "import os\nos.closerange(0, 1024)\n1 / 0  # hier",
        "exception",
        "ZeroDivisionError: division by zero",
    ),
    "written into all descriptors": (
        (
            "import os  # hier\nfor fd in range(3, 2000):\n"
            "    try: os.write(fd, b'x\\n')\n    except OSError: pass"
        ),
        "killed",
        "der Prozess der Vorlesung ist durcheinandergeraten",
    ),
    "much output without lines": (
        "import sys\nwhile True: sys.stderr.write('x' * 100_000)  # hier",
        "output",
        "die Zelle gibt mehr als 10 Mio. Zeichen aus",
    ),
    "endless representation": (
        "class C:\n    def __repr__(self):\n        while True: pass  # hier\nC()",
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "representation of a gigabyte": (
        "class C:\n    def _repr_html_(self): return 'x' * 10 ** 9\nC()  # hier",
        "output",
        "die Zelle gibt mehr als 10 Mio. Zeichen aus",
    ),
    "stopped": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)  # hier",
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "stopped warden": (
        "import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)\nwhile True: pass  # hier",
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "deaf": (
        (
            "import signal\nfor n in range(1, 32):\n    if n not in (9, 19, 24): "
            "signal.signal(n, signal.SIG_IGN)\nwhile True: pass  # hier"
        ),
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "no text": (
        "class E(Exception):\n    def __str__(self): return 5\nraise E  # hier",
        "exception",
        "E: (TypeError beim Bilden der Meldung)",
    ),
    "text that exits": (
        "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E  # hier",
        "exception",
        "E: (SystemExit beim Bilden der Meldung)",
    ),
    "half a surrogate pair": (
        "raise ValueError('\\ud800')  # hier",
        "exception",
        "ValueError: \\ud800",
    ),
    "group": (
        "raise ExceptionGroup('zwei', [ValueError(), TypeError()])  # hier",
        "exception",
        "ExceptionGroup: zwei: ValueError; TypeError",
    ),
    "interrupt": ("raise KeyboardInterrupt  # hier", "exception", "KeyboardInterrupt"),
    "null byte": (
        "x = 1\0  # hier",
        "exception",
        "SyntaxError: source code string cannot contain null bytes",
    ),
    "too deep": (
        f"x = {'-' * 50_000}1  # hier",
        "exception",
        "SyntaxError: der Code ist zu tief verschachtelt",
    ),
    "builtins": (
        "import builtins  # hier\nvars(builtins).clear()",
        "killed",
        "die Zelle hat etwas ersetzt, ohne das sich ihr Ergebnis nicht lesen lässt",
    ),
    "audit hook": (
        "import sys  # hier\nsys.addaudithook(lambda *_: 1 / 0)\nopen('x', 'w')",
        "killed",
        "die Zelle hat etwas ersetzt, ohne das sich ihr Ergebnis nicht lesen lässt",
    ),
    "text that a terminal would obey": (
        "raise ValueError('a\\0b\\x1b[31mrot\\x1b[2J\\u202eund')  # hier",
        "exception",
        "ValueError: abrot\\u202eund",
    ),
    "too many files": (
        (
            "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))\n"
            "files = [open('/dev/null') for _ in range(999)]  # hier"
        ),
        "exception",
        "OSError: [Errno 24] Too many open files: '/dev/null'",
    ),
    "debugger": (
        "breakpoint()  # hier",
        "exception",
        "breakpoint() hält an, aber beim Bauen sitzt niemand an der Tastatur",
    ),
    "standard input": (
        "import sys\nint(sys.stdin.readline())  # hier",
        "exception",
        "sys.stdin ist leer: beim Bauen sitzt niemand an der Tastatur",
    ),
    "memory": (
        "x = bytearray(10 ** 15)  # hier",
        "memory",
        "MemoryError",
    ),
    "mapped memory": (
        "import mmap\nm = mmap.mmap(-1, 10 ** 15)  # hier",
        "memory",
        "OSError: [Errno 12] Cannot allocate memory",
    ),
    "a representation that is no text": (
        "class C:\n    def __repr__(self): return 5\nC()  # hier",
        "exception",
        "TypeError: __repr__ returned non-string (type int)",
    ),
    "a pool that does not know the cells": (
        (
            "import multiprocessing as m\ndef f(x): return x\n"
            "m.get_context('spawn').Pool(1).map(f, [1])  # hier"
        ),
        "exception",
        "ein Prozess des Pools endet mit Status 1, bevor seine Aufgabe erledigt ist",
    ),
    "a task that takes its process along": (
        "import multiprocessing as m\nimport sys\nm.Pool(1).map(sys.exit, [3])  # hier",
        "exception",
        "ein Prozess des Pools endet mit Status 3, bevor seine Aufgabe erledigt ist",
    ),
    "what Keras says first": (
        (
            "raise ValueError('Exception encountered when calling D.call().\\n\\n'"
            "'\\x1b[1mrank 3\\x1b[0m\\n\\nArguments received by D.call():')  # hier"
        ),
        "exception",
        "ValueError: Exception encountered when calling D.call(): rank 3",
    ),
    "what Keras says of an error without words": (
        (
            "raise ValueError('Exception encountered when calling D.call().\\n\\n'"
            "'\\x1b[1m\\x1b[0m\\n\\nArguments received by D.call():')  # hier"
        ),
        "exception",
        "ValueError: Exception encountered when calling D.call().",
    ),
    "what Keras makes of a key": (
        (
            "raise KeyError('Exception encountered when calling D.call().\\n\\n'"
            "'\\x1b[1mabc\\x1b[0m\\n\\nArguments received by D.call():')  # hier"
        ),
        "exception",
        "KeyError: Exception encountered when calling D.call(): abc",
    ),
    "what TensorFlow says first": (
        "raise ValueError('{{function_node __wrapped__Log_device_/job:localhost}} no log')  # hier",
        "exception",
        "ValueError: no log",
    ),
    "what Keras says before what went wrong": (
        (
            "raise NameError('Exception encountered when calling L.call().\\n\\n"
            "Could not infer the shape. Error encountered:\\n\\nname x is not defined')  # hier"
        ),
        "exception",
        "NameError: Exception encountered when calling L.call(): name x is not defined",
    ),
    "what a graph says last": (
        (
            "x = 1  # hier\nraise ValueError('Graph execution error:\\n\\nDetected at node a\\n"
            '  File "docs/vorlesung.md, Zelle 2", line 1, in f\\n\\n'
            "assertion failed: [zu groß]\\n\\t [[{{node a}}]] [Op:b]')"
        ),
        "exception",
        "ValueError: assertion failed: [zu groß]",
    ),
    "what is traced": (
        (
            "x = 1  # hier\nraise RuntimeError('in user code:\\n\\n    File "
            '"docs/vorlesung.md, Zelle 2", line 1, in f  *\\n        x[5]\\n\\n    '
            "IndexError: list index out of range')"
        ),
        "exception",
        "IndexError: list index out of range",
    ),
    "an alarm": (
        "import signal, time  # hier\nsignal.alarm(1)\ntime.sleep(9)",
        "killed",
        "der Prozess ist durch Signal 14 beendet worden",
    ),
    "a handler of the author's": (
        (
            "import os, signal\ndef f(*_): raise RuntimeError('Signal!')  # hier\n"
            "signal.signal(signal.SIGUSR1, f)\nos.kill(os.getpid(), signal.SIGUSR1)"
        ),
        "exception",
        "RuntimeError: Signal!",
    ),
    "exit in C": (
        "import ctypes  # hier\nctypes.CDLL(None).exit(3)",
        "exit",
        "der Prozess endet mitten im Lauf (Status 3)",
    ),
    "exit in a thread": (
        (
            "import os, threading\nt = threading.Thread(target=lambda: os._exit(3))  # hier\n"
            "t.start(); t.join()"
        ),
        "exit",
        "os._exit(3) beendet den Lauf, bevor die Vorlesung fertig ist",
    ),
    "an event that never comes": (
        "import asyncio\nawait asyncio.sleep(0)\nawait asyncio.Event().wait()  # hier",
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "awaited in a function, after something that came": (
        (
            "import asyncio\nasync def f():\n    await asyncio.sleep(1000)  # hier\n"
            "await asyncio.sleep(0.3)\nawait f()"
        ),
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "busy after it has awaited": (
        "import asyncio\nawait asyncio.sleep(0.3)\nwhile True: pass  # hier",
        "timeout",
        "nach 1 s abgebrochen",
    ),
    "interrupted while it cleans up": (
        "try: 1 / 0\nfinally: raise KeyboardInterrupt  # hier",
        "exception",
        "KeyboardInterrupt",
    ),
    "a signal for oneself": (
        "import _thread, time\n_thread.interrupt_main()  # hier\ntime.sleep(9)",
        "exception",
        "KeyboardInterrupt",
    ),
}


class Way(TypedDict, total=False):
    """How a runner starts lectures."""

    start: Start
    own_numbers: bool


NAMESPACES: Way = {}
CONTAINER: Way = {"own_numbers": False}
"""Where the system forbids namespaces."""
INTERPRETERS: Way = {"start": "fresh"}
ALONE: Way = {"start": "alone"}
"""Where the system has no fork."""

FEW = (
    *("exception", "os._exit", "segfault", "endless loop that catches everything"),
    *("endless wait in C", "thread", "much output", "memory", "stopped warden"),
)
"""What each way has to be good at; the rest is the same code in all of them."""

CASES = [
    *(("namespaces", name) for name in NASTY if name != "stopped warden"),
    *(("container", name) for name in FEW),
    *(("interpreters", name) for name in FEW if name != "stopped warden"),
    *(("alone", name) for name in FEW if name != "stopped warden"),
]


def nasty_page(name: str) -> Lecture:
    code, kind, _ = NASTY[name]
    limit = 1.0 if kind == "timeout" else 30.0
    options = CellOptions(timeout=limit)
    return lecture("print('vorher')", (code, options), settings=PageSettings(timeout=limit))


@pytest.fixture(scope="module")
def runners(
    marker: Marker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Runner]]:
    """One for each way, shared: what a lecture does must not reach the next."""
    del marker
    root = Site(tmp_path_factory.mktemp("torture")).root
    settings = Settings(root=root, timeout=10.0, workers=2)
    runners = {
        "namespaces": Runner(settings, **NAMESPACES),
        "container": Runner(settings, **CONTAINER),
        "interpreters": Runner(settings, **INTERPRETERS),
        "alone": Runner(settings, **ALONE),
    }
    yield runners
    for runner in runners.values():
        runner.close()


@pytest.fixture(scope="module")
def runs(runners: dict[str, Runner]) -> dict[tuple[str, str], "Future[Run]"]:
    """All nasty lectures, side by side."""
    return {(way, name): runners[way].submit(nasty_page(name)) for way, name in CASES}


@pytest.mark.parametrize(("way", "name"), CASES)
def test_a_nasty_cell_is_located_and_harms_no_other(
    runs: dict[tuple[str, str], "Future[Run]"], way: str, name: str
) -> None:
    run = runs[way, name].result(120)
    _, kind, message = NASTY[name]
    page = nasty_page(name)
    failure = run.failure
    assert failure is not None
    assert (failure.kind, failure.message) == (kind, message)
    assert (failure.cell, failure.file) == (1, page.path)
    assert failure.line == line_of(page, "# hier")
    assert run.cells[0].outputs == (Stream("stdout", "vorher\n"),)


def test_nasty_cells_leave_no_process_and_no_file(
    runs: dict[tuple[str, str], "Future[Run]"], marker: Marker
) -> None:
    for run in runs.values():
        run.result(120)
    marker.wait_until_clean()


SAID = """
import os, sys, time
print("eins")
os.write(1, b"Datei\\n")
print("zwei")
print("drei", file=sys.stderr)
print("10 %\\r20 %", end="")
"""


@pytest.mark.parametrize(
    "end", ["os.kill(os.getpid(), 9)", "time.sleep(9)", "os.execv('/bin/true', ['true'])"]
)
def test_what_was_printed_before_a_sudden_end_is_shown(
    runners: dict[str, Runner], end: str
) -> None:
    page = lecture((f"{SAID}{end}", CellOptions(timeout=1.0)), path="docs/said.md")
    run = runners["namespaces"].submit(page).result(30)
    assert run.failure is not None
    assert run.cells[0].outputs == (
        Stream("stdout", "eins\nDatei\nzwei\n"),
        Stream("stderr", "drei\n"),
        Stream("stdout", "20 %"),
    )


FAMILIES = {
    "child": "subprocess.Popen(['sleep', '1000'])",
    "own session": "subprocess.Popen(['sleep', '1000'], start_new_session=True)",
    "orphan": "subprocess.run(['sh', '-c', 'sleep 1000 &'])",
    "daemon": "subprocess.run(['setsid', '-f', 'sleep', '1000'])",
    "deaf daemon": "subprocess.run(['setsid', '-f', 'sh', '-c', 'trap \"\" 1 2 15; sleep 1000'])",
    "pool": "import multiprocessing as m; p = m.Pool(2); p.map(abs, [1])",
    "stopped": "os.kill(subprocess.Popen(['sleep', '1000']).pid, 19)",
}
ENDS = ("", "while True: pass", "1/0", "os._exit(0)", "os.kill(os.getpid(), 9)")


def test_no_process_outlives_its_lecture(runners: dict[str, Runner], marker: Marker) -> None:
    futures = [
        (
            end,
            runners[way].submit(lecture(start, (end, CellOptions(timeout=0.5)), path="docs/f.md")),
        )
        for way in ("namespaces", "container")
        for code in FAMILIES.values()
        for end in ENDS
        if (start := f"import os, subprocess\n{code}\nprint('da')")
    ]
    for end, future in futures:
        run = future.result(120)
        shown = [output for output in run.cells[0].outputs if isinstance(output, Stream)]
        assert shown, (end, run)
        assert shown[-1].text.endswith("da\n")
        assert (run.failure is None) == (end == "")
    marker.wait_until_clean()


BOMBS = {
    "Python": "while True: os.fork()  # hier",
    "slow": "while True: os.fork(); time.sleep(0.05)  # hier",
    "sessions": "import ctypes\nc = ctypes.CDLL(None)\nwhile True: os.fork(); c.setsid()  # hier",
    "C": "import ctypes\nf = ctypes.CDLL(None).fork\nwhile True: f()  # hier",
    "shell": "os.system('b() { b | b & }; b; sleep 100')  # hier",
}


@pytest.mark.parametrize("way", ["namespaces", "container"])
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_fork_bomb_ends(runners: dict[str, Runner], marker: Marker, bomb: str, way: str) -> None:
    page = lecture((f"import os, time\n{bomb}", CellOptions(timeout=8.0)))
    failure = runners[way].submit(page).result(60).failure
    assert failure is not None
    assert (failure.kind, failure.message) == ("processes", "mehr als 128 Prozesse zugleich")
    assert failure.line == line_of(page, "# hier")
    marker.wait_until_clean()


def test_a_lecture_dies_with_its_warden(runners: dict[str, Runner], marker: Marker) -> None:
    code = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
    failure = runners["container"].submit(lecture(code)).result(30).failure
    assert failure is not None
    assert failure.kind == "killed"
    deadline = monotonic() + 5
    while marker.processes():
        assert monotonic() < deadline
        sleep(0.02)
    for left in marker.folder.iterdir():  # there was nobody to remove it
        rmtree(left)


def test_lectures_cannot_name_strange_processes(runners: dict[str, Runner]) -> None:
    code = """
import os
from pathlib import Path
others = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
print(os.getppid(), all(other < 3 for other in others), Path("/proc/self").resolve().name == "2")
"""
    run = runners["namespaces"].submit(lecture(code, path="docs/p.md")).result(30)
    assert run.cells[0].outputs == (Stream("stdout", "0 True True\n"),)


WRITERS = {
    "Python": "open(place, 'w')  # hier",
    "a shell": "subprocess.run(['sh', '-c', f'echo x > {place}'], check=True)  # hier",
    "its folder": "os.chdir(os.path.dirname(place))\nopen('neu.md', 'w')  # hier",
}


@pytest.mark.parametrize("writer", WRITERS)
def test_no_lecture_writes_into_the_site(site: Site, runner: Runner, writer: str) -> None:
    place = str(site.root / "docs/neu.md")
    page = lecture(f"import os, subprocess\nplace = {place!r}\n{WRITERS[writer]}")
    failure = runner.submit(page).result(30).failure
    assert failure is not None
    assert failure.line == line_of(page, "# hier")
    assert not list((site.root / "docs").iterdir())
    if writer == "Python":
        assert "relative Pfade" in failure.remedy


LEFT = {
    "temporary files": "import tempfile; tempfile.mkdtemp(); tempfile.mkstemp()",
    "shared memory": "open('/dev/shm/rechenprobe-test', 'w').write('x')",
    "semaphores": "import multiprocessing as m; m.Semaphore(); import os; os._exit(0)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="there are no namespaces")
@pytest.mark.parametrize("code", LEFT.values(), ids=LEFT)
def test_nothing_is_left_outside(
    runners: dict[str, Runner], runs: object, marker: Marker, code: str
) -> None:
    del runs
    memory = Path("/dev/shm")
    before = set(memory.iterdir())
    runners["namespaces"].submit(lecture(code, path="docs/l.md")).result(30)
    marker.wait_until_clean()
    assert set(memory.iterdir()) <= before


def test_no_lecture_takes_its_fences_down(site: Site, runner: Runner) -> None:
    code = f"""
import ctypes
c = ctypes.CDLL(None)
print(c.mount(None, {str(site.root)!r}.encode(), None, 0x1020, None), c.umount2(b"/dev/shm", 2))"""
    run = runner.submit(lecture(code)).result(30)
    assert run.cells[0].outputs == (Stream("stdout", "-1 -1\n"),)


def test_closing_ends_what_runs(site: Site, marker: Marker) -> None:
    started = site.traces
    runner = Runner(site.settings)
    future = runner.submit(lecture(site.leave_trace() + "\nwhile True: pass"))
    waiting = [runner.submit(lecture("while True: pass", path=f"docs/{i}.md")) for i in range(4)]
    while not started.exists():
        assert not future.done(), future.result()
        sleep(0.01)
    runner.close()
    for each in (future, *waiting):
        with pytest.raises(CancelledError):
            each.result(1)
    marker.wait_until_clean()


BUILD = """
import signal, sys
from pathlib import Path
# As in a terminal: what a shell starts in the background would ignore it, and hand that on.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {repository!r})
from tests.run.lectures import lecture
from rechenprobe.run import Runner
from rechenprobe.settings import Settings
runner = Runner(Settings(root=Path({root!r})))
futures = [runner.submit(lecture({code!r}, path=f"docs/{{i}}.md")) for i in range(2)]
{end}
"""


@pytest.mark.parametrize(
    ("end", "signal_number"),
    [
        ("futures[0].result()", signal.SIGKILL),
        ("futures[0].result()", signal.SIGINT),
        ("futures[0].result()", signal.SIGTERM),
        ("import time; time.sleep(1); sys.exit()", 0),
    ],
)
def test_no_process_outlives_the_main_process(
    site: Site, marker: Marker, end: str, signal_number: int
) -> None:
    code = site.leave_trace() + "\nwhile True: pass"
    repository = str(Path(__file__).parents[2])
    source = BUILD.format(repository=repository, root=str(site.root), code=code, end=end)
    build = subprocess.Popen([sys.executable, "-c", source], stderr=subprocess.DEVNULL)
    try:
        while site.executions < 2:
            assert build.poll() is None
            sleep(0.01)
        if signal_number:
            os.kill(build.pid, signal_number)
        build.wait(10)
        marker.wait_until_clean()
    finally:
        build.kill()  # or its lectures would be the next test's


def test_no_server_outlives_the_main_process_while_it_imports(site: Site, marker: Marker) -> None:
    """As it does with Keras for seconds."""
    module = site.root.parent / "slow" / "slow.py"
    module.parent.mkdir()
    module.write_text(f"{site.leave_trace()}\nimport time\nfor _ in range(900): time.sleep(0.1)")
    source = f"""
import re, sys
sys.path.insert(0, {str(module.parent)!r})
from rechenprobe.run import jobs, runner
jobs.GROUPS = runner.GROUPS = (jobs.Group(("slow",), re.compile("slow")),)
""" + BUILD.format(
        repository=str(Path(__file__).parents[2]),
        root=str(site.root),
        code="import slow",
        end="futures[0].result()",
    )
    build = subprocess.Popen([sys.executable, "-c", source], stderr=subprocess.DEVNULL)
    try:
        while not site.executions:
            assert build.poll() is None
            sleep(0.01)
    finally:
        build.kill()
    build.wait(10)
    marker.wait_until_clean()
