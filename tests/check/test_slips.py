"""How a number may have come about from the true one."""

from fractions import Fraction

import pytest

from rechenprobe.check.numbers.likeness import mistakable, other_results
from rechenprobe.check.numbers.slips import is_slip_of_pen, slip
from rechenprobe.claims import Reading


@pytest.mark.parametrize(
    ("true", "written", "decimals", "question"),
    [
        ("1152000", "1125000", 0, "Zahlendreher?"),
        ("34944", "34942", 0, "Eine Ziffer vertippt?"),
        ("34944", "3944", 0, ""),
        ("134944", "13944", 0, "Eine Ziffer fehlt?"),
        ("13944", "134944", 0, "Eine Ziffer zu viel?"),
        ("34944", "349440", 0, "Eine Null zu viel oder zu wenig?"),
        ("3494.4", "34.94", 2, "Kommastelle?"),
        ("2.345", "2.35", 2, ""),
        ("34944", "34944", 0, ""),
        ("96", "-69", 0, ""),
    ],
)
def test_slip(true: str, written: str, decimals: int, question: str) -> None:
    assert slip(Fraction(true), Reading(Fraction(written), decimals, decimals)) == question


def test_slip_beside_a_word_for_a_power_of_ten() -> None:
    assert slip(Fraction(56_300_000), Reading(Fraction(5_630_000), -4, 2), 6) == "Kommastelle?"


def test_slip_of_a_number_with_decimals_in_its_exponent() -> None:
    """9,6e-1 beside 0,9: with one decimal both have the digit 9."""
    assert slip(Fraction(9, 10), Reading(Fraction(96, 100), 2, 1)) == ""


@pytest.mark.parametrize(
    ("true", "written", "others", "may_be"),
    [
        ("34944", "34848", (), True),  # near
        ("34944", "139776", (), True),  # four times
        ("2400", "2.4", (), True),  # another unit
        ("91", "19", (), True),
        ("0.07", "0.93", (), True),  # the rest
        ("60", "20000", (), False),
        ("48,48", "5,5", (), False),
        ("48,48", "48,5", (), True),
        ("55,55,96", "32,54,55,96", (), True),
        ("432", "18432", ("18432",), True),  # another layer's
        ("432", "18342", ("18432",), True),  # a slip of another layer's
        ("432", "18342", (), False),
    ],
)
def test_mistakable(true: str, written: str, others: tuple[str, ...], may_be: object) -> None:
    readings = [Reading(Fraction(it), len(it.partition(".")[2])) for it in written.split(",")]
    values = [Fraction(it) for it in true.split(",")]
    assert mistakable(readings, values, tuple(map(Fraction, others))) is may_be


@pytest.mark.parametrize("written", ["17", "12", "5", "2.4"])
def test_results_of_other_operations(written: str) -> None:
    assert Fraction(written) in other_results([Fraction(12), Fraction(5)], Fraction(60))


@pytest.mark.parametrize(
    ("written", "true", "is_one"),
    [
        ("34.945", "34 944", True),
        ("34.494", "34 944", True),
        ("3.4944", "34 944", True),  # a comma elsewhere
        ("3494", "34 944", True),
        ("34.848", "34 944", False),  # a bias forgotten
        ("12", "13", False),  # too short to tell
    ],
)
def test_a_slip_of_the_pen_in_a_text(written: str, true: str, is_one: object) -> None:
    assert is_slip_of_pen(written, true) is is_one
