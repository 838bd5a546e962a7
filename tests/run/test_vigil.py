"""Where somebody edits: a run whose lecture changes meanwhile begins anew, and only such a run."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic, sleep

import pytest
from msgspec import structs
from tests.run.sites import Site

from rechenprobe.chain import Draft
from rechenprobe.execution import Output, Stream
from rechenprobe.pipeline import Pending, Pipeline, read_text

MENDED = {
    "docs/v.md": "```python\nprint('neu')\n```\n",
    "vor.py": "y = 2\n",
    "docs/hilfe.py": "def f(): print('neu')\n",
    "docs/zahl.txt": "0",
}
ENDLESS = {
    "docs/v.md": "while True: pass",
    "vor.py": "while y == 1: pass\nprint('neu')",
    "docs/hilfe.py": "import hilfe\nhilfe.f()",
    "docs/zahl.txt": "while open('zahl.txt').read() != '0': pass\nprint('neu')",
}


def begin(site: Site, cell: str, *, watchful: bool = True) -> tuple[Pipeline, Pending]:
    """A lecture that is running by now."""
    settings = structs.replace(site.settings, prelude="vor.py")
    site.write("vor.py", "y = 1\n")
    site.write("docs/hilfe.py", "def f():\n    while True: pass\n")
    site.write("docs/zahl.txt", "1")
    path = site.write("docs/v.md", f"```python\n{site.leave_trace()}\n{cell}\n```\n")
    pipeline = Pipeline(settings, watchful=watchful)
    pending = pipeline.start(read_text(path), pipeline.name(path))
    deadline = monotonic() + 60
    while not site.executions:
        assert monotonic() < deadline
        sleep(0.01)
    return pipeline, pending


def shown(pending: Pending) -> tuple[Output, ...]:
    run = pending.finish().run
    assert run.failure is None, run.failure
    return run.cells[0].outputs


@pytest.mark.parametrize("name", MENDED)
def test_who_mends_an_endless_lecture_need_not_wait(site: Site, name: str) -> None:
    """Its page, its prelude, a module of the author's, a data file."""
    pipeline, pending = begin(site, ENDLESS[name])
    try:
        sleep(0.3)  # it has read by now what it reads
        site.write(name, MENDED[name])
        assert shown(pending) == (Stream("stdout", "neu\n"),)
        assert pending.edition().report.findings == ()
    finally:
        pipeline.close()


@pytest.mark.parametrize("name", ["docs/v.md", "docs/anderes.md", "docs/hilfe.py"])
def test_what_changes_nothing_ends_no_run(site: Site, name: str) -> None:
    """A file saved as it was, and one that the lecture does not read."""
    wait = "import pathlib\nwhile not pathlib.Path({!r}).exists(): pass\nprint('alt')"
    signal = site.root.parent / "weiter"
    pipeline, pending = begin(site, wait.format(str(signal)))
    try:
        file = site.root / name
        text = file.read_text() if name == "docs/v.md" else "anders = 1"
        file.write_text(text)
        sleep(0.7)
        signal.touch()
        assert shown(pending) == (Stream("stdout", "alt\n"),)
        assert site.executions == 1
    finally:
        pipeline.close()


def test_a_build_is_of_the_files_that_it_began_with(site: Site) -> None:
    pipeline, pending = begin(site, "import time; time.sleep(1); print('alt')", watchful=False)
    try:
        site.write("docs/v.md", MENDED["docs/v.md"])
        assert shown(pending) == (Stream("stdout", "alt\n"),)
    finally:
        pipeline.close()


def test_a_lecture_that_changes_what_it_rests_on_ends(site: Site) -> None:
    """Nobody waits for a lecture that would begin anew for ever."""
    path = site.write("docs/v.md", "```python\nwhile True: pass\n```\n")
    pipeline = Pipeline(site.settings, watchful=True)
    pipeline.chain.start = partial(_restless, pipeline.chain.start, path)  # type: ignore[method-assign]
    try:
        failure = pipeline.start(read_text(path), pipeline.name(path)).finish().run.failure
        assert failure is not None
        assert failure.message == "die Vorlesung hat sich geändert, während sie lief"
    finally:
        pipeline.close()


def _restless(start: Callable[..., Draft], path: Path, *arguments: str) -> Draft:
    """Somebody saves whenever the lecture has begun."""
    draft = start(*arguments)
    path.write_text(path.read_text() + "\n", encoding="utf-8")
    return draft
