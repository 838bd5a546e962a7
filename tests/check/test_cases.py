"""Every golden case is answered as its file says."""

import pytest
from tests.check.golden import CASES, Case, answer, cases, check, models_of

FOLDERS = tuple(
    CASES / name for name in ("alexnet", "unet", "mobile", "parts", "text", "folgen", "arithmetic")
)


@pytest.mark.parametrize("case", [case for folder in FOLDERS for case in cases(folder)], ids=str)
def test_case(case: Case) -> None:
    assert answer(case.source, *models_of(case.file)) == case.expected.rstrip("\n")


def test_every_case_of_every_file_is_found() -> None:
    """A dot forgotten in a file would hide the cases behind it."""
    for folder in FOLDERS:
        for file in folder.glob("*.md"):
            dots = sum(line == "." for line in file.read_text(encoding="utf-8").splitlines())
            assert dots == 3 * sum(case.file == file for case in cases(folder)), file


def test_of_a_wrong_calculation_its_result_counts_as_wrong() -> None:
    """Not the numbers that it is calculated of: nobody knows of them."""
    _, report = check("Es sind $96 \\cdot (11 \\cdot 11 \\cdot 3 + 1) = 34.943$ Parameter.")
    assert (report.counts.wrong, report.counts.unchecked) == (1, 5)
