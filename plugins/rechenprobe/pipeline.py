"""The whole chain on one screen: source → Lecture → Run → Report → page."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path

from msgspec import Struct, structs

from rechenprobe.check import Correction, check_lecture, correct, known_word
from rechenprobe.execution import Run
from rechenprobe.lecture import Lecture
from rechenprobe.read import read_lecture
from rechenprobe.read.notebook import in_cells
from rechenprobe.report import Report
from rechenprobe.run import Runner
from rechenprobe.settings import Settings
from rechenprobe.show import (
    finish_notebook_page,
    plain_text,
    show_lecture,
    show_notebook,
    show_notebook_page,
    show_problems,
)
from rechenprobe.show.coverage import coverage_page

__all__ = [
    "Correction",
    "Pending",
    "Pipeline",
    "Proof",
    "coverage_page",
    "finish_page",
    "known_word",
    "notebook",
    "notebook_page",
    "page",
    "plain_text",
    "read_text",
]


class Proof(Struct, frozen=True):
    """One lecture, all the way through."""

    lecture: Lecture
    run: Run
    report: Report


class Pipeline:
    """The stages with a runner between them. One per process; `close()` ends its workers."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.runner = Runner(settings)

    def read(self, source: str, path: str) -> Lecture:
        """What stands in a file's text; nothing runs."""
        return read_lecture(source, path, self.settings)

    def start(self, source: str, path: str) -> "Pending":
        """Read a lecture and have it run in the background, if it has to run at all."""
        lecture = self.read(source, path)
        return Pending(lecture, self.runner.submit(lecture), self.settings)

    def why(self, source: str, path: str) -> str:
        """German: whether the lecture's code would run now, and because of which input."""
        return self.runner.why(self.read(source, path))

    def correct(self, source: str, path: str) -> Correction:
        """The file with its wrong results made right, checked against one run of its code.

        A comment that changes makes the code no other.
        """
        run = self.runner.submit(self.read(source, path)).result()

        def check(text: str) -> tuple[Lecture, Report]:
            lecture = self.read(text, path)
            return lecture, _check(lecture, run, self.settings)

        return correct(source, check)

    def prove(self, paths: Iterable[Path]) -> Iterator[Proof]:
        """All lectures, in the order given; they run in parallel."""
        pending = [self.start(read_text(path), self.name(path)) for path in paths]
        for lecture in pending:
            yield lecture.finish()

    def name(self, path: Path) -> str:
        """The path as messages show it."""
        absolute, root = path.resolve(), self.settings.root.resolve()
        return (absolute.relative_to(root) if absolute.is_relative_to(root) else path).as_posix()

    def close(self) -> None:
        """End the workers; runs under way are given up."""
        self.runner.close()


class Pending:
    """A lecture whose run may still be under way."""

    def __init__(self, lecture: Lecture, run: "Future[Run]", settings: Settings) -> None:
        self.lecture = lecture
        self._run = run
        self._settings = settings

    def finish(self) -> Proof:
        """Wait for the run, check against it, add what could not be shown."""
        run = self._run.result()
        report = _check(self.lecture, run, self._settings)
        return Proof(self.lecture, in_cells(self.lecture, run), report)


def _check(lecture: Lecture, run: Run, settings: Settings) -> Report:
    report = check_lecture(lecture, run, settings)
    findings = sorted((*report.findings, *show_problems(lecture)), key=lambda f: f.place)
    return structs.replace(report, findings=tuple(findings))


def page(proof: Proof, settings: Settings, prelude: str = "") -> str:
    """The Markdown to publish, front matter left out.

    `prelude` is the code that ran before the cells, for pages that show it.
    """
    return show_lecture(proof.lecture, proof.run, proof.report, settings, prelude)


def notebook(
    proof: Proof, settings: Settings, preludes: Sequence[str], resolve: Callable[[str], str | None]
) -> bytes:
    """The lecture as an executed notebook to download, self-contained.

    `preludes` is the code that ran before the cells; `resolve` gives a link's target an address
    that works away from the site, or None.
    """
    return show_notebook(proof.lecture, proof.run, settings, preludes, resolve)


def notebook_page(proof: Proof, settings: Settings, tools: Mapping[str, str]) -> bytes:
    """The notebook that mkdocs-jupyter renders; `finish_page` completes the HTML.

    `tools`: distribution → version, of what renders it.
    """
    return show_notebook_page(proof.lecture, proof.run, proof.report, settings, tools)


def finish_page(html: str) -> str:
    """A notebook page's HTML as mkdocs-jupyter gave it, completed, without foreign scripts."""
    return finish_notebook_page(html)


def read_text(path: Path) -> str:
    r"""A file as every host reads it: UTF-8, a byte-order mark dropped, newlines as `\n`."""
    return path.read_text(encoding="utf-8-sig")
