"""The seed, unchanged, through the whole chain; then with each of its numbers altered."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from rechenprobe.execution import Run
from rechenprobe.hosts import cli
from rechenprobe.hosts.site import Site, find_site
from rechenprobe.pipeline import Pipeline
from rechenprobe.report import Finding, Report

pytestmark = pytest.mark.keras

ROOT = Path(__file__).parent.parent
NAME = "tests/seed/alexnet-notizen.md"
SEED = (ROOT / NAME).read_text(encoding="utf-8")


class Typed(Struct, frozen=True):
    """A number that the seed's author typed, found without the reader that is tested."""

    line: int
    """From 1."""
    start: int
    """Offset in the seed."""
    text: str

    def __str__(self) -> str:
        return f"L{self.line}-{self.start}-{self.text}"


def typed_numbers() -> Iterator[Typed]:
    """All numbers of the Rechenbeispiel and of the equation in the code's comment."""
    offset, inside = 0, False
    for line, text in enumerate(SEED.split("\n"), start=1):
        inside = inside or "Rechenbeispiel" in text
        if inside or "#Answer" in text:
            for match in re.finditer(r"\d+(\.\d+)?", text):
                yield Typed(line, offset + match.start(), match[0])
        offset += len(text) + 1


NUMBERS = [
    number for number in typed_numbers() if "Layer 1" not in SEED.split("\n")[number.line - 1]
]


def alterations(text: str) -> Iterator[str]:
    """One more and one less in the last place, and every two neighbouring digits swapped."""
    digits = text.replace(".", "")
    others = [str(int(digits) + 1).zfill(len(digits)), str(int(digits) - 1).zfill(len(digits))]
    others += [
        digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)
    ]
    point = text.find(".")
    for other in dict.fromkeys(others):
        if other != digits:
            yield other if point < 0 else f"{other[:point]}.{other[point:]}"


@pytest.fixture(scope="module")
def site() -> Site:
    return find_site(ROOT)


@pytest.fixture(scope="module")
def run(site: Site) -> Iterator[Run]:
    """The seed's run. Its cells are the same in all altered copies, but for a comment."""
    pipeline = Pipeline(site.settings)
    yield pipeline.start(SEED, NAME).finish().run
    pipeline.close()


def check(source: str, site: Site, run: Run) -> Report:
    """Read and check anew, against the run that there is."""
    from rechenprobe.chain import check as check_run
    from rechenprobe.read import read_lecture

    return check_run(read_lecture(source, NAME, site.settings), run, site.settings)


def errors(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity == "error"]


def test_every_number_of_the_seed_is_confirmed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the issue asks for it: at the root, with the site's prelude."""
    monkeypatch.chdir(ROOT)
    status = cli.main(["check", NAME, "--format", "json"])
    (lecture,) = json.loads(capsys.readouterr().out)["lectures"]
    assert (status, lecture["path"]) == (0, NAME)
    assert (lecture["counts"]["wrong"], lecture["counts"]["unchecked"]) == (0, 0)
    assert lecture["counts"]["verified"] >= len(NUMBERS)
    assert {claim["verdict"] for claim in lecture["claims"]} == {"verified"}
    said = [(f["severity"], f["line"], f["written"]) for f in lecture["findings"]]
    assert said == [
        ("warning", line_of("Batch Size 16"), "Batch Size 16"),
        ("hint", line_of("69.888 KB"), "69.888"),
        ("hint", line_of("69.888 KB"), "69.888 KB"),
    ]


def line_of(text: str) -> int:
    return next(line for line, row in enumerate(SEED.split("\n"), start=1) if text in row)


def test_the_real_model_was_built(run: Run) -> None:
    (model, *_) = run.models
    assert run.failure is None
    assert model.params == 56_356_234
    assert model.layer("conv2d").params == 34_944
    assert model.layer("conv2d").output_shape == (55, 55, 96)


@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_an_altered_number_fails_at_its_line_with_the_true_value(
    number: Typed, site: Site, run: Run
) -> None:
    for other in alterations(number.text):
        source = SEED[: number.start] + other + SEED[number.start + len(number.text) :]
        found = [f for f in errors(check(source, site, run)) if f.place.line == number.line]
        assert found, f"{other} instead of {number.text} goes unnoticed"
        assert all(finding.written for finding in found)
        assert any(finding.true for finding in found), f"{other}: no true value given"


def test_another_layer_is_another_calculation(site: Site, run: Run) -> None:
    """The name of the layer decides what its items are compared with."""
    assert errors(check(SEED.replace("Conv-Layer 1", "Conv-Layer 2"), site, run))


def test_the_numbers_of_the_example_are_all_found() -> None:
    """The mutation test is worth what its list of numbers is worth."""
    assert [number.text for number in NUMBERS] == (
        "34944 11 11 3 96 96 227 227 227 0 11 11 11 4 227 11 4 1 55 96 96 55 55 96"
        " 11 11 3 96 96 11 11 3 1 34944 16 16 34944 8 1000 69.888"
    ).split()
