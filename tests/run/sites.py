"""A site of its own for a test, with a way to count executions."""

from os import getpid
from pathlib import Path
from time import monotonic, sleep

from msgspec import structs

from rechenprobe.execution import Run
from rechenprobe.lecture import Lecture
from rechenprobe.run import Runner
from rechenprobe.settings import Settings


class Site:
    """A site's folder, its settings, and a file outside of it that cells can leave traces in."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "site"
        (self.root / "docs").mkdir(parents=True)
        self.traces = folder / "traces"
        self.settings = Settings(root=self.root, timeout=10.0, workers=2)

    def leave_trace(self, text: str = "run") -> str:
        """Code that adds a line outside of the site: nothing that a run depends on."""
        return f"with open({str(self.traces)!r}, 'a') as f: f.write({text!r} + '\\n')"

    @property
    def executions(self) -> int:
        """How often `leave_trace` ran."""
        return len(self.traces.read_text().splitlines()) if self.traces.exists() else 0

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def run(self, lecture: Lecture, **changes: object) -> Run:
        """Run it the way a new build does."""
        with Runner(structs.replace(self.settings, **changes)) as runner:
            return runner.submit(lecture).result(60)


class Marker:
    """Tells the processes of one test module from all others, by a variable of theirs.

    Numbers would not do: lectures have process numbers of their own.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mark = f"TMPDIR={folder}".encode()

    def processes(self) -> list[int]:
        """All that live, but for servers."""
        return [
            int(path.name)
            for path in Path("/proc").iterdir()
            if path.name.isdigit() and self._is_ours(path)
        ]

    def _is_ours(self, process: Path) -> bool:
        try:
            state, parent = (process / "stat").read_text().rpartition(")")[2].split()[:2]
            variables = (process / "environ").read_bytes().split(b"\0")
            server = b"run.server" in (process / "cmdline").read_bytes()
        except (OSError, ValueError):
            return False
        return self._mark in variables and state != "Z" and not (server and parent == str(getpid()))

    def wait_until_clean(self) -> None:
        """Fails if processes or temporary files of lectures that have ended are left."""
        deadline = monotonic() + 5
        while (left := self.processes()) or any(self.folder.iterdir()):
            assert monotonic() < deadline, (left, list(self.folder.iterdir()))
            sleep(0.02)
