"""Golden cases: a title, a piece of a lecture, and what the check says about it.

    title
    .
    the Markdown, its lines counted from 1
    .
    what the check says
    .

What it says, a line each, in the order of the source:

    = 1:3 conv2d.params | 96 · (11 · 11 · 3 + 1) = 34.944    verified; no fact: by arithmetic
    # 1:9 wrong-number | 34.943 → 34 944                      a finding: error #, warning !, hint ~
    ? 1:3 17                                                   an unchecked number
    - 1:3 1989 | Erscheinungsjahr                              an exempt one
    nothing                                                    no number at all

Cases in `tests/cases/alexnet` are about the seed's model, those in `tests/cases/unet`, `parts`,
`mobile` and `text` about small nets (`live_facts.py`), those in `tests/cases/arithmetic` stand on a
page without a model.
`python -m tests.check.golden FILE…` writes the answers that the check gives today; read the
difference before committing it.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from rechenprobe.check import check_lecture
from rechenprobe.execution import CellRun, Run, Shown
from rechenprobe.facts import Model
from rechenprobe.lecture import Lecture
from rechenprobe.read import read_lecture
from rechenprobe.report import Report
from rechenprobe.settings import Settings

CASES = Path(__file__).parent.parent / "cases"
FACTS = Path(__file__).with_name("alexnet.json")
_SIGNS = {"error": "#", "warning": "!", "hint": "~"}
_CASE = re.compile(r"^(\S[^\n]*)\n\.\n(.*?)^\.\n(.*?)^\.$", re.MULTILINE | re.DOTALL)


class Case(Struct, frozen=True):
    """One situation."""

    file: Path
    title: str
    source: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file.parent.name}/{self.file.stem}: {self.title}"


def alexnet() -> Model:
    """The facts of the seed's model, as they were when `test_facts.py` last confirmed them."""
    return msgspec.json.decode(FACTS.read_bytes(), type=Model)


def net(name: str) -> Model:
    """The facts of one of the small nets of `live_facts.py`."""
    return msgspec.json.decode(FACTS.with_name(f"{name}.json").read_bytes(), type=Model)


def unet() -> Model:
    """The facts of a small U-Net: 11 convolutions, and 2 transposed ones between them."""
    return net("unet")


def run_of(lecture: Lecture, *models: Model) -> Run:
    """A run in which every cell showed the (first) model."""
    cells = tuple(CellRun(index, (Shown(0),)) for index in range(len(lecture.cells)))
    return Run(cells=cells if models else (), models=models)


def check(source: str, *models: Model, path: str = "vorlesung.md") -> tuple[Lecture, Report]:
    """Read and check, without executing anything."""
    settings = Settings(unchecked="pass")
    lecture = read_lecture(source, path, settings)
    return lecture, check_lecture(lecture, run_of(lecture, *models), settings)


def cases(folder: Path) -> Iterator[Case]:
    """All cases of a folder's files."""
    for file in sorted(folder.glob("*.md")):
        for match in _CASE.finditer(file.read_text(encoding="utf-8")):
            yield Case(file, *match.groups())


def answer(source: str, *models: Model) -> str:
    """What the check says of a lecture, as text."""
    lecture, report = check(source.replace("␍", "\r"), *models)
    lines: list[tuple[int, str]] = []
    for claim in report.claims:
        if claim.verdict == "verified":
            fact = f"{claim.fact} " if claim.fact else ""
            lines.append((claim.span.start, f"= {_at(claim.place)} {fact}| {claim.text}"))
    for finding in report.findings:
        code = f"{_SIGNS[finding.severity]} {_at(finding.place)} {finding.code}"
        true = f" → {finding.true}" if finding.true else ""
        lines.append((finding.span.start, f"{code} | {finding.written}{true}"))
    for verdict in report.numbers:
        number = lecture.numbers[verdict.number]
        place = lecture.place(number.span.start)
        if verdict.verdict == "unchecked":
            lines.append((number.span.start, f"? {_at(place)} {number.text}"))
        elif verdict.verdict == "exempt":
            text = f"- {_at(place)} {number.text} | {verdict.reason}"
            lines.append((number.span.start, text))
    return "\n".join(text for _, text in sorted(lines)) or "nothing"


def _at(place: object) -> str:
    return f"{place.line}:{place.column}"  # type: ignore[attr-defined]


def models_of(file: Path) -> tuple[Model, ...]:
    """The models that a case's page knows."""
    name = file.parent.name
    return (net(name),) if FACTS.with_name(f"{name}.json").exists() else ()


def _rewrite(file: Path) -> None:
    def renew(match: re.Match[str]) -> str:
        title, source = match[1], match[2]
        return f"{title}\n.\n{source}.\n{answer(source, *models_of(file))}\n."

    text = file.read_text(encoding="utf-8")
    file.write_text(_CASE.sub(renew, text), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        if Path(name).parent.name == "handbook":
            sys.exit(f"{name}: there a case has a text that is false, not an answer")
        _rewrite(Path(name))
