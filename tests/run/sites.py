"""A site of its own for a test, with a way to count executions."""

from pathlib import Path

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


def alive(pid: int) -> bool:
    """Whether a process exists and is not just a name on the list of the dead."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
