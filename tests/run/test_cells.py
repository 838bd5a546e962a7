"""What cells and values leave in a run."""

import sys
from pathlib import Path

import psutil
import pytest
from tests.run.lectures import lecture, line_of
from tests.run.sites import Site

from rechenprobe.execution import NOTHING, CellRun, Display, Output, Stream, ValueRun
from rechenprobe.lecture import CellOptions, PageSettings
from rechenprobe.run import Runner
from rechenprobe.run.protocol import Event, EventReader, Wrote
from rechenprobe.settings import Settings


def outputs(site: Site, *cells: str) -> list[tuple[Output, ...]]:
    run = site.run(lecture(*cells))
    assert run.failure is None, run.failure
    return [cell.outputs for cell in run.cells]


def texts(*pairs: tuple[str, str]) -> tuple[Output, ...]:
    return tuple(Stream(name, text) for name, text in pairs)


def test_cells_share_one_namespace_in_order(site: Site) -> None:
    assert outputs(site, "x = 20", "x += 1", "print(2 * x)") == [
        (),
        (),
        texts(("stdout", "42\n")),
    ]


def test_streams_keep_their_order_and_neighbours_are_merged(site: Site) -> None:
    code = """
import sys
print("a"); print("b")
print("c", file=sys.stderr)
print("d")
"""
    assert outputs(site, code) == [
        texts(("stdout", "a\nb\n"), ("stderr", "c\n"), ("stdout", "d\n"))
    ]


def test_many_lines_are_few_events(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million `print`s must not be a million messages between processes."""
    real, events = EventReader.next, []

    def reading(self: EventReader, deadline: float) -> Event | None:
        events.append(event := real(self, deadline))
        return event

    monkeypatch.setattr(EventReader, "next", reading)
    assert outputs(site, "for i in range(9999): print(i)")[0] == texts(
        ("stdout", "".join(f"{i}\n" for i in range(9999)))
    )
    assert 1 < sum(isinstance(event, Wrote) for event in events) < 9


def test_what_c_code_and_subprocesses_print_stands_where_it_was_printed(site: Site) -> None:
    code = """
import ctypes, os, subprocess
print("vor")
ctypes.CDLL(None).puts(b"C")
print("zwischen")
subprocess.run(["echo", "Kind"])
os.write(2, b"Datei 2\\n")
print("nach", end="")
"""
    assert outputs(site, code) == [
        texts(
            ("stdout", "vor\nC\nzwischen\nKind\n"),
            ("stderr", "Datei 2\n"),
            ("stdout", "nach"),
        )
    ]


def test_output_stays_with_its_cell(site: Site) -> None:
    assert outputs(site, "print('eins', end='')", "print('zwei', end='')") == [
        texts(("stdout", "eins")),
        texts(("stdout", "zwei")),
    ]


def test_a_progress_bar_ends_as_its_last_state(site: Site) -> None:
    code = "for i in range(4): print(f'\\r{i}/3 \\x1b[32m' + '=' * i, end='')\nprint()"
    assert outputs(site, code) == [texts(("stdout", "3/3 ===\n"))]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("1 + 1", "2"),
        ("'ä'", "'ä'"),
        ("x = 3\nx  # Kommentar", "3"),
        ("def f():\n    return 5\nf()", "5"),
    ],
)
def test_the_value_of_a_last_expression_is_shown(site: Site, code: str, shown: str) -> None:
    assert outputs(site, code) == [(Display({"text/plain": shown}, result=True),)]


@pytest.mark.parametrize(
    "code", ["x = 3", "None", "7;", "7;  # still", "[].append(1)", "", "# nur"]
)
def test_assignments_none_and_a_final_semicolon_show_nothing(site: Site, code: str) -> None:
    assert outputs(site, code) == [()]


def test_control_characters_show_nothing(site: Site) -> None:
    code = r"print('\x1b[1;31mrot\x1b[0m\x07 \x00\x02\x03null\tx')"
    assert outputs(site, code) == [texts(("stdout", "rot null\tx\n"))]


def test_what_differs_from_run_to_run_is_not_shown(site: Site) -> None:
    """Two builds of the same sources give the same bytes."""
    code = """
import os, tempfile
class A: pass
print(os.getcwd(), A().__init__, tempfile.gettempdir())
[A()]"""
    (streamed, shown) = outputs(site, code)[0]
    assert streamed == Stream(
        "stdout",
        "…/site/docs <method-wrapper '__init__' of A object at 0x…> …/.tmp\n",
    )
    assert shown == Display({"text/plain": "[<__main__.A object at 0x…>]"}, result=True)


def test_where_things_lie_on_this_machine_is_not_shown(site: Site) -> None:
    """The site, Python and its packages; a path that only looks like one stays."""
    code = """
import json, sys, fontTools
from pathlib import Path
root = Path(__file__).parents[1]
print(__file__, [json.__file__], fontTools.__file__, sys.prefix)
print(Path(__file__).as_uri(), f"{root}er", f"https://example.org{root}", f"{root}.")"""
    root, python = site.root, f"python{sys.version_info.major}.{sys.version_info.minor}"
    shown = (
        f"…/site/docs/vorlesung.md ['…/{python}/json/__init__.py'] "
        f"…/site-packages/fontTools/__init__.py …/{Path(sys.prefix).name}\n"
        f"file://…/site/docs/vorlesung.md {root}er https://example.org{root} …/site.\n"
    )
    assert outputs(site, code)[0] == (Stream("stdout", shown),)


@pytest.mark.parametrize("time", ["0s 512us/step", "1:05 3s/step", "1:02:05 86ms/step"])
def test_how_long_a_training_took_is_not_shown(site: Site, time: str) -> None:
    long = f"2/2 - {time.replace(' ', ' - ')} - loss: 0.5"
    code = f"print('\\r1/2 ━━ 9s 999ms/step\\r2/2 ━━ {time} - loss: 0.5\\n{long}')"
    shown = "2/2 ━━ … s … ms/step - loss: 0.5\n2/2 - … s - … ms/step - loss: 0.5\n"
    assert outputs(site, code) == [texts(("stdout", shown))]


def test_what_ipython_displays_is_shown(site: Site) -> None:
    pytest.importorskip("IPython")
    code = """
from IPython.display import HTML, clear_output, display
handle = display(HTML("<b>1</b>"), display_id="a")
clear_output(wait=True)
handle.update(2)
display({"text/html": "<i>3</i>", "text/plain": "3"}, raw=True)"""
    assert [shown.data["text/plain"] for shown in outputs(site, code)[0]] == [  # type: ignore[union-attr]
        "<IPython.core.display.HTML object>",
        "2",
        "3",
    ]
    assert outputs(site, code)[0][0].data["text/html"] == "<b>1</b>"  # type: ignore[union-attr]


def test_who_has_any_method_has_no_representation(site: Site) -> None:
    """Mocks and remote objects."""
    code = """
class Any:
    def __getattr__(self, name): return lambda *_, **__: name
    def __repr__(self): return "Any()"
Any()"""
    assert outputs(site, code) == [(Display({"text/plain": "Any()"}, result=True),)]


def test_a_value_brings_all_its_representations(site: Site) -> None:
    code = """
class Rich:
    def _repr_html_(self): return "<b>1</b>"
    def _repr_png_(self): return b"\\x89PNG"
    def _repr_markdown_(self): raise ValueError("left out")
    def __repr__(self): return "Rich()"
display("erst")
Rich()
"""
    assert outputs(site, code) == [
        (
            Display({"text/plain": "'erst'"}),
            Stream("warning", "RuntimeWarning: Rich._repr_markdown_: ValueError: left out\n"),
            Display(
                {"text/html": "<b>1</b>", "image/png": "iVBORw==", "text/plain": "Rich()"},
                result=True,
            ),
        )
    ]


@pytest.mark.parametrize(
    "end",
    ["figure", "plt.close(figure)\nfigure", "plt.close(figure)\ndisplay(figure)"],
)
def test_a_figure_that_is_a_value_is_shown_once(site: Site, end: str) -> None:
    code = f"import matplotlib.pyplot as plt\nfigure = plt.figure()\nplt.plot([1, 2]);\n{end}"
    shown = outputs(site, code)[0]
    assert len(shown) == 1
    for output in shown:
        assert isinstance(output, Display)
        assert "<svg " in output.data["image/svg+xml"]


def test_figures_are_shown_where_they_are_shown_or_at_the_end_of_the_cell(site: Site) -> None:
    code = """
import matplotlib.pyplot as plt
plt.plot([1, 2]); plt.show()
print("dazwischen")
plt.figure(); plt.plot([2, 1]);
"""
    first, between, second = outputs(site, code)[0]
    assert isinstance(first, Display)
    assert isinstance(second, Display)
    assert first.data["image/svg+xml"].count("<svg ") == 1
    assert first != second
    assert between == Stream("stdout", "dazwischen\n")
    again = site.run(lecture(code + "# anders"))
    assert again.cells[0].outputs == (first, between, second)


def test_a_warning_names_no_line_because_lines_move_with_the_prose(site: Site) -> None:
    code = "import warnings\nwarnings.warn('Vorsicht')"
    assert outputs(site, code) == [texts(("warning", "UserWarning: Vorsicht\n"))]


def test_cells_switched_off_do_not_run_and_the_others_keep_their_number(site: Site) -> None:
    off = CellOptions(eval=False)
    page = lecture(("1/0", off), "print('an')", ("1/0", off))
    assert site.run(page).cells == (CellRun(1, texts(("stdout", "an\n"))),)


def test_values_know_what_they_are(site: Site) -> None:
    page = lecture(
        "import numpy as np\nfrom fractions import Fraction",
        values=(
            "2 ** 70",
            "np.int64(3)",
            "1 / 4",
            "np.float32(0.1)",
            "(None, 55, 55, 96)",
            "[3, 4]",
            "np.zeros((2, 3)).shape",
            "'Adam'",
            "True",
            "(1, 2.5)",
            "Fraction(1, 3)",
        ),
    )
    run = site.run(page)
    assert run.failure is None
    assert [(value.kind, value.text) for value in run.values] == [
        ("int", "1180591620717411303424"),
        ("int", "3"),
        ("float", "0.25"),
        ("float", "0.1"),
        ("shape", "(55, 55, 96)"),
        ("shape", "(3, 4)"),
        ("shape", "(2, 3)"),
        ("text", "Adam"),
        ("text", "True"),
        ("text", "(1, 2.5)"),
        ("text", "1/3"),
    ]


def test_a_value_that_fails_is_located_on_its_own_line(site: Site) -> None:
    page = lecture("x = 1", values=("x", "y + 1"))
    run = site.run(page)
    assert run.values == (ValueRun(0, "int", "1"),)
    failure = run.failure
    assert failure is not None
    assert (failure.kind, failure.cell, failure.line) == ("value", None, line_of(page, "y + 1"))
    assert failure.message == "NameError: name 'y' is not defined"


def test_a_value_without_a_value_is_a_failure(site: Site) -> None:
    failure = site.run(lecture(values=("print('x')",))).failure
    assert failure is not None
    assert failure.message == "der Ausdruck ergibt None"


def test_the_main_module_is_the_lecture(site: Site) -> None:
    code = "import pickle\nclass A: pass\nprint(__name__, pickle.loads(pickle.dumps(A)) is A)"
    assert outputs(site, code) == [texts(("stdout", "__main__ True\n"))]


def test_the_authors_lines_are_known_to_inspect(site: Site) -> None:
    assert outputs(site, "x = 1", "import inspect\ndef f(): return 1\nprint(inspect.getsource(f))")[
        1
    ] == texts(("stdout", "def f(): return 1\n\n"))


def test_so_are_their_classes(site: Site) -> None:
    """Python takes the page for the file of a class."""
    code = "class K:\n    x = 1\n"
    show = "import inspect as i\nprint(i.getsource(K))\nprint(i.getsource(i.Signature)[:5])"
    assert outputs(site, code, show)[1] == texts(("stdout", f"{code}\nclass\n"))


def test_two_lectures_share_nothing(site: Site, runner: Runner) -> None:
    runner.submit(lecture("import sys; sys.mark = 1; open('rest', 'w').write('x')")).result(60)
    code = "import sys, os; print(hasattr(sys, 'mark'), os.path.exists('rest'))"
    run = runner.submit(lecture(code, path="docs/b.md")).result(60)
    assert run.cells[0].outputs == texts(("stdout", "False False\n"))


def test_the_environment_holds_no_secrets_and_a_pinned_width(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "geheim")
    code = """
import os, shutil
print(os.environ.get("SECRET_TOKEN"), "PATH" in os.environ, shutil.get_terminal_size().columns)
print([line for line in os.popen("env") if "GLIBC" in line])
"""
    run = site.run(lecture(code), width=72)
    assert run.cells[0].outputs == texts(("stdout", "None True 72\n[]\n"))


def test_the_same_random_numbers_each_time(site: Site) -> None:
    code = "import random\nprint(random.random(), hash('x'))"
    first = site.run(lecture(code, path="docs/a.md"))
    second = site.run(lecture(code, path="docs/b.md"))
    assert first.cells == second.cells


def test_the_prelude_runs_first_and_its_output_is_not_the_lectures(site: Site) -> None:
    site.write("site.py", "print('still')\nimport random\nrandom.random()\nnames = ['site']")
    site.write("page.py", "names.append('page')")
    page = lecture("import random\nprint(names)", settings=PageSettings(prelude="page.py"))
    run = site.run(page, prelude="site.py")
    assert run.cells[0].outputs == texts(("stdout", "['site', 'page']\n"))


def test_seeds_start_anew_behind_the_prelude(site: Site) -> None:
    page = lecture("import random\nprint(random.random())")
    site.write("p.py", "import random\nrandom.random()")
    assert site.run(page).cells == site.run(page, prelude="p.py").cells


def test_relative_paths_start_at_the_lecture_and_writes_do_not_reach_it(site: Site) -> None:
    site.write("docs/kurs/zahlen.csv", "1;2")
    site.write("docs/kurs/hilfe.py", "def f(): return 'hilfe'")
    site.write("oben.py", "def g(): return 'oben'")
    code = """
import hilfe, oben
print(open("zahlen.csv").read(), hilfe.f(), oben.g())
open("neu.txt", "w").write("x")
print(open("neu.txt").read())
"""
    run = site.run(lecture(code, path="docs/kurs/a.md"))
    assert run.failure is None
    assert run.cells[0].outputs == texts(("stdout", "1;2 hilfe oben\nx\n"))
    assert sorted(path.name for path in (site.root / "docs/kurs").iterdir()) == [
        "hilfe.py",
        "zahlen.csv",
    ]


def test_nothing_to_execute_starts_nothing(site: Site, runner: Runner) -> None:
    future = runner.submit(lecture(("1/0", CellOptions(eval=False))))
    assert future.done()
    assert future.result() == NOTHING


def test_an_interpreter_of_its_own_gives_the_same_run(site: Site) -> None:
    page = lecture("print('hallo')\nopen('x', 'w').write('1')", values=("6 * 7",))
    forked = site.run(page)
    with Runner(site.settings, start="fresh") as runner:
        fresh = runner.submit(
            lecture("print('hallo')\nopen('x', 'w').write('1') # ", values=("6 * 7",))
        )
        assert fresh.result(60) == forked


WRITERS = {
    "replace": ("open('a.csv', 'w').write('neu')", "neu"),
    "append": ("open('a.csv', 'a').write('+')", "alt+"),
    "update": ("open('a.csv', 'r+').write('A')", "Alt"),
    "in a folder": ("open('tief/er/b.csv', 'w').write('neu')\nopen('a.csv', 'w').write('x')", "x"),
    "new in a folder": ("open('tief/c.csv', 'w').write('neu')", "alt"),
    "a folder in a folder": ("import os; os.makedirs('tief/neu/neuer')", "alt"),
    "remove": ("import os; os.remove('tief/er/b.csv')", "alt"),
    "rename": ("import os; os.rename('tief/er', 'tief/er2'); open('tief/er2/b.csv').read()", "alt"),
    "low level": ("import os; os.write(os.open('a.csv', os.O_WRONLY | os.O_TRUNC), b'neu')", "neu"),
    "exclusive": (
        "try: open('a.csv', 'x')\nexcept FileExistsError: open('tief/n.csv', 'x').write('1')",
        "alt",
    ),
    "rmtree": ("import shutil; shutil.rmtree('tief')", "alt"),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_what_a_lecture_writes_over_its_sources_only_it_can_see(site: Site, writer: str) -> None:
    code, seen = WRITERS[writer]
    site.write("docs/a.csv", "alt")
    site.write("docs/tief/er/b.csv", "tief")
    run = site.run(lecture(f"{code};", "print(open('a.csv').read(), end='')"))
    assert run.failure is None, run.failure
    assert run.cells[1].outputs == texts(("stdout", seen))
    files = {
        path.relative_to(site.root / "docs").as_posix(): path.read_text()
        for path in (site.root / "docs").rglob("*")
        if path.is_file()
    }
    assert files == {"a.csv": "alt", "tief/er/b.csv": "tief"}


def test_what_is_appended_to_depends_on_what_was_there(site: Site) -> None:
    site.write("docs/a.csv", "alt")
    run = site.run(lecture("open('a.csv', 'a').write('+')\nprint(open('a.csv').read())"))
    assert [dependency.path for dependency in run.dependencies] == ["docs/a.csv"]
    overwritten = site.run(lecture("open('a.csv', 'w').write('+')\nprint(open('a.csv').read())"))
    assert overwritten.dependencies == ()


STEADY = {
    "uuid": "import uuid\nprint(uuid.uuid4())",
    "secrets": "import secrets\nprint(secrets.token_hex(8), secrets.choice('abcdefgh'))",
    "the system": "import os, random\nprint(os.urandom(8), random.SystemRandom().random())",
    "a generator without a seed": "import random\nprint(random.Random().random())",
    "seeded with nothing": "import random\nrandom.seed()\nprint(random.random())",
    "NumPy": "from numpy.random import *\nprint(default_rng().random(), RandomState().rand())",
    "a temporary file": "import tempfile\nprint(tempfile.mkdtemp())",
    "children": (
        "import os, secrets, sys\nfor i in range(2):\n    if os.fork() == 0:\n"
        "        print(secrets.token_hex(4)); os._exit(0)\n    os.wait()"
    ),
    "a rate of tqdm": (
        "import sys\nfrom time import time_ns as t\nprint('99%%|██| 3/3 [00:00<00:00, %d.%dit/s, "
        "loss=3]' % (t(), t()), '3it [00:01, %d.1s/it]' % t(), file=sys.stderr)"
    ),
    "a log": (
        "import logging\nlogging.basicConfig(format='%(asctime)s %(message)s')\n"
        "logging.warning('Achtung')"
    ),
    "an exported model": (
        "from time import time_ns as t\n"
        "print('Captures:\\n  %d: TensorSpec(shape=(), dtype=tf.resource, name=None)' % t())"
    ),
}


@pytest.mark.parametrize("code", STEADY.values(), ids=STEADY)
def test_chance_and_times_that_tell_nothing_are_the_same_in_each_run(site: Site, code: str) -> None:
    with Runner(site.settings) as runner:
        first, second = (
            runner.submit(lecture(f"x = {number}", code)).result(60) for number in (1, 2)
        )
    assert first.failure is None
    assert first.cells[1].outputs
    assert first.cells[1].outputs == second.cells[1].outputs


def test_chance_goes_on(site: Site) -> None:
    """Two draws differ, and so do those of two children; the prelude's leave the cells' alone."""
    site.write("vor.py", "import secrets\nsecrets.token_hex(4)\n")
    code = """
import os, secrets
print(secrets.token_hex(4))
for i in range(2):
    if os.fork() == 0:
        print(secrets.token_hex(4)); os._exit(0)
    os.wait()
print(secrets.token_hex(4))
"""
    run = site.run(lecture(code), prelude="vor.py")
    (shown,) = run.cells[0].outputs
    assert isinstance(shown, Stream)
    assert len(set(shown.text.split())) == 4
    bare = site.run(lecture(code, path="docs/ohne.md"))
    assert bare.cells[0].outputs == (shown,)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("100%|█| 9/9 [01:00:02<00:03, 98.2it/s]", "100%|█| 9/9 […, … it/s]"),
        ("0it [00:00, ?it/s]", "0it […, … it/s]"),
        ("2026-11-28 22:01:12,345 INFO a", "… INFO a"),
        ("Am 2026-11-28 um 22:01:12, 3", "Am 2026-11-28 um 22:01:12, 3"),
        ("[12:30, 3 km/h]", "[12:30, 3 km/h]"),
    ],
)
def test_of_bars_and_logs_only_the_times_go(site: Site, text: str, shown: str) -> None:
    assert outputs(site, f"print({text!r})")[0] == texts(("stdout", f"{shown}\n"))


def test_a_runner_at_rest_holds_nothing_and_goes_on_if_need_be(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    others = psutil.Process().children()  # a browser's, of other tests
    with Runner(Settings(root=tmp_path)) as runner:
        runner.rest()
        servers: list[psutil.Process] = []
        for code in ("print(1)", "print(2)"):
            assert runner.submit(lecture(code)).result(60).failure is None
            known = [*others, *servers]
            servers += [child for child in psutil.Process().children() if child not in known]
            runner.rest()
            psutil.wait_procs(servers, 10)
            alive = [
                child for child in servers if child.is_running() and child.status() != "zombie"
            ]
            assert alive == []
        assert len(servers) >= 2
