"""Text that changed is read, checked and drawn in a copy of the process, beside MkDocs' work."""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, get_files
from tests.hosts.building import Site

from rechenprobe import store
from rechenprobe.chain import Chain

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux"),
    pytest.mark.single_threaded,
]

PAGES = {
    "docs/index.md": "# Netz\n\nEs sind 96 · 364 = 34944. [Dort](teil/zwei.md#mehr)\n\n"
    '```python\nprint("so", 6 * 7)\n```\n',
    "docs/teil/zwei.md": "# Zwei\n\n## Mehr\n\n3 · 4 = 12, [zurück](../index.md)\n\n"
    '```python\nprint("zwei")\n```\n',
}


class Course(Site):
    """A site that was built once; counts what this process itself reads."""

    def __init__(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        vars(self).update(vars(site))
        self.config_text += "site_url: https://example.org/kurs/\n"
        self.config_text += "theme: material\n"  # the other one writes the time into its pages
        self.read_here: list[str] = []
        self.copies = 0
        self.write(PAGES)
        self.build()
        read, fork = Chain.read, os.fork

        def note(chain: Chain, source: str, path: str) -> object:
            self.read_here.append(path)
            return read(chain, source, path)

        def count() -> int:
            self.copies += 1
            return fork()

        monkeypatch.setattr(Chain, "read", note)
        monkeypatch.setattr(os, "fork", count)

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write({name: text.replace(old, new)})

    def files(self) -> Mapping[str, bytes]:
        folder = self.root / "site"
        found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".gz")
        return {str(path.relative_to(folder)): path.read_bytes() for path in found}

    def clean(self) -> Mapping[str, bytes]:
        """What a build without a cache makes of it."""
        for kept in ("runs", "editions", "pages"):
            shutil.rmtree(self.root / ".cache/rechenprobe" / kept)
        self.build()
        return self.files()


@pytest.fixture
def course(site: Site, monkeypatch: pytest.MonkeyPatch) -> Course:
    return Course(site, monkeypatch)


def test_new_text_is_made_in_a_copy_and_comes_out_as_ever(course: Course) -> None:
    course.edit("docs/index.md", "Es sind", "Es sind nämlich")
    course.edit("docs/teil/zwei.md", "3 · 4 = 12", "3 · 5 = 15")
    course.build()
    assert (course.read_here, course.copies) == ([], 1)
    assert "nämlich" in course.read()
    built = course.files()
    assert b"https://example.org/kurs/teil/zwei/#mehr" in built["index.ipynb"]
    assert course.clean() == built


def test_what_was_made_ahead_is_kept(course: Course) -> None:
    course.edit("docs/index.md", "Es sind", "Es sind nämlich")
    course.build()
    built = course.files()
    course.build()
    assert (course.read_here, course.copies) == ([], 1)
    assert course.files() == built


def test_nothing_is_started_where_nothing_changed(course: Course) -> None:
    """Nor for pages that are not published."""
    course.config_text += "exclude_docs: weg.md\ndraft_docs: entwurf.md\n"
    course.write({f"docs/{name}": "# Neu\n" for name in ("weg.md", ".neu.md", "entwurf.md")})
    course.build()
    assert (course.read_here, course.copies) == ([], 0)


def test_a_changed_cell_runs_and_the_others_come_along(course: Course) -> None:
    course.edit("docs/index.md", "6 * 7", "6 * 8")
    course.edit("docs/teil/zwei.md", "3 · 4 = 12", "3 · 5 = 15")
    course.build()
    assert course.read_here == ["docs/index.md", "docs/teil/zwei.md"]
    assert "so 48" in course.read()
    built = course.files()
    assert course.clean() == built


def test_where_nothing_ever_ran_all_begins_before_mkdocs_looks_for_pages(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page once, in the order of their names; none that another plugin takes away, or adds."""
    course.write(
        {
            "haken.py": "from mkdocs.structure.files import File\n"
            "def on_files(files, config):\n"
            "    files.append(File.generated(config, 'neu.md', content='# Neu'))\n"
            "    files.remove(files.get_file_from_path('weg.md'))\n",
            "docs/weg.md": "# Weg\n\n2 · 2 = 5\n\n```python\n1 / 0\n```\n",
            "docs/entwurf.md": "# Entwurf\n",
        }
    )
    course.config_text += f"hooks: [{course.root / 'haken.py'}]\ndraft_docs: entwurf.md\n"
    shutil.rmtree(course.root / ".cache")
    begun: list[str] = []

    def note(config: MkDocsConfig) -> Files:
        begun.extend(course.read_here)
        return get_files(config)

    monkeypatch.setattr("mkdocs.commands.build.get_files", note)
    course.build()
    assert begun == ["docs/index.md", "docs/teil/zwei.md", "docs/weg.md"]
    assert (course.read_here, course.copies) == (begun, 0)
    assert (course.root / "site/neu/index.html").exists()
    assert not (course.root / "site/weg").exists()


def test_a_wrong_number_is_found_by_a_copy_too(course: Course, messages: Callable[[], str]) -> None:
    course.command = "serve"
    course.edit("docs/index.md", "34944", "34945")
    course.build()
    assert course.read_here == []
    assert messages().count("docs/index.md:3:20") == 1
    assert "34945" in course.read()


@pytest.mark.parametrize("stage", ["read", "publish"])
def test_whatever_becomes_of_the_copy_the_page_is_made(
    course: Course, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    here, real = os.getpid(), getattr(Chain, stage)

    def die_in_copies(*args: object) -> object:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args)

    monkeypatch.setattr(Chain, stage, die_in_copies)
    course.edit("docs/index.md", "Es sind", "Es sind nämlich")
    course.build()
    assert (course.read_here, course.copies) == (["docs/index.md"], 1)
    built = course.files()
    assert b"n\xc3\xa4mlich" in built["index.html"]
    monkeypatch.undo()
    assert course.clean() == built


def test_what_is_wrong_with_the_cache_is_reported_once(
    course: Course, monkeypatch: pytest.MonkeyPatch, messages: Callable[[], str]
) -> None:
    """By the process that people hear."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write", full)
    course.edit("docs/index.md", "Es sind", "Es sind nämlich")
    course.build()
    assert messages().count("auf dem Datenträger ist kein Platz mehr") == 1
    assert "nämlich" in course.read()


def test_a_damaged_run_is_reported_and_made_anew(
    course: Course, messages: Callable[[], str]
) -> None:
    for run in (course.root / ".cache/rechenprobe/runs").rglob("*.json"):
        run.write_text(run.read_text(encoding="utf-8").replace("so", "nein"), encoding="utf-8")
    course.edit("docs/index.md", "Es sind", "Es sind nämlich")
    course.build()
    assert "so 42" in course.read()
    assert messages().count("beschädigt") == 1


def test_links_that_only_other_plugins_know_lead_where_they_say(
    course: Course, tmp_path: Path
) -> None:
    """The copy asks MkDocs alone; if the site says something else, the page is made again."""
    course.write(
        {
            "haken.py": "from mkdocs.structure.files import File\n"
            "def on_files(files, config):\n"
            "    files.append(File.generated(config, 'neu.md', content='# Neu'))\n"
        }
    )
    course.config_text += f"hooks: [{tmp_path / 'haken.py'}]\n"
    course.edit("docs/index.md", "Es sind", "[Neu](neu.md). Es sind")
    course.build()
    built = course.files()
    assert b"https://example.org/kurs/neu/" in built["index.ipynb"]
    assert course.clean() == built
