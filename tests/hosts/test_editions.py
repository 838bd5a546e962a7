"""What did not change is neither read nor checked nor drawn again, and never stale."""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rechenprobe import editions as kept
from rechenprobe.chain import Chain
from rechenprobe.edition import Edition
from rechenprobe.marks import Marks
from rechenprobe.pipeline import Pipeline
from rechenprobe.settings import Settings
from rechenprobe.show.seal import unseal

PAGE = "docs/a.md"
LECTURE = """\
---
rechenprobe: {show_prelude: true}
---

# Netz

Es gilt 3 · 4 = 12 und $34\\,944$<!-- = 96 * 364 -->. Ein Netz hat 123456 Parameter.

```python
print("x", open("daten.txt").read())
```

[Dort](b.md)
"""


class Course:
    """A course with one lecture, built over and over; counts how often the chain is walked."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.settings = Settings(root=root, prelude="vor.py", workers=1)
        self.walked = 0
        self.links: dict[str, str] = {}
        (root / "docs").mkdir()
        self.write("vor.py", "y = 1\n")
        self.write("docs/daten.txt", "1")
        # Whoever works on the engine while its tests run must not break them.
        monkeypatch.setattr(kept, "engine_of", lambda *_: "ours")
        monkeypatch.setattr(Marks, "package", lambda _: "ours")
        monkeypatch.setattr("rechenprobe.run.runner.run_engine", lambda: "ours")
        read = Chain.read

        def count(chain: Chain, source: str, path: str) -> object:
            self.walked += 1
            return read(chain, source, path)

        monkeypatch.setattr(Chain, "read", count)

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def build(self, source: str = LECTURE, path: str = PAGE) -> Edition:
        """Publish the lecture the way a build does, with a pipeline of its own."""
        pipeline = Pipeline(self.settings)
        try:
            pending = pipeline.start(source, path)
            pending.publish(self.links.get, {})
            return pending.edition()
        finally:
            pipeline.close()

    def check(self) -> Edition:
        pipeline = Pipeline(self.settings)
        try:
            return pipeline.start(LECTURE, PAGE).edition()
        finally:
            pipeline.close()

    @property
    def entries(self) -> list[Path]:
        return sorted((self.settings.cache_folder / "editions").glob("*.json"))


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    return Course(tmp_path, monkeypatch)


def page(edition: Edition) -> str:
    assert edition.published is not None
    return edition.published.page


def test_an_unchanged_lecture_gives_the_same_edition_without_being_read(course: Course) -> None:
    """Findings, page and notebook, as a clean build gives them."""
    first = course.build()
    assert course.walked == 1
    assert [finding.severity for finding in first.report.findings] == ["warning"]
    assert course.build() == first
    assert course.walked == 1
    shutil.rmtree(course.settings.cache_folder)
    assert course.build() == first
    assert course.walked == 2


def test_git_leaves_the_cache_out_but_never_what_people_write(course: Course) -> None:
    course.build()
    ignore = course.settings.cache_folder / ".gitignore"
    assert ignore.read_text(encoding="utf-8").splitlines()[-1] == "*"
    ignore.write_text("eigenes\n", encoding="utf-8")
    course.build(LECTURE + "mehr\n")
    assert ignore.read_text(encoding="utf-8") == "eigenes\n"
    ignore.unlink()
    course.write(f"{course.settings.cache}/seite.md", "kein Cache")
    course.build(LECTURE + "noch mehr\n")
    assert not ignore.exists()


def test_what_was_only_checked_is_published_when_it_is_asked_for(course: Course) -> None:
    """And then it serves both."""
    checked = course.check()
    assert checked.published is None
    published = course.build()
    assert (published.report, course.walked) == (checked.report, 2)
    assert course.check() == course.build() == published
    assert course.walked == 2


CHANGES: dict[str, Callable[[Course], object]] = {
    "the prelude": lambda course: course.write("vor.py", "y = 2\n"),
    "no prelude": lambda course: (course.root / "vor.py").unlink(),
    "a file that was read": lambda course: course.write("docs/daten.txt", "2"),
    "an option": lambda course: setattr(
        course, "settings", Settings(root=course.root, prelude="vor.py", grouping="dot")
    ),
    "the run is gone": lambda course: shutil.rmtree(course.settings.cache_folder / "runs"),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_whatever_it_depends_on_makes_it_anew(course: Course, change: str) -> None:
    course.build()
    CHANGES[change](course)
    course.build()
    assert course.walked == 2


@pytest.mark.parametrize(("source", "path"), [(LECTURE + "\n", PAGE), (LECTURE, "docs/c.md")])
def test_another_text_or_another_place_is_another_lecture(
    course: Course, source: str, path: str
) -> None:
    course.build()
    course.build(source, path)
    assert course.walked == 2
    course.build()
    assert course.walked == 2


def test_limits_and_folders_show_on_no_page(course: Course) -> None:
    """A cache made elsewhere serves; so does one made with other limits."""
    course.build()
    course.settings = Settings(root=course.root, prelude="vor.py", timeout=9.0, memory=3.0)
    course.build()
    assert course.walked == 1


def test_an_edited_engine_makes_everything_anew(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installed for development, its version stays the same."""
    course.build()
    monkeypatch.setattr(kept, "engine_of", lambda *_: "another")
    course.build()
    assert course.walked == 2


def test_an_engine_that_changes_under_a_running_build_keeps_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stages are imported late: what they made belongs to no known engine."""
    found = iter(("ours", "edited meanwhile"))
    monkeypatch.setattr(Marks, "package", lambda _: next(found))
    course.build()
    assert course.entries == []


def test_another_version_of_what_the_run_imported_makes_it_anew(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import metadata

    source = "```python\nimport msgspec\n```\n"
    course.build(source)
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0" if name == "msgspec" else real(name))
    course.build(source)
    assert course.walked == 2


def test_a_link_that_leads_elsewhere_makes_the_notebook_anew(course: Course) -> None:
    """The notebook holds addresses on the web; other pages of the site decide about them."""
    course.build()
    course.links["b.md"] = "https://kurs.example/b/"
    again = course.build()
    assert course.walked == 2
    assert again.published is not None
    assert "https://kurs.example/b/" in again.published.notebook


def test_output_that_looks_like_the_end_of_a_seal_is_kept_as_it_is(course: Course) -> None:
    """Pages are kept with their seals readable, where that can be undone."""
    source = "```python\nprint('a' + chr(0x10FD01) + 'b')\n```\n"
    first = course.build(source)
    assert "a\U0010fd01b" in unseal(page(first))
    assert course.build(source) == first
    assert course.walked == 1


def test_a_lecture_that_failed_is_not_kept(course: Course) -> None:
    course.build("```python\n1 / 0\n```\n")
    assert course.entries == []


def test_a_wrong_number_is_reported_again_and_again(course: Course) -> None:
    first = course.build("Es gilt 3 · 4 = 13.\n")
    again = course.build("Es gilt 3 · 4 = 13.\n")
    assert again.report == first.report
    assert again.report.failed
    assert course.walked == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("3 · 4", "3 · 5"),
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda text: json.dumps({**json.loads(text), "content": {"edition": 3}}),
    ],
    ids=["changed", "cut off", "empty", "another schema"],
)
def test_a_damaged_edition_is_noticed_reported_and_made_anew(
    course: Course, damage: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    first = course.build()
    (entry,) = course.entries
    entry.write_text(damage(entry.read_text(encoding="utf-8")), encoding="utf-8")
    with caplog.at_level(logging.WARNING, "mkdocs.plugins.rechenprobe"):
        assert course.build() == first
    assert "beschädigt" in caplog.text
    caplog.clear()
    assert course.build() == first
    assert (course.walked, caplog.text) == (2, "")


def test_a_run_that_was_tampered_with_is_no_evidence(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    """It is reported where it is read, and runs again."""
    first = course.build()
    (run,) = (course.settings.cache_folder / "runs").rglob("*.json")
    run.write_text(run.read_text(encoding="utf-8").replace('"x 1', '"z 1'), encoding="utf-8")
    with caplog.at_level(logging.WARNING, "mkdocs.plugins.rechenprobe"):
        assert course.build() == first
    assert run.name in caplog.text
    assert course.walked == 2


def test_editions_are_bounded_and_the_least_recently_used_goes_first(course: Course) -> None:
    sources = [f"# Seite {number}\n\n" + "Text. " * 2000 for number in range(4)]
    for source in sources:
        course.build(source)
    size = sum(entry.stat().st_size for entry in course.entries)
    course.settings = Settings(root=course.root, prelude="vor.py", cache_size=0.7 * size / 1e6)
    course.build(sources[0])  # used, so it stays
    course.build("# Neu\n")
    assert sum(entry.stat().st_size for entry in course.entries) <= 0.7 * size
    walked = course.walked
    course.build(sources[0])
    assert course.walked == walked
    course.build(sources[1])
    assert course.walked == walked + 1


def test_a_cache_that_cannot_be_written_is_reported_and_the_page_counts(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    folder = course.settings.cache_folder
    folder.mkdir(parents=True)
    (folder / "editions").write_text("")
    with caplog.at_level(logging.WARNING, "mkdocs.plugins.rechenprobe"):
        assert "3 · 4" in page(course.build("Es gilt 3 · 4 = 12.\n"))
    assert "lässt sich nicht schreiben" in caplog.text


def test_what_is_kept_costs_no_stage(course: Course) -> None:
    """Neither reading, checking nor showing is even imported."""
    code = f"""
import sys
from pathlib import Path
from rechenprobe.pipeline import Pipeline
from rechenprobe.settings import Settings
pipeline = Pipeline(Settings(root=Path({str(course.root)!r}), prelude="vor.py", workers=1))
pending = pipeline.start({LECTURE!r}, {PAGE!r})
print(len(pending.publish(lambda _: None, {{}}).page))
pipeline.close()
stages = ("read", "check", "show.page", "show.tables", "model", "chain", "run.runner")
late = tuple(f"rechenprobe.{{stage}}" for stage in stages)
print([name for name in sys.modules if name.startswith(late)] == [])
"""
    answers = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert [late for _, late in answers] == ["False", "True"]
    assert answers[0][0] == answers[1][0]
