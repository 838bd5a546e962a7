"""Nasty cells: each ends in a located message, in time, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from tests.run.lectures import lecture, line_of
from tests.run.sites import Site, alive

from rechenprobe.execution import Failure, Stream
from rechenprobe.lecture import CellOptions, Lecture, PageSettings
from rechenprobe.run import Runner


@pytest.fixture
def pids(site: Site) -> Iterator[Path]:
    """A file for process numbers. The test fails if one of them is alive in the end."""
    file = site.traces.with_name("pids")
    file.touch()
    yield file
    deadline = time.monotonic() + 5
    while left := [pid for pid in file.read_text().split() if alive(int(pid))]:
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def note_pid(pids: Path) -> str:
    return f"import os\nopen({str(pids)!r}, 'a').write(f'{{os.getpid()}} ');"


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
    "syntax": ("x = 1\ny = (  # hier", "exception", "SyntaxError: '(' was never closed"),
    "indentation": (
        "if True:\nx = 1  # hier",
        "exception",
        "IndentationError: expected an indented block after 'if' statement on line 10",
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
        "print('x' * 1_000_000_000)  # hier",
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
        "import os  # hier\nos.closerange(3, 1000)",
        "exit",
        "der Prozess endet mitten im Lauf (Status 1)",
    ),
    "memory": (
        "x = bytearray(10 ** 15)  # hier",
        "memory",
        "MemoryError",
    ),
}


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_cell_is_located_in_time_and_the_next_lecture_is_unharmed(
    site: Site, runner: Runner, pids: Path, name: str
) -> None:
    code, kind, message = NASTY[name]
    cell = f"print('vorher')\n{note_pid(pids)}"
    limit = 1.0 if kind == "timeout" else 8.0
    page = lecture(cell, (code, CellOptions(timeout=limit)), settings=PageSettings(timeout=limit))
    start = time.monotonic()
    run = runner.submit(page).result(30)
    assert time.monotonic() - start < limit + 5
    failure = run.failure
    assert failure is not None
    assert (failure.kind, failure.message) == (kind, message)
    assert (failure.cell, failure.file) == (1, page.path)
    assert failure.line == line_of(page, "# hier")
    assert run.cells[0].outputs == (Stream("stdout", "vorher\n"),)
    after = runner.submit(lecture("print('gut')", path="docs/danach.md")).result(30)
    assert after.cells[0].outputs == (Stream("stdout", "gut\n"),)


FAMILIES = {
    "child": "subprocess.Popen(['sleep', '1000'])",
    "own session": "subprocess.Popen(['sleep', '1000'], start_new_session=True)",
    "orphan": "subprocess.run(['sh', '-c', 'sleep 1000 & echo $! >> {pids}'])",
    "daemon": "subprocess.run(['setsid', '-f', 'sh', '-c', 'echo $$ >> {pids}; exec sleep 1000'])",
    "pool": "import multiprocessing as m; p = m.Pool(2); p.map(abs, [1])",
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "end", ["", "while True: pass", "1/0", "os._exit(0)", "os.kill(os.getpid(), 9)"]
)
def test_no_process_outlives_its_lecture(
    site: Site, runner: Runner, pids: Path, family: str, end: str
) -> None:
    start = FAMILIES[family].format(pids=pids)
    code = f"""
import subprocess
{note_pid(pids)}
p = {start if "import" not in start else "None"}
{start if "import" in start else ""}
import time; time.sleep(0.2)
with open({str(pids)!r}, "a") as f: f.write(f"{{getattr(p, 'pid', '')}} ")
{end}
"""
    run = runner.submit(lecture((code, CellOptions(timeout=1.0)))).result(30)
    assert (run.failure is None) == (end == "")
    assert pids.read_text().split()


BOMBS = {
    "Python": "while True: os.fork()  # hier",
    "sessions": "while True:\n    try: os.fork(); os.setsid()  # hier\n    except Exception: pass",
    "C": "import ctypes\nf = ctypes.CDLL(None).fork\nwhile True: f()  # hier",
    "shell": "os.system('b() { b | b & }; b; sleep 100')  # hier",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_fork_bomb_ends(site: Site, runner: Runner, pids: Path, bomb: str) -> None:
    page = lecture((f"{note_pid(pids)}\n{bomb}", CellOptions(timeout=5.0)))
    failure = runner.submit(page).result(60).failure
    assert failure is not None
    assert (failure.kind, failure.message) == ("processes", "mehr als 128 Prozesse zugleich")
    # On a busy machine the line may be lost in the flood; then the cell's first line stands for it.
    assert failure.line in (line_of(page, "# hier"), page.cells[0].first_line)
    assert runner.submit(lecture("1", path="docs/b.md")).result(30).failure is None


def test_a_lecture_dies_with_its_warden(site: Site, runner: Runner, pids: Path) -> None:
    code = (
        f"{note_pid(pids)}\nimport signal\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
    )
    failure = runner.submit(lecture(code)).result(30).failure
    assert failure is not None
    assert failure.kind == "killed"


def test_a_forked_child_does_not_go_on_with_the_lecture(site: Site) -> None:
    run = site.run(lecture("import os\npid = os.fork()", "print('einmal')"))
    assert run.failure is None
    assert run.cells[1].outputs == (Stream("stdout", "einmal\n"),)


def test_a_child_that_prints_does_not_disturb_the_order(site: Site) -> None:
    code = """
import multiprocessing
def f(): print("Kind")
print("vor")
p = multiprocessing.Process(target=f); p.start(); p.join()
print("nach")
"""
    assert site.run(lecture(code)).cells[0].outputs == (Stream("stdout", "vor\nKind\nnach\n"),)


def test_what_was_printed_before_a_crash_is_kept(site: Site) -> None:
    code = "import ctypes as c\nprint('Python')\nc.CDLL(None).write(1, b'C\\n', 2)\nc.string_at(0)"
    run = site.run(lecture(code))
    assert run.cells[0].outputs == (Stream("stdout", "Python\nC\n"),)


def failure_of(site: Site, page: Lecture, **changes: object) -> Failure:
    failure = site.run(page, **changes).failure
    assert failure is not None
    return failure


def test_a_failing_prelude_is_named(site: Site) -> None:
    site.write("prelude.py", "x = 1\n1 / 0\n")
    failure = failure_of(site, lecture("x"), prelude="prelude.py")
    assert (failure.kind, failure.cell, failure.file, failure.line) == (
        "prelude",
        None,
        "prelude.py",
        2,
    )


def test_an_endless_prelude_ends(site: Site) -> None:
    site.write("prelude.py", "x = 1\nwhile True: pass\n")
    failure = failure_of(site, lecture("x"), prelude="prelude.py", timeout=0.5)
    assert (failure.kind, failure.file, failure.line) == ("prelude", "prelude.py", 2)
    assert failure.message == "der Vorspann läuft länger als 0,5 s"


@pytest.mark.parametrize("owner", ["site", "page"])
def test_a_prelude_that_does_not_exist_is_named(site: Site, owner: str) -> None:
    if owner == "site":
        failure = failure_of(site, lecture("x = 1"), prelude="fehlt.py")
        assert failure.file == "fehlt.py"
    else:
        failure = failure_of(site, lecture("x = 1", settings=PageSettings(prelude="fehlt.py")))
        assert failure.file == "docs/vorlesung.md"
    assert failure.message == "den Vorspann „fehlt.py“ gibt es nicht"


def test_an_error_in_a_function_of_the_prelude_names_both_places(site: Site) -> None:
    site.write("prelude.py", "def f():\n    return 1 / 0\n")
    page = lecture("f()")
    failure = failure_of(site, page, prelude="prelude.py")
    assert (failure.cell, failure.file, failure.line) == (0, "prelude.py", 2)
    assert [(frame.file, frame.line, frame.code) for frame in failure.frames] == [
        (page.path, line_of(page, "f()"), "f()"),
        ("prelude.py", 2, "return 1 / 0"),
    ]


def test_an_error_in_a_local_module_names_its_file(site: Site) -> None:
    site.write("docs/hilfe.py", "def f():\n\n    return 1 / 0\n")
    failure = failure_of(site, lecture("import hilfe\nhilfe.f()"))
    assert (failure.cell, failure.file, failure.line) == (0, "docs/hilfe.py", 3)


def test_the_full_traceback_has_the_librarys_frames_but_none_of_ours(site: Site) -> None:
    failure = failure_of(site, lecture("import json\njson.loads('{')"))
    assert "json/decoder.py" in failure.full
    assert "rechenprobe/run" not in failure.full
    assert len(failure.frames) == 1


def test_an_endless_value_ends(site: Site) -> None:
    page = lecture("import time", values=("time.sleep(100)",), settings=PageSettings(timeout=0.5))
    failure = failure_of(site, page)
    assert (failure.kind, failure.line) == ("timeout", line_of(page, "time.sleep"))


def test_the_cells_own_time_limit_comes_before_the_pages_and_the_sites(site: Site) -> None:
    code = "import time; time.sleep(0.7)"
    assert failure_of(site, lecture(code), timeout=0.3).message == "nach 0,3 s abgebrochen"
    patient = PageSettings(timeout=5)
    assert site.run(lecture(code, settings=patient), timeout=0.3).failure is None
    impatient = CellOptions(timeout=0.2)
    failure = failure_of(site, lecture((code + "; 1", impatient), settings=patient))
    assert failure.message == "nach 0,2 s abgebrochen"


def test_the_time_of_one_cell_is_not_the_time_of_all(site: Site) -> None:
    cells = ["import time; time.sleep(0.3)"] * 4
    assert site.run(lecture(*cells), timeout=0.8).failure is None


def test_closing_ends_what_runs(site: Site, pids: Path) -> None:
    runner = Runner(site.settings)
    future = runner.submit(lecture(note_pid(pids) + "\nwhile True: pass"))
    waiting = [runner.submit(lecture("while True: pass", path=f"docs/{i}.md")) for i in range(4)]
    while not pids.read_text():
        time.sleep(0.01)
    start = time.monotonic()
    runner.close()
    assert time.monotonic() - start < 3
    for each in (future, *waiting):
        with pytest.raises(CancelledError):
            each.result(1)


BUILD = """
import sys
from pathlib import Path
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
    site: Site, pids: Path, end: str, signal_number: int
) -> None:
    code = (
        f"{note_pid(pids)}\nopen({str(pids)!r}, 'a').write(f'{{os.getppid()}} ')\nwhile True: pass"
    )
    repository = str(Path(__file__).parents[2])
    source = BUILD.format(repository=repository, root=str(site.root), code=code, end=end)
    build = subprocess.Popen([sys.executable, "-c", source], stderr=subprocess.DEVNULL)
    while len(pids.read_text().split()) < 4:
        assert build.poll() is None
        time.sleep(0.01)
    if signal_number:
        os.kill(build.pid, signal_number)
    build.wait(10)


def test_lectures_run_side_by_side(site: Site, runner: Runner) -> None:
    """Two that wait for each other can only end if both run."""
    meeting = site.traces.with_name("meeting")
    meeting.mkdir()
    code = """
import os, time
open({folder!r} + "/{own}", "w").close()
while not os.path.exists({folder!r} + "/{other}"): time.sleep(0.01)
"""
    futures = [
        runner.submit(
            lecture(code.format(folder=str(meeting), own=own, other=1 - own), path=f"docs/{own}.md")
        )
        for own in (0, 1)
    ]
    assert [future.result(30).failure for future in futures] == [None, None]


def test_the_server_is_started_again_when_it_was_killed(site: Site, runner: Runner) -> None:
    code = (
        "import os\nprint(open(f'/proc/{os.getppid()}/stat').read().rpartition(')')[2].split()[1])"
    )
    run = runner.submit(lecture(code)).result(30)
    output = run.cells[0].outputs[0]
    assert isinstance(output, Stream)
    os.kill(int(output.text), signal.SIGKILL)
    assert runner.submit(lecture("1", path="docs/b.md")).result(30).failure is None


@pytest.mark.parametrize(
    "greed",
    [
        "bytearray(10 ** 10)",
        "import numpy as np; np.ones(10 ** 10)",
        "x = []\nwhile True: x.append(bytes(10 ** 7))",
    ],
)
def test_memory_beyond_the_limit_is_refused_where_it_is_asked_for(site: Site, greed: str) -> None:
    failure = failure_of(site, lecture(f"{greed}  # hier"), memory=0.5, timeout=20)
    assert (failure.kind, failure.message.partition(":")[0].endswith("MemoryError")) == (
        "memory",
        True,
    )
    assert "memory" in failure.remedy


def test_a_page_may_have_more_memory_than_the_site_gives(site: Site) -> None:
    page = lecture("len(bytearray(10 ** 9))", settings=PageSettings(memory=2))
    assert site.run(page, memory=0.5).failure is None


CALLS = """
import socket, threading, time
server = socket.create_server(("127.0.0.1", 0))
print(socket.create_connection(server.getsockname(), 5).fileno() > 0)
try:
    socket.create_connection({address!r}, 5).recv(1)
    print("erreicht")
except OSError:
    print("gesperrt")
"""


def test_a_lecture_reaches_no_other_process_by_network_unless_it_says_so(site: Site) -> None:
    """Its own processes it does reach. The listener stands for the rest of the world."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        code = CALLS.replace(".recv(1)", "").format(address=listener.getsockname())
        shut = site.run(lecture(code))
        opened = site.run(lecture(code, settings=PageSettings(network=True)))
    assert shut.cells[0].outputs == (Stream("stdout", "True\ngesperrt\n"),)
    assert opened.cells[0].outputs == (Stream("stdout", "True\nerreicht\n"),)


def test_a_failed_download_says_how_to_get_the_network(site: Site) -> None:
    code = "import urllib.request\nurllib.request.urlopen('http://192.0.2.1/')"
    assert "network: true" in failure_of(site, lecture(code)).remedy
