"""Versions and code that were looked up before, and the marks that say whether they still hold."""

import os
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from rechenprobe import marks
from rechenprobe.marks import Marks


class Environment:
    """A folder on the search path in which distributions are installed; counts look-ups."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cache = root / "cache"
        self.folder = root / "packages"
        self.folder.mkdir()
        monkeypatch.syspath_prepend(str(self.folder))
        monkeypatch.setattr(marks, "_FRESH", -10_000_000_000)  # no waiting
        self.asked = 0
        real = metadata.version

        def version(name: str) -> str:
            self.asked += 1
            return real(name)

        version.__module__ = real.__module__
        monkeypatch.setattr(metadata, "version", version)

    def install(self, version: str, folder: Path | None = None) -> Path:
        info = (folder or self.folder) / f"Netz_Werk-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: x\nVersion: {version}\n\n")
        return info

    def version(self) -> str | None:
        """As a new build finds it."""
        found = Marks(self.cache)
        version = found.version("netz-werk")
        found.save()
        return version


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    return Environment(tmp_path, monkeypatch)


def test_a_version_is_looked_up_once(environment: Environment) -> None:
    environment.install("1.0")
    assert [environment.version() for _ in range(3)] == ["1.0"] * 3
    assert environment.asked == 1


def test_a_folder_without_distributions_may_change(environment: Environment) -> None:
    """As the site's own does with each build, in which `python -m mkdocs` looks for modules."""
    environment.install("1.0")
    site = environment.folder.with_name("kurs")
    site.mkdir()
    sys.path.insert(0, str(site))
    for number in range(3):
        assert environment.version() == "1.0"
        (site / str(number)).mkdir()
    assert environment.asked == 1
    environment.install("2.0", site)
    assert environment.version() == "2.0"


def edit(environment: Environment) -> None:
    file = environment.folder / "Netz_Werk-1.0.dist-info/METADATA"
    status = file.stat()
    file.write_text(file.read_text().replace("1.0", "2.0"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))  # as if nothing had happened


def upgrade(environment: Environment) -> None:
    old = environment.folder / "Netz_Werk-1.0.dist-info"
    (old / "METADATA").unlink()
    old.rmdir()
    environment.install("2.0")


def shadow(environment: Environment) -> None:
    other = environment.folder.with_name("other")
    environment.install("2.0", other)
    sys.path.insert(0, str(other))


@pytest.mark.parametrize("change", [edit, upgrade, shadow])
def test_another_version_is_noticed_however_it_came(
    environment: Environment, change: Callable[[Environment], None]
) -> None:
    """Edited in place with its time kept, installed anew, put before it on the search path."""
    environment.install("1.0")
    environment.version()
    session = Marks(environment.cache)
    assert session.version("netz-werk") == "1.0"
    change(environment)
    assert session.version("netz-werk") == "2.0"
    assert environment.version() == "2.0"


def test_what_is_not_installed_any_more_has_no_version(environment: Environment) -> None:
    info = environment.install("1.0")
    environment.version()
    (info / "METADATA").unlink()
    info.rmdir()
    assert environment.version() is None


def test_what_two_folders_claim_is_looked_up_each_time(environment: Environment) -> None:
    """What a broken installation leaves behind: only the look-up itself knows which one counts."""
    environment.install("1.0")
    environment.install("2.0")
    environment.version()
    environment.version()
    assert environment.asked == 2


def test_what_was_just_written_bears_no_mark(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be written again within the same tick of the clock."""
    monkeypatch.setattr(marks, "_FRESH", 2_000_000_000)
    environment.install("1.0")
    environment.version()
    environment.version()
    assert environment.asked == 2


def test_a_look_up_that_was_replaced_is_asked(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.install("1.0")
    environment.version()
    monkeypatch.setattr(metadata, "version", lambda _: "9.9")
    assert environment.version() == "9.9"


def test_the_package_is_read_again_when_a_file_of_it_changes(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [environment.folder / name for name in ("a.py", "b.py")]
    for file in files:
        file.write_text("1")
    read = 0

    def content() -> str:
        nonlocal read
        read += 1
        return "".join(file.read_text() for file in files)

    monkeypatch.setattr(marks, "package_files", lambda: files)
    monkeypatch.setattr(marks, "package_content", content)

    def package() -> str:
        found = Marks(environment.cache)
        answer = found.package()
        found.save()
        return answer

    assert [package(), package()] == ["11", "11"]
    assert read == 1
    files[1].write_text("2")
    assert package() == "12"
    monkeypatch.setattr(marks, "_FRESH", 2_000_000_000)
    files[0].write_text("3")  # may be written again within the same tick of the clock
    assert [package(), package()] == ["32", "32"]
    assert read == 4


def test_marks_that_are_damaged_are_reported_and_made_anew(
    environment: Environment, caplog: pytest.LogCaptureFixture
) -> None:
    environment.install("1.0")
    environment.version()
    file = environment.cache / "marks.json"
    file.write_text(file.read_text().replace('"version":"1.0"', '"version":"7.0"'))
    assert environment.version() == "1.0"
    assert "beschädigt" in caplog.text
