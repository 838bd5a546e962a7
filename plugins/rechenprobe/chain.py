"""The whole chain on one screen: source → Lecture → Run → Report → page. Each arrow is one call.

Checking and showing are imported while the first run is under way.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from typing import TypeAlias

from msgspec import Struct, structs

from rechenprobe.edition import Edition, Material, Published
from rechenprobe.evidence import Evidence
from rechenprobe.execution import Run
from rechenprobe.lecture import Lecture
from rechenprobe.progress import Tell, tell_nobody
from rechenprobe.read import read_lecture
from rechenprobe.read.notebook import in_cells
from rechenprobe.report import Correction, Report
from rechenprobe.run import Runner
from rechenprobe.run.cache import Cache
from rechenprobe.run.dependencies import FOLDER
from rechenprobe.run.grounds import Grounds
from rechenprobe.settings import Settings

Resolve: TypeAlias = Callable[[str], str | None]
"""A link's target → an address that works away from the site, or None."""


class Proof(Struct, frozen=True):
    """One lecture, read, run and checked."""

    lecture: Lecture
    run: Run
    report: Report


class Draft:
    """A lecture whose run may still be under way."""

    def __init__(self, lecture: Lecture, run: "Future[Run]", settings: Settings) -> None:
        self.lecture = lecture
        self._run = run
        self._settings = settings

    def is_running(self) -> bool:
        """Whether `finish` would have to wait."""
        return not self._run.done()

    def finish(self) -> Proof:
        """Wait for the run, check against it, add what could not be shown."""
        import_stages()
        run = self._run.result()
        report = check(self.lecture, run, self._settings)
        return Proof(self.lecture, in_cells(self.lecture, run), report)


class Chain:
    """The stages with a runner between them; `close()` ends its workers."""

    def __init__(
        self,
        settings: Settings,
        grounds: Grounds,
        tell: Tell = tell_nobody,
        *,
        watchful: bool = False,
    ) -> None:
        self._settings = settings
        cache = Cache(settings, grounds)
        self._runner = Runner(settings, cache=cache, watchful=watchful, tell=tell)

    def read(self, source: str, path: str) -> Lecture:
        """What stands in a file's text; nothing runs."""
        return read_lecture(source, path, self._settings)

    def start(self, source: str, path: str) -> Draft:
        """Read a lecture and have it run in the background, if it has to run at all."""
        lecture = self.read(source, path)
        return Draft(lecture, self._runner.submit(lecture), self._settings)

    def resume(self, source: str, path: str) -> Draft | None:
        """Read a lecture; None if it has to run."""
        lecture = self.read(source, path)
        run = self._runner.kept(lecture)
        if run is None:
            return None
        ran: Future[Run] = Future()
        ran.set_result(run)
        return Draft(lecture, ran, self._settings)

    def publish(self, proof: Proof, resolve: Resolve, tools: Mapping[str, str]) -> Published:
        """The page and the notebook beside it; `tools` render it if it is a notebook page."""
        from rechenprobe.show import show_lecture, show_notebook, show_notebook_page  # noqa: PLC0415

        lecture, settings = proof.lecture, self._settings
        asked: dict[str, str | None] = {}

        def look_up(target: str) -> str | None:
            return asked.setdefault(target, resolve(target))

        codes = [code for _, code in self._preludes(lecture)]
        if tools:
            page = show_notebook_page(lecture, proof.run, proof.report, settings, tools).decode()
        else:
            prelude = "\n\n".join(map(str.strip, codes)) if lecture.settings.show_prelude else ""
            last = self._runner.last_good(lecture) if proof.run.failure else None
            page = show_lecture(lecture, proof.run, proof.report, settings, prelude, last)
        notebook = ""
        if any(cell.options.eval for cell in lecture.cells) and proof.run.failure is None:
            # The engine is no guest in its own process, so that the run does not count it.
            versions = {**proof.run.versions, "rechenprobe": version("rechenprobe")}
            run = structs.replace(proof.run, versions=versions)
            notebook = show_notebook(lecture, run, settings, codes, look_up).decode()
        front = lecture.source[: lecture.body_start]
        return Published(page, front, notebook, Material(asked, tools))

    def edition(self, proof: Proof, published: Published | None = None) -> Edition:
        """What to tell a host about the lecture."""
        preludes = (self._settings.prelude, proof.lecture.settings.prelude)
        names = list(filter(None, preludes))  # also those that are missing, and may come
        # Of a folder that only has to be there nothing that goes on in it matters.
        names += [read.path for read in proof.run.dependencies if read.digest != FOLDER]
        return Edition(proof.report, proof.lecture.digest, tuple(dict.fromkeys(names)), published)

    def evidence(self, proof: Proof) -> Evidence | None:
        """What the proof rests on; None if it cannot be had again."""
        return self._runner.evidence(proof.lecture, proof.run)

    def preheat(self) -> None:
        """Prepare for the first lecture that may come, and for its run."""
        self._runner.preheat()
        import_stages()  # beside the server, which imports for longer

    def rest(self) -> None:
        """No more runs are to be expected."""
        self._runner.rest()

    def why(self, source: str, path: str) -> str:
        """German: whether the lecture's code would run now, and because of which input."""
        return self._runner.why(self.read(source, path))

    def correct(self, source: str, path: str) -> Correction:
        """The file with its wrong results made right, checked against one run of its code.

        A comment that changes makes the code no other.
        """
        from rechenprobe.check import correct  # noqa: PLC0415

        run = self._runner.submit(self.read(source, path)).result()

        def check_text(text: str) -> tuple[Lecture, Report]:
            lecture = self.read(text, path)
            return lecture, check(lecture, run, self._settings)

        return correct(source, check_text)

    def close(self) -> None:
        """End the workers; runs under way are given up."""
        self._runner.close()

    def _preludes(self, lecture: Lecture) -> Sequence[tuple[str, str]]:
        """Path and code of what runs before the cells. What cannot be read the run complains of."""
        found = []
        for name in filter(None, (self._settings.prelude, lecture.settings.prelude)):
            with suppress(OSError, UnicodeDecodeError):
                found.append((name, (self._settings.root / name).read_text("utf-8-sig")))
        return found


def import_stages() -> None:
    """All that a lecture goes through behind its run."""
    for stage in ("check", "show.page", "show.notebook"):
        import_module(f"rechenprobe.{stage}")


def check(lecture: Lecture, run: Run, settings: Settings) -> Report:
    """What the check and the typesetting say, in the order of the source."""
    from rechenprobe.check import check_lecture  # noqa: PLC0415
    from rechenprobe.show import show_problems  # noqa: PLC0415

    report = check_lecture(lecture, run, settings)
    findings = sorted((*report.findings, *show_problems(lecture)), key=lambda f: f.place)
    return structs.replace(report, findings=tuple(findings))
