"""What a failure says: where, what, and how to mend it; which limits hold."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from tests.run.lectures import lecture, line_of
from tests.run.sites import Site

from rechenprobe.execution import Failure, Stream
from rechenprobe.lecture import CellOptions, Lecture, PageSettings
from rechenprobe.read import read_lecture
from rechenprobe.run import Runner


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
    assert failure.message == "das Vorspiel läuft länger als 0,5 s"


@pytest.mark.parametrize("owner", ["site", "page"])
def test_a_prelude_that_does_not_exist_is_named(site: Site, owner: str) -> None:
    if owner == "site":
        failure = failure_of(site, lecture("x = 1"), prelude="fehlt.py")
        assert failure.file == "fehlt.py"
    else:
        failure = failure_of(site, lecture("x = 1", settings=PageSettings(prelude="fehlt.py")))
        assert failure.file == "docs/vorlesung.md"
    assert failure.message == "das Vorspiel „fehlt.py“ gibt es nicht"


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


def test_the_full_traceback_names_lines_of_the_file(site: Site) -> None:
    code = """
try:
    1 / 0  # eins
except ZeroDivisionError as error:
    raise ValueError from error  # zwei"""
    page = lecture("x = 1", code)
    full = failure_of(site, page).full
    for text in ("# eins", "# zwei"):
        assert f'"{page.path}", line {line_of(page, text)}, in <module>' in full
        assert text in full
    assert "Zelle" not in full


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
    assert runner.submit(lecture("1")).result(30).failure is None
    tasks = Path("/proc/self/task").glob("*/children")
    children = " ".join(path.read_text() for path in tasks).split()
    command = b"rechenprobe.run.server"
    (server,) = (pid for pid in children if command in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(int(server), signal.SIGKILL)
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
    remedy = failure_of(site, lecture(code)).remedy
    head = remedy.split("`")[1]  # as it stands
    page = read_lecture(f"---\n{head}\n---\n", "docs/v.md", site.settings)
    assert page.settings.network


@pytest.mark.parametrize("network", [False, True])
def test_a_program_without_network_says_so_unless_it_had_it(site: Site, network: bool) -> None:  # noqa: FBT001
    code = """
import subprocess
command = "echo 'curl: (6) Could not resolve host: example.org' >&2; exit 6"
subprocess.run(["sh", "-c", command], check=True)"""
    failure = failure_of(site, lecture(code, settings=PageSettings(network=network)))
    assert ("network: true" in failure.remedy) == (not network)


@pytest.mark.parametrize("kind", ["Thread", "Process"])
def test_an_executor_left_open_ends_with_the_lecture(site: Site, kind: str) -> None:
    """As with a program's end: what was submitted is done, then its threads go."""
    code = f"""
import time
from concurrent.futures import {kind}PoolExecutor
executor = {kind}PoolExecutor(1)
executor.submit(time.sleep, 0.2).add_done_callback(lambda _: print("fertig"))"""
    run = site.run(lecture(code), timeout=9)
    assert run.failure is None
    assert run.cells[0].outputs == (Stream("stdout", "fertig\n"),)


@pytest.mark.parametrize("line", ["namen = !ls", "%time 1", "!ls", "print?", "?print"])
def test_what_only_jupyter_understands_is_named(site: Site, line: str) -> None:
    assert "nur Jupyter" in failure_of(site, lecture(f"x = 1\n{line}")).remedy


def test_what_we_do_after_the_cells_needs_none_of_their_memory(site: Site) -> None:
    """A cell with more memory than the page keeps what it made; versions are looked up then."""
    page = lecture(
        ("import fontTools\nx = bytearray(600 * 10 ** 6)", CellOptions(memory=2)),
        values=("len(bytearray(200 * 10 ** 6))",),
    )
    run = site.run(page, memory=0.3)
    assert run.failure is None
    assert "fonttools" in run.versions


ADVICE = {
    "pirnt(3)": "Gemeint ist vielleicht „print“.",
    "zahl = 1\nzahhl": "Gemeint ist vielleicht „zahl“.",
    "import math\nmath.sqroot(2)": "Gemeint ist vielleicht „sqrt“.",
    "from math import sinus": "Gemeint ist vielleicht „sin“.",
    "import kears": "Gemeint ist vielleicht „keras“.",
    "import yaml_gibt_es_nicht": "Das Modul „yaml_gibt_es_nicht“ installieren",
    "import cv2": "Das Paket „opencv-python“ installieren",
    "völlig_anderes": "",
    "import pickle\npickle.dumps(lambda: 1)": "mit def oder class auf oberster Ebene",
    "print(„hallo“)": "gerade Anführungszeichen",
    "x\u00a0= 3": "gewöhnliches Leerzeichen",
    ">>> x = 3": "Die Zeichen >>> weglassen",
    "get_ipython().system('ls')": "nur Jupyter",
    "import os\nos.environ['API_KEY']": "ohne die Umgebung dessen, der baut",
    "{}['API_KEY']": "",
    'raise RuntimeError("can\'t start new thread")': "Weniger Threads",
    "class C:\n    def __dir__(self): raise SystemExit\nC().x": "",
}


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with Runner(Site(tmp_path_factory.mktemp("advice")).settings) as runner:
        yield runner


@pytest.mark.parametrize("code", ADVICE)
def test_the_remedy_is_one_that_the_author_can_carry_out(clerk: Runner, code: str) -> None:
    failure = clerk.submit(lecture(f"x = 1\n{code}")).result(60).failure
    assert failure is not None
    assert ADVICE[code] in failure.remedy
    assert ADVICE[code] or not failure.remedy


def test_a_group_names_what_it_holds(clerk: Runner) -> None:
    code = "raise ExceptionGroup('a', [ValueError('b'), ExceptionGroup('c', [KeyError('d')])])"
    failure = clerk.submit(lecture(code)).result(60).failure
    assert failure is not None
    assert failure.message == "ExceptionGroup: a: ValueError: b; KeyError: 'd'"


STRANGE = [
    "raise ValueError('Exception encountered when calling a.')",
    "raise ValueError('Exception encountered when calling a.\\nError encountered:')",
    "raise SyntaxError('a', ([1], 'b', None, 5))",
    "raise ModuleNotFoundError('a', name=5)",
    "class Own(OSError): errno = property(lambda self: 1 / 0)\nraise Own('a')",
    "e = OSError()\nfor _ in range(2000): e = ExceptionGroup('a', [e])\nraise e",
]


@pytest.mark.parametrize("code", STRANGE)
def test_an_exception_with_anything_in_it_is_named_where_it_is_raised(
    clerk: Runner, code: str
) -> None:
    page = lecture(f"x = 1\n{code}")
    failure = clerk.submit(page).result(60).failure
    assert failure is not None
    raised = code.count("\n") + 2
    assert (failure.kind, failure.line) == ("exception", page.cells[0].first_line + raised - 1)
    assert "a" in failure.message


LIMITS = {
    "timeout": (
        "import time; time.sleep(9)",
        0.3,
        "timeout",
        "nach 0,3 s abgebrochen",
    ),
    "memory": ("x = bytearray(400 * 10 ** 6)", 0.1, "memory", "MemoryError"),
    "max_output": (
        "print('x' * 200_000)",
        0.1,
        "output",
        "die Zelle gibt mehr als 0,1 Mio. Zeichen aus",
    ),
    "max_figures": (
        "import matplotlib.pyplot as p\nfor i in range(3): p.figure(figsize=(1, 1)); p.show()",
        2,
        "output",
        "mehr als 2 Abbildungen in einer Zelle",
    ),
}


@pytest.fixture(scope="module")
def wide_and_narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Runner]]:
    """A site with the default limits, one with a narrow limit of each kind."""
    site = Site(tmp_path_factory.mktemp("limits"))
    runners = {"wide": Runner(site.settings)}
    for name, (_, limit, _, _) in LIMITS.items():
        runners[name] = Runner(structs.replace(site.settings, **{name: limit}))
    yield runners
    for runner in runners.values():
        runner.close()


@pytest.mark.parametrize("owner", ["site", "page", "cell"])
@pytest.mark.parametrize("name", LIMITS)
def test_each_limit_can_be_set_for_the_site_the_page_and_the_cell(
    wide_and_narrow: dict[str, Runner], name: str, owner: str
) -> None:
    """And the innermost wins: what is too much for one is fine where an inner one allows it."""
    code, limit, kind, message = LIMITS[name]
    code += f"  # {owner}"  # a run that went well within other limits is kept
    runner = wide_and_narrow[name if owner == "site" else "wide"]
    page = structs.replace(PageSettings(), **{name: limit}) if owner == "page" else PageSettings()
    options = structs.replace(CellOptions(), **{name: limit}) if owner == "cell" else CellOptions()
    failure = runner.submit(lecture((code, options), settings=page)).result(30).failure
    assert failure is not None
    assert (failure.kind, failure.message) == (kind, message)
    assert f"#| {name}: " in failure.remedy
    if owner != "cell" and name != "timeout":
        more = structs.replace(CellOptions(), **{name: 20})
        again = runner.submit(lecture((code, more), settings=page)).result(30)
        assert again.failure is None


def test_of_too_much_output_the_beginning_is_shown(site: Site) -> None:
    page = lecture(("for i in range(9): print(i)", CellOptions(max_output=0.000007)))
    run = site.run(page)
    assert run.failure is not None
    assert run.cells[0].outputs == (Stream("stdout", "0\n1\n2\n3"),)


def test_many_small_outputs_are_much_output(clerk: Runner) -> None:
    """A page of a hundred thousand boxes: no browser shows it."""
    code = "import sys\nfor i in range(10 ** 5): sys.stdout.write('x'); sys.stderr.write('y')"
    failure = clerk.submit(lecture(code)).result(60).failure
    assert failure is not None
    assert failure.kind == "output"
    lines = "for i in range(10 ** 5): print(i)"
    few = "for i in range(999): display(i)"
    assert clerk.submit(lecture(lines, few)).result(60).failure is None


def test_the_processes_of_a_lecture_share_its_memory(site: Site) -> None:
    """Each alone would be within the limit."""
    code = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        held = bytearray(os.urandom(1000)) * 100_000
        time.sleep(9)
time.sleep(9)  # hier
"""
    page = lecture(code)
    failure = failure_of(site, page, memory=0.25)
    assert (failure.kind, failure.line) == ("memory", line_of(page, "# hier"))


def test_no_file_grows_without_end(site: Site) -> None:
    failure = failure_of(site, lecture("open('x', 'wb').truncate(10 ** 12)  # hier"))
    assert failure.message == "OSError: [Errno 27] File too large"
    assert "5 GB" in failure.remedy
