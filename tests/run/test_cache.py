"""When a lecture runs again and when it does not, counted by executions."""

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from site import getsitepackages as site_packages

import pytest
from msgspec import structs
from tests.run.lectures import lecture
from tests.run.sites import Site

from rechenprobe.execution import Run, Stream
from rechenprobe.lecture import CellOptions, PageSettings
from rechenprobe.run import Runner
from rechenprobe.run.jobs import Group


def entries(site: Site) -> list[Path]:
    return sorted((site.settings.cache_folder / "runs").rglob("*.json"))


def why(site: Site, *cells: str, **changes: object) -> str:
    with Runner(site.settings) as runner:
        return runner.why(lecture(*cells, **changes))  # type: ignore[arg-type]


def test_the_same_lecture_runs_once_and_gives_the_same_run(site: Site) -> None:
    page = lecture(site.leave_trace(), "print('x')\n1 + 1", values=("2 * 3",))
    first = site.run(page)
    assert site.run(page) == first
    assert first.failure is None
    assert site.executions == 1


def test_a_hit_starts_no_process_and_is_there_at_once(site: Site) -> None:
    page = lecture("x = 1")
    site.run(page)
    with Runner(site.settings) as runner:
        assert runner.submit(page).done()
        assert runner._starter is None
        assert runner._threads == []


def test_prose_is_not_in_the_key_even_when_it_moves_the_cells(site: Site) -> None:
    code = site.leave_trace() + "\nprint('x')"
    first = site.run(lecture(code, values=("1",)))
    moved = lecture(code, values=("1",), prose="# Anders\n\nund\n\nlänger")
    assert site.run(moved) == first
    assert site.executions == 1


def test_a_cell_that_does_not_run_moves_the_others_without_running_them(site: Site) -> None:
    code = site.leave_trace()
    site.run(lecture(code))
    run = site.run(lecture(("aus", CellOptions(eval=False)), code))
    assert [cell.cell for cell in run.cells] == [1]
    assert site.executions == 1


def test_what_a_cell_is_shown_as_does_not_run_it_again(site: Site) -> None:
    code = site.leave_trace()
    site.run(lecture(code))
    site.run(lecture(("#| echo: false\n" + code, CellOptions(echo=False))))
    assert site.executions == 1


Change = Callable[[Site], None]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (lecture("x = 1"), lecture("x = 2")),
        (lecture("x = 1", "y = 1"), lecture("y = 1", "x = 1")),
        (lecture("x = 1"), lecture("x = 1", "y = 1")),
        (lecture("x = 1", values=("x",)), lecture("x = 1", values=("x + 1",))),
        pytest.param(
            lecture("x = 1"),
            lecture(("x = 1", CellOptions(symbolic=True))),
            marks=pytest.mark.keras,
        ),
        (lecture("x = 1"), lecture("x = 1", path="docs/kurs/vorlesung.md")),
        (
            lecture("x = 1"),
            lecture("x = 1", settings=PageSettings(prelude="page.py")),
        ),
    ],
)
def test_what_is_executed_is_in_the_key(site: Site, before: object, after: object) -> None:
    site.write("page.py", "")
    site.write("prelude.py", site.leave_trace())
    site.run(before, prelude="prelude.py")  # type: ignore[arg-type]
    site.run(after, prelude="prelude.py")  # type: ignore[arg-type]
    assert site.executions == 2


def test_the_width_is_in_the_key(site: Site) -> None:
    page = lecture(site.leave_trace())
    site.run(page, width=80)
    site.run(page, width=100)
    assert site.executions == 2


def test_a_prelude_is_in_the_key(site: Site) -> None:
    page = lecture(site.leave_trace())
    site.write("prelude.py", "x = 1")
    site.run(page, prelude="prelude.py")
    site.write("prelude.py", "x = 1 ")
    site.run(page, prelude="prelude.py")
    assert site.executions == 2
    with Runner(structs.replace(site.settings, prelude="prelude.py")) as runner:
        site.write("prelude.py", "x = 3")
        assert "Vorspiel prelude.py hat einen anderen Inhalt" in runner.why(page)


READERS = {
    "open": "open('daten.csv').read()",
    "binary": "open('daten.csv', 'rb').read()",
    "pathlib": "import pathlib; pathlib.Path('daten.csv').read_text()",
    "low level": "import os; os.read(os.open('daten.csv', os.O_RDONLY), 9)",
    "update": "open('daten.csv', 'r+').read()",
    "absolute": "import os.path as p; open(p.join(p.dirname(__file__), 'daten.csv')).read()",
    "numpy": "import numpy as np; np.loadtxt('daten.csv')",
    "thread": "import threading as t; t.Thread(target=lambda: open('daten.csv').read()).start()",
    "above": "open('../docs/daten.csv').read()",
    "question": "import os.path as p; p.getsize('daten.csv')",
    "an address of SQLite's": "import sqlite3 as s; s.connect('file:daten.csv?mode=ro', uri=True)",
    "program": "import subprocess as s; s.run(['cat', 'daten.csv'])",
    "shell": "import os; os.system('cat <daten.csv')",
    "computed words": "import subprocess as s; s.run(['cat', 'daten' + '.csv'])",
    "forked": """
import os
if os.fork() == 0:
    open('daten' + '.csv').read()
    os._exit(0)
os.wait()""",
    "pool": "import multiprocessing as m; m.Pool(1).map(len, [open('daten' + '.csv').read()])",
    "C": """
import ctypes
c = ctypes.CDLL(None)
c.close(c.open(b"daten.csv".decode().encode(), 0)); "daten.csv" """,
}


@pytest.mark.parametrize("reader", READERS)
def test_one_byte_of_a_file_that_was_read_runs_it_again(site: Site, reader: str) -> None:
    site.write("docs/daten.csv", "1")
    code = f"{site.leave_trace()}\n{READERS[reader]};"
    first = site.run(lecture(code))
    assert first.failure is None
    assert [dependency.path for dependency in first.dependencies] == ["docs/daten.csv"]
    site.run(lecture(code))
    assert site.executions == 1
    site.write("docs/daten.csv", "2")
    assert "docs/daten.csv hat einen anderen Inhalt" in why(site, code)
    site.run(lecture(code))
    assert site.executions == 2


def test_a_byte_of_a_large_file_counts_within_one_session_whatever_its_time_says(
    site: Site, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`mkdocs serve` reads a large file once; a program that changes it may keep its time."""
    monkeypatch.setattr("rechenprobe.run.dependencies._FRESH", -10_000_000_000)  # no waiting
    file = site.write("docs/daten.bin", "")
    page = lecture(f"{site.leave_trace()}\nprint(open('daten.bin').read()[0])")
    shown = []
    for content in "1122":
        if not file.read_text().startswith(content):
            file.write_text(content * 100_000)
            os.utime(file, (10**9, 10**9))
        shown.append(runner.submit(page).result(30).cells[0].outputs)
    assert shown == [(Stream("stdout", f"{content}\n"),) for content in "1122"]
    assert site.executions == 2


def test_files_read_at_the_same_time_are_all_noted(site: Site) -> None:
    """Looking at a large one takes a while; what others open meanwhile counts as well."""
    for number in range(8):
        site.write(f"docs/{number}.bin", "x" * 8_000_000)
    code = """
from concurrent.futures import ThreadPoolExecutor as Pool
with Pool(8) as pool:
    list(pool.map(lambda number: open(f"{number}.bin").read(1), range(8)))"""
    found = [dependency.path for dependency in site.run(lecture(code)).dependencies]
    assert found == [f"docs/{number}.bin" for number in range(8)]


def test_a_file_elsewhere_counts_as_long_as_it_is_there(site: Site) -> None:
    """On another machine it may be missing, as packages may: there the kept run serves."""
    elsewhere = site.traces.with_name("daten.csv")
    elsewhere.write_text("1")
    code = f"{site.leave_trace()}\nprint(open({str(elsewhere)!r}).read())"
    site.run(lecture(code))
    site.run(lecture(code))
    assert site.executions == 1
    elsewhere.write_text("2")
    assert "daten.csv hat einen anderen Inhalt" in why(site, code)
    site.run(lecture(code))
    assert site.executions == 2
    elsewhere.unlink()
    site.run(lecture(code))
    assert site.executions == 2


def test_whether_a_folder_is_there_is_not_what_is_in_it(site: Site) -> None:
    site.write("docs/daten/a.csv", "1")
    code = f"{site.leave_trace()}\nimport os\nprint(os.path.isdir('daten'))"
    first = site.run(lecture(code))
    assert [dependency.path for dependency in first.dependencies] == ["docs/daten"]
    site.write("docs/daten/b.csv", "1")
    site.run(lecture(code))
    assert site.executions == 1
    shutil.rmtree(site.root / "docs/daten")
    assert site.run(lecture(code)) != first
    assert site.executions == 2


def test_folders_on_the_way_to_the_site_and_to_python_are_no_dependencies(site: Site) -> None:
    """Resolving a path asks about each of them: another machine has others."""
    code = "import os, sys\nfor place in (os.getcwd(), __file__, sys.executable, sys.prefix):\n"
    code += "    os.path.realpath(place); os.lstat(os.path.dirname(place))"
    noted = [Path(dependency.path) for dependency in site.run(lecture(code)).dependencies]
    assert [path for path in noted if path.is_absolute()] == []


TELLING = {
    "traceback": "import traceback\ntry: 1 / 0\nexcept ZeroDivisionError: traceback.print_exc()",
    "thread": "import threading\nthreading.Thread(target=lambda: 1 / 0).start()",
    "frame": "import sys\nprint(sys._getframe().f_lineno, sys._getframe().f_code.co_filename)",
    "log": "import logging\nlogging.basicConfig(format='%(lineno)d')\nlogging.error('x')",
    "source": "import inspect\ndef f(): pass\nprint(inspect.getsourcelines(f))",
    "warning": "import warnings\nwarnings.warn('x')",
}


@pytest.mark.parametrize("code", TELLING.values(), ids=TELLING)
def test_what_code_says_of_its_lines_stays_true_when_the_prose_moves_it(
    site: Site, code: str
) -> None:
    code = f"{site.leave_trace()}\n{code};"
    first = site.run(lecture(code))
    assert first.failure is None
    moved = lecture(code, prose="# Vorlesung\n\nEin Absatz mehr.\n")
    site.write(moved.path, moved.source)
    assert site.run(moved) == first
    assert site.executions == 1
    anew = structs.replace(site.settings, cache=".cache/anew")
    with Runner(anew) as runner:
        assert runner.submit(moved).result(60).cells == first.cells


def test_a_state_that_was_seen_before_is_still_known(site: Site) -> None:
    code = site.leave_trace() + "\nprint(open('a').read())"
    runs = []
    for content in ("1", "2", "1"):
        site.write("docs/a", content)
        runs.append(site.run(lecture(code)))
    assert site.executions == 2
    assert runs[0] == runs[2] != runs[1]


def test_a_file_that_was_looked_for_in_vain_counts_once_it_exists(site: Site) -> None:
    code = (
        site.leave_trace()
        + """
try:
    open("daten.csv")
except FileNotFoundError:
    pass
try:
    import hilfe
except ImportError:
    pass
"""
    )
    site.run(lecture(code))
    site.write("docs/daten.csv", "")
    assert "docs/daten.csv gibt es jetzt" in why(site, code)
    site.run(lecture(code))
    assert site.executions == 2
    site.write("docs/hilfe.py", "")
    site.run(lecture(code))
    assert site.executions == 3


def test_a_file_that_is_gone_counts(site: Site) -> None:
    file = site.write("docs/daten.csv", "1")
    code = (
        site.leave_trace() + "\nimport os\nif os.path.exists('daten.csv'): open('daten.csv').read()"
    )
    site.run(lecture(code))
    file.unlink()
    assert "docs/daten.csv gibt es nicht mehr" in why(site, code)
    assert site.run(lecture(code)).failure is None
    assert site.executions == 2


def test_a_folder_that_was_listed_counts_by_its_names(site: Site) -> None:
    site.write("docs/bilder/a.png", "1")
    code = site.leave_trace() + "\nimport os\nprint(os.listdir('bilder'))"
    site.run(lecture(code))
    site.write("docs/bilder/a.png", "2")
    site.run(lecture(code))
    assert site.executions == 1
    site.write("docs/bilder/b.png", "1")
    site.run(lecture(code))
    assert site.executions == 2


def test_what_a_shell_finds_by_a_pattern_counts(site: Site) -> None:
    """The content of what is there, and what comes; a star in other strings means nothing."""
    site.write("docs/daten.csv", "1")
    code = f"{site.leave_trace()}\nimport os\nos.system('cat *.csv');"
    site.run(lecture(code))
    site.write("docs/daten.csv", "2")
    site.run(lecture(code))
    site.write("docs/mehr.csv", "3")
    run = site.run(lecture(code))
    assert run.cells[0].outputs == (Stream("stdout", "23"),)
    assert site.executions == 3
    assert site.run(lecture("x = '*.csv'")).dependencies == ()


def test_local_modules_and_what_they_import_count(site: Site) -> None:
    site.write("docs/hilfe.py", "import paket.innen")
    site.write("paket/innen.py", "x = 1")
    code = site.leave_trace() + "\nimport hilfe"
    run = site.run(lecture(code))
    assert [dependency.path for dependency in run.dependencies] == [
        "docs/hilfe.py",
        "paket/innen.py",
    ]
    site.write("paket/innen.py", "x = 2")
    site.run(lecture(code))
    assert site.executions == 2


def test_a_module_whose_compiled_form_is_read_counts_as_its_source(site: Site) -> None:
    import py_compile

    source = site.write("docs/hilfe.py", "x = 1")
    py_compile.compile(str(source))
    run = site.run(lecture("import hilfe"))
    assert [dependency.path for dependency in run.dependencies] == ["docs/hilfe.py"]


def test_what_the_run_wrote_itself_and_what_python_brings_is_no_dependency(site: Site) -> None:
    code = """
import json, numpy, os.path as p
open("neu", "w").write("1"); open("neu").read()
own = p.join(p.dirname(__file__), "ergebnis.txt")
open(own, "w").write("1"); open(own).read()
"""
    with Runner(site.settings, own_numbers=False) as runner:  # nothing else lets it write there
        run = runner.submit(lecture(code)).result(60)
    assert run.failure is None
    assert run.dependencies == ()


def fake_version(monkeypatch: pytest.MonkeyPatch, **versions: str | None) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name in versions:
            fake = versions[name]
            if fake is None:
                raise metadata.PackageNotFoundError(name)
            return fake
        return real(name)

    monkeypatch.setattr(metadata, "version", version)


def test_another_version_of_what_was_imported_runs_it_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = site.leave_trace() + "\nimport numpy"
    assert set(site.run(lecture(code)).versions) == {"numpy", "python"}
    fake_version(monkeypatch, packaging="0")
    site.run(lecture(code))
    assert site.executions == 1
    fake_version(monkeypatch, numpy="999.0")
    assert "numpy 999.0 statt" in why(site, code)
    site.run(lecture(code))
    assert site.executions == 2


def test_a_module_that_the_engine_uses_too_counts_when_the_author_imports_it(site: Site) -> None:
    assert "msgspec" not in site.run(lecture("x = 1")).versions
    assert "msgspec" in site.run(lecture("import msgspec")).versions
    assert "msgspec" not in site.run(lecture("import rechenprobe.model.catalogue")).versions


@pytest.mark.parametrize("how", ["'-c', 'import kurs.netz'", "'-m', 'kurs.netz'"])
def test_a_module_that_another_python_imports_is_a_dependency(site: Site, how: str) -> None:
    site.write("docs/kurs/__init__.py", "")
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, {how}], check=True)"
    page = lecture(f"{site.leave_trace()}\n{code}")
    for text in ("x = 1", "x = 1", "x = 2"):
        site.write("docs/kurs/netz.py", text)
        assert site.run(page).failure is None
    assert site.executions == 2


def test_a_package_without_a_version_counts_by_its_content(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copied among the packages by hand; its parts, too."""
    module = Path(site_packages()[0], "rechenprobe_probe", "inner.py")
    module.parent.mkdir()
    try:
        (module.parent / "__init__.py").write_text("from rechenprobe_probe.inner import x")
        page = lecture(f"{site.leave_trace()}\nimport rechenprobe_probe as p\nprint(p.x)")
        for content in ("1", "1", "2"):
            module.write_text(f"x = {content}")
            run = site.run(page)
            assert run.cells[0].outputs == (Stream("stdout", f"{content}\n"),)
        assert site.executions == 2
    finally:
        shutil.rmtree(module.parent)


def test_a_part_of_a_package_under_another_name_belongs_to_the_package(site: Site) -> None:
    """Extensions of scipy name themselves so. A path of this machine would keep the run here."""
    code = "import html.parser, pygments.lexers, sys\n"
    code += "sys.modules.update(one=pygments.lexers, other=html.parser)\n1"
    run = site.run(lecture(code))
    assert run.failure is None
    assert "pygments" in {name.lower() for name in run.versions}
    assert run.dependencies == ()


def test_where_something_is_not_installed_the_kept_run_serves(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build without TensorFlow, whatever its other versions are, reads what was made with it."""
    code = site.leave_trace() + "\nimport numpy, matplotlib"
    site.run(lecture(code))
    fake_version(monkeypatch, numpy=None, matplotlib="0.1")
    site.run(lecture(code))
    assert site.executions == 1


def test_a_failed_run_is_never_kept(site: Site) -> None:
    code = site.leave_trace() + "\n1 / 0"
    for _ in range(2):
        assert site.run(lecture(code)).failure is not None
    assert site.executions == 2
    assert entries(site) == []


def flip(text: str) -> str:
    return text.replace('"text":"x', '"text":"y')


@pytest.mark.parametrize(
    "damage",
    [
        flip,
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda _: "\0\xff",
        lambda text: json.dumps({**json.loads(text), "content": {"cells": 3}}),
    ],
    ids=["changed", "cut off", "empty", "binary", "another schema"],
)
def test_a_damaged_entry_is_noticed_reported_and_replaced(
    site: Site, damage: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    page = lecture(site.leave_trace() + "\nprint('x')")
    first = site.run(page)
    (entry,) = entries(site)
    entry.write_text(damage(entry.read_text()), encoding="latin-1")
    with caplog.at_level(logging.WARNING, "mkdocs.plugins.rechenprobe"):
        assert site.run(page) == first
    assert site.executions == 2
    assert "beschädigt" in caplog.text
    assert entry.name in caplog.text
    caplog.clear()
    assert site.run(page) == first
    assert site.executions == 2
    assert caplog.text == ""


def test_a_tampered_entry_with_a_fitting_digest_must_still_be_a_run(site: Site) -> None:
    import hashlib

    page = lecture(site.leave_trace())
    site.run(page)
    (entry,) = entries(site)
    content = '{"cells":[{"cell":"null"}]}'
    digest = hashlib.sha256(content.encode()).hexdigest()
    entry.write_text(f'{{"digest":"{digest}","content":{content}}}')
    site.run(page)
    assert site.executions == 2


def test_a_cache_that_cannot_be_written_is_reported_and_the_run_counts(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.write(".cache", "a file where the folder should be")
    assert site.run(lecture("print('x')")).cells
    assert "lässt sich nicht schreiben" in caplog.text
    assert "beschädigt" not in caplog.text


def test_nothing_but_json_lies_in_the_cache(site: Site) -> None:
    site.run(lecture("print('x')"))
    files = [file for file in site.settings.cache_folder.rglob("*") if file.is_file()]
    assert files
    for file in files:
        json.loads(file.read_text("utf-8"))


def test_why_names_what_changed(site: Site) -> None:
    page = ("x = 1", "y = 2")
    assert why(site, *page).endswith("kein früherer Lauf ist bekannt")
    site.run(lecture(*page))
    assert "aus dem Cache" in why(site, *page)
    assert why(site, "x = 1", "y = 3") == (
        "docs/vorlesung.md: muss laufen\n  – Zelle 2 (Zeile 8) ist neu oder geändert"
    )
    assert "anderer Reihenfolge" in why(site, *reversed(page))
    assert "1 statt 2 Zellen" in why(site, "x = 1")
    assert "Werte" in why(site, *page, values=("1",))
    site.write("p.py", "")
    assert "Vorspiel p.py kommt hinzu" in why(site, *page, settings=PageSettings(prelude="p.py"))
    assert "nichts auszuführen" in why(site)


def test_two_runners_on_one_cache_agree(site: Site) -> None:
    pages = [lecture(f"print({number})", path=f"docs/{number}.md") for number in range(4)]
    with Runner(site.settings) as one, Runner(site.settings) as other:
        futures = [(one.submit(page), other.submit(page)) for page in pages]
        for first, second in futures:
            run: Run = first.result(60)
            assert run.failure is None
            assert second.result(60) == run
    assert len(entries(site)) == len(pages)


def test_the_cache_is_bounded_and_the_least_recently_used_goes_first(site: Site) -> None:
    pages = [lecture(f"print('{'x' * 1000}{number}')") for number in range(4)]
    clock = 1_000_000
    for page in pages[:3]:
        site.run(page)
        for entry in entries(site):
            if entry.stat().st_mtime > 2_000_000:
                os.utime(entry, (clock, clock))
        clock += 10
    size = max(entry.stat().st_size for entry in entries(site))
    site.run(pages[0])  # used again: now the second is the oldest
    site.run(pages[3], cache_size=(3 * size + 10) / 1e6)
    assert len(entries(site)) == 3
    with Runner(site.settings) as runner:
        reasons = [runner.why(page) for page in pages]
    assert ["aus dem Cache" in reason for reason in reasons] == [True, False, True, True]


def test_a_run_larger_than_the_cache_is_kept_all_the_same(site: Site) -> None:
    page = lecture(site.leave_trace())
    site.run(lecture("1"), cache_size=0.000001)
    for _ in range(2):
        site.run(page, cache_size=0.000001)
    assert site.executions == 1
    assert len(entries(site)) == 1


def test_leftovers_of_killed_builds_go_and_those_of_running_builds_stay(site: Site) -> None:
    site.run(lecture("1"))
    (entry,) = entries(site)
    old, new = entry.with_name(".1.tmp"), entry.with_name(".2.tmp")
    for file in (old, new):
        file.write_text("half")
    os.utime(old, (0, 0))
    site.run(lecture("2"))
    assert (old.exists(), new.exists()) == (False, True)


def test_an_upgrade_under_a_running_server_is_seen_by_the_next_run(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`mkdocs serve` goes on while a package is upgraded."""
    packages = site.traces.with_name("packages")
    info = packages / "fake-1.0.dist-info"
    info.mkdir(parents=True)
    (packages / "fake.py").write_text("version = 1")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fake\nVersion: 1.0\n")
    (info / "RECORD").write_text("fake.py,,\n")
    monkeypatch.syspath_prepend(packages)
    group = Group(("fake",), re.compile("fake"))
    monkeypatch.setattr("rechenprobe.run.runner.GROUPS", (group,))
    monkeypatch.setattr("rechenprobe.run.jobs.GROUPS", (group,))
    page = lecture(
        f"{site.leave_trace()}\nimport fake  # in the server, as Keras is\nprint(fake.version)"
    )
    with Runner(site.settings) as runner:
        first = runner.submit(page).result(60)
        assert first.versions["fake"] == "1.0"
        assert runner.submit(page).result(60) == first
        (packages / "fake.py").write_text("version = 2")
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fake\nVersion: 2.0\n")
        info.rename(packages / "fake-2.0.dist-info")
        second = runner.submit(page).result(60)
    assert second.versions["fake"] == "2.0"
    assert second.cells != first.cells
    assert site.executions == 2


def test_what_a_run_rests_on_does_not_depend_on_what_ran_before(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server holds what other lectures needed. Else an upgrade of Keras would run all again."""
    packages = site.root.parent / "packages"
    packages.mkdir()
    sources = {
        "base": "def __getattr__(name): import late; return late",
        "late": "",
        "net": "import base; base.late",
        "draw": "import base",
        "more": "import draw",
        "kit/__init__": "from kit import rare",
        "kit/rare": "import extra",
        "extra": "",
    }
    (packages / "kit").mkdir()
    for path, source in sources.items():
        (packages / f"{path}.py").write_text(source)
        name = path.partition("/")[0]
        info = packages / f"{name}-1.0.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "RECORD").write_text(f"{path}.py,,\n")
    monkeypatch.syspath_prepend(packages)
    groups = (
        *(Group((name,), re.compile(name)) for name in ("net", "draw", "kit")),
        Group(("kit.rare",), re.compile(r"\.rare"), more=True),
    )
    monkeypatch.setattr("rechenprobe.run.runner.LEFT", ("kit.rare",))
    monkeypatch.setattr("rechenprobe.run.runner.GROUPS", groups)
    monkeypatch.setattr("rechenprobe.run.jobs.GROUPS", groups)
    site.write("docs/hilfe.py", "def f():\n    import net")
    codes = {
        "import net": {"base", "late", "net"},
        "import draw": {"base", "draw"},
        "x = 1  # net, draw": set(),
        "import hilfe": {"base", "late", "net"},
        "import more": {"base", "draw", "more"},
        "import kit": {"kit"},
        "import kit\ngetattr(kit, 'rare')": {"kit", "extra"},
        "import kit\nkit.rare": {"kit", "extra"},
        "import importlib\nimportlib.import_module('net')": {"base", "late", "net"},
    }
    for order in (list(codes), list(reversed(codes))):
        found = {}
        with Runner(structs.replace(site.settings, cache=f".cache{len(order[0])}")) as runner:
            for code in order:
                run = runner.submit(lecture(code, path="docs/l.md")).result(60)
                found[code] = set(run.versions) - {"python"}
        assert found == codes


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, {repository!r})
from tests.run.lectures import lecture
from rechenprobe.run import Runner
from rechenprobe.settings import Settings
with Runner(Settings(root=Path({root!r}))) as runner:
    pages = [lecture(f"print('x' * 100_000, {{i}})", path=f"docs/{{i}}.md") for i in range(12)]
    for future in [runner.submit(page) for page in pages]:
        future.result()
"""


def test_a_build_killed_at_any_moment_leaves_a_whole_cache(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    repository = str(Path(__file__).parents[2])
    source = BUILD.format(repository=repository, root=str(site.root))
    moment = 0.1
    while True:
        build = subprocess.Popen([sys.executable, "-c", source])
        try:
            build.wait(moment)
            break
        except subprocess.TimeoutExpired:
            build.kill()
            build.wait()
            moment += 0.15
    assert build.returncode == 0
    pages = [lecture(f"print('x' * 100_000, {i})", path=f"docs/{i}.md") for i in range(12)]
    with Runner(site.settings) as runner:
        runs = [runner.submit(page) for page in pages]
        assert all(run.done() for run in runs)
    texts = [run.result().cells[0].outputs for run in runs]
    assert texts == [(Stream("stdout", f"{'x' * 100_000} {i}\n"),) for i in range(12)]
    assert caplog.text == ""


def test_the_last_good_outputs_stay_with_their_cells(site: Site) -> None:
    """Found by what the cells say, whatever was added, removed or is broken now."""
    site.run(lecture("print('a')", "print('b')", "print('c')"))
    broken = lecture("0", "print('a')", "1 / 0", "print('c')")
    assert site.run(broken).failure is not None
    with Runner(site.settings) as runner:
        last = runner.last_good(broken)
        unknown = runner.last_good(lecture("1", path="docs/neu.md"))
    assert last is not None
    shown = {cell.cell: cell.outputs for cell in last.cells}
    assert shown == {
        1: (Stream("stdout", "a\n"),),
        2: (Stream("stdout", "b\n"),),
        3: (Stream("stdout", "c\n"),),
    }
    assert unknown is None
